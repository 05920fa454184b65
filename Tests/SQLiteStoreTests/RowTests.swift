import RecordStore
import SQLiteStore
import Testing
import Vault

struct RowTests {
    private let folder: StoreFolder
    private let store: SQLiteStore

    init() throws {
        folder = try StoreFolder()
        store = try folder.create()
    }

    private func put(_ rows: [SealedRow], version: UInt32 = 1) throws {
        try store.write { writer in
            for row in rows { try writer.put(row, version: version) }
        }
    }

    @Test("a row is read back with everything it was written with, by another connection too")
    func readBack() throws {
        let rows = [owed(1, 2), slots(3, [9, 4, 5])]
        try put(rows, version: 7)
        for store in [store, try folder.open()] {
            for row in rows {
                let found = try #require(try store.read { try $0.row(row.address) })
                #expect(found.address == row.address)
                #expect(found.scope == row.scope)
                #expect(found.target == row.target)
                #expect(found.version == 7)
                #expect(found.body == row.body)
                #expect(try found.hash() == row.hash(version: 7))
            }
        }
    }

    @Test("a row that is not there is nil, and a class or key beside it is not taken for it")
    func absent() throws {
        let row = owed(1, 2)
        try put([row])
        let key = row.address.key
        for address in [
            RowAddress(.grant, key: key), RowAddress(.owed, key: Array(key.dropLast())),
            RowAddress(.owed, key: key + [0]), RowAddress(.owed, key: []), owed(2, 1).address,
        ] {
            #expect(try store.read { try $0.row(address) } == nil)
        }
    }

    @Test("rows are listed by compartment, by person and by the beginning of their key, in the order of their keys")
    func listed() throws {
        try put([owed(2, 9), owed(1, 5), owed(2, 3), owed(1, 3), slots(3, [7]), slots(4, [8], in: 2)].shuffled())
        func keys(_ rows: [StoredRow]) -> [[UInt8]] { rows.map(\.address.key) }
        let (scope, target, prefix) = try store.read { reading in
            (
                keys(try reading.rows(.owed, scope: id(2))), keys(try reading.rows(.owed, target: id(3))),
                keys(try reading.rows(.owed, prefix: id(1).bytes, limit: 9))
            )
        }
        #expect(scope == [owed(2, 3), owed(2, 9)].map(\.address.key))
        #expect(target == [owed(1, 3), owed(2, 3)].map(\.address.key))
        #expect(prefix == [owed(1, 3), owed(1, 5)].map(\.address.key))
        #expect(try store.read { keys(try $0.rows(.slots, scope: id(2))) } == [id(4).bytes])
        #expect(try store.read { try $0.rows(.grant, scope: id(2)).isEmpty })
    }

    @Test("rows of a compartment are visited one by one, those put there last first, changed ones in their old place")
    func visited() throws {
        let rows = [owed(2, 9), owed(2, 3), owed(2, 7), owed(1, 5), owed(2, 5)]
        try put(rows)
        try put([owed(2, 3)], version: 2)
        var asked: [[UInt8]] = []
        var read: [StoredRow] = []
        try store.read { reading in
            try reading.forEachRow(.owed, scope: id(2)) { key, row in
                asked.append(key)
                if asked.count != 2 { read.append(try row()) }
            }
        }
        #expect(asked == [owed(2, 5), owed(2, 7), owed(2, 3), owed(2, 9)].map(\.address.key))
        #expect(read.map(\.address.key) == [owed(2, 5), owed(2, 3), owed(2, 9)].map(\.address.key))
        #expect(read.map(\.version) == [1, 2, 1])
    }

    @Test("nobody is not a person whose rows could be listed")
    func nobody() throws {
        try put([slots(3, [7])])
        #expect(try store.read { try $0.rows(.slots, target: .none).isEmpty })
    }

    @Test("a list by the beginning of keys stops at its limit")
    func limit() throws {
        try put((0..<20).map { owed(1, $0) })
        for limit in [0, 1, 7, 20, 50] {
            #expect(try store.read { try $0.rows(.owed, prefix: [], limit: limit).count } == min(limit, 20))
        }
        #expect(try store.read { try $0.rows(.owed, prefix: id(0xff).bytes, limit: 9).isEmpty })
    }

    @Test("a row written again replaces the one before; a removed one is gone")
    func replaced() throws {
        try put([slots(3, [4]), owed(1, 2)])
        try put([slots(3, [5, 6])], version: 2)
        let found = try #require(try store.read { try $0.row(slots(3, []).address) })
        #expect(found.version == 2)
        #expect(found.body == slots(3, [5, 6]).body)
        try store.write { try $0.remove(owed(1, 2).address) }
        #expect(try store.read { try $0.row(owed(1, 2).address) } == nil)
        // Removing what is not there changes nothing.
        try store.write { try $0.remove(owed(1, 2).address) }
        var count = 0
        try store.read { try $0.forEachRow { _ in count += 1 } }
        #expect(count == 1)
    }

    @Test("every row of every class comes along once")
    func everyRow() throws {
        let rows = (0..<30).map { owed(1, $0) } + (0..<10).map { slots($0, [$0]) }
        try put(rows)
        var found: [RowAddress] = []
        try store.read { try $0.forEachRow { found.append(try #require($0).address) } }
        #expect(Set(found) == Set(rows.map(\.address)))
        #expect(found.count == rows.count)
    }
}
