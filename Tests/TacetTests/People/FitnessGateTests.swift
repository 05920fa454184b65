import Foundation
import Testing

/// R3.1: nobody is booked for a day on which they are not fit to practise.
struct FitnessGateTests {
    private func book(_ place: Workplace, _ client: String, _ person: String, on day: Int) throws -> Workplace.Ending {
        try place.run(
            ["book", "--client", client, "--counselor", person, "--at", Workplace.day(day) + "T10:00", "--json"],
            as: "fang")
    }

    @Test("the day of the appointment decides, for booking and for moving, and the refusal says what to do")
    func dayDecides() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let client = try place.client("王小明")
        let none = try book(place, client, "lin", on: 5)
        #expect(none.status == 77)
        #expect(try none.code() == "counselor-not-fit")
        #expect(none.errors.contains("nothing was ever published") && none.errors.contains(Workplace.day(5)))
        #expect(none.errors.contains("tacet credential add lin"), "\(none.errors)")
        let added = try place.run(
            [
                "credential", "add", "lin", "--kind", "certificate", "--number", "1", "--issuer", "学会", "--issued",
                "2024-01-01", "--expires", Workplace.day(10), "--json",
            ], as: "lin")
        let id = try #require(try added.json()["id"] as? String, "\(added.errors)")
        #expect(try book(place, client, "lin", on: 5).status == 77, "recorded, but nobody verified it")
        #expect(try place.run(["credential", "verify", id], as: "fang").status == 0)
        let booked = try book(place, client, "lin", on: 5)
        #expect(booked.status == 0, "\(booked.errors)")
        #expect(try book(place, client, "lin", on: 11).status == 77)
        let appointment = try #require(try booked.json()["id"] as? String)
        let moved = try place.run(
            ["appointment", "reschedule", appointment, "--at", Workplace.day(11) + "T10:00"], as: "fang")
        #expect(moved.status == 77)
        #expect(moved.errors.contains("lin cannot be booked on \(Workplace.day(11))"), "\(moved.errors)")
        #expect(moved.errors.contains("until \(Workplace.day(10))") && moved.errors.contains("A director"))
        let series = try place.run(
            [
                "book", "--client", client, "--counselor", "lin", "--at", Workplace.day(6) + "T15:00", "--every",
                "week",
                "--times", "2",
            ], as: "fang")
        #expect(series.status == 77, "its second day is past the end of the certificate")
        #expect(series.errors.contains("lin cannot be booked on \(Workplace.day(13))"), "\(series.errors)")
        let coded = try book(place, client, "lin", on: 12)
        #expect(try coded.error()["day"] as? String == Workplace.day(12))
        #expect((try coded.error()["fitness"] as? [String: Any])?["until"] as? String == Workplace.day(10))
        let chinese = try place.run(
            ["book", "--client", client, "--counselor", "lin", "--at", Workplace.day(11) + "T10:00"], as: "fang",
            language: "zh-Hans")
        #expect(chinese.errors.contains("\(Workplace.day(11)) 不能预约 lin：其资质有效期至 \(Workplace.day(10))"))
    }

    @Test("a trainee without an agreement on the day is told of the agreement and its end, not of credentials")
    func agreementNamed() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("xu", name: "徐督", roles: ["supervisor"])
        try place.admit("shi", name: "施学", roles: ["trainee"])
        let client = try place.client("王小明")
        let none = try book(place, client, "shi", on: 2)
        #expect(none.status == 77 && none.errors.contains("there is none of theirs"), "\(none.errors)")
        #expect(!none.errors.contains("credential"))
        let agree = ["supervision", "agree", "--supervisor", "xu", "--trainee", "shi"]
        #expect(try place.run(agree + ["--until", Workplace.day(3)], as: "fang").status == 0)
        let night = { (day: Int) in
            try place.run(
                ["book", "--client", client, "--counselor", "shi", "--at", Workplace.day(day) + " 23:30", "--json"],
                as: "fang")
        }
        // The last day belongs to it until midnight in the practice's zone; the next does not from its first minute on.
        #expect(try night(3).status == 0)
        let past = try night(4)
        #expect(past.status == 77)
        #expect(past.errors.contains("supervision agreement is in force until"), "\(past.errors)")
        #expect(past.errors.contains(Workplace.day(3)) && past.errors.contains("tacet supervision agree"))
        #expect(try past.error()["day"] as? String == Workplace.day(4))
        let supervision = try past.error()["supervision"] as? [String: Any]
        #expect(supervision?["until"] as? String == "\(Workplace.day(4))T00:00:00+08:00")
        let first = try place.run(
            ["book", "--client", client, "--counselor", "shi", "--at", Workplace.day(4) + " 00:10"], as: "fang",
            language: "zh-Hans")
        #expect(first.status == 77 && first.errors.contains("督导协议有效期至"), "\(first.errors)")
    }

    /// Runs the command that a refusal names last, with a supervisor in the place of NAME.
    private func take(
        _ refused: Workplace.Ending, _ supervisor: String, in place: Workplace
    ) throws -> Workplace.Ending {
        let hint = try #require(try refused.error()["hint"] as? String)
        let command = try #require(hint.components(separatedBy: "tacet ").last, "\(hint)")
        let words = command.replacingOccurrences(of: "NAME", with: supervisor).split(separator: " ").map(String.init)
        #expect(words.prefix(2) == ["supervision", "agree"], "\(hint)")
        return try place.run(words, as: "fang")
    }

    @Test("what a trainee who may not be booked lacks can be mended as it is told, whatever agreements there are")
    func agreementMended() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for person in ["xu", "du"] { try place.admit(person, name: "督\(person)", roles: ["supervisor"]) }
        for person in ["shi", "tong"] { try place.admit(person, name: "实\(person)", roles: ["trainee"]) }
        let client = try place.client("王小明")
        func agree(_ more: [String]) throws {
            let agreed = try place.run(
                ["supervision", "agree", "--supervisor", "xu", "--trainee", "shi"] + more, as: "fang")
            try #require(agreed.status == 0, "\(agreed.errors)")
        }
        // One begins later: with the same supervisor another fits in before it.
        try agree(["--from-date", Workplace.day(20), "--until", Workplace.day(25)])
        let early = try book(place, client, "shi", on: 5)
        #expect(early.status == 77 && early.errors.contains("begins"), "\(early.errors)")
        #expect(early.errors.contains("--until \(Workplace.day(19))"), "\(early.errors)")
        #expect(try take(early, "xu", in: place).status == 0)
        #expect(try book(place, client, "shi", on: 5).status == 0)
        // One ends before the day: another begins behind it.
        let late = try book(place, client, "shi", on: 30)
        #expect(late.status == 77 && late.errors.contains("--from-date \(Workplace.day(26))"), "\(late.errors)")
        #expect(try take(late, "xu", in: place).status == 0)
        #expect(try book(place, client, "shi", on: 30).status == 0)

        // One is in force with somebody who supervises nobody now: it is there, and another supervisor is needed.
        let agreed = try place.run(["supervision", "agree", "--supervisor", "xu", "--trainee", "tong"], as: "fang")
        try #require(agreed.status == 0, "\(agreed.errors)")
        let away = try place.run(
            ["staff", "suspend", "xu", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "病假"}"#)
        try #require(away.status == 0, "\(away.errors)")
        let alone = try book(place, client, "tong", on: 3)
        #expect(alone.status == 77 && alone.errors.contains("is with xu, who supervises nobody now"), "\(alone.errors)")
        #expect((try alone.error()["supervision"] as? [String: Any])?["standing"] as? String == "unsupervised")
        let chinese = try place.run(
            ["book", "--client", client, "--counselor", "tong", "--at", Workplace.day(3) + "T10:00"], as: "fang",
            language: "zh-Hans")
        #expect(chinese.errors.contains("督导师 xu 目前不能督导"), "\(chinese.errors)")
        #expect(chinese.errors.contains("tacet supervision agree --supervisor 简称 --trainee tong"), "\(chinese.errors)")
        let opened = try place.run(["case", "open", client, "--counselor", "tong"], as: "fang")
        #expect(opened.status == 0 && opened.errors.contains("no supervision agreement of theirs can be used now"))
        #expect(try take(alone, "du", in: place).status == 0)
        #expect(try book(place, client, "tong", on: 3).status == 0)
    }

    @Test("where an agreement begins later, the one that is hinted at ends before it and is not refused")
    func agreementBegins() throws {
        let place = try Workplace()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.foundWithStaff(["mo"])
        try place.admit("xu", name: "徐督", roles: ["supervisor"])
        try place.admit("shi", name: "施学", roles: ["trainee"])
        let client = try place.client("王小明")
        // The director's clock is a day ahead.
        let agreed = try place.run(
            where: clock(86_400), ["supervision", "agree", "--supervisor", "xu", "--trainee", "shi", "--json"],
            as: "fang")
        try #require(agreed.status == 0, "\(agreed.errors)")
        for (language, said) in [("en", "their supervision agreement begins"), ("zh-Hans", "起生效")] {
            let early = try place.run(
                ["book", "--client", client, "--counselor", "shi", "--at", "\(Workplace.day(0)) 20:59"], as: "mo",
                language: language)
            #expect(early.status == 77 && early.errors.contains(said), "\(early.errors)")
            #expect(early.errors.contains("--until \(Workplace.day(0))"), "\(early.errors)")
        }
        let other = ["supervision", "agree", "--supervisor", "xu", "--trainee", "shi", "--until", Workplace.day(0)]
        try #require(try place.run(["check", "--clock-is-right", "--yes"], as: "fang").status == 0)
        let fitting = try place.run(other, as: "fang")
        #expect(fitting.status == 0, "\(fitting.errors)")
    }

    @Test("a trainee qualifies by a supervision agreement in force, and no longer when it ended")
    func trainee() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("shi", name: "施学", roles: ["trainee"])
        try place.admit("xu", name: "徐敏", roles: ["supervisor"])
        let client = try place.client("王小明")
        #expect(try book(place, client, "shi", on: 3).status == 77)
        let agreed = try place.run(
            ["supervision", "agree", "--supervisor", "xu", "--trainee", "shi", "--json"], as: "fang")
        let agreement = try #require(try agreed.json()["id"] as? String, "\(agreed.errors)")
        let booked = try book(place, client, "shi", on: 3)
        #expect(booked.status == 0, "\(booked.errors)")
        #expect(try place.run(["supervision", "end", agreement, "--yes"], as: "fang").status == 0)
        #expect(try book(place, client, "shi", on: 4).status == 77)
    }

    @Test("a note takes the times of its appointment, and an appointment of another case is refused")
    func noteOfAppointment() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let other = try place.openCase(client: #"{"name": "李小红"}"#, counselor: "lin")
        let appointment = try place.book(
            ["--client", client, "--counselor", "lin", "--at", Workplace.day(-1) + "T10:00", "--for", "50m"],
            as: "fang")
        let completed = try place.run(
            [
                "appointment", "complete", appointment, "--started", Workplace.day(-1) + "T10:05", "--ended",
                Workplace.day(-1) + "T10:55",
            ], as: "lin")
        #expect(completed.status == 0, "\(completed.errors)")
        let written = try place.run(
            ["note", "write", caseID, "--appointment", appointment, "--from", "-", "--json"], as: "lin", input: "会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect((shown["start"] as? String)?.hasPrefix(Workplace.day(-1) + "T10:05") == true)
        #expect((shown["end"] as? String)?.hasPrefix(Workplace.day(-1) + "T10:55") == true)
        let wrong = try place.run(
            ["note", "write", other.id, "--appointment", appointment, "--from", "-", "--json"], as: "lin", input: "会谈")
        #expect(wrong.status == 65)
        #expect(try wrong.code() == "bad-field")
    }
}
