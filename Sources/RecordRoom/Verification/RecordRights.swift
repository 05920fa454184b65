import Counseling
import RecordStore
import Vault

/// Who was what when they wrote a record, and who was ever let in where: who holds a compartment's key can seal a record of any
/// kind and in anybody's name there, so that a key alone gives no right to it.
struct RecordRights {
    let chain: MembershipChain
    let reading: any StoreReading
    /// Tells when each revision was logged. Without it, as in a command, somebody's duties are those that they ever had.
    var ledger: RowLedger?
    /// Whether two people signed that a compartment goes: of it nobody knows any more who was in it.
    let isDisposed: (OpaqueID) throws -> Bool

    /// Whether the author of a revision had one of these duties when they logged it.
    func held(_ duties: Duties, by revision: OpenedRecord) -> Bool {
        held(duties, by: revision.author, at: revision)
    }

    /// Whether somebody had one of these duties when a revision was logged.
    func held(_ duties: Duties, by person: OpaqueID, at revision: OpenedRecord) -> Bool {
        let place = RowAddress.record(revision.header.record, revision.header.revision)
        guard let position = ledger?.firstPosition(place), let had = chain.duties(of: person, at: position)
        else { return chain.everHeld(duties, by: person) }
        return !had.isDisjoint(with: duties)
    }

    /// Whether somebody was ever assigned to a compartment by name.
    func wasAssigned(_ person: OpaqueID, to compartment: OpaqueID) throws -> Bool {
        let rows = try reading.rows(.assignment, scope: compartment)
        return try rows.contains { $0.target == person } || rows.isEmpty && isDisposed(compartment)
    }

    /// Whether a case was opened for somebody: by the entry that assigned them first. Without the log that they were is enough.
    func wasOpened(_ compartment: OpaqueID, for counselor: OpaqueID) throws -> Bool {
        let assignment = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0))
        if let ledger {
            guard let made = ledger.firstEntry(assignment),
                made == ledger.firstEntry(RowAddress.record(compartment, 1))
            else { return false }
        }
        guard let row = try reading.row(assignment) else { return try isDisposed(compartment) }
        return row.target == counselor
    }
}
