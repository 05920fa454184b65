import AuditTrail
import Cryptography
import RecordStore
import Vault

/// The practice file as a workstation sees it where nobody is unlocked: through the log, like an identity, with a memory of its
/// own that the station's key signs. Up to where that memory goes the log was checked, and no file with less of it is taken. It
/// knows no duties, so that what only they tell stays open (docs/decisions/0032-a-locked-workstation-reads-the-log.md).
final class StationLog: LogReader {
    let me: OpaqueID
    private(set) var chain: MembershipChain
    var keys: KeyRing? { nil }
    var news: [RowAddress] = []
    var ownDeposits: [RowAddress] = []
    var disposedSince: [OpaqueID] = []
    let made: Set<Digest> = []
    /// What the log says there is.
    private(set) var store: any RecordStore
    private var rows: LoggedRows?
    private let memory: SealedRowMemory?

    /// Checks the log from where this station knows it on; as a whole where it remembers nothing.
    /// - Throws: `RoomError.noStation` where the chain does not know the station; what an identity's entering throws where the log,
    ///   the chain or the file's past are not in order
    init(_ file: any RecordStore, _ station: StationKey, _ surroundings: RoomSurroundings) throws {
        me = station.id
        store = file
        let (chain, memory) = try file.read { reading in
            var chain = try MembershipChain(beginningIn: reading)
            let memory = surroundings.memory(chain.practice.hex, station.id.hex).map {
                SealedRowMemory($0, practice: chain.practice, signer: station)
            }
            try chain.appendSound(reading, ChainReach(reading, knowing: try memory?.links(reading)))
            return (chain, memory)
        }
        self.chain = chain
        self.memory = memory
        guard let known = chain.stations[me], known.key == station.publicKey, known.effect == .active else {
            throw RoomError.noStation
        }
        let rows = try file.read { reading in try loggedRows(reading) }
        store = LoggedStore(file, rows)
        self.rows = rows
    }

    /// Remembers what this station wrote as well, so that no file from before is taken for the newest. Best effort, once it is
    /// durable: where it cannot be remembered, or somebody is killed before, the log is read from where it was remembered.
    func rememberWritten() {
        guard let rows, let root = try? rows.tree.root() else { return }
        try? rows.remember(LogState(epoch: rows.epoch, size: rows.tree.size, root: root))
    }

    private func loggedRows(_ reading: any StoreReading) throws -> LoggedRows {
        try refreshChain(reading)
        _ = try Crossings(reading: reading, chain: chain).all()
        let base = try memory?.state().flatMap { try goesOn(from: $0, reading) ? $0 : nil }
        var entries: [LoggedChanges] = []
        let checked = try LogCheck(session: self).checkedTree(
            reading, from: base, knowing: try base.flatMap { _ in try memory?.links(reading) }, isNews: { _ in false },
            visiting: { entries.append(LoggedChanges($0, at: $1)) })
        let rows = try LoggedRows(
            self, memory: memory, base: base, entries: entries, checked: checked, reading: reading)
        try rows.requireChain(chain, reading)
        // What is not remembered now is read from the log again.
        try? rows.remember(LogState(epoch: checked.epoch, size: checked.tree.size, root: try checked.tree.root()))
        return rows
    }

    /// Whether the log goes on from what was remembered; false where a restore, which was judged, began another epoch.
    /// - Throws: `AuditError.rolledBack` where it lacks something that was there
    private func goesOn(from state: LogState, _ reading: any StoreReading) throws -> Bool {
        let log = try reading.logSize() ?? (0, 0)
        guard log.epoch >= state.epoch else {
            throw AuditError.rolledBack(.epoch(seen: state.epoch, found: log.epoch))
        }
        guard log.epoch == state.epoch else { return false }
        guard log.size >= state.size else {
            throw AuditError.rolledBack(.shorter(seen: state.size, found: log.size, epoch: state.epoch))
        }
        guard try RoomSession.tree(reading, epoch: state.epoch, size: state.size).root() == state.root else {
            throw AuditError.rolledBack(.forked(at: state.size))
        }
        return true
    }

    func refreshChain(_ reading: any StoreReading) throws {
        let known = try rows?.links(reading) ?? memory?.links(reading)
        try chain.appendSound(reading, ChainReach(reading, knowing: known))
    }
}

extension MembershipChain {
    /// The links of the membership chain up to the first that is none, without keys. What somebody put behind the last one must
    /// not keep a workstation from its work: whether a link is missing the log tells.
    init(soundBeginningIn reading: any StoreReading) throws {
        try self.init(beginningIn: reading)
        try appendSound(reading, ChainReach(reading))
    }

    /// The first link.
    fileprivate init(beginningIn reading: any StoreReading) throws {
        guard let genesis = try reading.row(RowAddress(.statement, key: RoomSession.statementKey(0))) else {
            throw RoomError.altered
        }
        try self.init([try MembershipStatement(parsing: genesis.body)], keys: nil)
    }

    fileprivate mutating func appendSound(_ reading: any StoreReading, _ reach: consuming ChainReach) throws {
        while let row = try reading.row(RowAddress(.statement, key: RoomSession.statementKey(head.position + 1))),
            try reach.includes(row)
        {
            var next = self
            do { try next.append(try MembershipStatement(parsing: row.body), keys: nil) } catch { return }
            self = next
        }
    }
}
