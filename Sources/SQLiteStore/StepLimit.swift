import GRDB
import GRDBSQLite
import Synchronization

/// Ends what SQLite would do for ever by itself. What it gives out row by row `StrictOrder` holds; what it takes in before it gives
/// out anything, such as the places that a `DELETE` finds, follows the pages as the file has them, where they lead in circles too.
///
/// Counted are the steps of SQLite's own machine (sqlite.org/c3ref/progress_handler.html) since a statement began or gave its last
/// row, about ten for each place that it comes by. Nothing that the store asks comes by more than a case's or a day's rows between
/// two rows; the whole file is looked through by `lifted` alone. So the number is the same for every file.
final class StepLimit: Sendable {
    /// Steps between two looks, and looks until the end: one or two seconds.
    private static let period: CInt = 1_000_000
    private static let looks = 10

    private let left = Atomic<Int>(StepLimit.looks)

    /// From now on for this connection, of which it has to be kept alive.
    func install(on database: Database) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            database.sqliteConnection, Self.period,
            { this in
                guard let this else { return 0 }
                let limit = Unmanaged<StepLimit>.fromOpaque(this).takeUnretainedValue()
                return limit.left.subtract(1, ordering: .relaxed).newValue > 0 ? 0 : 1
            }, this)
        // Called where a statement begins, whoever has it begin.
        sqlite3_trace_v2(
            database.sqliteConnection, UInt32(SQLITE_TRACE_STMT),
            { _, this, _, _ in
                guard let this else { return 0 }
                Unmanaged<StepLimit>.fromOpaque(this).takeUnretainedValue().renew()
                return 0
            }, this)
    }

    /// For whoever took a row, and asks for the next.
    func renew() { left.store(Self.looks, ordering: .relaxed) }

    /// Without limit, for what looks through the whole file and knows that it ends.
    func lifted<Result>(on database: Database, _ body: () throws -> Result) rethrows -> Result {
        sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil)
        defer { install(on: database) }
        return try body()
    }
}
