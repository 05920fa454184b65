import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Which rows the log says there are: as remembered, and what changed since.
///
/// Statements of keys are signed, and each names the one before; but whoever can write to the file could take them all away
/// and begin anew, or take away the last, with which somebody was put out. The log says which rows there are; a pin says which
/// log. So what a session works with is held against the log, row by row (`LoggedStore`).
final class LoggedRows {
    private enum Question: Hashable {
        case row(RowAddress)
        case scope(RowClass, OpaqueID)
        case target(RowClass, OpaqueID)
        case prefix(RowClass, [UInt8])
    }

    private unowned let session: any LogReader
    /// nil where nothing can be remembered.
    private let memory: (any RowMemory)?
    /// Up to where `memory` remembers; nil where everything is in `changed`.
    private var base: LogState?
    private var changed = RowIndex()
    private var answers: [Question: [RememberedRow]] = [:]
    /// The log up to which every entry is taken in.
    private(set) var epoch: UInt32
    private(set) var tree: MerkleFrontier
    /// Where the next entry will be.
    var place: EntryPlace { EntryPlace(epoch: epoch, position: tree.size) }
    /// What was asked for, was not there, and nobody here ever saw: where it lay nobody knows.
    private(set) var unseenDeposits: Set<RowAddress> = []
    /// Of compartments, as these rows tell them.
    var histories = KeptHistories()
    /// Where in the log this person's program looked through the house and found nothing to do, where no row on which that rests changed since
    /// (`Housekeeping`); 0 for nowhere.
    private var orderedAt: UInt64
    private var rememberedOrder: UInt64
    /// Now and then it is looked through all the same: what is missing in the file no entry tells.
    var isInOrder: Bool {
        orderedAt > 0 && orderedAt <= tree.size && tree.size - orderedAt < Self.longestOrder
    }
    private static let longestOrder: UInt64 = 32

    /// - Parameters:
    ///   - base: the state up to which `memory` remembers; nil where it is to begin anew
    ///   - entries: what the entries after that say, in order
    ///   - checked: the log up to its end
    init(
        _ session: any LogReader, memory: (any RowMemory)?, base: LogState?, entries: [LoggedChanges],
        checked: LogCheck.CheckedLog, reading: any StoreReading
    ) throws {
        self.session = session
        (self.memory, self.base) = (memory, base)
        (epoch, tree) = (checked.epoch, checked.tree)
        rememberedOrder = base.flatMap { _ in try? memory?.orderedAt() } ?? 0
        orderedAt = rememberedOrder
        try take(entries, reading)
    }

    // MARK: what should be there

    func row(_ address: RowAddress, _ reading: any StoreReading) throws -> RememberedRow? {
        if let known = changed.rows[address] { return known }
        let remembered = try remembered(.row(address), reading) { try $0.row(address).map { [$0] } ?? [] }.first
        // Where the memory could not be read, everything is among the changes now.
        return remembered ?? changed.rows[address].flatMap { $0 }
    }

    /// With those that may lie anywhere: where one is gone, nobody can say that nothing is missing here.
    func rows(_ rowClass: RowClass, scope: OpaqueID, _ reading: any StoreReading) throws -> [RememberedRow] {
        try [scope, RememberedRow.somewhere].flatMap { scope in
            try remembered(.scope(rowClass, scope), reading) { try $0.rows(rowClass, scope: scope) }
                + changed.rows(rowClass, scope: scope)
        }
    }

    func rows(_ rowClass: RowClass, target: OpaqueID, _ reading: any StoreReading) throws -> [RememberedRow] {
        try [target, RememberedRow.somewhere].flatMap { target in
            try remembered(.target(rowClass, target), reading) { try $0.rows(rowClass, target: target) }
                + changed.rows(rowClass, target: target)
        }
    }

    func rows(_ rowClass: RowClass, prefix: [UInt8], _ reading: any StoreReading) throws -> [RememberedRow] {
        try remembered(.prefix(rowClass, prefix), reading) { try $0.rows(rowClass, prefix: prefix) }
            + changed.rows(rowClass, prefix: prefix)
    }

