import Foundation
import TestSupport
import Testing

/// In an emergency somebody reads a case that is not theirs: by custodians' shares, for a time, and never unseen.
struct BreakGlassTests {
    private static let words = "来访者谈到失眠"
    private static let reason = #"{"reason": "今晚有危险，咨询师联系不上"}"#

    struct Setting {
        let place: Workplace
        let client: String
        let caseID: String
        let note: String
    }

    /// A director, two more custodians, a supervisor, a member of the committee, a colleague; lin's case with a signed note
    /// and a private one.
    private func setting() throws -> Setting {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("bo", name: "柏安", roles: ["counselor"])
        try place.admit("su", name: "苏静", roles: ["supervisor"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        try admitConfirmed("he", "custodian", in: place)
        // The committee's first member, confirmed by another than who acts for it, gets its key from the director's next command.
        try admitConfirmed("wu", "committee-member", in: place)
        let (client, id) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try succeed(
            place.prepare(["note", "write", id, "--from", "-", "--json"], as: "lin", input: Self.words))
        let note = try #require(try written.json()["id"] as? String)
        try succeed(place.prepare(["note", "sign", note], as: "lin"))
        try succeed(place.prepare(["note", "write", id, "--private", "--from", "-"], as: "lin", input: "私下的话"))
        return Setting(place: place, client: client, caseID: id, note: note)
    }

    private func admitConfirmed(_ person: String, _ role: String, in place: Workplace) throws {
        let code = place.everything.appendingPathComponent("home/\(person).code").path
        let admit = ["staff", "admit", "Keys/\(person).public", "--code-file", code, "--work-factor", "17", "--yes"]
        for (arguments, acting) in [
            (["join", person, "--from", "-", "--work-factor", "17"], person), (admit + ["--role", role], "fang"),
            (["staff", "confirm", person], "gu"),
            (["welcome", "Keys/\(person).welcome", "--code-file", code, "--work-factor", "17"], person),
        ] {
            try succeed(place.prepare(arguments, as: acting, input: #"{"name": "何言"}"#))
        }
    }

    /// What the reader that was written from the format alone finds; it must be as sound to it.
    private func isSoundToOthers(_ place: Workplace, as person: String?) throws {
        let ending = try place.independentReader(as: person)
        #expect(ending.status == 0, "\(ending.output)")
    }

    @discardableResult
    private func succeed(_ ending: Workplace.Ending) throws -> Workplace.Ending {
        try #require(ending.status == 0, "\(ending.errors)\(ending.output)")
        return ending
    }

    private func request(_ setting: Setting, as person: String = "su", hours: Int = 24) throws -> String {
        let asked = try succeed(
            setting.place.run(
                ["break-glass", "request", setting.caseID, "--hours", "\(hours)", "--from", "-", "--json"], as: person,
                input: Self.reason))
        return try #require(try asked.json()["id"] as? String)
    }

    private func approve(_ id: String, as person: String, in place: Workplace) throws -> Int32 {
        try place.run(["break-glass", "approve", id, "--yes"], as: person).status
    }

    private func isSound(_ place: Workplace, as people: [String]) throws {
        let plain = try place.run(["audit", "verify", "--deep"])
        #expect(plain.status == 0, "\(plain.output)\(plain.errors)")
        for person in people {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(person): \(verified.output)\(verified.errors)")
        }
    }

    @Test("two custodians let a supervisor read one case; its counselor and the committee learn it, and review it")
    func wholePath() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        #expect(try place.run(["note", "show", setting.note], as: "su").status == 77)
        let id = try request(setting)
        // Asked again it is the same.
        #expect(try request(setting) == id)
        try nothingYet(id, setting)
        // Whoever can do the next step is told, and nobody else.
        #expect(try place.run(["status"], as: "gu").output.contains("wait for your approval as custodian: 1"))
        #expect(try !place.run(["status"], as: "bo").output.contains("Break-glass"))

        // One share opens nothing, and its custodian has no second one.
        #expect(try approve(id, as: "gu", in: place) == 0)
        #expect(try approve(id, as: "gu", in: place) == 65)
        let few = try place.run(["break-glass", "open", id, "--json"], as: "su")
        #expect(try (few.status, few.code()) == (75, "shares-missing"))
        // With a share that another custodian gave unseen a changed program would have enough: so it is told from the first on.
        #expect(try place.run(["case", "list"], as: "lin").errors.contains("released: 1 (needed: 2)"))
        #expect(try place.run(["status"], as: "wu").errors.contains("su (苏静) breaks a glass"))

        #expect(try approve(id, as: "he", in: place) == 0)
        let ready = try place.run(["today", "--json"], as: "su").json()
        let codes = (ready["waiting"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
        #expect(codes?.contains("glass-to-open") == true, "\(ready)")
        for language in ["en", "zh-Hans"] {
            let status = try place.run(["status"], as: "su", language: language).output
            let next = try #require(status.range(of: "tacet break-glass open "), "\(status)")
            let short = status[next.upperBound...].prefix { $0.isLetter && $0.isASCII || $0.isNumber }
            #expect(short.count >= 4 && short != "ID", "\(status)")
        }
        // Reading wants that it was opened, which everybody sees.
        let early = try place.run(["break-glass", "read", id, setting.note, "--json"], as: "su")
        #expect(try (early.status, early.code()) == (75, "glass-not-opened"))
        let opened = try succeed(place.run(["break-glass", "open", id, "--json"], as: "su")).json()
        #expect((opened["notes"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == [setting.note])
        let read = try succeed(place.run(["break-glass", "read", id, setting.note], as: "su"))
        #expect(read.output.contains(Self.words))
        // By no other way, by nobody else, and not what lies elsewhere.
        #expect(try place.run(["note", "show", setting.note], as: "su").status == 77)
        #expect(try place.run(["note", "write", setting.caseID, "--from", "-"], as: "su", input: "x").status == 77)
        for person in ["fang", "gu", "he", "bo", "wu"] {
            #expect(try place.run(["break-glass", "read", id, setting.note], as: person).status == 77, "\(person)")
        }
        try told(id, setting)
        try reviewed(id, setting)
        try isSound(place, as: ["fang", "su", "lin", "wu", "gu"])
        for person in [nil, "fang", "su"] { try isSoundToOthers(place, as: person) }
        let log = try succeed(place.run(["audit", "log", "--json"], as: "fang")).output
        for action in ["request-glass", "approve-glass", "release-glass-share", "open-glass", "list-glass-notes"] {
            #expect(log.contains(action), "\(action)")
        }
        let ofNote = try succeed(place.run(["audit", "log", "--subject", setting.note, "--json"], as: "fang")).output
        #expect(ofNote.contains("read-glass-note"))
    }

    /// Who may not, before anybody approved.
    private func nothingYet(_ id: String, _ setting: Setting) throws {
        let place = setting.place
        let none = try place.run(["break-glass", "open", id, "--json"], as: "su")
        #expect(try (none.status, none.code()) == (75, "shares-missing"))
        for person in ["bo", "gu", "wu", "lin"] {
            let ending = try place.run(
                ["break-glass", "request", setting.caseID, "--from", "-"], as: person, input: Self.reason)
            #expect(ending.status == 77, "\(person)")
        }
        for person in ["su", "bo", "wu", "lin"] {
            #expect(try approve(id, as: person, in: place) == 77, "\(person)")
        }
        for person in ["bo", "gu", "fang"] {
            #expect(try place.run(["break-glass", "acknowledge", id], as: person).status == 77, "\(person)")
            #expect(try place.run(["break-glass", "open", id], as: person).status == 77, "\(person)")
        }
        #expect(try !place.run(["case", "list"], as: "lin").errors.contains("breaks the glass"))
        #expect(try !place.run(["status"], as: "wu").errors.contains("breaks a glass"))
        let review = ["break-glass", "review", id, "--from", "-"]
        #expect(try place.run(review, as: "wu", input: #"{"finding": "x"}"#).status == 75)
        // Without a terminal and without --yes nothing is released.
        #expect(try place.run(["break-glass", "approve", id], as: "gu").status == 64)
        let shown = try place.run(["break-glass", "show", id, "--json"], as: "gu")
        #expect(shown.output.contains("联系不上") && shown.output.contains(setting.caseID))
        #expect(try place.run(["break-glass", "show", id], as: "bo").status == 66)
        #expect(try place.run(["break-glass", "show", id], as: "wu").status == 66)
    }

    /// The counselor until they say so, the committee without the case.
    private func told(_ id: String, _ setting: Setting) throws {
        let place = setting.place
        #expect(try succeed(place.run(["break-glass", "list"], as: "su")).output.contains("2/2"))
        for _ in 0..<2 {
            let list = try succeed(place.run(["case", "list"], as: "lin"))
            #expect(list.errors.contains("su (苏静) breaks the glass of your case"))
            #expect(!list.errors.contains("联系不上"))
        }
        let chinese = try place.run(["today"], as: "lin", language: "zh-Hans")
        #expect(chinese.errors.contains("苏静") && chinese.errors.contains("紧急查阅"))
        let known = try succeed(place.run(["break-glass", "acknowledge", id], as: "lin"))
        #expect(known.output.contains("联系不上"))
        #expect(try !place.run(["case", "list"], as: "lin").errors.contains("breaks the glass"))
        try succeed(place.run(["break-glass", "acknowledge", id], as: "lin"))

        let status = try succeed(place.run(["status"], as: "wu"))
        #expect(status.errors.contains("su (苏静) breaks a glass"))
        #expect(status.output.contains("Break-glass that the committee has to review: 1."))
        let today = try succeed(place.run(["today", "--json"], as: "wu"))
        #expect(today.output.contains("glass-reviews"))
        for arguments in [
            ["status", "--json"], ["break-glass", "list", "--json"], ["break-glass", "show", id, "--json"],
        ] {
            let ending = try succeed(place.run(arguments, as: "wu"))
            #expect(ending.output.contains(id))
            #expect(!ending.output.contains(setting.caseID) && !ending.output.contains("联系不上"))
        }
    }

    private func reviewed(_ id: String, _ setting: Setting) throws {
        let place = setting.place
        let review = ["break-glass", "review", id, "--from", "-"]
        for person in ["gu", "su", "lin", "fang", "bo"] {
            #expect(try place.run(review, as: person, input: #"{"finding": "x"}"#).status == 77, "\(person)")
        }
        #expect(try place.run(review, as: "wu", input: #"{"reason": "x"}"#).status == 65)
        try succeed(place.run(review, as: "wu", input: #"{"finding": "有必要"}"#))
        #expect(try place.run(review, as: "wu", input: #"{"finding": "又一次"}"#).status == 65)
        #expect(try !place.run(["status"], as: "wu").errors.contains("breaks a glass"))
        #expect(try place.run(["break-glass", "show", id], as: "wu").output.contains("有必要"))
        #expect(try !place.run(["break-glass", "show", id], as: "gu").output.contains("有必要"))
    }

    @Test("after its time it gives nothing, the case gets a new key, and a review that was not made is overdue")
    func expired() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let (hour, day4) = (clock(3_700), clock(4 * 86_400))
        let (id, late) = (try request(setting, hours: 1), try request(setting, as: "fang", hours: 1))
        for custodian in ["gu", "he"] { #expect(try approve(id, as: custodian, in: place) == 0) }
        try succeed(place.run(["break-glass", "open", id], as: "su"))
        let refused = try place.run(
            where: hour, ["break-glass", "read", id, setting.note, "--json"], as: "su")
        #expect(try (refused.status, refused.code()) == (77, "glass-is-over"))
        #expect(try place.run(where: hour, ["break-glass", "open", id], as: "su").status == 77)
        // With the clock put back it is over all the same, once the reader changed anything after that time.
        let credential = [
            "credential", "add", "su", "--kind", "certificate", "--number", "C-2", "--issuer", "测试学会", "--issued",
            "2020-01-01",
            "--never-expires",
        ]
        try succeed(place.run(where: hour, credential, as: "su"))
        #expect(try place.run(["break-glass", "read", id, setting.note], as: "su").status == 77)
        let approved = try place.run(where: hour, ["break-glass", "approve", late, "--yes", "--json"], as: "gu")
        #expect(try (approved.status, approved.code()) == (77, "glass-is-over"))
        // The counselor's next command makes another key, and what was in pieces opens nothing in the file any more.
        let before = try generations(place, setting.caseID)
        try succeed(place.run(where: hour, ["case", "list"], as: "lin"))
        #expect(try generations(place, setting.caseID) == before + 1)
        try succeed(place.run(where: hour, ["case", "list"], as: "lin"))
        #expect(try generations(place, setting.caseID) == before + 1)
        let overdue = try succeed(place.run(where: day4, ["status"], as: "wu"))
        #expect(overdue.errors.contains("overdue") && overdue.output.contains("of them overdue: 1"))
        let json = try succeed(place.run(where: day4, ["break-glass", "list", "--json"], as: "wu"))
        let listed = try #require(try json.json()["breakGlass"] as? [[String: Any]])
        #expect(listed.count == 1 && listed[0]["reviewOverdue"] as? Bool == true)
        let sound = try place.run(where: day4, ["audit", "verify", "--deep"], as: "fang")
        #expect(sound.status == 0, "\(sound.output)")
    }

    @Test("a key that custodians gave by clocks ahead is not renewed before its time, but for days ahead")
    func ahead() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        for (seconds, renews) in [(3_600, 0), (4 * 86_400, 1)] {
            let then = clock(seconds)
            let asked = try succeed(
                place.run(
                    where: then,
                    ["break-glass", "request", setting.caseID, "--hours", "2", "--from", "-", "--json"], as: "su",
                    input: Self.reason))
            let id = try #require(try asked.json()["id"] as? String)
            for custodian in ["gu", "he"] {
                try succeed(place.run(where: then, ["break-glass", "approve", id, "--yes"], as: custodian))
            }
            try succeed(place.run(where: then, ["break-glass", "open", id], as: "su"))
            let before = try generations(place, setting.caseID)
            try succeed(place.run(["case", "list"], as: "lin"))
            #expect(try generations(place, setting.caseID) == before + renews, "\(seconds)")
            let read = try place.run(where: then, ["break-glass", "read", id, setting.note], as: "su")
            #expect(read.status == (renews == 0 ? 0 : 77), "\(read.errors)")
            guard renews == 0 else { continue }
            // By the counselor's clock it is over two hours after it was asked.
            try succeed(place.run(where: clock(seconds + 7_300), ["case", "list"], as: "lin"))
            #expect(try generations(place, setting.caseID) == before + 1)
        }
    }

    @Test("asked for by a clock behind it is over for custodians, who hear of the clock; for longer it is new")
    func behind() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let late = clock(-3_700)
        func ask(_ hours: Int, where when: String) throws -> String {
            let asked = try succeed(
                place.run(
                    where: when,
                    ["break-glass", "request", setting.caseID, "--hours", "\(hours)", "--from", "-", "--json"],
                    as: "su",
                    input: Self.reason))
            return try #require(try asked.json()["id"] as? String)
        }
        let first = try ask(1, where: late)
        for (language, said) in [("en", "the clock of their computer is behind"), ("zh-Hans", "请求人的电脑时钟偏慢")] {
            let refused = try place.run(["break-glass", "approve", first, "--yes"], as: "gu", language: language)
            #expect(refused.status == 77 && refused.errors.contains(said), "\(refused.errors)")
        }
        #expect(try ask(1, where: late) == first)
        let longer = try ask(24, where: late)
        #expect(longer != first)
        for custodian in ["gu", "he"] { #expect(try approve(longer, as: custodian, in: place) == 0) }
        try succeed(place.run(where: late, ["break-glass", "open", longer], as: "su"))
        // What somebody approved stands, also where more is asked for.
        #expect(try ask(72, where: late) == longer)
        for person in ["lin", "gu", "su"] { try isSound(place, as: [person]) }
    }

    private func generations(_ place: Workplace, _ compartment: String) throws -> Int {
        let counted = try SystemProgram.python([
            "-c",
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("
                + "'SELECT count(*) FROM row WHERE class = 2 AND scope = ?', (bytes.fromhex(sys.argv[2]),)).fetchone()[0])",
            place.database.path, compartment,
        ])
        return try #require(Int(counted.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test("a director who is a custodian approves nothing for themself, and one share of another tells everybody")
    func director() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        let id = try request(setting, as: "fang")
        #expect(try approve(id, as: "fang", in: place) == 77)
        #expect(try place.run(["break-glass", "open", id], as: "fang").status == 75)
        #expect(try approve(id, as: "gu", in: place) == 0)
        let few = try place.run(["break-glass", "open", id, "--json"], as: "fang")
        #expect(try (few.status, few.code()) == (75, "shares-missing"))
        #expect(try place.run(["note", "show", setting.note], as: "fang").status == 77)
        // With a share of their own a changed program would have enough.
        #expect(try place.run(["case", "list"], as: "lin").errors.contains("fang (方主任) breaks the glass"))
        #expect(try place.run(["status"], as: "wu").errors.contains("fang (方主任) breaks a glass"))
        #expect(try place.run(["break-glass", "acknowledge", id], as: "lin").status == 0)
        try succeed(place.run(["break-glass", "review", id, "--from", "-"], as: "wu", input: #"{"finding": "查过"}"#))
        try isSound(place, as: ["fang", "lin", "wu"])
    }

    @Test("strange input is refused with its field, and nothing is asked")
    func strangeInput() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        func ask(_ words: [String], _ input: String) throws -> Workplace.Ending {
            try place.run(["break-glass", "request"] + words + ["--from", "-", "--json"], as: "su", input: input)
        }
        let long = String(repeating: "长", count: 4001)
        for input in [
            "", "no json", "{}", #"{"reason": ""}"#, #"{"reason": " \n"}"#, #"{"reason": 7}"#,
            #"{"reason": "a\u001b[2J"}"#,
            #"{"reason": "x", "case": "y"}"#, #"{"reason": "\#(long)"}"#,
        ] {
            #expect(try ask([setting.caseID], input).status == 65, "\(input.prefix(40))")
        }
        for hours in ["0", "73", "-1", "9223372036854775807"] {
            #expect(try ask([setting.caseID, "--hours=\(hours)"], Self.reason).status == 65, "\(hours)")
        }
        #expect(try ask([setting.caseID, "--hours=day"], Self.reason).status == 64)
        for nothing in ["0000", "ZZZZ", setting.note, String(repeating: "0", count: 32)] {
            #expect(try ask([nothing], Self.reason).status == 66, "\(nothing)")
        }
        #expect(try place.run(["break-glass", "request", setting.caseID], as: "su").status == 64)
        for word in ["open", "show", "approve", "acknowledge"] {
            #expect(try place.run(["break-glass", word, "0000"], as: "su").status == 66, "\(word)")
            #expect(try place.run(["break-glass", word, "'"], as: "su").status == 65, "\(word)")
        }
        #expect(try place.run(["break-glass", "list"], as: "su").errors.contains("There is no break-glass"))
        // A client stands for their only case, and a long reason may have 4000 characters.
        let fits = String(repeating: "长", count: 4000)
        let asked = try succeed(ask([setting.client], #"{"reason": "\#(fits)"}"#))
        #expect(try asked.json()["case"] as? String == setting.caseID)
        #expect(try asked.json()["reason"] as? String == fits)
        // Nothing of it stands in the file.
        let file = try Data(contentsOf: place.database)
        #expect(file.range(of: Data("长长长长".utf8)) == nil)
    }

    @Test("each step can be killed anywhere and is done by doing it again")
    func killed() throws {
        let setting = try setting()
        let place = setting.place
        defer { place.remove() }
        let reason = place.everything.appendingPathComponent("reason.json")
        try Data(Self.reason.utf8).write(to: reason)
        try place.killing(["break-glass", "request", setting.caseID, "--from", reason.path], as: "su")
        let listed = try succeed(place.run(["break-glass", "list", "--json"], as: "su")).json()
        let all = try #require(listed["breakGlass"] as? [[String: Any]])
        let id = try #require(all.first?["id"] as? String)
        #expect(all.count == 1)
        for custodian in ["gu", "he"] {
            try place.killing(["break-glass", "approve", id, "--yes"], as: custodian, isDone: [65])
        }
        try place.killing(["break-glass", "open", id], as: "su")
        #expect(
            try succeed(place.run(["break-glass", "read", id, setting.note], as: "su")).output.contains(Self.words))
        try place.killing(["break-glass", "acknowledge", id], as: "lin")
        let finding = place.everything.appendingPathComponent("finding.json")
        try Data(#"{"finding": "有必要"}"#.utf8).write(to: finding)
        try place.killing(["break-glass", "review", id, "--from", finding.path], as: "wu", isDone: [65])
        try isSound(place, as: ["fang", "lin"])
    }
}
