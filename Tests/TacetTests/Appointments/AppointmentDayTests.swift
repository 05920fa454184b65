import Foundation
import Testing

/// What a day at the desk needs: marks on the right appointments, wrong ones corrected, nothing forgotten at midnight.
struct AppointmentDayTests {
    @Test("tomorrow's appointment is not marked, a wrong mark is corrected at any time, and all of it is in the trail")
    func marks() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let client = try place.client("王小明")
        let recorded = try place.run(
            ["consent", "record", client, "--for", "counseling", "--from", "-", "--json"], as: "mo", input: "{}")
        try #require(recorded.status == 0, "\(recorded.errors)")
        let book = { (at: String) in
            try place.book(["--client", client, "--counselor", "lin", "--at", at], as: "mo")
        }
        let (later, past) = (try book("\(Workplace.day(2)) 10:00"), try book("yesterday 10:00"))
        for command in [
            ["arrive"], ["no-show"], ["complete", "--crisis", "--yes"],
            ["complete", "--crisis", "--yes", "--started", "2026-01-05T10:00:00+08:00"],
        ] {
            let early = try place.run(
                ["appointment", command[0], later] + command.dropFirst() + ["--json"], as: "lin")
            #expect(early.status == 75, "\(command) \(early.errors)")
            #expect(try early.code() == (command == ["arrive"] ? "not-its-day" : "not-begun"))
            #expect(try early.error()["start"] as? String == "\(Workplace.day(2))T10:00:00+08:00")
        }
        let chinese = try place.run(["appointment", "arrive", later], as: "mo", language: "zh-Hans")
        #expect(chinese.errors.contains("此预约不在今天") && chinese.errors.contains(Workplace.day(2)), "\(chinese.errors)")
        #expect(try place.appointment(later, as: "mo")["state"] as? String == "confirmed")

