import Foundation
import Testing

/// Raising a crisis flag: it waits for nothing and for nobody.
struct CrisisRaiseTests {
    private static let words = "来访者说今晚不想活了"

    /// A practice with a supervisor, a counselor's client, and a duty list.
    static func practice() throws -> (place: Workplace, client: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("su", name: "苏督", roles: ["supervisor"])
        let opened = try place.openCase(
            client:
                #"{"name": "王小明", "phone": "13800138000", "emergencyContacts": [{"name": "王妈妈", "phone": "13900139000", "relation": "母亲"}]}"#,
            counselor: "lin")
        let duty = try place.prepare(
            ["crisis", "duty", "--from", "-"], as: "fang",
            input:
                #"{"people": [{"shortName": "su", "phone": "139 0000 0000", "note": "夜间"}, {"shortName": "fang", "phone": "137 0000 0000"}]}"#
        )
        try #require(duty.status == 0, "\(duty.errors)")
        return (place, opened.client)
    }

    /// Every file of the practice and of the home, but for passphrases, without these words.
    private func isNowhere(_ words: String, in place: Workplace) throws -> Bool {
        let files = FileManager.default.enumerator(at: place.everything, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() {
            guard let content = try? Data(contentsOf: file) else { continue }
            if content.range(of: Data(words.utf8)) != nil { return false }
        }
        return true
    }

    @Test("one line on a locked workstation raises a flag: no passphrase, no terminal, phones first")
    func oneLine() throws {
        let (place, client) = try Self.practice()
        defer { place.remove() }
        let raised = try place.run(["crisis"], input: Self.words + "\n", language: "zh")
        #expect(raised.status == 0, "\(raised.errors)")
        #expect(raised.errors.hasPrefix("如有即时危险：报警 110，急救 120；心理援助热线 12356。\n请立即致电：su，139 0000 0000（夜间）。"))
        #expect(raised.errors.contains("无人接听时：fang，137 0000 0000。"))
        #expect(raised.output.contains("高危（未评估）"))
        let told = try place.run(["crisis", "raise", "--client", client, "--level", "imminent", "--json"], input: "")
        #expect(told.status == 0, "\(told.errors)")
        let id = try #require(try told.json()["id"] as? String)
        #expect(try told.json()["signedBy"] as? String == "station")
        // On top of whatever the supervisor does next, the most pressing first.
        let top = try place.run(["staff", "list"], as: "su")
        let lines = top.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("CRISIS ") }, "\(top.errors)")
        #expect(lines.first?.contains(", imminent: nobody has taken it up") == true)
        // The counselor of the client sees theirs, and only theirs; the director none before it is overdue.
        let counselor = try place.run(["crisis", "show", id], as: "lin")
        #expect(counselor.status == 0 && counselor.errors.hasPrefix("CRISIS "), "\(counselor.errors)")
        let list = try place.run(["crisis", "list", "--json"], as: "lin")
        #expect((try list.json()["flags"] as? [Any])?.count == 1)
        #expect(try !place.run(["staff", "list"], as: "fang").errors.contains("CRISIS"))
        let status = try place.run(["status", "--json"], as: "su")
        #expect((try status.json()["crisis"] as? [[String: Any]])?.first?["level"] as? String == "imminent")
        #expect(status.errors.isEmpty)
        #expect(try isNowhere(Self.words, in: place))
        let verified = try place.run(["audit", "verify", "--deep"], as: "su")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test("nothing that is typed keeps a flag from being raised: nothing, nonsense, a broken form, very much")
    func whatever() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        let long = String(repeating: "他很久没有说话。", count: 60_000)
        for words in ["", "\u{1B}[2J\u{0}", #"{"sen": "在天台"}"#, long] {
            let raised = try place.run(["crisis", "raise", "--from", "-"], input: words)
            #expect(raised.status == 0, "\(raised.errors)")
        }
        let unknown = try place.run(["crisis", "raise", "--client", "不知道"], input: "门口")
        #expect(unknown.status == 0 && unknown.errors.contains("raised for a caller"), "\(unknown.errors)")
        let shown = try place.run(["crisis", "list", "--json"], as: "su")
        let flags = try #require(try shown.json()["flags"] as? [[String: Any]])
        #expect(flags.count == 5 && unknown.errors.contains("tacet crisis link FLAG --client CODE"))
        var seen: Set<String> = []
        for flag in flags {
            let id = try #require(flag["id"] as? String)
            let one = try place.run(["crisis", "show", id, "--json"], as: "su").json()
            seen.insert((one["seen"] as? String ?? "") + (one["name"] as? String ?? ""))
        }
        #expect(seen == ["", "[2J", "sen: 在天台", long, "门口不知道"])
        // What is no level, no kind and no client is said, kept in words, and stops nothing.
        let doubtful = ["crisis", "raise", "--level", "huge", "--kind", "喊叫", "--client", "C-0000"]
        for (language, said) in [("en", "'huge' is no level"), ("zh-Hans", "'huge' 不是等级")] {
            let raised = try place.run(doubtful, input: Self.words, language: language)
            #expect(raised.status == 0 && raised.errors.contains(said), "\(raised.errors)")
        }
        let told = try place.run(doubtful + ["--json"], input: Self.words)
        let json = try told.json()
        #expect(told.status == 0 && told.errors.isEmpty && json["clientFound"] as? Bool == false)
        #expect(json["notUnderstood"] as? [String] == ["kind", "level", "client"] && json["client"] is NSNull)
        let one = try place.run(["crisis", "show", try #require(json["id"] as? String), "--json"], as: "su").json()
        #expect(one["assessed"] as? Bool == false && one["level"] as? String == "high" && one["kind"] is NSNull)
        #expect(one["seen"] as? String == Self.words + "\n--kind 喊叫\n--level huge")
        #expect(one["name"] as? String == "C-0000")
    }

    @Test("words that come through a socket are read, and what was sent and cannot be read is not taken for nothing")
    func throughSockets() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let process = Process()
        process.executableURL = place.program
        process.arguments = ["crisis", "--json"]
        process.currentDirectoryURL = place.folder
        process.environment = place.environment(language: "zh-Hans")
        let output = Pipe()
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        try writing.write(contentsOf: Data(Self.words.utf8))
        try writing.close()
        let raised = try #require(
            try JSONSerialization.jsonObject(with: output.fileHandleForReading.readToEnd() ?? Data()) as? [String: Any])
        process.waitUntilExit()
        let id = try #require(raised["id"] as? String)
        #expect(try place.run(["crisis", "show", id], as: "su").output.contains(Self.words))
        // A flag stands by now, and was raised here a moment ago.
        for circumstances in ["exec 0>/dev/null", "exec <&-"] {
            let unread = try place.run(where: circumstances, ["crisis", "--from", "-", "--json"])
            let json = try unread.json()
            #expect(unread.status == 0 && json["id"] as? String != id, "\(unread)")
            #expect(json["notUnderstood"] as? [String] == ["form"], "\(unread)")
        }
    }

    @Test("Enter pressed again a moment later points to the flag that stands, and a word makes another")
    func again() throws {
        let (place, client) = try Self.practice()
        defer { place.remove() }
        let first = try place.run(["crisis", "--json"], input: "")
        let id = try #require(try first.json()["id"] as? String)
        #expect(try first.json()["stoodAlready"] as? Bool == false)
        for (language, said) in [("en", ". No second one was made."), ("zh-Hans", "未重复上报")] {
            let again = try place.run(["crisis"], input: "\n", language: language)
            #expect(again.status == 0 && again.output.contains(said), "\(again.output)\(again.errors)")
        }
        let pointed = try place.run(["crisis", "--json"], input: "")
        #expect(try pointed.json()["id"] as? String == id && pointed.json()["stoodAlready"] as? Bool == true)
        for (arguments, words) in [(["crisis"], "x"), (["crisis", "raise", "--client", client], ""), (["crisis"], "")] {
            #expect(try place.run(arguments, input: words).status == 0)
        }
        let list = try place.run(["crisis", "list", "--json"], as: "su")
        #expect((try list.json()["flags"] as? [Any])?.count == 3)
    }

    @Test("a second empty call says only when the first was saved, also where that is over, and how to raise another")
    func againAfterwards() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        try place.admit("xu", name: "许督", roles: ["supervisor"])
        let id = try #require(try place.run(["crisis", "--json"], input: "").json()["id"] as? String)
        for step in [
            try place.run(["crisis", "ack", id, "--yes"], as: "su"),
            try place.run(["crisis", "resolve", id, "--from", "-", "--yes"], as: "su", input: #"{"text": "已安全"}"#),
            try place.run(["crisis", "resolve", id, "--cosign", "--yes"], as: "xu"),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
        let again = try place.run(["crisis"], input: "")
        #expect(again.status == 0 && again.output.contains(" was saved here on "), "\(again.output)")
        #expect(!again.output.contains("stands"), "\(again.output)")
        let told = again.output + again.errors
        #expect(told.contains("cannot be told here") && told.contains("raises a flag of its own"), "\(told)")
        let chinese = try place.run(["crisis"], input: "", language: "zh-Hans")
        #expect(chinese.output.contains("在此保存，未重复上报") && !chinese.output.contains("有效"), "\(chinese.output)")
    }

    @Test("who is suspended is not phoned: left out where the list is shown, and the director is told")
    func absentFromDuty() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        let suspended = try place.run(
            ["staff", "suspend", "su", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查明之前停用"}"#)
        try #require(suspended.status == 0, "\(suspended.errors)")
        let status = try place.run(["status"], as: "fang")
        #expect(status.output.contains("names somebody who is not in service") && status.output.contains(": su."))
        let raised = try place.run(["crisis"], input: "在天台")
        #expect(raised.errors.contains("Phone now: fang, 137 0000 0000"), "\(raised.errors)")
        #expect(!raised.errors.contains("su, 139"), "\(raised.errors)")
        let duty = try place.run(["crisis", "duty"], as: "fang")
        #expect((duty.output + duty.errors).contains("names somebody who is not in service"), "\(duty)")
        let points = try place.run(["check", "--json"], as: "fang").json()["points"] as? [[String: Any]]
        let point = points?.first { $0["code"] as? String == "duty-list" }
        #expect(point?["mend"] as? String == "tacet crisis duty --from -", "\(points ?? [])")
        // Where nobody else is on it, that is said, and no number of theirs is shown.
        let back = try place.run(
            ["staff", "reinstate", "su", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查明"}"#)
        try #require(back.status == 0, "\(back.errors)")
        let alone = try place.run(
            ["crisis", "duty", "--from", "-"], as: "fang",
            input: #"{"people": [{"shortName": "su", "phone": "139 0000 0000"}]}"#)
        #expect(alone.status == 0 && alone.output.contains("su"), "\(alone.errors)")
        #expect(try place.run(["crisis"], input: "一句").errors.contains("Phone now: su, 139 0000 0000"))
        _ = try place.run(
            ["staff", "suspend", "su", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查明之前停用"}"#)
        for (language, said) in [("en", "Nobody on the duty list is in service"), ("zh-Hans", "值班表中无人在职")] {
            let told = try place.run(["status"], as: "fang", language: language)
            #expect(told.output.contains(said), "\(told.output)")
        }
        #expect(try !place.run(["crisis"], input: "又一句").errors.contains("139 0000 0000"))
    }

    @Test("a caller on a terminal: one line, then it stands, then whatever else is known")
    func caller() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        let session = TerminalSession(environment: place.environment(language: "en"))
        let ended = try session.run(
            "'\(place.program.path)' crisis", in: place.folder,
            [
                .expect("12356"), .expect("What happened"), .type("在桥上，声音发抖\n"),
                .expect("It is raised already"), .expect("tacet crisis ack "), .expect("Client code"), .type("\n"),
                .expect("Who"), .type("小张\n"),
                .expect("Where"), .type("江边\n"),
                .expect("Alone"), .type("y\n"), .expect("Means"), .type("\n"), .expect("call back"),
                .type("13512345678\n"), .expect("is raised"),
            ])
        #expect(ended.status == 0, "\(ended.screen)")
        let list = try place.run(["crisis", "list", "--json"], as: "su")
        let id = try #require((try list.json()["flags"] as? [[String: Any]])?.first?["id"] as? String)
        let shown = try place.run(["crisis", "show", id, "--json"], as: "su").json()
        #expect(shown["where"] as? String == "江边" && shown["callback"] as? String == "13512345678")
        #expect(shown["alone"] as? Bool == true && shown["seen"] as? String == "在桥上，声音发抖")
    }

    @Test("an answer that is neither yes nor no stands in the flag in words; the deadline runs from the raising")
    func aloneInWords() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        let later = place.everything.appendingPathComponent("later").path
        let clock = try place.clock()
        // Where no clock can be set, the questions take no time.
        let ahead = clock.map { $0(1800) + " TEST_CLOCK_SINCE='\(later)'; " } ?? ""
        for (language, who, alone, said, level) in [
            ("en", "Who", "Alone? [y/n]", "和妹妹在一起", "high"), ("zh-Hans", "如何称呼", "[是/否]", "跟同学一起", "高危"),
        ] {
            try? FileManager.default.removeItem(atPath: later)
            let isEnglish = language == "en"
            let ended = try TerminalSession(environment: place.environment(language: language)).run(
                ahead + "'\(place.program.path)' crisis", in: place.folder,
                [
                    .expect(isEnglish ? "What happened" : "发生了什么"), .type("在桥上\n"),
                    .expect(isEnglish ? "Client code" : "来访者编号；"), .meanwhile("touch '\(later)'"), .type("\n"),
                    .expect(who), .type("\n"), .expect(isEnglish ? "Where" : "在哪里"), .type("\n"),
                    .expect(alone), .type("\(said)\n"), .expect(isEnglish ? "Means" : "手边"), .type("\n"),
                    .expect(isEnglish ? "call back" : "回拨"), .type("\n"), .expect(level),
                ])
            #expect(ended.status == 0, "\(ended.screen)")
            let flags = try place.run(["crisis", "list", "--json"], as: "su").json()["flags"] as? [[String: Any]]
            var shown: [[String: Any]] = []
            for flag in flags ?? [] {
                let id = try #require(flag["id"] as? String)
                shown.append(try place.run(["crisis", "show", id, "--json"], as: "su").json())
            }
            let own = try #require(shown.first { ($0["seen"] as? String)?.contains(said) == true }, "\(shown)")
            #expect(own["seen"] as? String == "在桥上\nalone: \(said)" && !(own["alone"] is Bool))
            let due = try #require(own["due"] as? String)
            // Its minute, as the last line told it.
            #expect(ended.screen.contains(" " + due.dropFirst(11).prefix(5)), "\(due) \(ended.screen)")
        }
    }

    @Test("what was typed first is saved before anything else is asked; a code in it or after it says whose it is")
    func lineFirst() throws {
        let (place, client) = try Self.practice()
        defer { place.remove() }
        try place.admit("desk", name: "前台", roles: ["front-desk"])
        let session = TerminalSession(environment: place.environment(language: "en"))
        // It is ended at the first question after it, as by Ctrl-C or a closed terminal, and harder.
        let left = try session.run(
            "echo $$ > ../pid; exec '\(place.program.path)' crisis", in: place.folder,
            [
                .expect("What happened"), .type("在天台\n"), .expect("Client code"),
                .meanwhile("kill -9 $(cat '\(place.everything.path)/pid')"),
            ])
        #expect(left.status != 99, "\(left.screen)")
        let said = try session.run(
            "'\(place.program.path)' crisis", in: place.folder,
            [
                .expect("What happened"), .type("电话里在哭\n"), .expect("Client code"), .type("\(client)\n"),
                .expect("crisis link"), .expect("is raised"),
            ])
        #expect(said.status == 0, "\(said.screen)")
        let ahead = try session.run(
            "'\(place.program.path)' crisis", in: place.folder,
            [.expect("What happened"), .type("\(client)：说今晚\n"), .expect("is raised")])
        #expect(ahead.status == 0 && !ahead.screen.contains("Client code"), "\(ahead.screen)")
        let list = try place.run(["crisis", "list", "--json"], as: "su").json()
        let flags = try #require(list["flags"] as? [[String: Any]])
        let seen = try flags.map { flag in
            let shown = try place.run(["crisis", "show", flag["id"] as? String ?? "", "--json"], as: "su").json()
            let standing = shown["client"] is String ? "linked" : shown["saidClient"] is String ? "said" : nil
            return [shown["seen"] as? String, standing].compactMap { $0 }.joined(separator: " ")
        }
        #expect(Set(seen) == ["在天台", "电话里在哭 said", "\(client)：说今晚 linked"])
        let own = try place.run(["crisis", "list", "--json"], as: "lin").json()
        #expect((own["flags"] as? [Any])?.count == 1)
        #expect(try place.run(["client", "show", client], as: "desk").output.contains("CALL THE SUPERVISOR"))
        #expect(try place.run(["audit", "verify", "--deep"], as: "su").status == 0)
    }

    @Test("several raise at once, and every flag is there")
    func atOnce() async throws {
        let (place, client) = try Self.practice()
        defer { place.remove() }
        let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<6 {
                group.addTask {
                    try place.run(
                        ["crisis", "raise", "--client", client, "--from", "-"], as: number % 3 == 0 ? "lin" : nil,
                        input: "第\(number)个"
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 0, count: 6))
        let list = try place.run(["crisis", "list", "--json"], as: "su")
        let flags = try #require(try list.json()["flags"] as? [[String: Any]])
        #expect(flags.count == 6 && flags.filter { $0["raisedBy"] as? String == "lin" }.count == 2)
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
    }

    @Test("with the store busy it waits; in the end it says so, and shows the phones and the words to be kept")
    func busy() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        func hold(seconds: Int) throws -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [
                "-c",
                "import sqlite3, sys, time; f = sqlite3.connect(sys.argv[1], isolation_level=None); f.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(int(sys.argv[2])); f.execute('ROLLBACK')",
                place.database.path, "\(seconds)",
            ]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            _ = output.fileHandleForReading.availableData
            return process
        }
        let short = try hold(seconds: 2)
        let patient = try place.run(["crisis"], input: Self.words)
        #expect(patient.status == 0, "\(patient.errors)")
        short.waitUntilExit()
        let long = try hold(seconds: 30)
        let refused = try place.run(["crisis"], input: Self.words)
        long.terminate()
        #expect(refused.status == 75, "\(refused.errors)")
        #expect(refused.errors.hasPrefix("In danger now: police 110"))
        #expect(refused.errors.contains("NOT SAVED") && refused.errors.contains(Self.words))
    }

    @Test(
        "whoever cannot be unlocked raises it all the same, the workstation signs; a mistyped command raises nothing"
    )
    func wrongPassphrase() throws {
        let (place, client) = try Self.practice()
        defer { place.remove() }
        let other = try place.passphraseFile("somebody")
        let raised = try place.run(
            ["crisis", "raise", "--client", client, "--as", "lin", "--passphrase-file", other], input: Self.words)
        #expect(raised.status == 0 && raised.errors.contains("This workstation signed it instead"), "\(raised.errors)")
        let mistyped = try place.run(["crisis", "ak", "A1B2"], input: "")
        #expect(mistyped.status == 64, "\(mistyped.errors)")
        let list = try place.run(["crisis", "list", "--json"], as: "su")
        let flags = try #require(try list.json()["flags"] as? [[String: Any]])
        #expect(flags.count == 1 && flags[0]["raisedBy"] as? String == "station" && flags[0]["client"] is String)
    }

    @Test("without a key of the workstation's somebody has to be there, and signs")
    func noStation() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        try FileManager.default.removeItem(at: place.folder.appendingPathComponent("Keys/station.key"))
        let nobody = try place.run(["crisis", "--from", "-"], input: Self.words)
        #expect(nobody.status == 78 && nobody.errors.contains("139 0000 0000"), "\(nobody.errors)")
        #expect(nobody.errors.contains(Self.words) && nobody.errors.contains("NOT SAVED"))
        #expect(nobody.errors.contains("--as PERSON (here: "), "\(nobody.errors)")
        let told = try place.run(["crisis", "--from", "-", "--json"], input: Self.words)
        #expect(try told.status == 78 && told.code() == "no-station", "\(told.errors)")
        #expect(try told.error()["words"] as? [String] == [Self.words])
        let signed = try place.run(["crisis", "--from", "-", "--json"], as: "lin", input: Self.words)
        #expect(try signed.status == 0 && signed.json()["signedBy"] as? String == "lin")
    }

    @Test("on a full disk a flag is raised from the space that was kept for it", .enabled(if: geteuid() == 0))
    func diskFull() throws {
        let (place, _) = try Self.practice()
        defer { place.remove() }
        let disk = place.everything.appendingPathComponent("disk")
        // Where nothing may be mounted, root or not, there is no small disk to fill.
        guard try Workplace.shell("mkdir '\(disk.path)' && mount -t tmpfs -o size=6m tmpfs '\(disk.path)'") == 0 else {
            return
        }
        defer { _ = try? Workplace.shell("umount '\(disk.path)'") }
        try #require(try Workplace.shell("cp -r '\(place.folder.path)' '\(disk.path)/p'") == 0)
        _ = try Workplace.shell("head -c 9000000 /dev/zero > '\(disk.path)/filler'")
        let raised = try place.run(
            ["crisis", "--from", "-"], input: Self.words, in: disk.appendingPathComponent("p"))
        #expect(raised.status == 0, "\(raised.errors)")
        #expect(try Workplace.shell("test -e '\(disk.path)/p/practice.reserve'") != 0)
        let seen = try place.run(["crisis", "list"], as: "su", in: disk.appendingPathComponent("p"))
        #expect(seen.output.contains("high (not assessed)"), "\(seen.errors)")
    }
}
