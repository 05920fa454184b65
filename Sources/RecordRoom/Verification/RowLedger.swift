import AuditTrail
import Cryptography
import Vault

/// What the log says every row is: folded from the entries' changes, then held against the rows that are there.
struct RowLedger {
    private struct State {
        var version: UInt32
        /// The highest version since there is a row.
        var highest: UInt32
        var hash: Digest
        var lasting: Digest
        /// For a record: the hash that the revision before it had when this one was written.
        var predecessor: Digest
        /// Who logged its first version, and who the one it has now.
        var firstWriter: OpaqueID
        var lastWriter: OpaqueID
        /// The link of the membership chain at which its first version was logged.
        var firstPosition: UInt32
        /// The entry that logged its first version.
        var firstEntry: EntryPlace
        /// The entry that made it what it is.
        var lastEntry: EntryPlace
        /// Who logged the last change of it, also one that leads back, and the entry.
        var lastSigner: OpaqueID
        var lastSaid: EntryPlace
        /// What it was before, since it was last put where there was none; nil where it never changed.
        var past: RowPast?
        /// Whether the file has it.
        var isSeen = false

        var present: RowPast.Step {
            RowPast.Step(version: version, hash: hash, lasting: lasting, writer: lastWriter, entry: lastEntry)
        }
    }

    private var states: [RowAddress: State] = [:]
    /// Who logged changes that a later one led back from, by row.
    private var undone: [RowAddress: [(writer: OpaqueID, entry: EntryPlace)]] = [:]
    /// Who logged a generation of a compartment, and to whom a grant of one was logged.
    private var holders: [OpaqueID: Set<OpaqueID>] = [:]
    /// To whom a grant was logged, by compartment: people and compartments.
    private var granted: [OpaqueID: Set<OpaqueID>] = [:]
    /// The highest generation that the log has, by compartment.
    private var newest: [OpaqueID: UInt32] = [:]

    /// How many rows the log knows, those that are gone included.
    var count: Int { states.count }

    /// Takes one change; what is wrong with it is returned. What sessions pass over (`LoggedRules`) is passed over here too: whoever
    /// signs what is not so would else make entries that others sign after it seem false.
    /// - Parameter isDisposed: whether two people signed that this row goes, in this entry
    mutating func take(_ change: RowChange, by entry: Entry, isDisposed: Bool = false) -> AuditFault.Kind? {
        let state = states[change.address]
        let hash = state?.hash ?? .zero
        let life = change.address.rowClass.life
        guard change.isSound else { return .changeDoesNotFollow }
        // Every change makes another version, and the version is in the hash: one that changes nothing was made up.
        guard change.before == hash, change.after != hash, change.mayFollow(hash == .zero ? nil : state?.highest)
        else {
            // A mark of what is owed only reminds; as it was logged last it is.
            guard change.address.rowClass == .owed, change.mayFollow(hash == .zero ? nil : state?.highest) else {
                return .changeDoesNotFollow
            }
            adopt(change, by: entry)
            // Whoever puts one where another was claimed is not to blame.
            return change.before == .zero ? nil : .changeDoesNotFollow
        }
        if hash != .zero, !isDisposed {
            switch life {
            case .writtenOnce: return .changeForbidden
            case .rewrapped:
                if change.after == .zero || change.lasting != state?.lasting { return .changeForbidden }
            case .replaced: if change.after == .zero { return .changeForbidden }
            case .changing: break
            }
        }
        if hash != .zero, change.after != .zero, change.address.rowClass != .owed,
            state?.past?.had(change.after) == true
        {
            if goBack(to: change.after, at: change.address) {
                states[change.address]?.highest = max(state?.highest ?? 0, change.version)
                states[change.address]?.lastSigner = entry.actor
                states[change.address]?.lastSaid = entry.place
            } else {
                adopt(change, by: entry)
            }
            return .changeDoesNotFollow
        }
        defer { adopt(change, by: entry) }
        // One that was removed comes back only where its class may.
        if hash == .zero { return state != nil && life != .changing ? .changeForbidden : nil }
        // Who goes on from a row that the file does not have as the log has it knows only the highest version.
        return state.map { [$0.version, $0.highest].contains(change.version &- 1) } == true ? nil : .changeDoesNotFollow
    }

