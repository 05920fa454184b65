import AuditTrail
import Cryptography
import RecordStore
import Vault

// Steps 1 and 2: what the log says, held against its own tree, its checkpoints, the pins and the live rows.
extension Verification {
    mutating func checkLog(_ depth: Depth, pins pinFiles: [[UInt8]]) throws {
        var own: [OpaqueID: OwnHead] = [:]
        var trees: [UInt32: LogTree] = [:]
        var expected = EntryPlace(epoch: 1, position: 0)
        var chainPosition: UInt32 = 0
        let checkpoints = try reading.checkpoints()
        let pins = pinFiles.map { (file: $0, pin: try? Pin(parsing: $0, key: nil)) }
        let wanted = Set(checkpoints.map { EntryPlace(epoch: $0.epoch, position: $0.size) })
            .union(pins.compactMap { $0.pin.map { EntryPlace(epoch: $0.epoch, position: $0.size) } })
        var roots: [EntryPlace: Digest] = [:]
        try reading.forEachEntry(from: expected) { stored in
            if stored.place.epoch > expected.epoch { expected = EntryPlace(epoch: stored.place.epoch, position: 0) }
            if stored.place != expected { fault(.entryMissing, expected.position) }
            expected = EntryPlace(epoch: stored.place.epoch, position: stored.place.position + 1)
            report.entries += 1
            try trees[stored.place.epoch, default: LogTree()].append(try MerkleHash.leaf(stored.leaf))
            if wanted.contains(expected) { roots[expected] = try trees[stored.place.epoch]?.root() }
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges), entry.place == stored.place,
                entry.actor == stored.actor, chain == nil || entry.practice == chain?.practice
            else {
                fault(.entryMalformed, stored.place.position)
                return
            }
            let before = own[entry.actor] ?? .none
            if entry.counter != before.counter + 1 || entry.previousOwn != before.hash {
                fault(.ownChainBroken, entry.place.position)
            }
            own[entry.actor] = OwnHead(counter: entry.counter, hash: entry.hash)
            if let chain, !chain.contains(entry.chainHead) { fault(.chainHeadUnknown, entry.place.position) }
            // Whoever was suspended could otherwise sign as of the day before.
            if entry.chainHead.position < chainPosition { fault(.chainHeadBehind, entry.place.position) }
            chainPosition = max(chainPosition, entry.chainHead.position)
            for change in entry.changes {
                if let kind = ledger.take(change, by: entry.actor) { fault(kind, entry.place.position) }
            }
            if depth.everySignature { try check(entry) }
        }
        try finishSignatures()
        guard report.entries > 0, let last = trees.keys.max(), let tree = trees[last] else {
            fault(.noLog, 0)
            return
        }
        report.epoch = last
        report.treeRoot = try tree.root().hex
        try checkNodes(trees)
        let covered = try checkCheckpoints(checkpoints, roots: roots)
        if !depth.everySignature {
            // What a checkpoint covers stands and falls with its root; what came after it stands on its own signatures.
            try reading.forEachEntry(from: covered) { stored in
                if let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) { try check(entry) }
            }
            try finishSignatures()
        }
        for (file, pin) in pins { check(pin, file: file, roots: roots, own: own) }
        try checkRows()
    }

    // MARK: signatures

    private mutating func check(_ entry: Entry) throws {
        guard let chain, let key = chain.signingKey(of: entry.actor, keyID: entry.keyID) else {
            fault(.entrySignature, entry.place.position)
            return
        }
        let verifier = try verifiers[entry.keyID] ?? Ed25519.Verifier(key)
        verifiers[entry.keyID] = verifier
        unchecked.add(entry, verifier)
        if unchecked.isFull { try finishSignatures() }
        let onlyDeposits = entry.changes.allSatisfy { $0.address.rowClass == .deposit }
        guard !onlyDeposits else { return }
        let duties = chain.duties(of: entry.actor, at: entry.chainHead.position)
        if chain.stations[entry.actor] != nil || duties?.isEmpty == true {
            fault(.actorNotActive, entry.place.position)
        }
    }

    private mutating func finishSignatures() throws {
        for position in unchecked.checked() { fault(.entrySignature, position) }
        unchecked = SignatureBatch()
    }

    // MARK: tree, checkpoints, pins

    private mutating func checkNodes(_ trees: [UInt32: LogTree]) throws {
        var counted: [UInt32: Int] = [:]
        try reading.forEachNode { epoch, node in
            counted[epoch, default: 0] += 1
            if trees[epoch]?.node(level: node.level, index: node.index) != node.hash {
                fault(.nodeWrong, "\(node.level)/\(node.index)")
            }
        }
        for (epoch, tree) in trees where counted[epoch, default: 0] < tree.nodeCount {
            fault(.nodeWrong, "\(tree.nodeCount - counted[epoch, default: 0]) missing")
        }
    }

    /// - Returns: where the newest checkpoint whose signature and root hold ends
    private mutating func checkCheckpoints(_ checkpoints: [StoredCheckpoint], roots: [EntryPlace: Digest]) throws
        -> EntryPlace
    {
        var covered = EntryPlace(epoch: 1, position: 0)
        report.checkpoints = checkpoints.count
        for stored in checkpoints {
            let place = EntryPlace(epoch: stored.epoch, position: stored.size)
            guard let key = chain?.members[stored.signer]?.keys.signing,
                let checkpoint = try? Checkpoint(verifying: stored.note, key: key),
                checkpoint.practice == chain?.practice, checkpoint.epoch == stored.epoch,
                checkpoint.size == stored.size, checkpoint.root == roots[place]
            else {
                fault(.checkpointWrong, stored.size)
                continue
            }
            covered = max(covered, place)
        }
        return covered
    }

    private mutating func check(_ pin: Pin?, file: [UInt8], roots: [EntryPlace: Digest], own: [OpaqueID: OwnHead]) {
        report.pins += 1
        guard let pin, let chain, let member = chain.members[pin.person],
            (try? Pin(parsing: file, key: member.keys.signing)) != nil, pin.practice == chain.practice,
            pin.root == chain.root, roots[EntryPlace(epoch: pin.epoch, position: pin.size)] == pin.tree,
            chain.contains(pin.chainHead), (own[pin.person]?.counter ?? 0) >= pin.own.counter
        else {
            fault(.pinContradicted, pin?.size ?? 0)
            return
        }
    }

    // MARK: rows

    private mutating func checkRows() throws {
        var slots: [OpaqueID: OpaqueID] = [:]
        try reading.forEachRow { row in
            report.rows += 1
            if let kind = ledger.check(row) { fault(kind, row.address.place) }
            if row.address.rowClass == .slots, let owner = OpaqueID(row.address.key) {
                for tag in (try? SlotTags.tags(in: row.body)) ?? [] { slots[tag] = owner }
            }
        }
        for address in ledger.missing { fault(.rowMissing, address.place) }
        try reading.forEachSlot { tag, owner in
            if slots.removeValue(forKey: tag) != owner { fault(.slotsDiffer, owner.hex) }
        }
        if let left = slots.values.first { fault(.slotsDiffer, left.hex) }
    }
}
