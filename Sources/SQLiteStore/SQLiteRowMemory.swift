public import Cryptography
import Foundation
import GRDB
import GRDBSQLite
public import RecordStore
public import Vault

/// Remembered rows in a small file: state, signature, and an SQLite database, which is read as a whole and worked on in memory.
/// Nothing in it is secret, and nothing is lost with it, so that no commit waits for the disk. SQLite sees bytes of a file only
/// when somebody asks for rows, which nobody does before the signature over them was found to hold.
public final class SQLiteRowMemory: RowMemoryFile {
    private let path: String
    private var image: MemoryImage?
    private var queue: DatabaseQueue?
    public let found: KeptMemory?

    /// - Parameter path: the file, in a folder that is there; it need not be
    public init(path: String) {
        self.path = path
        let read = try? MemoryImage.read(path)
        (image, found) = (read?.image, read?.kept)
    }

    // MARK: asking

    public func row(_ address: RowAddress) throws -> RememberedRow? {
        try rows("WHERE class = ? AND key = ?", [Int(address.rowClass.rawValue), Data(address.key)]).first
    }

    public func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow] {
        try rows("INDEXED BY row_scope WHERE scope = ? AND class = ?", [Data(scope.bytes), Int(rowClass.rawValue)])
    }

    public func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow] {
        // Most rows are for nobody, and the index has none of them.
        let index = target == .none ? "" : "INDEXED BY row_target "
        let some = target == .none ? "" : " AND " + Self.hasTarget
        return try rows(
            index + "WHERE target = ? AND class = ?" + some, [Data(target.bytes), Int(rowClass.rawValue)])
    }

    public func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow] {
        let end = prefix + [UInt8](repeating: 0xff, count: 40)
        return try rows(
            "WHERE class = ? AND key >= ? AND key <= ?", [Int(rowClass.rawValue), Data(prefix), Data(end)])
    }

    private func rows(_ condition: String, _ arguments: StatementArguments) throws -> [RememberedRow] {
        try opened().unsafeRead { database in
            let statement = try database.cachedStatement(
                sql: "SELECT class, key, scope, target, hash, lasting, version, formers FROM row " + condition)
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            let columns = StoredColumns(statement.sqliteStatement)
            var result: [RememberedRow] = []
            while try cursor.next() != nil {
                guard let number = columns.integer(0).flatMap({ UInt8(exactly: $0) }),
                    let rowClass = RowClass(rawValue: number), let scope = columns.id(2), let target = columns.id(3),
                    let hash = columns.digest(4), let version = columns.integer(6).flatMap({ UInt32(exactly: $0) })
                else { throw StoreError.damaged(code: 0) }
                result.append(
                    RememberedRow(
                        address: RowAddress(rowClass, key: columns.bytes(1)), scope: scope, target: target, hash: hash,
                        version: version, lasting: columns.digest(5) ?? .zero, formers: columns.digests(7)))
            }
            return result
        }
    }

    public func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] {
        try opened().unsafeRead { try $0.owners(of: tags) }
    }

    public func proven() throws -> ProvenNames {
        let names = try opened().unsafeRead { try Data.fetchOne($0, sql: "SELECT names FROM proven") }
        return ProvenNames([UInt8](names ?? Data()))
    }

    /// The rows that were found.
    private func opened() throws -> DatabaseQueue {
        if let queue { return queue }
        guard let image else { throw StoreError.damaged(code: 0) }
        let made = try Self.inMemory()
        try made.inDatabase { try image.lend(to: $0.sqliteConnection) }
        self.image = nil
        queue = made
        return made
    }

    private static func inMemory() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        return try DatabaseQueue(configuration: configuration)
    }

    // MARK: writing

    // The smaller the faster: all of it is hashed at every command. What is zero, as it mostly is, is left out, and whose times go
    // is found without an index, for that is rare.
    private static let hasTarget = "target <> x'00000000000000000000000000000000'"
    private static let tables = """
        CREATE TABLE row (class INTEGER NOT NULL, key BLOB NOT NULL, scope BLOB NOT NULL, target BLOB NOT NULL,
            hash BLOB NOT NULL, version INTEGER NOT NULL, lasting BLOB, formers BLOB, PRIMARY KEY (class, key))
            WITHOUT ROWID;
        CREATE TABLE slot (tag BLOB NOT NULL PRIMARY KEY, owner BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE proven (names BLOB NOT NULL)
        """
    private static let indexes = """
        CREATE INDEX row_scope ON row (scope, class);
        CREATE INDEX row_target ON row (target, class) WHERE \(hasTarget)
        """

    public func write(
        _ state: LogState, _ changes: [RowAddress: RememberedRow?], proven: ProvenNames, isNew: Bool,
        sign: (Digest) throws -> [UInt8]
    ) throws {
        let queue: DatabaseQueue
        if isNew { queue = try Self.inMemory() } else { queue = try opened() }
        try queue.writeWithoutTransaction { database in
            try database.inTransaction {
                if isNew { try database.execute(sql: Self.tables) }
                try Self.applyTimes(changes, isNew: isNew, to: database)
                try Self.apply(changes, to: database)
                try database.execute(sql: "DELETE FROM proven")
                try database.execute(
                    sql: "INSERT INTO proven (names) VALUES (?)", arguments: [Data(proven.bytes)])
                // In one go, so that the pages are full.
                if isNew { try database.execute(sql: Self.indexes) }
                return .commit
            }
            let image = try MemoryImage(of: database.sqliteConnection)
            let content = try image.digest()
            try image.write(
                KeptMemory(state: state, content: content, signature: try sign(content)), to: path)
        }
        self.queue = queue
        image = nil
    }

    private static func apply(_ changes: [RowAddress: RememberedRow?], to database: Database) throws {
        let put = try database.cachedStatement(
            sql:
                "INSERT OR REPLACE INTO row (class, key, scope, target, hash, version, lasting, formers) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        let remove = try database.cachedStatement(sql: "DELETE FROM row WHERE class = ? AND key = ?")
        for (address, row) in changes.sorted(by: { $0.key < $1.key }) {
            let (number, key) = (Int(address.rowClass.rawValue), Data(address.key))
            if let row {
                try put.execute(arguments: [
                    number, key, Data(row.scope.bytes), Data(row.target.bytes), Data(row.hash.bytes),
                    Int64(row.version), row.lasting == .zero ? nil : Data(row.lasting.bytes),
                    row.formers.isEmpty ? nil : Data(row.formers.flatMap(\.bytes)),
                ])
            } else {
                try remove.execute(arguments: [number, key])
            }
        }
    }

    /// Which times slots rows occupy. A time that one appointment gave up may be another's in the same step.
    private static func applyTimes(
        _ changes: [RowAddress: RememberedRow?], isNew: Bool, to database: Database
    ) throws {
        let changed = changes.keys.filter { $0.rowClass == .slots }
        guard !changed.isEmpty else { return }
        if !isNew {
            let owners = changed.map {
                "x'\($0.key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())'"
            }
            try database.execute(sql: "DELETE FROM slot WHERE owner IN (\(owners.joined(separator: ", ")))")
        }
        let occupy = try database.cachedStatement(sql: "INSERT OR REPLACE INTO slot (tag, owner) VALUES (?, ?)")
        let times = changed.flatMap { address in
            (changes[address].flatMap { $0 }?.tags ?? []).map { (tag: $0, owner: address.key) }
        }
        for time in times.sorted(by: { $0.tag < $1.tag }) {
            try occupy.execute(arguments: [Data(time.tag.bytes), Data(time.owner)])
        }
    }
}
