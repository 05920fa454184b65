import AuditTrail
import Cryptography
public import RecordStore
import Vault

/// Verifies a practice file: leaves, tree, checkpoints and pin; every live row against the log; and, deep, every signature,
/// statement and right, with an identity also every record that it opens. Needs no passphrase but for that last part, and
/// shows nothing confidential.
public struct Verification {
    /// How far to look.
    public struct Depth: Sendable {
        public let everySignature: Bool
        public static let rows = Depth(everySignature: false)
        public static let deep = Depth(everySignature: true)
    }

    private let reading: any StoreReading
    private let room: RoomSession?
    private var report = VerificationReport()
    private var chain: MembershipChain?

    /// Verifies a store without any key.
    /// - Parameter pin: a pin file to hold the log against, if there is one
    public static func run(_ store: any RecordStore, depth: Depth, pin: [UInt8]? = nil) throws(RoomError)
        -> VerificationReport
    {
        try translating { try store.read { try Verification($0, room: nil).verified(depth, pin: pin) } }
    }

    private init(_ reading: any StoreReading, room: RoomSession?) {
        self.reading = reading
        self.room = room
    }

    static func run(_ session: RoomSession, reading: any StoreReading, depth: Depth) throws -> VerificationReport {
        try Verification(reading, room: session).verified(depth, pin: nil)
    }

    private consuming func verified(_ depth: Depth, pin: [UInt8]?) throws -> VerificationReport {
        var work = self
        do {
            try work.checkMembership()
            try work.checkLog(depth, pin: pin)
            if depth.everySignature { try work.checkStatements() }
        } catch StoreError.damaged(let code) {
            work.fault(.databaseDamaged, code)
        }
        return work.report
    }

    private mutating func fault(_ kind: AuditFault.Kind, _ place: some CustomStringConvertible) {
        report.faults.append(AuditFault(kind, place))
    }

    // MARK: membership

    private mutating func checkMembership() throws {
        do {
            let statements = try reading.rows(.statement, prefix: [], limit: .max).map { row in
                let statement = try MembershipStatement(parsing: row.body)
                guard row.address == statement.row.address, row.scope == .none, row.target == statement.subject else {
                    throw VaultError.brokenChain(position: statement.position, reason: .position)
                }
                return statement
            }
            let chain = try MembershipChain(statements, keys: room?.ring)
            self.chain = chain
            report.practice = chain.practice.hex
            report.root = chain.root.hex
        } catch VaultError.brokenChain(let position, _) {
            fault(.membershipBroken, position)
        } catch is VaultError {
            fault(.membershipBroken, 0)
        }
    }

    // MARK: the log

