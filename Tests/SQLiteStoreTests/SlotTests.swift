import RecordStore
import SQLiteStore
import Testing
import Vault

/// The unique index that keeps two people from booking the same time, without knowing of what.
struct SlotTests {
    private let folder: StoreFolder
    private let store: SQLiteStore

    init() throws {
        folder = try StoreFolder()
        store = try folder.create()
    }

    private func taken(_ row: SealedRow) -> StoreError? {
        refusal { try store.write { try $0.put(row, version: 1) } }
    }

    private func owners() throws -> [OpaqueID: OpaqueID] {
        var result: [OpaqueID: OpaqueID] = [:]
        try store.read { try $0.forEachSlot { result[$0] = $1 } }
        return result
    }

    @Test("a tag has one owner: a second one is refused, and nothing of theirs is written")
    func oneOwner() throws {
        #expect(taken(slots(1, [10, 11])) == nil)
        #expect(taken(slots(2, [9, 11, 12])) == .slotTaken)
        #expect(try owners() == [id(10): id(1), id(11): id(1)])
        #expect(try store.read { try $0.row(slots(2, []).address) } == nil)
        #expect(taken(slots(2, [9, 12])) == nil)
    }

    @Test("an owner who moves gives the old tags back and keeps those in both")
    func moved() throws {
        #expect(taken(slots(1, [10, 11, 12])) == nil)
        #expect(taken(slots(1, [12, 13])) == nil)
        #expect(try owners() == [id(12): id(1), id(13): id(1)])
        #expect(taken(slots(2, [10, 11])) == nil)
    }

    @Test("a row that is removed frees its tags")
    func removed() throws {
        #expect(taken(slots(1, [10])) == nil)
        try store.write { try $0.remove(slots(1, []).address) }
        #expect(try owners().isEmpty)
        #expect(taken(slots(2, [10])) == nil)
    }

    @Test("whether a tag is taken can be asked")
    func asked() throws {
        #expect(taken(slots(1, [10])) == nil)
        #expect(try store.read { try $0.contains(slot: id(10)) })
        #expect(try store.read { try !$0.contains(slot: id(11)) })
    }

    @Test("of many tags those that are taken are told with their owners")
    func owned() throws {
        #expect(taken(slots(1, [10, 11])) == nil)
        #expect(taken(slots(2, [12])) == nil)
        let asked = try store.read { try $0.owners(of: [id(9), id(10), id(12)]) }
        #expect(asked == [id(10): id(1), id(12): id(2)])
        #expect(try store.read { try $0.owners(of: []) }.isEmpty)
        let many = try (0..<2000).map { _ in try OpaqueID.random() } + [id(11)]
        #expect(try store.read { try $0.owners(of: many) } == [id(11): id(1)])
    }

    @Test("a booking that is refused leaves the rest of the same transaction undone")
    func undone() throws {
        #expect(taken(slots(1, [10])) == nil)
        let fault = refusal {
            try store.write { writer in
                try writer.put(owed(1, 2), version: 1)
                try writer.put(slots(2, [10]), version: 1)
            }
        }
        #expect(fault == .slotTaken)
        #expect(try store.read { try $0.row(owed(1, 2).address) } == nil)
    }
}
