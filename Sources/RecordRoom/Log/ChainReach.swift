import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Which rows are links of the membership chain: those that the log has by an entry of their own signer. What nobody logged, or only
/// somebody else, says nothing: whoever has a copy of what a restore lost could put it back, and it would count again, or make the
/// restore look like one that leaves it out.
struct ChainReach {
    private struct Wanted {
        let hash: Digest
        let signer: OpaqueID
    }

    private let reading: any StoreReading
    /// What was made out of entries that were checked, so that only those after it are read.
    private let known: LoggedLinks?
    private var wanted: [RowAddress: Wanted] = [:]
    private var found: Set<RowAddress>?
    private var isWholeLogRead = false

    init(_ reading: any StoreReading, knowing known: LoggedLinks? = nil) {
        (self.reading, self.known) = (reading, known)
    }

    /// Whether a row of the file is a link. Before there is a log they all are, and the first always is: a practice is known by it.
    /// - Throws: `RoomError.altered` where another link is known to be logged there
    mutating func includes(_ row: StoredRow) throws -> Bool {
        if let logged = reading as? LoggedReading { return try logged.isLink(row.address) }
        guard row.address.key.contains(where: { $0 != 0 }) else { return true }
        guard let log = try reading.logSize(), log.size > 0 else { return true }
        if let hash = known?.hashes[row.address] {
            guard try row.hash() == hash else { throw RoomError.altered }
            return true
        }
        let found = try found ?? find()
        self.found = found
        return found.contains(row.address)
    }

    /// Looks for who logged what is not known, in what came since and then in the whole log.
    private mutating func find() throws -> Set<RowAddress> {
        for row in try reading.rows(.statement, prefix: [], limit: .max) {
            guard row.address.isLinkNumber, known?.hashes[row.address] == nil,
                let signer = (try? MembershipStatement(parsing: row.body))?.signer
            else { continue }
            wanted[row.address] = Wanted(hash: try row.hash(), signer: signer)
        }
        var found: Set<RowAddress> = []
        if let until = known?.until { try look(from: until, &found) }
        if found.count < wanted.count { try look(from: nil, &found) }
        return found
    }

    private struct FoundAll: Error {}

    private func look(from place: EntryPlace?, _ found: inout Set<RowAddress>) throws {
        let signers = Set(wanted.values.map(\.signer))
        do {
            try reading.forEachEntry(from: place) { stored in
                guard signers.contains(stored.actor),
                    let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges)
                else { return }
                for change in entry.changes {
                    guard let link = wanted[change.address], change.after == link.hash, entry.actor == link.signer
                    else { continue }
                    found.insert(change.address)
                }
                if found.count == wanted.count { throw FoundAll() }
            }
        } catch is FoundAll {}
    }
}

/// Links that somebody knows to be logged by their signers, and up to where in the log.
struct LoggedLinks {
    private(set) var hashes: [RowAddress: Digest] = [:]
    /// The last one's position in the chain.
    private(set) var last: UInt32 = 0
    let until: EntryPlace

    init(_ rows: [RememberedRow], until: EntryPlace) {
        for row in rows where row.isLink {
            hashes[row.address] = row.hash
            last = max(last, row.address.key.reduce(0) { $0 << 8 | UInt32($1) })
        }
        self.until = until
    }
}

extension RememberedRow {
    /// Whether the row itself was seen when it was taken in, logged by its signer.
    var isLink: Bool { ![Self.somewhere, Self.nowhere].contains(target) }
}

extension SealedRowMemory {
    /// The links up to where this remembers; nil where the file's log is another.
    func links(_ reading: any StoreReading) throws -> LoggedLinks? {
        guard let state = try state(), let log = try reading.logSize(), log.epoch == state.epoch,
            log.size >= state.size, let rows = try? rows(.statement, prefix: [])
        else { return nil }
        return LoggedLinks(rows, until: EntryPlace(epoch: state.epoch, position: state.size))
    }
}

extension LoggedRows {
    func links(_ reading: any StoreReading) throws -> LoggedLinks {
        LoggedLinks(
            try rows(.statement, prefix: [], reading), until: EntryPlace(epoch: epoch, position: tree.size))
    }
}

extension StoreReading {
    /// The rows of the membership chain's links, in their order.
    func links(knowing known: LoggedLinks? = nil) throws -> [StoredRow] {
        var reach = ChainReach(self, knowing: known)
        return Array(
            try rows(.statement, prefix: [], limit: .max).filter(\.address.isLinkNumber)
                .prefix { try reach.includes($0) })
    }
}
