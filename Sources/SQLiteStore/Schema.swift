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
        for statement in statements { try database.execute(sql: statement) }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// Refuses a file that is not a practice file of this version, or whose schema someone changed.
    static func check(_ database: Database) throws {
        guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == applicationID,
            try Int32.fetchOne(database, sql: "PRAGMA user_version") == version
        else { throw StoreError.notAPractice }
        let found = try Row.fetchAll(database, sql: Self.entries).map { row in
            Entry(
                texts: [row["type"], row["name"], row["tbl_name"], row["sql"]],
                storage: [row["storage1"], row["storage2"], row["storage3"], row["storage4"], row["storage5"]])
        }
        guard found.sorted() == (made + [automatic]).sorted() else { throw StoreError.alteredSchema }
    }

    /// One line of `sqlite_master`, its texts as bytes: a text that is kept as a blob, or spelled otherwise, reads the same to SQLite.
    private struct Entry: Comparable {
        /// Kind, name, table, and what made it.
        let texts: [Data?]
        let storage: [String]

        static func < (a: Self, b: Self) -> Bool {
            (a.texts[1] ?? Data()).lexicographicallyPrecedes(b.texts[1] ?? Data())
        }
    }

    private static let entries = """
        SELECT CAST(type AS BLOB) AS type, CAST(name AS BLOB) AS name, CAST(tbl_name AS BLOB) AS tbl_name, \
        CAST(sql AS BLOB) AS sql, typeof(type) AS storage1, typeof(name) AS storage2, typeof(tbl_name) AS storage3, \
        typeof(sql) AS storage4, typeof(rootpage) AS storage5 FROM sqlite_master
        """

    /// What the statements leave there.
    private static var made: [Entry] {
        statements.map { sql in
            let words = sql.split(separator: " ")
            let (kind, name) = (words[1].lowercased(), words[2])
            let on = words.firstIndex(of: "ON").map { words[$0 + 1] }
            return entry(kind, String(name), on: String(on ?? name), sql)
        }
    }

    /// Of the two tables with a rowid and a PRIMARY KEY one brings an index of SQLite's own: `row`.
    private static var automatic: Entry { entry("index", "sqlite_autoindex_row_1", on: "row", nil) }

    private static func entry(_ kind: String, _ name: String, on table: String, _ sql: String?) -> Entry {
        Entry(
            texts: [kind, name, table, sql].map { $0.map { Data($0.utf8) } },
            storage: ["text", "text", "text", sql == nil ? "null" : "text", "integer"])
    }
}
