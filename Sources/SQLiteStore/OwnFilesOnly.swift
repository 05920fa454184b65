import Foundation
import GRDB
import GRDBSQLite
import RecordStore
import Synchronization

/// The file system as SQLite sees it here: a database, its journal and its log, and nothing else.
///
/// A journal may name another file, the super-journal of a commit over several databases; whoever plays such a journal back deletes
/// that file (sqlite.org/atomiccommit.html, section 5). No journal of ours names one, but anybody who can write in the practice folder can
/// leave one that does, and would have the next command delete a file of their choice as the person who runs it: a pin, a
/// private key. So no other file is there for SQLite: a journal that names one is put aside unplayed, which its writer could have had
/// by taking it away.
enum OwnFilesOnly {
    /// The system's own way to files; nil where SQLite has none.
    private nonisolated(unsafe) static let system: UnsafeMutablePointer<sqlite3_vfs>? = sqlite3_vfs_find(nil)

    /// Databases that this process opened, by path.
    private static let databases = Mutex<Set<String>>([])

    /// Opens a database that sees files so.
    /// - Throws: `StoreError.unsafeSettings` where that cannot be arranged; what GRDB throws
    static func open(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        guard isInForce else { throw StoreError.unsafeSettings(setting: "vfs") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Whether every connection that is opened from now on sees files so.
    private static let isInForce: Bool = {
        guard let given = system?.pointee else { return false }
        let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        own.initialize(to: given)
        own.pointee.xOpen = { _, name, file, flags, given in
            guard flags & SQLITE_OPEN_SUPER_JOURNAL == 0 else { return SQLITE_CORRUPT }
            // One may have been put there since the store was opened, and SQLite would wait for its other end for ever.
            if let name, isOtherThanFile(name) { return SQLITE_CANTOPEN }
            if flags & SQLITE_OPEN_MAIN_DB != 0, let name {
                let path = String(cString: name)
                databases.withLock { _ = $0.insert(path) }
            }
            return system?.pointee.xOpen(system, name, file, flags, given) ?? SQLITE_CANTOPEN
        }
        own.pointee.xAccess = { _, name, flags, answer in
            guard let name, isDatabase(String(cString: name)) || isBeside(String(cString: name)), !isOtherThanFile(name)
            else {
                answer?.pointee = 0
                return SQLITE_OK
            }
            return system?.pointee.xAccess(system, name, flags, answer) ?? SQLITE_IOERR
        }
        own.pointee.xDelete = { _, name, isLasting in
            guard let name, isBeside(String(cString: name)) else { return SQLITE_CORRUPT }
            return system?.pointee.xDelete(system, name, isLasting) ?? SQLITE_IOERR
        }
        return sqlite3_vfs_register(own, 1) == SQLITE_OK
    }()

    /// Whether a pipe, a device or a link lies there. A folder SQLite refuses itself.
    private static func isOtherThanFile(_ name: UnsafePointer<CChar>) -> Bool {
        var status = stat()
        return lstat(name, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    private static func isDatabase(_ path: String) -> Bool { databases.withLock { $0.contains(path) } }

    /// Whether it is the journal or the log of one.
    private static func isBeside(_ path: String) -> Bool {
        ["-journal", "-wal"].contains { path.hasSuffix($0) && isDatabase(String(path.dropLast($0.count))) }
    }
}
