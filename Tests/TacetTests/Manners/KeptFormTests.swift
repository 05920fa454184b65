import Foundation
import Testing

/// What is typed in reviews, complaints, disclosures and the like lies in a sealed draft until the act is done, with what was
/// answered beside it, however the command ends.
struct KeptFormTests {
    /// The only draft of a person: sealed, counted by `status`, told with what it is.
    /// - Returns: what the list says goes on with it
    private func kept(
        _ kind: String, of person: String, in place: Workplace, hiding words: [String], untold: [String] = []
    ) throws -> String {
        try place.expectNothingReadable(words)
        let listed = try place.run(["draft", "list", "--json"], as: person)
        let drafts = try #require(try listed.json()["drafts"] as? [[String: Any]])
        try #require(drafts.count == 1, "\(listed.output)")
        #expect(drafts[0]["kind"] as? String == kind, "\(listed.output)")
        #expect(try place.run(["status"], as: person).output.contains("Unfinished drafts of yours: 1"))
        let chinese = try place.run(["draft", "list"], as: person, language: "zh-Hans").output
        let command = try #require(drafts[0]["command"] as? String)
        #expect(chinese.contains("继续：'\(command)'"), "\(chinese)")
        for word in words + untold { #expect(!listed.output.contains(word) && !chinese.contains(word), "\(chinese)") }
        return command.split(separator: " ").dropFirst().joined(separator: " ")
    }

    private func expectNone(of person: String, in place: Workplace) throws {
        let listed = try place.run(["draft", "list", "--json"], as: person)
        #expect(try (listed.json()["drafts"] as? [Any])?.isEmpty == true, "\(person): \(listed.output)")
    }

    /// One command on a terminal up to Ctrl-C, or to its end.
    @discardableResult private func run(
        _ command: String, by person: String, ending status: Int32 = 130, language: String = "en", in place: Workplace,
        _ steps: [TerminalSession.Step]
    ) throws -> String {
        let ending = try place.onTerminal(
            "trap : INT; \(person) \(command); echo status $?", people: [person], columns: 200,
            environment: ["TACET_LANG": language], steps + [.expect("status \(status)")])
        #expect(ending.status == 0, "\(command): \(ending.screen)")
        return ending.screen
    }

    /// A finished line, half of another, and Ctrl-C.
    private func cut(_ line: String) -> [TerminalSession.Step] {
        [
            .expect("only a dot"), .type("\(line)\n"), .expect(line), .meanwhile("sleep 1"), .type("半句\u{3}"),
            .expect("What you wrote is kept"),
        ]
    }

    private func id(_ ending: Workplace.Ending) throws -> String {
        try #require(ending.status == 0, "\(ending.errors)")
        return try #require(try ending.json()["id"] as? String)
    }

    private func answers(_ pairs: [(String, String)]) -> [TerminalSession.Step] {
        pairs.flatMap { [.expect($0.0), .type($0.1)] }
    }

    // MARK: complaints

    @Test("a complaint that was cut short is kept for whoever wrote it alone: nobody else sees that there is one")
    func complaint() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        let words = ["他多次谈论自己的私事", "王小明"]
        func entries() throws -> Int? {
            let log = try place.run(["audit", "log", "--actor", "qian", "--json"], as: "aud")
            return try (log.json()["entries"] as? [Any])?.count
        }
        let before = try entries()
        try run(
            "complaint file", by: "qian", in: place,
            answers([("Who complains", "client\n"), ("Against whom", "eva\n")]) + cut(words[0]))
        // Neither the log nor the name of a file says who was about to hand one in, or about whom.
        #expect(try entries() == before)
        let folder = place.everything.path
        for case let file as String in FileManager.default.enumerator(atPath: folder) ?? .init()
        where file.contains("/drafts/") {
            let name = file.split(separator: "/").last.map(String.init) ?? ""
            #expect(name.allSatisfy { $0.isHexDigit || "draft.lock".contains($0) }, "\(file)")
        }
        for person in ["eva", "fang", "an", "lin"] {
            try expectNone(of: person, in: place)
            let status = try place.run(["status", "--json"], as: person).json()
            #expect(status["unfinishedDrafts"] as? Int == 0, "\(person)")
        }
        let command = try kept("complaint-file", of: "qian", in: place, hiding: words, untold: ["eva", "艾华"])
        #expect(command == "complaint file")
        // Ctrl-C at a question behind the text, and a no at the end, keep it too.
        try run(
            "complaint file", by: "qian", in: place,
            answers([
                ("Continue it?", "y\n"), ("Enter keeps: client", "\n"), ("Enter keeps: eva", "\n"), (words[0], ""),
                ("only a dot", "还有这些\n.\n"), ("Name of", "王小明\n"), ("How to reach", "\u{3}"),
            ]) + [.expect("What you wrote is kept")])
        let declined = try run(
            "complaint file", by: "qian", language: "zh-Hans", in: place,
            answers([
                ("继续写吗", "是\n"), ("直接按回车保留：client", "\n"), ("直接按回车保留：eva", "\n"), ("还有这些", ""),
                ("句点", ".\n"), ("直接按回车保留：王小明", "\n"), ("联系方式", "\n"), ("性方面", "否\n"), ("费用", "是\n"),
                ("确认提交吗", "否\n"),
            ]) + [.expect("已仅为您加密保存为草稿")])
        #expect(!declined.contains("回执编号"), "\(declined)")
        _ = try kept("complaint-file", of: "qian", in: place, hiding: words)
        try run(
            "complaint file", by: "qian", ending: 0, in: place,
            answers([
                ("Continue it?", "y\n"), ("Enter keeps: client", "\n"), ("Enter keeps: eva", "\n"), ("还有这些", ""),
                ("only a dot", ".\n"), ("Enter keeps: 王小明", "\n"), ("How to reach", "\n"), ("sexual", "no\n"),
                ("fees", "yes\n"), ("Hand it in?", "y\n"), ("Receipt number", ""),
            ]))
        try expectNone(of: "qian", in: place)
        for person in ["bei", "chen", "du"] { #expect(try place.run(["complaint", "list"], as: person).status == 0) }
        let listed = try place.run(["complaint", "list", "--json"], as: "an").json()["complaints"] as? [[String: Any]]
        let receipt = try #require(listed?.first?["receipt"] as? String)
        let shown = try place.run(["complaint", "show", receipt, "--json"], as: "an").json()
        #expect(shown["text"] as? String == "\(words[0])\n还有这些" && shown["name"] as? String == words[1])
        try steps(receipt, in: place)
    }

    /// What those who handle it write at length.
    private func steps(_ receipt: String, in place: Workplace) throws {
        #expect(try place.run(["complaint", "acknowledge", receipt], as: "chen").status == 0)
        try run(
            "complaint triage \(receipt)", by: "du", in: place,
            answers([
                ("Track", "mediation\n"), ("only a dot", "可以调解\n.\n"), ("Allegation", "谈论私事\n"),
                ("Allegation", "\u{3}"),
            ]) + [.expect("What you wrote is kept")])
        let triage = try kept("complaint-triage", of: "du", in: place, hiding: ["可以调解", "谈论私事"])
        #expect(triage == "complaint triage \(receipt)")
        try expectNone(of: "an", in: place)
        try run(
            "complaint next", by: "du", ending: 0, in: place,
            answers([
                ("Do it now?", "y\n"), ("Continue it?", "y\n"), ("Enter keeps: mediation", "\n"), ("可以调解", ""),
                ("only a dot", ".\n"), ("Enter keeps: 谈论私事", "\n"), ("Allegation", "多次\n"), ("Allegation", "\n"),
                ("is triaged", ""),
            ]))
        try expectNone(of: "du", in: place)
        try run(
            "complaint decide \(receipt)", by: "bei", in: place,
            answers([("Outcome", "mediated\n")]) + cut("双方同意"))
        let decide = try kept("complaint-decide", of: "bei", in: place, hiding: ["双方同意"])
        try run(
            decide, by: "bei", ending: 0, in: place,
            answers([
                ("Continue it?", "y\n"), ("Enter keeps: mediated", "\n"), ("双方同意", ""), ("only a dot", ".\n"),
                ("Remedy", "\n"), ("Lesson", "边界\n"), ("Lesson", "\n"),
            ]))
        try expectNone(of: "bei", in: place)
        let shown = try place.run(["complaint", "show", receipt, "--json"], as: "du").json()
        let decision = try #require(shown["decision"] as? [String: Any])
        #expect(decision["reasons"] as? String == "双方同意" && decision["lessons"] as? [String] == ["边界"])
    }

    @Test("so is what a panel found out")
    func finding() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        let filed = try id(
            try place.run(
                ["complaint", "file", "--from", "-", "--json"], as: "qian",
                input: #"{"by": "client", "against": "eva", "text": "走廊谈话"}"#))
        for person in ["bei", "chen", "du", "an"] { _ = try place.run(["complaint", "list"], as: person) }
        for (person, arguments, input) in [
            ("chen", ["acknowledge"], ""),
            ("chen", ["triage", "--from", "-"], #"{"track": "ordinary", "summary": "摘要", "allegations": ["谈话"]}"#),
            ("an", ["panel", "--member", "an", "--member", "bei", "--member", "du"], ""), ("bei", ["share"], ""),
        ] {
            let done = try place.run(
                ["complaint", arguments[0], filed] + arguments.dropFirst(), as: person, input: input)
            try #require(done.status == 0, "\(arguments) \(done.errors)")
        }
        try run("complaint finding \(filed)", by: "bei", in: place, cut("前台证实"))
        let command = try kept("complaint-finding", of: "bei", in: place, hiding: ["前台证实"])
        try run(
            command, by: "bei", ending: 0, in: place,
            answers([("Continue it?", "y\n"), ("前台证实", ""), ("only a dot", "两次\n.\n")]))
        try expectNone(of: "bei", in: place)
        #expect(try place.run(["complaint", "show", filed], as: "du").output.contains("两次"))
    }

    // MARK: reviews and co-signing

    @Test("so are a review's findings with its scores and required actions, and the answer to it")
    func review() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for (person, name, role) in [
            ("lin", "林梅", "counselor"), ("xu", "许督", "supervisor"), ("mei", "梅远", "committee-member"),
        ] {
            try place.admit(person, name: name, roles: [role])
        }
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let note = try id(
            try place.run(["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "来访者谈到失眠"))
        try #require(try place.run(["note", "sign", note], as: "lin").status == 0)
        let review = try id(
            try place.run(["review", "assign", note, "--to", "xu", "--kind", "supervisor", "--json"], as: "fang"))
        try #require(try place.run(["review", "confirm", review], as: "mei").status == 0)
        try #require(try place.run(["review", "lend", review, "--yes"], as: "lin").status < 76)
        let scores = (1...6).map { _ in ("1 to 5", "\n") }
        try run(
            "review write \(review)", by: "xu", in: place,
            answers(
                [("1 to 5", "4\n")] + scores + [
                    ("only a dot", "评估充分\n.\n"), ("Next required action", "补充安全计划\n"), ("To be done", "2027-03-01\n"),
                    ("Next required action", "写明目标\n"), ("To be done", "\u{3}"),
                ]) + [.expect("What you wrote is kept")])
        let write = try kept("review-write", of: "xu", in: place, hiding: ["评估充分", "补充安全计划", "写明目标"])
        try run(
            write, by: "xu", ending: 0, in: place,
            answers(
                [("Continue it?", "y\n"), ("Enter keeps: 4", "\n")] + scores + [
                    ("评估充分", ""), ("only a dot", "计划欠缺\n.\n"), ("Enter keeps: 补充安全计划", "\n"),
                    ("Enter keeps: 2027-03-01", "\n"), ("Enter keeps: 写明目标", "-\n"), ("Next required action", "督导一次\n"),
                    ("To be done", "\n"), ("Next required action", "\n"),
                ]))
        try expectNone(of: "xu", in: place)
        let shown = try place.run(["review", "show", review], as: "lin").output
        #expect(shown.contains("计划欠缺") && shown.contains("评估充分") && shown.contains("补充安全计划"), "\(shown)")
        #expect(shown.contains("督导一次") && !shown.contains("写明目标") && shown.contains("4"), "\(shown)")

        try run("review answer \(review)", by: "lin", in: place, cut("将补充"))
        let answer = try kept("review-answer", of: "lin", in: place, hiding: ["将补充"])
        try run(
            answer, by: "lin", ending: 0, in: place,
            answers([("Continue it?", "y\n"), ("将补充", ""), ("only a dot", "下周\n.\n")]))
        try expectNone(of: "lin", in: place)
        #expect(try place.run(["review", "show", review], as: "xu").output.contains("下周"))
    }

    @Test("so is what a supervisor writes to give a note back, where it is begun one by one too")
    func noteReturn() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "tong")
        let agreed = try place.run(["supervision", "agree", "--supervisor", "du", "--trainee", "tong"], as: "fang")
        try #require(agreed.status == 0, "\(agreed.errors)")
        let note = try id(
            try place.run(["note", "write", opened.id, "--from", "-", "--json"], as: "tong", input: "来访者谈到失眠"))
        try #require(try place.run(["note", "sign", note], as: "tong").status == 0)
        try run("sign", by: "du", in: place, [.expect("[r] return"), .type("r\n")] + cut("请补充计划"))
        let command = try kept("note-return", of: "du", in: place, hiding: ["请补充计划"])
        try run(
            command, by: "du", ending: 0, in: place,
            answers([("Continue it?", "y\n"), ("请补充计划", ""), ("only a dot", "以及目标\n.\n")]))
        try expectNone(of: "du", in: place)
        let shown = try place.run(["note", "show", note], as: "tong").output
        #expect(shown.contains("请补充计划") && shown.contains("以及目标"), "\(shown)")
    }

    // MARK: disclosures, emergencies, standing

    @Test("so are a disclosure's recipient, purpose and grounds, and what it leaves out")
    func disclosure() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("qian", name: "钱台", roles: ["front-desk"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let note = try id(
            try place.run(
                ["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "谈到失眠，邻居李四也失眠"))
        try #require(try place.run(["note", "sign", note], as: "lin").status == 0)
        try run(
            "disclosure request \(opened.id) \(note) --basis own-copy", by: "qian", in: place,
            answers([("Who gets it", "王小明本人\n"), ("What for", "留作纪念\n"), ("What the basis", "\u{3}")])
                + [.expect("What you wrote is kept")])
        let command = try kept("disclosure-request", of: "qian", in: place, hiding: ["王小明本人", "留作纪念"])
        #expect(command.contains(" --basis own-copy") && command.split(separator: " ").count == 6, "\(command)")
        let made = try run(
            command, by: "qian", ending: 0, in: place,
            answers([
                ("Continue it?", "y\n"), ("Enter keeps: 王小明本人", "\n"), ("Enter keeps: 留作纪念", "自己保存\n"),
                ("What the basis", "申请表\n"),
            ]))
        try expectNone(of: "qian", in: place)
        let all = try place.run(["disclosure", "list", "--json"], as: "lin").json()["disclosures"] as? [[String: Any]]
        let thread = try #require(all?.first?["id"] as? String, "\(made)")
        let shown = try place.run(["disclosure", "show", thread], as: "lin").output
        #expect(shown.contains("王小明本人") && shown.contains("自己保存") && shown.contains("申请表"), "\(shown)")

        try run(
            "disclosure prepare \(thread)", by: "lin", in: place,
            answers([("Next passage", "邻居李四也失眠\n"), ("Next passage", "\u{3}")]) + [.expect("What you wrote is kept")])
        let prepare = try kept("disclosure-prepare", of: "lin", in: place, hiding: ["邻居李四"])
        try run(
            prepare, by: "lin", ending: 0, in: place,
            answers([("Continue it?", "y\n"), ("Enter keeps: 邻居李四也失眠", "\n"), ("Next passage", "\n")]))
        try expectNone(of: "lin", in: place)
    }

    @Test("a reason whose act was refused is kept, told and gone on with; discarded it is gone")
    func reasons() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("bo", name: "柏安", roles: ["counselor"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        try place.admit("du", name: "杜衡", roles: ["counselor"])
        let suspended = try place.run(
            ["staff", "suspend", "du", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "离岗"}"#)
        try #require(suspended.status == 0, "\(suspended.errors)")
        for (command, kind, question) in [
            ("break-glass request \(opened.id)", "break-glass-request", "Why?"),
            ("staff suspend bo", "staff-suspend", "Why?"), ("staff reinstate du", "staff-reinstate", "Why?"),
        ] {
            let confirmed = kind.hasPrefix("staff") ? answers([("[y/N]", "y\n")]) : []
            let cut = try place.onTerminal(
                "lin \(command)", people: ["lin"], columns: 200,
                confirmed + answers([(question, "来访者失踪\n")]) + [
                    .expect("来访者失踪"), .expect("What you typed"), .expect("来访者失踪"), .expect("What you wrote is kept"),
                ])
            #expect(cut.status == 77, "\(cut.screen)")
            let named = try kept(kind, of: "lin", in: place, hiding: ["来访者失踪"])
            #expect(named.hasPrefix(command.prefix(14)), "\(named)")
            let again = try place.onTerminal(
                "lin \(named)", people: ["lin"], columns: 200,
                confirmed + answers([("Continue it?", "y\n"), ("Enter keeps: 来访者失踪", "\n")]))
            #expect(again.status == 77, "\(again.screen)")
            let drafts = try place.run(["draft", "list", "--json"], as: "lin").json()["drafts"] as? [[String: Any]]
            let draft = try #require(drafts?.first?["id"] as? String)
            #expect(try place.run(["draft", "discard", draft, "--yes"], as: "lin").status == 0)
            try expectNone(of: "lin", in: place)
        }
        try run(
            "staff suspend bo", by: "fang", ending: 0, in: place, answers([("[y/N]", "y\n"), ("Why?", "未续签\n")]))
        try expectNone(of: "fang", in: place)
    }

    // MARK: other ends

    @Test("the place typed before a card's plan is kept where the plan was never begun")
    func location() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        try run(
            "crisis card \(client) --write", by: "lin", in: place,
            answers([("at present", "东街二号\n"), ("only a dot", "\u{3}")]) + [.expect("What you wrote is kept")])
        let command = try kept("card-plan", of: "lin", in: place, hiding: ["东街二号"])
        try run(
            command, by: "lin", ending: 0, in: place,
            answers([
                ("Continue it?", "y\n"), ("Enter keeps: 东街二号", "\n"), ("only a dot", "先打电话\n.\n"), ("risk level", "\n"),
            ]))
        try expectNone(of: "lin", in: place)
        let card = try place.run(["crisis", "card", client, "--json"], as: "lin").json()
        #expect(card["location"] as? String == "东街二号" && card["safetyPlan"] as? String == "先打电话")
    }

    /// A shell's words for a command whose process can be ended by its id.
    private func alone(_ command: String, _ person: String?, in place: Workplace) throws -> String {
        let acting = try person.map { " --as \($0) --passphrase-file '\(try place.passphraseFile($0))'" } ?? ""
        return
            "sh -c 'echo $$ > ../pid; exec \"$0\" \"$@\"' '\(place.program.path)' \(command)\(acting); echo status $?"
    }

    /// Waits until the process is gone.
    private static let ended = "while [ -e /proc/$(cat ../pid)/exe ]; do sleep 0.1; done"

    @Test("a request to end and a closed terminal keep it as Ctrl-C does, and a kill does; none of them files anything")
    func otherEnds() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        let command = try alone("complaint file", "qian", in: place)
        func typed(_ line: String, _ end: [TerminalSession.Step]) throws -> String {
            try place.onTerminal(
                command, people: [],
                answers([("Who complains", "client\n"), ("Against whom", "eva\n"), ("only a dot", "\(line)\n")])
                    + [.expect(line), .meanwhile("sleep 1")] + end
            ).screen
        }
        func expectKept(_ line: String) throws {
            _ = try kept("complaint-file", of: "qian", in: place, hiding: [line])
            let screen = try run(
                "complaint file", by: "qian", in: place,
                answers([
                    ("Continue it?", "y\n"), ("Enter keeps", "\n"), ("Enter keeps", "\n"), (line, ""),
                    ("only a dot", "\u{3}"),
                ]))
            #expect(!screen.contains("Receipt"), "\(screen)")
            let drafts = try place.run(["draft", "list", "--json"], as: "qian").json()["drafts"] as? [[String: Any]]
            let draft = try #require(drafts?.first?["id"] as? String)
            #expect(try place.run(["draft", "discard", draft, "--yes"], as: "qian").status == 0)
        }
        let asked = try typed(
            "第一次", [.meanwhile("kill -TERM $(cat ../pid)"), .expect("What you wrote is kept"), .expect("status 130")])
        #expect(asked.contains("This was ended while you were writing"), "\(asked)")
        try expectKept("第一次")
        _ = try typed("第二次", [.hangUp, .meanwhile(Self.ended)])
        try expectKept("第二次")
        _ = try typed("第三次", [.meanwhile("kill -KILL $(cat ../pid)"), .expect("status 137")])
        try expectKept("第三次")
        for person in ["bei", "chen", "du", "an"] {
            let listed = try place.run(["complaint", "list", "--json"], as: person)
            #expect(try (listed.json()["complaints"] as? [Any])?.isEmpty == true, "\(listed.output)")
        }
    }

    @Test("a closed terminal is not the end of the text: what was done in a crisis is kept and not filed")
    func closedTerminal() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "出事了")
        let flag = try id(raised)
        try #require(try place.run(["crisis", "ack", flag], as: "su").status == 0)
        _ = try place.onTerminal(
            try alone("crisis log \(flag)", "su", in: place), people: [],
            answers([("only a dot", "约好今晚不独处\n")])
                + [.expect("约好今晚不独处"), .meanwhile("sleep 1"), .hangUp, .meanwhile(Self.ended)])
        _ = try kept("crisis-log", of: "su", in: place, hiding: ["约好今晚不独处"])
        #expect(try !place.run(["crisis", "show", flag], as: "su").output.contains("约好今晚不独处"))
    }

    @Test("a jot that a request to end or a closed terminal cut short is left for the counselor")
    func jot() throws {
        let place = try CrisisRaiseTests.practice().place
        defer { place.remove() }
        let cases = try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        let id = try #require(cases?.first?["id"] as? String)
        _ = try place.run(["note", "write", id, "--from", "-"], as: "lin", input: "第一次")
        for (line, end) in [
            (
                "提到搬家",
                [.meanwhile("kill -TERM $(cat ../pid)"), .expect("are left as jot"), .expect("status 130")]
            ), ("又提到搬家", [TerminalSession.Step.hangUp, .meanwhile(Self.ended)]),
        ] {
            let cut = try place.onTerminal(
                try alone("jot \(id)", nil, in: place), people: [],
                [.expect("only a dot"), .type("\(line)\n"), .expect(line), .meanwhile("sleep 1"), .type("半句")] + end)
            let jots = try place.run(["jot", "list", "--json"], as: "lin").json()["jots"] as? [[String: Any]]
            #expect(jots?.contains { $0["text"] as? String == line } == true, "\(line): \(cut.screen)")
        }
    }
}
