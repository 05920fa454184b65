import Foundation
import Testing

/// Ctrl-C while a text is typed line by line: what was finished is kept, sealed, and offered again.
struct InterruptedTextTests {
    private let place: Workplace
    private let client: String
    private let flag: String

    init() throws {
        (place, client) = try CrisisRaiseTests.practice()
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "出事了")
        flag = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        try #require(try place.run(["crisis", "ack", flag], as: "su").status == 0)
    }

    /// Types a line, ends with Ctrl-C, and goes on in a second run.
    private func interrupt(
        _ command: String, by person: String, typing line: String, before: [TerminalSession.Step] = [],
        resuming: [TerminalSession.Step] = [], after: [TerminalSession.Step] = []
    ) throws {
        let cut = try place.onTerminal(
            "trap : INT; \(person) \(command); echo status $?", people: [person],
            before + [
                .expect("only a dot"), .type("\(line)\n"), .expect(line), .meanwhile("sleep 1"), .type("半句\u{3}"),
                .expect("status 130"),
            ])
        #expect(cut.screen.contains("the same command offers to"), "\(cut.screen)")
        try place.expectNothingReadable([line])
        let waiting = try place.run(["draft", "list", "--json"], as: person).json()["drafts"] as? [[String: Any]]
        let named = try #require(waiting?.first?["command"] as? String)
        #expect(waiting?.count == 1 && named.hasPrefix("tacet crisis "), "\(named)")
        #expect(try place.run(["status"], as: person).output.contains("Unfinished drafts of yours: 1"))
        // What the list names is what goes on.
        let words = named.split(separator: " ").dropFirst().joined(separator: " ")
        let resumed = try place.onTerminal(
            "\(person) \(words); echo status $?", people: [person],
            [.expect("Continue it?"), .type("y\n")] + resuming + [
                .expect(line), .expect("only a dot"), .type("还有这些\n.\n"),
            ] + after + [.expect("status 0")])
        #expect(resumed.status == 0, "\(resumed.screen)")
        #expect((try place.run(["draft", "list", "--json"], as: person).json()["drafts"] as? [Any])?.isEmpty == true)
    }

    @Test("an intervention that Ctrl-C cut short is kept sealed, offered again and filed whole")
    func intervention() throws {
        defer { place.remove() }
        try interrupt("crisis log \(flag)", by: "su", typing: "约好今晚不独处")
        let shown = try place.run(["crisis", "show", flag], as: "su").output
        #expect(shown.contains("    约好今晚不独处\n    还有这些"), "\(shown)")
    }

    @Test("so is what somebody outside was told, and it is offered for the same party alone")
    func contact() throws {
        defer { place.remove() }
        try interrupt(
            "crisis contact \(flag) --with police --basis danger", by: "su", typing: "请到东街二号",
            after: [.expect("Receipt"), .type("110-7\n")])
        let cut = try place.onTerminal(
            "trap : INT; su crisis contact \(flag) --with hospital --basis danger; echo status $?", people: ["su"],
            [
                .expect("only a dot"), .type("急诊\n"), .expect("急诊"), .meanwhile("sleep 1"), .type("\u{3}"),
                .expect("status 130"),
            ])
        #expect(cut.status == 0, "\(cut.screen)")
        let other = try place.onTerminal(
            "trap : INT; su crisis contact \(flag) --with school --basis danger; echo status $?", people: ["su"],
            [.expect("only a dot"), .type("\u{3}"), .expect("status 130")])
        #expect(!other.screen.contains("Continue it?"), "\(other.screen)")
        let shown = try place.run(["crisis", "show", flag], as: "su").output
        #expect(shown.contains("请到东街二号") && shown.contains("还有这些") && shown.contains("110-7"), "\(shown)")
    }

    @Test("so are an emergency card's safety plan and how a crisis ended")
    func planAndEnd() throws {
        defer { place.remove() }
        try interrupt(
            "crisis card \(client) --write", by: "lin", typing: "先给妹妹打电话",
            before: [.expect("at present"), .type("家里\n")],
            resuming: [.expect("Enter keeps: 家里"), .type("\n")], after: [.expect("risk level"), .type("\n")])
        let card = try place.run(["crisis", "card", client, "--json"], as: "lin").json()
        #expect(card["safetyPlan"] as? String == "先给妹妹打电话\n还有这些" && card["location"] as? String == "家里")
        try interrupt("crisis resolve \(flag)", by: "lin", typing: "已经平静")
        #expect(try place.run(["crisis", "show", flag], as: "su").output.contains("    已经平静\n    还有这些"))
    }

    @Test("an addition and a changed note that Ctrl-C cut short are gone on with: what is typed then is put behind")
    func additionAndEdit() throws {
        defer { place.remove() }
        let cases = try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        let id = try #require(cases?.first?["id"] as? String)
        let written = try place.run(["note", "write", id, "--from", "-", "--json"], as: "lin", input: "原文")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        func cutAndResume(_ act: String, _ first: String, _ second: String, _ language: String) throws -> String {
            let isEnglish = language == "en"
            let dot = isEnglish ? "only a dot" : "句点"
            let cut = try place.onTerminal(
                "trap : INT; lin note \(act) \(note) --no-editor; echo status $?", people: ["lin"],
                environment: ["TACET_LANG": language],
                [
                    .expect(dot), .type("\(first)\n"), .expect(first), .meanwhile("sleep 1"), .type("\u{3}"),
                    .expect("status 130"),
                ])
            #expect(cut.status == 0, "\(cut.screen)")
            let resumed = try place.onTerminal(
                "lin note \(act) \(note) --no-editor; echo status $?", people: ["lin"],
                environment: ["TACET_LANG": language],
                [
                    .expect(isEnglish ? "Continue it?" : "继续写吗"), .type("y\n"), .expect(first),
                    .expect(isEnglish ? "is added to it" : "添加到其后"), .expect(dot), .type("\(second)\n.\n"),
                    .expect("status 0"),
                ])
            #expect(resumed.status == 0, "\(resumed.screen)")
            return cut.screen + resumed.screen
        }
        let edited = try cutAndResume("edit", "改过的", "又一行", "en")
        #expect(edited.contains("What you type for a section replaces it"), "\(edited)")
        let text = try place.run(["note", "show", note], as: "lin").output
        #expect(text.contains("改过的\n") && text.contains("又一行") && !text.contains("原文"), "\(text)")
        try #require(try place.run(["note", "sign", note], as: "lin").status == 0)
        for (language, word, first, second) in [
            ("en", "section", "补一", "补二"), ("zh-Hans", "栏目", "补三", "补四"),
        ] {
            let added = try cutAndResume("add", first, second, language)
            #expect(!added.contains(word), "\(added)")
            let whole = try place.run(["note", "show", note], as: "lin").output
            #expect(whole.contains("\(first)\n") && whole.contains(second), "\(whole)")
        }
        #expect((try place.run(["draft", "list", "--json"], as: "lin").json()["drafts"] as? [Any])?.isEmpty == true)
    }

    @Test("Ctrl-C at the question whether to go on with a draft says that it is as it was")
    func atTheQuestion() throws {
        defer { place.remove() }
        let cut = try place.onTerminal(
            "trap : INT; su crisis log \(flag); echo status $?", people: ["su"],
            [
                .expect("only a dot"), .type("约好\n"), .expect("约好"), .meanwhile("sleep 1"), .type("\u{3}"),
                .expect("status 130"),
            ])
        #expect(cut.status == 0, "\(cut.screen)")
        let before = try place.run(["draft", "list", "--json"], as: "su").output
        for (language, question, said) in [
            ("en", "Continue it?", "is as it was"), ("zh-Hans", "继续写吗", "保持原样"),
        ] {
            let left = try place.onTerminal(
                "trap : INT; su crisis log \(flag); echo status $?", people: ["su"],
                environment: ["TACET_LANG": language],
                [.expect(question), .meanwhile("sleep 1"), .type("\u{3}"), .expect("status 130")])
            #expect(left.screen.contains(said) && left.screen.contains("tacet draft show"), "\(left.screen)")
            #expect(try place.run(["draft", "list", "--json"], as: "su").output == before)
        }
    }

    @Test("nobody is asked how a crisis ended that nobody took up, and the only supervisor hears first who co-signs")
    func refusedFirst() throws {
        defer { place.remove() }
        let raised = try place.run(["crisis", "raise", "--from", "-", "--json"], input: "又一件")
        let other = try #require(try raised.json()["id"] as? String)
        for (language, said) in [("en", "crisis ack"), ("zh-Hans", "crisis ack")] {
            let early = try place.onTerminal(
                "su crisis resolve \(other)", people: ["su"], environment: ["TACET_LANG": language], [])
            #expect(early.status == 75 && early.screen.contains(said), "\(early.screen)")
        }
        for (language, said, dot) in [
            ("en", "You are the only supervisor", "only a dot"), ("zh-Hans", "您是唯一的督导师", "句点"),
        ] {
            let alone = try place.onTerminal(
                "trap : INT; su crisis resolve \(flag); echo status $?", people: ["su"],
                environment: ["TACET_LANG": language],
                [.expect(said), .expect(dot), .type("\u{3}"), .expect("status 130")])
            #expect(alone.status == 0, "\(alone.screen)")
        }
    }

    @Test("a jot that Ctrl-C cut short is left for the counselor, unless whoever typed it says no")
    func jot() throws {
        defer { place.remove() }
        let cases = try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        let id = try #require(cases?.first?["id"] as? String)
        _ = try place.run(["note", "write", id, "--from", "-"], as: "lin", input: "第一次")
        func jots() throws -> [[String: Any]] {
            try #require(try place.run(["jot", "list", "--json"], as: "lin").json()["jots"] as? [[String: Any]])
        }
        func cut(_ line: String, _ answer: [TerminalSession.Step], language: String = "en") throws -> String {
            try place.onTerminal(
                "trap : INT; '\(place.program.path)' jot \(id); echo status $?", people: [],
                environment: ["TACET_LANG": language],
                [
                    .expect(language == "en" ? "only a dot" : "句点"), .type("\(line)\n"), .expect(line),
                    .meanwhile("sleep 1"), .type("\u{3}"),
                ] + answer
            ).screen
        }
        let left = try cut("提到搬家", [.expect("Leave the finished lines"), .type("\n"), .expect("status 130")])
        #expect(left.contains("are left as jot"), "\(left)")
        #expect(try jots().map { $0["text"] as? String } == ["提到搬家"])
        try place.expectNothingReadable(["搬家"])
        // The case may have been the wrong one.
        let thrown = try cut("认错人了", [.expect("留给个案"), .type("n\n"), .expect("status 130")], language: "zh-Hans")
        #expect(thrown.contains("您输入的内容已丢弃"), "\(thrown)")
        #expect(try jots().count == 1)
        let again = try cut(
            "又一次", [.expect("Leave the finished lines"), .meanwhile("sleep 1"), .type("\u{3}"), .expect("status 130")])
        #expect(!again.contains("are left as jot") && again.contains("What you had typed is gone."), "\(again)")
        let nothing = try place.onTerminal(
            "trap : INT; '\(place.program.path)' jot \(id); echo status $?", people: [],
            [.expect("only a dot"), .type("\u{3}"), .expect("status 130")])
        #expect(nothing.screen.contains("Nothing had been written"), "\(nothing.screen)")
        #expect(try jots().count == 1)
    }
}
