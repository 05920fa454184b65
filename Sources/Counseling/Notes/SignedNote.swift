/// A session note that its author signed and that is locked (签署并锁定): nothing here changes it, an `Addendum` adds.
public struct SignedNote: Hashable, Sendable {
    public let id: Identifier<SessionNote>
    public let caseID: Identifier<CounselingCase>
    /// Who wrote and signed it.
    public let author: Identifier<Person>
    public let content: NoteContent
    public let writtenAt: UTCTime
    public let isLateEntry: Bool
    public let signedAt: UTCTime
    /// Whether it was signed in a crisis, of a first session that nobody had consented to.
    public let withoutConsent: Bool

    // The only way to a signed note is `DraftNote.signed`; a stored one takes it again when it is read.
    fileprivate init(_ draft: DraftNote, signedAt: UTCTime, withoutConsent: Bool) {
        id = draft.id
        caseID = draft.caseID
        author = draft.author
        content = draft.content
        writtenAt = draft.writtenAt
        isLateEntry = draft.isLateEntry
        self.signedAt = signedAt
        self.withoutConsent = withoutConsent
    }

    /// A correction or complement to this note.
    ///
    /// - Throws: as `Addendum`'s initializer.
    public func addendum(_ text: String, by author: Identifier<Person>, at signedAt: UTCTime) throws(CounselingError)
        -> Addendum
    {
        try Addendum(note: id, author: author, text: text, signedAt: signedAt)
    }
}

extension DraftNote {
    /// The note locked under its author's signature.
    ///
    /// - Throws: `CounselingError.signerIsNotAuthor` for anyone else: a signature says "I wrote this".
    public func signed(
        by signer: Identifier<Person>, at time: UTCTime, withoutConsent: Bool = false
    ) throws(CounselingError) -> SignedNote {
        guard signer == author else { throw .signerIsNotAuthor(signer: signer, author: author) }
        return SignedNote(self, signedAt: time, withoutConsent: withoutConsent)
    }
}

extension SignedNote {
    /// The draft that was signed.
    var draft: DraftNote {
        DraftNote(
            id: id, caseID: caseID, author: author, content: content, writtenAt: writtenAt, isLateEntry: isLateEntry)
    }
}

extension SignedNote: ConfidentialRecord {}