    func miss(_ deposit: RowAddress) { unseenDeposits.insert(deposit) }

    /// In which slots rows these tags are; nil where one that the log has was gone before anybody here saw it.
    func owners(of tags: [OpaqueID], _ reading: any StoreReading) throws -> [OpaqueID: OpaqueID]? {
        guard try rows(.slots, scope: RememberedRow.somewhere, reading).isEmpty else { return nil }
        var owners: [OpaqueID: OpaqueID] = [:]
        if let memory, base != nil {
            guard let found = try? memory.owners(of: tags) else {
                try remakeFromLog(reading)
                return try self.owners(of: tags, reading)
            }
            owners = found.filter { changed.rows[RowAddress(.slots, key: $0.value.bytes)] == nil }
        }
        return owners.merging(changed.owners(of: tags)) { _, newer in newer }
    }

    /// What is remembered and did not change since.
    private func remembered(
        _ question: Question, _ reading: any StoreReading, _ ask: (any RowMemory) throws -> [RememberedRow]
    ) throws -> [RememberedRow] {
        guard let memory, base != nil else { return [] }
        let rows: [RememberedRow]
        if let known = answers[question] {
            rows = known
        } else if let found = try? ask(memory) {
            rows = found
            if answers.count >= Self.mostAnswers { answers.removeAll() }
            answers[question] = found
        } else {
            // A memory that cannot be read is none.
            try remakeFromLog(reading)
            return []
        }
        return rows.filter { changed.rows[$0.address] == nil }
    }

    private static let mostAnswers = 8192

    /// Holds the membership chain that entries were checked with against the log.
    /// - Throws: `.altered` where the log has a link that the chain has not, for it was taken away, or lacks one that it has
    func requireChain(_ chain: MembershipChain, _ reading: any StoreReading) throws {
        func isLogged() throws -> Bool {
            try rows(.statement, prefix: [], reading).count == Int(chain.head.position) + 1
        }
        if try !isLogged(), try !remakeFromLog(reading) || !isLogged() { throw RoomError.altered }
    }

    /// Makes everything anew out of the log, before something is called altered: a memory that another command of the same
    /// person moved on meanwhile, or that a power cut left torn, says nothing against the file.
    /// - Returns: whether there was something to make anew
    @discardableResult
    func remakeFromLog(_ reading: any StoreReading) throws -> Bool {
        guard let memory, base != nil else { return false }
        // First: where the log does not read, what was known stays, and so does what is held against it. Somebody whose rows were
        // all forgotten would be told that they have no keys.
        var entries: [LoggedChanges] = []
        var chainPosition: UInt32 = 0
        try checked(reading, upTo: tree).forEachEntry(from: nil) { stored in
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            chainPosition = max(chainPosition, entry.chainHead.position)
            entries.append(LoggedChanges(entry, at: chainPosition))
        }
        let (known, before) = (base, changed)
        // Written anew as a whole when the session leaves.
        base = nil
        answers = [:]
        changed = RowIndex()
        orderedAt = 0
        do {
            // Where a row lay that is gone now only the memory knows.
            try take(entries, reading) { address in
                before.rows[address].flatMap { $0 } ?? (try? memory.row(address)).flatMap { $0 }
            }
        } catch {
            (base, changed) = (known, before)
            histories.forget()
            throw error
        }
        return true
    }

    // MARK: going on

    /// The entries that a file has, held against a tree of the epoch that this session is in.
    func checked(_ reading: any StoreReading, upTo tree: MerkleFrontier) throws -> CheckedEntries {
        let newest = LogState(epoch: epoch, size: tree.size, root: try tree.root())
        return CheckedEntries(reading: reading, chain: session.chain, newest: newest)
    }

