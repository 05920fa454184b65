import AuditTrail
import Cryptography
import RecordStore
import Vault

// What the log says of cases and files, in clear.
extension Disposals {
    /// Those of some identifiers whose record and first assignment the same entry made, and no entry named before: cases and
    /// clients' files. Whoever assigns somebody to an appointment's identifier later makes no case of it.
    func madeTogether(_ ids: Set<OpaqueID>) throws -> Set<OpaqueID> {
        var left = ids
        var found: Set<OpaqueID> = []
        try reading.forEachEntry(from: nil) { stored in
            guard !left.isEmpty, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            var made: [OpaqueID: Set<RowClass>] = [:]
            var named: [OpaqueID: Int] = [:]
            for change in entry.changes {
                guard let id = OpaqueID(change.address.key.prefix(OpaqueID.count)), left.contains(id),
                    change.address == .record(id, 1)
                        || change.address == RowAddress(.assignment, key: CompartmentKey.bytes(id, 0))
                else { continue }
                named[id, default: 0] += 1
                if change.isFirst {
                    made[id, default: []].insert(change.address.rowClass)
                }
            }
            for (id, count) in named {
                left.remove(id)
                if count == 2, made[id]?.count == 2 { found.insert(id) }
            }
        }
        return found
    }

    /// Whether a compartment is a client's file, with its head record in it.
    func isFile(_ compartment: OpaqueID) throws -> Bool {
        guard FixedCompartment.named(compartment, in: session.chain.practice) == nil,
            try Records(session: session, reading: reading).compartment(of: compartment) == compartment
        else { return false }
        return try madeTogether([compartment]).contains(compartment)
    }

    /// The cases in a client's file, those that were disposed of among them, as rows in clear tell.
    func cases(in file: OpaqueID) throws -> Set<OpaqueID> {
        var ids: Set<OpaqueID> = []
        try reading.forEachRow(.record, scope: file) { key, _ in
            if let id = OpaqueID(key.prefix(OpaqueID.count)), id != file { ids.insert(id) }
        }
        return try madeTogether(ids)
    }

    /// The cases in a client's file that hold something still.
    func casesLeft(in file: OpaqueID) throws -> Set<OpaqueID> {
        try cases(in: file).filter { try !isDisposed($0) }
    }

    /// Whether something was written about the case's client after the proposal that its approver cannot read and that may speak
    /// against it: a deposit in the client's file, as the desk's call in a crisis is one, another version of the file's head, with
    /// the date of birth, or of the case. Then it is proposed anew, by somebody who can look. One that nobody logged is told by
    /// `checkLogged`.
    func isOvertaken(_ proposal: DisposalProposal) throws -> Bool {
        guard let file = try Records(session: session, reading: reading).compartment(of: proposal.compartment) else {
            return true
        }
        let told = Set(try reading.rows(.deposit, scope: file).map(\.address))
        // What is missing may be such a call.
        guard (reading as? LoggedReading)?.unseenDeposits ?? 0 == 0 else { throw RoomError.altered }
        let ids = [file, proposal.compartment]
        let place = DisposalKey.address(.proposal, proposal.id)
        var isProposed = false
        var isOvertaken = false
        try reading.forEachEntry(from: nil) { stored in
            guard !isOvertaken, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            guard isProposed else {
                isProposed = entry.changes.contains { $0.address == place }
                return
            }
            isOvertaken = entry.changes.contains { change in
                switch change.address.rowClass {
                case .deposit: told.contains(change.address)
                // What is only put under a new key says nothing new.
                case .record: change.isFirst && ids.contains { change.address.key.starts(with: $0.bytes) }
                default: false
                }
            }
        }
        return isOvertaken
    }
}