    /// Takes a row for what it was when it had a hash.
    /// - Returns: false where it was led back from that before, and stays what the change says
    private mutating func goBack(to hash: Digest, at address: RowAddress) -> Bool {
        guard let place = states.index(forKey: address),
            let (step, made) = states.values[place].past?.goBack(to: hash, from: states.values[place].present)
        else { return false }
        undone[address, default: []] += made.map { ($0.writer, $0.entry) }
        states.values[place].version = step.version
        states.values[place].hash = step.hash
        states.values[place].lasting = step.lasting
        states.values[place].lastWriter = step.writer
        states.values[place].lastEntry = step.entry
        return true
    }

    /// Takes a row for one that this entry began, whatever the log had of it.
    mutating func begin(_ change: RowChange, by entry: Entry) {
        states[change.address] = nil
        adopt(change, by: entry)
    }

    /// Takes a row for what a change says that goes on from what it had before.
    mutating func goOn(_ change: RowChange, by entry: Entry) { adopt(change, by: entry) }

    private mutating func adopt(_ change: RowChange, by entry: Entry) {
        // Who made a row stays who did, whatever a later entry says that it made: only what may come and go begins anew.
        let isNew = change.version == 1 && change.address.rowClass.life == .changing
        let old = states[change.address]
        let before = isNew ? nil : old
        var predecessor = old?.predecessor ?? .zero
        if change.address.rowClass == .record, change.version == 1, let before = Self.predecessor(of: change.address) {
            predecessor = states[before]?.hash ?? .zero
        }
        let highest = old.map { $0.hash == .zero ? 0 : $0.highest } ?? 0
        var past: RowPast?
        if let old, old.hash != .zero, change.after != .zero,
            change.address.rowClass != .owed
        {
            past = old.past ?? RowPast()
            past?.append(old.present)
        }
        states[change.address] = State(
            version: change.version, highest: max(highest, change.version), hash: change.after, lasting: change.lasting,
            predecessor: predecessor,
            firstWriter: before?.firstWriter ?? entry.actor, lastWriter: entry.actor,
            firstPosition: before?.firstPosition ?? entry.chainHead.position,
            firstEntry: before?.firstEntry ?? entry.place, lastEntry: entry.place, lastSigner: entry.actor,
            lastSaid: entry.place, past: past)
        guard change.after != .zero, let compartment = OpaqueID(change.address.key.prefix(OpaqueID.count)) else {
            return
        }
        switch change.address.rowClass {
        case .generation:
            holders[compartment, default: []].insert(entry.actor)
            if let place = KeyPlace(change.address) {
                newest[compartment] = max(newest[compartment] ?? 0, place.number)
            }
        case .grant:
            if let holder = change.address.grantHolder(in: compartment) {
                holders[compartment, default: []].insert(holder)
                granted[compartment, default: []].insert(holder)
            }
        default: break
        }
    }

    /// To whom a key of a compartment was granted, as the log says in clear so far: people and compartments.
    func granted(_ compartment: OpaqueID) -> Set<OpaqueID> { granted[compartment] ?? [] }

    /// Who may have had a key of a compartment, as the log says in clear.
    func holders(of compartment: OpaqueID) -> Set<OpaqueID> { holders[compartment] ?? [] }

    /// The highest generation of a compartment that the log has; nil where it has none.
    func newestGeneration(of compartment: OpaqueID) -> UInt32? { newest[compartment] }

