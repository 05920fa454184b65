import Foundation
import Testing

/// A day at the front desk and with a counselor.
struct AppointmentTests {
    @Test("the desk books; counselor, room and client cannot be had twice, and free times near it are offered")
    func conflicts() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff()
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let day = Workplace.day(7)
        let booked = try place.run(
            ["book", "--client", one, "--counselor", "lin", "--at", "\(day) 10:00", "--room", "海棠厅", "--json"], as: "mo"
        )
        #expect(booked.status == 0, "\(booked.errors)")
        #expect(booked.errors.isEmpty)
        let made = try booked.json()
        #expect(made["state"] as? String == "confirmed" && made["counselor"] as? String == "lin")
        #expect(made["start"] as? String == "\(day)T10:00:00+08:00" && made["minutes"] as? Int == 50)
        #expect((made["id"] as? String)?.count == 32 && made["modality"] as? String == "in-person")
        for (arguments, code) in [
            (["--client", other, "--counselor", "lin", "--at", "\(day) 10:45"], "counselor-busy"),
            (["--client", other, "--counselor", "bo", "--at", "\(day) 09:15", "--room", " 海棠厅 "], "room-busy"),
            (["--client", one, "--counselor", "bo", "--at", "\(day) 10:20", "--for", "5m"], "client-busy"),
        ] {
            let refused = try place.run(["book"] + arguments + ["--json"], as: "mo")
            #expect(refused.status == 75, "\(code): \(refused.errors)")
            #expect(try refused.code() == code)
            #expect(refused.errors.contains("\(day) 10:50") || code == "room-busy", "\(refused.errors)")
            let free = try #require(try refused.error()["free"] as? [String])
            #expect(!free.isEmpty && (free.contains("\(day)T10:50:00+08:00") || code == "room-busy"), "\(free)")
        }
        // Right after it, in the same room with the same people, is free; the interval of five minutes is not shared.
        _ = try place.book(
            ["--client", one, "--counselor", "lin", "--at", "\(day) 10:50", "--room", "海棠厅"], as: "mo")
        let chinese = try place.run(
            ["book", "--client", other, "--counselor", "lin", "--at", "\(day) 10点"], as: "mo", language: "zh-Hans")
        #expect(chinese.status == 75 && chinese.errors.contains("该时段咨询师已有安排"), "\(chinese.errors)")
        #expect(chinese.errors.contains("临近的空闲时间"))
        let free = try place.run(["free", "lin", "--week", day, "--json"], as: "mo").json()
        let stretches = try #require(free["free"] as? [[String: String]])
        #expect(stretches.contains { $0["start"] == "\(day)T11:40:00+08:00" && $0["end"] == "\(day)T21:00:00+08:00" })
        try place.expectNothingReadable(["王小明", "李雷", "海棠", "confirmed"])
        for person in ["lin", "mo"] {
            let verified = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    @Test("booking opens the client's file to the counselor, who sees their own day; the desk sees all of it")
    func dayList() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff()
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let day = Workplace.day(5)
        #expect(try place.run(["client", "show", one], as: "lin").status == 77)
        let first = try place.book(["--client", one, "--counselor", "lin", "--at", "\(day) 14:30"], as: "mo")
        _ = try place.book(
            ["--client", other, "--counselor", "bo", "--at", "\(day) 09:00", "--modality", "video"], as: "mo")
        #expect(try place.run(["client", "show", one], as: "lin").status == 0)
        #expect(try place.run(["client", "show", other], as: "lin").status == 77)
        func names(_ arguments: [String], _ person: String) throws -> [String] {
            let document = try place.run(["appointment", "list", "--json"] + arguments, as: person).json()
            return try #require(document["appointments"] as? [[String: Any]]).compactMap { $0["clientName"] as? String }
        }
        #expect(try names(["--day", day], "mo") == ["李雷", "王小明"])
        #expect(try names(["--day", day], "fang") == ["李雷", "王小明"])
        #expect(try names(["--week", day], "lin") == ["王小明"])
        #expect(try names(["--month", String(day.prefix(7))], "bo") == ["李雷"])
        #expect(try names(["--day", day, "--counselor", "bo"], "mo") == ["李雷"])
        #expect(try names(["--day", Workplace.day(6)], "mo").isEmpty)
        let shown = try place.run(["appointment", "list", "--day", day], as: "lin")
        #expect(
            shown.output.contains("14:30–15:20") && shown.errors.contains("Cancelled and moved appointments are shown"))
        #expect(try place.run(["appointment", "show", first], as: "bo").status == 77)
        #expect(try place.run(["appointment", "list", "--day", day, "--counselor", "bo"], as: "lin").status == 77)
        // A row's number stands for the appointment.
        let numbered = try place.onTerminal(
            "mo appointment list --day \(day) && mo appointment show 2", people: ["mo"])
        #expect(numbered.status == 0 && numbered.screen.contains("14:30–15:20"), "\(numbered.screen)")
        let today = try place.run(["today", "--json"], as: "lin").json()
        #expect((today["next"] as? [String: Any])?["id"] as? String == first)
        #expect((today["waiting"] as? [Any])?.isEmpty == true)
    }

    @Test("an appointment that is moved is linked to its successor, and its time is free again")
    func moved() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let day = Workplace.day(7)
        let old = try place.book(["--client", one, "--counselor", "lin", "--at", "\(day) 10:00"], as: "mo")
        let taken = try place.book(["--client", other, "--counselor", "lin", "--at", "\(day) 13:00"], as: "mo")
        let refused = try place.run(["appointment", "reschedule", old, "--at", "\(day) 13:20", "--json"], as: "mo")
        #expect(refused.status == 75)
        #expect(try refused.code() == "counselor-busy")
        #expect(try place.appointment(old, as: "mo")["state"] as? String == "confirmed")
        // Its own time is not in its way.
        let moved = try place.run(["appointment", "reschedule", old, "--at", "\(day) 10:30", "--json"], as: "lin")
        #expect(moved.status == 0, "\(moved.errors)")
        let new = try #require(try moved.json()["id"] as? String)
        #expect(try moved.json()["predecessor"] as? String == old)
        let before = try place.appointment(old, as: "mo")
        #expect(before["state"] as? String == "rescheduled" && before["successor"] as? String == new)
        _ = try place.book(["--client", other, "--counselor", "lin", "--at", "\(day) 09:30", "--for", "1h"], as: "mo")
        #expect(try place.run(["appointment", "confirm", old, "--json"], as: "mo").code() == "refused-transition")
        #expect(try place.run(["undo", "--json"], as: "lin").code() == "cannot-undo")
        let listed = try place.run(["appointment", "list", "--client", one, "--json"], as: "mo").json()
        let states = try #require(listed["appointments"] as? [[String: Any]]).compactMap { $0["state"] as? String }
        #expect(states == ["rescheduled", "confirmed"])
        #expect(try place.run(["appointment", "cancel", taken, "--by", "nobody"], as: "mo").status == 65)
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
    }

    @Test("a series is booked whole or not at all; the dates in its way are told with what would work")
    func series() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let weeks = (1...4).map { Workplace.day(7 * $0) }
        _ = try place.book(["--client", other, "--counselor", "lin", "--at", "\(weeks[1]) 10:30"], as: "mo")
        _ = try place.book(
            ["--client", one, "--counselor", "lin", "--at", "\(weeks[3]) 09:50", "--for", "15m"], as: "mo")
        let series = [
            "book", "--client", one, "--counselor", "lin", "--at", "\(weeks[0]) 10:00", "--every", "week", "--times",
            "4",
        ]
        let refused = try place.run(series + ["--json"], as: "mo")
        #expect(refused.status == 75)
        #expect(try refused.code() == "series-busy")
        #expect(refused.errors.contains("--skip \(weeks[1]) --skip \(weeks[3])"), "\(refused.errors)")
        #expect(refused.errors.contains("(counselor)"), "\(refused.errors)")
        let taken = try #require(try refused.error()["taken"] as? [[String: String]])
        #expect(taken.map { $0["date"] } == [weeks[1], weeks[3]])
        #expect(taken.map { $0["occupied"] } == ["counselor", "counselor"])
        #expect(
            try place.run(["appointment", "list", "--week", weeks[0], "--json"], as: "mo").json()["appointments"]
                as? [String] == [])
        // The series itself was given to lin with the appointment in its way.
        let made = try place.run(series + ["--skip", weeks[1], "--skip", weeks[3], "--json"], as: "lin").json()
        let appointments = try #require(made["appointments"] as? [[String: Any]])
        #expect(
            appointments.compactMap { $0["start"] as? String } == [weeks[0], weeks[2]].map { "\($0)T10:00:00+08:00" })
        #expect(Set(appointments.compactMap { $0["series"] as? String }) == [try #require(made["id"] as? String)])
        for wrong in [
            ["--every", "week", "--times", "2", "--skip", Workplace.day(8)],
            ["--times", "2"], ["--every", "week"], ["--every", "month", "--times", "2"],
            ["--every", "week", "--times", "99"],
        ] {
            let arguments = ["book", "--client", one, "--counselor", "lin", "--at", "\(weeks[0]) 18:00", "--json"]
            #expect(try place.run(arguments + wrong, as: "mo").code() == "bad-field")
        }
        let booking = ["book", "--client", one, "--counselor", "lin", "--at", "\(weeks[0]) 18:00"]
        for (given, language, said) in [
            (["--times", "2"], "en", "'--every' is needed here and was not given."),
            (["--every", "week"], "zh-Hans", "此处需要 '--times'，但没有给出。"),
        ] {
            let lacking = try place.run(booking + given, as: "mo", language: language)
            #expect(lacking.status == 64 && lacking.errors.contains(said), "\(lacking.errors)")
        }
    }

    @Test("what is booked already is said to be so, by its id; what was understood is said to programs too")
    func again() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let day = Workplace.day(3)
        let base = ["book", "--client", one, "--counselor", "lin", "--json", "--at"]
        let booked = try place.run(base + ["\(day) 两点"], as: "mo").json()
        #expect(booked["start"] as? String == "\(day)T14:00:00+08:00")
        func codes(_ document: [String: Any]) -> [String] {
            (document["warnings"] as? [[String: String]] ?? []).compactMap { $0["code"] }
        }
        #expect(codes(booked) == ["afternoon-assumed"])
        let id = try #require(booked["id"] as? String)
        let again = try place.run(base + ["\(day) 14:00"], as: "mo")
        #expect(again.status == 75)
        #expect(try again.code() == "already-booked")
        #expect(try again.error()["appointments"] as? [String] == [id])
        let chinese = try place.run(
            ["book", "--client", one, "--counselor", "lin", "--at", "\(day) at 2"], as: "mo", language: "zh-Hans")
        #expect(chinese.status == 75 && chinese.errors.contains("已有预约"), "\(chinese.errors)")
        #expect(chinese.errors.contains("未说明上午或下午") && chinese.errors.contains("将为来访者"))
        // Somebody else's hour is somebody else's, and a longer one is another.
        let longer = try place.run(base + ["\(day) 14:00", "--for", "1h"], as: "mo")
        #expect(try longer.code() == "counselor-busy")
        let others = ["book", "--client", other, "--counselor", "lin", "--json", "--at", "\(day) 14:00"]
        #expect(try place.run(others, as: "mo").code() == "counselor-busy")
        let past = try place.run(base + ["yesterday 05:00"], as: "mo").json()
        #expect(codes(past) == ["time-past", "outside-hours"])
        #expect(try place.run(["appointment", "cancel", id, "--by", "client"], as: "mo").status == 0)
        #expect(try place.run(base + ["\(day) 14:00"], as: "mo").status == 0)
        let week = ["--every", "week", "--times", "2"]
        let series = try place.run(base + ["\(day) 16:00"] + week, as: "mo").json()
        let made = try #require(series["appointments"] as? [[String: Any]]).compactMap { $0["id"] as? String }
        let repeated = try place.run(base + ["\(day) 16:00"] + week, as: "mo")
        #expect(try repeated.code() == "already-booked")
        #expect(try repeated.error()["appointments"] as? [String] == made)
    }

    @Test("whoever may not is refused by role, and the refusal is in the trail")
    func refusals() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "su", "aud"])
        let (client, _) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let day = Workplace.day(7)
        // The case names its counselor; the counselor books their own time.
        let own = try place.book(["--client", client, "--at", "\(day) 10:00"], as: "lin")
        for (person, counselor) in [("su", "lin"), ("aud", "lin"), ("bo", "bo"), ("bo", "lin"), ("lin", "bo")] {
            let refused = try place.run(
                ["book", "--client", client, "--counselor", counselor, "--at", "\(day) 12:00", "--json"], as: person)
            #expect(refused.status == 77 && refused.output.isEmpty, "\(person) \(counselor)")
            #expect(try refused.code() == "denied")
        }
        for command in ["show", "confirm", "arrive", "complete", "no-show"] {
            for person in ["su", "bo"] {
                #expect(
                    try place.run(["appointment", command, own, "--json"], as: person).code() == "denied", "\(command)")
            }
        }
        #expect(
            try place.run(["book", "--client", client, "--counselor", "su", "--at", "\(day) 12:00"], as: "fang").status
                == 77)
        #expect(try place.run(["free", "lin"], as: "su").status == 77)
        // Who has no appointments is told of none and refused nothing.
        #expect(try place.run(["today", "--json"], as: "su").status == 0)
        let log = try place.run(["audit", "log", "--json"], as: "aud").json()
        let entries = try #require(log["entries"] as? [[String: Any]]).filter { $0["outcome"] as? String == "denied" }
        let rules = entries.filter { $0["action"] as? String == "book-appointment" }.compactMap {
            $0["rule"] as? String
        }
        #expect(
            rules.sorted() == [
                "not-desk", "not-desk", "not-own-appointment", "not-own-caseload", "not-own-caseload",
                "subject-may-not-counsel",
            ])
        #expect(entries.filter { $0["action"] as? String == "arrive-appointment" }.count == 2)
    }

    @Test("what cannot be understood or is missing is refused before anything is booked")
    func nonsense() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        let base = ["book", "--client", client, "--counselor", "lin", "--json"]
        for (arguments, status, code) in [
            (["--at", "some day"], 65, "bad-field"), (["--at", "tomorrow"], 65, "bad-field"),
            (["--at", "32:00"], 65, "bad-field"),
            (["--at", String(repeating: "明天", count: 10_000)], 65, "bad-field"), ([], 64, "no-terminal"),
            (["--at", "tomorrow 10:00", "--for", "3 days"], 65, "bad-field"),
            (["--at", "tomorrow 10:00", "--modality", "telepathy"], 65, "bad-field"),
            (["--at", "tomorrow 10:00", "--room", String(repeating: "室", count: 61)], 65, "bad-field"),
        ] as [([String], Int32, String)] {
            let refused = try place.run(base + arguments, as: "mo")
            #expect(refused.status == status, "\(arguments.last?.prefix(20) ?? ""): \(refused.errors)")
            #expect(try refused.code() == code)
        }
        #expect(try place.run(["appointment", "show", "ZZZZ", "--json"], as: "mo").code() == "not-found")
        #expect(try place.run(["appointment", "list", "--day", "today", "--week", "today"], as: "mo").status == 64)
        #expect(try place.run(["undo", "--json"], as: "mo").code() == "nothing-to-undo")
        let alone = try place.onTerminal(
            "mo book", people: ["mo"],
            [
                .expect("Client (name or id)"), .type(client + "\n"), .expect("Counselor (short name)"), .type("lin\n"),
                .expect("When"), .type("明天 10:00\n"), .expect("is booked and confirmed"),
            ])
        #expect(alone.status == 0, "\(alone.screen)")
    }
}
