import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// Somebody who belongs says in the log that a row was changed, and it was not: a record stays what it says, whatever is said of the key
/// around it, and keeps nobody from working.
@Suite struct ClaimedChangesTests {
    enum Way: CaseIterable { case claimed, claimedThrice, unremembered, takenBack, liedAbout }

    /// Has a colleague say it.
    /// - Returns: what verification says of the row: that it is as it was before
    private func claim(_ way: Way, of row: StoredRow, in place: HostilePractice) throws -> String {
        let bo = try Intruder("bo", in: place)
        switch way {
        case .claimed: try bo.claimChange(of: row)
        case .claimedThrice: try bo.claimChange(of: row, times: 3)
        case .unremembered:
            try bo.claimChange(of: row)
            try forget(in: place)
        case .takenBack, .liedAbout:
            // Another data key around it, or other words under it, are logged and looked at, and what was there before is put back.
            var body = row.body
            body[way == .takenBack ? 114 : body.count - 1] ^= 1
            try bo.commit(
                altered: [
                    StoredRow(
                        address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body
                    )
                ], lasting: try row.lasting())
            _ = try place.run(["status"], as: "fang")
            _ = try place.run(["note", "list"], as: "lin")
            try bo.sql(
                "UPDATE row SET body = ?, version = ? WHERE class = ? AND key = ?",
                [Data(row.body), Int(row.version), Int(row.address.rowClass.rawValue), Data(row.address.key)])
        }
        return "row-rolled-back \(row.address.rowClass.rawValue)/\(Hex.encode(row.address.key))"
    }

    private func forget(in place: HostilePractice) throws {
        let state = place.root.appendingPathComponent("state/tacet")
        for name in try FileManager.default.subpathsOfDirectory(atPath: state.path) where name.hasSuffix(".rows") {
            try FileManager.default.removeItem(at: state.appendingPathComponent(name))
        }
    }

    private func suspendBo(in place: HostilePractice) throws {
        try place.suspend("bo")
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(try place.run(["status"], as: "bo").status == 77)
    }

