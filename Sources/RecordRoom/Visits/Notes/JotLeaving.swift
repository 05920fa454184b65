public import Counseling
import RecordStore
import Vault

// Jots are left without unlocking, under the workstation's key: the door opens nothing.
extension LockedDesk {
    /// The cases that a typed id may mean, or a client's code where the client has one case. Only identifiers are looked at.
    public func cases(matching prefix: String) throws(RoomError) -> [Identifier<CounselingCase>] {
        try translating {
            try view.read { reading in
                let clients = try self.clients(matching: prefix, reading)
                let source = StoredCompartments(reading: reading)
                // A case lies in a client's file and has assignments of its own, with which it began.
                func founded(
                    _ rows: [StoredRow], where isMeant: (OpaqueID) throws -> Bool
                ) throws -> [Identifier<CounselingCase>] {
                    var found: [OpaqueID: StoredRow] = [:]
                    for row in rows {
                        guard let record = OpaqueID(row.address.key.prefix(OpaqueID.count)), found[record] == nil,
                            row.scope != record, try isMeant(record), try !source.assignments(of: record).isEmpty,
                            try began(record, in: row.scope, reading)
                        else { continue }
                        found[record] = row
                    }
                    return try self.founded(found, reading).map { Identifier($0) }
                }
                if let client = clients.first, clients.count == 1 {
                    return try founded(reading.rows(.record, scope: OpaqueID(client))) { _ in true }
                }
                let typed = try Identifier<CounselingCase>.characters(typed: prefix)
                guard !typed.isEmpty else { return [] }
                return try founded(reading.rows(.record, prefix: RecordRoom.wholeBytes(typed), limit: 100_000)) {
                    try Identifier<CounselingCase>($0).matches(prefix: typed)
                }
            }
        }
    }

    /// Leaves a jot with a case: sealed to its newest key, or, while somebody who left may know that one, to each counselor who
    /// remains and whom the key vouches for.
    /// - Throws: `.noKey` where the case has no key yet, or nobody remains; `.noStation`; `.notFound`; `.altered`, `.brokenEntry` or
    ///   `.rolledBack` where the file is not what the log says, or the log not what this station saw
    public func leave(_ text: String, in counselingCase: Identifier<CounselingCase>) throws(RoomError) -> Identifier<
        Jot
    > {
        try translating {
            let compartment = OpaqueID(counselingCase)
            let jot = try Jot(text, at: view.surroundings.now())
            var made: OpaqueID?
            try view.write { desk in
                made = try desk.deposit(
                    try jot.encodedBody(), kind: Jots.kind, to: try desk.readers(ofCase: compartment))
                return EntryDetails(
                    time: jot.at, action: .leaveJot, role: nil, subject: compartment.hex, outcome: .allowed, rule: nil,
                    scope: nil)
            }
            guard let made else { throw RoomError.busy }
            return Identifier(made)
        }
    }
}

extension StationWitness.Desk {
    fileprivate func readers(ofCase compartment: OpaqueID) throws -> Deposit.Destination {
        let source = StoredCompartments(reading: transaction.reading)
        let history = try CompartmentHistory(of: compartment, from: source, chain: chain)
        guard !history.assignments.isEmpty else { throw RoomError.notFound(.counselingCase) }
        guard let current = history.current else { throw RoomError.noKey }
        guard history.isOutlived(current.generation, in: standing) else { return .generation(current) }
        let remaining = try history.vouched(source: source, chain: chain).compactMap { standing.members[$0] }
            .filter { $0.effect == .active }.sorted { $0.id < $1.id }
        let people = staff.keyed(remaining, in: history, source)
        guard !people.isEmpty else { throw RoomError.noKey }
        return .people(people, compartment: compartment)
    }
}
