import Foundation
import GRDB
import RecordStore
import Testing
import Vault

@testable import SQLiteStore

/// The settings that durability and forgetting rest on: what is in force, not what was asked for.
struct SettingsTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    @Test(
        "every connection has its safe settings in force",
        arguments: [
            ("journal_mode", "persist"), ("synchronous", "2"), ("secure_delete", "1"), ("recursive_triggers", "1"),
            ("trusted_schema", "0"), ("cell_size_check", "1"), ("temp_store", "2"), ("mmap_size", "0"),
            ("page_size", "8192"), ("locking_mode", "normal"),
        ])
    func inForce(pragma: String, expected: String) throws {
        try folder.make()
        let queue = try DatabaseQueue(path: folder.file, configuration: SQLiteStore.configuration())
        let value = try queue.read { try DatabaseValue.fetchOne($0, sql: "PRAGMA \(pragma)") }
        // SQLite answers mmap_size with no row where memory mapping is compiled out.
        #expect((value?.description ?? "0").trimmingCharacters(in: ["\""]) == expected)
    }

    @Test("a setting that another program left in the file is put right at the next opening")
    func putRight() throws {
        try folder.make([owed(1, 2)])
        try folder.alter("PRAGMA journal_mode = WAL")
        #expect(try folder.open().read { try $0.row(owed(1, 2).address) } != nil)
        let mode = try folder.behindTheBack().read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode != "wal")
        #expect(try !folder.names.contains { $0.hasSuffix("-wal") })
    }

    @Test("the file says what it is")
    func header() throws {
        try folder.make()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        #expect(bytes.starts(with: Data("SQLite format 3\0".utf8)))
        #expect(bytes[68..<72] == Data("tace".utf8))
        #expect(bytes[60..<64] == Data([0, 0, 0, 1]))
    }

    @Test("what is removed is not in the practice file any more")
    func forgotten() throws {
        let pattern = Array(repeating: UInt8(0x5a), count: 16)
        try folder.make([slots(1, [0x5a])])
        func holds(_ path: String) -> Bool {
            (FileManager.default.contents(atPath: path) ?? Data()).range(of: Data(pattern)) != nil
        }
        #expect(holds(folder.file))
        try folder.open().write { try $0.remove(slots(1, []).address) }
        #expect(!holds(folder.file))
    }
}
