import AuditTrail
import Cryptography
import RecordStore
import Vault

// Of two entries that both say that they began a row, without knowing duties.
extension Verification {
    /// The entry that a change contradicts where nobody can tell which of both is right: sessions, which know duties, pass over what
    /// somebody logged who had not the duty for it, and whoever has it logs the row then as if nothing had been said. The file has the row of
    /// this change.
    /// - Returns: nil where there is no contradiction, or it is known whose it is
    mutating func contradicted(by change: RowChange, in entry: Entry) throws -> EntryPlace? {
        if let claimed = try claimedBefore(change, in: entry) { return claimed }
        guard change.isFirst, change.after != .zero, let hash = ledger.hash(change.address), hash != change.after,
            let chain, !chain.opened, let first = ledger.firstPlace(change.address),
            ledger.firstWriter(change.address) != entry.actor,
            try hangsOnDuties(change, in: chain)
        else { return nil }
        if change.address.rowClass == .generation { contradictedKeys.insert(change.address) }
        return first
    }

    /// The entry that says that a record, or shares, became another, where this one goes on from what they were before. Whoever
    /// signed it may have been suspended, so that programs passed it over.
    private func claimedBefore(_ change: RowChange, in entry: Entry) throws -> EntryPlace? {
        let address = change.address
        guard let chain, !chain.opened, address.rowClass.mayStandAsBefore, change.before != .zero,
            change.after != .zero, let hash = ledger.hash(address), ![change.before, change.after].contains(hash),
            ledger.had(change.before, at: address), change.mayFollow(ledger.highest(address)),
            change.lasting == ledger.lasting(address), let (signer, place) = ledger.lastSaid(address),
            signer != entry.actor
        else { return nil }
        return place
    }

    /// Whether who may begin a row follows from duties alone, and the file has the one that a change says.
    private func hangsOnDuties(_ change: RowChange, in chain: MembershipChain) throws -> Bool {
        if change.address.rowClass == .statement { return try reading.row(change.address)?.hash() == change.after }
        guard let place = KeyPlace(change.address) else { return false }
        switch change.address.rowClass {
        case .record:
            // Its key may have been renewed since; what lasts stays.
            guard let row = try reading.row(change.address), (try? row.lasting()) == change.lasting else {
                return false
            }
            // Others of which there is one lie with the staff's own: which they are follows from a key.
            return ReservedRecords(chain, ring: nil).contains(place.compartment)
                || Envelope.compartment(of: row) == FixedCompartment.practice.id(in: chain.practice)
        case .assignment, .generation:
            let first: UInt32 = change.address.rowClass == .generation ? 1 : 0
            return try place.number > first && reading.row(change.address)?.hash() == change.after
        case .grant, .shares, .staleMark: return contradictedKeys.contains(place.generation)
        default: return false
        }
    }
}
