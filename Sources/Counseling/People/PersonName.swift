/// A person's name as they write it, in any script; it prints as nothing but a fixed word.
public struct PersonName: Hashable, Sendable {
    /// The most Unicode scalars of a name.
    public static let limit = 200

    /// The name, trimmed and in Unicode's composed form (NFC).
    public let text: String

    /// - Parameter path: the field that an error names.
    /// - Throws: `CounselingError.field`: `.missing` when nothing is left after trimming, `.tooLong` above 200 Unicode
    ///   scalars, `.forbiddenCharacter` for control characters and those that reorder text, `.invisible` for what shows nothing.
    public init(_ text: String, at path: FieldPath = "name") throws(CounselingError) {
        try self.init(recorded: text, at: path)
        try PlainText.requireVisible(self.text, at: path)
    }

    private init(recorded text: String, at path: FieldPath) throws(CounselingError) {
        guard let line = try PlainText.line(text, at: path, limit: Self.limit) else { throw .field(path, .missing) }
        self.text = line
    }
}

extension PersonName: ConfidentialRecord {}

extension PersonName: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(recorded: decoder.singleValueContainer().decode(String.self), at: "name")
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
