import Counseling
import Foundation
import GRDB
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
            return try memory.orderedAt() > 0
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

    @Test(
        "a key that somebody took out of the file is made anew, though no entry tells that it is gone",
        arguments: [FixedCompartment.practice, .schedule])
    func takenOut(_ fixed: FixedCompartment) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        func status(_ name: String) throws -> Int32 { try place.run(["status"], as: name).status }
        for _ in 0..<2 { #expect(try status("fang") == 0) }
        let bo = try Intruder("bo", in: place)
        let lin = try Intruder("lin", in: place).identity.id
        let grant = try #require(try bo.grant(of: bo.fixed(fixed), generation: 1, to: lin))
        let row = (Int(grant.address.rowClass.rawValue), Data(grant.address.key))
        try bo.sql("DELETE FROM row WHERE class = ? AND key = ?", [row.0, row.1])
        func isRenewed() throws -> Bool {
            try Intruder("bo", in: place).grant(of: bo.fixed(fixed), generation: 2, to: lin) != nil
        }
        #expect(try !isRenewed())
        var commands = 0
        while commands < 32, try !isRenewed() {
            _ = try status("fang")
            commands += 1
        }
        #expect(commands < 32)
        #expect(try status("lin") == 0)
    }
}
