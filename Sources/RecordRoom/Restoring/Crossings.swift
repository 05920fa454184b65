import AuditTrail
import Cryptography
import RecordStore
import Vault

/// How the log of this file came from one epoch to the next: by restores, each declared by a director and confirmed.
struct Crossings {
    let reading: any StoreReading
    let chain: MembershipChain

    /// The log's states at the end of each epoch, the oldest first, by the stored nodes.
    func states() throws -> [LogState] {
        try reading.logSizes().map {
            LogState(
                epoch: $0.epoch, size: $0.size,
                root: try RoomSession.tree(reading, epoch: $0.epoch, size: $0.size).root())
        }
    }

    /// Every crossing, the oldest first, after judging each: an epoch begins with what its declaration says, ends an epoch
    /// that stands in the file whole, and nothing else is an epoch.
    /// - Throws: `AuditError.rolledBack(.epoch)` for an epoch that nobody with the right began
    func all() throws -> [OpenedEpoch] {
        let sizes = try reading.logSizes()
        let rows = try reading.rows(.epoch, prefix: [], limit: .max)
        guard let first = sizes.first else { return [] }
        guard first.epoch == 1 else { throw AuditError.rolledBack(.epoch(seen: 1, found: first.epoch)) }
        var before = first
        var found: [OpenedEpoch] = []
        for size in sizes.dropFirst() {
            guard let opened = try? opened(size.epoch), opened.declaration.restored == (try state(before)) else {
                throw AuditError.rolledBack(.epoch(seen: before.epoch, found: size.epoch))
            }
            found.append(opened)
            before = size
        }
        // One that lies there without having begun anything was put there.
        guard rows.count == found.count else { throw RoomError.altered }
        return found
    }

    /// The newest epoch, every crossing to it judged.
    func epoch() throws -> UInt32 { try all().last?.declaration.epoch ?? 1 }

    private func state(_ size: (epoch: UInt32, size: UInt64)) throws -> LogState {
        LogState(
            epoch: size.epoch, size: size.size,
            root: try RoomSession.tree(reading, epoch: size.epoch, size: size.size).root())
    }

    /// The links of the membership chain that an entry logged: its actor's own, for whoever makes one logs it. One that another logs says
    /// nothing of when it was made.
    func links(in entry: Entry) throws -> [UInt32] {
        try entry.changes.compactMap { change in
            guard change.address.rowClass == .statement, change.after != .zero,
                change.address.key.count == 4, let row = try reading.row(change.address),
                try row.hash() == change.after,
                (try? MembershipStatement(parsing: row.body))?.signer == entry.actor
            else { return nil }
            let position = change.address.key.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return position <= chain.head.position ? position : nil
        }
    }

    /// What an epoch begins with, its first entry and the row that this one logs.
    func opened(_ epoch: UInt32) throws -> OpenedEpoch {
        guard let stored = try reading.entry(EntryPlace(epoch: epoch, position: 0)),
            let row = try reading.row(OpenedEpoch.address(epoch))
        else { throw RoomError.altered }
        let opened = try OpenedEpoch(parsing: row.body)
        try opened.check(row: row, chain: chain)
        let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
        guard opened.declaration.epoch == epoch, entry.place == stored.place, entry.isOpening(opened),
            let key = chain.signingKey(of: entry.actor, keyID: entry.keyID, at: entry.chainHead.position),
            try entry.isSigned(with: Ed25519.Verifier(key)),
            let logged = entry.changes.first(where: { $0.address == row.address }), try logged.after == row.hash()
        else { throw RoomError.altered }
        return opened
    }
}

extension Entry {
    /// Whether this is the first entry of an epoch as its declaration has it: by who confirmed, at the link of the chain that both
    /// signed for, with the declaration and deposits and nothing else.
    func isOpening(_ opened: OpenedEpoch) -> Bool {
        place == EntryPlace(epoch: opened.declaration.epoch, position: 0) && actor == opened.confirmer
            && chainHead == opened.declaration.chainHead
            && changes.filter { $0.address == opened.row.address && $0.isFirst }.count == 1
            && changes.allSatisfy { $0.address == opened.row.address || $0.address.rowClass == .deposit }
    }
}
