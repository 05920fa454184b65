// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import Cryptography
import Foundation
import GRDB
import RecordStore
import SQLiteStore
import Testing
import Vault

/// A folder for a practice file, deleted with the test.
final class StoreFolder: Sendable {
    let path: String
    var file: String { path + "/practice.sqlite" }
    var reserve: String { path + "/practice.reserve" }
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A practice file with these rows, made and closed.
    func make(_ rows: [SealedRow] = []) throws {
        _ = try SQLiteStore.create(folder: path) { writer in
            for row in rows { try writer.put(row, version: 1) }
        }
    }

    func create() throws -> SQLiteStore { try SQLiteStore.create(folder: path) { _ in } }

    func open() throws -> SQLiteStore { try SQLiteStore(folder: path) }

    /// Why the file cannot be opened; nil where it can.
    func openingFault() -> StoreError? { refusal { _ = try open() } }

    /// A connection that goes past the program, as anybody's who has the file.
    func behindTheBack() throws -> DatabaseQueue { try DatabaseQueue(path: file) }

    /// What SQLite says of the file's structure: "ok".
    func integrity() throws -> String? {
        try behindTheBack().read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    }

    func alter(_ sql: String) throws {
        let queue = try behindTheBack()
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}

/// The store's error that `body` ends with; nil where it succeeds. Any other error fails the test.
func refusal(_ body: () throws -> Void) -> StoreError? {
    do {
        try body()
        return nil
    } catch {
        if let fault = error as? StoreError { return fault }
        Issue.record(error, "not an error of the port")
        return nil
    }
}

func id(_ number: UInt8) -> OpaqueID { OpaqueID([UInt8](repeating: number, count: 16))! }

/// A row that anyone can make, for it holds nothing: a mark that a grant is owed.
func owed(_ compartment: UInt8, _ member: UInt8) -> SealedRow {
    OwedMark(compartment: id(compartment), member: id(member)).row
}

/// A row with a body: slots that an owner occupies.
func slots(_ owner: UInt8, _ tags: [UInt8], in compartment: UInt8 = 1) -> SealedRow {
    SlotTags.row(owner: id(owner), compartment: id(compartment), tags: tags.map(id))
}
