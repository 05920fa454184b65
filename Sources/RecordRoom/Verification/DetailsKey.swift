import AuditTrail
import RecordStore
import Vault

/// The deposit that holds the key of a session's entry details.
struct DetailsKey {
    /// nil where there is no such deposit, or one that is not what it says.
    let depositor: OpaqueID?
    /// nil where this identity cannot open it.
    let key: AuditSession?
    /// Whether this identity's keys should open it and do not.
    let isBroken: Bool

    init(_ id: OpaqueID, reading: any StoreReading, chain: MembershipChain, ring: KeyRing?) throws {
        guard let row = try reading.row(RowAddress(.deposit, key: id.bytes)),
            let deposit = try? Deposit(parsing: row.body), (try? deposit.check(row: row, chain: chain)) != nil,
            deposit.compartment == FixedCompartment.audit.id(in: chain.practice)
        else {
            depositor = nil
            key = nil
            isBroken = false
            return
        }
        depositor = deposit.depositor
        key = ring.flatMap { try? AuditSession(opening: deposit, with: $0) }
        isBroken = key == nil && ring.map(deposit.isMeant) ?? false
    }
}
