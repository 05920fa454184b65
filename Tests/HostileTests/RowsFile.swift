import Foundation
import GRDB
import Testing

/// A memory of rows in the hands of who can write to its owner's state folder: all but the signature.
struct RowsFile {
    /// What stands before the database: opening, state of the log, signature.
    private static let head = 13 + 4 + 8 + 32 + 64
    let url: URL

    init(_ url: URL) { self.url = url }

    /// Those of everybody who worked in a practice on this computer, and of the workstation.
    static func all(in place: HostilePractice) throws -> [RowsFile] {
        let state = place.root.appendingPathComponent("state/tacet")
        return try FileManager.default.subpathsOfDirectory(atPath: state.path).filter { $0.hasSuffix(".rows") }
            .map { RowsFile(state.appendingPathComponent($0)) }
    }

    func alter(_ statements: [String], _ arguments: StatementArguments = []) throws {
        let whole = try Data(contentsOf: url)
        let copy = url.deletingLastPathComponent().appendingPathComponent("copy-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try whole.dropFirst(Self.head).write(to: copy)
        let queue = try DatabaseQueue(path: copy.path)
        try queue.write { database in
            for statement in statements {
                try database.execute(sql: statement, arguments: statement.contains("?") ? arguments : [])
            }
        }
        try queue.close()
        try (whole.prefix(Self.head) + Data(contentsOf: copy)).write(to: url)
    }

    /// Another file each time it is written.
    func number() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.systemFileNumber] as? Int
    }
}
