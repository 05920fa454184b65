import AuditTrail
import Cryptography
import RecordStore
import SQLiteStore
import Testing
import Vault

struct LogTests {
    private let folder: StoreFolder
    private let store: SQLiteStore
    private var bench: LogBench

    init() throws {
        folder = try StoreFolder()
        store = try folder.create()
        bench = try LogBench()
    }

    @Test("entries are read back in order, with the list beside them where there is one")
    mutating func readBack() throws {
        let made = try [0, 65, 3].map { try bench.append(to: store, changes: $0) }
        var found: [StoredEntry] = []
        try store.read { try $0.forEachEntry(from: EntryPlace(epoch: 0, position: 0)) { found.append($0) } }
        #expect(found.map(\.place) == made.map(\.place))
        #expect(found.map(\.leaf) == made.map(\.leaf))
        #expect(found.map(\.sideChanges) == made.map(\.sideChanges))
        #expect(found.allSatisfy { $0.actor == bench.founder.id })
        #expect(try store.read { try $0.entry(made[1].place)?.leaf } == made[1].leaf)
        #expect(try store.read { try $0.entry(EntryPlace(epoch: 1, position: 3)) == nil })
        #expect(try store.read { try $0.entry(EntryPlace(epoch: 2, position: 0)) == nil })
    }

    @Test("an empty log has no size; a new epoch begins again at 0 and is the newest")
    mutating func sizes() throws {
        #expect(try store.read { try $0.logSize() == nil })
        for _ in 0..<3 { try bench.append(to: store) }
        #expect(try store.read { try $0.logSize() ?? (0, 0) } == (1, 3))
        let next = try bench.entry(2, 0)
        try store.write { try $0.append(next, nodes: []) }
        #expect(try store.read { try $0.logSize() ?? (0, 0) } == (2, 1))
        #expect(try store.read { try $0.lastEntry(of: bench.founder.id)?.place } == next.place)
        #expect(try store.read { try $0.lastEntry(of: id(7)) == nil })
        var later: [EntryPlace] = []
        try store.read { try $0.forEachEntry(from: EntryPlace(epoch: 1, position: 2)) { later.append($0.place) } }
        #expect(later == [EntryPlace(epoch: 1, position: 2), next.place])
    }

    @Test("a place that no number names holds nothing, is nobody else's, and nothing is written there")
    mutating func beyond() throws {
        for _ in 0..<3 { try bench.append(to: store) }
        let next = try bench.entry(2, 0)
        let node = MerkleNode(level: 1, index: 0, hash: next.hash)
        try store.write { try $0.append(next, nodes: [node]) }
        let wholeEpoch: UInt64 = 1 << 40
        for position in [wholeEpoch, wholeEpoch | 1, 1 << 63, .max] {
            #expect(try store.read { try $0.entry(EntryPlace(epoch: 1, position: position)) == nil })
            #expect(try store.read { try $0.node(epoch: 1, level: 1, index: position) == nil })
            var found: [EntryPlace] = []
            try store.read {
                try $0.forEachEntry(from: EntryPlace(epoch: 1, position: position)) { found.append($0.place) }
            }
            #expect(found == [next.place])
            let entry = try bench.entry(3, position)
            #expect(throws: StoreError.damaged(code: 0)) { try store.write { try $0.append(entry, nodes: []) } }
        }
        for epoch in [UInt32(1) << 23, 1 << 24 | 2, .max] {
            #expect(try store.read { try $0.entry(EntryPlace(epoch: epoch, position: 0)) == nil })
            #expect(try store.read { try $0.node(epoch: epoch, level: 1, index: 0) == nil })
            var count = 0
            try store.read { try $0.forEachEntry(from: EntryPlace(epoch: epoch, position: 0)) { _ in count += 1 } }
            #expect(count == 0)
            let entry = try bench.entry(epoch, 0)
            #expect(throws: StoreError.damaged(code: 0)) { try store.write { try $0.append(entry, nodes: []) } }
        }
        let far = MerkleNode(level: 1, index: wholeEpoch, hash: node.hash)
        let entry = try bench.entry(3, 0)
        #expect(throws: StoreError.damaged(code: 0)) { try store.write { try $0.append(entry, nodes: [far]) } }
        let note = StoredCheckpoint(epoch: 1, size: 1 << 63, signer: id(7), note: "")
        #expect(throws: StoreError.damaged(code: 0)) { try store.write { try $0.put(note) } }
        #expect(try store.read { try $0.logSizes().map(\.size) } == [3, 1])
        #expect(try store.read { try $0.checkpoints().isEmpty })
    }

    @Test("the stored nodes lead to the root of the leaves")
    mutating func nodes() throws {
        for _ in 0..<21 { try bench.append(to: store) }
        let root = try store.read { reading in
            try MerkleFrontier(size: 21) { level, index in
                level == 0
                    ? try reading.entry(EntryPlace(epoch: 1, position: index)).map { try MerkleHash.leaf($0.leaf) }
                    : try reading.node(epoch: 1, level: level, index: index)
            }.root()
        }
        #expect(try root == bench.root())
        var found: [MerkleNode] = []
        try store.read { reading in
            try reading.forEachNode { epoch, node in if epoch == 1 { found.append(node) } }
        }
        #expect(found.count == 10 + 5 + 2 + 1)
        for node in found {
            let stored = try store.read { try $0.node(epoch: 1, level: node.level, index: node.index) }
            #expect(stored == node.hash)
        }
        #expect(try store.read { try $0.node(epoch: 2, level: 1, index: 0) == nil })
    }

    @Test(
        "a place that is taken, or lies before the last, is refused as damage: whoever writes has read the last one in the same act"
    )
    mutating func duplicate() throws {
        for _ in 0..<3 { try bench.append(to: store) }
        for position: UInt64 in [0, 1, 2] {
            let entry = try bench.entry(1, position)
            #expect(refusal { try store.write { try $0.append(entry, nodes: []) } } == .damaged(code: 1811))
        }
        let node = MerkleNode(level: 1, index: 0, hash: .zero)
        let next = try bench.entry(1, 3)
        #expect(refusal { try store.write { try $0.append(next, nodes: [node]) } } == .damaged(code: 1555))
        #expect(try store.read { try $0.logSize()?.size } == 3)
    }

    @Test("of each signer's checkpoints in an epoch the newest is kept")
    func checkpoints() throws {
        func checkpoint(_ epoch: UInt32, _ signer: UInt8, _ size: UInt64) -> StoredCheckpoint {
            StoredCheckpoint(epoch: epoch, size: size, signer: id(signer), note: "note \(epoch) \(signer) \(size)\n")
        }
        let made = [checkpoint(1, 1, 5), checkpoint(1, 2, 6), checkpoint(1, 1, 9), checkpoint(2, 1, 1)]
        for one in made { try store.write { try $0.put(one) } }
        #expect(try store.read { try $0.checkpoints() } == [made[1], made[2], made[3]])
    }
}
