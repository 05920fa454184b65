import Foundation
import Testing

/// Small words that were wrong: who keeps what, until when, in which zone, and what is said before anything is asked.
struct PlainWordsTests {
    private static let reason = #"{"reason": "长期病休"}"#

    @Test("who is suspended is said to be so at once, by free times and by the list of credentials")
    func away() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let named = try place.run(["free", "lin"], as: "mo")
        let optioned = try place.run(["free", "--counselor", "lin"], as: "mo")
        #expect(named.status == 0 && optioned.output == named.output, "\(optioned.errors)")
        #expect(try place.run(["free", "lin", "--counselor", "lin"], as: "mo").status == 0)
        let both = try place.run(["free", "mo", "--counselor", "lin"], as: "mo", language: "zh-Hans")
        #expect(both.status == 64 && both.errors.contains("指定了两位咨询师"), "\(both.errors)")
        #expect(
            try place.run(["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason).status
                == 0)
        let free = try place.run(["free", "lin"], as: "mo")
        #expect(free.status == 77 && free.errors.contains("lin is suspended"), "\(free.errors)")
        #expect(free.output.isEmpty, "\(free.output)")
        let listed = try place.run(["credential", "list", "lin"], as: "fang")
        #expect(
            listed.errors.contains("lin is suspended") && !listed.errors.contains("fit to practise"), "\(listed.errors)"
        )
    }

    @Test("Chinese words say who keeps the trail's details, how long a credential holds, and what a template is")
    func chinese() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let status = try place.run(["status"], as: "fang", language: "zh-Hans")
        #expect(status.output.contains("暂由咨询服务负责人保管"), "\(status.output)")
        let added = try place.run(
            [
                "credential", "add", "lin", "--kind", "certificate", "--number", "C-1", "--issuer", "测试学会", "--issued",
                "2020-01-01", "--never-expires", "--json",
            ], as: "lin")
        let id = try #require(try added.json()["id"] as? String, "\(added.errors)")
        let verified = try place.run(["credential", "verify", id], as: "fang", language: "zh-Hans")
        #expect(verified.errors.contains("有效期：长期"), "\(verified.errors)")
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.run(
            ["note", "write", caseID, "--from", "-"], as: "lin", input: "会谈", language: "zh-Hans")
        #expect(written.errors.contains("模板：自由格式"), "\(written.errors)")
        let notes = try place.run(["note", "list", caseID, "--json"], as: "lin").json()
        let note = try #require((notes["notes"] as? [[String: Any]])?.first)
        #expect(note["template"] as? String == "free")

        // That it is a draft is said before a text is asked for.
        let short = try place.onlyRow(["note", "list", caseID], as: "lin")
        let adding = try place.onTerminal("lin note add \(short) --no-editor", people: ["lin"])
        // A question that says what Enter alone does says it once.
        let consent = try place.onTerminal(
            "lin consent record \(client) --for recording", people: ["lin"],
            [
                .expect("(empty: the client): "), .type("\n"), .expect("Agreed on (empty: today): "), .type("\n"),
                .expect("Consent "),
            ])
        #expect(consent.status == 0, "\(consent.screen)")
        #expect(adding.status == 75 && adding.screen.contains("is a draft"), "\(adding.screen)")
    }

    @Test("a locked workstation of a practice without a duty list tells the deadline in the practice's zone")
    func zone() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try place.run(["status"], as: "fang").status == 0)
        let raised = try place.run(["crisis", "raise", "--from", "-"], input: "来电，不肯说姓名")
        #expect(raised.output.contains("(Asia/Shanghai)"), "\(raised.output)")
    }

    @Test("a text is asked about as written already whether or not a line ends behind it")
    func repeated() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let (_, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        func write(_ arguments: [String], _ text: String) throws -> Workplace.Ending {
            try place.run(arguments + ["--from", "-", "--json"], as: "lin", input: text)
        }
        let note = try write(["note", "write", caseID], "会谈\n")
        let id = try #require(try note.json()["id"] as? String, "\(note.errors)")
        #expect(try write(["note", "write", caseID], "会谈").status == 64)
        #expect(try write(["note", "write", caseID], #"{"text": "会谈"}"#).status == 64)
        #expect(try write(["note", "write", caseID], "会谈。").status == 0)
        #expect(try place.run(["note", "sign", id], as: "lin").status == 0)
        #expect(try write(["note", "add", id], "补充").status == 0)
        #expect(try write(["note", "add", id], "补充\n").status == 64)
        #expect(try write(["note", "write", caseID, "--private"], "私下").status == 0)
        #expect(try write(["note", "write", caseID, "--private"], "私下 \n").status == 64)
    }
}
