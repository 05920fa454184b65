/// The body of a session note's record, draft or signed.
public enum NoteBody: RecordBody, Hashable {
    case draft(DraftNote)
    case signed(SignedNote)

    /// Whether a note may still change; the raw values stand in records.
    public enum State: String, Codable, Hashable, Sendable {
        case draft, signed
    }

    /// Whether the note may still change.
    public var state: State {
        switch self {
        case .draft: .draft
        case .signed: .signed
        }
    }

    /// The case whose note this is.
    public var caseID: Identifier<CounselingCase> {
        switch self {
        case .draft(let note): note.caseID
        case .signed(let note): note.caseID
        }
    }

    /// Who wrote the note.
    public var author: Identifier<Person> {
        switch self {
        case .draft(let note): note.author
        case .signed(let note): note.author
        }
    }

    private enum CodingKeys: String, CodingKey {
        case schema, state, id, caseID, author, template, sections, session, feedback, writtenAt, isLateEntry, signedAt
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try container.decode(SchemaVersion1.self, forKey: .schema)
        let author = try container.decode(Identifier<Person>.self, forKey: .author)
        // The checks of writing hold for reading, too: a body with a control character was not written by this program.
        let content = try NoteContent(
            template: container.decode(NoteTemplate.self, forKey: .template),
            sections: container.decode([NoteSection].self, forKey: .sections),
            session: container.decodeIfPresent(SessionTimes.self, forKey: .session),
            feedback: container.decodeIfPresent(String.self, forKey: .feedback))
        let draft = DraftNote(
            id: try container.decode(Identifier<SessionNote>.self, forKey: .id),
            caseID: try container.decode(Identifier<CounselingCase>.self, forKey: .caseID),
            author: author,
            content: content,
            writtenAt: try container.decode(UTCTime.self, forKey: .writtenAt),
            isLateEntry: try container.decode(Bool.self, forKey: .isLateEntry))
        switch try container.decode(State.self, forKey: .state) {
        case .draft: self = .draft(draft)
        case .signed:
            self = .signed(try draft.signed(by: author, at: container.decode(UTCTime.self, forKey: .signedAt)))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(SchemaVersion1(), forKey: .schema)
        try container.encode(state, forKey: .state)
        switch self {
        case .draft(let note):
            try Self.encode(
                note.id, note.caseID, note.author, note.content, note.writtenAt, note.isLateEntry, to: &container)
        case .signed(let note):
            try Self.encode(
                note.id, note.caseID, note.author, note.content, note.writtenAt, note.isLateEntry, to: &container)
            try container.encode(note.signedAt, forKey: .signedAt)
        }
    }

    private static func encode(
        _ id: Identifier<SessionNote>, _ caseID: Identifier<CounselingCase>, _ author: Identifier<Person>,
        _ content: NoteContent, _ writtenAt: UTCTime, _ isLateEntry: Bool,
        to container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        try container.encode(id, forKey: .id)
        try container.encode(caseID, forKey: .caseID)
        try container.encode(author, forKey: .author)
        try container.encode(content.template, forKey: .template)
        try container.encode(content.sections, forKey: .sections)
        try container.encodeIfPresent(content.session, forKey: .session)
        try container.encodeIfPresent(content.feedback, forKey: .feedback)
        try container.encode(writtenAt, forKey: .writtenAt)
        try container.encode(isLateEntry, forKey: .isLateEntry)
    }
}

extension NoteBody: ConfidentialRecord {}