    /// Whether the log has the row at this point.
    func isThere(_ address: RowAddress) -> Bool { states[address].map { $0.hash != .zero } ?? false }
    /// The hash that the row has at this point; nil where the log has none.
    func hash(_ address: RowAddress) -> Digest? {
        states[address].flatMap { $0.hash == .zero ? nil : $0.hash }
    }
    func lasting(_ address: RowAddress) -> Digest? { states[address]?.lasting }
    /// The highest version that the row had since it is there; nil where the log has none.
    func highest(_ address: RowAddress) -> UInt32? { states[address].flatMap { $0.hash == .zero ? nil : $0.highest } }
    /// Whether an entry changed the row after the one that logged it first.
    func wasChanged(_ address: RowAddress) -> Bool { states[address].map { $0.firstEntry != $0.lastEntry } ?? false }
    func firstPosition(_ address: RowAddress) -> UInt32? { states[address]?.firstPosition }
    func firstEntry(_ address: RowAddress) -> UInt64? { states[address]?.firstEntry.number }
    func firstPlace(_ address: RowAddress) -> EntryPlace? { states[address]?.firstEntry }
    func firstWriter(_ address: RowAddress) -> OpaqueID? { states[address]?.firstWriter }
    /// Who logged the last change of a row, whether it stands or leads back, and in which entry.
    func lastSaid(_ address: RowAddress) -> (signer: OpaqueID, entry: EntryPlace)? {
        states[address].map { ($0.lastSigner, $0.lastSaid) }
    }
    /// Whether the row had a hash before the one that it has.
    func had(_ hash: Digest, at address: RowAddress) -> Bool { states[address]?.past?.had(hash) ?? false }
    func lastWriter(_ address: RowAddress) -> OpaqueID? { states[address]?.lastWriter }
    /// Who logged changes of the row that a later one led back from, and in which entries.
    func undone(_ address: RowAddress) -> [(writer: OpaqueID, entry: EntryPlace)] { undone[address] ?? [] }

    private static func predecessor(of address: RowAddress) -> RowAddress? {
        guard address.key.count == 20 else { return nil }
        let revision = address.key[16...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard revision > 1 else { return nil }
        return RowAddress(
            .record, key: RecordHeader.key(OpaqueID(address.key.prefix(16)) ?? .none, revision - 1))
    }

    /// Holds one live row against the log.
    /// - Parameter practice: whose records these must be; nil where the membership chain does not say
    mutating func check(_ row: StoredRow, _ facts: RowFacts?, of practice: OpaqueID?) -> AuditFault.Kind? {
        guard let place = states.index(forKey: row.address), states.values[place].hash != .zero else {
            return .rowAdded
        }
        states.values[place].isSeen = true
        let state = states.values[place]
        guard let facts, let hash = facts.hash else { return .rowAltered }
        guard hash == state.hash else { return state.past?.had(hash) == true ? .rowRolledBack : .rowAltered }
        guard row.address.rowClass == .record else { return nil }
        guard let header = facts.header, facts.lasting == state.lasting else { return .rowAltered }
        guard header.practice == practice ?? header.practice, header.previous == state.predecessor,
            header.revision == 1 || state.predecessor != .zero
        else { return .revisionBroken }
        return nil
    }

    /// The rows that the log has and the practice file has not.
    var missing: [RowAddress] { states.filter { $0.value.hash != .zero && !$0.value.isSeen }.keys.sorted() }
}

/// What a row's bytes say, computed apart from the log.
struct RowFacts: Sendable {
    let hash: Digest?
    /// For a record.
    let lasting: Digest?
    let header: RecordHeader?
    /// Under which generation a record's data key says that it lies.
    let generation: UInt32?

    init(_ row: StoredRow, with hasher: inout SHA256Hasher) {
        hash = try? row.hash(with: &hasher)
        let isRecord = row.address.rowClass == .record
        lasting = isRecord ? try? row.lasting(with: &hasher) : nil
        let envelope = isRecord ? try? Envelope(row) : nil
        (header, generation) = (envelope?.header, envelope?.generation)
    }

    /// Rows with what they say, for a share of a verification. Without a hasher nothing is known of them.
    static func read(_ rows: [StoredRow]) -> [(row: StoredRow, facts: RowFacts?)] {
        guard var hasher = try? SHA256Hasher() else { return rows.map { ($0, nil) } }
        var result: [(row: StoredRow, facts: RowFacts?)] = []
        result.reserveCapacity(rows.count)
        for row in rows { result.append((row, RowFacts(row, with: &hasher))) }
        return result
    }
}
