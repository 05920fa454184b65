/// Base 32 for reading aloud and typing, after Douglas Crockford (https://www.crockford.com/base32.html): no I, L, O or
/// U, either case, and the look-alikes are forgiven.
public enum CrockfordBase32 {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The upper-case characters for `bytes`, five bits each, the last filled up with zero bits.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + 4) / 5)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            pending = (pending << 8 | UInt32(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(pending >> bits & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(pending << (5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text that `encode` made and a person may have retyped.
    ///
    /// - Throws: `CounselingError.identifier`: `.notInAlphabet` for a foreign character, `.wrongLength` when the count of
    ///   characters or the left-over bits fit no whole number of bytes (a cut or lengthened text).
    public static func decode(_ text: String) throws(CounselingError) -> [UInt8] {
        let characters = try values(of: text)
        let byteCount = characters.count * 5 / 8
        guard (byteCount * 8 + 4) / 5 == characters.count else { throw .identifier(.wrongLength(characters.count)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for value in characters {
            pending = (pending << 5 | UInt32(value)) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
            }
        }
        // Left-over bits that are not zero would give one identifier two spellings.
        guard pending & (1 << bits - 1) == 0 else { throw .identifier(.wrongLength(characters.count)) }
        return bytes
    }

    /// The text in upper case without hyphens and spaces, the look-alikes replaced.
    ///
    /// - Throws: `CounselingError.identifier(.notInAlphabet)` with the position, counted from 1.
    public static func normalized(_ text: String) throws(CounselingError) -> String {
        String(decoding: try values(of: text).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// The text with a hyphen after every fourth character.
    static func grouped(_ text: String) -> String {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: 4)
            .map { String(characters[$0..<min($0 + 4, characters.count)]) }
            .joined(separator: "-")
    }

    private static func values(of text: String) throws(CounselingError) -> [UInt8] {
        var result: [UInt8] = []
        for (index, scalar) in text.unicodeScalars.enumerated() {
            switch scalar {
            case "-", " ": continue
            case "O", "o": result.append(0)
            case "I", "i", "L", "l": result.append(1)
            default:
                guard scalar.isASCII, let value = alphabet.firstIndex(of: upperCase(scalar)) else {
                    throw .identifier(.notInAlphabet(position: index + 1))
                }
                result.append(UInt8(value))
            }
        }
        return result
    }

    private static func upperCase(_ scalar: Unicode.Scalar) -> UInt8 {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
    }
}