    @Test(
        "the practice's settings that somebody claims to have changed are read and renewed, and whoever claimed it is put out",
        arguments: Way.allCases)
    func settings(_ way: Way) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let practice = lin.fixed(.practice)
        let row = try #require(try lin.rows(.record).first { $0.address.key.starts(with: practice.bytes) })
        let named = try claim(way, of: row, in: place)
        for name in ["fang", "lin", "aud"] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0, "\(status)")
        }
        #expect(try place.run(["note", "list", facts.caseID.hex], as: "lin").status == 0)
        for name in [nil, "lin", "fang"] {
            #expect(try place.placedFaults(as: name) == [named])
            #expect(try place.readerFaults(as: name) == [named])
        }
        #expect(try place.faults(.rows) == [.rowRolledBack])
        try suspendBo(in: place)
        // What the renewal put around it is as the log has it.
        for name in [nil, "lin", "fang"] {
            #expect(try place.placedFaults(as: name).isEmpty)
            #expect(try place.readerFaults(as: name).isEmpty)
        }
    }

    @Test("a draft that somebody claims to have changed is shown, written on and signed", arguments: Way.allCases)
    func draft(_ way: Way) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let written = try place.run(
            ["note", "write", facts.caseID.hex, "--from", "-", "--json"], as: "lin", input: "第二次会谈")
        #expect(written.status == 0, "\(written)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(written.output.utf8)) as? [String: Any])
        let id = try #require(json["id"] as? String ?? (json["note"] as? [String: Any])?["id"] as? String)
        let lin = try Intruder("lin", in: place)
        let note = try OpaqueID(of: Identifier<SessionNote>(hex: id))
        let row = try #require(try lin.rows(.record).first { $0.address.key.starts(with: note.bytes) })
        let named = try claim(way, of: row, in: place)
        for command in [["note", "list"], ["note", "show", id], ["note", "search", "--from", "-"], ["today"]] {
            let shown = try place.run(command, as: "lin", input: #"{"search": "第二次"}"#)
            #expect(shown.status == 0, "\(shown)")
        }
        #expect(try place.run(["note", "show", id], as: "lin").output.contains("第二次会谈"))
        let edited = try place.run(["note", "edit", id, "--from", "-"], as: "lin", input: "第二次会谈，好转")
        #expect(edited.status == 0, "\(edited)")
        let signed = try place.run(["note", "sign", id, "--yes"], as: "lin")
        #expect(signed.status == 0, "\(signed)")
        let shown = try place.run(["note", "show", id], as: "lin")
        #expect(shown.status == 0 && shown.output.contains("好转"), "\(shown)")
        // bo has no key of the case, and is named for what they logged of it.
        let bo = "writer-not-entitled \(row.address.rowClass.rawValue)/\(Hex.encode(row.address.key))"
        for name in [nil, "lin"] {
            #expect(try place.placedFaults(as: name) == [named, bo])
            #expect(try place.readerFaults(as: name) == [named, bo])
        }
    }

    @Test("shares of keys that somebody claims to have replaced stop nobody", arguments: [1, 3] as [UInt32])
    func shares(times: UInt32) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        for name in ["gu", "fang", "lin"] { try place.open(name).room.leave() }
        let bo = try Intruder("bo", in: place)
        let rows = try bo.rows(.shares)
        #expect(rows.count > 1)
        for row in rows { try bo.claimChange(of: row, times: times) }
        for name in ["fang", "lin", "gu", "aud"] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0, "\(status)")
        }
        #expect(try place.faults(.rows) == [.rowRolledBack])
    }

    @Test(
        "settings of which somebody says that they are as before their key was renewed are read, and whoever says so is named",
        arguments: [true, false])
    func ledBack(isRemembered: Bool) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let before = try Intruder("bo", in: place)
        let practice = before.fixed(.practice)
        let old = try #require(try before.rows(.record).first { $0.address.key.starts(with: practice.bytes) })
        #expect(try place.run(["key", "rotate", "practice", "--yes"], as: "fang").status == 0)
        if isRemembered { _ = try place.run(["status"], as: "lin") }
        let bo = try Intruder("bo", in: place)
        let new = try bo.row(old.address)
        #expect(try new.hash() != old.hash())
        try bo.commit(claiming: [
            RowChange(
                address: old.address, version: new.version + 1, before: try new.hash(), after: try old.hash(),
                lasting: try old.lasting())
        ])
        let said = try bo.lastPlace()
        if !isRemembered { try forget(in: place) }
        for name in ["fang", "lin", "aud"] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0, "\(status)")
        }
        let named = "row-rolled-back 6/\(Hex.encode(old.address.key))"
        for name in [nil, "lin"] {
            #expect(try place.placedFaults(as: name) == [named, "change-does-not-follow \(said)"])
            #expect(try place.readerFaults(as: name) == [named, "change-does-not-follow \(said)"])
        }
        let verified = try place.run(["audit", "verify"], as: "lin")
        #expect(verified.output.contains("entry \(said) says last, which bo signed"), "\(verified)")
        try suspendBo(in: place)
        for name in [nil, "lin"] {
            #expect(try place.placedFaults(as: name) == ["change-does-not-follow \(said)"])
            #expect(try place.readerFaults(as: name) == ["change-does-not-follow \(said)"])
        }
    }

    @Test("what somebody suspended claims of a record accuses nobody who renews its key, and keeps no jot away")
    func claimedBySuspended() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        try suspendBo(in: place)
        let bo = try Intruder("bo", in: place)
        let rows = try bo.rows(.record)
        let settings = try #require(rows.first { $0.address.key.starts(with: bo.fixed(.practice).bytes) })
        try bo.claimChange(of: settings)
        let first = try bo.lastPlace()
        let caseID = try OpaqueID(of: facts.caseID)
        try bo.claimChange(of: try #require(rows.first { $0.address.key.starts(with: caseID.bytes) }))
        let second = try bo.lastPlace()
        for command in [["key", "rotate", "practice", "--yes"], ["key", "rotate", facts.client.hex, "--yes"]] {
            let rotated = try place.run(command, as: "fang")
            #expect(rotated.status == 0, "\(rotated)")
        }
        let faults = try place.placedFaults()
        #expect(faults == (try place.readerFaults()))
        let contradicting = faults.filter { $0.hasPrefix("entries-contradict") }
        #expect(contradicting.contains { $0.contains(" \(first),") }, "\(faults)")
        #expect(faults.allSatisfy { $0.hasPrefix("entries-contradict") }, "\(faults) \(second)")
        let judged = try place.placedFaults(as: "fang")
        #expect(judged == ["actor-not-active \(first)", "actor-not-active \(second)"])
        #expect(judged == (try place.readerFaults(as: "fang")))
        for _ in 1...2 {
            let left = try place.run(["jot", facts.caseID.hex, "--from", "-"], as: nil, input: "来电改期")
            #expect(left.status == 0, "\(left)")
            try forget(in: place)
        }
    }

    enum Signer: CaseIterable { case colleague, workstation }

    @Test(
        "something that is said to have been left for somebody and never was hides nothing else, and is told",
        arguments: Signer.allCases)
    func deposits(by signer: Signer) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let flag = try place.run(["crisis", facts.client.hex, "--note", "-"], as: "lin", input: "今晚有危险")
        let jotted = try place.run(["jot", facts.caseID.hex, "--from", "-"], as: nil, input: "来电改期")
        let bo = try Intruder("bo", in: place)
        let station = try StationKey(parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        try bo.commit(
            by: signer == .workstation ? station : nil,
            claiming: [
                RowChange(
                    address: RowAddress(.deposit, key: try OpaqueID.random().bytes), version: 1, before: .zero,
                    after: try SHA256.hash([7]), lasting: .zero)
            ])
        #expect(flag.status == 0 && jotted.status == 0, "\(flag) \(jotted)")
        let said = "not in the practice file (1)"
        let lists: [(name: String, command: [String], shows: String)] = [
            ("lin", ["status"], "Jots waiting for you: 1"), ("lin", ["today"], "Jots waiting for you: 1"),
            ("lin", ["note", "list"], "signed and locked"), ("lin", ["jot", "list"], "来电改期"),
            ("lin", ["crisis", "list"], "high"), ("fang", ["crisis", "list"], "nobody has taken it up"),
            ("fang", ["status"], "Crisis flags that want a step of you: 1"), ("aud", ["status"], "静心"),
        ]
        for (name, command, shows) in lists {
            let told = try place.run(command, as: name)
            #expect(told.status == 76 && told.output.contains(shows) && told.errors.contains(said), "\(told)")
        }
        let json = try place.run(["jot", "list", "--json"], as: "lin")
        #expect(json.status == 76 && json.output.contains("来电改期") && json.errors.contains(said), "\(json)")
        let written = try place.run(["note", "write", facts.caseID.hex, "--from", "-"], as: "lin", input: "第二次会谈")
        #expect(written.status == 76 && written.errors.contains(said), "\(written)")
        #expect(try place.run(["note", "list"], as: "lin").output.contains("draft"))
        // What is not found, or not allowed, may be so because of it; and nobody says beside it that a crisis is over.
        let discarded = try place.run(["jot", "discard", "ffffffff", "--yes"], as: "lin")
        #expect(discarded.status == 76 && discarded.errors.contains("This may be wrong"), "\(discarded)")
        let flags = try JSONSerialization.jsonObject(
            with: Data(try place.run(["crisis", "list", "--json"], as: "fang").output.utf8))
        let raised = try #require(((flags as? [String: Any])?["flags"] as? [[String: Any]])?.first?["id"] as? String)
        #expect(try place.run(["crisis", "ack", raised], as: "fang").status == 76)
        let over = try place.run(
            ["crisis", "resolve", raised, "--from", "-"], as: "fang", input: #"{"text": "已安全"}"#)
        #expect(over.status == 76 && over.errors.contains(said) && over.output.isEmpty, "\(over)")
        let shown = try place.run(["crisis", "show", raised], as: "fang")
        #expect(shown.output.contains("taken up") && !shown.output.contains("proposed"), "\(shown)")
        let verified = try place.run(["audit", "verify"], as: "lin")
        #expect(verified.status == 76 && verified.output.contains("row-missing"), "\(verified)")
        let blamed = signer == .colleague ? "which bo signed" : "signed by the workstation"
        #expect(verified.output.contains(blamed), "\(verified)")
        #expect(try place.placedFaults() == place.readerFaults())
    }

    @Test("a crisis flag that somebody saw and that was taken away leaves no command ending as if all were well")
    func seenFlagTaken() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        #expect(try place.run(["crisis", facts.client.hex, "今晚有危险"], as: "lin").status == 0)
        #expect(try place.run(["crisis", "list"], as: "fang").status == 0)
        let bo = try Intruder("bo", in: place)
        try bo.sql("DELETE FROM row WHERE class = 7 AND scope = ?", [Data(bo.fixed(.crisis).bytes)])
        for command in [["status"], ["today"], ["crisis", "list"], ["staff", "list"]] {
            let told = try place.run(command, as: "fang")
            #expect(told.status == 76, "\(command) \(told)")
        }
    }

    @Test("a record that the file never had, or has otherwise, is missed as before")
    func otherwise() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let note = try OpaqueID(of: facts.note)
        let row = try #require(try bo.rows(.record).last { $0.address.key.starts(with: note.bytes) })
        try bo.claimChange(of: row)
        // A data key that the log never had around it.
        var body = row.body
        body[120] ^= 1
        try bo.sql("UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(body), Data(row.address.key)])
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        // Other words with the key that it had.
        body = row.body
        body[body.count - 1] ^= 1
        try bo.sql("UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(body), Data(row.address.key)])
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        try bo.sql("UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(row.body), Data(row.address.key)])
        try ColleagueTests.read(facts.note, as: "lin", in: place)
    }
}
