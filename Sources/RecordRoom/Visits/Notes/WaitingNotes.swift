public import Counseling
import RecordStore
import Vault

/// The session notes that wait for the acting person.
public struct WaitingNotes: Sendable {
    /// One's own drafts that were first written before a moment.
    public let unsigned: [Identifier<SessionNote>]
    /// One's own drafts that were first written since.
    public let fresh: [Identifier<SessionNote>]
    /// One's own that a supervisor returned and that were not submitted again.
    public let returned: [Identifier<SessionNote>]
    /// One's own that wait for a supervisor who has them.
    public let submitted: [Identifier<SessionNote>]
    /// One's own that wait for a supervisor while none has them.
    public let unheld: UnheldNotes
    /// What trainees handed in for co-signing.
    public let toCosign: [Identifier<SessionNote>]
}

extension Visit where P == ReadingStatus {
    /// What waits for the acting person in notes. Identifiers only; whoever asks how things stand does not read a note.
    /// - Parameter moment: drafts first written before it count as unsigned
    public func waitingNotes(writtenBefore moment: UTCTime) throws -> WaitingNotes {
        var unsigned: [Identifier<SessionNote>] = []
        var fresh: [Identifier<SessionNote>] = []
        var returned: [Identifier<SessionNote>] = []
        var submitted: [NoteEntry] = []
        for compartment in try Caseload(session: session, reading: reading).cases() {
            let history = try compartments.open(compartment, reading: reading, depth: .links)
            guard let current = history.current, session.ring.holds(compartment, generation: current.generation) else {
                continue
            }
            // What somebody spoiled takes nothing else away; lists name it.
            for entry in try unlessSpoiled({ try ownNotes(in: compartment) }) ?? [] {
                if entry.standingReturn != nil {
                    returned.append(entry.id)
                } else if entry.standing == .draft {
                    if entry.body.writtenAt < moment { unsigned.append(entry.id) } else { fresh.append(entry.id) }
                } else if entry.standing == .submitted {
                    submitted.append(entry)
                }
            }
        }
        let unheld = Unheld(session: session, reading: reading, now: now)
        let marked = try unheld.mark(submitted)
        return WaitingNotes(
            unsigned: unsigned, fresh: fresh, returned: returned,
            submitted: marked.filter { $0.unheld == nil }.map(\.id),
            unheld: UnheldNotes(notes: marked.filter { $0.unheld != nil }.map(\.id), next: try unheld.next()),
            toCosign: try Submissions(session: session, reading: reading).waiting(at: now).map { $0.event.what.note })
    }

    private func ownNotes(in compartment: OpaqueID) throws -> [NoteEntry] {
        let own = try records.all(in: compartment).filter {
            $0.kind == Records.Kind.note.rawValue && $0.author == session.me
        }
        let verdicts =
            try own.isEmpty ? [:] : CoSignatures(session: session, reading: reading, compartment: compartment).all()
        return try own.map { record in
            NoteEntry(
                id: Identifier(record.header.record), body: try NoteBody(body: record.body),
                versions: Int(record.header.revision), author: nil, addenda: [],
                verdicts: verdicts[record.header.record] ?? [])
        }
    }

    /// How many of the acting person's cases, and of the files that they keep, somebody spoiled: lists leave them out.
    public func spoiledFiles() throws -> Int {
        let cases = try Caseload(session: session, reading: reading).spoiled()
        return try cases.count + ClientFiles(session: session, reading: reading).files().spoiled.count
    }
}
