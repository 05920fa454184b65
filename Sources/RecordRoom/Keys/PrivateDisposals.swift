import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Private notes that go after the case they were about: what their authors said, and what a second person signed. What does not hold
/// is passed over: verification names it.
struct PrivateDisposals {
    let session: RoomSession
    let reading: any StoreReading

    private var chain: MembershipChain { session.chain }

    /// What authors said of their notes about a case, the newest last.
    func proposals(of caseID: OpaqueID) throws -> [PrivateDisposalProposal] {
        try Disposals(session: session, reading: reading).rows(.privateProposal, of: caseID).compactMap { row in
            guard let proposal = try? PrivateDisposalProposal(parsing: row.body),
                (try? proposal.check(row: row, chain: chain)) != nil
            else { return nil }
            return proposal
        }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    /// What went after a case.
    func done(of caseID: OpaqueID) throws -> [PrivateDisposal] {
        try Disposals(session: session, reading: reading).rows(.privateDisposal, of: caseID).compactMap(checked)
    }

    /// What ever went, of all cases.
    func done() throws -> [PrivateDisposal] { try removals().compactMap(checked) }

    private func removals() throws -> [StoredRow] {
        try reading.rows(.disposal, prefix: [DisposalKey.Step.privateDisposal.rawValue], limit: .max)
    }

    private func checked(_ row: StoredRow) -> PrivateDisposal? {
        guard let disposal = try? PrivateDisposal(parsing: row.body),
            (try? disposal.check(row: row, chain: chain)) != nil
        else { return nil }
        return disposal
    }

    /// Where the last of some removals stands in the log; nil where there is none.
    func place(of gone: [PrivateDisposal]) throws -> EntryPlace? {
        let wanted = Set(gone.map(\.row.address))
        guard !wanted.isEmpty else { return nil }
        var last: EntryPlace?
        try reading.forEachEntry(from: nil) { stored in
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            if entry.changes.contains(where: { wanted.contains($0.address) }) { last = entry.place }
        }
        return last
    }

    /// Somebody's notes that went, by the compartment in which they lay: as the author signed themself, so that nobody else has
    /// them look elsewhere.
    func gone(of author: OpaqueID) throws -> [OpaqueID: Set<OpaqueID>] {
        try removals().reduce(into: [:]) { result, row in
            // Others' need no look at their signatures.
            guard (try? PrivateDisposal(parsing: row.body))?.proposal.signer == author, let gone = checked(row) else {
                return
            }
            result[gone.proposal.compartment, default: []].formUnion(gone.proposal.notes)
        }
    }

    /// Cases that were disposed of, as two people signed.
    func isDisposedCase(_ caseID: OpaqueID) throws -> Bool { try disposal(of: caseID) != nil }

    func disposal(of caseID: OpaqueID) throws -> Disposal? {
        let disposals = Disposals(session: session, reading: reading)
        guard try disposals.isDisposed(caseID), let disposal = try disposals.disposal(of: caseID),
            disposal.proposal.kind == .counselingCase
        else { return nil }
        return disposal
    }

    /// What waits for a second signature: notes that lie as their author said.
    func waiting(of caseID: OpaqueID) throws -> [PrivateDisposalProposal] {
        let made = try proposals(of: caseID)
        guard !made.isEmpty, let disposal = try disposal(of: caseID) else { return [] }
        let hash = try disposal.hash
        var seen: Set<[OpaqueID]> = []
        return try made.reversed().filter { proposal in
            guard proposal.disposal == hash, try going(proposal) != nil else { return false }
            return seen.insert([proposal.compartment] + proposal.notes).inserted
        }.reversed()
    }

    /// The rows of the notes that a proposal names, every revision; nil where they are not as its author said.
    func going(_ proposal: PrivateDisposalProposal) throws -> [DisposedRow]? {
        guard !proposal.notes.isEmpty, let rows = try rows(of: proposal.notes, in: proposal.compartment),
            rows.count == Int(proposal.count),
            try DisposedRow.digest(of: rows, in: proposal.compartment) == proposal.rows,
            try isOwn(proposal.compartment, of: proposal.signer)
        else { return nil }
        return rows
    }

    /// Every revision of some records; nil where one is not there, or does not lie in the compartment.
    func rows(of notes: [OpaqueID], in compartment: OpaqueID) throws -> [DisposedRow]? {
        var result: [DisposedRow] = []
        for note in notes {
            let rows = try reading.rows(.record, prefix: note.bytes, limit: .max)
            guard !rows.isEmpty, rows.allSatisfy({ $0.scope == compartment }),
                try Records(session: session, reading: reading).withTakenPlaces([note]).isEmpty
            else { return nil }
            for row in rows { result.append(DisposedRow(address: row.address, hash: try row.loggedHash())) }
        }
        return result
    }

    /// Whether nobody but its author was ever let into a compartment, which is neither a case nor a client's file.
    func isOwn(_ compartment: OpaqueID, of author: OpaqueID) throws -> Bool {
        guard try Records(session: session, reading: reading).home(of: compartment) == nil else { return false }
        let first = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0))
        let made = RowAddress(.generation, key: CompartmentKey.bytes(compartment, 1))
        guard
            OwnCompartment.isMade(
                compartment, by: author, try reading.row(first), try reading.row(made), chain: chain)
        else { return false }
        return try !reading.rows(.assignment, scope: compartment).contains {
            OwnCompartment.letsIn($0, by: author, chain: chain)
        }
    }

    /// Whether somebody keeps anything in a compartment of their own alone, as the rows say without a key: private notes, as far as
    /// anybody else can tell.
    func keepsNotes(_ person: OpaqueID) throws -> Bool {
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: person).map(\.scope).filter { seen.insert($0).inserted }.contains {
            guard try isOwn($0, of: person) else { return false }
            return try !reading.rows(.record, scope: $0).isEmpty
        }
    }

    /// Holds what a removal rests on against the log, as verification will: the author had the case's key, proposed it after the case
    /// went, and first wrote each of the notes while the case was there.
    func isLogged(_ proposal: PrivateDisposalProposal, going: [DisposedRow]) throws -> Bool {
        let (opening, end) = (
            RowAddress.record(proposal.caseID, 1), DisposalKey.address(.disposal, proposal.caseID)
        )
        let place = DisposalKey.address(.privateProposal, proposal.id)
        guard let row = try reading.row(place) else { return false }
        let proposed = try row.hash()
        var (isOpen, isGone, isProposed, isSound) = (false, false, false, true)
        var (writers, last): ([RowAddress: OpaqueID], [RowAddress: Digest]) = ([:], [:])
        let wanted = Set(going.map(\.address))
        try reading.forEachEntry(from: nil) { stored in
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            for change in entry.changes {
                switch change.address {
                case opening: isOpen = true
                case end:
                    isGone = true
                    let holders = entry.changes.filter { $0.after == .zero }
                        .compactMap { $0.address.grantHolder(in: proposal.caseID) }
                    if !holders.contains(proposal.signer) { isSound = false }
                case place:
                    isProposed = isGone && change.after == proposed
                    if entry.actor != proposal.signer || entry.chainHead != proposal.chainHead { isSound = false }
                default:
                    guard wanted.contains(change.address) else { continue }
                    if writers[change.address] == nil {
                        writers[change.address] = entry.actor
                        let isFirst = change.address.key.suffix(4) == [0, 0, 0, 1]
                        if isFirst, !isOpen || isGone { isSound = false }
                    }
                    last[change.address] = change.after
                }
            }
        }
        return isSound && isProposed
            && going.allSatisfy { writers[$0.address] == proposal.signer && last[$0.address] == $0.hash }
    }
}
