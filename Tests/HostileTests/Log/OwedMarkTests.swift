import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import RecordRoom
import RecordStore
import Testing
import Vault

@testable import Practice

/// Marks of what is owed only remind: whoever logs thousands of them, or takes one away, keeps no key from anybody.
@Suite struct OwedMarkTests {
    enum Way: CaseIterable { case flooded, taken }

    @Test(
        "a key that is owed comes, whatever somebody does to the marks, and until then it is told",
        arguments: Way.allCases)
    func comes(_ way: Way) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        func run(_ arguments: [String], _ name: String) throws -> String {
            let ended = try place.run(arguments, as: name)
            try #require(ended.status == 0, "\(ended.errors)")
            return ended.output
        }
        _ = try run(["staff", "role", "add", "lin", "--role", "supervisor", "--yes"], "fang")
        // gu has no key of `crisis` to hand over.
        _ = try run(["staff", "confirm", "lin", "--yes"], "gu")
        let bo = try Intruder("bo", in: place)
        let (crisis, lin) = (bo.fixed(.crisis), try Intruder("lin", in: place).identity.id)
        let mark = OwedMark(compartment: crisis, member: lin).row.address
        _ = try bo.row(mark)
        switch way {
        case .taken: try bo.commit(remove: [mark])
        case .flooded: try flood(4200, by: bo, in: place)
        }
        #expect(try run(["status"], "lin").contains("Keys for you are still on their way: "))
        #expect(try !Intruder("lin", in: place).ring.holds(crisis, generation: 1))
        _ = try run(["status"], "su")
        #expect(try Intruder("lin", in: place).ring.holds(crisis, generation: 1))
        #expect(try !run(["status"], "lin").contains("Keys for you are still on their way"))
        let listed = try place.run(["crisis", "list"], as: "lin")
        #expect(listed.status == 0 && !listed.errors.contains("ATTENTION"), "\(listed.errors)")
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "aud").isEmpty)
    }

    /// So many marks of compartments that are none, in front of all others.
    private func flood(_ count: UInt32, by bo: Intruder, in place: HostilePractice) throws {
        let rows = try (0..<count).map { number in
            var key = ByteWriter()
            for part in [0, 0, 0, number] { key.u32(part) }
            let row = OwedMark(compartment: try #require(OpaqueID(key.bytes)), member: bo.identity.id).row
            return StoredRow(
                address: row.address, scope: row.scope, target: row.target, version: 1, body: row.body)
        }
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.write { database in
            for row in rows {
                try database.execute(
                    sql: "INSERT INTO row (class, key, scope, target, version, body) VALUES (10, ?, ?, ?, 1, ?)",
                    arguments: [
                        Data(row.address.key), Data(row.scope.bytes), Data(row.target.bytes), Data(row.body),
                    ])
            }
        }
        try queue.close()
        try bo.commit(
            claiming: try rows.map {
                RowChange(address: $0.address, version: 1, before: .zero, after: try $0.hash(), lasting: .zero)
            })
    }
}
