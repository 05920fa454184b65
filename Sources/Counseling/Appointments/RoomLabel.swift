import Foundation

/// What a room is called at the practice. Two spellings that differ in case or spacing around them name one room.
public struct RoomLabel: Hashable, Sendable {
    /// The most Unicode scalars.
    public static let limit = 60

    /// As it was typed, trimmed and composed.
    public let text: String

    /// - Throws: `CounselingError.field` where it is empty, too long, shows nothing, or has characters that steer a terminal.
    public init(_ text: String, at path: FieldPath = "room") throws(CounselingError) {
        try self.init(recorded: text, at: path)
        try PlainText.requireVisible(self.text, at: path)
    }

    private init(recorded text: String, at path: FieldPath) throws(CounselingError) {
        guard let line = try PlainText.line(text, at: path, limit: Self.limit) else { throw .field(path, .missing) }
        self.text = line
    }

    /// What decides whether two labels name one room: lower case, composed.
    public var folded: String { PlainText.composed(text.lowercased()) }
}

extension RoomLabel: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(recorded: decoder.singleValueContainer().decode(String.self), at: "room")
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension RoomLabel: ConfidentialRecord {}
