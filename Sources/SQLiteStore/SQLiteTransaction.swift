import AuditTrail
import Cryptography
import Foundation
import GRDB
import GRDBSQLite
import RecordStore
import Vault

/// The operations of the port on one open transaction. It does not outlive it.
final class SQLiteTransaction: StoreWriting {
    let database: Database
    private let steps: StepLimit

    init(_ database: Database, _ steps: StepLimit) { (self.database, self.steps) = (database, steps) }

    /// A statement of ours. After some errors, of the disk or of memory, SQLite undoes the whole transaction: whoever passes over such an
    /// error must not go on as if it stood, for each statement would be a transaction of its own, and stay.
    private func prepared(sql: String) throws -> Statement {
        try database.requireTransaction()
        return try database.cachedStatement(sql: sql)
    }

    // MARK: rows

    private static let columns = "SELECT class, key, scope, target, version, body, rowid FROM row "
    // Named, because the planner prefers the primary key, which gives the order of the keys for nothing, and then reads all
    // rows of the class: each command would grow with the practice.
    private static let inScope = "INDEXED BY row_scope WHERE scope = ? AND class = ?"
    private static let byTarget = """
        INDEXED BY row_target WHERE target = ? AND target <> x'00000000000000000000000000000000' AND class = ?
        """

    private static func storedRow(_ row: StoredColumns) throws -> StoredRow {
        guard let number = row.integer(0).flatMap({ UInt8(exactly: $0) }), let rowClass = RowClass(rawValue: number),
            let scope = row.id(2), let target = row.id(3),
            let version = row.integer(4).flatMap({ UInt32(exactly: $0) })
        else { throw StoreError.damaged(code: 0) }
        return StoredRow(
            address: RowAddress(rowClass, key: row.bytes(1)), scope: scope, target: target, version: version,
            body: row.bytes(5))
    }

    /// Visits what a statement finds; what is visited is of use until `body` returns.
    private func forEach(
        _ sql: String, _ arguments: StatementArguments = [], _ body: (StoredColumns) throws -> Void
    ) throws {
        let statement = try prepared(sql: sql)
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        let columns = StoredColumns(statement.sqliteStatement)
        while try cursor.next() != nil {
            try body(columns)
            steps.renew()
        }
    }

    /// Rows in the order of their keys. SQLite gives them in the order of the index, where one that goes in circles shows, and
    /// they are sorted here: its own sorting would take in everything before it gives out the first.
    private func rowsByKey(_ condition: String, _ arguments: StatementArguments) throws -> [StoredRow] {
        var result: [StoredRow] = []
        var order = StrictOrder<Int64>()
        try forEach(Self.columns + condition + " ORDER BY rowid", arguments) { row in
            try order.take(row.rowid(Self.rowidColumn))
            result.append(try Self.storedRow(row))
        }
        result.sort { $0.address < $1.address }
        for (row, next) in zip(result, result.dropFirst()) where row.address == next.address {
            throw StoreError.damaged(code: 0)
        }
        return result
    }

    private static let rowidColumn: Int32 = 6

    func row(_ address: RowAddress) throws -> StoredRow? {
        var found: StoredRow?
        try forEach(
            Self.columns + "WHERE class = ? AND key = ?", [Int(address.rowClass.rawValue), Data(address.key)]
        ) { found = try Self.storedRow($0) }
        return found
    }

    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [StoredRow] {
        try rowsByKey(Self.inScope, [Data(scope.bytes), Int(rowClass.rawValue)])
    }

    func forEachRow(
        _ rowClass: RowClass, scope: OpaqueID, _ body: (_ key: [UInt8], _ row: () throws -> StoredRow) throws -> Void
    ) throws {
        // The index gives this order for nothing, and SQLite reads a body only when it is asked for. Class and scope it would give out of
        // the index, as they were asked for.
        let latestFirst = "SELECT rowid, key, target, version, body FROM row " + Self.inScope + " ORDER BY rowid DESC"
        var order = StrictOrder<Int64>()
        try forEach(latestFirst, [Data(scope.bytes), Int(rowClass.rawValue)]) { row in
            // `~` turns the order about, over all numbers.
            try order.take(~row.rowid(0))
            let key = row.bytes(1)
            try body(key) {
                guard let target = row.id(2), let version = row.integer(3).flatMap({ UInt32(exactly: $0) }) else {
                    throw StoreError.damaged(code: 0)
                }
                return StoredRow(
                    address: RowAddress(rowClass, key: key), scope: scope, target: target, version: version,
                    body: row.bytes(4))
            }
        }
    }

    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [StoredRow] {
        guard target != .none else { return [] }
        return try rowsByKey(Self.byTarget, [Data(target.bytes), Int(rowClass.rawValue)])
    }

