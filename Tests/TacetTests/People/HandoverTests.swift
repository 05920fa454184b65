import Foundation
import TestSupport
import Testing

/// R3.4: departure without the leaver, through custodians.
struct HandoverTests {
    private static let reason = #"{"reason": "意外去世"}"#

    /// fang (director), gu and wen are custodians; wen and mei are counselors; lin has so many cases and is suspended where asked.
    private static func practice(cases: Int, leaver: [String] = ["counselor"]) throws -> (
        place: Workplace, cases: [(client: String, id: String)]
    ) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("mei", name: "梅花", roles: ["counselor"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        var opened: [(client: String, id: String)] = []
        for number in 0..<cases {
            let one = try place.openCase(client: #"{"name": "来访者\#(number)"}"#, counselor: "lin")
            let written = try place.prepare(
                ["note", "write", one.id, "--from", "-", "--json"], as: "lin", input: "去世之前的会谈\(number)")
            let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
            if number == 0 { try #require(try place.prepare(["note", "sign", note], as: "lin").status == 0) }
            opened.append(one)
        }
        return (place, opened)
    }

    private static func suspend(_ person: String, in place: Workplace) throws {
        let suspended = try place.run(["staff", "suspend", person, "--from", "-", "--yes"], as: "fang", input: reason)
        try #require(suspended.status == 0, "\(suspended.errors)")
        let confirmed = try place.run(["staff", "confirm", person, "--yes"], as: "gu")
        try #require(confirmed.status == 0, "\(confirmed.errors)")
    }

    private static func states(_ place: Workplace, _ person: String) throws -> [String] {
        let list = try place.run(["handover", "list", "--json"], as: person).json()
        return (try #require(list["handovers"] as? [[String: Any]])).compactMap { $0["state"] as? String }
    }

    @Test(
        "a colleague died: the director names, two custodians approve, the successor takes over, and then they are ended"
    )
    func wholeWay() throws {
        let (place, cases) = try Self.practice(cases: 2)
        defer { place.remove() }
        let before = try place.copied()
        defer { before.remove() }
        // Suspended first.
        let early = try place.run(["staff", "depart", "lin", "--to", "mei", "--yes", "--json"], as: "fang")
        #expect(early.status == 75)
        #expect(try early.code() == "cases-left")
        #expect((try early.error()["hint"] as? String)?.contains("tacet staff suspend") == true)
        try Self.suspend("lin", in: place)
        let unnamed = try place.run(["staff", "depart", "lin"], as: "fang", language: "zh-Hans")
        #expect(unnamed.status == 75)
        #expect(unnamed.errors.contains("请指定接手人"))
        #expect(try place.run(["staff", "depart", "lin", "--to", "mei"], as: "fang").status == 64)
        #expect(try place.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "gu").status == 77)
        #expect(try place.run(["staff", "depart", "lin", "--to", "gu", "--yes"], as: "fang").status == 77)
        let named = try place.run(["staff", "depart", "lin", "--to", "mei", "--yes", "--json"], as: "fang")
        #expect(named.status == 75, "\(named.errors)")
        #expect(try named.json()["ended"] as? Bool == false)
        #expect(
            (try named.json()["left"] as? [[String: String]])?.map { $0["reason"] }
                == ["waits-for-custodians", "waits-for-custodians"])
        // Nobody reads anything yet, and whom it concerns is told.
        #expect(try place.run(["note", "list", cases[0].id], as: "mei").status == 77)
        #expect(try !place.run(["status"], as: "mei").output.contains("no emergency card"))
        let status = try place.run(["status", "--json"], as: "gu").json()
        #expect((status["handovers"] as? [String: [String]])?["toApprove"]?.count == 2)
        #expect(try place.run(["today"], as: "gu").output.contains("tacet handover approve"))
        #expect(try place.run(["handover", "approve", "--yes"], as: "mei").status == 0)
        let first = try #require(
            (try place.run(["handover", "list", "--json"], as: "fang").json()["handovers"] as? [[String: Any]])?.first?[
                "id"] as? String)
        #expect(try place.run(["handover", "approve", first, "--yes"], as: "mei").status == 77)
        #expect(try place.run(["handover", "finish", "--yes", "--json"], as: "mei").code() == "shares-missing")
        #expect(try place.run(["handover", "approve", "--yes"], as: "gu").status == 0)
        #expect(try place.run(["handover", "finish", "--yes"], as: "mei").status == 75)
        #expect(try Self.states(place, "fang") == ["asked", "asked"])
        #expect(try place.run(["handover", "approve", first, "--yes"], as: "fang").status == 0)
        #expect(Set(try Self.states(place, "fang")) == ["asked", "ready"])
        #expect(try place.run(["handover", "approve", "--yes"], as: "fang").status == 0)
        #expect(try place.run(["handover", "approve", first, "--yes"], as: "fang").status == 65)
        #expect(try place.run(["handover", "finish", first, "--yes"], as: "gu").status == 77)
        let ready = try place.run(["status"], as: "mei", language: "zh-Hans")
        #expect(ready.output.contains("您可以接手的个案：2") && !ready.output.contains("紧急卡"), "\(ready.output)")
        // Not while a case is left without a counselor.
        let tooEarly = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(tooEarly.status == 75)
        #expect(tooEarly.output.contains("tacet handover finish"))
        let finished = try place.run(["handover", "finish", "--yes", "--json"], as: "mei")
        #expect(finished.status == 0, "\(finished.errors)")
        for (language, said) in [("en", "no emergency card: 2"), ("zh-Hans", "紧急卡的来访者：2")] {
            let status = try place.run(["status"], as: "mei", language: language)
            // A client of them is in the command.
            #expect(status.output.contains(said) && status.output.contains("tacet crisis card C-"), "\(status.output)")
        }
        let done = try #require(try finished.json()["finished"] as? [[String: Any]])
        #expect(done.count == 2)
        // The draft that nobody but lin could sign is named and stays a draft.
        #expect(done.compactMap { ($0["unsigned"] as? [String])?.count }.reduce(0, +) == 1)
        for one in cases {
            let list = try place.run(["note", "list", one.id, "--json"], as: "mei")
            let note = try #require((try list.json()["notes"] as? [[String: Any]])?.first?["id"] as? String)
            #expect(try place.run(["note", "show", note], as: "mei").output.contains("去世之前"))
        }
        #expect(try place.run(["handover", "finish", first, "--yes"], as: "mei").status == 77)
        let ended = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "gu").status == 0)
        #expect(try place.run(["note", "write", cases[0].id, "--from", "-"], as: "mei", input: "之后").status == 0)
        #expect(try before.run(["note", "list", cases[0].id], as: "lin").status == 0)
        #expect(try place.run(["note", "list", cases[0].id], as: "lin").status == 77)
        for person in ["fang", "gu", "mei"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        try place.hold(againstReaderAs: ["fang", "mei"])
    }

    @Test("killed at each line that it prints, every step goes on where it stood")
    func killed() throws {
        let (place, cases) = try Self.practice(cases: 2)
        defer { place.remove() }
        try Self.suspend("lin", in: place)
        let steps: [(who: String, words: [String])] = [
            ("fang", ["staff", "depart", "lin", "--to", "mei", "--yes"]), ("gu", ["handover", "approve", "--yes"]),
            ("fang", ["handover", "approve", "--yes"]), ("mei", ["handover", "finish", "--yes"]),
        ]
        for step in steps {
            for line in [1, 3, 4, 5] {
                try place.kill(step.words, as: step.who, afterLine: line)
                let whole = try place.run(["audit", "verify"])
                #expect(whole.status == 0, "\(whole.output)")
            }
            let done = try place.run(step.words, as: step.who)
            // What is finished already is not there to be finished any more.
            let isDone: Int32 = step.words[1] == "finish" ? 66 : 75
            #expect([0, isDone].contains(done.status), "\(done.errors)")
        }
        let list = try place.run(["case", "list", "--json"], as: "mei").json()
        #expect((list["cases"] as? [[String: Any]])?.count == cases.count)
        let ended = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(ended.status == 0, "\(ended.errors)")
        let verified = try place.run(["audit", "verify", "--deep"], as: "mei")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test(
        "the leaver and the successor were custodians: neither counts; too few is said with what to do; taken back, it is over"
    )
    func custodians() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor", "custodian"])
        for (name, full, roles) in [("wen", "温和", ["counselor", "custodian"]), ("mei", "梅花", ["counselor"])] {
            try place.admitConfirmed(name, name: full, roles: roles, by: "lin")
        }
        let one = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        #expect(try place.run(["note", "write", one.id, "--from", "-"], as: "lin", input: "会谈").status == 0)
        let suspended = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        try #require(suspended.status == 0, "\(suspended.errors)")
        try #require(try place.run(["staff", "confirm", "lin", "--yes"], as: "wen").status == 0)
        // Of three custodians one is out and one takes over: one is left.
        let short = try place.run(["staff", "depart", "lin", "--to", "wen", "--yes", "--json"], as: "fang")
        #expect(short.status == 75, "\(short.errors)")
        #expect((try short.json()["left"] as? [[String: String]])?.first?["reason"] == "custodians-missing")
        let said = try place.run(["staff", "depart", "lin", "--to", "wen", "--yes"], as: "fang")
        #expect(said.errors.contains("tacet staff role add") && said.output.contains("1 custodians"))
        // Another successor, then taken back, then asked again.
        #expect(try place.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "fang").status == 75)
        #expect(try place.run(["handover", "approve", "--yes"], as: "fang").status == 0)
        let id = try place.onlyRow(["handover", "list"], as: "mei")
        #expect(try place.run(["handover", "withdraw", id, "--yes"], as: "wen").status == 77)
        #expect(try place.run(["handover", "withdraw", id, "--yes"], as: "fang").status == 0)
        #expect(try place.run(["handover", "approve", id, "--yes"], as: "wen").status == 77)
        #expect(try place.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "fang").status == 75)
        for custodian in ["fang", "wen"] {
            let approved = try place.run(["handover", "approve", "--yes"], as: custodian)
            #expect(approved.status == 0, "\(approved.errors)")
        }
        #expect(try place.run(["handover", "finish", "--yes"], as: "mei").status == 0)
        let verified = try place.run(["audit", "verify", "--deep"], as: "fang")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        // Back again, lin has no part in what went over.
        let back = try place.run(["staff", "reinstate", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(back.status == 0, "\(back.errors)")
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "wen").status == 0)
        #expect(try place.run(["note", "list", one.id], as: "lin").status == 77)
        try place.hold(againstReaderAs: ["fang", "mei"])
    }
}

extension Workplace {
    /// Joins, is admitted, confirmed by another custodian and welcomed.
    func admitConfirmed(_ person: String, name: String, roles: [String], by custodian: String) throws {
        let code = everything.appendingPathComponent("\(person).code").path
        for step in [
            try run(
                ["join", person, "--from", "-", "--work-factor", "17"], as: person, input: #"{"name": "\#(name)"}"#),
            try run(
                ["staff", "admit", "Keys/\(person).public", "--code-file", code, "--work-factor", "17", "--yes"]
                    + roles.flatMap { ["--role", $0] }, as: "fang"),
            try run(["staff", "confirm", person, "--yes"], as: custodian),
            try run(["welcome", "Keys/\(person).welcome", "--code-file", code, "--work-factor", "17"], as: person),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
    }

    /// The reader written from the format alone finds nothing wrong either, without keys and with these people's.
    func hold(againstReaderAs people: [String]) throws {
        for person in [nil] + people.map(Optional.some) {
            let ending = try independentReader(as: person)
            let report = try JSONSerialization.jsonObject(with: ending.printed) as? [String: Any]
            #expect(report?["sound"] as? Bool == true, "\(person ?? "") \(ending.output)")
        }
    }
}