    /// Takes in what others wrote since, each entry's signature checked.
    func catchUp(_ reading: any StoreReading) throws {
        // What was restored meanwhile is another log; whoever writes in it or leaves it is told so.
        guard let log = try reading.logSize(), log.epoch == epoch, log.size != tree.size else { return }
        guard log.size > tree.size else {
            throw AuditError.rolledBack(.shorter(seen: tree.size, found: log.size, epoch: epoch))
        }
        try session.refreshChain(reading)
        var entries: [LoggedChanges] = []
        let checked = try LogCheck(session: session).checkedTree(
            reading, from: LogState(epoch: epoch, size: tree.size, root: try tree.root()),
            knowing: try links(reading), isNews: { _ in false }, visiting: { entries.append(LoggedChanges($0, at: $1)) }
        )
        tree = checked.tree
        try take(entries, reading)
    }

    /// What this session wrote, once it is durable.
    func didCommit(_ rows: RowIndex, _ entries: [SignedEntry]) throws {
        for entry in entries where entry.place.epoch == epoch && entry.place.position == tree.size {
            _ = try tree.append(entry.hash)
        }
        changed.merge(rows)
        let begun = rows.rows.keys.contains { KeyPlace($0).map { $0.number == 0 } ?? false }
        for entry in begun ? entries : [] {
            let changes = try Entry(parsing: entry.leaf, side: entry.sideChanges).changes
            for (assignment, record) in Self.namesakes(Set(changes.lazy.filter(\.isFirst).map(\.address))) {
                guard let row = rows.rows[assignment] ?? nil, let home = rows.rows[record] ?? nil else { continue }
                changed.set(assignment, row.with(lasting: home.lasting))
            }
        }
        if rows.rows.keys.contains(where: { KeptHistories.rest(on: $0.rowClass) }) { histories.forget() }
        if rows.rows.keys.contains(where: { Housekeeping.rests(on: $0.rowClass) }) { orderedAt = 0 }
    }

    /// To be called when the house was looked through, as these rows tell it, and nothing was to be done.
    func foundInOrder() { orderedAt = tree.size }

