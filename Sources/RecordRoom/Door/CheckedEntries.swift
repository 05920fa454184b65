import AuditTrail
import RecordStore
import Vault

/// The log's entries for whoever shows them and answers for them. Entering looks only at what came after the pin, and earlier
/// states are told by the stored nodes: an entry that its author wrote anew in its place, signed again, leaves those as they
/// are. So the trees are made again here from what is read.
struct CheckedEntries {
    let session: RoomSession
    let reading: any StoreReading

    /// Every entry, the oldest first. What `body` makes of them counts only once this has returned.
    /// - Throws: `.altered` where the entries of an epoch do not make the tree that this session checked, or, in an earlier one,
    ///   the tree that the epoch after it was declared to go on from; `AuditError.rolledBack` where another epoch began meanwhile
    func forEachEntry(_ body: (StoredEntry) throws -> Void) throws {
        let newest = try self.newest()
        var wanted: [UInt32: LogState] = [:]
        for opened in try Crossings(reading: reading, chain: session.chain).all() {
            wanted[opened.declaration.restored.epoch] = opened.declaration.restored
        }
        wanted[newest.epoch] = newest
        var read: (epoch: UInt32, tree: MerkleFrontier)?
        func endEpoch() throws {
            guard let ended = read else { return }
            let state = LogState(epoch: ended.epoch, size: ended.tree.size, root: try ended.tree.root())
            guard wanted.removeValue(forKey: ended.epoch) == state else { throw RoomError.altered }
        }
        try reading.forEachEntry(from: nil) { stored in
            let place = stored.place
            if read?.epoch != place.epoch {
                try endEpoch()
                guard place.epoch <= newest.epoch else {
                    throw AuditError.rolledBack(.epoch(seen: newest.epoch, found: place.epoch))
                }
                read = (place.epoch, MerkleFrontier())
            }
            guard place.position == read?.tree.size else { throw RoomError.altered }
            _ = try read?.tree.append(try MerkleHash.leaf(stored.leaf))
            try body(stored)
        }
        try endEpoch()
        guard wanted.isEmpty else { throw RoomError.altered }
    }

    /// The newest epoch as far as this session goes; reading it took in what others wrote since.
    private func newest() throws -> LogState {
        if let logged = session.logged {
            return LogState(epoch: logged.epoch, size: logged.tree.size, root: try logged.tree.root())
        }
        // Whoever founds a practice has checked nothing yet, and wrote what there is.
        guard let log = try reading.logSize() else { throw RoomError.altered }
        return LogState(
            epoch: log.epoch, size: log.size,
            root: try RoomSession.tree(reading, epoch: log.epoch, size: log.size).root())
    }
}
