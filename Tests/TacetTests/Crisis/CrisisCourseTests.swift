import Foundation
import Testing

/// A crisis flag from raising to its end, through the program, and who sees what of it.
struct CrisisCourseTests {
    private func raise(_ place: Workplace, _ words: String, _ options: [String] = []) throws -> String {
        let raised = try place.run(["crisis", "raise", "--from", "-", "--json"] + options, input: words)
        return try #require(try raised.json()["id"] as? String, "\(raised.errors)")
    }

    private func need(_ ending: Workplace.Ending, _ status: Int32 = 0) {
        #expect(ending.status == status, "\(ending.output)\(ending.errors)")
    }

    @Test("a caller's flag is taken up, linked, logged, reassessed, and ends with another's signature")
    func course() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let id = try raise(place, "来电，不肯说姓名")
        need(try place.run(["crisis", "show", id], as: "lin"), 77)
        need(try place.run(["crisis", "ack", id], as: "su"))
        // Who has it, and since when, is told to whoever comes next.
        for (language, said) in [("en", "was taken up already: by su, "), ("zh-Hans", "已有人接手：su，")] {
            let had = try place.run(["crisis", "ack", id], as: "fang", language: language)
            need(had, 75)
            #expect(had.errors.contains(said), "\(had.errors)")
        }
        need(try place.run(["crisis", "link", id, "--client", client], as: "su"))
        need(try place.run(["crisis", "link", id, "--client", client], as: "su"), 75)
        // Everything from the beginning is open to the client's counselor now.
        let seen = try place.run(["crisis", "show", id, "--json"], as: "lin").json()
        #expect(seen["seen"] as? String == "来电，不肯说姓名" && seen["acknowledgedBy"] as? String == "su")
        need(try place.run(["crisis", "log", id, "--from", "-"], as: "lin", input: "约定今晚不独处"))
        need(
            try place.run(
                ["crisis", "reassess", id, "--level", "imminent", "--kind", "abuse", "--due", "3d"], as: "su"))
        let guardian = ["crisis", "contact", id, "--with", "guardian", "--basis", "danger", "--from", "-"]
        let warned = try place.run(guardian, as: "lin", input: "孩子有危险")
        need(warned, 64)
        #expect(warned.errors.contains("the guardian may be the one who does it"))
        let early = try place.run(["crisis", "resolve", id, "--from", "-"], as: "lin", input: "安全了")
        need(early, 75)
        #expect(early.errors.contains("was not reported"))
        need(
            try place.run(
                ["crisis", "contact", id, "--with", "police", "--basis", "legal-duty", "--from", "-"], as: "lin",
                input: #"{"said": "疑似虐待", "receipt": "110-7"}"#))
        // The only supervisor's proposal nobody can co-sign: that is said at once, and wherever the flag is shown.
        let stuck = try place.run(["crisis", "resolve", id, "--from", "-"], as: "su", input: "安全了")
        need(stuck)
        #expect(stuck.errors.contains("su proposed that it is over and is the only supervisor"), "\(stuck.errors)")
        for (language, said) in [("en", "nobody can co-sign yet"), ("zh-Hans", "暂无人可审签")] {
            let listed = try place.run(["crisis", "list"], as: "fang", language: language)
            #expect(listed.output.contains(said) && listed.errors.contains("tacet crisis show"), "\(listed.errors)")
        }
        let shown = try place.run(["crisis", "show", id], as: "lin", language: "zh-Hans")
        #expect(shown.output.contains("su 是唯一的督导师"), "\(shown.output)")
        // What to do stands there: nobody is sent to what they are looking at.
        #expect(shown.errors.contains("目前无人可审签") && !shown.errors.contains("crisis show"), "\(shown.errors)")
        let page = try place.run(["crisis", "show", id], as: "lin")
        #expect(page.errors.contains("nobody can co-sign that yet.") && !page.errors.contains("crisis show"))
        #expect(page.output.contains("tacet crisis resolve "), "\(page.output)")
        let told = try place.run(["status", "--json"], as: "fang").json()["crisis"] as? [[String: Any]]
        #expect((told?.first?["demands"] as? [[String: Any]])?.first?["wants"] as? String == "propose-anew")
        // Another has to take that step: whoever proposed is not counted for it.
        let waits = try place.run(["status", "--json"], as: "su").json()["crisis"] as? [Any]
        #expect(waits?.isEmpty == true, "\(waits ?? [])")
        #expect(try !place.run(["status"], as: "su").output.contains("want a step of you"))
        #expect(try place.run(["status"], as: "lin").output.contains("want a step of you"))
        let own = try place.run(["crisis", "resolve", id, "--cosign", "--json"], as: "su")
        #expect(try own.status == 77 && own.code() == "denied")
        need(try place.run(["crisis", "resolve", id, "--cosign"], as: "lin"), 77)
        let director = try place.run(["crisis", "resolve", id, "--cosign"], as: "fang")
        need(director, 77)
        #expect(director.errors.contains("propose it yourself with --from, and they co-sign"), "\(director.errors)")
        let anew = try place.run(["crisis", "resolve", id, "--from", "-"], as: "lin", input: "安全了，已转介")
        need(anew)
        #expect(
            anew.errors.contains("su proposed already") && anew.errors.contains("takes its place"), "\(anew.errors)")
        // What waits for a co-signature is not put aside unseen.
        for (language, said) in [("en", "lin proposed already"), ("zh-Hans", "lin 已提议")] {
            let aside = try place.run(
                ["crisis", "resolve", id, "--from", "-"], as: "su", input: "另一种说法", language: language)
            need(aside, 64)
            #expect(aside.errors.contains(said) && aside.errors.contains("--cosign"), "\(aside.errors)")
        }
        let top = try place.run(["crisis", "resolve", id, "--cosign"], as: "su")
        need(top)
        #expect(top.errors.contains("awaits your co-signature") && top.errors.contains("安全了，已转介"))
        let late = try place.run(["crisis", "log", id, "--from", "-"], as: "lin", input: "再见")
        need(late, 75)
        // The next step can be typed as it stands.
        let next = try #require(late.errors.firstMatch(of: /tacet (crisis show \w+)/)?.1.split(separator: " "))
        need(try place.run(next.map(String.init), as: "lin"))
        let history = try place.run(["crisis", "show", id, "--json"], as: "fang").json()
        #expect(history["state"] as? String == "resolved" && (history["ignored"] as? [Any])?.isEmpty == true)
        #expect(
            (history["events"] as? [[String: Any]])?.compactMap { $0["act"] as? String } == [
                "raised", "acknowledged", "linked", "intervened", "reassessed", "contacted", "proposed", "proposed",
                "resolved",
            ])
        for person in ["su", "lin", "fang"] { need(try place.run(["audit", "verify", "--deep"], as: person)) }
        // Nothing is open: nothing is told, and the next command makes no entry of it.
        #expect(try !place.run(["staff", "list"], as: "su").errors.contains("CRISIS"))
        let before = try place.run(["audit", "verify", "--json"]).json()["entries"] as? Int
        _ = try place.run(["staff", "list"], as: "su")
        let after = try place.run(["audit", "verify", "--json"]).json()["entries"] as? Int
        #expect(try #require(after) == #require(before) + 1)
    }

    @Test("nobody but supervisors, the director and the client's counselor sees a flag; the desk sees whom to call")
    func onlookers() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        for (person, name, role) in [
            ("bo", "柏安", "counselor"), ("dan", "丹青", "front-desk"), ("ku", "库会", "bookkeeper"),
            ("aud", "严明", "auditor"), ("wei", "委员", "committee-member"),
        ] {
            try place.admit(person, name: name, roles: [role])
        }
        let quiet = try place.run(["client", "show", client], as: "dan")
        #expect(!quiet.output.contains("SUPERVISOR"))
        let id = try raise(place, "在教室里割腕", ["--client", client, "--kind", "suicide", "--level", "imminent"])
        for person in ["bo", "dan", "ku", "aud", "wei"] {
            let shown = try place.run(["crisis", "show", id], as: person)
            need(shown, 77)
            #expect(!(shown.output + shown.errors).contains("割腕") && !shown.errors.contains("CRISIS"))
            need(try place.run(["crisis", "ack", id], as: person), 77)
            let listed = try place.run(["crisis", "list"], as: person)
            #expect(listed.status == (person == "bo" ? 0 : 77) && listed.output.isEmpty, "\(listed.errors)")
        }
        let desk = try place.run(["client", "show", client], as: "dan")
        #expect(desk.output.hasPrefix("CALL THE SUPERVISOR ON DUTY"))
        for word in ["imminent", "suicide", "割腕"] { #expect(!desk.output.contains(word)) }
        // Whoever raised one reads their own words again, and not how it went on.
        let signed = try place.run(["crisis", "raise", "--from", "-", "--json"], as: "dan", input: "大厅有人哭")
        let own = try #require(try signed.json()["id"] as? String)
        need(try place.run(["crisis", "ack", own], as: "su"))
        let half = try place.run(["crisis", "show", own, "--json"], as: "dan").json()
        #expect(half["seen"] as? String == "大厅有人哭" && half["state"] is NSNull && half["partial"] as? Bool == true)
        need(try place.run(["crisis", "ack", own], as: "dan"), 77)
        let refusals = try place.run(["audit", "log", "--json"], as: "aud")
        #expect(refusals.output.contains("not-in-crisis") && refusals.output.contains("\"raise-flag\""))
        #expect(!refusals.output.contains("割腕"))
        need(try place.run(["crisis", "ack", id], as: "lin"))
        need(try place.run(["crisis", "resolve", id, "--from", "-"], as: "lin", input: "家长已接走"))
        need(try place.run(["crisis", "resolve", id], as: "su"))
        #expect(try !place.run(["client", "show", client], as: "dan").output.contains("SUPERVISOR"))
    }

    @Test("what a form does not name stays on the card, an empty text takes it away, and an empty form changes nothing")
    func cardChanged() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        func write(_ form: String, language: String = "en") throws -> Workplace.Ending {
            try place.run(
                ["crisis", "card", client, "--write", "--from", "-"], as: "lin", input: form, language: language)
        }
        func shown() throws -> [String] {
            let card = try place.run(["crisis", "card", client, "--json"], as: "lin").json()
            return ["location", "safetyPlan", "level"].map { card[$0] as? String ?? "" } + ["\(card["version"] ?? "")"]
        }
        need(try write(#"{"location": "学校3栋", "safetyPlan": "打给姑姑", "level": "high"}"#))
        need(try write(#"{"location": "宿舍"}"#))
        #expect(try shown() == ["宿舍", "打给姑姑", "high", "2"])
        need(try write(#"{"safetyPlan": "", "level": ""}"#))
        #expect(try shown() == ["宿舍", "", "", "3"])
        for (language, said) in [("en", "the emergency card stays as it is"), ("zh-Hans", "紧急卡保持不变")] {
            let empty = try write("{}", language: language)
            need(empty, 65)
            #expect(empty.errors.contains(said), "\(empty.errors)")
        }
        #expect(try shown().last == "3")
        // On a terminal Enter keeps, and a hyphen takes away.
        let typed = try place.onTerminal(
            "lin crisis card \(client) --write", people: ["lin"],
            [
                .expect("takes it away"), .expect("at present"), .type("-\n"), .expect("Safety plan"),
                .type("找室友\n.\n"), .expect("risk level"), .type("\n"),
            ])
        #expect(typed.status == 0, "\(typed.screen)")
        #expect(try shown() == ["", "找室友", "", "4"])
    }

    @Test("on a terminal what stands on top, a list's sentences and the desk's call break between words")
    func broken() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        try place.admit("dan", name: "前台", roles: ["front-desk"])
        _ = try raise(place, "电话失联", ["--client", client])
        let script = "su today; dan client list"
        let seen = try place.onTerminal(
            script, people: ["su", "dan"], rows: 60, columns: 50, environment: ["NO_COLOR": "1"])
        #expect(seen.screen.contains("CRISIS") && seen.screen.contains("CALL THE SUPERVISOR"), "\(seen.screen)")
        #expect(seen.screen.split(separator: "\n").allSatisfy { $0.count <= 50 }, "\(seen.screen)")
        // Where nobody looks at it a line stays a line.
        let piped = try place.run(["today"], as: "su")
        #expect(
            piped.errors.split(separator: "\n").contains { $0.hasPrefix("CRISIS") && $0.contains("tacet crisis ack") },
            "\(piped.errors)")
    }

    @Test(
        "what stands on top leaves a small screen to the command: the most pressing, how many more, the one longest overdue"
    )
    func many() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        var ids: [String] = []
        for level in ["elevated"] + Array(repeating: "high", count: 8) + ["imminent"] {
            ids.append(try raise(place, "电话失联", ["--client", client, "--level", level]))
        }
        let all = try place.run(["status", "--json"], as: "su").json()["crisis"] as? [[String: Any]]
        #expect(all?.count == 10)
        guard let clock = try place.clock() else { return }
        let told = [
            ("en", "imminent", "7 more want a step of you, overdue among them: 7; the longest is ", [80, 66, 60]),
            ("zh-Hans", "紧急", "另有 7 项待您处理，其中已逾期 7 项，逾期最久的是 ", [80, 60, 40]),
        ]
        for (language, urgent, more, columns) in told.flatMap({ one in one.3.map { (one.0, one.1, one.2, $0) } }) {
            let seen = try place.onTerminal(
                "clear; \(clock(2 * 86_400)); su staff list", people: ["su"], rows: 24, columns: columns,
                environment: ["NO_COLOR": "1", "TACET_LANG": language])
            let lines = seen.screen.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 24, "\(lines.count) \(seen.screen)")
            func flat(_ text: String) -> String { text.filter { !$0.isWhitespace } }
            #expect(flat(seen.screen).contains(flat(more)), "\(seen.screen)")
            #expect(lines.contains { $0.contains("tacet crisis list") }, "\(seen.screen)")
            let first = lines.first { $0.contains("CRISIS") || $0.contains("危机") }
            #expect(first?.contains(urgent) == true, "\(seen.screen)")
            // A moment is not broken in two.
            let time = try Regex(#"20\d\d-\d\d-\d\d( 周.)? \d\d:\d\d"#)
            let dated = lines.filter { $0.contains(/20\d\d-/) }
            #expect(!dated.isEmpty && dated.allSatisfy { $0.contains(time) }, "\(seen.screen)")
        }
        let listed = try place.run(["crisis", "list", "--json"], as: "su").json()["flags"] as? [[String: Any]]
        #expect(Set(listed?.compactMap { $0["id"] as? String } ?? []) == Set(ids))
    }

    @Test("whoever opened a card many times is told of to its counselor each time, some at a command")
    func manyOpenings() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        need(try place.run(["crisis", "card", client, "--from", "-"], as: "lin", input: #"{"location": "学校3栋"}"#))
        let id = try raise(place, "电话失联", ["--client", client])
        for _ in 0..<5 { need(try place.run(["crisis", "card", client], as: "su")) }
        need(try place.run(["crisis", "ack", id], as: "su"))
        need(try place.run(["crisis", "resolve", id, "--from", "-"], as: "fang", input: "已接走"))
        need(try place.run(["crisis", "resolve", id, "--cosign"], as: "su"))
        let told = try (0..<3).map { _ -> Int in
            let listed = try place.run(["case", "list"], as: "lin")
            return listed.errors.components(separatedBy: "su opened the emergency card").count - 1
        }
        #expect(told == [3, 2, 0])
    }

    @Test("an emergency card opens only under an active flag, and the counselor is told who opened it")
    func card() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let content = #"{"location": "学校3栋", "safetyPlan": "打给姑姑", "level": "high"}"#
        need(try place.run(["crisis", "card", client, "--from", "-"], as: "su", input: content), 77)
        need(try place.run(["crisis", "card", client, "--from", "-"], as: "lin", input: content))
        let own = try place.run(["crisis", "card", client, "--json"], as: "lin").json()
        #expect(own["name"] as? String == "王小明" && own["location"] as? String == "学校3栋")
        let closed = try place.run(["crisis", "card", client], as: "su")
        need(closed, 77)
        #expect(!closed.output.contains("王小明"))
        let second = try place.openCase(client: #"{"name": "李四"}"#, counselor: "lin").client
        for one in [client, second] { _ = try raise(place, "电话失联", ["--client", one]) }
        for (language, said) in [("en", "No emergency card has been written"), ("zh-Hans", "尚无紧急卡")] {
            let none = try place.run(["crisis", "card", second], as: "su", language: language)
            need(none, 66)
            #expect(none.errors.contains(said), "\(none.errors)")
        }
        let opened = try place.run(["crisis", "card", client], as: "su")
        need(opened)
        for word in ["王小明", "13800138000", "学校3栋", "打给姑姑", "王妈妈"] { #expect(opened.output.contains(word)) }
        #expect(opened.errors.contains("the counselor will be told"))
        #expect(try place.run(["case", "list"], as: "lin").errors.contains("su opened the emergency card"))
        #expect(try !place.run(["case", "list"], as: "lin").errors.contains("su opened the emergency card"))
        need(try place.run(["audit", "verify", "--deep"], as: "lin"))
    }
}
