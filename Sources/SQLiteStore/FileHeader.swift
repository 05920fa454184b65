import GRDB
import GRDBSQLite
import RecordStore

/// The first bytes of a practice file as SQLite has them, where what stands there changes what SQLite does with the file without
/// making it refuse it: a version for writing that it does not know, and it only reads; auto-vacuum where there are no pages for
/// it, and it writes over others (sqlite.org/fileformat2.html, 1.3).
enum FileHeader {
    private static let length = 100
    private static let magic = Array("SQLite format 3\0".utf8)
    /// Of the version for writing, after which that for reading stands: 1 for a rollback journal, 2 for a write-ahead log, which
    /// opening the file turns into the first.
    private static let versions = 18
    /// What has to be zero: room kept at the end of each page; the largest root, and how to vacuum, of a file that vacuums itself.
    private static let zeros = [20..<21, 52..<56, 64..<68]

    /// Looks before SQLite does anything with the file.
    /// - Throws: `StoreError.damaged` for a header that no practice file has
    static func check(_ database: Database) throws {
        guard let bytes = read(database) else { return }
        guard [[1, 1], [2, 2]].contains(bytes[versions..<versions + 2]),
            zeros.allSatisfy({ bytes[$0].allSatisfy { $0 == 0 } })
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