    func rows(_ rowClass: RowClass, prefix: [UInt8], limit: Int) throws -> [StoredRow] {
        let end = prefix + [UInt8](repeating: 0xff, count: 40)
        var result: [StoredRow] = []
        var order = StrictOrder<RowAddress>()
        try forEach(
            Self.columns + "WHERE class = ? AND key >= ? AND key <= ? ORDER BY key LIMIT ?",
            [Int(rowClass.rawValue), Data(prefix), Data(end), limit]
        ) {
            let row = try Self.storedRow($0)
            try order.take(row.address)
            result.append(row)
        }
        return result
    }

    func forEachRow(_ body: (StoredRow?) throws -> Void) throws {
        var order = StrictOrder<Int64>()
        try forEach(Self.columns + "ORDER BY rowid") { row in
            try order.take(row.rowid(Self.rowidColumn))
            try body(try? Self.storedRow(row))
        }
    }

    func checkIntact() throws -> () throws -> Bool {
        // While this transaction holds its lock nobody can commit: a second connection sees the very same.
        if let path = sqlite3_db_filename(database.sqliteConnection, "main"),
            let check = IntegrityCheck(path: String(cString: path))
        {
            return { try check.answer() }
        }
        let answer = try steps.lifted(on: database) { try IntegrityCheck.isIntact(database) }
        return { answer }
    }

    func put(_ row: SealedRow, version: UInt32) throws {
        let statement = try prepared(
            sql: """
                INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, ?, ?) \
                ON CONFLICT (class, key) DO UPDATE SET scope = excluded.scope, target = excluded.target, \
                version = excluded.version, body = excluded.body
                """)
        try statement.execute(arguments: [
            Int(row.address.rowClass.rawValue), Data(row.address.key), Data(row.scope.bytes), Data(row.target.bytes),
            Int(version), Data(row.body),
        ])
        if row.address.rowClass == .slots { try occupy(try SlotTags.tags(in: row.body), owner: row.address.key) }
    }

    func remove(_ address: RowAddress) throws {
        if address.rowClass == .slots { try occupy([], owner: address.key) }
        try prepared(sql: "DELETE FROM row WHERE class = ? AND key = ?")
            .execute(arguments: [Int(address.rowClass.rawValue), Data(address.key)])
    }

    // MARK: slots

    private func occupy(_ tags: [OpaqueID], owner: [UInt8]) throws {
        try prepared(sql: "DELETE FROM slot WHERE owner = ?").execute(arguments: [Data(owner)])
        let statement = try prepared(sql: "INSERT INTO slot (tag, owner) VALUES (?, ?)")
        for tag in tags {
            do {
                try statement.execute(arguments: [Data(tag.bytes), Data(owner)])
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                throw StoreError.slotTaken
            }
        }
    }

