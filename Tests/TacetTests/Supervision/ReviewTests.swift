import Foundation
import Testing

/// Quality reviews, through the built program.
struct ReviewTests {
    private static let words = "来访者谈到失眠与考试压力"

    /// Of a session of long ago.
    private static let late =
        #"{"text": "\#(words)0", "start": "2026-01-05T10:00:00+08:00", "end": "2026-01-05T10:50:00+08:00"}"#

    /// A practice with a counselor and their two signed notes and a draft, a colleague, a supervisor and a committee member.
    private func practice() throws -> (place: Workplace, caseID: String, notes: [String]) {
        let place = try Workplace()
        try place.found()
        for (person, name, role) in [
            ("lin", "林梅", "counselor"), ("bo", "柏安", "counselor"), ("xu", "许督", "supervisor"),
            ("mei", "梅远", "committee-member"),
        ] {
            try place.admit(person, name: name, roles: [role])
        }
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let notes = try (0..<3).map { number in
            let note = try id(
                try place.prepare(
                    ["note", "write", opened.id, "--from", "-", "--json"], as: "lin",
                    input: number == 0 ? Self.late : Self.words + "\(number)"))
            if number < 2 { #expect(try place.prepare(["note", "sign", note], as: "lin").status == 0) }
            return note
        }
        return (place, opened.id, notes)
    }

    private func id(_ ending: Workplace.Ending) throws -> String {
        try #require(ending.status == 0, "\(ending.errors)")
        return try #require(try ending.json()["id"] as? String)
    }

    @Test("a confirmed review is met by the counselor's program also where its clock was behind when it came")
    func clockBehind() throws {
        let (place, _, notes) = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let review = try id(
            try place.run(["review", "assign", notes[0], "--to", "xu", "--kind", "supervisor", "--json"], as: "fang"))
        #expect(try place.run(["review", "confirm", review], as: "mei").status == 0)
        for _ in 0..<2 {
            let behind = try place.run(where: clock(-86_400), ["status"], as: "lin")
            #expect(behind.status == 0 && !behind.errors.contains("was given"), "\(behind.errors)")
        }
        let status = try place.run(["status"], as: "lin")
        #expect((status.output + status.errors).contains("was given what it asks for"), "\(status)")
        let shown = try place.run(["review", "show", review], as: "xu")
        #expect(shown.status == 0 && shown.output.contains(Self.words + "0"), "\(shown.errors)")
        #expect(try !place.run(["status"], as: "lin").errors.contains("was given"))
    }

    @Test(
        "exactly the notes asked for are opened to exactly the reviewer, by the counselor's own program, until it ends")
    func whole() throws {
        let (place, _, notes) = try practice()
        defer { place.remove() }
        func assign(_ arguments: [String], as person: String = "fang") throws -> Workplace.Ending {
            try place.run(["review", "assign"] + arguments + ["--json"], as: person)
        }
        // A draft of one's own is refused at once; whether another's is signed only their program sees, and that is said.
        for (language, said) in [("en", "Only signed notes are reviewed"), ("zh-Hans", "只能评估已签署的")] {
            let draft = try place.run(
                ["review", "assign", notes[0], notes[2], "--kind", "self"], as: "lin", language: language)
            #expect(draft.status == 75 && draft.errors.contains(said), "\(draft.errors)")
        }
        // Neither the counselor nor somebody without the role, nor asked for by anybody.
        #expect(try assign([notes[0], "--to", "lin", "--kind", "peer"]).status == 77)
        #expect(try assign([notes[0], "--to", "bo", "--kind", "supervisor"]).status == 77)
        #expect(try assign([notes[0], "--to", "xu", "--kind", "supervisor"], as: "bo").status == 77)
        #expect(try assign(["--to", "xu", "--kind", "supervisor"]).status == 65)
        let review = try id(try assign([notes[0], "--to", "xu", "--kind", "supervisor"]))
        func show(_ person: String, _ more: [String] = []) throws -> Workplace.Ending {
            try place.run(["review", "show", review] + more, as: person)
        }

        // Before it is confirmed the counselor's program lends nothing, and only the committee confirms.
        #expect(try !place.run(["status"], as: "lin").errors.contains("Review"))
        #expect(try show("xu", ["--note", notes[0]]).status == 75)
        for person in ["fang", "xu", "lin", "bo"] {
            #expect(try place.run(["review", "confirm", review], as: person).status == 77, "\(person)")
        }
        let toConfirm = try place.run(["status"], as: "mei")
        #expect(toConfirm.output.contains("Reviews that wait for your confirmation: 1."))
        #expect(try place.run(["review", "confirm", review], as: "mei").status == 0)
        let waits = try place.run(["review", "list"], as: "fang")
        #expect(waits.output.contains("lin's next command"), "\(waits.output)")
        #expect(try place.run(["review", "nudge", review], as: "fang").status == 0)
        #expect(try place.run(["review", "nudge", review], as: "fang").status == 75)
        // Any command of the counselor's, before its own output, in one line; and only once.
        let status = try place.run(["status"], as: "lin")
        #expect(status.errors.contains("was given what it asks for: notes"), "\(status.errors)")
        #expect(try !place.run(["status"], as: "lin").errors.contains("was given"))

        let seen = try show("xu")
        #expect(seen.status == 0 && seen.output.contains(Self.words + "0"), "\(seen.errors)")
        #expect(!seen.output.contains(Self.words + "1"))
        #expect(seen.output.contains("late entry"), "\(seen.output)")
        let first = try place.run(["note", "show", notes[0], "--version", "1"], as: "lin")
        #expect(first.output.contains("draft") && first.output.contains("late entry"), "\(first.output)")
        for person in ["fang", "mei", "lin"] {
            #expect(try !show(person).output.contains(Self.words), "\(person)")
            #expect(try show(person, ["--note", notes[0]]).status == 77, "\(person)")
        }
        #expect(try show("bo").status == 77)
        #expect(try show("xu", ["--note", notes[1]]).status == 66)
        #expect(try place.run(["note", "show", notes[0]], as: "xu").status == 77)

        // Scores to all who have a part in it, words to two.
        let form =
            #"{"scores": {"assessment": 4, "ethics": 5}, "findings": "目标清楚", "actions": [{"text": "补充风险评估", "due": "2027-01-31"}]}"#
        #expect(try place.run(["review", "write", review, "--from", "-"], as: "lin", input: form).status == 77)
        #expect(try place.run(["review", "write", review, "--from", "-"], as: "xu", input: form).status == 0)
        #expect(try place.run(["review", "answer", review, "--from", "-"], as: "xu", input: "好").status == 77)
        #expect(try place.run(["review", "answer", review, "--from", "-"], as: "lin", input: "将补充").status == 0)
        for (person, reads) in [("fang", false), ("mei", false), ("xu", true), ("lin", true)] {
            let document = try show(person, ["--json"]).json()
            #expect((document["scores"] as? [String: Int]) == ["assessment": 4, "ethics": 5])
            #expect((document["findings"] as? String == "目标清楚") == reads, "\(person)")
            #expect((document["answer"] as? String == "将补充") == reads, "\(person)")
        }

        // The counselor's own view of the same note, and how far the two agree.
        let own = try id(try assign([notes[0], "--kind", "self"], as: "lin"))
        let ownForm = #"{"scores": {"assessment": 5, "ethics": 5}, "findings": "自评"}"#
        #expect(try place.run(["review", "write", own, "--from", "-"], as: "lin", input: ownForm).status == 0)
        let agreement = try place.run(["review", "show", own], as: "lin", language: "zh-Hans")
        #expect(agreement.output.contains("2 项中 1 项一致，合计相差 1 分"), "\(agreement.output)")

        // Confirmed, it is not confirmed again: out of order, with where to look in the hint.
        for (language, said) in [("en", "tacet review show"), ("zh-Hans", "查看当前状态：")] {
            let again = try place.run(["review", "confirm", review], as: "mei", language: language)
            #expect(again.status == 75 && again.errors.contains(said), "\(again.errors)")
        }
        #expect(try place.run(["review", "finish", review], as: "lin").status == 77)
        #expect(try place.run(["review", "finish", review], as: "xu").status == 0)
        #expect(try show("xu", ["--note", notes[0]]).status == 77)
        #expect(try !show("xu").output.contains(Self.words))
        let over = try place.run(["review", "nudge", review], as: "mei")
        #expect(over.status == 75 && over.errors.contains("nobody was reminded"), "\(over.errors)")
        #expect(!over.errors.contains("About to record") && over.errors.contains("tacet review show"), "\(over.errors)")
        let trail = try place.run(["audit", "log", "--subject", notes[0]], as: "fang").output
        #expect(trail.contains("read a note lent for a review") || trail.contains("denied"), "\(trail)")
        for person in ["fang", "lin", "bo", "xu", "mei"] {
            let deep = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(try deep.json()["sound"] as? Bool == true, "\(person): \(deep.output)")
        }
    }

    @Test("notes are drawn by the counselor's program alone, none twice; what is no signed note of theirs is declined")
    func drawn() throws {
        let (place, _, notes) = try practice()
        defer { place.remove() }
        // One's own review, which nobody confirms, takes nothing out of what others draw from.
        let own = try place.run(
            ["review", "assign", "--count", "2", "--kind", "self", "--counselor", "lin", "--to", "lin"], as: "lin")
        #expect(own.status == 0, "\(own.errors)")
        #expect(try place.run(["status"], as: "lin").status == 0)
        func confirmed(_ arguments: [String]) throws -> String {
            let made = try id(try place.run(["review", "assign"] + arguments + ["--json"], as: "fang"))
            #expect(try place.run(["review", "confirm", made], as: "mei").status == 0)
            // Served in the order of their confirmation, which is known to the second.
            Thread.sleep(forTimeInterval: 1.1)
            return made
        }
        let first = try confirmed(["--counselor", "lin", "--count", "1", "--to", "bo", "--kind", "peer"])
        let all = try confirmed(["--counselor", "lin", "--count", "9", "--to", "xu", "--kind", "supervisor"])
        let draft = try confirmed([notes[2], "--to", "xu", "--kind", "supervisor"])
        let said = try place.run(["note", "list", "--help"], as: nil)
        #expect(said.status == 0)
        let listed = try place.run(["review", "list"], as: "lin", language: "zh-Hans")
        #expect(listed.errors.contains("所需的咨询记录已开放") && listed.errors.contains("已由您的程序拒绝"), "\(listed.errors)")
        func lent(_ review: String, _ person: String) throws -> Set<String> {
            let shown = try place.run(["review", "show", review, "--json"], as: person).json()
            let opened = try #require(shown["opened"] as? [[String: Any]])
            return Set(opened.compactMap { $0["id"] as? String })
        }
        let (one, rest) = (try lent(first, "bo"), try lent(all, "xu"))
        #expect(one.count == 1 && rest.count == 1 && one.union(rest) == Set(notes[..<2]))
        #expect(
            try place.run(["review", "show", draft, "--json"], as: "xu").json()["declined"] as? String == "not-theirs")

        // A request that nobody confirmed: the counselor is asked, and may agree.
        let asked = try id(
            try place.run(["review", "assign", notes[0], "--to", "bo", "--kind", "peer", "--json"], as: "fang"))
        #expect(try place.run(["review", "lend", asked, "--yes"], as: "bo").status == 77)
        #expect(try place.run(["review", "lend", asked], as: "lin").status == 64)
        #expect(try place.run(["review", "lend", asked, "--yes"], as: "lin").status == 0)
        #expect(try place.run(["review", "show", asked, "--json"], as: "bo").json()["byConsent"] as? Bool == true)

        // Nonsense is answered with its field; nothing is asked without a terminal.
        for (arguments, input, status) in [
            (["review", "assign", notes[0], "--to", "bo", "--kind", "friendly"], "", 65),
            (["review", "assign", "--counselor", "lin", "--count", "0", "--to", "bo", "--kind", "peer"], "", 65),
            (["review", "show", "ZZZZ"], "", 66), (["review", "write", asked], "", 64),
            (["review", "write", asked, "--from", "-"], #"{"findings": ""}"#, 65),
            (["review", "write", asked, "--from", "-"], "{", 65),
            (["review", "answer", asked], "", 64),
        ] as [([String], String, Int32)] {
            let ending = try place.run(arguments, as: "fang", input: input)
            #expect(ending.status == status, "\(arguments) \(ending.errors)")
        }
        let long = #"{"scores": {"plan": 1}, "findings": "\#(String(repeating: "长", count: 150_000))"}"#
        #expect(try place.run(["review", "write", asked, "--from", "-"], as: "bo", input: long).status == 0)
        for person in ["fang", "lin", "bo", "xu", "mei"] {
            #expect(try place.run(["audit", "verify", "--deep"], as: person).status == 0, "\(person)")
        }
    }
}
