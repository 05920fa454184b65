import Counseling
import Cryptography
import RecordStore
import Vault

// In a disclosure's thread: each step follows and was its signer's to make, and who approved had an office for it then.
extension Verification {
    mutating func checkDisclosure(_ thread: ThreadEvents, in compartment: OpaqueID, room: RoomSession) throws {
        let found = thread.decoded(.disclosureEvent, DisclosureEvent.self)
        guard !found.isEmpty else { return }
        do {
            for (event, record) in found {
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
            let events = found.map(\.event)
            let folded = try thread.folded(events, standIns: DisclosureEvent.standIns(among: events)) {
                try Disclosure($0)
            }
            guard let folded else { return }
            try checkCounted(
                folded.value, in: compartment, lost: thread.lost.count, isWhole: folded.isWhole, room: room)
        } catch { fault(.recordRewritten, compartment.hex) }
    }

    /// Every package is counted in the client's file, or in what was put aside of it, and no other, as far as this identity holds both
    /// and both can be read.
    /// - Parameters:
    ///   - lost: how many events of the thread nobody can read; each may have told of a package
    ///   - isWhole: whether what else the thread says is known
    private func checkCounted(
        _ disclosure: Disclosure, in thread: OpaqueID, lost: Int, isWhole: Bool, room: RoomSession
    ) throws {
        guard let counted = try counted(of: disclosure.client, room) else { return }
        let found = counted.records.filter { OpaqueID($0.thread) == thread }
        var told = disclosure.packages.map(\.digest)
        var untold = 0
        for package in found.map(\.package) {
            if let place = told.firstIndex(of: package) { told.remove(at: place) } else { untold += 1 }
        }
        guard untold <= lost, told.count <= counted.lost, !isWhole || found.allSatisfy({ $0.tells(of: disclosure) })
        else { throw RoomError.altered }
    }

    /// What a client's file counts, or after that was disposed of what was put aside, and how many more records there cannot be read
    /// that may have counted something; nil where this identity opens neither, or nothing can be told.
    private func counted(
        of client: Identifier<Client>, _ room: RoomSession
    ) throws -> (records: [DisclosureRecord], lost: Int)? {
        if disposals[OpaqueID(client)] != nil {
            let desk = FixedCompartment.desk.id(in: room.chain.practice)
            guard try AppointmentBook(session: room, reading: reading).holds(file: desk) else { return nil }
            // One that cannot be read is named where it lies.
            let account = try unlessSpoiled {
                [try DisclosureAccounts(session: room, reading: reading).account(of: client)]
            }
            return account.map { ($0[0]?.disclosures ?? [], 0) }
        }
        guard try AppointmentBook(session: room, reading: reading).holds(file: OpaqueID(client)) else { return nil }
        var (records, lost): ([DisclosureRecord], Int) = ([], 0)
        for row in try reading.rows(.record, scope: OpaqueID(client)) {
            // What was disclosed is written once.
            guard RecordHeader.parts(ofKey: row.address.key)?.revision == 1 else { continue }
            guard let opened = try? room.sealer.open(row) else {
                if try mayHaveSpoken(row.address) { lost += 1 }
                continue
            }
            guard opened.kind == Records.Kind.disclosure.rawValue, let body = try? DisclosureRecord(body: opened.body)
            else { continue }
            records.append(body)
        }
        return (records, lost)
    }
}

extension DisclosureEvent {
    /// What a lost event of a disclosure may have said, of what later ones rest on.
    fileprivate static func standIns(
        among events: [ThreadEvent<DisclosureEvent>]
    ) -> [(by: Identifier<Person>, what: DisclosureEvent)] {
        guard let first = events.first?.what, let counselor = first.counselor else { return [] }
        var proposed = DisclosureEvent(.refusalProposed)
        proposed.reason = .harm
        var result: [(by: Identifier<Person>, what: DisclosureEvent)] = [
            (.unknown, proposed), (.unknown, DisclosureEvent(.refusalLifted)),
        ]
        for digest in Set(events.compactMap(\.what.digest)).sorted() + [""] {
            var prepared = DisclosureEvent(.prepared)
            prepared.items = [Item(record: first.records?.first ?? Identifier(OpaqueID.none), revision: 1)]
            (prepared.digest, prepared.terms, prepared.leftOut) = (digest, "", 0)
            var approved = DisclosureEvent(.approved)
            approved.digest = digest
            result += [(counselor, prepared), (.unknown, approved)]
        }
        return result
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
