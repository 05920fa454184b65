public import Counseling
import RecordStore
import Vault

/// A text that the same person wrote just before, word for word but for white space behind it. Whoever repeats a command whose
/// answer never came does not know that it was done, and a draft or an addition stays.
struct Repetition {
    let now: UTCTime

    /// Longer ago it is another text that happens to be the same. Seconds.
    private static let span: Int64 = 3600

    /// Whether two texts say the same: white space behind them does not count, which one way of handing in a text adds and another
    /// does not.
    static func isSame(_ one: String, _ other: String) -> Bool { trimmed(one) == trimmed(other) }

    /// The same of every section; the template and the times of the session must be the same.
    static func isSame(_ one: NoteContent, _ other: NoteContent) -> Bool {
        one.template == other.template && one.session == other.session
            && one.sections.map(\.key) == other.sections.map(\.key)
            && zip(one.sections, other.sections).allSatisfy { isSame($0.text, $1.text) }
            && isSame(one.feedback ?? "", other.feedback ?? "")
    }

    /// The text without what is white behind it.
    private static func trimmed(_ text: String) -> Substring {
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return text[...last]
    }

    /// - Throws: `.writtenAlready` where it was written within the last hour
    func refuse(_ id: String, writtenAt: UTCTime) throws {
        let ago = now.seconds(since: writtenAt)
        guard ago >= 0, ago <= Self.span else { return }
        throw RoomError.writtenAlready(id: id, at: writtenAt)
    }
}

extension Visit where P == WritingNote {
    /// Refuses what this author filed in the visit's case within the last hour. Who runs several commands again, each of which was
    /// done, repeats what is not the newest.
    /// - Parameter original: when the note was written whose words these are, where they are filed anew from one: a copy made since may
    ///   be as old as that
    /// - Throws: `.writtenAlready`
    public func refuseRepeated(_ content: NoteContent, copiedFrom original: UTCTime? = nil) throws {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let repetition = Repetition(now: now)
        for draft in try lastDrafts(in: OpaqueID(id))
        where try Repetition.isSame(draft.content, content) && draft.editedAt == nil && !isWithdrawn(draft) {
            let shown = draft.id.shortForm(characters: 4)
            if let original, draft.writtenAt >= original {
                throw RoomError.writtenAlready(id: shown, at: draft.writtenAt)
            }
            try repetition.refuse(shown, writtenAt: draft.writtenAt)
        }
    }

    /// What was taken back is not there: the same words are filed anew.
    private func isWithdrawn(_ draft: DraftNote) throws -> Bool {
        guard let newest = try records.newest(OpaqueID(draft.id)), newest.revision > 1 else { return false }
        return try NoteBody(body: session.sealer.open(newest.row).body).state == .withdrawn
    }

    /// What was put into the case last, as far as drafts of this author's are among it, the newest first: older ones stay closed.
    private func lastDrafts(in compartment: OpaqueID) throws -> [DraftNote] {
        let history = try compartments.open(compartment, reading: reading)
        guard let current = history.current, session.ring.holds(compartment, generation: current.generation) else {
            return []
        }
        var last: [StoredRow] = []
        try reading.forEachRow(.record, scope: compartment) { _, row in
            if last.count < Self.looked { last.append(try row()) }
        }
        let drafts = try last.compactMap { row -> DraftNote? in
            try unlessSpoiled { () -> DraftNote? in
                let opened = try session.sealer.open(row)
                guard opened.kind == Records.Kind.note.rawValue, opened.header.revision == 1,
                    opened.author == session.me, case .draft(let draft) = try NoteBody(body: opened.body)
                else { return nil }
                return draft
            } ?? nil
        }
        return drafts.sorted { $0.writtenAt > $1.writtenAt }
    }

    /// More than anybody files in a case within an hour, by hand or by a script of a day's notes; opening that many takes some
    /// milliseconds.
    private static var looked: Int { 64 }
}
