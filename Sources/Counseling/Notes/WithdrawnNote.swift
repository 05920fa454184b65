/// A session note that its author took back instead of signing it (作废): it counts as no record of a session, and nothing follows.
/// What it said stays, as every version does.
public struct WithdrawnNote: Hashable, Sendable {
    /// Why a note is taken back; the raw values stand in records.
    public enum Reason: String, CaseIterable, Codable, Hashable, Sendable {
        /// It is about somebody else, or about another course of counseling.
        case wrongCase = "wrong-case"
        /// Another note says the same.
        case duplicate
        /// It should not have been written.
        case mistake
    }

    /// The draft as it was withdrawn.
    public let draft: DraftNote
    public let withdrawnAt: UTCTime
    public let reason: Reason

    // The only way here is `DraftNote.withdrawn`; a stored one takes it again when it is read.
    fileprivate init(_ draft: DraftNote, withdrawnAt: UTCTime, reason: Reason) {
        self.draft = DraftNote(
            id: draft.id, caseID: draft.caseID, author: draft.author, content: draft.content,
            writtenAt: draft.writtenAt, isLateEntry: draft.isLateEntry)
        self.withdrawnAt = withdrawnAt
        self.reason = reason
    }
}

extension DraftNote {
    /// The note taken back by its author.
    ///
    /// - Throws: `CounselingError.signerIsNotAuthor` for anyone else.
    public func withdrawn(
        by person: Identifier<Person>, at time: UTCTime, for reason: WithdrawnNote.Reason
    ) throws(CounselingError) -> WithdrawnNote {
        guard person == author else { throw .signerIsNotAuthor(signer: person, author: author) }
        return WithdrawnNote(self, withdrawnAt: time, reason: reason)
    }
}

extension WithdrawnNote: ConfidentialRecord {}
