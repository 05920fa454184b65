import Foundation
import GRDB
import RecordStore

/// The tables of a practice file (docs/file-format.md, "Database"). SQLite keeps these texts as they are, so that a file with
/// one table, index or trigger more, less or other is told apart by comparing them: a foreign trigger could undo what we write.
enum Schema {
    /// "tace", so that `file` and people can tell what it is.
    static let applicationID: Int32 = 0x7461_6365
    /// Grows by one with each migration.
    static let version: Int32 = 1

    static let statements: [String] = [
        """
        CREATE TABLE row (class INTEGER NOT NULL, key BLOB NOT NULL, scope BLOB NOT NULL, target BLOB NOT NULL, \
        version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (class, key)) STRICT
        """,
        "CREATE INDEX row_scope ON row (scope, class)",
        "CREATE INDEX row_target ON row (target, class) WHERE target <> x'00000000000000000000000000000000'",
        "CREATE TABLE slot (tag BLOB NOT NULL PRIMARY KEY, owner BLOB NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX slot_owner ON slot (owner)",
        "CREATE TABLE entry (place INTEGER PRIMARY KEY, actor BLOB NOT NULL, leaf BLOB NOT NULL, side BLOB) STRICT",
        "CREATE INDEX entry_actor ON entry (actor, place)",
        """
        CREATE TABLE node (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, \
        PRIMARY KEY (level, place)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE checkpoint (epoch INTEGER NOT NULL, signer BLOB NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, \
        PRIMARY KEY (epoch, signer)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
        """
        CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
        """
        CREATE TRIGGER entry_follows BEFORE INSERT ON entry \
        WHEN EXISTS (SELECT 1 FROM entry WHERE place >= NEW.place) \
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
        """,
    ]

    /// Makes the tables in a new file.
    static func create(in database: Database) throws {
        for statement in statements { try database.run(statement) }
        try database.run("PRAGMA application_id = \(applicationID)")
        try database.run("PRAGMA user_version = \(version)")
    }

    /// Refuses a file that is not a practice file of this version, or whose schema someone changed.
    static func check(_ database: Database) throws {
        guard try database.first(Int32.self, "PRAGMA application_id") == applicationID,
            try database.first(Int32.self, "PRAGMA user_version") == version
        else { throw StoreError.notAPractice }
        let found = try Data.fetchAll(database.makeStatement(sql: Self.entries)).map { [UInt8]($0) }
        let wanted = statements.map(entry) + [automatic]
        guard found.count == wanted.count, Set(found) == Set(wanted) else { throw StoreError.alteredSchema }
    }

    /// The lines of `sqlite_master`: how each column is kept, then kind, name, table, and what made it. As bytes: a text that is kept as a
    /// blob, or spelled otherwise, reads the same to SQLite.
    private static let entries = """
        SELECT CAST(typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) || typeof(rootpage) || x'0A' || type || x'0A' \
        || name || x'0A' || tbl_name || x'0A' || coalesce(sql, '') AS BLOB) FROM sqlite_master
        """

    /// The line that a statement leaves there.
    private static func entry(_ sql: String) -> [UInt8] {
        let words = sql.utf8.split(separator: UInt8(ascii: " "), maxSplits: 7)
        // CREATE TABLE name …, CREATE INDEX name ON table …, CREATE TRIGGER name BEFORE UPDATE ON table …
        let on = words.firstIndex { $0.elementsEqual("ON".utf8) }.map { words[$0 + 1] }
        let kind = words[1].map { $0 | 0x20 }
        return entry(kind, words[2], on: on ?? words[2], sql.utf8)
    }

    /// Of the two tables with a rowid and a PRIMARY KEY one brings an index of SQLite's own: `row`.
    private static var automatic: [UInt8] {
        entry("index".utf8, "sqlite_autoindex_row_1".utf8, on: "row".utf8, nil as String.UTF8View?)
    }

    private static func entry(
        _ kind: some Sequence<UInt8>, _ name: some Sequence<UInt8>, on table: some Sequence<UInt8>,
        _ sql: (some Sequence<UInt8>)?
    ) -> [UInt8] {
        var result = Array("texttexttext\(sql == nil ? "null" : "text")integer\n".utf8)
        result.append(contentsOf: kind)
        result.append(UInt8(ascii: "\n"))
        result.append(contentsOf: name)
        result.append(UInt8(ascii: "\n"))
        result.append(contentsOf: table)
        result.append(UInt8(ascii: "\n"))
        if let sql { result.append(contentsOf: sql) }
        return result
    }
}
