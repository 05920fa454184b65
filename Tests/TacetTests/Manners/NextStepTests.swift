import Foundation
import Testing

/// The next step that a command names is one that the person who acts can take, and what waits for them is not denied.
struct NextStepTests {
    @Test("whoever a crisis waits for is not told that nothing waits, on standard output either")
    func crisisWaits() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        #expect(try place.run(["today"], as: "su").output.contains("Nothing is waiting for you."))
        let raised = try place.run(["crisis", "raise", "--from", "-", "--json"], input: "来电，不肯说姓名")
        let id = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        for (command, language, nothing) in [
            ("today", "en", "Nothing is waiting for you"), ("status", "en", "Nothing is waiting for you"),
            ("today", "zh-Hans", "没有待您处理的事项"), ("status", "zh-Hans", "没有待您处理的事项"),
        ] {
            let told = try place.run([command], as: "su", language: language)
            #expect(told.status == 0 && !told.output.contains(nothing), "\(told.output)")
            #expect(told.output.contains("tacet crisis show "), "\(told.output)")
            #expect(told.errors.contains("tacet crisis"), "\(told.errors)")
        }
        #expect(try place.run(["crisis", "ack", id], as: "su").status == 0)
        let after = try place.run(["today"], as: "su")
        #expect(after.output.contains("Nothing is waiting for you."), "\(after.output)\(after.errors)")
    }

    @Test("check names a role's giver to whoever may not give one, and the command alone to a director")
    func checkForOthers() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        func mends(_ person: String, _ language: String) throws -> [String] {
            let points = try place.run(["check", "--json"], as: person, language: language).json()["points"]
            return (points as? [[String: Any]] ?? []).compactMap { $0["mend"] as? String }
                .filter { $0.contains("staff role add") }
        }
        for (language, said) in [("en", "Ask the service director: "), ("zh-Hans", "请由咨询服务负责人操作：")] {
            let (own, directors) = (try mends("lin", language), try mends("fang", language))
            #expect(own.count == directors.count && !own.isEmpty)
            #expect(own.allSatisfy { $0.hasPrefix(said) }, "\(own)")
            #expect(directors.allSatisfy { $0.hasPrefix("tacet staff role add ") }, "\(directors)")
        }
    }

    @Test("who opens a case for somebody else is sent to what they may do; refused attempts read as such in the letter")
    func caseForAnother() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let client = try place.client("王小明")
        let opened = try place.run(["case", "open", client, "--counselor", "lin"], as: "fang")
        #expect(opened.status == 0 && !opened.errors.contains("note write"), "\(opened.errors)")
        #expect(opened.errors.contains("lin writes its notes. Next for you: tacet book --case "), "\(opened.errors)")
        #expect(opened.errors.contains(" --at TIME"), "\(opened.errors)")
        let id = try place.onlyRow(["case", "list"], as: "fang")
        #expect(try place.run(["note", "write", id, "--from", "-"], as: "fang", input: "不该写的").status == 77)
        let letter = try place.run(["audit", "letter", client], as: "fang")
        #expect(letter.output.contains("Fang") || letter.output.contains("方主任"))
        #expect(
            letter.output.contains(
                "tried to write or complete notes of your sessions. This was refused; nothing was read or written."),
            "\(letter.output)")
        #expect(!letter.output.contains("wrote or completed"), "\(letter.output)")
        #expect(letter.output.contains("began or ended your counseling here."), "\(letter.output)")
    }

    @Test("a suspension that waits for a custodian is not advised again, and the director's status names it")
    func suspensionWaits() throws {
        let (place, _) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        try place.admit("kai", name: "凯", roles: ["custodian"])
        let reason = #"{"reason": "涉嫌泄露"}"#
        #expect(
            try place.run(["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: reason).status == 0)
        let early = try place.run(
            ["staff", "depart", "lin", "--to", "mei", "--from", "-", "--yes"], as: "fang", input: reason)
        #expect(early.status == 75 && early.errors.contains("The suspension of lin waits"), "\(early.errors)")
        #expect(early.errors.contains("tacet staff confirm lin") && !early.errors.contains("suspend them first"))
        let status = try place.run(["status"], as: "fang")
        #expect(status.output.contains("wait for somebody else's confirmation: lin."), "\(status.output)")
        #expect(try place.run(["staff", "confirm", "lin"], as: "kai").status == 0)
        #expect(try !place.run(["status"], as: "fang").output.contains("somebody else's confirmation"))
    }

    @Test("an appointment that was moved is not said to lack a consent; a missing consent is told with the ids at hand")
    func movedAndConsent() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin", consenting: false)
        let old = try place.book(["--case", caseID, "--at", "yesterday 10:00"], as: "mo")
        let moved = try place.run(
            ["appointment", "reschedule", old, "--at", "yesterday 15:00", "--json"], as: "mo")
        let new = try #require(try moved.json()["id"] as? String, "\(moved.errors)")
        for command in ["arrive", "complete"] {
            let gone = try place.run(["appointment", command, old], as: "lin")
            #expect(gone.status == 75 && gone.errors.contains("It was moved."), "\(gone.errors)")
            let lacking = try place.run(["appointment", command, new], as: "lin")
            #expect(
                lacking.status == 77 && lacking.errors.contains("tacet consent list \(client)"), "\(lacking.errors)")
        }
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let unsigned = try place.run(["note", "sign", note], as: "lin")
        #expect(unsigned.status == 77 && unsigned.errors.contains("tacet consent record \(client) --for counseling"))
        #expect(
            unsigned.errors.range(of: "note sign [0-9A-Z]{4} --crisis", options: .regularExpression) != nil,
            "\(unsigned.errors)")
    }

    @Test("who admits somebody beside custodians is told who confirms it, and whoever signed it is not asked to")
    func confirmFirst() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        let joined = try place.run(
            ["join", "xin", "--from", "-", "--work-factor", "17"], as: "xin", input: #"{"name": "新人"}"#)
        try #require(joined.status == 0, "\(joined.errors)")
        for (language, who, then) in [
            ("en", "(gu): tacet staff confirm xin", "After that the newcomer runs 'tacet welcome"),
            ("zh-Hans", "（gu）确认后生效：tacet staff confirm xin", "确认之后，新成员运行 'tacet welcome"),
        ] {
            let admitted = try place.run(
                ["staff", "admit", "Keys/xin.public", "--role", "director", "--work-factor", "17", "--yes"],
                as: "fang", language: language)
            #expect(admitted.status == 0, "\(admitted.errors)")
            #expect(admitted.errors.contains(who) && admitted.errors.contains(then), "\(admitted.errors)")
            let own = try place.onTerminal(
                "fang staff confirm xin", people: ["fang"], environment: ["TACET_LANG": language])
            #expect(own.status == 77 && own.screen.contains("gu"), "\(own.screen)")
            #expect(
                own.screen.contains("tacet staff confirm xin") && !own.screen.contains("y/N")
                    && !own.screen.contains("是/否"), "\(own.screen)")
        }
    }

    @Test("status counts fresh drafts with the command for them; nobody else is asked whether to sign one")
    func freshDrafts() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "su"])
        let (_, id) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.run(["note", "write", id, "--from", "-", "--json"], as: "lin", input: "会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        for (language, fresh, list) in [
            ("en", "not signed yet: 1. To go through them: tacet sign", "shown by: tacet note list"),
            ("zh-Hans", "1 份尚未签署。逐份处理：tacet sign", "编号：tacet note list"),
        ] {
            let status = try place.run(["status"], as: "lin", language: language)
            #expect(status.output.contains(fresh), "\(status.output)")
            let unknown = try place.run(["note", "show", "ZZZZ"], as: "lin", language: language)
            #expect(unknown.status == 66 && unknown.errors.contains(list), "\(unknown.errors)")
            let others = try place.onTerminal(
                "su note sign \(note)", people: ["su"], environment: ["TACET_LANG": language])
            #expect(others.status == 77 && !others.screen.contains("[y/N]"), "\(others.screen)")
            #expect(!others.screen.contains("[是/否]"), "\(others.screen)")
        }
        let told = try place.run(["status", "--json"], as: "lin").json()
        #expect(told["unsignedLately"] as? [String] == [note] && (told["unsigned"] as? [String])?.isEmpty == true)
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        #expect(try !place.run(["status"], as: "lin").output.contains("not signed yet"))
        // Two columns of one name would not be told apart.
        let papers = try place.run(["credential", "list", "lin"], as: "fang", language: "zh-Hans")
        #expect(papers.output.contains("证书编号"), "\(papers.output)")
    }

    @Test("a trainee who proposed that a crisis is over is not told that they could co-sign")
    func traineeProposes() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        try place.admit("shi", name: "施学", roles: ["trainee"])
        let (client, _) = try place.openCase(client: #"{"name": "李雷"}"#, counselor: "shi", consenting: false)
        let raised = try place.run(
            ["crisis", "raise", "--client", client, "--from", "-", "--json"], as: "shi", input: "说不想活了")
        let id = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        #expect(try place.run(["crisis", "ack", id], as: "su").status == 0)
        let proposed = try place.run(["crisis", "resolve", id, "--from", "-"], as: "shi", input: "安全了")
        #expect(proposed.status == 0, "\(proposed.errors)")
        for (language, said) in [("en", "A supervisor co-signs: tacet crisis resolve"), ("zh-Hans", "由督导师审签：")] {
            let own = try place.run(["crisis", "resolve", id, "--cosign"], as: "shi", language: language)
            #expect(own.status == 77 && own.errors.contains(said), "\(own.errors)")
            #expect(!own.errors.contains("you co-sign") && !own.errors.contains("再由您审签"))
        }
    }
}
