/// Thirty-two bytes inside the value itself: a hundred thousand digests or keys need no heap.
///
/// The words are the bytes read as big-endian numbers, so that their order is the order of the bytes.
struct Octets32: Hashable, Comparable, Sendable {
    static let count = 32

    private let a, b, c, d: UInt64

    static let zero = Octets32(a: 0, b: 0, c: 0, d: 0)

    private init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.count else { return nil }
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        self.init(a: word(0), b: word(1), c: word(2), d: word(3))
    }

    // The same of arrays, without asking the runtime what kind of collection it is.
    init?(_ bytes: [UInt8]) {
        guard let octets = bytes.withUnsafeBytes({ Self($0) }) else { return nil }
        self = octets
    }

    init?(_ bytes: ArraySlice<UInt8>) {
        guard let octets = bytes.withUnsafeBytes({ Self($0) }) else { return nil }
        self = octets
    }

    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.count else { return nil }
        var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        for byte in bytes {
            // Shift the whole 256-bit number by one byte and put the next one at its end.
            words.0 = words.0 << 8 | words.1 >> 56
            words.1 = words.1 << 8 | words.2 >> 56
            words.2 = words.2 << 8 | words.3 >> 56
            words.3 = words.3 << 8 | UInt64(byte)
        }
        self.init(a: words.0, b: words.1, c: words.2, d: words.3)
    }

    static func < (left: Octets32, right: Octets32) -> Bool {
        (left.a, left.b, left.c, left.d) < (right.a, right.b, right.c, right.d)
    }

    var bytes: [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// Lends a byte, these bytes and others, one behind the other.
    func withUnsafeBytes<R: ~Copyable, E: Error>(
        after first: UInt8, before others: Octets32, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        let words = (
            UInt64(first).bigEndian, a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian, others.a.bigEndian,
            others.b.bigEndian, others.c.bigEndian, others.d.bigEndian
        )
        return try Swift.withUnsafeBytes(of: words) { words throws(E) in
            // The first byte is the last of its word.
            try body(UnsafeRawBufferPointer(rebasing: words.dropFirst(MemoryLayout<UInt64>.size - 1)))
        }
    }

    func withUnsafeBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try Swift.withUnsafeBytes(of: (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian), body)
    }
}
