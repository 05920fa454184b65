extension NoteBody {
    /// The note without what its state adds.
    public var draft: DraftNote {
        switch self {
        case .draft(let note): note
        case .submitted(let note): note.draft
        case .signed(let note): note.draft
        case .withdrawn(let note): note.draft
        }
    }

    public var noteID: Identifier<SessionNote> { draft.id }

    /// The case whose note this is.
    public var caseID: Identifier<CounselingCase> { draft.caseID }

    /// Who wrote the note.
    public var author: Identifier<Person> { draft.author }

    public var content: NoteContent { draft.content }

    /// When the note was first written.
    public var writtenAt: UTCTime { draft.writtenAt }

    public var isLateEntry: Bool { draft.isLateEntry }

    /// When the author signed: a trainee, when they submitted it.
    public var signedAt: UTCTime? {
        switch self {
        case .draft, .withdrawn: nil
        case .submitted(let note): note.submittedAt
        case .signed(let note): note.signedAt
        }
    }

    /// Whether it was signed, or handed in, without a consent because of a crisis.
    public var withoutConsent: Bool {
        switch self {
        case .draft, .withdrawn: false
        case .submitted(let note): note.withoutConsent
        case .signed(let note): note.withoutConsent
        }
    }

    /// When this version was made.
    public var versionAt: UTCTime {
        switch self {
        case .draft(let note): note.editedAt ?? note.writtenAt
        case .submitted(let note): note.submittedAt
        case .signed(let note): note.signedAt
        case .withdrawn(let note): note.withdrawnAt
        }
    }

    /// Whether a version in that state may follow one in this state. Nothing follows a signature or a withdrawal; what was submitted is
    /// written anew only after it was returned, and that is asked of the co-signatures.
    public func mayBeFollowed(by next: State) -> Bool {
        switch (state, next) {
        case (.draft, _), (.submitted, .draft), (.submitted, .signed), (.submitted, .withdrawn): true
        case (.submitted, .submitted), (.signed, _), (.withdrawn, _): false
        }
    }
}
