import Cryptography
import Testing
import Vault

/// Many records opened together (`NewestRecords`) and the line they stand in (`WorkLine`).
struct RecordOpeningTests {
    private let practice: SmallPractice
    private let sealer: RecordSealer

    init() throws {
        practice = try SmallPractice()
        sealer = try RecordSealer(practice.director)
    }

    private func row(_ record: OpaqueID, _ revision: UInt32, in compartment: FixedCompartment = .desk) throws
        -> StoredRow
    {
        let row = try sealer.seal(
            Array("\(revision)".utf8), kind: "session-note",
            header: RecordHeader(
                practice: practice.chain.practice, compartment: practice.fixed(compartment), record: record,
                revision: revision, previous: .zero))
        return StoredRow(address: row.address, scope: row.scope, target: row.target, version: 1, body: row.body)
    }

    private func opened(_ rows: [StoredRow]) throws -> (opened: [OpenedRecord], asked: Int) {
        var opening = NewestRecords(sealer.opening)
        var asked = 0
        for row in rows where opening.wants(row.address.key) {
            asked += 1
            opening.add(row)
        }
        return (try opening.all(), asked)
    }

    @Test("of each record the newest revision is opened, whatever the order; the newest first, no other is asked for")
    func newest() throws {
        let revisions: [UInt32] = (0..<200).map { [1, 2, 1, 5][$0 % 4] }
        let records = try revisions.map { (id: try OpaqueID.random(), revisions: $0) }
        let rows = try records.flatMap { record in try (1...record.revisions).map { try row(record.id, $0) } }
        let expected = records.map { "\($0.id.hex) \($0.revisions)" }
        func found(_ opened: [OpenedRecord]) -> [String] {
            opened.map { "\($0.header.record.hex) \(String(decoding: $0.body, as: UTF8.self))" }
        }
        let latestFirst = try opened(rows.reversed())
        #expect(found(latestFirst.opened) == expected)
        #expect(latestFirst.asked == records.count)
        #expect(try found(opened(rows).opened.reversed()) == expected)
        #expect(try Set(found(opened(rows.shuffled()).opened)) == Set(expected))
        #expect(try opened([]).opened.isEmpty)
    }

    @Test("rows are opened where they lie, and whoever holds them too has them as they were", arguments: [1, 70])
    func heldByOthers(count: Int) throws {
        let rows = try (0..<count).map { _ in try row(try OpaqueID.random(), 1) }
        let copies = rows.map { Array($0.body.reversed()) }
        for _ in 0..<2 {
            for record in sealer.opening.open(rows) { #expect(try record.get().body == Array("1".utf8)) }
            #expect(try opened(rows).opened.count == count)
            #expect(try sealer.open(rows[0]).body == Array("1".utf8))
        }
        #expect(rows.map { Array($0.body.reversed()) } == copies)
    }

    @Test("records under different keys open in one line, and each bears its own text")
    func mixed() throws {
        let records = try (0..<150).map { _ in try OpaqueID.random() }
        let rows = try records.enumerated().map { try row($1, 1, in: $0 % 3 == 0 ? .desk : .practice) }
        #expect(try opened(rows.reversed()).opened.map(\.header.record) == records)
    }

    @Test(
        "one that was altered, moved or whose key is missing is named, wherever it stands", arguments: [0, 63, 64, 129])
    func refused(place: Int) throws {
        var rows = try (0..<130).map { _ in try row(try OpaqueID.random(), 1) }
        let whole = rows[place]
        var body = whole.body
        body[body.count - 1] ^= 1
        rows[place] = StoredRow(address: whole.address, scope: whole.scope, target: .none, version: 1, body: body)
        #expect(throws: VaultError.wrongKeyOrAltered) { try opened(rows) }
        // Another record's wrapped key: it unwraps, and commits to another content key.
        body = whole.body
        body.replaceSubrange(114..<154, with: rows[place == 0 ? 1 : 0].body[114..<154])
        rows[place] = StoredRow(address: whole.address, scope: whole.scope, target: .none, version: 1, body: body)
        #expect(throws: VaultError.wrongKeyOrAltered) { try opened(rows) }
        rows[place] = StoredRow(
            address: RowAddress(.record, key: [1, 2, 3]), scope: whole.scope, target: .none, version: 1,
            body: whole.body)
        #expect(throws: VaultError.wrongKeyOrAltered) { try opened(rows) }
        rows[place] = whole
        #expect(try opened(rows).opened.count == 130)
    }

    @Test(
        "a line gives the results of all things in their order, taken on the way or at the end",
        arguments: [0, 1, 3, 4, 1000])
    func line(count: Int) {
        for takesOnTheWay in [true, false] {
            var line = WorkLine<Int, Int>(share: 4) { things in things.map { $0 * 3 } }
            var results: [Int] = []
            for thing in 0..<count {
                line.add(thing)
                while takesOnTheWay, let share = line.ready() { results += share }
            }
            while let share = line.rest() { results += share }
            #expect(results == (0..<count).map { $0 * 3 })
            #expect(line.rest() == nil)
        }
    }
}
