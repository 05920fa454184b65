public import Counseling
import RecordStore
import Vault

/// A session note with its addenda, its versions and what a supervisor said of it.
public struct NoteEntry: Sendable {
    public let id: Identifier<SessionNote>
    public let body: NoteBody
    public let versions: Int
    public let author: StaffMember?
    public let addenda: [Addendum]
    /// Of a trainee's note, oldest first.
    public var verdicts: [NoteVerdict] = []
    /// Every version, where the note is shown alone by somebody who holds the case.
    public var history: [NoteBody] = []
    /// What cannot be about its times, where the note is shown alone.
    public var timeDoubts: [TimeDoubt] = []
    /// What its author can do where it waits for co-signing and no supervisor has it; nil for every other, and for others.
    public var unheld: UnheldNotes.Next?

    /// Whether its author wrote more after what a supervisor was handed, or withdrew it: that alone is told, for they have no key of it.
    public internal(set) var isOvertaken = false

    /// What the supervisor said of the newest version.
    public var verdict: NoteVerdict? {
        body.state == .submitted ? CoSignatures.verdict(on: versions, in: verdicts) : nil
    }

    /// The last return, where the note was not submitted again since.
    public var standingReturn: NoteVerdict? {
        guard let last = verdicts.last, last.verdict == .returned else { return nil }
        return body.state == .draft || last.version == versions ? last : nil
    }

    public var standing: Standing {
        switch (body.state, verdict?.verdict) {
        case (.draft, _): .draft
        case (.signed, _): .signed
        case (.withdrawn, _): .withdrawn
        case (.submitted, nil): .submitted
        case (.submitted, .cosigned): .cosigned
        case (.submitted, .returned): .returned
        }
    }

    /// How a note stands for whoever reads it.
    public enum Standing: String, Sendable {
        case draft, submitted, returned, cosigned, signed, withdrawn
    }
}

/// The notes of one case as the session's keys open them.
struct CaseNotes {
    let session: RoomSession
    let reading: any StoreReading
    let compartment: OpaqueID

    private var coSignatures: CoSignatures {
        CoSignatures(session: session, reading: reading, compartment: compartment)
    }

    private func open(alone: Bool) throws {
        let history = try Compartments(session: session).open(compartment, reading: reading)
        guard let current = history.current else { return }
        guard session.ring.holds(compartment, generation: current.generation) else { throw RoomError.noKey }
    }

    func all() throws -> [NoteEntry] {
        try open(alone: false)
        let opened = try Records(session: session, reading: reading).all(in: compartment)
        let addenda = try self.addenda(in: opened)
        let verdicts = try coSignatures.all()
        return try opened.filter { $0.kind == Records.Kind.note.rawValue }.map { record in
            var entry = try entry(record, addenda: addenda)
            entry.verdicts = verdicts[record.header.record] ?? []
            return entry
        }.sorted { $0.body.writtenAt < $1.body.writtenAt }
    }

    func note(_ id: Identifier<SessionNote>) throws -> NoteEntry {
        try open(alone: true)
        let records = Records(session: session, reading: reading)
        let revisions = try records.checkedHistory(of: OpaqueID(id))
        guard let newest = revisions.last, newest.kind == Records.Kind.note.rawValue else {
            throw RoomError.notFound(.note)
        }
        let attached = try self.attached(to: OpaqueID(id))
        // Only what is locked is added to: a draft with addenda had its signed revision taken away.
        let state = try NoteBody(body: newest.body).state
        if state == .draft || state == .withdrawn, !attached.isEmpty { throw RoomError.altered }
        var result = try entry(newest, addenda: addenda(in: attached))
        result.history = try revisions.map { try NoteBody(body: $0.body) }
        if result.history.contains(where: { $0.state == .submitted }) {
            result.verdicts = try coSignatures.all(of: OpaqueID(id))[OpaqueID(id)] ?? []
            let versions = zip(result.history, revisions).map { ($0, Int($1.header.revision)) }
            try coSignatures.check(versions, against: result.verdicts)
        }
        result.timeDoubts = NoteTimes.doubts(
            of: result.history, addenda: try addenda(in: attached), verdicts: result.verdicts.map(\.times),
            now: session.surroundings.now())
        return result
    }

    /// The addenda of one note, found by their identifiers: a case's other records stay closed.
    private func attached(to note: OpaqueID) throws -> [OpenedRecord] {
        let records = Records(session: session, reading: reading)
        var result: [OpenedRecord] = []
        var number: UInt32 = 0
        while true {
            number += 1
            let id = try AttachedRecord.id(number, of: note, in: compartment, with: session.ring)
            guard let newest = try records.newest(id) else {
                guard try records.isTaken(id) else { return result }
                continue
            }
            // Who holds the case's key knows where the next will lie, and can put something of another compartment there. It is none.
            guard newest.row.scope == compartment else { continue }
            let opened = try records.opened(newest.row)
            try opened.checkSignature(in: session.chain)
            try RecordHistory.check([opened], records.rights)
            result.append(opened)
        }
    }

    private func addenda(in opened: [OpenedRecord]) throws -> [Addendum] {
        try opened.filter { $0.kind == Records.Kind.addendum.rawValue }.map { record in
            let addendum = try Addendum(body: record.body)
            // Written once: another revision is another text under its author's name.
            guard OpaqueID(addendum.author) == record.author, record.header.revision == 1 else {
                throw RoomError.altered
            }
            return addendum
        }
    }

    private func entry(_ record: OpenedRecord, addenda: [Addendum]) throws -> NoteEntry {
        let body = try NoteBody(body: record.body)
        let id = Identifier<SessionNote>(record.header.record)
        // What the text says of itself must be what the envelope says: otherwise one note was put in another's place.
        guard body.noteID == id, OpaqueID(body.caseID) == compartment, OpaqueID(body.author) == record.author else {
            throw RoomError.altered
        }
        return try NoteEntry(
            id: id, body: body, versions: Int(record.header.revision), author: session.staff(body.author),
            addenda: addenda.filter { $0.note == id }.sorted { $0.signedAt < $1.signedAt })
    }
}
