import Foundation
import Testing

@Suite struct CaseClosingTests {
    @Test func `a case is not closed while something in it is unfinished, and what is booked is named`() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, id) = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin")
        let written = try place.run(["note", "write", id, "--from", "-", "--json"], as: "lin", input: "初稿")
        let note = try #require(try written.json()["id"] as? String)
        let jotted = try place.run(["jot", id, "--from", "-"], input: "来电")
        try #require(jotted.status == 0, "\(jotted.errors)")
        _ = try place.book(["--client", client, "--case", id, "--at", "\(Workplace.day(3)) 10:00"], as: "mo")

        // The desk is told who closes a case, and nothing of flags that nobody raised.
        for (language, said) in [("en", "by its counselor or by a service director"), ("zh", "咨询师或咨询服务负责人进行")] {
            let desk = try place.run(["case", "close", id, "--yes"], as: "mo", language: language)
            #expect(desk.status == 77 && desk.errors.contains(said), "\(desk.errors)")
            #expect(!desk.errors.contains("flag") && !desk.errors.contains("危机"), "\(desk.errors)")
        }

        let refused = try place.run(["case", "close", id, "--yes", "--json"], as: "lin")
        #expect(try (refused.status, refused.code()) == (75, "case-unfinished"))
        let chinese = try place.run(["case", "close", id, "--yes"], as: "lin", language: "zh")
        #expect(chinese.status == 75 && chinese.errors.contains("未签名的记录：1") && chinese.errors.contains("待处理的速记：1"))

        let jots = try place.run(["jot", "list", "--json"], as: "lin")
        let jot = try #require((try jots.json()["jots"] as? [[String: Any]])?.first?["id"] as? String)
        #expect(try place.run(["jot", "discard", jot, "--yes"], as: "lin").status == 0)
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        let closed = try place.run(["case", "close", id, "--yes"], as: "lin")
        #expect(closed.status == 0, "\(closed.errors)")
        #expect(closed.errors.contains("still to come: 1") && closed.errors.contains("--client \(client)"))
        // Nobody types a note into it that cannot be kept there.
        let late = try place.onTerminal(
            "lin note write \(id) --no-editor; echo status $?", people: ["lin"], [.expect("status 77")])
        #expect(late.screen.contains("case is closed") && !late.screen.contains("only a dot"), "\(late.screen)")
    }

    @Test func `what nobody can sign any more keeps no case open, and who cannot know of drafts is told whom to ask`()
        throws
    {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        let id = cases[0].id
        func draft(_ text: String, by person: String) throws -> String {
            let written = try place.run(["note", "write", id, "--from", "-", "--json"], as: person, input: text)
            return try #require(try written.json()["id"] as? String, "\(written.errors)")
        }
        _ = try draft("林的草稿", by: "lin")
        let handed = try place.run(["staff", "depart", "lin", "--to", "mei", "--leave-unsigned", "--yes"], as: "lin")
        #expect(handed.status == 0, "\(handed.errors)")
        let own = try draft("梅的草稿", by: "mei")
        let early = try place.run(["case", "close", id, "--yes"], as: "mei")
        #expect(early.status == 75 && early.errors.contains("not signed: 1."), "\(early.errors)")
        #expect(early.errors.contains("Finish these first"), "\(early.errors)")

        // The director knows of no draft, by no key.
        let before = try place.copied()
        defer { before.remove() }
        let byDirector = try before.run(["case", "close", id, "--yes"], as: "fang")
        #expect(byDirector.status == 0 && byDirector.errors.contains("only mei can see"), "\(byDirector.errors)")
        // What was begun is finished, and nothing is begun.
        let edited = try before.run(["note", "edit", own, "--from", "-"], as: "mei", input: "写完了")
        #expect(edited.status == 0, "\(edited.errors)")
        #expect(try before.run(["note", "sign", own], as: "mei").status == 0)
        #expect(try before.run(["note", "write", id, "--from", "-"], as: "mei", input: "新的").status == 77)
        #expect(try before.run(["audit", "verify", "--deep"], as: "mei").status == 0)

        #expect(try place.run(["note", "sign", own], as: "mei").status == 0)
        let closed = try place.copied()
        defer { closed.remove() }
        let told = try closed.run(["case", "close", id, "--yes"], as: "mei")
        #expect(told.status == 0 && told.errors.contains("do not have the case any more: 1."), "\(told.errors)")
        #expect(!told.errors.contains("can see"), "\(told.errors)")
        let document = try place.run(["case", "close", id, "--yes", "--json"], as: "mei")
        #expect(try document.json()["leftUnsigned"] as? Int == 1, "\(document.errors)")
    }
}
