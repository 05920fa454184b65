/// Sixteen opaque bytes that name one `Entity` and say nothing about it.
///
/// The bytes come from whoever has a random generator; this room draws none.
public struct Identifier<Entity>: Hashable, Sendable {
    /// The number of bytes of every identifier.
    public static var byteCount: Int { 16 }

    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An identifier from its bytes, most significant first.
    ///
    /// - Throws: `CounselingError.identifier(.wrongByteCount)` unless there are exactly 16.
    public init(bytes: some Collection<UInt8>) throws(CounselingError) {
        guard bytes.count == Self.byteCount else { throw .identifier(.wrongByteCount(bytes.count)) }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
        self.init(high: high, low: low)
    }

    /// An identifier from 32 lower-case hexadecimal digits, the form in which it stands in sealed JSON.
    ///
    /// - Throws: `CounselingError.identifier(.notHexadecimal)` for anything else, upper case included: one identifier
    ///   has one stored form.
    public init(hex: String) throws(CounselingError) {
        let digits = hex.utf8
        guard digits.count == 2 * Self.byteCount else { throw .identifier(.notHexadecimal) }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for digit in digits {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: throw .identifier(.notHexadecimal)
            }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(value)
        }
        self.init(high: high, low: low)
    }

    /// The 16 bytes, most significant first.
    public var bytes: [UInt8] {
        [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// The 32 lower-case hexadecimal digits.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        let pairs = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: pairs, as: UTF8.self)
    }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(hex: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

extension Identifier: CustomStringConvertible {
    /// The full text form, grouped by four.
    public var description: String { fullForm }
}
