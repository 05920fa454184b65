import Counseling
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Whoever is to know that a glass was broken is told, whatever was done to the case, to its counselor or to the review.
struct BreakGlassNoticeTests {
    /// su asked for lin's case, and both custodians, gu and fang, released their shares; wu and yan are the committee.
    private struct Setting {
        let place: HostilePractice
        let facts: HostilePractice.Facts
        let id: String
    }

    /// - Parameter before: done before su asks
    private func broken(
        _ before: (HostilePractice, HostilePractice.Facts) throws -> Void = { _, _ in }
    ) throws -> Setting {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("wu", "吴委员", .committeeMember, by: fang)
        try place.admit("yan", "颜委员", .committeeMember, by: fang)
        try place.admit("su", "苏静", .supervisor, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        // Shares of lin's case are owed to the custodians: lin's next command makes them.
        for name in ["lin", "gu", "fang", "wu", "yan"] { try place.open(name).room.leave() }
        try before(place, facts)
        let asked = try place.run(
            ["break-glass", "request", facts.caseID.hex, "--from", "-", "--yes", "--json"], as: "su",
            input: #"{"reason": "夜里有危险"}"#)
        let document = try JSONSerialization.jsonObject(with: Data(asked.output.utf8)) as? [String: Any]
        let id = try #require(document?["id"] as? String, "\(asked)")
        for name in ["gu", "fang"] {
            let approved = try place.run(["break-glass", "approve", id, "--yes"], as: name)
            try #require(approved.status == 0, "\(approved)")
        }
        return Setting(place: place, facts: facts, id: id)
    }

    private func request(_ intruder: Intruder) throws -> GlassRequest {
        let row = try #require(try intruder.rows(.recovery).first { RecoveryKey.kind($0.address.key) == 4 })
        return try GlassRequest(parsing: row.body)
    }

    private func person(_ name: String, _ place: HostilePractice) throws -> OpaqueID {
        try Intruder(name, in: place).identity.id
    }

    @Test(
        "a broken glass is told to counselor and committee also where somebody spoils the statements of the case",
        arguments: StatementSpoiling.allCases)
    func spoiledCase(spoiling: StatementSpoiling) throws {
        let setting = try broken()
        let place = setting.place
        defer { place.remove() }
        try spoiling.apply(to: try OpaqueID(of: setting.facts.caseID), by: try Intruder("fang", in: place))
        for (name, said) in [("lin", "breaks the glass of your case"), ("wu", "breaks a glass")] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0 && status.errors.contains(said), "\(status)")
            #expect(status.errors.contains("Somebody spoiled the statements of the case"), "\(status)")
            #expect(status.output.contains("Break-glass"), "\(status)")
            let today = try place.run(["today", "--json"], as: name)
            #expect(today.output.contains("glass-"), "\(today)")
            for arguments in [["list"], ["show", setting.id]] {
                let shown = try place.run(["break-glass"] + arguments + ["--json"], as: name)
                #expect(shown.status == 76 && shown.output.contains(#""caseSpoiled": true"#), "\(shown)")
                #expect(shown.output.contains(setting.id), "\(shown)")
            }
        }
        let chinese = try place.run(["break-glass", "list"], as: "wu", language: "zh-Hans")
        #expect(chinese.status == 76 && chinese.errors.contains("被人损坏"), "\(chinese)")
        // A computer that never saw what was taken away cannot tell whom it concerns, and says so.
        let fresh = try place.copied()
        defer { fresh.remove() }
        try FileManager.default.removeItem(at: fresh.root.appendingPathComponent("state"))
        for name in ["lin", "wu"] {
            #expect(try fresh.run(["break-glass", "list"], as: name).status == 76, "\(name)")
        }
        // Who has no part in it hears nothing.
        for name in ["bo", "aud"] {
            let other = try place.run(["break-glass", "list"], as: name)
            #expect(other.status == 0 && other.output.isEmpty && !other.errors.contains("breaks"), "\(other)")
        }
        let known = try place.run(["break-glass", "acknowledge", setting.id, "--yes"], as: "lin")
        #expect(known.status == 0 && known.output.contains("夜里有危险"), "\(known)")
        #expect(try !place.run(["status"], as: "lin").errors.contains("breaks the glass"))
        let reviewed = try place.run(
            ["break-glass", "review", setting.id, "--from", "-", "--yes"], as: "wu", input: #"{"finding": "应当"}"#)
        #expect(reviewed.status == 0, "\(reviewed)")
        #expect(try !place.run(["status"], as: "yan").errors.contains("breaks a glass"))
        // With the key nothing is done.
        let opened = try place.run(["break-glass", "open", setting.id], as: "su")
        #expect(opened.status == 76, "\(opened)")
    }

    @Test(
        "a counselor whom a director puts out of the case, before the asking or after it, is told and says that they know",
        arguments: [true, false])
    func putOut(early: Bool) throws {
        func putOut(_ place: HostilePractice, _ facts: HostilePractice.Facts) throws {
            let fang = try Intruder("fang", in: place)
            let ended = try fang.ring.assign(
                .person(try person("lin", place)), assigned: false,
                to: try fang.history(of: try OpaqueID(of: facts.caseID)), chain: fang.chain)
            try fang.commit(put: [ended.row])
        }
        let setting = try broken { if early { try putOut($0, $1) } }
        let place = setting.place
        defer { place.remove() }
        if !early { try putOut(place, setting.facts) }
        let status = try place.run(["status"], as: "lin")
        #expect(status.errors.contains("breaks the glass of your case"), "\(status)")
        let listed = try place.run(["break-glass", "list", "--json"], as: "lin")
        #expect(listed.status == 0 && listed.output.contains(setting.id), "\(listed)")
        #expect(try !place.run(["status"], as: "bo").errors.contains("breaks the glass"))
        let known = try place.run(["break-glass", "acknowledge", setting.id, "--yes"], as: "lin")
        #expect(known.status == 0, "\(known)")
        #expect(try !place.run(["status"], as: "lin").errors.contains("breaks the glass"))
    }

    /// Whether somebody of the committee is still told to review, and is told of a review that is none.
    private func isStillToReview(_ setting: Setting, as name: String) throws {
        let status = try setting.place.run(["status"], as: name)
        #expect(status.errors.contains("breaks a glass"), "\(status)")
        let listed = try setting.place.run(["break-glass", "list"], as: name)
        #expect(listed.status == 76 && listed.output.contains("due"), "\(listed)")
        #expect(listed.errors.contains("a review of break-glass"), "\(listed)")
        let shown = try setting.place.run(["break-glass", "show", setting.id, "--json"], as: name)
        #expect(shown.output.contains(#""reviewedBy": []"#), "\(shown)")
        #expect(!shown.output.contains(#""voidReviews": []"#), "\(shown)")
        let reviewed = try setting.place.run(
            ["break-glass", "review", setting.id, "--from", "-", "--yes"], as: name, input: #"{"finding": "应当"}"#)
        #expect(reviewed.status == 0, "\(reviewed)")
        #expect(try !setting.place.run(["status"], as: name).errors.contains("breaks a glass"))
    }

    @Test("a review whose finding the committee cannot read is none, and is named", arguments: [true, false])
    func unreadableReview(isSealedElsewhere: Bool) throws {
        let setting = try broken()
        let place = setting.place
        defer { place.remove() }
        let wu = try Intruder("wu", in: place)
        let key = try #require(try wu.history(of: wu.fixed(isSealedElsewhere ? .practice : .committee)).current)
        let finding = isSealedElsewhere ? #"{"at":"2026-11-24T00:00:00Z","finding":"x","schema":1}"# : "{}"
        try wu.commit(put: [
            try wu.ring.glassReview(
                of: request(wu), finding: Array(finding.utf8), committeeKey: key, chain: wu.chain
            ).row
        ])
        #expect(try place.faults(as: "yan") == [.recordUnreadable])
        #expect(try place.readerKinds(as: "yan") == ["record-unreadable"])
        try isStillToReview(setting, as: "yan")
    }

    private func leaveCommittee(_ name: String, in place: HostilePractice) throws {
        for (arguments, person) in [
            (["role", "add", name, "--role", "bookkeeper", "--yes"], "fang"), (["confirm", name, "--yes"], "gu"),
            (["role", "remove", name, "--role", "committee-member", "--yes"], "fang"),
            (["confirm", name, "--yes"], "gu"),
        ] {
            let done = try place.run(["staff"] + arguments, as: person)
            #expect(done.status == 0, "\(done)")
        }
        #expect(try place.run(["staff", "show", name], as: "fang").output.contains("committee") == false)
    }

    @Test("a review that somebody signs who has left the committee, and dates back, is none")
    func formerReviewer() throws {
        let setting = try broken()
        let place = setting.place
        defer { place.remove() }
        let wu = try Intruder("wu", in: place)
        let key = try #require(try wu.history(of: wu.fixed(.committee)).current)
        let finding = try GlassFinding(try GlassText("x", at: "finding"), at: .now).encodedBody()
        let review = try wu.ring.glassReview(of: request(wu), finding: finding, committeeKey: key, chain: wu.chain)
        try leaveCommittee("wu", in: place)
        try Intruder("wu", in: place).commit(put: [review.row])
        #expect(try place.faults(as: "yan") == [.statementBackdated])
        try isStillToReview(setting, as: "yan")
    }

    @Test("a review by somebody who left the committee afterwards stands")
    func reviewBeforeLeaving() throws {
        let setting = try broken()
        let place = setting.place
        defer { place.remove() }
        let reviewed = try place.run(
            ["break-glass", "review", setting.id, "--from", "-", "--yes"], as: "wu", input: #"{"finding": "应当"}"#)
        #expect(reviewed.status == 0, "\(reviewed)")
        try leaveCommittee("wu", in: place)
        let listed = try place.run(["break-glass", "list", "--json"], as: "yan")
        #expect(listed.status == 0 && listed.output.contains(#""voidReviews": []"#), "\(listed)")
        #expect(try !place.run(["status"], as: "yan").errors.contains("breaks a glass"))
    }

    @Test("a request that is dated ahead is called so, and not over")
    func datedAhead() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("su", "苏静", .supervisor, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        for name in ["lin", "gu"] { try place.open(name).room.leave() }
        let su = try Intruder("su", in: place)
        let compartment = try OpaqueID(of: facts.caseID)
        let current = try #require(try su.history(of: compartment).current)
        let shares = try su.row(RowAddress(.shares, key: CompartmentKey.bytes(compartment, current.generation)))
        let later = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 + 864_000)
        let asked = try su.ring.glassRequest(
            try OpaqueID.random(), for: current, shareSet: try ShareSet(parsing: shares.body),
            times: try GlassTimes(at: later, hours: 2).encodedBody(),
            reason: try GlassReason(try GlassText("x", at: "reason"), salt: "00").encodedBody(),
            to: Array(su.chain.members.values),
            practiceKey: try #require(try su.history(of: su.fixed(.practice)).current), chain: su.chain)
        try su.commit(put: [asked.row])
        for (name, language, said) in [("gu", "en", "dated ahead"), ("lin", "zh-Hans", "时间超前")] {
            let listed = try place.run(["break-glass", "list"], as: name, language: language)
            #expect(listed.status == 0 && listed.output.contains(said), "\(listed)")
        }
        let refused = try place.run(["break-glass", "approve", asked.id.hex, "--yes", "--json"], as: "gu")
        #expect(refused.status == 77 && refused.errors.contains(#""glass-dated-ahead""#), "\(refused)")
    }
}
