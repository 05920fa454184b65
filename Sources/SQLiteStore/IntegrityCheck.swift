import Dispatch
import GRDB
import GRDBSQLite
import Glibc
import Synchronization

/// SQLite's own check of its structures, on a connection and a thread of its own: it takes as long as a third of a
/// verification, which reads on meanwhile.
final class IntegrityCheck: Sendable {
    private let outcome = Mutex<Result<Bool, any Error>?>(nil)
    private let done = DispatchGroup()

    /// Begins.
    /// - Returns: nil where the file cannot be opened a second time
    init?(path: String) {
        guard !path.isEmpty else { return nil }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        guard let queue = try? OwnFilesOnly.open(path, configuration) else { return nil }
        DispatchQueue.global().async(group: done) {
            let result = Result { try queue.read(Self.isIntact) }
            try? queue.close()
            self.outcome.withLock { $0 = result }
        }
    }

    /// Waits.
    /// - Throws: `StoreError` where the file could not be looked at, which says nothing of its structures
    func answer() throws -> Bool {
        done.wait()
        do {
            return try outcome.withLock { try $0?.get() ?? false }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return false
        } catch { throw SQLiteStore.translated(error) }
    }

    static func isIntact(_ database: Database) throws -> Bool {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(1)") == ["ok"]
    }
}

extension SQLiteStore {
    /// Whether the file ends before its last page does, as a copy that was cut leaves it. SQLite itself notices where whole pages are
    /// missing, and a part of one only when it reads that page.
    public func isCut() throws -> Bool {
        guard let queue else { return false }
        do {
            return try queue.read { database in
                let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                let size = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                guard let path = sqlite3_db_filename(database.sqliteConnection, "main") else { return false }
                var status = stat()
                return stat(path, &status) == 0 && Int64(status.st_size) < pages * size
            }
        } catch { throw Self.translated(error) }
    }
}
