import Cryptography
import Foundation
import RecordStore
import SQLiteStore
import Testing
import Vault

/// A memory of rows on disk, held against the same rows in a dictionary.
struct KeptRowsTests {
    private final class Place {
        let folder: URL
        var path: String { folder.path + "/kept.rows" }

        init() throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-kept-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        deinit { try? FileManager.default.removeItem(at: folder) }

        var bytes: Data {
            get throws { try Data(contentsOf: URL(fileURLWithPath: path)) }
        }
        func put(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: path)) }
        func inode() throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        }
    }

    /// Whoever remembers: a signature is the hash twice over, and each state has another.
    private struct Keeper {
        var rows: [RowAddress: RememberedRow] = [:]
        var size: UInt64 = 0
        let memory: KeptRows

        static func sign(_ content: Digest) -> [UInt8] { content.bytes + content.bytes }

        /// Takes the newest that holds, as whoever remembers does.
        @discardableResult
        static func take(_ memory: KeptRows) throws -> LogState? {
            for (index, kept) in memory.found.enumerated() where kept.signature == sign(kept.content) {
                try memory.take(index)
                return kept.state
            }
            return nil
        }

        mutating func write(
            _ changes: [RowAddress: RememberedRow?], isNew: Bool = false, proven: [UInt8] = [], orderedAt: UInt64 = 0
        ) throws {
            size += 1
            try memory.write(
                LogState(epoch: 1, size: size, root: .zero), changes, proven: ProvenNames(proven),
                orderedAt: orderedAt, isNew: isNew, sign: Self.sign)
            if isNew { rows = [:] }
            for (address, row) in changes { rows[address] = row }
        }
    }

    private let scopes = (1...4).map { OpaqueID([UInt8](repeating: UInt8($0), count: 16)) ?? .none } + [.none]

    private func digest(_ number: Int) -> Digest { Digest([UInt8](repeating: UInt8(number % 251), count: 32)) ?? .zero }

    private func row(_ address: RowAddress, _ generator: inout some RandomNumberGenerator) throws -> RememberedRow {
        let number = Int.random(in: 1...250, using: &generator)
        return RememberedRow(
            address: address, scope: scopes.randomElement(using: &generator) ?? .none,
            target: scopes.randomElement(using: &generator) ?? .none, hash: digest(number), version: UInt32(number),
            lasting: number % 3 == 0 ? digest(number + 1) : .zero,
            tags: address.rowClass == .slots ? try (0..<number % 4).map { _ in try OpaqueID.random() } : [],
            formers: number % 7 == 0 ? [digest(number + 2), digest(number + 3)] : [])
    }

    private func changes(
        _ count: Int, _ known: [RowAddress: RememberedRow], _ generator: inout some RandomNumberGenerator
    ) throws -> [RowAddress: RememberedRow?] {
        var changes: [RowAddress: RememberedRow?] = [:]
        for _ in 0..<count {
            let known = known.keys.sorted().randomElement(using: &generator)
            if let known, Int.random(in: 0..<3, using: &generator) == 0 {
                changes.updateValue(Bool.random(using: &generator) ? nil : try row(known, &generator), forKey: known)
            } else {
                let classes: [RowClass] = [.record, .grant, .slots, .statement]
                let rowClass = classes.randomElement(using: &generator) ?? .record
                let key = try OpaqueID.random().bytes + (rowClass == .grant ? [0, 0, 0, 1] : [])
                let address = RowAddress(rowClass, key: key)
                changes[address] = try row(address, &generator)
            }
        }
        return changes
    }

    private func expect(_ memory: KeptRows, has rows: [RowAddress: RememberedRow]) throws {
        func bare(_ rows: some Sequence<RememberedRow>) -> [RememberedRow] {
            rows.map { $0.with(tags: []) }.sorted { $0.address < $1.address }
        }
        for rowClass in RowClass.allCases {
            let wanted = rows.values.filter { $0.address.rowClass == rowClass }
            #expect(try bare(memory.rows(rowClass, prefix: [])) == bare(wanted))
            for scope in scopes {
                #expect(
                    try bare(memory.rows(rowClass, scope: scope)) == bare(wanted.filter { $0.scope == scope }))
                #expect(
                    try bare(memory.rows(rowClass, target: scope)) == bare(wanted.filter { $0.target == scope }))
            }
            for row in wanted.prefix(20) {
                #expect(try memory.row(row.address)?.with(tags: []) == row.with(tags: []))
                let prefix = Array(row.address.key.prefix(3))
                #expect(
                    try bare(memory.rows(rowClass, prefix: prefix))
                        == bare(wanted.filter { $0.address.key.starts(with: prefix) }))
            }
        }
        #expect(try memory.row(RowAddress(.record, key: [1, 2, 3])) == nil)
        var owners: [OpaqueID: OpaqueID] = [:]
        for row in rows.values { for tag in row.tags { owners[tag] = OpaqueID(row.address.key) } }
        let free = try OpaqueID.random()
        #expect(try memory.owners(of: Array(owners.keys) + [free]) == owners)
    }

    @Test("what is remembered is what was written, in steps and in bases, by who wrote it and by who reads it anew")
    func model() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        try keeper.write(try changes(300, [:], &generator), isNew: true)
        var bases: Set<Int?> = [try place.inode()]
        for round in 0..<60 {
            try keeper.write(try changes(round % 9 + 1, keeper.rows, &generator))
            bases.insert(try place.inode())
            if round % 7 == 0 {
                try expect(keeper.memory, has: keeper.rows)
                let again = KeptRows(path: place.path)
                #expect(try Keeper.take(again)?.size == keeper.size)
                try expect(again, has: keeper.rows)
                keeper = Keeper(rows: keeper.rows, size: keeper.size, memory: again)
            }
        }
        // Most are steps, and some time the whole is written anew.
        #expect(bases.count > 1 && bases.count < 20)
        try keeper.write(try changes(5, [:], &generator), isNew: true)
        try expect(keeper.memory, has: keeper.rows)
    }

    @Test("names of signatures that held come with the step that brought them, once")
    func names() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        let names = (1...6).map { [UInt8](repeating: UInt8($0), count: 32) }
        try keeper.write(try changes(20, [:], &generator), isNew: true, proven: names[1] + names[4])
        let base = try place.bytes.count
        try keeper.write([:], proven: Array(names[0...2].joined()))
        let step = try place.bytes.count - base
        try keeper.write([:], proven: Array(names[0...2].joined()))
        #expect(try place.bytes.count - base == 2 * step - 64)
        let again = KeptRows(path: place.path)
        try Keeper.take(again)
        #expect(try again.proven().bytes == names[0] + names[1] + names[2] + names[4])
    }

    @Test("where house was in order is as it was written last, in a base or a step that holds")
    func order() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        func again() throws -> UInt64 {
            let again = KeptRows(path: place.path)
            try Keeper.take(again)
            #expect(try again.orderedAt() == keeper.memory.orderedAt())
            return try again.orderedAt()
        }
        for ordered in [7, 0, UInt64.max] {
            try keeper.write(try changes(20, [:], &generator), isNew: true, orderedAt: ordered)
            #expect(try again() == ordered)
            for next in [ordered / 2 + 1, ordered, ordered, 3] {
                try keeper.write([:], orderedAt: next)
                #expect(try again() == next)
            }
            // Torn in the last step, which said otherwise.
            try place.put(try place.bytes.dropLast())
            let torn = KeptRows(path: place.path)
            try Keeper.take(torn)
            #expect(try torn.orderedAt() == ordered)
        }
    }

    @Test("cut anywhere, a file says what it said at some time before, and the next write makes it whole")
    func torn() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        try keeper.write(try changes(40, [:], &generator), isNew: true)
        var states = [(end: try place.bytes.count, rows: keeper.rows)]
        for _ in 0..<3 {
            try keeper.write(try changes(2, keeper.rows, &generator))
            states.append((try place.bytes.count, keeper.rows))
        }
        let whole = try place.bytes
        for length in 0...whole.count where length > states[0].end - 3 || length % 97 == 0 {
            try place.put(whole.prefix(length))
            let memory = KeptRows(path: place.path)
            let known = states.last { $0.end <= length }
            let state = try Keeper.take(memory)
            #expect((state == nil) == (known == nil))
            guard let known, let state else { continue }
            if length % 11 == 0 { try expect(memory, has: known.rows) }
            var next = Keeper(rows: known.rows, size: state.size, memory: memory)
            try next.write(try changes(1, known.rows, &generator))
            let again = KeptRows(path: place.path)
            #expect(try Keeper.take(again)?.size == next.size)
            if length % 11 == 0 { try expect(again, has: next.rows) }
        }
        // Bytes that are others, in steps and in the base's head and directory.
        for index in stride(from: 0, to: whole.count, by: 31) {
            var other = whole
            other[index] ^= 1
            try place.put(other)
            let memory = KeptRows(path: place.path)
            guard let state = try Keeper.take(memory) else { continue }
            // The state is no part of what this keeper signs.
            let known = states.last { $0.end <= index } ?? states[states.count - 1]
            guard index >= states[0].end else {
                // A block that is another is found out when it is asked for.
                #expect(throws: (any Error).self) {
                    for rowClass in RowClass.allCases {
                        _ = try memory.rows(rowClass, prefix: [])
                        for scope in scopes { _ = try memory.rows(rowClass, scope: scope) }
                        for scope in scopes where scope != .none { _ = try memory.rows(rowClass, target: scope) }
                    }
                    _ = try memory.owners(of: keeper.rows.values.flatMap(\.tags))
                    if index < 13 + 44 + 64 { throw CocoaError(.fileReadCorruptFile) }
                }
                continue
            }
            // A signature that a later one stands in for is not asked for.
            try expect(memory, has: state.size == keeper.size ? keeper.rows : known.rows)
        }
    }

    @Test("steps count only behind what they were made behind: not behind another base, in another order, or twice")
    func foreignSteps() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        try keeper.write(try changes(30, [:], &generator), isNew: true)
        let base = try place.bytes
        try keeper.write(try changes(2, keeper.rows, &generator))
        let first = try place.bytes.dropFirst(base.count)
        let afterFirst = keeper.rows
        try keeper.write(try changes(2, keeper.rows, &generator))
        let second = try place.bytes.dropFirst(base.count + first.count)
        try keeper.write(keeper.rows.mapValues { $0 }, isNew: true)
        let other = try place.bytes
        for (bytes, wanted) in [
            (other + first, keeper.rows), (other + first + second, keeper.rows), (base + first + first, afterFirst),
            (base + first + Data(count: 200) + second, afterFirst),
        ] {
            try place.put(bytes)
            let memory = KeptRows(path: place.path)
            try Keeper.take(memory)
            try expect(memory, has: wanted)
        }
        try place.put(base + second + first)
        let memory = KeptRows(path: place.path)
        #expect(try Keeper.take(memory)?.size == 1)
    }

    @Test("of two who go on from the same, the second writes the whole, and neither breaks what is there")
    func twoAtOnce() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        try keeper.write(try changes(30, [:], &generator), isNew: true)
        var others = try (0..<2).map { _ in
            let memory = KeptRows(path: place.path)
            try Keeper.take(memory)
            return Keeper(rows: keeper.rows, size: keeper.size, memory: memory)
        }
        let inode = try place.inode()
        try others[0].write(try changes(2, keeper.rows, &generator))
        #expect(try place.inode() == inode)
        try others[1].write(try changes(2, keeper.rows, &generator))
        #expect(try place.inode() != inode)
        try others[0].write(try changes(2, others[0].rows, &generator))
        for other in others { try expect(other.memory, has: other.rows) }
        let memory = KeptRows(path: place.path)
        try Keeper.take(memory)
        try expect(memory, has: others[0].rows)
    }

    @Test("a base that cannot be read is given up when it would be gone on from, and made anew")
    func tornBase() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        var keeper = Keeper(memory: KeptRows(path: place.path))
        try keeper.write(try changes(400, [:], &generator), isNew: true)
        // What a power cut leaves: the length, and zeros.
        var torn = try place.bytes
        torn.replaceSubrange(torn.count - 9000..<torn.count, with: Data(count: 9000))
        try place.put(torn + Data([0, 0, 0, 0]))
        let memory = KeptRows(path: place.path)
        #expect(try Keeper.take(memory)?.size == 1)
        var next = Keeper(rows: keeper.rows, size: 1, memory: memory)
        let more = try changes(2, keeper.rows, &generator)
        #expect(throws: StoreError.damaged(code: 0)) { try next.write(more) }
        #expect(KeptRows(path: place.path).found.isEmpty)
        try next.write(more, isNew: true)
        try expect(next.memory, has: next.rows)
    }

    @Test("what is no file, or lies behind a link, holds nobody up")
    func strangePlaces() throws {
        let place = try Place()
        var generator = SystemRandomNumberGenerator()
        #expect(mkfifo(place.path, 0o600) == 0)
        #expect(KeptRows(path: place.path).found.isEmpty)
        var keeper = Keeper(memory: KeptRows(path: place.path))
        try keeper.write(try changes(30, [:], &generator), isNew: true)
        let real = place.folder.path + "/real"
        try FileManager.default.moveItem(atPath: place.path, toPath: real)
        try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: real)
        let before = try Data(contentsOf: URL(fileURLWithPath: real))
        let memory = KeptRows(path: place.path)
        try Keeper.take(memory)
        var next = Keeper(rows: keeper.rows, size: keeper.size, memory: memory)
        try next.write(try changes(2, keeper.rows, &generator))
        // The link is replaced, and nothing is written where it led.
        #expect(try Data(contentsOf: URL(fileURLWithPath: real)) == before)
        try expect(next.memory, has: next.rows)
    }
}
