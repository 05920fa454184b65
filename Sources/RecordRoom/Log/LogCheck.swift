import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Checks a log's entries for an identity's session or a workstation.
struct LogCheck {
    let session: any LogReader

    /// A log whose entries were checked up to its end.
    struct CheckedLog {
        var epoch: UInt32
        var tree: MerkleFrontier
        /// This identity's entries among those that were checked.
        var own: [UInt64: Digest] = [:]
        /// The roots at the places that were asked for, as the leaves make them.
        var roots: [EntryPlace: Digest] = [:]
    }

    /// The tree of the log's newest epoch, after checking each entry that was not seen before, those of earlier epochs too. The
    /// crossings between are judged by whoever asks.
    /// - Parameters:
    ///   - seen: the state up to which everything was checked; nil for nothing
    ///   - pinned: a later state that was checked too: what comes before needs no signatures, but must make its root
    ///   - known: links that the log has up to somewhere: whoever signed the last entry before may have gone back to an older one
    ///   - wanted: places whose roots shall be told
    ///   - isNews: whether what others wrote at a place is new to whoever looks
    ///   - visit: gets each entry with how far the membership chain had come, before it is known whether all are good
    func checkedTree(
        _ reading: any StoreReading, from seen: LogState?, trusting pinned: LogState? = nil,
        knowing known: LoggedLinks? = nil, wanting wanted: EntryPlace? = nil, isNews: ((EntryPlace) -> Bool)? = nil,
        visiting visit: (Entry, _ chainPosition: UInt32) -> Void = { _, _ in }
    ) throws -> CheckedLog {
        var roots: [EntryPlace: Digest] = [:]
        let sizes = try reading.logSizes()
        var (epoch, tree) = (sizes.first?.epoch ?? 1, MerkleFrontier())
        if let seen {
            let size = sizes.first { $0.epoch == seen.epoch }?.size ?? 0
            guard seen.size <= size else {
                throw AuditError.rolledBack(.shorter(seen: seen.size, found: size, epoch: seen.epoch))
            }
            epoch = seen.epoch
            tree = try RoomSession.tree(reading, epoch: epoch, size: seen.size)
            guard try tree.root() == seen.root else { throw AuditError.rolledBack(.forked(at: seen.size)) }
        }
        // The nodes that later comparisons rest on must say the same as the leaves.
        func requireWhole() throws {
            let size = sizes.first { $0.epoch == epoch }?.size ?? 0
            guard tree.size == size, try RoomSession.tree(reading, epoch: epoch, size: size).root() == tree.root()
            else { throw AuditError.rolledBack(.forked(at: size)) }
        }
        var batch = SignatureBatch()
        func requireSigned() throws {
            if let place = batch.checked().first { throw RoomError.brokenEntry(place: place.name) }
        }
        // Keys are good up to a link of the chain: whoever could go back to an older link could use what ended there. Going back
        // with keys that are good still keeps nobody from entering; verification names it.
        var chainPosition: UInt32 = 0
        // Epochs are gone through as a whole or not at all: what was seen lies in the newest.
        var linked = LinkedEpochs()
        if tree.size > 0, let last = try reading.entry(EntryPlace(epoch: epoch, position: tree.size - 1)) {
            chainPosition = try Entry(parsing: last.leaf, side: last.sideChanges).chainHead.position
        }
        var verifiers: [OpaqueID: Ed25519.Verifier] = [:]
        var own: [UInt64: Digest] = [:]
        // Kept, for there may be many entries.
        var hasher = try SHA256Hasher()
        var nodes: [MerkleNode] = []
        try reading.forEachEntry(from: EntryPlace(epoch: epoch, position: tree.size)) { stored in
            if stored.place.epoch != epoch {
                try requireWhole()
                let head = try Entry(parsing: stored.leaf, side: stored.sideChanges).chainHead
                guard linked.begin(stored.place.epoch, at: head.position) else {
                    throw AuditError.rolledBack(.epoch(seen: epoch, found: stored.place.epoch))
                }
                (epoch, tree) = (stored.place.epoch, MerkleFrontier())
            }
            nodes.removeAll(keepingCapacity: true)
            try tree.append(try MerkleHash.leaf(stored.leaf, with: &hasher), with: &hasher, into: &nodes)
            let reached = EntryPlace(epoch: epoch, position: tree.size)
            if reached == wanted { roots[reached] = try tree.root() }
            if let pinned, reached.epoch == pinned.epoch, reached.position == pinned.size,
                try tree.root() != pinned.root
            {
                throw AuditError.rolledBack(.forked(at: pinned.size))
            }
            if let known, stored.place >= known.until { chainPosition = max(chainPosition, known.last) }
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges, with: &hasher)
            guard entry.place == stored.place, entry.actor == stored.actor, entry.practice == session.chain.practice,
                entry.place.position == tree.size - 1, session.chain.contains(entry.chainHead),
                let key = session.chain.signingKey(
                    of: entry.actor, keyID: entry.keyID, at: max(chainPosition, entry.chainHead.position))
            else { throw RoomError.brokenEntry(place: stored.place.name) }
            chainPosition = max(chainPosition, entry.chainHead.position)
            linked.take(entry, logging: try Crossings(reading: reading, chain: session.chain).links(in: entry))
            if isNews?(entry.place) ?? (seen != nil) {
                session.disposedSince += entry.disposedCases(keyOf: session.me)
            }
            if entry.actor == session.me {
                own[entry.counter] = entry.hash
                // Own entries that are news were made on another computer, or just now.
                if isNews?(entry.place) ?? (seen != nil) {
                    session.ownDeposits += entry.changes.lazy.filter(\.isNewDeposit).map(\.address)
                }
            } else if isNews?(entry.place) ?? (seen != nil) {
                session.news += entry.changes.lazy.filter(\.isNewRecord).map(\.address)
            }
            visit(entry, chainPosition)
            if let pinned, stored.place < EntryPlace(epoch: pinned.epoch, position: pinned.size) { return }
            // Read again just now, and of the same hash: the signature was made here, or checked when the agent gave it.
            if session.made.contains(entry.hash) { return }
            let verifier = try verifiers[entry.keyID] ?? Ed25519.Verifier(key)
            verifiers[entry.keyID] = verifier
            batch.add(entry, verifier)
            guard batch.isFull else { return }
            try requireSigned()
            batch = SignatureBatch()
        }
        try requireSigned()
        try requireWhole()
        if let begun = linked.unlinked(upTo: session.chain.head.position).first {
            throw AuditError.rolledBack(.epoch(seen: begun - 1, found: begun))
        }
        return CheckedLog(epoch: epoch, tree: tree, own: own, roots: roots)
    }
}
