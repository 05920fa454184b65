import Cryptography
import Foundation
import GRDB
public import RecordStore
public import Vault

/// Remembered rows in a small SQLite file of one person. Nothing in it is secret, and nothing is lost with it: a file that
/// cannot be used is made anew, and what it says against the practice file is made again from the log before it counts. So
/// no commit waits for the disk.
public final class SQLiteRowMemory: RowMemory {
    private let queue: DatabaseQueue

    private static let version: Int32 = 2

    /// - Parameter path: the file, in a folder that is there
    /// - Throws: where none can be made there
    public init(path: String) throws {
        do { queue = try Self.opened(path) } catch {
            for file in [path, path + "-journal"] { try? FileManager.default.removeItem(atPath: file) }
            queue = try Self.opened(path)
        }
    }

    private static func opened(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            for pragma in ["synchronous = OFF", "journal_mode = TRUNCATE", "mmap_size = 0", "trusted_schema = OFF"] {
                try database.execute(sql: "PRAGMA " + pragma)
            }
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            let found = try Int32.fetchOne(database, sql: "PRAGMA user_version")
            if found == version { return }
            guard found == 0 else { throw StoreError.notAPractice }
            try database.inTransaction(.immediate) {
                try database.execute(
                    sql: """
                        CREATE TABLE IF NOT EXISTS state (epoch INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL);
                        CREATE TABLE IF NOT EXISTS row (class INTEGER NOT NULL, key BLOB NOT NULL, scope BLOB NOT NULL,
                            target BLOB NOT NULL, hash BLOB NOT NULL, lasting BLOB NOT NULL, PRIMARY KEY (class, key)) WITHOUT ROWID;
                        CREATE INDEX IF NOT EXISTS row_scope ON row (scope, class);
                        CREATE INDEX IF NOT EXISTS row_target ON row (target, class);
                        CREATE TABLE IF NOT EXISTS slot (tag BLOB NOT NULL PRIMARY KEY, owner BLOB NOT NULL) WITHOUT ROWID;
                        CREATE INDEX IF NOT EXISTS slot_owner ON slot (owner);
                        PRAGMA user_version = \(version);
                        """)
                return .commit
            }
        }
        chmod(path, 0o600)
        return queue
    }

    public func state() throws -> LogState? { try queue.unsafeRead { try Self.state($0) } }

    private static func state(_ database: Database) throws -> LogState? {
        let statement = try database.cachedStatement(sql: "SELECT epoch, size, root FROM state")
        let cursor = try Row.fetchCursor(statement)
        let columns = StoredColumns(statement.sqliteStatement)
        guard try cursor.next() != nil, let epoch = columns.integer(0).flatMap({ UInt32(exactly: $0) }),
            let size = columns.integer(1).flatMap({ UInt64(exactly: $0) }), let root = columns.digest(2)
        else { return nil }
        return LogState(epoch: epoch, size: size, root: root)
    }

    public func row(_ address: RowAddress) throws -> RememberedRow? {
        try rows("WHERE class = ? AND key = ?", [Int(address.rowClass.rawValue), Data(address.key)]).first
    }

    public func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow] {
        try rows("INDEXED BY row_scope WHERE scope = ? AND class = ?", [Data(scope.bytes), Int(rowClass.rawValue)])
    }

    public func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow] {
        try rows("INDEXED BY row_target WHERE target = ? AND class = ?", [Data(target.bytes), Int(rowClass.rawValue)])
    }

    public func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow] {
        let end = prefix + [UInt8](repeating: 0xff, count: 40)
        return try rows(
            "WHERE class = ? AND key >= ? AND key <= ?", [Int(rowClass.rawValue), Data(prefix), Data(end)])
    }

    private func rows(_ condition: String, _ arguments: StatementArguments) throws -> [RememberedRow] {
        try queue.unsafeRead { database in
            let statement = try database.cachedStatement(
                sql: "SELECT class, key, scope, target, hash, lasting FROM row " + condition)
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            let columns = StoredColumns(statement.sqliteStatement)
            var result: [RememberedRow] = []
            while try cursor.next() != nil {
                guard let number = columns.integer(0).flatMap({ UInt8(exactly: $0) }),
                    let rowClass = RowClass(rawValue: number), let scope = columns.id(2), let target = columns.id(3),
                    let hash = columns.digest(4), let lasting = columns.digest(5)
                else { throw StoreError.damaged(code: 0) }
                result.append(
                    RememberedRow(
                        address: RowAddress(rowClass, key: columns.bytes(1)), scope: scope, target: target, hash: hash,
                        lasting: lasting))
            }
            return result
        }
    }

    public func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] {
        try queue.unsafeRead { database in
            let statement = try database.cachedStatement(sql: "SELECT owner FROM slot WHERE tag = ?")
            var result: [OpaqueID: OpaqueID] = [:]
            for tag in tags {
                guard let owner = try Data.fetchOne(statement, arguments: [Data(tag.bytes)]) else { continue }
                guard let id = OpaqueID(Array(owner)) else { throw StoreError.damaged(code: 0) }
                result[tag] = id
            }
            return result
        }
    }

    public func goOn(from before: LogState?, to after: LogState, with changes: [RowAddress: RememberedRow?]) throws {
        try queue.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                if before == nil {
                    try database.execute(sql: "DELETE FROM row; DELETE FROM slot")
                } else if try Self.state(database) != before {
                    return .rollback
                }
                let put = try database.cachedStatement(
                    sql:
                        "INSERT OR REPLACE INTO row (class, key, scope, target, hash, lasting) VALUES (?, ?, ?, ?, ?, ?)"
                )
                let remove = try database.cachedStatement(sql: "DELETE FROM row WHERE class = ? AND key = ?")
                let free = try database.cachedStatement(sql: "DELETE FROM slot WHERE owner = ?")
                let occupy = try database.cachedStatement(sql: "INSERT OR REPLACE INTO slot (tag, owner) VALUES (?, ?)")
                // A time that one appointment gave up may be another's in the same step.
                for address in changes.keys where address.rowClass == .slots {
                    try free.execute(arguments: [Data(address.key)])
                }
                for (address, row) in changes {
                    let (number, key) = (Int(address.rowClass.rawValue), Data(address.key))
                    for tag in row?.tags ?? [] { try occupy.execute(arguments: [Data(tag.bytes), key]) }
                    if let row {
                        try put.execute(arguments: [
                            number, key, Data(row.scope.bytes), Data(row.target.bytes), Data(row.hash.bytes),
                            Data(row.lasting.bytes),
                        ])
                    } else if before != nil {
                        try remove.execute(arguments: [number, key])
                    }
                }
                try database.execute(sql: "DELETE FROM state")
                try database.execute(
                    sql: "INSERT INTO state (epoch, size, root) VALUES (?, ?, ?)",
                    arguments: [Int(after.epoch), Int64(after.size), Data(after.root.bytes)])
                return .commit
            }
        }
    }
}
