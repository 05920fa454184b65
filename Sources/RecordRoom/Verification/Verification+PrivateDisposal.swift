import AuditTrail
import Cryptography
import RecordStore
import Vault

// Private notes go after the case they were about, by their author's signature and another person's (docs/file-format.md, "Disposal").
extension Verification {
    /// The rows that go with an entry because of it; nil where it is not as it should be. All of this but duties is seen without any
    /// key.
    func privateNotes(of disposal: PrivateDisposal, logged entry: Entry, chain: MembershipChain) throws -> Set<
        RowAddress
    >? {
        let proposal = disposal.proposal
        let removed = entry.changes.filter { $0.after == .zero }
        let added = entry.changes.filter { $0.after != .zero && $0.address != disposal.row.address }
        guard let gone = disposals[proposal.caseID], let opened = ledger.firstEntry(.record(proposal.caseID, 1)),
            let row = try reading.row(DisposalKey.address(.disposal, proposal.caseID)),
            let whole = try? Disposal(parsing: row.body), whole.proposal.kind == .counselingCase,
            disposalHolders[proposal.caseID]?.contains(proposal.signer) == true,
            try whole.hash == proposal.disposal, try isProposed(proposal, after: gone),
            try disposal.covers(removed.map { DisposedRow(address: $0.address, hash: $0.before) }),
            added.allSatisfy({ $0.address.rowClass == .deposit && $0.version == 1 }),
            try isOwn(proposal.compartment, of: proposal.signer, chain: chain)
        else { return nil }
        for change in removed {
            // Its author wrote it, and began it while the case was there.
            guard ledger.firstWriter(change.address) == proposal.signer else { return nil }
            guard change.address.key.suffix(4) == [0, 0, 0, 1] else { continue }
            guard let first = ledger.firstEntry(change.address), opened < first, first < gone else { return nil }
        }
        // No revision stays behind.
        let revisions = Dictionary(grouping: removed) {
            OpaqueID(Array($0.address.key.prefix(OpaqueID.count))) ?? .none
        }
        for (note, rows) in revisions where ledger.isThere(.record(note, UInt32(rows.count) + 1)) { return nil }
        return Set(removed.map(\.address))
    }

    /// The author's word stood in the log, behind the case's disposal.
    private func isProposed(_ proposal: PrivateDisposalProposal, after gone: UInt64) throws -> Bool {
        let address = DisposalKey.address(.privateProposal, proposal.id)
        guard let row = try reading.row(address), let first = ledger.firstEntry(address) else { return false }
        return row.body == proposal.bytes && first > gone
    }

    /// Whether nobody but its author had been let into a compartment, which is neither a case nor a client's file.
    private func isOwn(_ compartment: OpaqueID, of author: OpaqueID, chain: MembershipChain) throws -> Bool {
        let first = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0))
        let made = RowAddress(.generation, key: CompartmentKey.bytes(compartment, 1))
        guard ledger.firstEntry(.record(compartment, 1)) != ledger.firstEntry(first),
            ledger.firstWriter(first) == author,
            ledger.firstWriter(made) == author,
            OwnCompartment.isMade(compartment, by: author, try reading.row(first), try reading.row(made), chain: chain)
        else { return false }
        // Whom they let in later takes nothing from what went before.
        return try !reading.rows(.assignment, scope: compartment).contains {
            ledger.firstEntry($0.address) != nil && OwnCompartment.letsIn($0, by: author, chain: chain)
        }
    }
}
