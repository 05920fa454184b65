import Foundation
import Testing

/// Private notes, search, and what waits for a signature.
@Suite(.serialized) struct PrivateNoteTests {
    private static let secretWords = "反移情：我在这个个案里很疲惫"

    /// A practice with a director, two counselors with a case each, and an auditor.
    private func practice() throws -> (Workplace, lin: String, bo: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("bo", name: "柏安", roles: ["counselor"])
        try place.admit("aud", name: "严明", roles: ["auditor"])
        let lin = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin").id
        let bo = try place.openCase(client: #"{"name": "李小红"}"#, counselor: "bo").id
        return (place, lin, bo)
    }

    private func write(
        _ place: Workplace, _ caseID: String, _ text: String, as person: String, _ more: [String] = []
    ) throws -> String {
        let written = try place.run(
            ["note", "write", caseID, "--from", "-", "--json"] + more, as: person, input: text)
        try #require(written.status == 0, "\(written.errors)")
        return try #require(try written.json()["id"] as? String)
    }

    @Test("a private note is its author's alone: listed apart, edited, never signed, and closed to everybody else")
    func authorAlone() throws {
        let (place, caseID, _) = try practice()
        defer { place.remove() }
        let personal = try write(place, caseID, Self.secretWords, as: "lin", ["--private"])
        let second = try write(place, caseID, #"{"text": "第二条"}"#, as: "lin", ["--private"])
        let shared = try write(place, caseID, "会谈记录", as: "lin")
        let listed = try place.run(["note", "list", caseID, "--json"], as: "lin").json()
        #expect((listed["notes"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == [shared])
        let own = try #require(listed["privateNotes"] as? [[String: Any]]).compactMap { $0["id"] as? String }
        #expect(own == [personal, second])
        let table = try place.run(["note", "list", caseID], as: "lin", language: "zh-Hans").output
        #expect(table.components(separatedBy: "个人笔记").count == 3)

        for stranger in ["fang", "bo", "aud"] {
            for act in [
                ["note", "show", personal], ["note", "edit", personal, "--from", "-"], ["note", "list", caseID],
            ] {
                let refused = try place.run(act + ["--json"], as: stranger, input: "x")
                #expect(refused.status == 77 && refused.output.isEmpty, "\(stranger) \(act)")
            }
            let all = try place.run(["note", "list", "--json"], as: stranger)
            #expect(!all.output.contains(personal))
        }
        #expect(
            try place.run(["note", "write", caseID, "--private", "--from", "-"], as: "bo", input: "x").status == 77)
        for refused in [
            try place.run(["note", "sign", personal, "--json"], as: "lin"),
            try place.run(["note", "add", personal, "--from", "-", "--json"], as: "lin", input: "x"),
        ] {
            #expect(refused.status == 77)
            #expect(refused.errors.contains("private note"))
        }
        #expect(try place.run(["note", "edit", personal, "--from", "-"], as: "lin", input: "改过").status == 0)
        #expect(try place.run(["note", "edit", personal, "--from", "-"], as: "lin", input: " ").status == 65)
        let first = try place.run(["note", "show", personal, "--version", "1", "--json"], as: "lin").json()
        #expect(first["text"] as? String == Self.secretWords)
        let now = try place.run(["note", "show", personal, "--json"], as: "lin").json()
        #expect(now["text"] as? String == "改过")
        #expect((now["versions"] as? [[String: Any]])?.count == 2)
        for person in ["fang", "lin", "bo", "aud"] {
            #expect(try place.run(["audit", "verify", "--deep"], as: person).status == 0, "\(person)")
        }
        try place.expectNothingReadable(words: [Self.secretWords, "第二条", "改过", "个人笔记"])
    }

    @Test("a search finds two Chinese characters, and words whatever their case and width, in one's own notes alone")
    func search() throws {
        let (place, caseID, other) = try practice()
        defer { place.remove() }
        let long = String(repeating: "会谈很长，谈到许多。", count: 60_000) + "最后提到失眠与 Ｐａｎｉｃ attack。"
        let note = try write(place, caseID, long, as: "lin")
        let personal = try write(place, caseID, "我也失眠", as: "lin", ["--private"])
        let signed = try write(place, caseID, "普通会谈", as: "lin")
        #expect(try place.run(["note", "sign", signed], as: "lin").status == 0)
        #expect(try place.run(["note", "add", signed, "--from", "-"], as: "lin", input: "来电说失眠").status == 0)
        let foreign = try write(place, other, "同样失眠", as: "bo")

        func found(_ words: String, as person: String) throws -> [String] {
            let ending = try place.run(
                ["note", "search", "--from", "-", "--json"], as: person, input: #"{"search": "\#(words)"}"#)
            try #require(ending.status == 0, "\(ending.errors)")
            return try #require(try ending.json()["hits"] as? [[String: Any]]).compactMap { $0["id"] as? String }
        }
        #expect(Set(try found("失眠", as: "lin")) == [note, personal, signed])
        #expect(try found("panic ATTACK", as: "lin") == [note])
        #expect(try found("失眠", as: "bo") == [foreign])
        #expect(try found("失眠症", as: "lin") == [])
        let refused = try place.run(["note", "search", "--from", "-"], as: "fang", input: #"{"search": "失眠"}"#)
        #expect(refused.status == 77)
        for (input, status) in [("失眠", 65), (#"{"search": " "}"#, 65), (#"{"word": "x"}"#, 65)] {
            #expect(try place.run(["note", "search", "--from", "-"], as: "lin", input: input).status == Int32(status))
        }
        #expect(try place.run(["note", "search"], as: "lin").status == 64)
        let shown = try place.run(["note", "search", "--from", "-"], as: "lin", input: #"{"search": "失眠"}"#)
        #expect(shown.output.contains("最后提到【失眠】与"), "\(shown.output)")

        let log = try place.run(["audit", "log", "--subject", caseID, "--json"], as: "aud")
        let searches = try #require(try log.json()["entries"] as? [[String: Any]])
            .filter { $0["action"] as? String == "search-notes" }
        #expect(searches.count == 4)
        // The case, and the compartment of the private notes.
        #expect(
            searches.allSatisfy {
                let scope = $0["scope"] as? [String] ?? []
                return scope.first == caseID && scope.count == 2 && $0["actorName"] as? String == "lin"
            })
        #expect(!log.output.contains("失眠"))
        try place.expectNothingReadable(words: ["失眠"])
    }

    @Test("unsigned notes of all one's cases are listed, and signing goes through them on a terminal")
    func signing() throws {
        let (place, caseID, _) = try practice()
        defer { place.remove() }
        // Times are whole seconds, and the notes are asked for in their order.
        let first = try write(place, caseID, "第一次", as: "lin")
        Thread.sleep(forTimeInterval: 1.1)
        let later = try write(place, caseID, "第二次", as: "lin")
        Thread.sleep(forTimeInterval: 1.1)
        let third = try write(place, caseID, "第三次", as: "lin")
        let listed = try place.run(["note", "list", "--unsigned", "--json"], as: "lin").json()
        #expect((listed["notes"] as? [[String: Any]])?.compactMap { $0["id"] as? String }.count == 3)
        #expect(try place.run(["sign"], as: "lin").status == 64)
        let json = try place.run(["sign", "--json"], as: "lin").json()
        #expect((json["toSign"] as? [[String: Any]])?.count == 3)

        let walked = try place.onTerminal(
            "lin sign", people: ["lin"],
            [
                .expect("1 of 3"), .expect("王小明"), .expect("第一次"), .expect("[s] sign"), .type("x\n"),
                .expect("Please answer"),
                .type("s\n"), .expect("signed and locked"), .expect("2 of 3"), .expect("第二次"), .expect("[s] sign"),
                .type("l\n"), .expect("3 of 3"), .expect("[s] sign"), .type("e\n"), .expect("tacet note edit"),
                .expect("Still waiting: 2"),
            ])
        #expect(walked.status == 0, "\(walked.screen)")
        let states = try [first, later, third].map {
            try place.run(["note", "show", $0, "--json"], as: "lin").json()["state"] as? String
        }
        #expect(states == ["signed", "draft", "draft"])
        let quit = try place.onTerminal(
            "lin sign", people: ["lin"], [.expect("1 of 2"), .expect("[q] stop"), .type("q\n"), .expect("waiting: 2")])
        #expect(quit.status == 0, "\(quit.screen)")
    }

    @Test("tacet note alone writes up a session, goes on with the draft of today, and asks whether to sign")
    func noteAlone() throws {
        let (place, caseID, other) = try practice()
        defer { place.remove() }
        // Without a terminal it says what it is, and what a script types instead.
        for (language, said, instead) in [
            ("en", "'tacet note' alone asks for the note", "tacet note write CASE --from FILE"),
            ("zh", "单独运行 'tacet note'", "tacet note write 个案 --from 文件"),
        ] {
            let bare = try place.run(["note"], as: "lin", language: language)
            #expect(bare.status == 64 && bare.errors.contains(said), "\(bare.errors)")
            #expect(bare.errors.contains(instead) && bare.errors.contains("tacet help note"), "\(bare.errors)")
            #expect(!bare.errors.contains("JSON"), "\(bare.errors)")
        }
        let written = try place.onTerminal(
            "lin note", people: ["lin"],
            [
                .expect("Your only open case is meant"), .expect("王小明"), .expect("a line holding only a dot"),
                .type("谈到失眠\n.\n"),
                .expect("is saved, encrypted"), .expect("Sign and lock it?"), .type("n\n"), .expect("tacet note sign"),
            ])
        #expect(written.status == 0, "\(written.screen)")
        let again = try place.onTerminal(
            "lin note", people: ["lin"],
            [
                .expect(" of 王小明 C-"), .expect("Go on with it?"), .type("y\n"), .expect("谈到失眠"),
                .expect("a line holding only a dot"),
                .type("还有考试\n.\n"), .expect("version 2"), .expect("Sign and lock it?"), .type("y\n"),
                .expect("is signed and locked"),
            ])
        #expect(again.status == 0, "\(again.screen)")
        let note = try place.onlyRow(["note", "list", caseID], as: "lin")
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect((shown["sections"] as? [String: String])?["text"] == "谈到失眠\n还有考试")
        #expect(shown["state"] as? String == "signed")

        // With several open cases they are numbered; a number that is none is asked again.
        let client = try place.openCase(client: #"{"name": "赵小云"}"#, counselor: "bo")
        let chosen = try place.onTerminal(
            "bo note --template dap", people: ["bo"],
            [
                .expect("赵小云"), .expect("by its number"), .type("9\n"), .expect("from 1 to 2"), .type("2\n"),
                .expect("Data"), .type("资料\n.\n"), .expect("Assessment"), .type("评估\n.\n"), .expect("Plan"),
                .type(".\n"), .expect("Sign and lock it?"), .type("\n"),
            ])
        #expect(chosen.status == 0, "\(chosen.screen)")
        let counts = try [other, client.id].map {
            try #require(
                try place.run(["note", "list", $0, "--json"], as: "bo").json()["notes"] as? [[String: Any]]
            ).count
        }
        #expect(counts.sorted() == [0, 1])
        let none = try place.onTerminal("fang note", people: ["fang"])
        #expect(none.status == 66, "\(none.screen)")
    }
    @Test("tacet note alone takes the session that has no note yet, and says whose it is")
    func nextSession() throws {
        let (place, caseID, _) = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.makeFit("lin")
        // Two sessions on one day, and the afternoon of that day.
        let other = try place.openCase(client: #"{"name": "赵小云"}"#, counselor: "lin")
        let code = try #require(
            try place.run(["case", "show", caseID, "--json"], as: "lin").json()["clientCode"] as? String)
        let day = Workplace.day(2)
        for (client, id, time) in [(other.client, other.id, "09:00"), (code, caseID, "11:00")] {
            _ = try place.book(["--client", client, "--case", id, "--at", "\(day) \(time)"], as: "lin")
        }
        let read = ISO8601DateFormatter()
        let afternoon = try #require(read.date(from: "\(day)T16:00:00+08:00"))
        let there = clock(Int(afternoon.timeIntervalSinceNow))
        for (name, words) in [("王小明", "第二次会谈"), ("赵小云", "第一次会谈")] {
            let written = try place.onTerminal(
                "\(there); lin note; echo status $?", people: ["lin"],
                [
                    .expect("is meant: \(name)"), .expect("a line holding only a dot"), .type("\(words)\n.\n"),
                    .expect("Sign and lock it?"), .type("y\n"), .expect("status 0"),
                ])
            #expect(written.status == 0, "\(written.screen)")
        }
        #expect(try place.onlyRow(["note", "list", caseID], as: "lin").isEmpty == false)
        #expect(try place.onlyRow(["note", "list", other.id], as: "lin").isEmpty == false)
    }
}
