import GRDB
import RecordStore
import Testing

@testable import SQLiteStore

/// What ends a statement that gives nothing, and what does not.
struct StepLimitTests {
    private let steps = StepLimit()
    private let queue: DatabaseQueue

    init() throws { queue = try DatabaseQueue() }

    /// About five million steps, without giving a row before the last.
    private static let long = """
        WITH RECURSIVE number(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number LIMIT 300000) SELECT sum(x) FROM number
        """
    private static let endless = """
        WITH RECURSIVE number(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number) SELECT sum(x) FROM number
        """

    @Test("a statement that works on for ever is ended, as damage, and the next one begins afresh")
    func endless() throws {
        try queue.inDatabase { database in
            steps.install(on: database)
            for _ in 0..<2 {
                let ending = Result { try Int.fetchOne(database, sql: Self.endless) }
                guard case .failure(let error) = ending,
                    case .damaged = SQLiteStore.translated(error) as? StoreError
                else {
                    Issue.record("\(ending)")
                    continue
                }
            }
            let next = try Int.fetchOne(database, sql: "SELECT 1")
            #expect(next == 1)
        }
    }

    @Test(
        "many long statements one after the other, and within each other's rows, are none that works on for ever"
    )
    func many() throws {
        try queue.inDatabase { database in
            steps.install(on: database)
            let statement = try database.cachedStatement(sql: Self.long)
            for _ in 0..<3 { #expect(try Int.fetchOne(statement) == 45_000_150_000) }
            let rows = try Int.fetchCursor(database, sql: "VALUES (1), (2), (3)")
            while try rows.next() != nil { #expect(try Int.fetchOne(statement) == 45_000_150_000) }
        }
    }

    @Test("what gives row after row goes on as long as it has some")
    func rows() throws {
        try queue.inDatabase { database in
            steps.install(on: database)
            let numbers = Self.endless.replacing("sum(x)", with: "x")
            let cursor = try Int.fetchCursor(database, sql: numbers)
            // Some thirteen million steps.
            for place in 1...800_000 {
                let number = try cursor.next()
                guard number == place else {
                    Issue.record("\(String(describing: number)) at \(place)")
                    return
                }
                steps.renew()
            }
        }
    }

    @Test("what looks through the whole file is let, and afterwards nothing is that goes on for ever")
    func lifted() throws {
        try queue.inDatabase { database in
            steps.install(on: database)
            let sum = try steps.lifted(on: database) {
                try Int.fetchOne(database, sql: Self.long.replacing("300000", with: "800000"))
            }
            #expect(sum == 320_000_400_000)
            #expect(throws: DatabaseError.self) { try Int.fetchOne(database, sql: Self.endless) }
        }
    }
}
