/// What a counselor writes of one session, checked and in one spelling.
public struct NoteContent: Hashable, Sendable {
    /// The most UTF-8 bytes of all sections and the feedback together: 8 MiB.
    public static let byteLimit = 8 << 20

    public let template: NoteTemplate
    /// The sections that hold text, in the template's order.
    public let sections: [NoteSection]
    public let session: SessionTimes?
    /// What the client said of the session (来访者反馈).
    public let feedback: String?

    /// - Parameters:
    ///   - sections: of the template, each at most once, in any order; those without text are left out.
    ///   - session: the actual times, if known.
    /// - Throws: `CounselingError.field` for a section that is repeated, not the template's, or holds a control character
    ///   other than line feed and tab; `.noteHasNoText`; `.noteTooLong`.
    public init(
        template: NoteTemplate, sections: [NoteSection], session: SessionTimes? = nil, feedback: String? = nil
    ) throws(CounselingError) {
        var texts: [NoteSection.Key: String] = [:]
        for section in sections {
            let path = FieldPath(section.key.rawValue)
            guard template.sections.contains(section.key) else { throw .field(path, .unknown) }
            guard texts[section.key] == nil else { throw .field(path, .repeated) }
            texts[section.key] = try PlainText.clinical(section.text, at: path)
        }
        self.template = template
        self.sections = template.sections.compactMap { key in
            guard let text = texts[key], !text.trimmed().isEmpty else { return nil }
            return NoteSection(key, text)
        }
        let feedback = try PlainText.clinical(feedback ?? "", at: "feedback")
        self.feedback = feedback.trimmed().isEmpty ? nil : feedback
        self.session = session
        guard !self.sections.isEmpty else { throw .noteHasNoText }
        let bytes = self.sections.reduce(self.feedback?.utf8.count ?? 0) { $0 + $1.text.utf8.count }
        guard bytes <= Self.byteLimit else { throw .noteTooLong(bytes: bytes, limit: Self.byteLimit) }
    }
}

extension NoteContent: ConfidentialRecord {}

extension NoteContent {
    /// Refuses a note that shows nothing, as a name that shows nothing is refused. What is read from a record is not asked: it was
    /// let in before.
    /// - Throws: `CounselingError.noteHasNoText`
    public func requireVisible() throws(CounselingError) {
        guard sections.contains(where: { PlainText.isVisible($0.text) }) else { throw .noteHasNoText }
    }

    /// The same of an addition or a private note.
    /// - Throws: `CounselingError.noteHasNoText`
    public static func requireVisible(_ text: String) throws(CounselingError) {
        guard PlainText.isVisible(text) else { throw .noteHasNoText }
    }
}
