public import Cryptography

/// Sixteen random bytes that name a person, a station, a compartment, a record or a practice, and say nothing of it.
public struct OpaqueID: Hashable, Sendable, Comparable {
    /// The number of bytes in every identifier of the formats.
    public static let count = 16
    /// Sixteen zero bytes: "nobody", where a field of a format must be filled.
    public static let none = OpaqueID(high: 0, low: 0)

    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An identifier from its 16 bytes; nil for any other count.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.count else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (offset, byte) in bytes.enumerated() {
            if offset < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    /// An identifier from its 16 bytes where they lie; nil for any other count.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.count else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// An identifier from an array of 16 bytes; nil for any other count.
    public init?(_ bytes: [UInt8]) {
        guard let made = bytes.withUnsafeBytes({ OpaqueID($0) }) else { return nil }
        self = made
    }

    /// An identifier from a part of an array: many a row's key begins or ends with one, and the general form is ten times slower
    /// where another room calls it.
    public init?(_ bytes: ArraySlice<UInt8>) {
        guard let made = bytes.withUnsafeBytes({ OpaqueID($0) }) else { return nil }
        self = made
    }

    /// A new random identifier; throws when the random generator fails.
    public static func random() throws(CryptographyError) -> OpaqueID {
        OpaqueID(try RandomBytes.make(count)) ?? .none
    }

    /// The 16 bytes, most significant first.
    public var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { [UInt8]($0) } }

    /// The 32 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    /// An identifier from 32 hexadecimal digits; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// Appends the 16 bytes.
    public func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
    }

    public static func < (left: OpaqueID, right: OpaqueID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
