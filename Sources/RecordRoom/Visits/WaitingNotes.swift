public import Counseling
import RecordStore
import Vault

/// The session notes that wait for the acting person.
public struct WaitingNotes: Sendable {
    /// One's own drafts that were first written before a moment.
    public let unsigned: [Identifier<SessionNote>]
    /// One's own that a supervisor returned and that were not submitted again.
    public let returned: [Identifier<SessionNote>]
    /// One's own that wait for a supervisor.
    public let submitted: [Identifier<SessionNote>]
    /// What trainees handed in for co-signing.
    public let toCosign: [Identifier<SessionNote>]
}

extension Visit where P == ReadingStatus {
    /// What waits for the acting person in notes. Identifiers only; whoever asks how things stand does not read a note.
    /// - Parameter moment: drafts first written before it count as unsigned
    public func waitingNotes(writtenBefore moment: UTCTime) throws -> WaitingNotes {
        var (unsigned, returned, submitted):
            ([Identifier<SessionNote>], [Identifier<SessionNote>], [Identifier<SessionNote>])
        (unsigned, returned, submitted) = ([], [], [])
        for compartment in try Caseload(session: session, reading: reading).cases() {
            let history = try compartments.open(compartment, reading: reading, depth: .links)
            guard let current = history.current, session.ring.holds(compartment, generation: current.generation) else {
                continue
            }
            let own = try records.all(in: compartment).filter {
                $0.kind == Records.Kind.note.rawValue && $0.author == session.me
            }
            let verdicts =
                try own.isEmpty
                ? [:] : CoSignatures(session: session, reading: reading, compartment: compartment).all()
            for record in own {
                let entry = NoteEntry(
                    id: Identifier(record.header.record), body: try NoteBody(body: record.body),
                    versions: Int(record.header.revision), author: nil, addenda: [],
                    verdicts: verdicts[record.header.record] ?? [])
                if entry.standingReturn != nil {
                    returned.append(entry.id)
                } else if entry.standing == .draft, entry.body.writtenAt < moment {
                    unsigned.append(entry.id)
                } else if entry.standing == .submitted {
                    submitted.append(entry.id)
                }
            }
        }
        return WaitingNotes(
            unsigned: unsigned, returned: returned, submitted: submitted,
            toCosign: try Submissions(session: session, reading: reading).waiting(at: now).map { $0.event.what.note })
    }
}
