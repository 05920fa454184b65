import Foundation
import Testing

/// What is there already is said before it is made again.
struct SecondTimeTests {
    @Test(
        "a client with the same name or the same phone is registered again only when that is confirmed",
        arguments: [
            #"{"name": "王小明"}"#, #"{"name": "王 小明", "birth": "2001-09-30"}"#,
            #"{"name": "李静", "phone": "+86 138-0013-8000"}"#,
        ])
    func client(again: String) throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let first = try place.run(
            ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明", "phone": "13800138000"}"#)
        let code = try #require(try first.json()["code"] as? String)
        let unlike = try place.run(
            ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小", "phone": "13800138001"}"#)
        #expect(unlike.status == 0)
        let refused = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: again)
        #expect(refused.status == 64)
        #expect(try refused.code() == "needs-yes")
        #expect(refused.errors.contains("A client alike is registered already: \(code)."))
        let text = try place.run(["client", "add", "--from", "-"], as: "fang", input: again)
        #expect(text.status == 64)
        #expect(text.errors.contains("A client alike is registered already: \(code)."))
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.components(of: "\"code\"") == 2)
        #expect(try place.run(["client", "add", "--from", "-", "--yes"], as: "fang", input: again).status == 0)
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.components(of: "\"code\"") == 3)
    }

    @Test(
        "a note, an addition, a private note or a consent that is sent again word for word is filed again only after a yes"
    )
    func words() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let write = ["note", "write", opened.id, "--from", "-"]
        func count(_ arguments: [String], _ member: String) throws -> Int {
            try #require(try place.run(arguments + ["--json"], as: "lin").json()[member] as? [Any]).count
        }
        func twice(_ command: [String], _ input: String, _ said: String, _ chinese: String) throws -> String {
            let first = try place.run(command + ["--json"], as: "lin", input: input)
            try #require(first.status == 0, "\(first.errors)")
            let again = try place.run(command + ["--json"], as: "lin", input: input)
            #expect(try again.status == 64 && again.code() == "needs-yes" && again.errors.contains(said))
            let inChinese = try place.run(command, as: "lin", input: input, language: "zh-Hans")
            #expect(inChinese.status == 64 && inChinese.errors.contains(chinese), "\(inChinese.errors)")
            return try #require(try first.json()["id"] as? String)
        }
        let note = try twice(write, "第一次会谈", "filed in this case", "已于")
        #expect(try count(["note", "list", opened.id], "notes") == 1)
        // Another text is what it is.
        #expect(try place.run(write, as: "lin", input: "第二次会谈").status == 0)
        let meant = try place.run(write + ["--yes"], as: "lin", input: "第二次会谈")
        #expect(meant.status == 0 && meant.errors.contains("word for word"), "\(meant.errors)")
        #expect(try count(["note", "list", opened.id], "notes") == 3)
        try Data("第二次会谈".utf8).write(to: place.everything.appendingPathComponent("text"))
        let asked = try place.onTerminal(
            "lin note write \(opened.id) --from ../text", people: ["lin"],
            [.expect("File it once more? [y/N] "), .type("n\n")])
        #expect(asked.status == 130, "\(asked.screen)")
        #expect(try count(["note", "list", opened.id], "notes") == 3)

        #expect(try place.run(["note", "sign", note, "--yes"], as: "lin").status == 0)
        _ = try twice(["note", "add", note, "--from", "-"], "补充", "An addition to note", "已有的一条补充")
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect((shown["addenda"] as? [Any])?.count == 1, "\(shown)")
        let more = try place.run(["note", "add", note, "--from", "-"], as: "lin", input: "再补充")
        // No time as programs write it; an id may well have the letter.
        #expect(more.output.range(of: "[0-9]T[0-9]{2}:", options: .regularExpression) == nil, "\(more.output)")
        #expect(more.status == 0, "\(more.errors)")
        // Commands that are run again one after the other repeat what is not the newest.
        func again(_ command: [String], _ input: String) throws {
            let again = try place.run(command + ["--json"], as: "lin", input: input)
            #expect(try again.status == 64 && again.code() == "needs-yes", "\(command) \(again)")
        }
        try again(["note", "add", note, "--from", "-"], "补充")
        _ = try twice(write + ["--private"], "私下", "filed in this case", "已于")
        #expect(try place.run(write + ["--private"], as: "lin", input: "私下，又一条").status == 0)
        try again(write + ["--private"], "私下")
        for text in ["甲", "乙", "丙"] { #expect(try place.run(write, as: "lin", input: text).status == 0) }
        for text in ["甲", "乙", "第一次会谈"] { try again(write, text) }
        let consent = ["consent", "record", opened.client, "--for", "research", "--from", "-"]
        _ = try twice(consent, "{}", "The same consent was recorded", "同样的知情同意书")
        #expect(try count(["consent", "list", opened.client], "consents") == 2)
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
    }

    @Test(
        "a note of nothing but what shows nothing is refused, and a text that begins with a brace is told how it is sent"
    )
    func unseen() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let write = ["note", "write", opened.id, "--from", "-"]
        for more in [[], ["--private"]] {
            let blank = try place.run(write + more + ["--json"], as: "lin", input: "\u{200B}\u{2060} \n")
            #expect(try blank.status == 65 && blank.code() == "empty", "\(blank.errors)")
            for (language, said) in [("en", "A text that itself begins so"), ("zh-Hans", "如果文字本身以此开头")] {
                let brace = try place.run(write + more, as: "lin", input: "{她说：", language: language)
                #expect(brace.status == 65 && brace.errors.contains(said), "\(brace.errors)")
                #expect(brace.errors.contains(#"{"text": "{…"}"#), "\(brace.errors)")
            }
        }
        let form = try place.run(write, as: "lin", input: #"{"text": "{她说："}"#)
        #expect(form.status == 0, "\(form.errors)")
        let guardians = (0..<30).map { #"{"name": "家长\#($0)"}"# }.joined(separator: ",")
        for (language, said) in [("en", "it has more than 20 entries"), ("zh-Hans", "超过了 20 项")] {
            let many = try place.run(
                ["client", "add", "--from", "-"], as: "fang", input: #"{"name": "李", "guardians": [\#(guardians)]}"#,
                language: language)
            #expect(many.status == 65 && many.errors.contains(said), "\(many.errors)")
        }
    }

    @Test("a person is asked, and 'no' registers and opens nothing")
    func asked() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let added = try place.onTerminal(
            "fang client add", people: ["fang"],
            [.type("王小明\n\n\n\n\n\n"), .expect("Register another one? [y/N] "), .type("n\n")])
        #expect(added.status == 130, "\(added.screen)")
        #expect(added.screen.contains("A client alike is registered already: \(client)."))
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.components(of: "\"code\"") == 1)

        let refused = try place.run(["case", "open", client, "--counselor", "lin", "--json"], as: "fang")
        #expect(refused.status == 64)
        #expect(try refused.code() == "needs-yes")
        let said = "Client \(client) has an open case with lin already: "
        #expect(refused.errors.contains(said))
        let opened = try place.onTerminal(
            "fang case open \(client) --counselor lin", people: ["fang"],
            [.expect("Open another one? [y/N] "), .type("n\n")])
        #expect(opened.status == 130, "\(opened.screen)")
        #expect(opened.screen.contains(said))
        let cases = try place.run(["case", "list", "--json"], as: "fang").output
        #expect(cases.contains(caseID) && cases.components(of: "\"state\"") == 1)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