    func contains(slot tag: OpaqueID) throws -> Bool {
        let statement = try prepared(sql: "SELECT 1 FROM slot WHERE tag = ?")
        return try Int.fetchOne(statement, arguments: [Data(tag.bytes)]) != nil
    }

    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] {
        try database.requireTransaction()
        return try database.owners(of: tags)
    }

    func forEachSlot(_ body: (OpaqueID, OpaqueID) throws -> Void) throws {
        var order = StrictOrder<OpaqueID>()
        try forEach("SELECT tag, owner FROM slot ORDER BY tag") { row in
            guard let tag = row.id(0), let owner = row.id(1) else { throw StoreError.damaged(code: 0) }
            try order.take(tag)
            try body(tag, owner)
        }
    }

    // MARK: the log

    private static let positions: UInt64 = 1 << 40
    private static let epochs: UInt32 = 1 << 23

    /// One number that orders entries by epoch and then by position: 2^40 entries fit in an epoch. nil for a place beyond what such
    /// numbers name, where nothing can stand: rows and files from outside name any.
    private static func number(_ epoch: UInt32, _ position: UInt64) -> Int64? {
        guard epoch < epochs, position < positions else { return nil }
        return Int64(epoch) << 40 | Int64(position)
    }

    /// The same where something is to be written.
    private static func numberToWrite(_ epoch: UInt32, _ position: UInt64) throws -> Int64 {
        guard let number = number(epoch, position) else { throw StoreError.damaged(code: 0) }
        return number
    }

    /// The least number that is not before a place: behind the last position of an epoch the next epoch follows. nil where none is.
    private static func numberNotBefore(_ place: EntryPlace) -> Int64? {
        if let number = number(place.epoch, place.position) { return number }
        return place.epoch < epochs - 1 ? number(place.epoch + 1, 0) : nil
    }

    private static func place(_ number: Int64) -> EntryPlace {
        EntryPlace(epoch: UInt32(truncatingIfNeeded: number >> 40), position: UInt64(number & (1 << 40 - 1)))
    }

    private static func storedEntry(_ row: StoredColumns) throws -> StoredEntry {
        guard let actor = row.id(1) else { throw StoreError.damaged(code: 0) }
        // The first column is the table's rowid, which is never NULL.
        return StoredEntry(
            place: place(row.rowid(0)), actor: actor, leaf: row.bytes(2),
            sideChanges: row.isNull(3) ? nil : row.bytes(3))
    }

    private func firstEntry(_ condition: String, _ arguments: StatementArguments) throws -> StoredEntry? {
        var found: StoredEntry?
        try forEach("SELECT place, actor, leaf, side FROM entry " + condition, arguments) {
            found = try Self.storedEntry($0)
        }
        return found
    }

    func entry(_ place: EntryPlace) throws -> StoredEntry? {
        guard let number = Self.number(place.epoch, place.position) else { return nil }
        return try firstEntry("WHERE place = ?", [number])
    }

    func lastEntry(of actor: OpaqueID) throws -> StoredEntry? {
        try firstEntry("WHERE actor = ? ORDER BY place DESC LIMIT 1", [Data(actor.bytes)])
    }

    func forEachEntry(from place: EntryPlace?, _ body: (StoredEntry) throws -> Void) throws {
        var first = Int64.min
        if let place {
            guard let number = Self.numberNotBefore(place) else { return }
            first = number
        }
        var order = StrictOrder<Int64>()
        try forEach("SELECT place, actor, leaf, side FROM entry WHERE place >= ? ORDER BY place", [first]) { row in
            // The table's rowid.
            try order.take(row.rowid(0))
            try body(try Self.storedEntry(row))
        }
    }

    func logSize() throws -> (epoch: UInt32, size: UInt64)? {
        let statement = try prepared(sql: "SELECT max(place) FROM entry")
        guard let number = try Int64.fetchOne(statement) else { return nil }
        let place = Self.place(number)
        return (place.epoch, place.position + 1)
    }

    func logSizes() throws -> [(epoch: UInt32, size: UInt64)] {
        var sizes: [(epoch: UInt32, size: UInt64)] = []
        var bound = Int64.max
        let statement = try prepared(sql: "SELECT max(place) FROM entry WHERE place < ?")
        while let number = try Int64.fetchOne(statement, arguments: [bound]) {
            // A tree whose pages are damaged gives what was not asked for, and would give it for ever.
            guard number < bound else { throw StoreError.damaged(code: 0) }
            let place = Self.place(number)
            sizes.append((place.epoch, place.position + 1))
            bound = (number >> 40) << 40
        }
        return sizes.reversed()
    }

    func append(_ entry: SignedEntry, nodes: [MerkleNode]) throws {
        try prepared(sql: "INSERT INTO entry (place, actor, leaf, side) VALUES (?, ?, ?, ?)")
            .execute(arguments: [
                try Self.numberToWrite(entry.place.epoch, entry.place.position), Data(entry.actor.bytes),
                Data(entry.leaf),
                entry.sideChanges.map { Data($0) },
            ])
        let statement = try prepared(sql: "INSERT INTO node (level, place, hash) VALUES (?, ?, ?)")
        for node in nodes {
            try statement.execute(arguments: [
                node.level, try Self.numberToWrite(entry.place.epoch, node.index), Data(node.hash.bytes),
            ])
        }
    }

    func node(epoch: UInt32, level: Int, index: UInt64) throws -> Digest? {
        guard let number = Self.number(epoch, index) else { return nil }
        var found: Digest?
        try forEach("SELECT hash FROM node WHERE level = ? AND place = ?", [level, number]) {
            found = $0.digest(0)
        }
        return found
    }

    func forEachNode(_ body: (UInt32, MerkleNode) throws -> Void) throws {
        var order = StrictOrder<NodePlace>()
        try forEach("SELECT level, place, hash FROM node ORDER BY level, place") { row in
            guard let level = row.integer(0).map({ Int($0) }), let number = row.integer(1), let hash = row.digest(2)
            else { throw StoreError.damaged(code: 0) }
            try order.take(NodePlace(level: level, number: number))
            let place = Self.place(number)
            try body(place.epoch, MerkleNode(level: level, index: place.position, hash: hash))
        }
    }

    func checkpoints() throws -> [StoredCheckpoint] {
        var result: [StoredCheckpoint] = []
        var order = StrictOrder<CheckpointPlace>()
        try forEach("SELECT epoch, size, signer, note FROM checkpoint ORDER BY epoch, signer") { row in
            guard let epoch = row.integer(0).flatMap({ UInt32(exactly: $0) }),
                let size = row.integer(1).flatMap({ UInt64(exactly: $0) }), let signer = row.id(2), !row.isNull(3)
            else { throw StoreError.damaged(code: 0) }
            try order.take(CheckpointPlace(epoch: epoch, signer: signer))
            let note = String(decoding: row.bytes(3), as: UTF8.self)
            result.append(StoredCheckpoint(epoch: epoch, size: size, signer: signer, note: note))
        }
        return result.sorted { ($0.epoch, $0.size, $0.signer) < ($1.epoch, $1.size, $1.signer) }
    }

    func put(_ checkpoint: StoredCheckpoint) throws {
        guard let size = Int64(exactly: checkpoint.size) else { throw StoreError.damaged(code: 0) }
        try prepared(
            sql: "INSERT OR REPLACE INTO checkpoint (epoch, signer, size, note) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [
            Int(checkpoint.epoch), Data(checkpoint.signer.bytes), size, checkpoint.note,
        ])
    }
}
