public import Cryptography

/// Writes the canonical binary form that docs/file-format.md describes: big-endian integers, length-prefixed bytes.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer, with room for so many bytes.
    public init(capacity: Int = usual) { bytes.reserveCapacity(capacity) }

    /// Most structures fit in so many bytes; growing step by step would cost more than writing them.
    public static let usual = 256

    /// A writer that begins with 0x00, the label's length and the label, as every signed or hashed message does, so that no
    /// message can be taken for one of another kind, nor for a signed note, which is text.
    public init(label: String, capacity: Int = usual) {
        self.init(capacity: capacity)
        bytes.append(0)
        bytes.append(UInt8(truncatingIfNeeded: label.utf8.count))
        bytes.append(contentsOf: label.utf8)
    }

    public mutating func u8(_ value: UInt8) { bytes.append(value) }

    public mutating func u32(_ value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func u64(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Bytes of a length that the format fixes, without a prefix.
    public mutating func fixed(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    /// Padding.
    mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

    public mutating func id(_ value: OpaqueID) { value.append(to: &bytes) }

    public mutating func digest(_ value: Digest) { value.append(to: &bytes) }

    /// A 32-bit length and then the bytes.
    public mutating func prefixed(_ value: [UInt8]) {
        u32(UInt32(truncatingIfNeeded: value.count))
        bytes.append(contentsOf: value)
    }
}

extension [UInt8] {
    /// Lends a part where it lies. The pointer is of use within `body` only, and the range must lie within the bytes.
    func lend<Result: ~Copyable, Failure: Error>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try span.bytes.withUnsafeBytes { bytes throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }
}

extension [UInt8] {
    /// Lends all bytes for changing them where they lie. The pointer is of use within `body` only.
    mutating func lendMutably<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = mutableSpan
        return try span.withUnsafeMutableBytes(body)
    }
}

/// Reads the canonical binary form; whatever does not fit exactly is `VaultError.malformed`.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var place: Int
    private let limit: Int
    private let what: FormatName

    /// - Parameters:
    ///   - bytes: the whole of one structure
    ///   - what: its name in errors
    public init(_ bytes: [UInt8], of what: FormatName) {
        self.init(bytes, in: 0..<bytes.count, of: what)
    }

    /// Reads a structure that lies within another; the range comes from that one's reader.
    public init(_ bytes: [UInt8], in range: Range<Int>, of what: FormatName) {
        self.bytes = bytes
        place = range.lowerBound
        limit = range.upperBound
        self.what = what
    }

    /// Where the next `count` bytes lie; they count as read.
    private mutating func take(_ count: Int) throws(VaultError) -> Range<Int> {
        guard count >= 0, count <= limit - place else { throw .malformed(what) }
        defer { place += count }
        return place..<place + count
    }

    /// Lends bytes that were taken.
    private func lend<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    public mutating func u8() throws(VaultError) -> UInt8 { bytes[try take(1).lowerBound] }

    public mutating func u32() throws(VaultError) -> UInt32 {
        lend(try take(4)) { UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self)) }
    }

    public mutating func u64() throws(VaultError) -> UInt64 {
        lend(try take(8)) { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    public mutating func fixed(_ count: Int) throws(VaultError) -> [UInt8] { Array(bytes[try take(count)]) }

    /// Where the next `count` bytes lie, for who reads them in place; they count as read.
    public mutating func range(_ count: Int) throws(VaultError) -> Range<Int> { try take(count) }

    /// Where length-prefixed bytes lie.
    public mutating func prefixedRange() throws(VaultError) -> Range<Int> { try take(Int(try u32())) }

    /// How many bytes were read.
    var count: Int { place }

    public mutating func id() throws(VaultError) -> OpaqueID {
        guard let value = lend(try take(OpaqueID.count), { OpaqueID($0) }) else { throw .malformed(what) }
        return value
    }

    public mutating func digest() throws(VaultError) -> Digest {
        guard let value = lend(try take(Digest.count), { Digest($0) }) else { throw .malformed(what) }
        return value
    }

    /// UTF-8 that was taken.
    func text(_ range: Range<Int>) throws(VaultError) -> String {
        // What is none is repaired, and then differs: looking for what is wrong costs several times as much as reading.
        let text = lend(range) { String(decoding: $0, as: UTF8.self) }
        if lend(range, { $0.reduce(0, |) }) < 0x80 { return text }
        guard lend(range, { text.utf8.elementsEqual($0) }) else { throw .malformed(what) }
        return text
    }

    public mutating func prefixed() throws(VaultError) -> [UInt8] { try fixed(Int(try u32())) }

    /// Whether a structure opens with a label: for those of which there are two kinds.
    static func begins(_ bytes: [UInt8], with label: String) -> Bool {
        var reader = ByteReader(bytes, of: .disposal)
        return (try? reader.label(label)) != nil
    }

    /// Checks the opening that `ByteWriter(label:)` writes.
    public mutating func label(_ label: String) throws(VaultError) {
        var label = label
        let count = label.utf8.count
        guard try u8() == 0, try u8() == UInt8(truncatingIfNeeded: count) else { throw .malformed(what) }
        let place = try take(count)
        // As bytes: going through a text by its own index costs ten times as much.
        let isThere = label.withUTF8 { label in
            lend(place) { found in label.indices.reduce(0) { $0 | (label[$1] ^ found[$1]) } == 0 }
        }
        guard isThere else { throw .malformed(what) }
    }

    /// Checks the format and suite bytes; an unknown one is refused, never guessed at.
    public mutating func formatAndSuite() throws(VaultError) {
        let format = try u8()
        let suite = try u8()
        guard format == Suite.format, suite == Suite.one else {
            throw .unknownFormat(what, format: format, suite: suite)
        }
    }

    /// Whether all that is left is padding.
    var restIsZero: Bool { lend(place..<limit) { $0.reduce(0, |) } == 0 }

    /// The bytes not yet read.
    public var rest: ArraySlice<UInt8> { bytes[place..<limit] }

    /// Checks that nothing follows.
    public func end() throws(VaultError) {
        guard place == limit else { throw .malformed(what) }
    }
}
