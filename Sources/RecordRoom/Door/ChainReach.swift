import AuditTrail
import RecordStore
import Vault

/// How far the membership chain goes: up to the highest link that an entry names, or logged as the file has it. What lies behind it nobody
/// logged: whoever has a copy of what a restore lost could put it back, and it would count again, or make the restore look like one that
/// leaves it out.
struct ChainReach {
    private let reading: any StoreReading
    private var reached: UInt32?
    private var isWhole = false

    init(_ reading: any StoreReading) { self.reading = reading }

    mutating func includes(_ position: UInt32) throws -> Bool {
        // There are no other rows than the log has, and those that this transaction writes.
        if reading is LoggedReading { return true }
        let newest = try reached ?? lastReached()
        reached = newest
        guard position > newest, !isWhole else { return position <= newest }
        // The last entry names the last link, unless its signer went back.
        isWhole = true
        var highest = newest
        try reading.forEachEntry(from: nil) { stored in
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            highest = try max(highest, reached(by: entry))
        }
        reached = highest
        return position <= highest
    }

    /// All there are before there is a log.
    private func lastReached() throws -> UInt32 {
        guard let log = try reading.logSize(), log.size > 0 else { return .max }
        guard let stored = try reading.entry(EntryPlace(epoch: log.epoch, position: log.size - 1)),
            let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges)
        else { return 0 }
        return try reached(by: entry)
    }

    private func reached(by entry: Entry) throws -> UInt32 {
        var highest = entry.chainHead.position
        for change in entry.changes where change.address.rowClass == .statement {
            guard let position = Self.position(ofKey: change.address.key), position > highest,
                try reading.row(change.address)?.hash() == change.after
            else { continue }
            highest = position
        }
        return highest
    }

    static func position(ofKey key: [UInt8]) -> UInt32? {
        key.count == 4 ? key.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }
}

extension StoreReading {
    /// The rows of the membership chain's links, in their order.
    func links() throws -> [StoredRow] {
        var reach = ChainReach(self)
        return try rows(.statement, prefix: [], limit: .max).filter { row in
            try ChainReach.position(ofKey: row.address.key).map { try reach.includes($0) } ?? false
        }
    }
}
