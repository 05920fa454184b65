import Counseling
import RecordStore
import Vault

// Private notes, supervision agreements and co-signatures (docs/file-format.md, section 7).
extension Verification {
    mutating func checkSupervision(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        try checkPrivateNotes(revisions, in: compartment, room: room)
        try checkAgreements(revisions, room: room)
        try checkCoSignatures(revisions, in: compartment, room: room)
    }

    /// Private notes are numbered by their identifiers without a free place, and alone in their compartment.
    private mutating func checkPrivateNotes(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        var left = Set(revisions.filter { $1.first?.kind == Records.Kind.privateNote.rawValue }.map(\.key))
        guard !left.isEmpty else { return }
        if left.count != revisions.count { fault(.recordRewritten, compartment.hex) }
        var number: UInt32 = 1
        let gone = privateNotesGone[compartment] ?? []
        while true {
            let id = try AttachedRecord.id(number, of: compartment, in: compartment, with: room.ring)
            guard try left.remove(id) != nil || gone.contains(id) || isTaken(.record(id, 1)) else { break }
            number += 1
        }
        for record in left.sorted() { fault(.recordRewritten, record.hex) }
    }

    /// An agreement is a director's to write, at the time of writing; its thread is that of its two people, and nothing else.
    private mutating func checkAgreements(_ revisions: [OpaqueID: [OpenedRecord]], room: RoomSession) throws {
        let threads = Threads(session: room, reading: reading)
        for (record, opened) in revisions {
            guard let first = opened.first, first.kind == Records.Kind.supervisionAgreement.rawValue,
                let body = try? SupervisionAgreement(body: first.body)
            else { continue }
            let thread = OpaqueID(body.thread)
            let people = [OpaqueID(body.trainee), OpaqueID(body.supervisor)]
            let areTheirs = try reading.rows(.assignment, scope: thread).allSatisfy { people.contains($0.target) }
            if try !areTheirs || !threads.isOfItsOwn(thread) { fault(.recordRewritten, record.hex) }
        }
        for opened in revisions.values.joined() where opened.kind == Records.Kind.supervisionAgreement.rawValue {
            let address = RowAddress(.record, key: RecordHeader.key(opened.header.record, opened.header.revision))
            guard let position = ledger.firstPosition(address) else { continue }
            if room.chain.duties(of: opened.author, at: position)?.contains(.director) != true {
                fault(.writerNotEntitled, address.place)
            }
        }
    }

    /// What was submitted was written anew only after a return, as far as the co-signatures of the case open.
    private mutating func checkCoSignatures(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        var histories: [OpaqueID: [[(body: NoteBody, version: Int)]]] = [:]
        for (record, opened) in revisions where opened.first?.kind == Records.Kind.note.rawValue {
            let bodies = opened.compactMap { try? NoteBody(body: $0.body) }
            if bodies.count == opened.count, bodies.dropLast().contains(where: { $0.state == .submitted }) {
                histories[record] = try parts(of: opened).map { part in
                    try part.revisions.map { (try NoteBody(body: $0.body), Int($0.header.revision)) }
                }
            }
        }
        guard !histories.isEmpty else { return }
        let coSignatures = CoSignatures(session: room, reading: reading, compartment: compartment)
        let verdicts = try coSignatures.all()
        for (record, parts) in histories.sorted(by: { $0.key < $1.key }) {
            do {
                for part in parts { try coSignatures.check(part, against: verdicts[record] ?? []) }
            } catch { fault(.recordRewritten, record.hex) }
        }
    }
}

extension RecordHistory {
    /// A private note is its author's, version by version.
    static func checkPrivateNote(_ revisions: [OpenedRecord]) throws {
        var first: PrivateNote?
        for revision in revisions {
            let body = try PrivateNote(body: revision.body)
            guard revision.author == revisions[0].author, OpaqueID(body.author) == revision.author,
                OpaqueID(body.id) == revision.header.record,
                first.map({ $0.caseID == body.caseID && $0.writtenAt == body.writtenAt }) ?? true
            else { throw RoomError.altered }
            first = first ?? body
        }
    }

    /// An agreement lies in `practice`, is a director's, between a supervisor and a trainee of then, and can only be ended.
    static func checkAgreement(_ revisions: [OpenedRecord], _ rights: RecordRights) throws {
        var former: SupervisionAgreement?
        for revision in revisions {
            let body = try SupervisionAgreement(body: revision.body)
            guard revision.header.compartment == FixedCompartment.practice.id(in: rights.chain.practice),
                rights.chain.everHeld(.director, by: revision.author), body.trainee != body.supervisor,
                former?.mayBeFollowed(by: body) ?? true,
                revision.header.revision > 1
                    || rights.held(.supervisor, by: OpaqueID(body.supervisor), at: revision)
                        && rights.held(.trainee, by: OpaqueID(body.trainee), at: revision)
            else { throw RoomError.altered }
            former = body
        }
    }
}
