import Foundation
import Testing

/// A command that is typed without what it needs asks for it on a terminal, and only there.
struct BareCommandTests {
    private func terminal(
        _ place: Workplace, _ script: String, language: String = "en", _ steps: [TerminalSession.Step]
    ) throws -> TerminalSession.Ending {
        try place.onTerminal(script, people: ["fang"], environment: ["TACET_LANG": language], steps)
    }

    @Test("two missing ones are asked one after the other, an option behind an argument, and the case is opened")
    func both() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let client = try place.client("王小明")
        let ending = try terminal(
            place, "fang case open",
            [
                .expect("'tacet case open' needs to know more."),
                .expect("To look it up: tacet client list"), .expect("Id of the client: "), .type("  \(client) \n"),
                .expect("To look it up: tacet staff list"), .expect("Short name of the counselor: "), .type("lin\n"),
                .expect("is open."),
            ])
        #expect(ending.status == 0, "\(ending.screen)")
        let cases = try place.run(["case", "list", "--json"], as: "fang").json()["cases"] as? [[String: Any]]
        #expect(cases?.count == 1)
        // The option alone, and the answer as the number of a row.
        let second = try terminal(
            place, "fang client list && fang client show",
            [.expect("王小明"), .expect("Id of the client: "), .type("1\n"), .expect("王小明")])
        #expect(second.status == 0, "\(second.screen)")
    }

    @Test("an option alone is asked for, in Chinese; what is answered is looked at as if it had been typed")
    func option() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let ending = try terminal(
            place, "fang case open abcdef", language: "zh-Hans",
            [
                .expect("'tacet case open' 还需要以下内容"), .expect("查询：tacet staff list"), .expect("咨询师的简称："),
                .type("--json\n"), .expect("没有编号为 'abcdef' 的内容"),
            ])
        #expect(ending.status == 66, "\(ending.screen)")
    }

    // Ctrl-C is not tried: where the tests themselves run in the background, it is ignored from the start.
    @Test("Enter alone and Ctrl-D end it, with nothing done", arguments: ["\n", "   \n", "\u{4}"])
    func nothingAnswered(typed: String) throws {
        let place = try Workplace()
        defer { place.remove() }
        let ending = try terminal(
            place, "fang note sign", [.expect("Id of the session note: "), .type(typed)])
        #expect(ending.status == 64, "\(ending.status)")
        #expect(ending.screen.contains("Missing expected argument '<note>'"), "\(ending.screen)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path).isEmpty)
    }

    @Test("nobody is asked with --json, or where input or errors go elsewhere")
    func notAsked() throws {
        let place = try Workplace()
        defer { place.remove() }
        for script in ["fang note show --json", "fang note show </dev/null", "fang note show 2>errors"] {
            let ending = try terminal(place, script, [])
            #expect(ending.status == 64 && !ending.screen.contains("Id of the session note: "), "\(ending.screen)")
        }
        let elsewhere = try place.run(["case", "open"])
        #expect(elsewhere.status == 64 && elsewhere.errors.contains("Missing expected argument '<client>'"))
        #expect(!elsewhere.errors.contains("needs to know more"))
    }

    @Test("without a terminal the hint says what the command takes: options, or a document with its field")
    func hints() throws {
        let place = try Workplace()
        defer { place.remove() }
        for (command, hint) in [
            (["appointment", "cancel", "abcdef"], "Give --by client|counselor|practice"),
            (["appointment", "reschedule", "abcdef"], "Give --at TIME"),
            (["book"], "Give --client CLIENT --at TIME"), (["book", "--case", "abcdef"], "Give --at TIME"),
            (["staff", "suspend", "lin", "--yes"], #"Send {"reason": "TEXT"} with --from"#),
        ] {
            let ending = try place.run(command, as: "fang")
            #expect(ending.status == 64 && ending.errors.contains(hint), "\(ending.errors)")
        }
    }

    @Test("whoever books a suspended counselor, or somebody who is none, is told of that person")
    func notCounseling() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        func book(_ counselor: String, language: String = "en") throws -> Workplace.Ending {
            try place.run(
                ["book", "--client", client, "--counselor", counselor, "--at", "tomorrow 2"], as: "mo",
                language: language)
        }
        let none = try book("mo")
        #expect(none.status == 77 && none.errors.contains("mo is neither a counselor nor a trainee."), "\(none.errors)")
        let suspended = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "测试"}"#)
        try #require(suspended.status == 0, "\(suspended.errors)")
        let told = try book("lin")
        #expect(told.status == 77 && told.errors.contains("lin is suspended"), "\(told.errors)")
        #expect(!told.errors.contains("needs the role"))
        #expect(try book("lin", language: "zh-Hans").errors.contains("lin 已被暂停服务"))
        #expect(
            try place.run(
                ["staff", "reinstate", "lin", "--from", "-", "--yes"], as: "fang",
                input: #"{"reason": "测试"}"#
            ).status == 0)
        #expect(try book("lin").status == 0)
    }
}
