import GRDB
import GRDBSQLite
import RecordStore

/// The first bytes of a practice file as SQLite has them, where what stands there changes what SQLite does with the file without
/// making it refuse it: a version for writing that it does not know, and it only reads; auto-vacuum where there are no pages for
/// it, and it writes over others (sqlite.org/fileformat2.html, 1.3). With them the first of the page behind it: SQLite reads the
/// schema, a tree from page 1 on, before any statement of ours, and where that leads in circles it does so for ever.
enum FileHeader {
    private static let length = 101
    private static let magic = Array("SQLite format 3\0".utf8)
    /// Of the version for writing, after which that for reading stands: 1 for a rollback journal, 2 for a write-ahead log, which
    /// opening the file turns into the first.
    private static let versions = 18
    /// What has to be zero: room kept at the end of each page; the largest root, and how to vacuum, of a file that vacuums itself.
    private static let zeros = [20..<21, 52..<56, 64..<68]
    /// Of the kind of page 1: a leaf of a table, the whole schema. It fits four times.
    private static let kind = 100
    private static let tableLeaf: UInt8 = 13

    /// Looks before SQLite does anything with the file, and again when it has done what it does by itself: a journal that somebody
    /// left is rolled back, and a write-ahead log taken in, by the first who reads, and either may bring another page 1.
    /// - Throws: `StoreError.damaged` for a header that no practice file has; SQLite's own errors
    static func check(_ database: Database) throws {
        try judge(database)
        try judgeLocked(database)
        // Where there is no such log nothing happens. Until it is in the file, what SQLite reads is not what stands there.
        let frames = try database.checkpoint(.truncate).walFrameCount
        if frames >= 0 { try judgeLocked(database) }
    }

    /// With SQLite's lock for reading, under which nobody writes.
    private static func judgeLocked(_ database: Database) throws {
        try database.transaction(.deferred) {
            // One of the few questions for which SQLite does not read the schema.
            let asked = Result { try database.first(Int32.self, "PRAGMA user_version") }
            try judge(database)
            _ = try asked.get()
        }
    }

    private static func judge(_ database: Database) throws {
        guard let bytes = read(database) else { return }
        guard [[1, 1], [2, 2]].contains(bytes[versions..<versions + 2]),
            zeros.allSatisfy({ bytes[$0].allSatisfy { $0 == 0 } }), bytes[kind] == tableLeaf
        else { throw StoreError.damaged(code: 0) }
    }

    /// nil where the file has less, or is no database at all: what that means SQLite tells. Through the descriptor that SQLite has: closing another one of
    /// the same file would give up this process's locks (sqlite.org/howtocorrupt.html, 2.2).
    private static func read(_ database: Database) -> [UInt8]? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard
            sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
            let file, let methods = file.pointee.pMethods, let read = methods.pointee.xRead
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: length)
        guard read(file, &bytes, CInt(length), 0) == SQLITE_OK, bytes.starts(with: magic) else { return nil }
        return bytes
    }
}
