import Cryptography

/// A window on a stream: filled by the caller's closure, used up from its front.
///
/// In locked memory, since what streams through is plaintext when a file is being sealed.
struct Intake: ~Copyable {
    private var storage: SecretBytes
    private var front = 0
    private var end = 0

    /// - Parameter capacity: the bytes that it can hold at once.
    init(capacity: Int) throws(AgeFileError) {
        storage = try library { () throws(CryptographyError) in try SecretBytes(zeroed: capacity) }
    }

    /// The bytes that stand in the window.
    var count: Int {
        end - front
    }

    /// Asks the source for bytes until the window is full or the source has no more.
    mutating func fill(from source: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        let (oldFront, oldEnd) = (front, end)
        end = try storage.withUnsafeMutableBytes { window in
            window.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[oldFront..<oldEnd]))
            var end = oldEnd - oldFront
            while end < window.count {
                let free = UnsafeMutableRawBufferPointer(rebasing: window[end...])
                let given = try source(free)
                precondition((0...free.count).contains(given), "a source gave more than it was asked for")
                guard given > 0 else { break }
                end += given
            }
            return end
        }
        front = 0
    }

    /// Lends the first `count` bytes.
    borrowing func withFirst<Result, Failure: Error>(
        _ count: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let range = front..<(front + count)
        return try storage.withUnsafeBytes { bytes throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// Drops the first `count` bytes.
    mutating func consume(_ count: Int) {
        precondition(count <= self.count)
        front += count
    }
}
