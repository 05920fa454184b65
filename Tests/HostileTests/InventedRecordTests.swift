import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Whoever holds the key of a client's file can seal a record of any kind there, and in anybody's name: what they had no right to
/// write is named by verification and by the reader, and counts for nothing.
struct InventedRecordTests {
    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("dan", "丹青", .frontDesk, by: fang)
        // So that the desk has its key, and with it the files.
        try fang.room.leave()
        try place.open("dan").room.leave()
        return (place, facts)
    }

    /// Seals a revision of a record in a client's file, as the holder of its key.
    private func seal(
        _ json: [String: Any], _ kind: String, record: OpaqueID, in file: OpaqueID, as intruder: Intruder,
        with more: [SealedRow] = []
    ) throws {
        let before = try intruder.rows(.record).last { $0.address.key.prefix(16) == record.bytes[...] }
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: file, record: record,
            revision: try before.map { try Envelope($0).header.revision + 1 } ?? 1,
            previous: try before?.hash() ?? .zero)
        let body = Array(try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys]))
        try intruder.commit(
            put: more + [try RecordSealer(intruder.ring).seal(body, kind: kind, header: header)])
    }

    private func check(
        _ place: HostilePractice, names record: OpaqueID, _ people: [String] = ["fang", "lin"]
    ) throws {
        let fault = "record-rewritten \(record.hex)"
        for name in people {
            let found = try place.placedFaults(as: name)
            let read = try place.readerFaults(as: name)
            #expect(found == [fault] && read == [fault], "\(name): \(found) \(read)")
            let verified = try place.run(["audit", "verify", "--deep"], as: name)
            #expect(verified.status == 76, "\(verified.output)")
        }
    }

    private func cases(_ place: HostilePractice, as name: String, _ command: [String]) throws -> (Int32, [String]) {
        let ended = try place.run(command + ["--json"], as: name)
        let json = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        let rows = (json?["cases"] ?? json?["due"] ?? json?["entries"]) as? [[String: Any]]
        return (ended.status, try #require(rows, "\(json ?? [:]) \(ended.errors)").compactMap { $0["id"] as? String })
    }

    @Test(
        "the front desk, and a counselor for another, invent no case: no list has it, and it takes no true one away",
        arguments: ["unassigned", "assigned", "closed", "counselor"])
    func inventedCase(_ way: String) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let file = try OpaqueID(of: facts.client)
        let intruder = try Intruder(way == "counselor" ? "lin" : "dan", in: place)
        let lin = try Intruder("lin", in: place).identity.id
        let named = way == "counselor" ? try Intruder("bo", in: place).identity.id : lin
        let made = try OpaqueID.random()
        var json: [String: Any] = [
            "schema": 1, "client": file.hex, "counselor": named.hex, "compartment": made.hex,
            "opened": "2015-01-01T00:00:00Z", "state": "open",
        ]
        var assignment: [SealedRow] = []
        if way == "assigned" || way == "counselor" {
            let history = try intruder.history(of: made)
            assignment = [
                try intruder.ring.assign(
                    .person(intruder.identity.id), assigned: true, to: history, chain: intruder.chain
                ).row
            ]
        }
        try seal(json, "case", record: made, in: file, as: intruder, with: assignment)
        if way == "closed" {
            json["state"] = "closed"
            json["closed"] = "2016-01-01T00:00:00Z"
            try seal(json, "case", record: made, in: file, as: try Intruder("dan", in: place))
        }
        try check(place, names: made)
        // What is true is shown still; that something is not is said.
        for name in ["fang", "lin"] {
            for command in [["case", "list"], ["retention", "due", "--all"]] {
                let (status, found) = try cases(place, as: name, command)
                #expect(status == 76 && found == [facts.caseID.hex], "\(name) \(command): \(found)")
            }
        }
        let shown = try place.run(["case", "show", made.hex], as: "fang")
        // What has no assignment is no case that anybody could name.
        #expect(shown.status == (way == "unassigned" || way == "closed" ? 66 : 76), "\(shown)")
        let refused = try place.run(["note", "write", made.hex, "--from", "-"], as: "lin", input: "x")
        #expect(refused.status != 0)
        let written = try place.run(["note", "write", facts.caseID.hex, "--from", "-"], as: "lin", input: "x")
        #expect(written.status == 0, "\(written.errors)")
        for command in [["today"], ["status"], ["client", "show", facts.client.hex]] {
            let ended = try place.run(command, as: "lin")
            #expect(ended.status == 0, "\(command): \(ended.errors)")
        }
    }

    @Test("the front desk explains no consent")
    func explainedByDesk() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let (file, made) = (try OpaqueID(of: facts.client), try OpaqueID.random())
        let dan = try Intruder("dan", in: place)
        try seal(
            [
                "schema": 1, "id": made.hex, "client": file.hex, "purpose": "recording", "clientAgreed": true,
                "guardians": [], "agreedOn": "2026-11-24", "receivedBy": dan.identity.id.hex,
                "received": "2026-11-24T00:00:00Z", "explainedBy": dan.identity.id.hex,
                "explained": "2026-11-24T00:00:00Z",
            ], "consent", record: made, in: file, as: dan)
        try check(place, names: made)
        #expect(try place.run(["consent", "list", facts.client.hex], as: "lin").status == 76)
    }

    @Test("a counselor makes no appointment in another's name")
    func othersAppointment() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let (file, made) = (try OpaqueID(of: facts.client), try OpaqueID.random())
        let lin = try Intruder("lin", in: place)
        try seal(
            [
                "schema": 1, "id": made.hex, "client": file.hex,
                "counselor": try Intruder("bo", in: place).identity.id.hex, "start": "2020-01-06T02:00:00Z",
                "end": "2020-01-06T03:00:00Z", "modality": "in-person", "booked": "2020-01-01T00:00:00Z",
                "changed": "2020-01-01T00:00:00Z", "state": "requested",
            ], "appointment", record: made, in: file, as: lin)
        let fault = "record-rewritten \(made.hex)"
        for name in ["fang", "lin"] {
            let (read, found) = (try place.readerFaults(as: name), try place.placedFaults(as: name))
            #expect(read.contains(fault) && found.contains(fault), "\(name): \(read) \(found)")
        }
        #expect(try place.run(["appointment", "show", made.hex], as: "fang").status == 76)
    }

    @Test("nobody notes in another's name that a client asked for deletion")
    func othersRequest() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let (file, made) = (try OpaqueID(of: facts.client), try OpaqueID.random())
        let dan = try Intruder("dan", in: place)
        try seal(
            [
                "schema": 1, "client": file.hex, "caseID": facts.caseID.hex,
                "requests": [
                    [
                        "at": "2020-01-01T00:00:00Z", "by": try Intruder("lin", in: place).identity.id.hex,
                        "standing": "open",
                    ]
                ],
            ], "retention", record: made, in: file, as: dan)
        try check(place, names: made)
    }

    @Test("the front desk counts no disclosure that a director is said to have approved")
    func inventedDisclosure() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let (file, made) = (try OpaqueID(of: facts.client), try OpaqueID.random())
        for name in ["dan", "lin"] {
            let copy = try place.copied()
            defer { copy.remove() }
            let intruder = try Intruder(name, in: copy)
            try seal(
                [
                    "schema": 1, "id": made.hex, "client": file.hex, "caseID": facts.caseID.hex,
                    "thread": try OpaqueID.random().hex, "basis": "legal-duty", "recipient": "警方", "purpose": "查",
                    "grounds": "令", "items": [["record": facts.note.hex, "revision": 1]],
                    "requestedBy": intruder.identity.id.hex,
                    "approvedBy": try Intruder("fang", in: copy).identity.id.hex,
                    "sentBy": intruder.identity.id.hex, "sentAt": "2020-01-01T00:00:00Z",
                    "package": String(repeating: "ab", count: 32), "leftOut": 0,
                ], "disclosure", record: made, in: file, as: intruder)
            try check(copy, names: made)
        }
    }
}