        // Another mark and its undoing between: the wrong one is reached all the same.
        #expect(try place.run(["appointment", "no-show", past], as: "mo").status == 0)
        let stuck = try place.run(["appointment", "reschedule", past, "--at", "\(Workplace.day(3)) 10:00"], as: "mo")
        #expect(stuck.status == 75 && stuck.errors.contains("tacet appointment reopen"), "\(stuck.errors)")
        #expect(try place.run(["appointment", "cancel", later, "--by", "client"], as: "mo").status == 0)
        #expect(try place.run(["undo"], as: "mo").status == 0)
        let nothing = try place.run(["undo"], as: "mo")
        #expect(nothing.status == 66 && nothing.errors.contains("tacet appointment reopen"), "\(nothing.errors)")
        #expect(try place.run(["appointment", "reopen", past, "--json"], as: "bo").code() == "denied")
        let reopened = try place.run(["appointment", "reopen", past, "--json"], as: "lin")
        #expect(try reopened.json()["state"] as? String == "confirmed", "\(reopened.errors)")
        #expect(try reopened.json()["reopened"] as? String == "no-show")
        let twice = try place.run(["appointment", "reopen", past, "--json"], as: "lin")
        #expect(try twice.status == 75 && twice.code() == "refused-transition")
        let wrong = try place.run(["appointment", "arrive", past, "--started", "banana"], as: "mo")
        #expect(wrong.status == 65 && wrong.errors.contains("10:05"), "\(wrong.errors)")
        #expect(try place.run(["appointment", "arrive", past], as: "mo").status == 0)
        let before = try place.run(
            ["appointment", "complete", past, "--crisis", "--yes", "--ended", "09:00"], as: "lin")
        #expect(before.status == 65 && before.errors.contains("'ended'"), "\(before.errors)")
        let changes = try #require(try place.appointment(past, as: "lin")["changes"] as? [[String: Any]])
        #expect(changes.compactMap { $0["reopened"] as? Bool } == [false, false, true, false])
        let log = try place.run(["audit", "log", "--json"], as: "fang").json()
        let acts = try #require(log["entries"] as? [[String: Any]]).filter {
            $0["action"] as? String == "reopen-appointment"
        }
        #expect(acts.compactMap { $0["outcome"] as? String } == ["denied", "allowed"], "\(acts)")
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
        #expect(try place.isSoundToIndependentReader(as: "mo"))
    }

    @Test("what nobody settled on the days before is counted today, listed, and gone once it is settled")
    func earlier() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let client = try place.client("王小明")
        var ids: [String] = []
        for (counselor, day) in [("lin", -1), ("bo", -2), ("lin", -20)] {
            ids.append(
                try place.book(
                    ["--client", client, "--counselor", counselor, "--at", "\(Workplace.day(day)) 10:00", "--yes"],
                    as: "mo"))
        }
        let waiting = { (person: String) in
            let today = try place.run(["today", "--json"], as: person).json()
            let notices = try #require(today["waiting"] as? [[String: Any]])
            return Set(
                notices.first { $0["code"] as? String == "appointments-open-earlier" }?["ids"] as? [String] ?? [])
        }
        #expect(try waiting("mo") == Set(ids) && waiting("lin") == [ids[0], ids[2]])
        let shown = try place.run(["today"], as: "mo", language: "zh-Hans")
        #expect(
            shown.output.contains("3 项") && shown.output.contains("tacet appointment list --open"), "\(shown.output)")
        let listed = try place.run(["appointment", "list", "--open", "--counselor", "lin", "--json"], as: "mo").json()
        #expect((listed["appointments"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == [ids[2], ids[0]])
        #expect(try place.run(["appointment", "no-show", ids[0]], as: "mo").status == 0)
        #expect(try place.run(["appointment", "cancel", ids[1], "--by", "client"], as: "mo").status == 0)
        #expect(try waiting("mo") == [ids[2]])
    }

    @Test("what is not understood is answered with how it is written, and what would be refused is not proposed")
    func hints() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, _) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        for (arguments, said) in [
            (["credential", "list", "--expiring", "xyz"], "60d"),
            (["appointment", "list", "--month", "13"], "2026-12, 12"),
            (["appointment", "list", "--day", "banana"], "tomorrow or fri"),
        ] {
            let refused = try place.run(arguments, as: "fang")
            #expect(refused.status == 65 && refused.errors.contains(said), "\(refused.errors)")
        }
        let free = try place.run(["free", "mo"], as: "mo")
        #expect(free.status == 0 && !free.errors.contains("tacet book") && free.errors.contains("does not counsel"))
        // A second case would want a yes; who does not counsel is refused without one.
        let opened = try place.run(["case", "open", client, "--counselor", "mo", "--json"], as: "fang")
        #expect(try opened.status == 77 && opened.code() == "denied", "\(opened.errors)")
        let late = try place.run(
            ["book", "--client", client, "--counselor", "lin", "--at", "\(Workplace.day(2)) 20:30", "--json"], as: "mo"
        ).json()
        #expect((late["warnings"] as? [[String: Any]])?.compactMap { $0["code"] as? String } == ["outside-hours"])
        let id = try #require(late["id"] as? String)
        let moved = try place.run(
            ["appointment", "reschedule", id, "--at", "\(Workplace.day(3)) 20:15", "--json"], as: "mo"
        ).json()
        #expect((moved["warnings"] as? [[String: Any]])?.compactMap { $0["code"] as? String } == ["outside-hours"])
        // Fewer characters than an id is ever shown with mean no record, whatever its kind.
        let credentials = try place.run(["credential", "list", "--json"], as: "fang").json()["credentials"]
        let credential = try #require((credentials as? [[String: Any]])?.first?["id"] as? String)
        let listed = try place.run(["credential", "list"], as: "fang").output
        let short = try #require(listed.split(separator: "\n").dropFirst().first?.prefix(1))
        for command in [
            ["credential", "renew", String(short), "--never-expires"], ["credential", "verify", String(short)],
        ] {
            let refused = try place.run(command, as: "fang")
            #expect(refused.status == 66 && refused.errors.contains("at least four"), "\(refused.errors)")
        }
        #expect(try place.run(["credential", "verify", credential, "--json"], as: "fang").status == 75)
        let duty = try place.run(
            ["crisis", "duty", "--from", "-"], as: "fang",
            input: #"{"people": [{"shortName": "lin", "phone": "13700000000"}, {"shortName": "mmo", "phone": "110"}]}"#)
        #expect(duty.status == 66 && duty.errors.contains("Did you mean 'mo'?"), "\(duty.errors)")
        #expect(try (place.run(["crisis", "duty", "--json"]).json()["duty"] as? [Any])?.isEmpty == true)
    }

    @Test("run bare on a terminal, what is missing is asked for, after it was said of which appointment")
    func asking() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        _ = try place.book(["--client", client, "--counselor", "lin", "--at", "\(Workplace.day(2)) 10:00"], as: "mo")
        let cancelled = try place.onTerminal(
            "mo appointment list && mo appointment cancel 1", people: ["mo"],
            [
                .expect("About to cancel"), .expect("王小明 with lin"), .expect("Cancelled by"), .type("nobody\n"),
                .expect("must be one of"), .type("client\n"), .expect("is cancelled"),
            ])
        #expect(cancelled.status == 0, "\(cancelled.screen)")
        let consent = try place.onTerminal(
            "mo consent record", people: ["mo"],
            [
                .expect("Client (name or id)"), .type("zz\n"), .expect("(name or id)"), .type("王晓\n"),
                .expect("(name or id)"), .type("王小明\n"), .expect("That is client \(client)"),
                .expect("Is it this client?"), .type("y\n"), .expect("For ("),
                .type("counseling\n"), .expect("About to record"), .type("\n"), .type("\n"), .expect("is received"),
            ])
        #expect(consent.status == 0, "\(consent.screen)")
        #expect(try place.run(["consent", "record"], as: "mo").status == 64)
        #expect(try place.run(["init", "--json"], in: place.everything).code() == "bad-field")
    }

    @Test("init asks where it is run bare on a terminal, and closes an empty folder to others, which it says")
    func founding() throws {
        let place = try Workplace()
        defer { place.remove() }
        let mode = { try FileManager.default.attributesOfItem(atPath: place.folder.path)[.posixPermissions] as? Int }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.folder.path)
        let asked = try TerminalSession(environment: place.environment(language: "zh-Hans")).run(
            "'\(place.program.path)' init --work-factor 17", in: place.folder,
            [
                .expect("将在"), .expect("机构名称"), .type("静心\n"), .expect("您的简称"), .type("FANG\n"), .expect("小写字母"),
                .type("fang\n"), .expect("姓名"), .type("方主任\n"), .expect("新口令"), .type("\n"), .expect("用户关闭"),
            ])
        #expect(asked.status == 0, "\(asked.screen)")
        #expect(try mode() == 0o750)
        // Where other things lie in the folder they are left as they are, and it is said.
        let other = try Workplace()
        defer { other.remove() }
        try Data("x".utf8).write(to: other.folder.appendingPathComponent("other.txt"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other.folder.path)
        let told = try other.run(
            ["init", "--name", "静心", "--from", "-", "--work-factor", "17"], as: "fang", input: #"{"name": "方主任"}"#)
        #expect(told.status == 0 && told.errors.contains("chmod go-rwx"), "\(told.errors)")
    }
}
