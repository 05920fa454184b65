/// A telephone number as people write it, kept as written; it prints as nothing but a fixed word.
public struct PhoneNumber: Hashable, Sendable {
    /// How many digits a number may have: from a short code to an international number with an extension.
    public static let digitCounts = 3...24

    /// The number, trimmed, full-width characters turned into their ASCII forms.
    public let text: String

    /// - Parameter text: digits, with a `+` before and spaces and hyphens between them.
    /// - Throws: `CounselingError.field(_, .malformed(.phone))`.
    public init(_ text: String, at path: FieldPath = "phone") throws(CounselingError) {
        var ascii = ""
        // A Chinese input method left in full-width mode writes ＋８６ 138…
        for scalar in String(text.trimmed()).unicodeScalars {
            let isFullWidth = (0xFF01...0xFF5E).contains(scalar.value)
            let narrow = isFullWidth ? Unicode.Scalar(scalar.value - 0xFEE0) : scalar == "\u{3000}" ? " " : scalar
            guard let narrow else { throw .field(path, .malformed(.phone)) }
            switch narrow {
            case "0"..."9", " ", "-": break
            case "+" where ascii.isEmpty: break
            default: throw .field(path, .malformed(.phone))
            }
            ascii.unicodeScalars.append(narrow)
        }
        self.text = ascii
        guard Self.digitCounts.contains(digits.count) else { throw .field(path, .malformed(.phone)) }
    }

    /// The digits alone.
    public var digits: String { text.filter(\.isNumber) }
}

extension PhoneNumber: ConfidentialRecord {}

extension PhoneNumber: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