    /// Takes in what entries say, as far as their signers may say it (`LoggedRules`).
    private func take(
        _ entries: [LoggedChanges], _ reading: any StoreReading, seen: (RowAddress) -> RememberedRow? = { _ in nil }
    ) throws {
        histories.forget()
        if entries.contains(where: { $0.changes.contains { Housekeeping.rests(on: $0.address.rowClass) } }) {
            orderedAt = 0
        }
        // Grants among the entries that are being taken in: by compartment and holder.
        var given: Set<[UInt8]> = []
        var rightful: [[UInt8]: Bool] = [:]
        let reserved = ReservedRecords(session.chain, ring: session.keys)
        let rules = LoggedRules(chain: session.chain, reserved: reserved) { scope, holder in
            let key = scope.bytes + holder.bytes
            guard
                try given.contains(key)
                    || self.rows(.grant, scope: scope, reading).contains(where: { $0.target == holder })
            else { return false }
            if let known = rightful[key] { return known }
            let isRightful = try LoggedRules.isRightfullyGranted(scope, to: holder, reading, self.session.chain)
            rightful[key] = isRightful
            return isRightful
        }
        var after: [RowAddress: LoggedRules.State] = [:]
        var order: [RowAddress] = []
        func state(_ address: RowAddress) throws -> LoggedRules.State? {
            if let state = after[address] { return state.hash == .zero ? nil : state }
            return try row(address, reading).map {
                LoggedRules.State(
                    hash: $0.hash, version: $0.version, lasting: $0.lasting, scope: $0.scope,
                    formers: $0.formers.isEmpty ? nil : LoggedRules.FormerHashes($0.formers))
            }
        }
        let keys = LoggedKeys(chain: session.chain, reading: reading)
        func log() throws -> CheckedEntries { try checked(reading, upTo: tree) }
        let logged = { (address: RowAddress) throws -> Digest? in try state(address)?.hash }
        for entry in entries {
            var begun: Set<RowAddress> = []
            let disposed = try disposedRows(entry.changes, reading, seen)
            for change in entry.changes {
                var before = try state(change.address)
                let place = try slotsPlace(change.address, reading, state)
                if before?.scope == RememberedRow.somewhere, let place { before?.scope = place }
                if try keys.takesPlace(change, in: entry, of: before?.hash, logged, log: log) {
                    // With the one whose place it takes goes what rested on that.
                    for address in try resting(on: change.address, after.keys, reading) {
                        after[address] = LoggedRules.State(hash: .zero, version: 0, lasting: .zero, scope: .none)
                    }
                    before = nil
                } else {
                    let isDisposed = disposed.contains(change.address)
                    guard
                        try rules.allow(change, in: entry, before: before, place: place, isDisposed: isDisposed),
                        try before != nil || keys.mayBegin(change.address, in: entry, logged),
                        try LoggedRules.isNoLinkOfAnother(change, by: entry.actor, reading)
                    else { continue }
                }
                if change.address.rowClass == .grant {
                    given.insert(Array(change.address.key.prefix(16) + change.address.key.suffix(16)))
                }
                if after[change.address] == nil { order.append(change.address) }
                after[change.address] = LoggedRules.State(
                    hash: change.after, version: max(before?.version ?? 0, change.version), lasting: change.lasting,
                    scope: before?.scope ?? place ?? Self.scope(of: change.address), isNew: before == nil,
                    formers: before?.formers(before: change))
                if before == nil { begun.insert(change.address) }
            }
            for (assignment, record) in Self.namesakes(begun) {
                let home = after[record]?.lasting
                after[assignment]?.home = home
            }
        }
        // Of two appointments that claim a time the one has it that had it first.
        let slots = order.filter { $0.rowClass == .slots }
        let known = Set(try slots.filter { try row($0, reading) != nil })
        for (address, state) in after where address.rowClass != .slots { try take(address, state, reading, seen) }
        for address in slots { changed.set(address, nil) }
        for address in slots.filter(known.contains) + slots.filter({ !known.contains($0) }) {
            if let state = after[address] { try take(address, state, reading, seen) }
        }
    }

    /// The first assignments and the records that began together under one identifier: a client's file or a case.
    private static func namesakes(_ begun: Set<RowAddress>) -> [(assignment: RowAddress, record: RowAddress)] {
        begun.compactMap { address in
            guard address.rowClass == .assignment, let place = KeyPlace(address), place.number == 0 else { return nil }
            let record = RowAddress.record(place.compartment, 1)
            return begun.contains(record) ? (address, record) : nil
        }
    }

    /// What rests on a generation or an assignment by its key, among rows known before and some others.
    private func resting(
        on address: RowAddress, _ others: some Sequence<RowAddress>, _ reading: any StoreReading
    ) throws -> [RowAddress] {
        guard let place = KeyPlace(address) else { return [] }
        let known = try [RowClass.assignment, .grant, .shares, .staleMark].flatMap {
            try rows($0, prefix: place.compartment.bytes, reading).map(\.address)
        }
        return (known + others).filter { place.bears($0) }
    }

    /// Where a slots row lies, which no entry says: where its appointment lies that the log has. Nil where that is gone, and for
    /// other classes.
    private func slotsPlace(
        _ address: RowAddress, _ reading: any StoreReading, _ state: (RowAddress) throws -> LoggedRules.State?
    ) throws -> OpaqueID? {
        guard address.rowClass == .slots, let id = OpaqueID(address.key) else { return nil }
        let first = RowAddress.record(id, 1)
        guard let said = try state(first), let row = try reading.row(first), (try? row.lasting()) == said.lasting else {
            return nil
        }
        return Envelope.compartment(of: row)
    }

