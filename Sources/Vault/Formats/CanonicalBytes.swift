public import Cryptography

/// Writes the canonical binary form that docs/file-format.md describes: big-endian integers, length-prefixed bytes.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer.
    public init() {}

    /// A writer that begins with 0x00, the label's length and the label, as every signed or hashed message does, so that no
    /// message can be taken for one of another kind, nor for a signed note, which is text.
    public init(label: String) {
        bytes.append(0)
        bytes.append(UInt8(truncatingIfNeeded: label.utf8.count))
        bytes.append(contentsOf: label.utf8)
    }

    public mutating func u8(_ value: UInt8) { bytes.append(value) }

    public mutating func u32(_ value: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    public mutating func u64(_ value: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Bytes of a length that the format fixes, without a prefix.
    public mutating func fixed(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    public mutating func id(_ value: OpaqueID) { value.append(to: &bytes) }

    public mutating func digest(_ value: Digest) { value.append(to: &bytes) }

    /// A 32-bit length and then the bytes.
    public mutating func prefixed(_ value: [UInt8]) {
        u32(UInt32(truncatingIfNeeded: value.count))
        bytes.append(contentsOf: value)
    }
}

/// Reads the canonical binary form; whatever does not fit exactly is `VaultError.malformed`.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var place = 0
    private let what: FormatName

    /// - Parameters:
    ///   - bytes: the whole of one structure
    ///   - what: its name in errors
    public init(_ bytes: [UInt8], of what: FormatName) {
        self.bytes = bytes
        self.what = what
    }

    private mutating func take(_ count: Int) throws(VaultError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - place else { throw .malformed(what) }
        defer { place += count }
        return bytes[place..<place + count]
    }

    public mutating func u8() throws(VaultError) -> UInt8 {
        var value: UInt8 = 0
        for byte in try take(1) { value = byte }
        return value
    }

    public mutating func u32() throws(VaultError) -> UInt32 {
        try take(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    public mutating func u64() throws(VaultError) -> UInt64 {
        try take(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    public mutating func fixed(_ count: Int) throws(VaultError) -> [UInt8] { Array(try take(count)) }

    public mutating func id() throws(VaultError) -> OpaqueID {
        guard let value = OpaqueID(try take(OpaqueID.count)) else { throw .malformed(what) }
        return value
    }

    public mutating func digest() throws(VaultError) -> Digest {
        guard let value = Digest(try take(Digest.count)) else { throw .malformed(what) }
        return value
    }

    public mutating func prefixed() throws(VaultError) -> [UInt8] {
        Array(try take(Int(try u32())))
    }

    /// Checks the opening that `ByteWriter(label:)` writes.
    public mutating func label(_ label: String) throws(VaultError) {
        guard try u8() == 0, try u8() == UInt8(truncatingIfNeeded: label.utf8.count),
            try fixed(label.utf8.count) == Array(label.utf8)
        else { throw .malformed(what) }
    }

    /// Checks the format and suite bytes; an unknown one is refused, never guessed at.
    public mutating func formatAndSuite() throws(VaultError) {
        let format = try u8()
        let suite = try u8()
        guard format == Suite.format, suite == Suite.one else {
            throw .unknownFormat(what, format: format, suite: suite)
        }
    }

    /// The bytes not yet read.
    public var rest: ArraySlice<UInt8> { bytes[place...] }

    /// Checks that nothing follows.
    public func end() throws(VaultError) {
        guard place == bytes.count else { throw .malformed(what) }
    }
}
