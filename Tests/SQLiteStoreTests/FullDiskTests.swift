import Foundation
import RecordStore
import SQLiteStore
import Testing
import Vault

@Suite(.enabled(if: SmallDisk.canBeMade, "needs root and the right to mount a small tmpfs"))
struct FullDiskTests {
    private let disk: SmallDisk

    init() throws { disk = try #require(SmallDisk()) }

    /// More than fits into free pages of the file.
    private func write(_ range: Range<UInt8>, in store: SQLiteStore) throws {
        try store.write { writer in
            for compartment in range {
                for member in 0..<UInt8(200) { try writer.put(owed(compartment, member), version: 1) }
            }
        }
    }

    @Test("a full disk is told as one, nothing is half written, and the reserve makes room for one more entry")
    func full() throws {
        let store = try SQLiteStore.create(folder: disk.path) { try $0.put(owed(1, 1), version: 1) }
        disk.fill()
        #expect(refusal { try write(2..<6, in: store) } == .full)
        #expect(try store.read { try $0.rows(.owed, prefix: [], limit: 9).count } == 1)

        store.releaseReserve()
        disk.waitForRoom(bytes: 1 << 20)
        try store.write { try $0.put(owed(1, 2), version: 1) }
        try write(2..<6, in: store)
        // Where the space is needed for records, the reserve is not taken again, and no empty file pretends that it was.
        disk.fill()
        store.restoreReserve()
        #expect(!FileManager.default.fileExists(atPath: disk.path + "/practice.reserve"))

        disk.free()
        store.restoreReserve()
        #expect(FileManager.default.fileExists(atPath: disk.path + "/practice.reserve"))
        #expect(try SQLiteStore(folder: disk.path).read { try $0.rows(.owed, scope: id(5)).count } == 200)
    }

    @Test("founding on a full disk leaves no practice")
    func founding() throws {
        disk.fill()
        #expect(refusal { _ = try SQLiteStore.create(folder: disk.path) { _ in } } == .full)
        #expect(refusal { _ = try SQLiteStore(folder: disk.path) } == .missing)
        disk.free()
        _ = try SQLiteStore.create(folder: disk.path) { _ in }
    }

    @Test("a file that may not be written is forbidden, not damaged, and stays as it is")
    func readOnly() throws {
        _ = try SQLiteStore.create(folder: disk.path) { try $0.put(owed(1, 1), version: 1) }
        let before = FileManager.default.contents(atPath: disk.path + "/practice.sqlite")
        try #require(disk.makeReadOnly())
        let fault = refusal {
            let store = try SQLiteStore(folder: disk.path)
            try store.write { try $0.put(owed(1, 2), version: 1) }
        }
        #expect(fault == .forbidden)
        #expect(FileManager.default.contents(atPath: disk.path + "/practice.sqlite") == before)
    }
}
