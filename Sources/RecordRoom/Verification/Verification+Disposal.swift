import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

// What was written once goes in one way alone: in the entry that logs what two people signed of it (docs/file-format.md,
// "Disposal"). All of this but duties and dates is seen without any key.
extension Verification {
    /// The rows that go with an entry because two people signed that they do, no legal hold stood, and exactly these went.
    mutating func disposedRows(of entry: Entry) throws -> Set<RowAddress> {
        var disposed: Set<RowAddress> = []
        // Before the entry is taken: what goes with a disposal is keyed by what it disposes of.
        for change in entry.changes where !disposals.isEmpty {
            if let compartment = Self.compartment(of: change.address), disposals[compartment] != nil {
                fault(.disposalBroken, change.address.place)
            }
        }
        for change in entry.changes {
            guard change.address.rowClass == .disposal else { continue }
            guard let chain, change.version == 1, let row = try reading.row(change.address),
                try keepsRules(row, logged: entry, chain: chain, &disposed)
            else {
                fault(.disposalBroken, change.address.place)
                continue
            }
        }
        return disposed
    }

    private mutating func keepsRules(
        _ row: StoredRow, logged entry: Entry, chain: MembershipChain, _ disposed: inout Set<RowAddress>
    ) throws -> Bool {
        guard let found = try? disposalSigner(of: row, chain: chain), found.signer == entry.actor,
            found.head == entry.chainHead
        else { return false }
        switch DisposalKey.step(row.address.key) {
        case .hold:
            holds[row.scope, default: []].insert(try LegalHold(parsing: row.body).id)
        case .release:
            holds[row.scope]?.remove(try HoldRelease(parsing: row.body).hold)
        case .proposal, .privateProposal:
            // What waits to be approved moves nothing.
            return true
        case .privateDisposal:
            let disposal = try PrivateDisposal(parsing: row.body)
            guard let notes = try privateNotes(of: disposal, logged: entry, chain: chain) else { return false }
            privateNotesGone[disposal.proposal.compartment, default: []].formUnion(disposal.proposal.notes)
            disposed.formUnion(notes)
        case .disposal:
            let disposal = try Disposal(parsing: row.body)
            let removed = entry.changes.filter { $0.after == .zero }
            let added = entry.changes.filter { $0.after != .zero && $0.address != row.address }
            guard disposals[disposal.compartment] == nil, holds[disposal.compartment]?.isEmpty ?? true,
                try isOne(disposal), try isProposed(disposal),
                try disposal.covers(removed.map { DisposedRow(address: $0.address, hash: $0.before) }),
                added.allSatisfy({ $0.address.rowClass == .deposit && $0.version == 1 })
            else { return false }
            guard try holdsNoCase(disposal, removed), lay(removed, in: disposal) else { return false }
            disposals[disposal.compartment] = entry.place.number
            disposalHolders[disposal.compartment] = Set(
                removed.compactMap { $0.address.grantHolder(in: disposal.compartment) })
            report.disposals += 1
            disposed.formUnion(removed.map(\.address))
        case nil: return false
        }
        return true
    }

    /// Whether a compartment is what the proposal says: a record of its own identifier was made in the entry that assigned its
    /// first holder. A case's record lies in its client's file, or went with that later; a file's own goes with it.
    private mutating func isOne(_ disposal: Disposal) throws -> Bool {
        let head = RowAddress.record(disposal.compartment, 1)
        guard madeTogether(disposal.compartment) else { return false }
        switch disposal.proposal.kind {
        case .counselingCase:
            if let row = try reading.row(head) { return row.scope != disposal.compartment }
            casesOfFiles[head] = disposal.row.address.place
            return true
        case .clientFile: return true
        }
    }

    /// Whether nothing tells that what went with a case lay elsewhere: its rows are gone, but who wrote them is known, and to whom
    /// the case's key was given; of each record every revision went. Whoever opens the details of entries knows what they were about.
    private func lay(_ removed: [RowChange], in disposal: Disposal) -> Bool {
        guard disposal.proposal.kind == .counselingCase else { return true }
        let holders = ledger.holders(of: disposal.compartment)
        var revisions: [OpaqueID: UInt32] = [:]
        for change in removed where [.record, .deposit].contains(change.address.rowClass) {
            if change.address.rowClass == .record {
                guard let writer = ledger.firstWriter(change.address), holders.contains(writer),
                    let record = OpaqueID(change.address.key.prefix(OpaqueID.count))
                else { return false }
                revisions[record, default: 0] += 1
            }
            guard let entry = ledger.firstEntry(change.address), let about = abouts[entry] else { continue }
            let isAnother = about.subject.map { $0 != disposal.compartment && madeTogether($0) } ?? false
            if isAnother || about.isCrisis { return false }
        }
        return revisions.allSatisfy { !ledger.isThere(.record($0, $1 + 1)) }
    }

