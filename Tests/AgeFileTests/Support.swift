// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import AgeFile
import Cryptography
import Testing

/// The room's error that `body` ends with; nil where it succeeds. Any other error fails the test.
func refusal(_ body: () throws -> Void) -> AgeFileError? {
    do {
        try body()
        return nil
    } catch {
        if let fault = error as? AgeFileError { return fault }
        Issue.record(error, "not an error of this room")
        return nil
    }
}

func secret(_ text: String) -> SecretBytes {
    secret(Array(text.utf8))
}

func secret(_ bytes: [UInt8]) -> SecretBytes {
    try! SecretBytes(copying: bytes)
}

/// Bytes that differ from place to place, so that a chunk in the wrong place shows.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
}

/// A file in memory, given out in pieces.
struct Pieces {
    private var rest: ArraySlice<UInt8>
    private let most: Int

    init(_ bytes: [UInt8], most: Int = .max) {
        rest = bytes[...]
        self.most = most
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(buffer.count, most))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}
