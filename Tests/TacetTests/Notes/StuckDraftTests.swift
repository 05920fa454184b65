import Foundation
import Testing

/// Drafts whose command goes on with them no more: their words can be shown and filed all the same.
struct StuckDraftTests {
    private let place: Workplace
    private let caseID: String

    init() throws {
        place = try Workplace()
        try place.foundWithStaff(["lin", "su"])
        caseID = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin").id
    }

    private func note(_ text: String, by person: String = "lin", _ place: Workplace, _ caseID: String) throws -> String
    {
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: person, input: text)
        return try #require(try written.json()["id"] as? String, "\(written.errors)")
    }

    /// Types a line and is interrupted; the id of the draft.
    private func cut(_ command: String, by person: String = "lin", typing line: String, _ place: Workplace) throws
        -> String
    {
        let cut = try place.onTerminal(
            "trap : INT; \(person) \(command); echo status $?", people: [person],
            [
                .expect("only a dot"), .type("\(line)\n"), .expect(line), .meanwhile("sleep 1"), .type("\u{3}"),
                .expect("status 130"),
            ])
        try #require(cut.status == 0, "\(cut.screen)")
        #expect(cut.screen.contains("'tacet draft show"), "\(cut.screen)")
        let listed = try place.run(["draft", "list", "--json"], as: person).json()["drafts"] as? [[String: Any]]
        return try #require(listed?.last?["id"] as? String)
    }

    private func drafts(of person: String = "lin") throws -> Int? {
        (try place.run(["draft", "list", "--json"], as: person).json()["drafts"] as? [Any])?.count
    }

    @Test("a change that came too late is named where it is refused, shown to its author alone, and begins an addendum")
    func change() throws {
        defer { place.remove() }
        let note = try note("原文", place, caseID)
        let draft = try cut("note edit \(note) --no-editor", typing: "唯一的话", place)
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        for (language, said) in [("en", "You have a draft about this"), ("zh-Hans", "您有一份相关草稿")] {
            let refused = try place.onTerminal(
                "lin note edit \(note) --no-editor", people: ["lin"], environment: ["TACET_LANG": language])
            #expect(refused.status == 75 && refused.screen.contains(said), "\(refused.screen)")
            #expect(refused.screen.contains("tacet draft show \(draft.prefix(8))"), "\(refused.screen)")
            let shown = try place.run(["draft", "show", String(draft.prefix(8))], as: "lin", language: language)
            #expect(shown.status == 0 && shown.output.contains("唯一的话\n"), "\(shown.output)\(shown.errors)")
            let listed = try place.run(["draft", "list"], as: "lin", language: language)
            #expect(listed.errors.contains("tacet draft show"), "\(listed.errors)")
            #expect(try place.run(["draft", "show", draft], as: "su", language: language).status == 66)
        }
        let document = try place.run(["draft", "show", draft, "--json"], as: "lin").json()
        #expect(document["text"] as? String == "唯一的话" && document["note"] as? String == note, "\(document)")
        #expect((document["sections"] as? [String: String]) == ["text": "唯一的话"])
        let added = try place.onTerminal(
            "lin note add \(note) --no-editor; echo status $?", people: ["lin"],
            [
                .expect("Begin the addendum with its words?"), .type("y\n"), .expect("唯一的话"),
                .expect("only a dot"), .type("还有\n.\n"), .expect("status 0"),
            ])
        #expect(added.status == 0, "\(added.screen)")
        #expect(try drafts() == 0)
        let whole = try place.run(["note", "show", note], as: "lin").output
        #expect(whole.contains("原文") && whole.contains("唯一的话\n") && whole.contains("还有"), "\(whole)")
        try place.expectNothingReadable(["唯一的话"])
    }

    @Test("a draft that was damaged is told by the list with where it lies, and the others are listed")
    func damaged() throws {
        defer { place.remove() }
        let note = try note("原文", place, caseID)
        let draft = try cut("note edit \(note) --no-editor", typing: "一句话", place)
        let found = FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.first { $0.lastPathComponent == "\(draft).draft" }
        let file = try #require(found)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        for (language, said) in [("en", "A draft of yours does not open"), ("zh-Hans", "一份草稿无法打开")] {
            let listed = try place.run(["draft", "list"], as: "lin", language: language)
            #expect(listed.errors.contains(said) && listed.errors.contains(file.path), "\(listed)")
            #expect(!listed.errors.contains("no unfinished draft"))
        }
        #expect(try (place.run(["draft", "list", "--json"], as: "lin").json()["spoiled"] as? [Any])?.count == 1)
        #expect(try place.run(["draft", "list"], as: "su").errors.contains("no unfinished draft"))
    }

    @Test("of a note in sections the addendum begins with those that were changed, and waits as a draft of its own")
    func sections() throws {
        defer { place.remove() }
        let written = try place.run(
            ["note", "write", caseID, "--template", "soap", "--from", "-", "--json"], as: "lin",
            input: #"{"subjective": "主诉", "objective": "观察", "assessment": "评估", "plan": "计划"}"#)
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let cut = try place.onTerminal(
            "trap : INT; lin note edit \(note) --no-editor; echo status $?", people: ["lin"], columns: 200,
            environment: ["TACET_LANG": "zh-Hans"],
            [
                .expect("句点"), .type("改了主诉\n"), .expect("改了主诉"), .meanwhile("sleep 1"), .type("\u{3}"),
                .expect("status 130"),
            ])
        #expect(cut.status == 0, "\(cut.screen)")
        let signed = try place.run(["note", "sign", note, "--json"], as: "lin")
        #expect(try (signed.json()["unfiledChanges"] as? [String])?.count == 1, "\(signed.errors)")
        let begun = try place.onTerminal(
            "trap : INT; lin note add \(note) --no-editor; echo status $?", people: ["lin"], columns: 200,
            environment: ["TACET_LANG": "zh-Hans"],
            [
                .expect("用其内容开始补充吗"), .type("y\n"), .expect("改了主诉"), .expect("句点"), .type("\u{3}"),
                .expect("status 130"),
            ])
        #expect(begun.status == 0, "\(begun.screen)")
        let listed = try place.run(["draft", "list", "--json"], as: "lin").json()["drafts"] as? [[String: Any]]
        #expect(listed?.map { $0["kind"] as? String } == ["addendum"], "\(String(describing: listed))")
        let id = try #require(listed?.first?["id"] as? String)
        let shown = try place.run(["draft", "show", id], as: "lin").output
        #expect(shown.contains("改了主诉") && !shown.contains("观察") && !shown.contains("计划"), "\(shown)")
    }

    @Test("before a note is signed its author hears that a change of it lies in a draft", arguments: ["en", "zh-Hans"])
    func signing(language: String) throws {
        defer { place.remove() }
        let note = try note("原文", place, caseID)
        let draft = try cut("note edit \(note) --no-editor", typing: "没有入档", place)
        let said = language == "en" ? "A change of this note was not filed" : "对本记录的一处修改尚未入档"
        let walked = try place.onTerminal(
            "lin sign; echo status $?", people: ["lin"], environment: ["TACET_LANG": language],
            [.expect(said), .expect(String(draft.prefix(8))), .expect("[s]"), .type("l\n"), .expect("status")])
        #expect(walked.status == 0, "\(walked.screen)")
        let asked = try place.onTerminal(
            "lin note sign \(note); echo status $?", people: ["lin"], environment: ["TACET_LANG": language],
            [.expect("原文"), .expect(said), .expect(" ["), .type("n\n"), .expect("status 130")])
        #expect(asked.status == 0, "\(asked.screen)")
        let signed = try place.run(["note", "sign", note], as: "lin", language: language)
        #expect(signed.status == 0 && signed.errors.contains(said), "\(signed.errors)")
    }

    @Test("what a trainee was changing before the note went to the supervisor, and a crisis that is over, is shown too")
    func trainee() throws {
        defer { place.remove() }
        try place.admit("tong", name: "童新", roles: ["trainee"])
        #expect(
            try place.run(["supervision", "agree", "--supervisor", "su", "--trainee", "tong"], as: "fang").status == 0)
        let theirs = try place.openCase(client: #"{"name": "钱二"}"#, counselor: "tong")
        let note = try note("见习", by: "tong", place, theirs.id)
        let draft = try cut("note edit \(note) --no-editor", by: "tong", typing: "见习改", place)
        let signed = try place.run(["note", "sign", note, "--json"], as: "tong")
        #expect(try signed.json()["unfiledChanges"] as? [String] == [draft], "\(signed.errors)")
        let refused = try place.onTerminal("tong note edit \(note) --no-editor", people: ["tong"])
        #expect(
            refused.status == 75 && refused.screen.contains("tacet draft show \(draft.prefix(8))"), "\(refused.screen)")
        #expect(try place.run(["draft", "show", draft], as: "tong").output.contains("见习改"))

        let raised = try place.run(
            ["crisis", "raise", "--client", theirs.client, "--from", "-", "--json"], input: "出事了")
        let flag = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        #expect(try place.run(["crisis", "ack", flag], as: "su").status == 0)
        let end = try cut("crisis resolve \(flag)", by: "su", typing: "说明一半", place)
        let proposed = try place.run(["crisis", "resolve", flag, "--from", "-"], as: "tong", input: "已平静")
        #expect(proposed.status == 0, "\(proposed.errors)")
        #expect(try place.run(["crisis", "resolve", flag, "--cosign", "--yes"], as: "su").status == 0)
        let over = try place.onTerminal("su crisis resolve \(flag)", people: ["su"])
        #expect(over.status == 75 && over.screen.contains("tacet draft show \(end.prefix(8))"), "\(over.screen)")
        #expect(try place.run(["draft", "show", end], as: "su").output.contains("说明一半"))
    }
}
