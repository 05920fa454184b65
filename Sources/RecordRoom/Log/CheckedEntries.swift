import AuditTrail
import Cryptography
import RecordStore
import Vault

/// The log's entries for whoever rests something on them. Entering looks only at what came after the pin, and earlier states are
/// told by the stored nodes: an entry that its author wrote anew in its place, signed again, leaves those as they are. So the trees
/// are made again here from what is read.
struct CheckedEntries {
    let reading: any StoreReading
    let chain: MembershipChain
    /// The log's newest epoch, as far as its entries were checked; what a transaction wrote behind that is passed over.
    let newest: LogState

    /// Every entry from a place on, the oldest first; from the first epoch on where none is given. What `body` makes of them counts
    /// only once this has returned.
    /// - Throws: `.altered` where the entries of an epoch do not make the tree that was checked, or, in an earlier one, the tree that
    ///   the epoch after it was declared to go on from; `AuditError.rolledBack` where another epoch began meanwhile
    func forEachEntry(from place: EntryPlace?, _ body: (StoredEntry) throws -> Void) throws {
        let start = place ?? EntryPlace(epoch: 1, position: 0)
        var wanted = try ends(from: start.epoch)
        // What comes before is held against the same end: the nodes are taken at their word only until then.
        var epoch = start.epoch
        var tree = try RoomSession.tree(reading, epoch: epoch, size: start.position)
        // Kept, for there may be many.
        var hasher = try SHA256Hasher()
        var nodes: [MerkleNode] = []
        func endEpoch() throws {
            let state = LogState(epoch: epoch, size: tree.size, root: try tree.root())
            guard wanted.removeValue(forKey: epoch) == state else { throw RoomError.altered }
        }
        try reading.forEachEntry(from: place) { stored in
            let found = stored.place
            if found.epoch != epoch {
                try endEpoch()
                guard found.epoch <= newest.epoch else {
                    throw AuditError.rolledBack(.epoch(seen: newest.epoch, found: found.epoch))
                }
                (epoch, tree) = (found.epoch, MerkleFrontier())
            }
            guard found.epoch < newest.epoch || found.position < newest.size else { return }
            guard found.position == tree.size else { throw RoomError.altered }
            nodes.removeAll(keepingCapacity: true)
            try tree.append(try MerkleHash.leaf(stored.leaf, with: &hasher), with: &hasher, into: &nodes)
            try body(stored)
        }
        try endEpoch()
        guard wanted.isEmpty else { throw RoomError.altered }
    }

    /// How the epochs from one on end.
    private func ends(from first: UInt32) throws -> [UInt32: LogState] {
        var ends = [newest.epoch: newest]
        guard first < newest.epoch else { return ends }
        for opened in try Crossings(reading: reading, chain: chain).all() {
            let end = opened.declaration.restored
            if end.epoch >= first { ends[end.epoch] = end }
        }
        return ends
    }
}
