import AuditTrail
import Foundation
import GRDB
import RecordStore
import SQLiteStore
import Testing

/// What the triggers refuse to a connection that goes past the program. Someone who drops them is found at the next opening.
struct AppendOnlyTests {
    private let folder: StoreFolder
    private let store: SQLiteStore
    private let leaves: [[UInt8]]

    init() throws {
        folder = try StoreFolder()
        let store = try folder.create()
        var bench = try LogBench()
        leaves = try (0..<4).map { _ in try bench.append(to: store).leaf }
        self.store = store
    }

    private func found() throws -> [[UInt8]] {
        var result: [[UInt8]] = []
        try store.read { try $0.forEachEntry(from: EntryPlace(epoch: 0, position: 0)) { result.append($0.leaf) } }
        return result
    }

    @Test(
        "the log cannot be changed, shortened, replaced or filled in",
        arguments: [
            "UPDATE entry SET leaf = x'00' WHERE place = (SELECT max(place) FROM entry)",
            "UPDATE entry SET place = place + 1", "UPDATE entry SET side = x'00'", "UPDATE entry SET actor = actor",
            "UPDATE OR REPLACE entry SET place = (SELECT max(place) FROM entry)",
            "UPDATE OR IGNORE entry SET leaf = x'00'", "DELETE FROM entry",
            "DELETE FROM entry WHERE place = (SELECT max(place) FROM entry)",
            "INSERT OR REPLACE INTO entry SELECT place, actor, x'00', side FROM entry",
            "REPLACE INTO entry SELECT max(place), actor, x'00', side FROM entry",
            "INSERT OR IGNORE INTO entry SELECT max(place), actor, x'00', side FROM entry",
            "INSERT INTO entry VALUES (0, x'00', x'00', NULL)", "INSERT INTO entry VALUES (-5, x'00', x'00', NULL)",
            """
            INSERT INTO entry SELECT max(place), actor, x'00', side FROM entry WHERE true \
            ON CONFLICT DO UPDATE SET leaf = x'00'
            """,
        ])
    func refused(sql: String) throws {
        let queue = try folder.behindTheBack()
        let fault = #expect(throws: DatabaseError.self) {
            try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        }
        #expect(fault?.message == "the log is append-only")
        #expect(try found() == leaves)
    }

    @Test("a further entry may follow")
    func follows() throws {
        try folder.alter("INSERT INTO entry SELECT max(place) + 1, actor, x'00', NULL FROM entry")
        #expect(try found() == leaves + [[0]])
    }
}
