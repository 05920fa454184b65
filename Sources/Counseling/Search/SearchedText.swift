/// A text as it is searched: UTF-8, case folded, full-width letters and spaces as ordinary ones. Folding goes scalar by
/// scalar, so that a place in the folded text leads back to one in the text.
enum SearchedText {
    /// The folded bytes of a text in NFC.
    static func folded(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { append(scalar, to: &result) }
        return result
    }

    /// How many bytes a scalar folds to.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        var bytes: [UInt8] = []
        append(scalar, to: &bytes)
        return bytes.count
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        let value = scalar.value
        switch value {
        case 0x41...0x5A: bytes.append(UInt8(truncatingIfNeeded: value + 0x20))
        case 0x09, 0x0A, 0x3000: bytes.append(0x20)
        case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: value))
        // Full-width forms of ASCII.
        case 0xFF01...0xFF5E: append(Unicode.Scalar(UInt8(truncatingIfNeeded: value - 0xFEE0)), to: &bytes)
        // Han and kana have no case.
        case 0x2E80...0x9FFF: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        default:
            // Upper case first: ß and ss, σ and ς meet only there. Scalar by scalar, whatever stands around it.
            for upper in scalar.properties.uppercaseMapping.unicodeScalars {
                bytes.append(contentsOf: upper.properties.lowercaseMapping.utf8)
            }
        }
    }
}
