public import Counseling
import RecordStore
import Vault

extension Visit where P == ReadingStatus {
    /// The acting person's own drafts that were first written before a moment, in the cases that are theirs: what waits
    /// for a signature. Identifiers only; whoever asks how things stand does not read a note.
    public func ownDrafts(writtenBefore moment: UTCTime) throws -> [Identifier<SessionNote>] {
        var seen: Set<OpaqueID> = []
        var drafts: [Identifier<SessionNote>] = []
        for row in try reading.rows(.assignment, target: session.me) where seen.insert(row.scope).inserted {
            // A client's file names its own compartment; notes lie in the compartment of a case.
            guard try records.compartment(of: row.scope) != row.scope else { continue }
            let history = try compartments.open(row.scope, reading: reading, depth: .links)
            guard let current = history.current, session.ring.holds(row.scope, generation: current.generation) else {
                continue
            }
            for record in try records.all(in: row.scope) where record.kind == Records.Kind.note.rawValue {
                guard case .draft(let draft) = try NoteBody(body: record.body), record.author == session.me else {
                    continue
                }
                if draft.writtenAt < moment { drafts.append(Identifier(record.header.record)) }
            }
        }
        return drafts
    }
}
