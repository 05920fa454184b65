import Counseling
import Cryptography
import Vault

// In a disclosure's thread: each step follows and was its signer's to make, and who approved had an office for it then.
extension Verification {
    mutating func checkDisclosure(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        let records = revisions.values.compactMap(\.first).filter { $0.kind == Records.Kind.disclosureEvent.rawValue }
        guard !records.isEmpty else { return }
        do {
            var events: [ThreadEvent<DisclosureEvent>] = []
            for record in records {
                let event = try ThreadEvent<DisclosureEvent>(body: record.body)
                events.append(event)
                if let terms = event.what.terms {
                    guard let bytes = Base64.decode(terms, padded: true) else { throw RoomError.altered }
                    _ = try Letter(parsing: bytes)
                }
                guard event.what.step == .approved else { continue }
                let place = RowAddress.record(record.header.record, record.header.revision)
                guard let position = ledger.firstPosition(place),
                    let duties = room.chain.duties(of: record.author, at: position),
                    duties.contains(.director) || duties.contains(.supervisor)
                else { throw RoomError.altered }
            }
            let disclosure = try DisclosureDesk.fold(events.sorted { $0.number < $1.number }, room.chain)
            try checkCounted(disclosure, in: compartment, room: room)
        } catch { fault(.recordRewritten, compartment.hex) }
    }

    /// Every package is counted in the client's file, or in what was put aside of it, and no other, as far as this identity holds both.
    private func checkCounted(_ disclosure: Disclosure, in thread: OpaqueID, room: RoomSession) throws {
        let counted = try counted(of: disclosure.client, room)?.filter { OpaqueID($0.thread) == thread }
        guard let counted else { return }
        guard counted.map(\.package).sorted() == disclosure.packages.map(\.digest).sorted(),
            counted.allSatisfy({ $0.tells(of: disclosure) })
        else { throw RoomError.altered }
    }

    /// What a client's file counts, or after that was disposed of what was put aside; nil where this identity opens neither.
    private func counted(of client: Identifier<Client>, _ room: RoomSession) throws -> [DisclosureRecord]? {
        if disposals[OpaqueID(client)] != nil {
            let desk = FixedCompartment.desk.id(in: room.chain.practice)
            guard try AppointmentBook(session: room, reading: reading).holds(file: desk) else { return nil }
            return try DisclosureAccounts(session: room, reading: reading).account(of: client)?.disclosures ?? []
        }
        guard try AppointmentBook(session: room, reading: reading).holds(file: OpaqueID(client)) else { return nil }
        return try Records(session: room, reading: reading).all(in: OpaqueID(client))
            .filter { $0.kind == Records.Kind.disclosure.rawValue }.compactMap { try? DisclosureRecord(body: $0.body) }
    }
}

extension RecordHistory {
    /// What was disclosed is written once, in the client's file, by whoever made the package, who is the case's counselor; another,
    /// who has a part in its thread, approved it.
    static func checkDisclosed(_ revisions: [OpenedRecord], _ rights: RecordRights) throws {
        guard let first = revisions.first, revisions.count == 1 else { throw RoomError.altered }
        let body = try DisclosureRecord(body: first.body)
        guard OpaqueID(body.id) == first.header.record, OpaqueID(body.client) == first.header.compartment,
            OpaqueID(body.sentBy) == first.author, body.approvedBy != body.sentBy,
            body.approvedBy != body.requestedBy, !body.items.isEmpty,
            rights.held([.counselor, .trainee], by: first),
            try rights.wasAssigned(first.author, to: OpaqueID(body.caseID)),
            rights.chain.everHeld([.director, .supervisor], by: OpaqueID(body.approvedBy)),
            try rights.wasAssigned(OpaqueID(body.approvedBy), to: OpaqueID(body.thread))
        else { throw RoomError.altered }
    }
}