    /// Takes in what one row is after all entries.
    private func take(
        _ address: RowAddress, _ state: LoggedRules.State, _ reading: any StoreReading,
        _ seen: (RowAddress) -> RememberedRow?
    ) throws {
        guard state.hash != .zero else { return changed.set(address, nil) }
        let before = try row(address, reading)
        var place = (scope: Self.scope(of: address), target: Self.target(of: address))
        let found = try reading.row(address)
        if let row = found, try row.hash() == state.hash {
            let belongs = Self.scope(of: row)
            var tags = address.rowClass == .slots ? try? SlotTags.tags(in: row.body) : []
            if let claimed = tags, !claimed.isEmpty, try owners(of: claimed, reading)?.isEmpty == false { tags = nil }
            // An entry may say of a record what it likes; the row itself says what it is. One that says nothing that can be read is
            // none: a member of staff who logs such a row keeps nobody from entering.
            if (try? row.lasting()) == state.lasting, let belongs, let tags {
                return changed.set(
                    address,
                    RememberedRow(
                        address: address, scope: belongs, target: row.target, hash: state.hash, version: state.version,
                        lasting: state.home ?? state.lasting, tags: tags))
            }
            // What was never written by these rules is nowhere, and has its place for good: who writes there next must not take it
            // for free, for the log says what lies there. What was written is another now, whatever lies there next: the log says that
            // too, and who looks at it when other bytes are there cannot know that the entry lied.
            if state.isNew, address.rowClass != .record { return }
            let known = before.flatMap { $0.scope == RememberedRow.somewhere ? nil : $0.scope }
            return changed.set(
                address,
                RememberedRow(
                    address: address,
                    scope: state.isNew ? RememberedRow.nowhere : known ?? belongs ?? RememberedRow.somewhere,
                    target: RememberedRow.nowhere, hash: state.hash, version: state.version, lasting: state.lasting,
                    formers: state.formers?.all ?? []))
        }
        // What times a slots row occupied that is not there now, nobody knows: no time is free.
        if address.rowClass != .slots, let known = seen(address) ?? before { place = (known.scope, known.target) }
        let remembered = RememberedRow(
            address: address, scope: place.scope, target: place.target, hash: state.hash, version: state.version,
            lasting: state.home ?? state.lasting, formers: state.formers?.all ?? [])
        if place.scope == RememberedRow.somewhere, let found, try remembered.logged.isThis(found),
            let belongs = Self.scope(of: found)
        {
            return changed.set(address, remembered.lying(in: belongs, for: found.target))
        }
        changed.set(address, remembered)
    }

    private func disposedRows(
        _ changes: [RowChange], _ reading: any StoreReading, _ seen: (RowAddress) -> RememberedRow?
    ) throws -> Set<RowAddress> {
        guard let logged = changes.first(where: { $0.address.isDisposal }),
            let row = try reading.row(logged.address), try row.hash() == logged.after
        else { return [] }
        let removed = changes.filter { $0.after == .zero }
        let rows = removed.map { DisposedRow(address: $0.address, hash: $0.before) }
        // private notes
        if DisposalKey.step(logged.address.key) == .privateDisposal {
            guard let disposal = try? PrivateDisposal(parsing: row.body),
                (try? disposal.check(row: row, chain: session.chain)) != nil, try disposal.covers(rows),
                try isAfter(disposal.proposal, reading)
            else { return [] }
            return try lay(removed, reading, seen) { _ in disposal.proposal.compartment }
        }
        guard let disposal = try? Disposal(parsing: row.body),
            (try? disposal.check(row: row, chain: session.chain)) != nil, try disposal.covers(rows)
        else { return [] }
        let crisis = FixedCompartment.crisis.id(in: session.chain.practice)
        let cards = Set(disposal.proposal.cards.map(\.bytes))
        return try lay(removed, reading, seen) {
            $0.rowClass == .deposit && cards.contains($0.key) ? crisis : disposal.compartment
        }
    }

    /// Rows that go, where they lay as was said; none where one of them lay elsewhere. Where it lay is remembered, if anybody saw it
    /// here.
    private func lay(
        _ removed: [RowChange], _ reading: any StoreReading, _ seen: (RowAddress) -> RememberedRow?,
        as said: (RowAddress) -> OpaqueID
    ) throws -> Set<RowAddress> {
        let areThere = try removed.allSatisfy {
            let known = try self.row($0.address, reading) ?? seen($0.address)
            return [nil, RememberedRow.somewhere, said($0.address)].contains(known?.scope)
        }
        return areThere ? Set(removed.map(\.address)) : []
    }