    private func madeTogether(_ compartment: OpaqueID) -> Bool {
        guard let record = ledger.firstEntry(.record(compartment, 1)),
            let assigned = ledger.firstEntry(RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0)))
        else { return false }
        return record == assigned
    }

    /// A file goes when all of its cases went before; it takes their records along.
    private mutating func holdsNoCase(_ disposal: Disposal, _ removed: [RowChange]) throws -> Bool {
        guard disposal.proposal.kind == .clientFile else { return true }
        let records = removed.map(\.address).filter { $0.rowClass == .record }
        let ids = Set(records.compactMap { OpaqueID($0.key.prefix(OpaqueID.count)) })
        for id in ids where id != disposal.compartment && madeTogether(id) && disposals[id] == nil { return false }
        filedAway.formUnion(records)
        return true
    }

    /// A case whose record is gone went before its client's file, or nobody knows what it was.
    mutating func checkCasesOfFiles() {
        for (record, place) in casesOfFiles where !filedAway.contains(record) { fault(.disposalBroken, place) }
    }

    /// The proposal stood in the log before it was approved: between the two somebody could object.
    private func isProposed(_ disposal: Disposal) throws -> Bool {
        let address = DisposalKey.address(.proposal, disposal.proposal.id)
        guard let row = try reading.row(address) else { return false }
        return row.body == disposal.proposal.bytes && ledger.firstEntry(address) != nil
    }

    /// The compartment that a row's key begins with; nil where it says none.
    private static func compartment(of address: RowAddress) -> OpaqueID? {
        switch address.rowClass {
        case .generation, .grant, .shares, .assignment, .staleMark, .owed: OpaqueID(address.key.prefix(OpaqueID.count))
        default: nil
        }
    }

    /// In what was disposed of nothing lies any more, and nothing is asked of custodians.
    mutating func checkNothingLeft(_ row: StoredRow) {
        guard let disposed = disposals[row.scope] else { return }
        let isLate = row.address.rowClass == .recovery && (ledger.firstEntry(row.address) ?? .max) > disposed
        if isLate || DisposedRow.classes.contains(row.address.rowClass) { fault(.disposalBroken, row.address.place) }
    }

    /// Who signed a row about holds or disposal, having had the right, and the link of the chain that it names.
    func disposalSigner(of row: StoredRow, chain: MembershipChain) throws(VaultError) -> (
        signer: OpaqueID, head: ChainHead
    ) {
        switch DisposalKey.step(row.address.key) {
        case .hold:
            let hold = try LegalHold(parsing: row.body)
            try hold.check(row: row, chain: chain)
            return (hold.signer, hold.chainHead)
        case .release:
            let release = try HoldRelease(parsing: row.body)
            let held = (try? reading.row(DisposalKey.address(.hold, release.hold))).flatMap { $0 }
            guard let held else { throw .malformed(.disposal) }
            let hold = try LegalHold(parsing: held.body)
            // One by somebody without the office is ended like any other: without keys nobody can tell it from one.
            try hold.checkSigned(row: held, chain: chain)
            try release.check(row: row, of: hold, chain: chain)
            return (release.signer, release.chainHead)
        case .proposal:
            let proposal = try DisposalProposal(parsing: row.body)
            try proposal.check(row: row, chain: chain)
            guard isDue(proposal, at: proposal.time) else {
                throw .unauthorized(.disposal, compartment: proposal.compartment)
            }
            return (proposal.signer, proposal.chainHead)
        case .disposal:
            let disposal = try Disposal(parsing: row.body)
            try disposal.check(row: row, chain: chain)
            guard isDue(disposal.proposal, at: disposal.time) else {
                throw .unauthorized(.disposal, compartment: disposal.compartment)
            }
            return (disposal.approver, disposal.chainHead)
        case .privateProposal:
            let proposal = try PrivateDisposalProposal(parsing: row.body)
            try proposal.check(row: row, chain: chain)
            return (proposal.signer, proposal.chainHead)
        case .privateDisposal:
            let disposal = try PrivateDisposal(parsing: row.body)
            try disposal.check(row: row, chain: chain)
            return (disposal.approver, disposal.chainHead)
        case nil: throw .malformed(.disposal)
        }
    }

    /// Whether what was proposed was due by what it says itself, as far as this identity reads it: by the clock of whoever proposed
    /// it, and by that of whoever approved it.
    private func isDue(_ proposal: DisposalProposal, at time: UInt64) -> Bool {
        guard let room, room.chain.opened else { return true }
        let practice = FixedCompartment.practice.id(in: proposal.practice)
        _ = try? Compartments(session: room).open(practice, reading: reading)
        guard let body = try? room.ring.terms(of: proposal), let terms = try? DisposalTerms(body: body) else {
            return false
        }
        return terms.isDue(atSeconds: time)
    }
}

/// What an entry was about, as its actor's program said.
struct EntryAbout {
    let subject: OpaqueID?
    /// Whether it was an act about a crisis: those lie with the crises and in clients' files, in no case.
    let isCrisis: Bool

    init(_ details: EntryDetails) {
        subject = details.subject.flatMap { OpaqueID(hex: $0) }
        isCrisis = details.action.isAboutCrisis
    }
}
