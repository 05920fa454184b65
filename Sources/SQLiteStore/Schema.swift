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
        let found = try String.fetchAll(
            database, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql")
        let unnamed = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE sql IS NULL") ?? 0
        // The two tables with a rowid and a PRIMARY KEY bring one automatic index: `row`.
        guard found == statements.sorted(), unnamed == 1 else { throw StoreError.alteredSchema }
    }
}
