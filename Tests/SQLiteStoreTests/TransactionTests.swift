import Foundation
import GRDB
import RecordStore
import Testing
import Vault

@testable import SQLiteStore

struct TransactionTests {
    private struct Stopped: Error, Equatable {}

    private let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    @Test("what a transaction wrote is undone when its body throws, and the error comes through as it was")
    func rolledBack() throws {
        try folder.make([slots(1, [5])])
        let store = try folder.open()
        var bench = try LogBench()
        try bench.append(to: store)
        let next = try bench.entry(1, 1)
        #expect(throws: Stopped()) {
            try store.write { writer in
                try writer.put(owed(1, 2), version: 1)
                try writer.put(slots(1, [6]), version: 2)
                try writer.remove(slots(1, []).address)
                try writer.append(next, nodes: [])
                try writer.put(StoredCheckpoint(epoch: 1, size: 2, signer: id(1), note: "note"))
                throw Stopped()
            }
        }
        for store in [store, try folder.open()] {
            let reading = try store.read { reading in
                (
                    try reading.row(owed(1, 2).address) == nil, try reading.row(slots(1, []).address)?.version,
                    try reading.contains(slot: id(5)), try reading.logSize()?.size, try reading.checkpoints().isEmpty
                )
            }
            #expect(reading == (true, 1, true, 1, true))
        }
        // The connection goes on.
        try store.write { try $0.append(next, nodes: []) }
        #expect(try store.read { try $0.logSize()?.size } == 2)
    }

    @Test("where SQLite gives a transaction up and somebody passes over the error, nothing more is written in its name")
    func givenUp() throws {
        try folder.make([slots(1, [5])])
        let store = try folder.open()
        var bench = try LogBench()
        try bench.append(to: store)
        let next = try bench.entry(1, 1)
        // As after an error of the disk in a question; the body goes on as if there had been none.
        func giveUp(_ reading: some StoreReading) throws {
            try #require(reading as? SQLiteTransaction).database.rollback()
        }
        var refused: [Result<Void, any Error>] = []
        #expect(throws: StoreError.busy) {
            try store.write { writer in
                try writer.put(owed(1, 2), version: 1)
                try giveUp(writer)
                refused = [
                    Result { try writer.put(owed(1, 3), version: 1) },
                    Result { try writer.remove(slots(1, []).address) },
                    Result { try writer.append(next, nodes: []) },
                    Result { try writer.put(StoredCheckpoint(epoch: 1, size: 2, signer: id(1), note: "note")) },
                    Result { _ = try writer.row(owed(1, 2).address) },
                    Result { _ = try writer.owners(of: [id(5)]) },
                ]
            }
        }
        for result in refused { #expect(throws: StoreError.busy) { try result.get() } }
        for kept in [false, true] {
            if kept { store.keepReading() }
            defer { store.endReading() }
            #expect(throws: StoreError.busy) {
                try store.read { reading in
                    try giveUp(reading)
                    _ = try reading.logSize()
                }
            }
        }
        for store in [store, try folder.open()] {
            let reading = try store.read { reading in
                (
                    try reading.row(owed(1, 2).address) == nil, try reading.row(owed(1, 3).address) == nil,
                    try reading.contains(slot: id(5)), try reading.logSize()?.size, try reading.checkpoints().isEmpty
                )
            }
            #expect(reading == (true, true, true, 1, true))
        }
        try store.write { try $0.append(next, nodes: []) }
        #expect(try store.read { try $0.logSize()?.size } == 2)
    }

    @Test("a transaction reads what it has written itself; others do not before its end")
    func isolation() throws {
        try folder.make()
        let (store, other) = (try folder.open(), try folder.open())
        try store.write { writer in
            try writer.put(owed(1, 2), version: 1)
            #expect(try writer.row(owed(1, 2).address) != nil)
            #expect(try other.read { try $0.row(owed(1, 2).address) == nil })
        }
        #expect(try other.read { try $0.row(owed(1, 2).address) != nil })
    }

    @Test("kept readings are of one moment and hold writers up, until something is written, one throws, or they end")
    func keptReadings() throws {
        try folder.make([owed(1, 1)])
        let (store, other) = (try folder.open(), try folder.behindTheBack())
        func isHeldUp() -> Bool {
            do {
                try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE; ROLLBACK") }
                return false
            } catch { return true }
        }
        store.keepReading()
        #expect(!isHeldUp())
        #expect(try store.read { try $0.row(owed(1, 1).address) } != nil)
        #expect(isHeldUp())
        #expect(try store.read { try $0.row(owed(1, 2).address) } == nil)
        // What is written is seen by the next, and by everybody.
        try store.write { try $0.put(owed(1, 2), version: 1) }
        #expect(!isHeldUp())
        #expect(try store.read { try $0.row(owed(1, 2).address) } != nil)
        #expect(isHeldUp())
        #expect(throws: Stopped()) { try store.read { _ in throw Stopped() } }
        #expect(!isHeldUp())
        #expect(try store.read { try $0.row(owed(1, 2).address) } != nil)
        #expect(throws: Stopped()) { try store.write { _ in throw Stopped() } }
        #expect(try store.read { try $0.row(owed(1, 2).address) } != nil)
        // Paused, others write; what is read next is kept again.
        store.pauseReading()
        #expect(!isHeldUp())
        // Not under a reading: what is told there waits for it.
        let found = try store.read { reading in
            store.pauseReading()
            return try reading.row(owed(1, 2).address)
        }
        #expect(found != nil)
        #expect(isHeldUp())
        store.endReading()
        #expect(!isHeldUp())
        #expect(try store.read { try $0.row(owed(1, 2).address) } != nil)
        #expect(!isHeldUp())
    }

    @Test("a file is made whole with its first rows, for its owner only, and with the reserve beside it")
    func created() throws {
        try folder.make([owed(1, 2)])
        #expect(try folder.open().read { try $0.row(owed(1, 2).address) } != nil)
        let names = try folder.names.filter { !$0.hasSuffix("-journal") }
        #expect(names == ["practice.reserve", "practice.sqlite"])
        #expect(try mode(folder.file) == 0o600)
        #expect(try mode(folder.reserve) & 0o077 == 0)
    }

    @Test("in a folder that a group may write in, the file is the group's too")
    func shared() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: folder.path)
        try folder.make()
        #expect(try mode(folder.file) == 0o660)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("a practice that is there already is not overwritten")
    func exists() throws {
        try folder.make([owed(1, 2)])
        let fault = refusal {
            _ = try SQLiteStore.create(folder: folder.path) { _ in Issue.record("the body must not run") }
        }
        #expect(fault == .exists)
        #expect(try folder.open().read { try $0.row(owed(1, 2).address) } != nil)
    }

    @Test("a founding that fails leaves no practice, and one that was killed does not hinder the next")
    func failedFounding() throws {
        #expect(throws: Stopped()) { _ = try SQLiteStore.create(folder: folder.path) { _ in throw Stopped() } }
        #expect(folder.openingFault() == .missing)
        for leftover in ["practice.sqlite.new", "practice.sqlite.new-journal"] {
            try Data("left over".utf8).write(to: URL(fileURLWithPath: folder.path + "/" + leftover))
        }
        try folder.make([owed(1, 2)])
        #expect(try folder.open().read { try $0.row(owed(1, 2).address) } != nil)
        #expect(try !folder.names.contains { $0.contains(".new") })
    }
}
