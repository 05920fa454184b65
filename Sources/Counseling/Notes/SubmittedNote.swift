/// A trainee's session note, signed by the trainee and handed to the supervisor for co-signing (督导审签). It is changed only
/// after the supervisor returned it; what was co-signed is locked.
public struct SubmittedNote: Hashable, Sendable {
    /// The draft as it was submitted.
    public let draft: DraftNote
    public let submittedAt: UTCTime
    /// As a signed note's.
    public let withoutConsent: Bool

    // The only way here is `DraftNote.submitted`; a stored one takes it again when it is read.
    fileprivate init(_ draft: DraftNote, submittedAt: UTCTime, withoutConsent: Bool) {
        self.draft = DraftNote(
            id: draft.id, caseID: draft.caseID, author: draft.author, content: draft.content,
            writtenAt: draft.writtenAt,
            isLateEntry: draft.isLateEntry)
        self.submittedAt = submittedAt
        self.withoutConsent = withoutConsent
    }

    /// An addition to this note once it is co-signed.
    ///
    /// - Throws: as `Addendum`'s initializer.
    public func addendum(_ text: String, by author: Identifier<Person>, at signedAt: UTCTime) throws(CounselingError)
        -> Addendum
    {
        try Addendum(note: draft.id, author: author, text: text, signedAt: signedAt)
    }
}

extension DraftNote {
    /// The note under its author's signature, waiting for another's.
    ///
    /// - Throws: `CounselingError.signerIsNotAuthor` for anyone else.
    public func submitted(
        by signer: Identifier<Person>, at time: UTCTime, withoutConsent: Bool = false
    ) throws(CounselingError) -> SubmittedNote {
        guard signer == author else { throw .signerIsNotAuthor(signer: signer, author: author) }
        return SubmittedNote(self, submittedAt: time, withoutConsent: withoutConsent)
    }
}

extension SubmittedNote: ConfidentialRecord {}
