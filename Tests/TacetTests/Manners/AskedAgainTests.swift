import Foundation
import Testing

/// A wrong answer to a question is asked again, and nothing that was typed before is lost.
struct AskedAgainTests {
    @Test("a counselor who is none is asked again with who can be meant, and a full name will do")
    func person() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        let booked = try place.onTerminal(
            "mo book", people: ["mo"],
            [
                .expect("Client (name or id)"), .type(client + "\n"), .expect("Counselor (short name)"), .type("林美\n"),
                .expect("Nobody on the staff"), .expect("lin (测试员lin)"), .expect("Counselor (short name)"),
                .type("测试员lin\n"), .expect("When"), .type("明天 10:00\n"), .expect("is booked and confirmed"),
            ])
        #expect(booked.status == 0, "\(booked.screen)")
        // What a command line lacks is asked again too, the passphrase not.
        let opened = try place.onTerminal(
            "'\(place.program.path)' case open --as fang", people: [],
            [
                .expect("Id of the client: "), .type("李雷\n"), .expect("Short name of the counselor: "),
                .type("zorro\n"), .expect("Passphrase"), .type("six plain words of fang\n"),
                .expect("client find"), .expect("Id of the client: "), .type(client + "\n"),
                .expect("'zorro'"), .expect("Short name of the counselor: "), .type("测试员lin\n"),
                .expect("is open."),
            ])
        #expect(opened.status == 0, "\(opened.screen)")
        #expect(opened.screen.components(separatedBy: "Passphrase").count == 2, "\(opened.screen)")
        let named = try place.run(["case", "list", "--client", "李雷", "--json"], as: "fang")
        let code = try place.run(["book", "--client", "李雷", "--at", "tomorrow 10:00"], as: "fang")
        #expect(code.status == 65 && code.errors.contains("such as C-") && code.errors.contains("client find"))
        #expect(!code.errors.contains("李雷") && named.status != 0, "\(code.errors)")
    }

    @Test("a mistyped level is asked again")
    func level() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let id = try #require(try place.run(["crisis", "--json"], input: "在天台").json()["id"] as? String)
        #expect(try place.run(["crisis", "ack", id], as: "su").status == 0)
        let ending = try place.onTerminal(
            "su crisis reassess \(id)", people: ["su"],
            [
                .expect("Level"), .type("hihg\n"), .expect("must be one of"), .expect("Level"), .type("elevated\n"),
                .expect("elevated"),
            ])
        #expect(ending.status == 0, "\(ending.screen)")
        let shown = try place.run(["crisis", "show", id, "--json"], as: "su").json()
        #expect(shown["level"] as? String == "elevated")
    }

    @Test("a mistyped name in a complaint is asked again before the story; Chinese words count; Ctrl-D loses nothing")
    func complaint() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let filed = try place.onTerminal(
            "mo complaint file", people: ["mo"], environment: ["TACET_LANG": "zh-Hans"],
            [
                .expect("投诉人身份"), .type("来访者\n"), .expect("投诉对象"), .type("zorro\n"), .expect("没有员工"),
                .expect("lin (测试员lin)"), .expect("投诉对象"), .type("测试员lin\n"), .expect("输入一个句点"),
                .type("走廊里有人大声谈论来访者\n.\n"), .expect("投诉人姓名"), .type("\n"), .expect("联系方式"), .type("\n"),
                .expect("性方面"), .type("是\n"), .expect("费用"), .type("否\n"), .expect("确认提交吗"), .type("是\n"),
                .expect("回执编号"),
            ])
        #expect(filed.status == 0, "\(filed.screen)")
        let lost = try place.onTerminal(
            "mo complaint file", people: ["mo"],
            [
                .expect("Who complains"), .type("客户\n"), .expect("must be one of"), .expect("Who complains"),
                .type("client\n"), .expect("Against whom"), .type("service\n"), .expect("End with a line"),
                .type("A very long story.\n.\n"), .expect("Name"), .type("\u{4}"), .expect("What you typed"),
                .expect("A very long story."),
            ])
        #expect(lost.status != 0 && lost.status != 99, "\(lost.screen)")
    }

    @Test("a time long past or far ahead needs --yes, outside the hours it is asked about on a terminal")
    func times() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let base = ["book", "--client", try place.client("王小明"), "--counselor", "lin", "--at"]
        for time in ["2024-01-01 03:00", "9999-12-31 10:00", "\(Workplace.day(-9)) 10:00"] {
            let refused = try place.run(base + [time, "--json"], as: "mo")
            #expect(try refused.status == 64 && refused.code() == "needs-yes", "\(time): \(refused.errors)")
        }
        #expect(try place.run(base + ["\(Workplace.day(-9)) 10:00", "--yes"], as: "mo").status == 0)
        let past = try place.book(Array(base.dropFirst()) + ["\(Workplace.day(-5)) 10:00"], as: "mo")
        #expect(try place.run(base + ["\(Workplace.day(3)) 23:00"], as: "mo").status == 0)
        let next = try place.book(Array(base.dropFirst()) + ["\(Workplace.day(5)) 10:00"], as: "mo")
        let moved = try place.run(["appointment", "reschedule", next, "--at", "9999-12-31 10:00", "--json"], as: "mo")
        #expect(try moved.code() == "needs-yes" && !past.isEmpty, "\(moved.errors)")
        let asked = try place.onTerminal(
            "mo \(base.joined(separator: " ")) '\(Workplace.day(4)) 00:00'", people: ["mo"],
            [.expect("outside the hours"), .expect("Is that meant?"), .type("n\n")])
        #expect(asked.status != 0 && !asked.screen.contains("is booked"), "\(asked.screen)")
    }

    @Test("status names each identity that is unlocked on a line of its own")
    func unlocked() throws {
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.foundWithStaff(["mo"])
        defer { _ = try? place.run(["lock", "--all"]) }
        for person in ["fang", "mo"] { #expect(try place.run(["unlock"], as: person).status == 0) }
        let status = try place.run(["status"], as: "fang").output.split(separator: "\n")
        #expect(status.filter { $0.contains("until it is not used for") }.count == 2, "\(status)")
    }
}
