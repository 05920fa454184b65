import Foundation

/// A text in the form in which it is searched: composed, case folded, without the marks between parts of a name.
enum FoldedText {
    /// Upper case first, since ß and ss, or σ and ς, meet only there; what no case change touches goes through unchanged.
    static func fold(_ text: String) -> String {
        let plain = text.unicodeScalars.filter { !isBetweenParts($0) }
        let joined = String(String.UnicodeScalarView(plain))
        if joined.utf8.allSatisfy({ $0 < 0x80 }) { return joined.lowercased() }
        return PlainText.composed(PlainText.composed(joined).uppercased().lowercased())
    }

    /// The ASCII letters of pinyin that a person typed, tone marks dropped and ü as v; nil when it is anything else.
    static func pinyin(_ folded: String) -> [UInt8]? {
        var letters: [UInt8] = []
        for scalar in folded.decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar {
            case "a"..."z": letters.append(UInt8(truncatingIfNeeded: scalar.value))
            case "\u{308}":
                guard letters.last == UInt8(ascii: "u") else { return nil }
                letters[letters.count - 1] = UInt8(ascii: "v")
            // The four tones: macron, acute, caron, grave.
            case "\u{304}", "\u{301}", "\u{30C}", "\u{300}": continue
            default: return nil
            }
        }
        return letters.isEmpty ? nil : letters
    }

    /// White space, hyphens, apostrophes, and the points of 阿卜杜·热合曼 in the ways that keyboards write them.
    private static func isBetweenParts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "'", "\u{2019}", "\u{2010}", "\u{00B7}", "\u{2022}", "\u{2027}", "\u{30FB}": true
        default: scalar.properties.isWhitespace
        }
    }
}