    private mutating func checkLog(_ depth: Depth, pin pinFile: [UInt8]?) throws {
        var ledger = RowLedger()
        var own: [OpaqueID: OwnHead] = [:]
        var trees: [UInt32: LogTree] = [:]
        var expected = EntryPlace(epoch: 1, position: 0)
        let checkpoints = try reading.checkpoints()
        let pin = pinFile.flatMap { try? Pin(parsing: $0, key: nil) }
        let isPinSigned =
            pin.flatMap { pin in
                chain?.members[pin.person].map { member in
                    (try? Pin(parsing: pinFile ?? [], key: member.keys.signing)) != nil
                }
            } ?? false
        let wanted = Set(checkpoints.map { EntryPlace(epoch: $0.epoch, position: $0.size) })
            .union(pin.map { [EntryPlace(epoch: $0.epoch, position: $0.size)] } ?? [])
        var roots: [EntryPlace: Digest] = [:]
        try reading.forEachEntry(from: expected) { stored in
            if stored.place.epoch > expected.epoch { expected = EntryPlace(epoch: stored.place.epoch, position: 0) }
            if stored.place != expected { fault(.entryMissing, expected.position) }
            expected = EntryPlace(epoch: stored.place.epoch, position: stored.place.position + 1)
            report.entries += 1
            let parsed = try? Entry(parsing: stored.leaf, side: stored.sideChanges)
            // In place: a tree taken out, grown and put back would be copied whole at each entry.
            try trees[stored.place.epoch, default: LogTree()].append(try parsed?.hash ?? MerkleHash.leaf(stored.leaf))
            if wanted.contains(expected) { roots[expected] = try trees[stored.place.epoch]?.root() }
            guard let entry = parsed, entry.place == stored.place, entry.actor == stored.actor,
                chain == nil || entry.practice == chain?.practice
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
            for change in entry.changes {
                if let kind = ledger.take(change) { fault(kind, entry.place.position) }
            }
            if depth.everySignature { try checkSignature(entry) }
        }
        judgeSignatures()
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
                if let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) { try checkSignature(entry) }
            }
            judgeSignatures()
        }
        if pinFile != nil { checkPin(isPinSigned ? pin : nil, roots: roots, own: own) }
        try checkRows(&ledger)
    }

    private var verifiers: [OpaqueID: Ed25519.Verifier] = [:]
    private var signatures = SignatureBatch()

    private mutating func checkSignature(_ entry: Entry) throws {
        guard let chain, let key = chain.signingKey(of: entry.actor, keyID: entry.keyID) else {
            fault(.entrySignature, entry.place.position)
            return
        }
        let verifier = try verifiers[entry.keyID] ?? Ed25519.Verifier(key)
        verifiers[entry.keyID] = verifier
        signatures.add(entry, key: verifier)
        if signatures.isFull { judgeSignatures() }
    }

    /// Checks the signatures that wait, and the right of whoever made them.
    private mutating func judgeSignatures() {
        for (entry, isSigned) in signatures.checked() {
            if isSigned { checkRight(entry) } else { fault(.entrySignature, entry.place.position) }
        }
    }

    private mutating func checkRight(_ entry: Entry) {
        guard let chain else { return }
        guard !entry.changes.isEmpty else { return }
        if chain.stations[entry.actor] != nil {
            if !entry.changes.allSatisfy({ $0.address.rowClass == .deposit }) {
                fault(.actorNotActive, entry.place.position)
            }
        } else if let duties = chain.duties(of: entry.actor, at: entry.chainHead.position), duties.isEmpty,
            !entry.changes.allSatisfy({ $0.address.rowClass == .deposit })
        {
            fault(.actorNotActive, entry.place.position)
        }
    }

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

    private mutating func checkPin(
        _ pin: Pin?, roots: [EntryPlace: Digest], own: [OpaqueID: OwnHead]
    ) {
        guard let pin, let chain, pin.practice == chain.practice, pin.root == chain.root,
            roots[EntryPlace(epoch: pin.epoch, position: pin.size)] == pin.tree, chain.contains(pin.chainHead),
            (own[pin.person]?.counter ?? 0) >= pin.own.counter
        else {
            fault(.pinContradicted, pin?.size ?? 0)
            return
        }
    }

    // MARK: rows

    private mutating func checkRows(_ ledger: inout RowLedger) throws {
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

    // MARK: statements

    /// Every signature and right of generations, assignments, grants, shares, marks and deposits; with a session every
    /// record that it opens.
    private mutating func checkStatements() throws {
        guard let chain else { return }
        var scopes: Set<OpaqueID> = []
        try reading.forEachRow { row in
            scopes.insert(row.scope)
            do throws(VaultError) {
                switch row.address.rowClass {
                case .grant: try Grant(parsing: row.body).check(row: row, chain: chain)
                case .shares: try ShareSet(parsing: row.body).check(row: row, chain: chain)
                case .deposit: try Deposit(parsing: row.body).check(row: row, chain: chain)
                case .staleMark: try StaleMark(parsing: row.body).check(row: row, chain: chain)
                case .owed: _ = try OwedMark(row)
                case .statement, .generation, .assignment, .record, .slots: break
                }
            } catch { fault(.statementUnauthorized, row.address.place) }
        }
        for scope in scopes.sorted() where scope != .none {
            do {
                let history = try CompartmentHistory(
                    of: scope, assignments: try reading.rows(.assignment, scope: scope),
                    generations: try reading.rows(.generation, scope: scope),
                    holdsGrant: { generation, holder throws(VaultError) in
                        let key = CompartmentKey.bytes(scope, generation, holder)
                        return (try? reading.row(RowAddress(.grant, key: key))) ?? nil != nil
                    }, chain: chain)
                try checkGrants(history, chain: chain)
                if let room { try checkRecords(history, room: room) }
            } catch is VaultError {
                fault(.statementUnauthorized, scope.hex)
            }
        }
    }

    /// A grant of the current generation to someone who was never assigned is one too many.
    private mutating func checkGrants(_ history: CompartmentHistory, chain: MembershipChain) throws {
        let everNamed = Set(history.assignments.map(\.member.id))
        let fixed = FixedCompartment.named(history.compartment, in: chain.practice)
        for row in try reading.rows(.grant, scope: history.compartment) {
            guard let grant = try? Grant(parsing: row.body) else { continue }
            let isTooNew = Int(grant.generation) > history.generations.count
            let isStranger = fixed == nil && !everNamed.contains(grant.holder.id)
            if isTooNew || isStranger { fault(.statementUnauthorized, row.address.place) }
        }
    }

    private mutating func checkRecords(_ history: CompartmentHistory, room: RoomSession) throws {
        _ = try? Compartments(session: room).open(history.compartment, reading: reading)
        guard let current = history.current,
            room.ring.holds(history.compartment, generation: current.generation)
        else { return }
        for row in try reading.rows(.record, scope: history.compartment) {
            do {
                try room.sealer.open(row).checkSignature(in: room.chain)
                report.recordsOpened += 1
            } catch { fault(.recordUnreadable, row.address.place) }
        }
    }
}

/// The tree as the leaves make it, with every node, to be held against the stored ones.
private struct LogTree {
    private var frontier = MerkleFrontier()
    private var levels: [[Digest]] = []

    mutating func append(_ leaf: Digest) throws {
        for node in try frontier.append(leaf) {
            while levels.count < node.level { levels.append([]) }
            levels[node.level - 1].append(node.hash)
        }
    }

    func root() throws -> Digest { try frontier.root() }

    var nodeCount: Int { levels.reduce(0) { $0 + $1.count } }

    func node(level: Int, index: UInt64) -> Digest? {
        guard level >= 1, level <= levels.count, index < UInt64(levels[level - 1].count) else { return nil }
        return levels[level - 1][Int(index)]
    }
}

extension RowAddress {
    /// How a fault names a row: class and key.
    var place: String { "\(rowClass.rawValue)/" + Hex.encode(key) }
}
