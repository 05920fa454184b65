import Foundation
import GRDB
import RecordStore

extension SQLiteStore {
    /// Rewrites the practice file so that nothing of what was removed is in it, nor in its journal.
    ///
    /// Removed rows are overwritten at once (`secure_delete`), but a rollback journal that is kept for the next transaction holds
    /// the pages as they were, and pages that were rearranged earlier may hold copies of rows beside the rows.
    /// - Throws: `.busy` while others are at work, `.full`; `.damaged` for pages that are in disorder, of which `VACUUM` could copy the
    ///   same for ever
    public func compact() throws {
        try carrying { queue in
            try queue.writeWithoutTransaction { database in
                defer {
                    try? database.run("PRAGMA journal_mode = PERSIST")
                    try? database.run("PRAGMA synchronous = FULL")
                }
                // EXTRA: that the journal is gone is durable when a transaction is (sqlite.org/pragma.html#pragma_synchronous).
                try database.run("PRAGMA synchronous = EXTRA")
                // Leaving PERSIST deletes the journal that lies there; one of VACUUM is deleted when it is done.
                try database.run("PRAGMA journal_mode = DELETE")
                try steps.lifted(on: database) {
                    guard try String.fetchAll(database, sql: "PRAGMA quick_check(1)") == ["ok"] else {
                        throw StoreError.damaged(code: 0)
                    }
                    try database.run("VACUUM")
                }
            }
        }
    }

    /// Bytes that `compact` may need beside the file while it works: the journal has every page once.
    public static func needed(toCompact folder: String) -> UInt64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + fileName)
        return (attributes?[.size] as? UInt64 ?? 0) + 4 << 20
    }
}
