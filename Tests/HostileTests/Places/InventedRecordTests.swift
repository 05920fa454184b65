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

    @Test("the front desk explains no consent, and one that it invents takes no true one away")
    func explainedByDesk() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let (file, made) = (try OpaqueID(of: facts.client), try OpaqueID.random())
        let dan = try Intruder("dan", in: place)
        try seal(
            [
                "schema": 1, "id": made.hex, "client": file.hex, "purpose": "counseling", "clientAgreed": true,
                "guardians": [], "agreedOn": "2026-11-24", "receivedBy": dan.identity.id.hex,
                "received": "2026-11-24T00:00:00Z", "explainedBy": dan.identity.id.hex,
                "explained": "2026-11-24T00:00:00Z",
            ], "consent", record: made, in: file, as: dan)
        try check(place, names: made)
        for (count, name) in [(1, "lin"), (2, "dan")] {
            let listed = try place.run(["consent", "list", facts.client.hex, "--json"], as: name)
            #expect(listed.status == 76, "\(listed.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
            #expect((json?["consents"] as? [Any])?.count == count && json?["spoiled"] as? [String] == [made.hex])
            // The true one counts as before, and another is recorded beside it.
            let remote = ["consent", "record", facts.client.hex, "--for", "remote", "--from", "-"]
            let recorded = try place.run(remote, as: name, input: "{}")
            #expect(recorded.status == 0, "\(name): \(recorded.errors)")
        }
        for (language, said) in [("en", "Consents that are not as they should be"), ("zh-Hans", "知情同意书异常")] {
            let listed = try place.run(["consent", "list", facts.client.hex], as: "lin", language: language)
            #expect(listed.status == 76 && (listed.errors + listed.output).contains(said), "\(listed)")
        }
        let written = try place.run(
            ["note", "write", facts.caseID.hex, "--from", "-", "--json"], as: "lin", input: "第二次会谈")
        let note = try JSONSerialization.jsonObject(with: Data(written.output.utf8)) as? [String: Any]
        #expect(note?["signingNeedsConsent"] as? Bool == false, "\(written.output)\(written.errors)")
        let signed = try place.run(["note", "sign", try #require(note?["id"] as? String)], as: "lin")
        #expect(signed.status == 0, "\(signed.errors)")
    }

    @Test("a counselor makes no appointment in another's name, and one that they invent takes no true one away")
    func othersAppointment() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let (file, made) = (try OpaqueID(of: facts.client), try OpaqueID.random())
        let lin = try Intruder("lin", in: place)
        let booked = try place.run(
            ["book", "--client", facts.client.hex, "--counselor", "lin", "--at", "tomorrow 10:00", "--json", "--yes"],
            as: "lin")
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
        for name in ["fang", "dan", "lin"] {
            let listed = try place.run(["appointment", "list", "--client", facts.client.hex, "--json"], as: name)
            let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
            #expect(listed.status == 76 && json?["unreadable"] as? Int == 1, "\(listed.output)\(listed.errors)")
            #expect((json?["appointments"] as? [Any])?.count == (booked.status == 0 ? 1 : 0), "\(booked.errors)")
        }
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

    @Test(
        "an invented disclosure, appointment or consent keeps no client's file for ever, and what is put behind a true record takes it out of no count",
        arguments: ["disclosure", "appointment", "consent", "behind", "behindAsAnother"])
    func inventedInOldFile(_ way: String) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        try place.open("gu").room.leave()
        let added = try place.run(
            ["client", "add", "--from", "-", "--json"], as: "dan", input: #"{"name": "李四", "birth": "1960-01-01"}"#)
        let json = try JSONSerialization.jsonObject(with: Data(added.output.utf8)) as? [String: Any]
        let client = try #require(json?["id"] as? String, "\(added.errors)")
        let file = try #require(OpaqueID(hex: client))
        let (old, consent) = (try OpaqueID.random(), try OpaqueID.random())
        let dan = try Intruder("dan", in: place)
        func agreed(_ id: OpaqueID, _ day: String, explained: Bool = false) -> [String: Any] {
            var form: [String: Any] = [
                "schema": 1, "id": id.hex, "client": client, "purpose": "counseling", "clientAgreed": true,
                "guardians": [], "agreedOn": day, "receivedBy": dan.identity.id.hex, "received": "\(day)T00:00:00Z",
            ]
            if explained { (form["explainedBy"], form["explained"]) = (dan.identity.id.hex, "\(day)T00:00:00Z") }
            return form
        }
        // Of long ago: the file is due once the client was told.
        try seal(agreed(old, "2005-01-03"), "consent", record: old, in: file, as: dan)
        let told = try place.run(["retention", "notice", client, "--on", "2020-02-01"], as: "dan")
        #expect(told.status == 0, "\(told.errors)")
        func standing() throws -> (String?, status: Int32, spoiled: [String]?) {
            let due = try place.run(["retention", "due", "--all", "--json"], as: "fang")
            let json = try JSONSerialization.jsonObject(with: Data(due.output.utf8)) as? [String: Any]
            let clients = json?["clients"] as? [[String: Any]]
            let found = clients?.first { $0["id"] as? String == client }
            return (found?["standing"] as? String, due.status, json?["spoiled"] as? [String])
        }
        #expect(try standing() == ("due", 0, []))
        let made = try OpaqueID.random()
        switch way {
        case "disclosure":
            try seal(
                [
                    "schema": 1, "id": made.hex, "client": client, "caseID": facts.caseID.hex,
                    "thread": try OpaqueID.random().hex, "basis": "legal-duty", "recipient": "警方", "purpose": "查",
                    "grounds": "令", "items": [["record": facts.note.hex, "revision": 1]],
                    "requestedBy": dan.identity.id.hex,
                    "approvedBy": try Intruder("fang", in: place).identity.id.hex, "sentBy": dan.identity.id.hex,
                    "sentAt": "2026-11-20T00:00:00Z", "package": String(repeating: "ab", count: 32), "leftOut": 0,
                ], "disclosure", record: made, in: file, as: dan)
        case "appointment":
            try seal(
                [
                    "schema": 1, "id": made.hex, "client": client, "counselor": dan.identity.id.hex,
                    "start": "2030-01-07T02:00:00Z", "end": "2030-01-07T03:00:00Z", "modality": "in-person",
                    "booked": "2026-11-20T00:00:00Z", "changed": "2026-11-20T00:00:00Z", "state": "completed",
                ], "appointment", record: made, in: file, as: dan)
        case "consent":
            try seal(agreed(made, "2026-11-20", explained: true), "consent", record: made, in: file, as: dan)
        default:
            // A consent of this year, and behind it something that says otherwise.
            try seal(agreed(consent, "2026-11-20"), "consent", record: consent, in: file, as: dan)
            #expect(try standing().0 != "due")
            try seal(
                agreed(consent, "2005-01-03"), way == "behind" ? "consent" : "private-note", record: consent,
                in: file, as: try Intruder("dan", in: place))
            let after = try standing()
            #expect(after.0 != "due" && after.status == 76 && after.spoiled == [client], "\(after)")
            let refused = try place.run(["disposal", "propose", client, "--json"], as: "fang")
            #expect(refused.status == 75 && refused.errors.contains("not-due"), "\(refused.errors)")
            return
        }
        #expect(try standing() == ("due", 76, [client]))
        if way == "disclosure" {
            for (language, said) in [("en", "had no right to wrote among"), ("zh-Hans", "由无权者写入")] {
                let account = try place.run(["disclosure", "account", client], as: "fang", language: language)
                #expect(account.status == 76 && (account.output + account.errors).contains(said), "\(account)")
            }
        }
        let proposed = try place.run(["disposal", "propose", client], as: "fang")
        #expect(proposed.status == 0, "\(proposed.output)\(proposed.errors)")
        let approved = try place.run(["disposal", "approve", client, "--yes"], as: "gu")
        #expect(approved.status == 0, "\(approved.output)\(approved.errors)")
        // Nothing of what was invented is kept of it, and nothing is at fault any more.
        let account = try place.run(["disclosure", "account", client, "--json"], as: "fang")
        let kept = try JSONSerialization.jsonObject(with: Data(account.output.utf8)) as? [String: Any]
        #expect(account.status == 0 && (kept?["disclosures"] as? [Any])?.isEmpty == true, "\(account)")
        #expect(try place.placedFaults(as: "fang").isEmpty && place.readerFaults(as: "fang").isEmpty)
    }
}
