import Foundation
import RecordStore
import SQLiteStore
import Testing
import Vault

/// Files that are not what this program wrote.
struct ForeignFileTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    private func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: folder.file)) }

    @Test(
        "a file whose tables, indexes or triggers are not the program's is refused",
        arguments: [
            "CREATE TRIGGER foreign_one AFTER INSERT ON row BEGIN DELETE FROM row; END",
            "CREATE TABLE more (x)", "CREATE INDEX more ON row (version)", "CREATE VIEW more AS SELECT * FROM row",
            "DROP TRIGGER entry_stays", "DROP TRIGGER entry_remains", "DROP TRIGGER entry_follows",
            "DROP INDEX row_scope", "DROP TABLE checkpoint", "ALTER TABLE row ADD COLUMN more BLOB",
            "ALTER TABLE slot RENAME TO slots", "CREATE TABLE more (x INTEGER PRIMARY KEY AUTOINCREMENT)",
            "DROP TABLE slot; CREATE TABLE slot (tag BLOB NOT NULL, owner BLOB NOT NULL)",
            """
            DROP TRIGGER entry_stays; CREATE TRIGGER entry_stays BEFORE UPDATE ON entry WHEN false \
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
            """,
            """
            PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'append-only', 'append-onlY') \
            WHERE name = 'entry_stays'
            """,
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET name = 'ROW', tbl_name = 'ROW' WHERE name = 'row'",
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET name = 'Entry_stays' WHERE name = 'entry_stays'",
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET type = 'TRIGGER' WHERE name = 'entry_stays'",
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = CAST(sql AS BLOB) WHERE name = 'entry_stays'",
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET name = CAST(name AS BLOB) WHERE name = 'slot'",
        ])
    func alteredSchema(sql: String) throws {
        try folder.make()
        try folder.alter(sql)
        #expect(folder.openingFault() == .alteredSchema)
    }

    @Test("a practice file after upkeep by another program is not taken for an altered one")
    func vacuumed() throws {
        try folder.make([owed(1, 2)])
        try folder.alter("VACUUM")
        try folder.alter("REINDEX")
        #expect(try folder.open().read { try $0.row(owed(1, 2).address) } != nil)
    }

    @Test("a header that SQLite does not understand, and a file without its end, are damage and no failing disk")
    func damagedHeader() throws {
        try folder.make([owed(1, 2)])
        let good = try Array(Data(contentsOf: URL(fileURLWithPath: folder.file)))
        // The format of the schema and the encoding of texts (sqlite.org/fileformat2.html, 1.3).
        for place in [47, 59] {
            var bytes = good
            bytes[place] ^= 0xff
            try write(bytes)
            guard case .damaged = folder.openingFault() else {
                Issue.record("byte \(place): \(String(describing: folder.openingFault()))")
                continue
            }
        }
        try write(Array(good.prefix(100)))
        guard case .damaged = folder.openingFault() else {
            Issue.record("cut: \(String(describing: folder.openingFault()))")
            return
        }
    }

    @Test("a database of another program is refused", arguments: [0, 1, -1, 0x7461_6364])
    func otherProgram(applicationID: Int) throws {
        try folder.make()
        try folder.alter("PRAGMA application_id = \(applicationID)")
        #expect(folder.openingFault() == .notAPractice)
    }

    @Test("a file of another version of the schema is refused, higher and lower", arguments: [0, 2, 3, 1_000, -1])
    func otherVersion(version: Int) throws {
        try folder.make()
        try folder.alter("PRAGMA user_version = \(version)")
        #expect(folder.openingFault() == .notAPractice)
    }

    @Test("a file that is no database is refused and left as it is")
    func noDatabase() throws {
        for bytes in [
            Array("plainly no database".utf8), Array(repeating: UInt8(0), count: 8_192),
            (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }, Array("SQLite format 3\0".utf8),
        ] {
            try write(bytes)
            #expect(folder.openingFault() == .notAPractice)
            #expect(FileManager.default.contents(atPath: folder.file) == Data(bytes))
        }
    }

    @Test("an empty file is no practice")
    func empty() throws {
        try write([])
        #expect(folder.openingFault() == .notAPractice)
    }

    @Test("a file cut short is damaged, and says so when it is read")
    func cut() throws {
        try folder.make((0..<200).map { owed(1, $0) })
        let whole = try #require(FileManager.default.contents(atPath: folder.file))
        try write(Array(whole.prefix(whole.count / 2)))
        let fault = refusal {
            let store = try folder.open()
            try store.read { try $0.forEachRow { _ in } }
        }
        switch fault {
        case .damaged, .notAPractice: break
        default: Issue.record("\(String(describing: fault))")
        }
    }
}
