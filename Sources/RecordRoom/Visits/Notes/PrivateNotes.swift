public import Counseling
import RecordStore
import Vault

public enum WritingPrivateNote: ChangingPurpose { public static let action = Action.writePrivateNote }

/// A private note, which only its author opens, with its versions.
public struct PrivateNoteEntry: Sendable {
    public let id: Identifier<SessionNote>
    public let body: PrivateNote
    public let versions: Int
    /// Every version, where the note is shown alone.
    public let history: [PrivateNote]
}

extension Visit where P == WritingPrivateNote {
    /// Files a private note about the visit's case, in the compartment of the author's own.
    /// - Parameter isMeant: whether it is to be filed also where one is the same
    /// - Throws: `.writtenAlready` where it was written within the last hour
    public func write(_ text: String, isMeant: Bool = true) throws -> PrivateNote {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        try NoteContent.requireVisible(text)
        let notes = PrivateNotes(session: session, reading: reading)
        for earlier in isMeant ? [] : try notes.all().reversed()
        where earlier.body.caseID == id && Repetition.isSame(earlier.body.text, text) && earlier.versions == 1 {
            try Repetition(now: now).refuse(earlier.id.shortForm(characters: 4), writtenAt: earlier.body.writtenAt)
        }
        return try notes.write(text, about: id, at: now, in: try writing())
    }
}

extension Visit where P == ListingNotes {
    /// The acting person's private notes about the visit's case, or all of them, oldest first.
    public func privateNotes() throws -> [PrivateNoteEntry] {
        let all = try PrivateNotes(session: session, reading: reading).all()
        guard case .counselingCase(let id) = subject else { return all }
        return all.filter { $0.body.caseID == id }
    }
}

extension Visit where P == EditingNote {
    /// Files a new version of the visit's private note.
    /// - Parameter version: the one that was read
    /// - Throws: `RoomError.changedMeanwhile`
    public func editPrivate(_ text: String, over version: Int) throws -> PrivateNote {
        guard case .note(let id) = subject else { throw RoomError.notFound(.note) }
        let notes = PrivateNotes(session: session, reading: reading)
        guard let found = try notes.note(OpaqueID(id)) else { throw RoomError.notFound(.note) }
        guard found.entry.versions == version else { throw RoomError.changedMeanwhile }
        try NoteContent.requireVisible(text)
        let transaction = try writing()
        try compartments.prepareToWrite(found.compartment, in: transaction)
        let edited = try found.entry.body.edited(text, at: now)
        try records.write(edited, .privateNote, record: OpaqueID(id), in: found.compartment, to: transaction)
        return edited
    }
}

/// The private notes of this identity. They lie in a compartment that it assigned to itself and to nobody else; note n is
/// the record attached to it under n, so that the compartment is known by its first record, and the store cannot tell.
struct PrivateNotes {
    let session: RoomSession
    let reading: any StoreReading

    private var records: Records { Records(session: session, reading: reading) }
    private var compartments: Compartments { Compartments(session: session) }

    /// The compartments of private notes; one, or two where the first two notes were written at once.
    /// - Parameter scope: only those among these; nil for all
    func mine(in scope: [OpaqueID]? = nil) throws -> [OpaqueID] {
        try candidates().filter {
            guard scope?.contains($0) ?? true, try opens($0) else { return false }
            // Where the first is gone it was one: its author signed that it was.
            if try gone()[$0]?.contains(try place(1, in: $0)) == true { return true }
            guard let first = try records.newest(try place(1, in: $0)) else { return false }
            return try session.sealer.open(first.row).kind == Records.Kind.privateNote.rawValue
        }
    }

