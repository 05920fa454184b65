/// The body of a session note's record: draft, signed, a trainee's that waits for the supervisor, or taken back.
public enum NoteBody: RecordBody, Hashable {
    case draft(DraftNote)
    case submitted(SubmittedNote)
    case signed(SignedNote)
    case withdrawn(WithdrawnNote)

    /// What became of a note; the raw values stand in records.
    public enum State: String, Codable, Hashable, Sendable {
        case draft, submitted, signed, withdrawn
    }

    public var state: State {
        switch self {
        case .draft: .draft
        case .submitted: .submitted
        case .signed: .signed
        case .withdrawn: .withdrawn
        }
    }

    private enum CodingKeys: String, CodingKey {
        case schema, state, id, caseID, author, template, sections, session, feedback, writtenAt, isLateEntry, signedAt
        case editedAt, submittedAt, withoutConsent, withdrawnAt, reason
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
            isLateEntry: try container.decode(Bool.self, forKey: .isLateEntry),
            editedAt: try container.decodeIfPresent(UTCTime.self, forKey: .editedAt))
        let withoutConsent = try container.decodeIfPresent(Bool.self, forKey: .withoutConsent) ?? false
        switch try container.decode(State.self, forKey: .state) {
        case .draft: self = .draft(draft)
        case .submitted:
            self = .submitted(
                try draft.submitted(
                    by: author, at: container.decode(UTCTime.self, forKey: .submittedAt),
                    withoutConsent: withoutConsent))
        case .signed:
            self = .signed(
                try draft.signed(
                    by: author, at: container.decode(UTCTime.self, forKey: .signedAt), withoutConsent: withoutConsent))
        case .withdrawn:
            self = .withdrawn(
                try draft.withdrawn(
                    by: author, at: container.decode(UTCTime.self, forKey: .withdrawnAt),
                    for: container.decode(WithdrawnNote.Reason.self, forKey: .reason)))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(SchemaVersion1(), forKey: .schema)
        try container.encode(state, forKey: .state)
        let note = draft
        try container.encode(note.id, forKey: .id)
        try container.encode(note.caseID, forKey: .caseID)
        try container.encode(note.author, forKey: .author)
        try container.encode(note.content.template, forKey: .template)
        try container.encode(note.content.sections, forKey: .sections)
        try container.encodeIfPresent(note.content.session, forKey: .session)
        try container.encodeIfPresent(note.content.feedback, forKey: .feedback)
        try container.encode(note.writtenAt, forKey: .writtenAt)
        try container.encode(note.isLateEntry, forKey: .isLateEntry)
        if withoutConsent { try container.encode(true, forKey: .withoutConsent) }
        switch self {
        case .draft(let note): try container.encodeIfPresent(note.editedAt, forKey: .editedAt)
        case .submitted(let note): try container.encode(note.submittedAt, forKey: .submittedAt)
        case .signed(let note): try container.encode(note.signedAt, forKey: .signedAt)
        case .withdrawn(let note):
            try container.encode(note.withdrawnAt, forKey: .withdrawnAt)
            try container.encode(note.reason, forKey: .reason)
        }
    }
}

extension NoteBody: ConfidentialRecord {}
