/// One section of a session note.
public struct NoteSection: Codable, Hashable, Sendable {
    public let key: Key
    public let text: String

    public init(_ key: Key, _ text: String) {
        self.key = key
        self.text = text
    }

    /// What a section is about; the raw values are the keys of forms and records, titles are the presentation's matter.
    public enum Key: String, CaseIterable, Codable, Hashable, Sendable {
        case subjective, objective, assessment, plan, data, behavior, intervention, response, problem, text
    }
}

extension NoteSection: ConfidentialRecord {}
