import Foundation
import Testing

/// Notes that are taken back instead of signed (R4.5).
struct NoteWithdrawTests {
    private static let words = "另一位来访者谈到搬家"

    private func practice() throws -> (Workplace, wrong: String, right: String) {
        let place = try Workplace()
        try place.foundWithStaff(["lin", "bo"])
        let wrong = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin").id
        let right = try place.openCase(client: #"{"name": "钱二"}"#, counselor: "lin").id
        return (place, wrong, right)
    }

    private func note(_ place: Workplace, _ caseID: String, _ text: String = words) throws -> String {
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: text)
        return try #require(try written.json()["id"] as? String, "\(written.errors)")
    }

    private func states(_ place: Workplace, _ caseID: String? = nil) throws -> [String] {
        let listed = try place.run(["note", "list"] + (caseID.map { [$0] } ?? []) + ["--json"], as: "lin").json()
        return (listed["notes"] as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
    }

    @Test("a draft in the wrong case is withdrawn and filed in the right one, stays readable, and keeps no case open")
    func wrongCase() throws {
        let (place, wrong, right) = try practice()
        defer { place.remove() }
        let id = try note(place, wrong)
        let withdrawn = try place.run(["note", "withdraw", id, "--to", right, "--json"], as: "lin")
        #expect(withdrawn.status == 0, "\(withdrawn.errors)")
        let said = try withdrawn.json()
        let new = try #require(said["newNote"] as? String)
        #expect(said["reason"] as? String == "wrong-case" && said["version"] as? Int == 2)
        #expect(said["newCase"] as? String == right, "\(said)")

        let old = try place.run(["note", "show", id, "--json"], as: "lin").json()
        #expect(old["state"] as? String == "withdrawn" && old["reason"] as? String == "wrong-case", "\(old)")
        #expect((old["sections"] as? [String: String])?["text"] == Self.words)
        #expect(old["signatureValid"] is NSNull && old["withdrawn"] is String)
        // A note in the wrong case is noticed where it is shown.
        let page = try place.run(["note", "show", new], as: "lin").output
        let cases = try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        let shown = cases?.first { $0["id"] as? String == right }?["shortID"] as? String
        #expect(page.contains(try #require(shown)) && page.contains("钱二") && !page.contains("赵一"), "\(page)")
        let moved = try place.run(["note", "show", new, "--json"], as: "lin").json()
        #expect(moved["state"] as? String == "draft" && moved["case"] as? String == right)
        #expect((moved["sections"] as? [String: String])?["text"] == Self.words)
        for (language, word, reason) in [
            ("en", "withdrawn", "written in the wrong case"), ("zh-Hans", "已作废", "写错个案"),
        ] {
            #expect(try place.run(["note", "list", wrong], as: "lin", language: language).output.contains(word))
            let shown = try place.run(["note", "show", id], as: "lin", language: language).output
            #expect(shown.contains(word) && shown.contains(reason) && shown.contains(Self.words), "\(shown)")
        }

        // It waits for nothing, and is found in the right case only.
        let unsigned = try place.run(["note", "list", wrong, "--unsigned", "--json"], as: "lin").json()["notes"]
        #expect((unsigned as? [Any])?.isEmpty == true)
        let search = ["note", "search", "--from", "-", "--json"]
        let found = try place.run(search, as: "lin", input: #"{"search": "搬家"}"#).json()
        let hits = found["hits"] as? [[String: Any]]
        #expect(hits?.map { $0["id"] as? String } == [new], "\(hits ?? [])")
        let closed = try place.run(["case", "close", wrong, "--yes", "--json"], as: "lin")
        #expect(try closed.status == 0 && closed.json()["leftUnsigned"] as? Int == 0, "\(closed.errors)")
        let log = try place.run(["audit", "log", "--json"], as: "fang").json()["entries"] as? [[String: Any]]
        let logged = log?.filter { $0["action"] as? String == "withdraw-note" }
        #expect(logged?.map { $0["outcome"] as? String } == ["allowed"])
        for person in [nil, "lin"] {
            #expect(try place.run(["audit", "verify", "--deep"], as: person ?? "fang").status == 0)
            #expect(try place.readerFaults(as: person).isEmpty)
        }
        try place.expectNothingReadable([Self.words, "搬家"])
    }

    @Test("the times of a session stay with the case that they are of, which is said before and after")
    func timesLeftOut() throws {
        let (place, wrong, right) = try practice()
        defer { place.remove() }
        let day = Workplace.day(-1)
        for (language, before, after) in [
            ("en", "are left out", "It has no times of a session"), ("zh-Hans", "其会谈时间不转入", "新记录不含会谈时间"),
        ] {
            let times = #""start": "\#(day)T10:00:00+08:00", "end": "\#(day)T10:50:00+08:00""#
            let form = #"{"text": "\#(Self.words) \#(language)", \#(times)}"#
            let id = try note(place, wrong, form)
            #expect(try place.run(["note", "show", id, "--json"], as: "lin").json()["start"] is String)
            let moved = try place.run(["note", "withdraw", id, "--to", right], as: "lin", language: language)
            #expect(moved.status == 0 && moved.errors.contains(before), "\(moved.errors)")
            #expect(moved.output.contains(after), "\(moved.output)")
            let old = try place.run(["note", "show", id, "--json"], as: "lin").json()
            #expect((old["start"] as? String)?.hasPrefix(day) == true, "\(old)")
        }
        let listed = try place.run(["note", "list", right, "--json"], as: "lin").json()["notes"] as? [[String: Any]]
        #expect(listed?.count == 2)
        for id in (listed ?? []).compactMap({ $0["id"] as? String }) {
            let new = try place.run(["note", "show", id, "--json"], as: "lin").json()
            #expect(new["start"] is NSNull && new["end"] is NSNull, "\(new)")
            #expect((new["sections"] as? [String: String])?["text"]?.hasPrefix(Self.words) == true)
        }
        // A note without times has none to leave out.
        let plain = try place.run(["note", "withdraw", try note(place, wrong), "--to", right], as: "lin")
        #expect(plain.status == 0 && !plain.output.contains("no times of a session"), "\(plain.errors)")
        #expect(!plain.errors.contains("times of its session"), "\(plain.errors)")
    }

    @Test("nothing follows a withdrawal, and only the author of what is not signed withdraws it")
    func refusals() throws {
        let (place, wrong, right) = try practice()
        defer { place.remove() }
        let id = try note(place, wrong)
        let signed = try note(place, right, "已签")
        let personal = try place.run(
            ["note", "write", wrong, "--private", "--from", "-", "--json"], as: "lin", input: "私记")
        let own = try #require(try personal.json()["id"] as? String)
        #expect(try place.run(["note", "sign", signed], as: "lin").status == 0)
        let reason = ["--reason", "mistake"]
        func refused(_ more: [String], as person: String = "lin") throws -> (Int32, String) {
            let refused = try place.run(["note", "withdraw"] + more + ["--json"], as: person)
            return (refused.status, try refused.code())
        }
        #expect(try refused([signed] + reason) == (75, "signed-note-is-locked"))
        #expect(try refused([own] + reason) == (77, "denied"))
        for person in ["bo", "fang"] { #expect(try refused([id] + reason, as: person).0 == 77) }
        #expect(try refused([id]) == (64, "bad-field"))
        #expect(try refused([id, "--reason", "写错"]) == (65, "bad-field"))
        #expect(try refused([id, "--to", wrong]) == (65, "bad-field"))
        #expect(try refused([id, "--to", right, "--reason", "mistake"]) == (64, "usage"))
        #expect(try refused([id, "--to", "zzzz"]).0 == 66)
        #expect(try refused(["zzzz"] + reason).0 == 66)
        let others = try place.openCase(client: #"{"name": "孙三"}"#, counselor: "bo").id
        #expect(try refused([id, "--to", others]).0 == 77)
        #expect(try place.run(["note", "show", id, "--json"], as: "lin").json()["state"] as? String == "draft")

        #expect(try place.run(["note", "withdraw", id] + reason, as: "lin").status == 0)
        let listed = try place.run(["note", "list", wrong, "--json"], as: "lin").json()["notes"] as? [[String: Any]]
        let short = try #require(listed?.first { $0["id"] as? String == id }?["shortID"] as? String)
        for (command, input) in [
            (["note", "withdraw", id] + reason, nil), (["note", "sign", id], nil),
            (["note", "edit", id, "--from", "-"], "改"), (["note", "add", id, "--from", "-"], "补"),
        ] as [([String], String?)] {
            for (language, said) in [("en", "was withdrawn"), ("zh-Hans", "已作废")] {
                let late = try place.run(command, as: "lin", input: input ?? "", language: language)
                #expect(late.status == 75 && late.errors.contains(said), "\(command): \(late.errors)")
                #expect(late.errors.contains("'tacet note show \(short)'"), "\(command): \(late.errors)")
            }
        }
        let asked = try place.onTerminal(
            "lin note edit \(id) --no-editor; echo status $?", people: ["lin"], [.expect("status 75")])
        #expect(!asked.screen.contains("only a dot"), "\(asked.screen)")
        // The same words can be filed anew.
        #expect(try place.run(["note", "write", wrong, "--from", "-"], as: "lin", input: Self.words).status == 0)
    }

    @Test("on a terminal it is said whose case gets the words, why is asked, and a no changes nothing")
    func terminal() throws {
        let (place, wrong, right) = try practice()
        defer { place.remove() }
        let id = try note(place, wrong)
        let no = try place.onTerminal(
            "lin note withdraw \(id) --to \(right); echo status $?", people: ["lin"],
            [.expect("钱二"), .expect("Withdraw it?"), .type("n\n"), .expect("status 130")])
        #expect(no.status == 0, "\(no.screen)")
        #expect(try states(place) == ["draft"])
        let yes = try place.onTerminal(
            "lin note withdraw \(id); echo status $?", people: ["lin"], environment: ["TACET_LANG": "zh-Hans"],
            [
                .expect("3  误写"), .expect("作废原因"), .type("7\n"), .expect("作废原因"), .type("2\n"), .expect("确定作废吗"),
                .type("y\n"), .expect("status 0"),
            ])
        #expect(yes.screen.contains("已作废。"), "\(yes.screen)")
        #expect(try place.run(["note", "show", id, "--json"], as: "lin").json()["reason"] as? String == "duplicate")
        // The right case is asked for where the reason was, until one is meant; what is taken back is shown first.
        let other = try note(place, wrong)
        let moved = try place.onTerminal(
            "lin note withdraw \(other); echo status $?", people: ["lin"],
            [
                .expect(Self.words), .expect("Why"), .type("1\n"), .expect("(empty: none)"), .type("zzzz\n"),
                .expect("(empty: none)"), .type("\(right)\n"), .expect("钱二"), .expect("Withdraw it?"), .type("y\n"),
                .expect("status 0"),
            ])
        #expect(moved.status == 0, "\(moved.screen)")
        #expect(try states(place, right) == ["draft"])
    }

    @Test("a withdrawal that was cut off between its halves is finished by the same command, and files no second copy")
    func cutOff() throws {
        let (place, wrong, right) = try practice()
        defer { place.remove() }
        let id = try note(place, wrong)
        // What the first half leaves: the words are in the right case, and the draft still in the wrong one.
        let new = try note(place, right)
        let again = try place.run(["note", "withdraw", id, "--to", right, "--json"], as: "lin")
        #expect(try again.status == 0 && again.json()["newNote"] as? String == new, "\(again.errors)\(again.output)")
        #expect(try states(place, right) == ["draft"])
        #expect(try place.run(["note", "show", id, "--json"], as: "lin").json()["state"] as? String == "withdrawn")
        // Also the day after, when the power is back.
        guard let clock = try place.clock() else { return }
        let second = try note(place, wrong, "次日")
        let copy = try note(place, right, "次日")
        let late = try place.run(
            where: clock(86_400), ["note", "withdraw", second, "--to", right, "--json"], as: "lin")
        #expect(try late.status == 0 && late.json()["newNote"] as? String == copy, "\(late.errors)\(late.output)")
        #expect(try states(place, right) == ["draft", "draft"])
    }
}