    /// Whether private notes are said to go after a case that two people disposed of, out of a compartment of their author's own.
    private func isAfter(_ proposal: PrivateDisposalProposal, _ reading: any StoreReading) throws -> Bool {
        guard let row = try reading.row(DisposalKey.address(.disposal, proposal.caseID)),
            let disposal = try? Disposal(parsing: row.body),
            (try? disposal.check(row: row, chain: session.chain)) != nil,
            disposal.proposal.kind == .counselingCase, try disposal.hash == proposal.disposal
        else { return false }
        let own = proposal.compartment
        return OwnCompartment.isMade(
            own, by: proposal.signer,
            try reading.row(RowAddress(.assignment, key: CompartmentKey.bytes(own, 0))),
            try reading.row(RowAddress(.generation, key: CompartmentKey.bytes(own, 1))), chain: session.chain)
    }

    /// Where a row lies by what it says itself; nil where it says nothing that can be read. A record that was moved is missed
    /// where it belongs.
    private static func scope(of row: StoredRow) -> OpaqueID? {
        if row.address.rowClass == .record { return Envelope.compartment(of: row) }
        let filed = scope(of: row.address)
        return filed == RememberedRow.somewhere ? row.scope : filed
    }

    /// What a compartment rests on is filed under it; of the rest only the row says where it lies.
    private static func scope(of address: RowAddress) -> OpaqueID {
        switch address.rowClass {
        case .generation, .grant, .shares, .assignment, .staleMark, .owed:
            OpaqueID(Array(address.key.prefix(16))) ?? RememberedRow.somewhere
        case .statement: .none
        case .record, .deposit, .slots, .recovery, .epoch, .disposal: RememberedRow.somewhere
        }
    }

    /// A grant names in its key whom it is for: one that is gone, or never was, is missed by nobody else.
    private static func target(of address: RowAddress) -> OpaqueID {
        guard address.rowClass == .grant else { return RememberedRow.somewhere }
        return CompartmentKey.holder(of: address.key) ?? RememberedRow.somewhere
    }

    /// Remembers for the next command: where each row lies must be known before somebody takes it away. Only the keys of entries'
    /// details, which every session leaves, are sooner read again than written down.
    /// - Parameter state: the log as it was checked
    func remember(_ state: LogState) throws {
        let isNewlyInOrder = isInOrder && orderedAt != rememberedOrder
        guard let memory, state.epoch == epoch, state.size == tree.size, state != base || isNewlyInOrder else { return }
        let audit = FixedCompartment.audit.id(in: session.chain.practice)
        let isLittle = changed.rows.allSatisfy { $0.rowClass == .deposit && $1?.scope == audit }
        let lag = base.map { state.size - min($0.size, state.size) } ?? .max
        // A locked workstation asks for few signatures, and does so before it knows whose memory this is.
        let isKeptProven = session.keys != nil
        let isMuchProven = isKeptProven && session.chain.newlyProven >= Self.muchProven
        guard !isLittle || isMuchProven || isNewlyInOrder || lag >= Self.littleLag else { return }
        try memory.goOn(
            from: base, to: state, with: changed.rows,
            proven: isKeptProven ? session.chain.provenNames : ProvenNames(), orderedAt: orderedAt)
        (base, rememberedOrder) = (state, orderedAt)
        changed = RowIndex()
        answers = [:]
    }

    private static let littleLag: UInt64 = 16
    /// Checking so many signatures again would cost what writing costs.
    private static let muchProven = 8
}

extension RowAddress {
    fileprivate var isDisposal: Bool {
        rowClass == .disposal && [.disposal, .privateDisposal].contains(DisposalKey.step(key))
    }
}
