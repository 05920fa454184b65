import GRDB
import RecordStore

/// Statements that are one text each. GRDB's `execute(sql:)`, `inTransaction` and questions by text put theirs together of parts, which
/// costs a small command the time of a dozen statements.
extension Database {
    func run(_ sql: String) throws { try makeStatement(sql: sql).execute() }

    func first<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type, _ sql: String
    ) throws -> Value? {
        try Value.fetchOne(makeStatement(sql: sql))
    }

    func begin(_ kind: TransactionKind) throws {
        try cachedStatement(sql: "BEGIN \(kind.rawValue) TRANSACTION").execute()
    }

    func end() throws { try cachedStatement(sql: "COMMIT TRANSACTION").execute() }

    /// - Throws: `StoreError.busy` where there is none any more: SQLite gave it up
    func requireTransaction() throws {
        guard isInsideTransaction else { throw StoreError.busy }
    }

    /// Does something in a transaction of its own: all of it, or nothing where it throws. Who reads or writes in it asks before each statement
    /// whether it stands (`requireTransaction`), which GRDB's own would do.
    func transaction<Result>(_ kind: TransactionKind, _ body: () throws -> Result) throws -> Result {
        try begin(kind)
        do {
            let result = try body()
            try requireTransaction()
            try end()
            return result
        } catch {
            try? rollback()
            throw error
        }
    }
}