    /// The compartments in which private notes may lie, told without opening anything: begun by this identity for itself, and
    /// no client's file or case.
    func candidates() throws -> [OpaqueID] {
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: session.me).map(\.scope)
            .filter { seen.insert($0).inserted }
            .filter { compartment in
                // Anybody can write a row that names this compartment, so the number of them says nothing: those count that name
                // this identity first, by its own signature.
                guard try records.home(of: compartment) == nil,
                    let first = try reading.rows(.assignment, scope: compartment).first,
                    let own = try? Assignment(parsing: first.body)
                else { return false }
                return own.member == .person(session.me) && own.signer == session.me
            }
    }

    /// - Parameter scope: only what lies in these compartments; nil for all
    func all(in scope: [OpaqueID]? = nil) throws -> [PrivateNoteEntry] {
        var result: [PrivateNoteEntry] = []
        for compartment in try mine(in: scope) {
            for newest in try newest(in: compartment) {
                let body = try body(of: try session.sealer.open(newest.row))
                result.append(
                    PrivateNoteEntry(id: body.id, body: body, versions: Int(newest.revision), history: []))
            }
        }
        // In the order in which they were written: times are whole seconds, and their numbers tell apart what they leave alike.
        return result.enumerated()
            .sorted { ($0.element.body.writtenAt, $0.offset) < ($1.element.body.writtenAt, $1.offset) }.map(\.element)
    }

    /// One note with every version, signatures checked; nil where it is no private note of this identity's.
    func note(_ id: OpaqueID) throws -> (entry: PrivateNoteEntry, compartment: OpaqueID)? {
        guard let compartment = try records.compartment(of: id),
            try opens(compartment)
        else { return nil }
        let history = try records.checkedHistory(of: id)
        guard let newest = history.last, newest.kind == Records.Kind.privateNote.rawValue else { return nil }
        let entry = PrivateNoteEntry(
            id: Identifier(id), body: try body(of: newest), versions: Int(newest.header.revision),
            history: try history.map(body))
        return (entry, compartment)
    }

    func write(
        _ text: String, about caseID: Identifier<CounselingCase>, at now: UTCTime, in transaction: RoomTransaction
    ) throws -> PrivateNote {
        let compartment: OpaqueID
        if let known = try mine().first(where: isWhole) {
            compartment = known
            try compartments.prepareToWrite(compartment, in: transaction)
        } else {
            compartment = try Threads(session: session, reading: reading).open(to: [session.me], in: transaction)
        }
        let gone = try gone()[compartment] ?? []
        var number: UInt32 = 1
        // What went with a case is no free place: the log has it.
        while try gone.contains(place(number, in: compartment))
            || records.isTaken(place(number, in: compartment))
        {
            number += 1
        }
        let id = try place(number, in: compartment)
        let note = try PrivateNote(
            id: Identifier(id), caseID: caseID, author: Identifier(session.me), text: text, writtenAt: now)
        try records.write(note, .privateNote, record: id, in: compartment, to: transaction)
        return note
    }

    /// The notes about a case, by the compartment in which they lie.
    func about(_ caseID: Identifier<CounselingCase>) throws -> [OpaqueID: [OpaqueID]] {
        var result: [OpaqueID: [OpaqueID]] = [:]
        for compartment in try mine() {
            for newest in try newest(in: compartment) {
                let body = try body(of: try session.sealer.open(newest.row))
                if body.caseID == caseID { result[compartment, default: []].append(OpaqueID(body.id)) }
            }
        }
        return result
    }

    /// The newest revision of each note in a compartment, in the order of their numbers; those that went with a case leave gaps.
    private func newest(in compartment: OpaqueID) throws -> [(row: StoredRow, revision: UInt32)] {
        let gone = try gone()[compartment] ?? []
        var result: [(row: StoredRow, revision: UInt32)] = []
        var number: UInt32 = 1
        while true {
            let id = try place(number, in: compartment)
            number += 1
            if gone.contains(id) { continue }
            guard let newest = try records.newest(id) else {
                guard try records.isTaken(id) else { return result }
                continue
            }
            result.append(newest)
        }
    }

    private func gone() throws -> [OpaqueID: Set<OpaqueID>] {
        try PrivateDisposals(session: session, reading: reading).gone(of: session.me)
    }

    private func place(_ number: UInt32, in compartment: OpaqueID) throws -> OpaqueID {
        try AttachedRecord.id(number, of: compartment, in: compartment, with: session.ring)
    }

    private func body(of opened: OpenedRecord) throws -> PrivateNote {
        guard opened.kind == Records.Kind.privateNote.rawValue, opened.author == session.me else {
            throw RoomError.altered
        }
        let body = try PrivateNote(body: opened.body)
        guard OpaqueID(body.id) == opened.header.record, OpaqueID(body.author) == opened.author else {
            throw RoomError.altered
        }
        return body
    }
}
