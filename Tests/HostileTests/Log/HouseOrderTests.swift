import Counseling
import Foundation
import Practice
import RecordRoom
import SQLiteStore
import Testing
import Vault

/// A command does not look through the house again while no row on which that rests changed: whoever waits for a key gets it all the
/// same, by the next command after one did.
struct HouseOrderTests {
    @Test("a house in order is remembered so, until somebody is owed a key, and again after that")
    func remembered() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        func run(_ arguments: [String], _ name: String) throws {
            let ended = try place.run(arguments, as: name)
            try #require(ended.status == 0, "\(ended.errors)")
        }
        let su = try Intruder("su", in: place)
        func isInOrder() throws -> Bool {
            let name = su.identity.id.hex + ".rows"
            let file = try #require(try RowsFile.all(in: place).first { $0.url.lastPathComponent == name })
            let memory = KeptRows(path: file.url.path)
            try memory.take(0)
            return try memory.isInOrder()
        }
        try run(["status"], "su")
        try run(["status"], "su")
        #expect(try isInOrder())
        // What others do beside it changes nothing of that.
        try run(["client", "list"], "fang")
        try run(["status"], "su")
        #expect(try isInOrder())

        try run(["staff", "role", "add", "lin", "--role", "supervisor", "--yes"], "fang")
        // gu has no key of `crisis` to hand over.
        try run(["staff", "confirm", "lin", "--yes"], "gu")
        let crisis = su.fixed(.crisis)
        #expect(try !Intruder("lin", in: place).ring.holds(crisis, generation: 1))
        try run(["status"], "su")
        #expect(try Intruder("lin", in: place).ring.holds(crisis, generation: 1))

        try run(["status"], "su")
        #expect(try isInOrder())
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "aud").isEmpty)
    }
}
