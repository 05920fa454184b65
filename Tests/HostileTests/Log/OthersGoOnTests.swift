import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// One row that a member of staff logged where it has no business keeps nobody else from work, and is named without any key where
/// it is seen without one.
struct OthersGoOnTests {
    private func everybodyWorks(_ place: HostilePractice, _ facts: HostilePractice.Facts) throws {
        let commands: [(name: String, arguments: [String], input: String?)] = [
            ("fang", ["client", "list"], nil), ("fang", ["status"], nil), ("bo", ["today"], nil),
            ("lin", ["note", "list", facts.caseID.hex], nil), ("aud", ["audit", "log"], nil),
            ("lin", ["note", "write", facts.caseID.hex, "--from", "-"], "好转"),
        ]
        for (name, arguments, input) in commands {
            let ended = try place.run(arguments, as: name, input: input)
            #expect(ended.status == 0, "\(name) \(arguments): \(ended.errors)")
        }
        let jot = try place.run(["jot", facts.caseID.hex, "--from", "-"], as: nil, input: "来过")
        #expect(jot.status == 0, "\(jot.errors)")
    }

    private func isNamed(_ place: HostilePractice, _ kind: String, at address: RowAddress) throws {
        let plain = try place.run(["audit", "verify"], as: nil)
        #expect(plain.status == 76, "\(plain.output)")
        for name in [nil, "fang"] {
            let (found, read) = (try place.placedFaults(as: name), try place.readerFaults(as: name))
            let row = "\(address.rowClass.rawValue)/\(address.key.map { String(format: "%02x", $0) }.joined())"
            #expect(found.contains("\(kind) \(row)") && read.contains("\(kind) \(row)"), "\(found) \(read)")
        }
    }

    @Test(
        "an assignment in a fixed compartment is passed over, and named without keys",
        arguments: ["desk", "practice", "garbage"])
    func assignedToFixed(_ way: String) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let compartment = bo.fixed(way == "desk" ? .desk : .practice)
        let row = try bo.ring.assign(
            .person(bo.identity.id), assigned: true, to: try bo.history(of: compartment), chain: bo.chain
        ).row
        if way == "garbage" {
            let address = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 2))
            try bo.commit(altered: [
                StoredRow(address: address, scope: compartment, target: bo.identity.id, version: 1, body: [])
            ])
            try isNamed(place, "writer-not-entitled", at: address)
        } else {
            try bo.commit(put: [row])
            try isNamed(place, "writer-not-entitled", at: row.address)
        }
        try everybodyWorks(place, facts)
    }

    @Test("a record that nobody can read, logged by a colleague into somebody's case, spoils nothing else")
    func malformedRecord() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let (caseID, made) = (try OpaqueID(of: facts.caseID), try OpaqueID.random())
        let address = RowAddress(.record, key: RecordHeader.key(made, 1))
        try bo.commit(
            altered: [
                StoredRow(address: address, scope: caseID, target: .none, version: 1, body: Array("garbage".utf8))
            ], lasting: .zero)
        try isNamed(place, "row-altered", at: address)
        try everybodyWorks(place, facts)
    }

    @Test(
        "whose statement was taken away is told that the file was altered, not that nobody admitted them",
        arguments: [2, 3, 4])
    func statementsGone(_ count: Int) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let intruder = try Intruder("bo", in: place)
        for row in try intruder.rows(.statement).sorted(by: { $0.address < $1.address }).dropFirst(count) {
            try intruder.sql("DELETE FROM row WHERE class = 1 AND key = ?", [Data(row.address.key)])
        }
        for name in ["fang", "lin", "bo", "aud"] {
            for command in [["status"], ["audit", "verify"], ["audit", "verify", "--deep"]] {
                let ended = try place.run(command + ["--json"], as: name)
                #expect(ended.status == 76, "\(name) \(command): \(ended.output) \(ended.errors)")
            }
        }
        #expect(try place.run(["audit", "verify"], as: nil).status == 76)
    }
}
