import AuditTrail
import RecordStore
import Vault

/// Who logged records first. A typed prefix may mean several, and everybody who works here can have a record logged whose
/// identifier begins as another's: it must not keep that one from being found.
struct RecordFounders {
    let chain: MembershipChain
    let reading: any StoreReading

    /// Of several records those that somebody logged who was given the key of where they lie, by somebody who had it; all of
    /// them where that is none. Asked for where several were found, which is rare: it reads the log.
    /// - Parameter rows: one of each record, as the log has it
    /// - Returns: the addresses of those rows
    func among(_ rows: [StoredRow]) throws -> Set<RowAddress> {
        let all = Set(rows.map(\.address))
        let makers = try self.makers(of: all)
        let founded = try rows.filter { row in
            guard let maker = makers[row.address] else { return false }
            return try unlessSpoiled { try self.wasGiven(row.scope, to: maker) } ?? false
        }
        return founded.isEmpty ? all : Set(founded.map(\.address))
    }

    private func makers(of rows: Set<RowAddress>) throws -> [RowAddress: OpaqueID] {
        var makers: [RowAddress: OpaqueID] = [:]
        var position: UInt32 = 0
        try reading.forEachEntry(from: nil) { stored in
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            if chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            guard LoggedRules.isMember(entry.actor, at: position, chain) else { return }
            for change in entry.changes
            where rows.contains(change.address) && makers[change.address] == nil && change.isFirst && change.isSound {
                makers[change.address] = entry.actor
            }
        }
        return makers
    }

    /// What a stray row spoils of a compartment takes nothing from those who were there before.
    private func wasGiven(_ compartment: OpaqueID, to person: OpaqueID) throws -> Bool {
        let source = StoredCompartments(reading: reading)
        let history = try CompartmentHistory(soundBeginningOf: compartment, from: source, chain: chain)
        return try Holding(history, source: source, chain: chain).isHeldInPart(by: person)
    }
}
