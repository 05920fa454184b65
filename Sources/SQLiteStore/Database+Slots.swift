import Foundation
import GRDB
import RecordStore
import Vault

extension Database {
    /// In which rows these tags are, by a table `slot` of tags and owners.
    /// - Throws: `StoreError.damaged` for what is no identifier
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID] {
        var result: [OpaqueID: OpaqueID] = [:]
        var rest = tags[...]
        // A month of everyone's time is hundreds of thousands of tags: one statement for many of them.
        while !rest.isEmpty {
            let some = rest.prefix(Self.tagsAtOnce)
            rest = rest.dropFirst(Self.tagsAtOnce)
            let places = repeatElement("?", count: some.count).joined(separator: ",")
            let statement = try cachedStatement(sql: "SELECT tag, owner FROM slot WHERE tag IN (\(places))")
            let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(some.map { Data($0.bytes) }))
            let columns = StoredColumns(statement.sqliteStatement)
            while try cursor.next() != nil {
                guard let tag = columns.id(0), let owner = columns.id(1) else { throw StoreError.damaged(code: 0) }
                result[tag] = owner
            }
        }
        return result
    }

    /// A day of somebody's; below SQLite's limit of variables in every version.
    private static var tagsAtOnce: Int { 288 }
}
