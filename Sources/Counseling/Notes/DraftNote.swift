/// A session note that its author may still change (草稿).
public struct DraftNote: Hashable, Sendable {
    public let id: Identifier<SessionNote>
    public let caseID: Identifier<CounselingCase>
    public let author: Identifier<Person>
    public let content: NoteContent
    /// When the note was first written; edits leave it.
    public let writtenAt: UTCTime
    /// Whether the note was first written too long after its session (补录).
    public let isLateEntry: Bool
    /// When this version was written; nil for the first.
    public let editedAt: UTCTime?

    /// A note newly written.
    ///
    /// - Parameters:
    ///   - writtenAt: now, by the clock of whoever acts.
    ///   - rule: the practice's rule for late entries.
    public init(
        id: Identifier<SessionNote>, caseID: Identifier<CounselingCase>, author: Identifier<Person>,
        content: NoteContent,
        writtenAt: UTCTime, rule: LateEntryRule
    ) {
        self.init(
            id: id, caseID: caseID, author: author, content: content, writtenAt: writtenAt,
            isLateEntry: rule.isLate(session: content.session, written: writtenAt))
    }

    init(
        id: Identifier<SessionNote>, caseID: Identifier<CounselingCase>, author: Identifier<Person>,
        content: NoteContent,
        writtenAt: UTCTime, isLateEntry: Bool, editedAt: UTCTime? = nil
    ) {
        self.id = id
        self.caseID = caseID
        self.author = author
        self.content = content
        self.writtenAt = writtenAt
        self.isLateEntry = isLateEntry
        self.editedAt = editedAt
    }

    /// The note with other content.
    ///
    /// Lateness is judged anew, since the session's times may have been added or corrected, but always from the first
    /// writing; a mark once made stays, so that leaving out the times cannot remove it.
    public func edited(_ content: NoteContent, rule: LateEntryRule, at time: UTCTime? = nil) -> DraftNote {
        DraftNote(
            id: id, caseID: caseID, author: author, content: content, writtenAt: writtenAt,
            isLateEntry: isLateEntry || rule.isLate(session: content.session, written: writtenAt), editedAt: time)
    }
}

extension DraftNote: ConfidentialRecord {}
