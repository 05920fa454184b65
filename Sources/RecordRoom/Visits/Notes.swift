public import Counseling
import RecordStore
import Vault

public enum WritingNote: ChangingPurpose { public static let action = Action.writeNote }
public enum ListingNotes: LookingPurpose { public static let action = Action.listNotes }
public enum ReadingNote: LookingPurpose { public static let action = Action.readNote }
public enum EditingNote: ChangingPurpose { public static let action = Action.editNote }
public enum SigningNote: ChangingPurpose { public static let action = Action.signNote }
public enum AddingAddendum: ChangingPurpose { public static let action = Action.addAddendum }

/// A session note with its addenda and the number of its versions.
public struct NoteEntry: Sendable {
    public let id: Identifier<SessionNote>
    public let body: NoteBody
    public let versions: Int
    public let author: StaffMember?
    public let addenda: [Addendum]
}

extension Visit where P == WritingNote {
    /// Files a new draft in the visit's case.
    public func write(_ content: NoteContent) throws -> DraftNote {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: OpaqueID(id), in: transaction)
        let note = try OpaqueID.random()
        let draft = DraftNote(
            id: Identifier(note), caseID: id, author: Identifier(session.me), content: content, writtenAt: now,
            rule: .standard)
        try records.write(NoteBody.draft(draft), .note, record: note, in: OpaqueID(id), to: transaction)
        return draft
    }
}

extension Visit where P == ListingNotes {
    /// The notes of the visit's case, oldest first.
    public func notes() throws -> [NoteEntry] {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        return try CaseNotes(session: session, reading: reading, compartment: OpaqueID(id)).all()
    }
}

extension Visit where P == ReadingNote {
    /// The note that the visit is about, its signatures checked.
    public func note() throws -> NoteEntry {
        guard case .note(let id) = subject, let compartment = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.note)
        }
        return try CaseNotes(session: session, reading: reading, compartment: compartment).note(id)
    }
}

extension Visit where P == EditingNote {
    /// Files a new version of the visit's draft. The versions before stay.
    /// - Parameter version: the one that was read; nothing is filed over a newer one that somebody wrote meanwhile
    /// - Throws: `RoomError.changedMeanwhile`
    public func edit(_ content: NoteContent, over version: Int) throws -> DraftNote {
        let (draft, compartment) = try NoteDrafts(session: session, reading: reading).draft(of: subject)
        guard try Int(records.newest(OpaqueID(draft.id))?.revision ?? 0) == version else {
            throw RoomError.changedMeanwhile
        }
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        let edited = draft.edited(content, rule: .standard)
        try records.write(NoteBody.draft(edited), .note, record: OpaqueID(draft.id), in: compartment, to: transaction)
        return edited
    }
}

extension Visit where P == SigningNote {
    /// Signs and locks the visit's draft.
    public func sign() throws -> SignedNote {
        let (draft, compartment) = try NoteDrafts(session: session, reading: reading).draft(of: subject)
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        let signed = try draft.signed(by: Identifier(session.me), at: now)
        try records.write(NoteBody.signed(signed), .note, record: OpaqueID(draft.id), in: compartment, to: transaction)
        return signed
    }
}

extension Visit where P == AddingAddendum {
    /// Adds to the visit's signed note.
    public func add(_ text: String) throws -> Addendum {
        guard case .note(let id) = subject, let compartment = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.note)
        }
        let note = try CaseNotes(session: session, reading: reading, compartment: compartment).note(id)
        guard case .signed(let signed) = note.body else { throw RoomError.denied(rule: .noteIsNotSigned) }
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        let place = try AttachedRecord.id(
            UInt32(note.addenda.count) + 1, of: OpaqueID(id), in: compartment, with: session.ring)
        let addendum = try signed.addendum(text, by: Identifier(session.me), at: now)
        try records.write(
            addendum, .addendum, record: place, in: compartment, to: transaction)
        return addendum
    }
}

/// Finds the draft a changing visit is about; the policy has asked before whether it is the author's and unsigned.
private struct NoteDrafts {
    let session: RoomSession
    let reading: any StoreReading

    func draft(of subject: Subject) throws -> (DraftNote, OpaqueID) {
        guard case .note(let id) = subject,
            let compartment = try Records(session: session, reading: reading).compartment(of: OpaqueID(id))
        else { throw RoomError.notFound(.note) }
        let entry = try CaseNotes(session: session, reading: reading, compartment: compartment).note(id)
        guard case .draft(let draft) = entry.body else { throw RoomError.denied(rule: .signedNoteIsLocked) }
        return (draft, compartment)
    }
}

/// The notes of one case as the session's keys open them.
private struct CaseNotes {
    let session: RoomSession
    let reading: any StoreReading
    let compartment: OpaqueID

    private func open(alone: Bool) throws {
        let history = try Compartments(session: session).open(compartment, reading: reading)
        guard let current = history.current else { return }
        guard session.ring.holds(compartment, generation: current.generation) else { throw RoomError.noKey }
    }

    func all() throws -> [NoteEntry] {
        try open(alone: false)
        let opened = try Records(session: session, reading: reading).all(in: compartment)
        let addenda = try self.addenda(in: opened)
        return try opened.filter { $0.kind == Records.Kind.note.rawValue }.map { record in
            try entry(record, addenda: addenda)
        }.sorted { $0.writtenAt < $1.writtenAt }
    }

    func note(_ id: Identifier<SessionNote>) throws -> NoteEntry {
        try open(alone: true)
        let records = Records(session: session, reading: reading)
        guard let newest = try records.checkedHistory(of: OpaqueID(id)).last, newest.kind == Records.Kind.note.rawValue
        else { throw RoomError.notFound(.note) }
        let attached = try self.attached(to: OpaqueID(id))
        // Only a signed note is added to: a draft with addenda had its signed revision taken away.
        if case .draft = try NoteBody(body: newest.body), !attached.isEmpty { throw RoomError.altered }
        return try entry(newest, addenda: addenda(in: attached))
    }

    /// The addenda of one note, found by their identifiers: a case's other records stay closed.
    private func attached(to note: OpaqueID) throws -> [OpenedRecord] {
        let records = Records(session: session, reading: reading)
        var result: [OpenedRecord] = []
        while true {
            let id = try AttachedRecord.id(
                UInt32(result.count) + 1, of: note, in: compartment, with: session.ring)
            guard let newest = try records.newest(id) else { return result }
            let opened = try session.sealer.open(newest.row)
            try opened.checkSignature(in: session.chain)
            try RecordHistory.check([opened], chain: session.chain)
            result.append(opened)
        }
    }

    private func addenda(in opened: [OpenedRecord]) throws -> [Addendum] {
        try opened.filter { $0.kind == Records.Kind.addendum.rawValue }.map { record in
            let addendum = try Addendum(body: record.body)
            guard OpaqueID(addendum.author) == record.author else { throw RoomError.altered }
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

extension NoteEntry {
    var writtenAt: UTCTime { body.writtenAt }
}

extension NoteBody {
    var noteID: Identifier<SessionNote> {
        switch self {
        case .draft(let note): note.id
        case .signed(let note): note.id
        }
    }

    var writtenAt: UTCTime {
        switch self {
        case .draft(let note): note.writtenAt
        case .signed(let note): note.writtenAt
        }
    }
}
