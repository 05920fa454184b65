import Foundation
import GRDB
import RecordStore
import Testing
import Vault

@testable import SQLiteStore

struct AccessTests {
    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    @Test("a folder without a practice is told from one that cannot be opened")
    func missing() throws {
        #expect(folder.openingFault() == .missing)
        #expect(refusal { _ = try SQLiteStore(folder: folder.path + "/nowhere") } == .missing)
        #expect(refusal { _ = try SQLiteStore.create(folder: folder.path + "/nowhere") { _ in } } == .forbidden)
        #expect(try folder.names.isEmpty)
    }

    @Test("a folder where the file should be is refused")
    func directory() throws {
        try FileManager.default.createDirectory(atPath: folder.file, withIntermediateDirectories: true)
        #expect(folder.openingFault() == .forbidden)
        #expect(refusal { try folder.make() } == .exists)
    }

    @Test("two connections that count in the same row at once lose no step")
    func twoWriters() async throws {
        try folder.make()
        let folder = folder
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let store = try folder.open()
                    for _ in 0..<40 {
                        try store.write { writer in
                            let version = try writer.row(owed(1, 2).address)?.version ?? 0
                            try writer.put(owed(1, 2), version: version + 1)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.open().read { try $0.row(owed(1, 2).address)?.version } == 80)
        #expect(try folder.integrity() == "ok")
    }

    @Test("a writer holds the file from the beginning, so that what it reads first is still so when it writes")
    func immediate() throws {
        try folder.make()
        let other = try folder.behindTheBack()
        try folder.open().write { _ in
            _ = #expect(throws: DatabaseError.self) {
                try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE; ROLLBACK") }
            }
        }
        try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE; ROLLBACK") }
    }

    @Test("while another holds the file, a writer is told so in the end; readers are not held up, and nothing is lost")
    func busy() throws {
        try folder.make([owed(1, 1)])
        let patience = Patience(limit: .milliseconds(100))
        let store = try SQLiteStore(folder: folder.path, patience: patience)
        let again = try SQLiteStore(folder: folder.path, patience: patience)
        let holder = try folder.behindTheBack()
        try holder.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            #expect(try store.read { try $0.row(owed(1, 1).address) } != nil)
            #expect(refusal { try store.write { try $0.put(owed(1, 2), version: 1) } } == .busy)
            // What the same command opens anew is refused at once, and reads as before.
            #expect(!patience.waits(0))
            #expect(refusal { try again.write { try $0.put(owed(1, 2), version: 1) } } == .busy)
            #expect(try again.read { try $0.row(owed(1, 1).address) } != nil)
            try database.execute(sql: "ROLLBACK")
        }
        #expect(try store.read { try $0.row(owed(1, 2).address) } == nil)
        try store.write { try $0.put(owed(1, 2), version: 1) }
        #expect(patience.waits(0))
        #expect(try store.read { try $0.row(owed(1, 2).address) } != nil)
    }

    @Test("the reserve is there, allocated, and can be given away and taken again")
    func reserve() throws {
        let store = try folder.create()
        func allocated() -> Int? {
            var status = stat()
            return stat(folder.reserve, &status) == 0 ? Int(status.st_blocks) * 512 : nil
        }
        #expect((allocated() ?? 0) >= 1 << 20)
        store.releaseReserve()
        #expect(allocated() == nil)
        store.releaseReserve()
        store.restoreReserve()
        #expect((allocated() ?? 0) >= 1 << 20)
        // One that somebody cut short is filled up again.
        try Data().write(to: URL(fileURLWithPath: folder.reserve))
        store.restoreReserve()
        #expect((allocated() ?? 0) >= 1 << 20)
    }
}
