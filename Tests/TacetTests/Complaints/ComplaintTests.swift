import Foundation
import TestSupport
import Testing

/// Complaints as they are handed in and handled with the program.
@Suite struct ComplaintTests {
    private static let words = "咨询师多次在会谈中谈论自己的私事"
    private static let filing =
        #"{"by": "client", "against": "eva", "text": "\#(words)", "name": "王小明", "contact": "13800138000"}"#

    private static let feeFiling = filing.replacing("}", with: #", "feeDispute": true}"#)

    /// fang directs, qian is at the desk, lin counsels, aud audits; an, bei, chen, du and eva are the committee.
    static let template = Result { () throws -> Workplace in
        let place = try Workplace()
        try place.found()
        try place.admit("qian", name: "钱台", roles: ["front-desk"])
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("aud", name: "严明", roles: ["auditor"])
        for (person, name) in [("an", "安宁"), ("bei", "贝佳"), ("chen", "陈晨"), ("du", "杜娟")] {
            try place.admit(person, name: name, roles: ["committee-member"])
        }
        try place.admit("eva", name: "艾华", roles: ["counselor", "committee-member"])
        return place
    }

    private func practice() throws -> Workplace { try Self.template.get().copied() }

    private func file(_ place: Workplace, _ form: String = filing, as person: String = "qian") throws -> String {
        let filed = try place.run(["complaint", "file", "--from", "-", "--json"], as: person, input: form)
        try #require(filed.status == 0, "\(filed.errors)")
        return try #require(try filed.json()["id"] as? String)
    }

    /// Three of them are drawn, so that one of any three takes it up; then it is there for the others.
    private func takeUp(_ place: Workplace) throws {
        for person in ["bei", "chen", "du"] { try done(place, ["list"], as: person) }
    }

    private func done(_ place: Workplace, _ arguments: [String], as person: String, input: String = "") throws {
        let ending = try place.run(["complaint"] + arguments, as: person, input: input)
        try #require(ending.status == 0, "\(arguments) \(ending.errors)")
    }

    @Test("the desk hands in a complaint that it cannot read back, four members can, and it is settled by mediation")
    func mediation() throws {
        let place = try practice()
        defer { place.remove() }
        let filed = try place.run(["complaint", "file", "--from", "-"], as: "qian", input: Self.feeFiling)
        #expect(filed.status == 0, "\(filed.errors)")
        #expect(filed.errors.contains("About to seal it to members of the committee, 3 in number"))
        #expect(filed.errors.contains("Whoever complains may be told"))
        #expect(filed.errors.contains("only those of the committee who can open the complaint see it"))
        let receipt = try #require(filed.output.split(separator: " ").last).trimmingCharacters(
            in: .whitespacesAndNewlines)

        // Handed in by qian, against eva: neither of them, nor the director, the auditor or a counselor finds anything.
        for person in ["qian", "fang", "aud", "lin"] {
            #expect(try place.run(["complaint", "list"], as: person).status == 77, "\(person)")
            #expect(try place.run(["complaint", "show", receipt], as: person).status == 77, "\(person)")
        }
        let empty = try place.run(["complaint", "list", "--json"], as: "eva")
        #expect(try empty.status == 0 && (empty.json()["complaints"] as? [Any])?.isEmpty == true)

        try takeUp(place)
        let listed = try place.run(["complaint", "list", "--json"], as: "an").json()
        let first = try #require((listed["complaints"] as? [[String: Any]])?.first)
        let id = try #require(first["id"] as? String)
        #expect(first["receipt"] as? String == receipt)
        #expect(first["against"] as? String == "eva" && first["stage"] as? String == "received")
        for person in ["bei", "chen", "du"] {
            let shown = try place.run(["complaint", "show", receipt, "--json"], as: person).json()
            #expect(shown["text"] as? String == Self.words && shown["name"] as? String == "王小明")
            #expect((shown["readers"] as? [String])?.sorted() == ["an", "bei", "chen", "du"])
        }
        // What one cannot open is not there: the same answer in every word.
        let none = String(repeating: "0", count: 32)
        let unreachable = try place.run(["complaint", "show", id], as: "eva")
        let absent = try place.run(["complaint", "show", none], as: "eva")
        #expect(unreachable.status == 66 && absent.status == 66)
        #expect(unreachable.errors.replacing(id, with: none) == absent.errors && unreachable.output == absent.output)

        try done(place, ["acknowledge", receipt], as: "chen")
        try done(
            place, ["triage", receipt, "--from", "-"], as: "chen",
            input: #"{"track": "mediation", "summary": "可以调解", "allegations": ["谈论私事"]}"#)
        let panel = try place.run(
            ["complaint", "panel", receipt, "--member", "an", "--member", "bei", "--member", "du", "--json"], as: "an")
        #expect(try panel.status == 75 && panel.code() == "step-not-due")
        try done(
            place, ["decide", receipt, "--from", "-"], as: "bei",
            input: #"{"outcome": "mediated", "reasons": "双方同意", "remedies": "书面致歉", "lessons": ["边界"]}"#)
        try done(place, ["communicate", receipt], as: "bei")
        try done(place, ["close", receipt], as: "an")
        let shown = try place.run(["complaint", "show", receipt, "--json"], as: "du").json()
        #expect(shown["stage"] as? String == "closed" && shown["next"] is NSNull)
        let words = (shown["events"] as? [[String: Any]])?.compactMap { $0["event"] as? String }
        #expect(words == ["received", "acknowledged", "triaged", "decided", "communicated", "closed"])
        let chinese = try place.run(["complaint", "show", receipt], as: "du", language: "zh-Hans")
        #expect(chinese.output.contains("处理过程") && chinese.output.contains("调解"))
        try expectSound(place)
        try expectNoTrace(of: [Self.words, "王小明", "13800138000", "可以调解", "书面致歉"], in: place)
    }

    @Test("where a filing was altered, neither status nor today says that nothing waits")
    func alteredFiling() throws {
        let place = try practice()
        defer { place.remove() }
        let id = try file(place)
        try takeUp(place)
        try done(place, ["list"], as: "an")
        try place.alter("UPDATE row SET body = zeroblob(200) WHERE key = x'\(id)'")
        #expect(try place.run(["complaint", "list"], as: "an").status == 76)
        for command in ["status", "today"] {
            let told = try place.run([command], as: "an")
            #expect(told.output.contains("What there is of complaints is not as it should be"), "\(told.output)")
            #expect(!told.output.contains("Nothing is waiting for you."))
            let chinese = try place.run([command], as: "an", language: "zh-Hans")
            #expect(chinese.output.contains("投诉的记录异常"))
        }
    }

    @Test("no member alone brings sexual misconduct, nor anything but a dispute about fees, to an end by mediation")
    func mediationIsForFees() throws {
        let place = try practice()
        defer { place.remove() }
        let grave = Self.filing.replacing("}", with: #", "sexualMisconduct": true, "feeDispute": true}"#)
        let ids = [try file(place), try file(place, grave)]
        try takeUp(place)
        for id in ids {
            try done(place, ["acknowledge", id], as: "an")
            for (language, reason) in [("en", "dispute about fees alone"), ("zh-Hans", "仅涉及费用")] {
                let refused = try place.run(
                    ["complaint", "triage", id, "--from", "-"], as: "an",
                    input: #"{"track": "mediation", "summary": "调解"}"#, language: language)
                #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
                #expect(!refused.errors.contains("About to") && !refused.errors.contains("将对"))
            }
            // What may not wait is not made to.
            let isGrave = id == ids[1]
            let ordinary = try place.run(
                ["complaint", "triage", id, "--from", "-"], as: "an",
                input: #"{"track": "ordinary", "summary": "调查"}"#)
            #expect(ordinary.status == (isGrave ? 65 : 0), "\(ordinary.errors)")
            if isGrave {
                #expect(ordinary.errors.contains("same-day"))
                try done(
                    place, ["triage", id, "--from", "-"], as: "an",
                    input: #"{"track": "same-day", "summary": "调查"}"#)
            }
            let refused = try place.run(
                ["complaint", "decide", id, "--from", "-", "--json"], as: "an",
                input: #"{"outcome": "mediated", "reasons": "已调解"}"#)
            #expect(try refused.status == 77 && refused.code() == "outcome-does-not-fit")
            #expect(refused.errors.contains("Only what was triaged for mediation"), "\(refused.errors)")
        }
        // A panel that is too small is refused before anything is said or asked.
        let small = try place.onTerminal(
            "an complaint panel \(ids[0]) --member an", people: ["an"], [.expect("at least three members")])
        #expect(small.status != 0 && !small.screen.contains("Go on?") && !small.screen.contains("only an"))
    }

    @Test("an overdue step is marked to those whose step it is, and no count of it reaches whom the complaint is about")
    func overdue() throws {
        let place = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let id = try file(place)
        try takeUp(place)
        let fresh = try place.run(["complaint", "list", "--json"], as: "an").json()
        let first = try #require((fresh["complaints"] as? [[String: Any]])?.first)
        #expect(first["overdue"] as? Bool == false && first["due"] as? String != nil)
        let later = { (arguments: [String], person: String) in
            try place.run(where: clock(14 * 86_400), arguments, as: person)
        }
        let listed = try later(["complaint", "list"], "an")
        #expect(listed.output.contains("(overdue)"), "\(listed.output)")
        #expect(try later(["complaint", "next"], "an").output.contains("it is overdue"))
        let next = try later(["complaint", "next", "--json"], "an").json()["complaint"] as? [String: Any]
        #expect(next?["overdue"] as? Bool == true && next?["due"] as? String == first["due"] as? String)
        for command in ["today", "status"] {
            #expect(try later([command], "an").output.contains("overdue: 1"), "\(command)")
        }
        let steps = try later(["status", "--json"], "an").json()["complaintSteps"] as? [[String: Any]]
        #expect(steps?.compactMap { $0["id"] as? String } == [id] && steps?.first?["overdue"] as? Bool == true)
        let today = try later(["today", "--json"], "an").json()["waiting"] as? [[String: Any]]
        #expect(today?.first { $0["code"] as? String == "complaints-overdue" }?["ids"] as? [String] == [id])
        // eva is on the committee too; it is about her. qian handed it in, fang directs, aud audits.
        for person in ["eva", "qian", "fang", "aud", "lin"] {
            for command in ["today", "status"] {
                let said = try later([command], person)
                #expect(
                    said.status == 0 && !(said.output + said.errors).contains("omplaint"), "\(person) \(said.output)")
            }
            let status = try later(["status", "--json"], person).json()
            #expect((status["complaintSteps"] as? [Any])?.isEmpty == true, "\(person)")
        }
        // Whoever took the step owes it no longer.
        #expect(try later(["complaint", "acknowledge", id], "bei").status == 0)
        #expect(try later(["complaint", "list", "--json"], "an").output.contains("triage"))
    }

    /// Deep verification finds no fault with anybody's keys, and neither does the reader made from the format alone.
    private func expectSound(_ place: Workplace) throws {
        for person in ["an", "du", "eva", "fang", "qian", "aud"] {
            let found = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(found.status == 0, "\(person): \(found.output)")
        }
        for person in ["an", "eva"] {
            let read = try place.independentReader(as: person)
            #expect(read.status == 0, "\(person): \(read.output)")
        }
    }

    private func expectNoTrace(of words: [String], in place: Workplace) throws {
        let files = try #require(
            FileManager.default.enumerator(at: place.everything, includingPropertiesForKeys: [.isRegularFileKey]))
        for case let file as URL in files where file.pathExtension != "pass" {
            guard let content = try? Data(contentsOf: file) else { continue }
            for word in words { #expect(content.range(of: Data(word.utf8)) == nil, "\(file.lastPathComponent)") }
        }
    }

    /// What the file says of one person: how many entries, and where their newest checkpoint stands.
    private func standing(of person: String, in place: Workplace) throws -> String {
        let log = try place.run(["audit", "log", "--actor", person, "--json"], as: "aud").json()
        let entries = try #require(log["entries"] as? [[String: Any]])
        let actor = try #require(entries.first?["actor"] as? String)
        let sizes = try SystemProgram.python([
            "-c",
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("
                + "'SELECT size FROM checkpoint WHERE signer = ?', [bytes.fromhex(sys.argv[2])]).fetchall())",
            place.database.path, actor,
        ])
        return "\(entries.count) \(sizes.output)"
    }

    @Test("whoever hands in a complaint leaves no entry and no checkpoint, and nothing of it is an argument")
    func leavesNoTrace() throws {
        let place = try practice()
        defer { place.remove() }
        let before = try standing(of: "lin", in: place)
        _ = try file(place, as: "lin")
        #expect(try standing(of: "lin", in: place) == before)
        let log = try place.run(["audit", "log", "--json"], as: "aud").json()
        let filed = try #require(
            (log["entries"] as? [[String: Any]])?.filter { $0["action"] as? String == "file-complaint" })
        #expect(filed.count == 1)
        for name in ["actorName", "subject", "role"] { #expect(filed.first?[name] is NSNull) }
        for command in [
            ["file"], ["triage", "00"], ["decide", "00"], ["finding", "00"], ["vote", "00"], ["panel", "00"],
        ] {
            let bare = try place.run(["complaint"] + command + ["--json"], as: "an")
            #expect(try bare.status == 64 && bare.code() == "no-terminal", "\(command)")
        }
    }

    @Test("what cannot be understood is refused by field, without repeating it, and nothing is kept")
    func nonsense() throws {
        let place = try practice()
        defer { place.remove() }
        let before = try Data(contentsOf: place.database)
        for (form, said) in [
            ("{", "not-json"), (#"{"by": "client", "against": "nobody-here", "text": "x"}"#, "bad-field"),
            (#"{"by": "friend", "against": "lin", "text": "x"}"#, "bad-field"),
            (#"{"by": "client", "against": "lin", "text": " "}"#, "bad-field"),
            (#"{"by": "client", "against": "lin", "text": "\#(String(repeating: "长", count: 400_000))"}"#, "too-long"),
        ] {
            let refused = try place.run(["complaint", "file", "--from", "-", "--json"], as: "lin", input: form)
            #expect(try refused.status == 65 && refused.code() == said, "\(said)")
            #expect(!refused.errors.contains("nobody-here"))
        }
        #expect(try Data(contentsOf: place.database) == before)
        let long = String(repeating: "长", count: 300_000)
        _ = try file(place, #"{"by": "anonymous", "against": "service", "text": "\#(long)"}"#, as: "lin")
        try takeUp(place)
        let shown = try place.run(["complaint", "next", "--json"], as: "an").json()
        let id = try #require((shown["complaint"] as? [String: Any])?["id"] as? String)
        #expect(try place.run(["complaint", "show", id, "--json"], as: "an").json()["text"] as? String == long)
        #expect(try place.run(["complaint", "show", "U!"], as: "an").status == 65)
        #expect(try place.run(["complaint", "vote", id, "--verdict", "maybe"], as: "an").status == 65)
    }

    @Test(
        "a panel is seated without whoever has a conflict, votes, and waits for the respondent's answer; recusal asks first"
    )
    func panel() throws {
        let place = try practice()
        defer { place.remove() }
        let id = try file(place)
        try takeUp(place)
        try done(place, ["acknowledge", id], as: "an")
        let triage = #"{"track": "ordinary", "summary": "谈论私事", "allegations": ["谈论私事"]}"#
        try done(place, ["triage", id, "--from", "-"], as: "an", input: triage)
        func seat(_ members: [String]) throws -> Workplace.Ending {
            try place.run(["complaint", "panel", id, "--json"] + members.flatMap { ["--member", $0] }, as: "an")
        }
        let conflict = try seat(["an", "bei", "eva"])
        #expect(try conflict.code() == "conflict-of-interest" && conflict.errors.contains("in the way of: eva."))
        #expect(try seat(["an", "bei"]).code() == "panel-too-small")
        #expect(try seat(["an", "bei", "lin"]).status == 77)
        #expect(try seat(["an", "bei", "chen"]).status == 0)
        #expect(try place.run(["complaint", "show", id], as: "du").status == 66)
        let same = try seat(["chen", "bei"])
        #expect(try same.status == 75 && same.code() == "panel-unchanged")
        try done(place, ["share", id], as: "bei")
        try done(place, ["finding", id, "--from", "-"], as: "bei", input: "前台证实")
        // Nobody votes before the respondent's time to answer has run; from when is said, in both languages.
        for (language, said) in [("en", "Votes and decision: from "), ("zh-Hans", "投票和决定自 ")] {
            let early = try place.run(["complaint", "vote", id, "--verdict", "upheld"], as: "an", language: language)
            #expect(early.status == 75 && early.errors.contains(said), "\(early.errors)")
        }
        // From when the vote can be cast stands with the vote, and not behind what may be corrected.
        for (language, from, correct) in [
            ("en", "This step (vote) can be taken from ", "correct it before"), ("zh-Hans", "这一步自 ", "请在其他人投票前更正"),
        ] {
            let told = try place.run(["complaint", "next", id], as: "an", language: language).output
            let place = try #require(told.range(of: from), "\(told)")
            let other = try #require(told.range(of: correct), "\(told)")
            #expect(place.lowerBound < other.lowerBound, "\(told)")
        }
        let again = try place.run(["complaint", "acknowledge", id, "--json"], as: "an")
        #expect(try again.status == 75 && again.code() == "step-not-due")
        #expect(again.errors.contains("What comes next is: vote"), "\(again.errors)")
        let decided = try place.run(
            ["complaint", "decide", id, "--from", "-", "--json"], as: "an",
            input: #"{"outcome": "upheld", "reasons": "证据一致"}"#)
        #expect(try decided.status == 75 && decided.code() == "answer-time-runs")
        #expect(try place.run(["complaint", "recuse", id], as: "chen").status == 64)
        try done(place, ["recuse", id, "--yes"], as: "chen")
        for (language, said) in [("en", "already by your own act"), ("zh-Hans", "您已自行退出")] {
            let again = try place.run(["complaint", "recuse", id, "--yes"], as: "chen", language: language)
            // Of what they drew themself they are told which it is.
            #expect([66, 75].contains(again.status) && again.errors.contains(said), "\(again.errors)")
        }
        // What they did themself they are told, and nothing of what is in it; who never was of it is told what anybody is.
        for (language, said) in [("en", "by your own act"), ("zh-Hans", "您已自行退出")] {
            for command in ["show", "next"] {
                let look = try place.run(["complaint", command, id], as: "chen", language: language)
                #expect(look.status == 66 && look.errors.contains(said), "\(look.errors)")
                #expect(!look.errors.contains("证实") && !look.output.contains("证实"))
            }
            let stranger = try place.run(["complaint", "show", id], as: "du", language: language)
            #expect(stranger.status == 66 && !stranger.errors.contains(said), "\(stranger.errors)")
        }
        let next = try place.run(["complaint", "next", id], as: "an")
        #expect(next.output.contains("seat the panel") && next.output.contains("A decision is due by"))
        try done(place, ["panel", id, "--member", "du"], as: "an")
        #expect(try place.run(["complaint", "show", id, "--json"], as: "du").status == 0)
        // The trail says who did something, and neither on what nor why a step was refused.
        let log = try place.run(["audit", "log", "--json"], as: "aud")
        let entries = try #require(try log.json()["entries"] as? [[String: Any]])
        let acts = entries.filter { $0["action"] as? String == "complaint-act" }
        #expect(acts.allSatisfy { $0["subject"] is NSNull })
        #expect(Set(acts.compactMap { $0["rule"] as? String }) == ["complaint-refused"])
        #expect(!log.output.contains(id))
        try expectSound(place)
    }

    @Test(
        "where nobody could handle it without a conflict nothing is kept; else the director who acts for the committee does"
    )
    func directorActs() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let before = try Data(contentsOf: place.database)
        for (language, said) in [("en", "Tell the supervising authority"), ("zh-Hans", "请改向主管部门")] {
            let refused = try place.run(
                ["complaint", "file", "--from", "-"], as: "lin",
                input: #"{"by": "client", "against": "fang", "text": "\#(Self.words)"}"#, language: language)
            #expect(refused.status == 77 && refused.errors.contains(said), "\(refused.errors)")
        }
        #expect(try Data(contentsOf: place.database) == before)
        let filed = try place.run(
            ["complaint", "file", "--from", "-"], as: "lin",
            input: #"{"by": "guardian", "against": "service", "text": "收费不清", "feeDispute": true}"#)
        #expect(filed.status == 0 && filed.errors.contains("the director acts for it and will read this complaint"))
        // The director is told at their next command, whatever it is.
        #expect(try place.run(["client", "list"], as: "fang").errors.contains("A complaint waits for the committee"))
        let shown = try place.run(["complaint", "next", "--json"], as: "fang").json()
        let id = try #require((shown["complaint"] as? [String: Any])?["id"] as? String)
        for (language, said) in [("en", "Nobody would be left"), ("zh-Hans", "再没有人能打开")] {
            let last = try place.run(["complaint", "recuse", id, "--yes"], as: "fang", language: language)
            #expect(last.status == 77 && last.errors.contains(said), "\(last.errors)")
        }
        // Nobody is named by handing in, but somebody must unlock, and that is said where nobody did.
        for (language, said) in [("en", "sealed to the staff. It leaves no name"), ("zh-Hans", "不会留下姓名")] {
            let locked = try place.run(
                ["complaint", "file", "--from", "-"], input: #"{"by": "client", "against": "unknown", "text": "x"}"#,
                language: language)
            #expect(locked.status == 64 && locked.errors.contains(said), "\(locked.errors)")
        }
        try done(place, ["acknowledge", id], as: "fang")
        try done(
            place, ["triage", id, "--from", "-"], as: "fang", input: #"{"track": "ordinary", "summary": "收费"}"#)
        let next = try place.run(["complaint", "next", id], as: "fang")
        #expect(next.output.contains("a panel needs members from outside"))
        try done(
            place, ["triage", id, "--from", "-"], as: "fang", input: #"{"track": "mediation", "summary": "收费"}"#)
        // It is withdrawn by whoever brought it, on a day, and on nobody's word without a yes.
        func withdraw(_ fields: String, _ more: [String] = []) throws -> Workplace.Ending {
            try place.run(
                ["complaint", "decide", id, "--from", "-", "--json"] + more, as: "fang",
                input: #"{"outcome": "withdrawn", "reasons": "已退款"\#(fields)}"#)
        }
        for (fields, field) in [
            ("", "withdrawnBy"), (#", "withdrawnBy": "guardian""#, "withdrawnOn"),
            (#", "withdrawnBy": "client", "withdrawnOn": "2026-11-02""#, "withdrawnBy"),
            (#", "withdrawnBy": "guardian", "withdrawnOn": "2020-01-01""#, "withdrawnOn"),
            (#", "withdrawnBy": "guardian", "withdrawnOn": "2120-01-01""#, "withdrawnOn"),
        ] {
            let refused = try withdraw(fields, ["--yes"])
            #expect(try refused.status == 65 && "\(refused.error())".contains(field), "\(refused.errors)")
        }
        let today = Workplace.day(0)
        let said = #", "withdrawnBy": "guardian", "withdrawnOn": "\#(today)""#
        let unasked = try withdraw(said)
        #expect(try unasked.status == 64 && unasked.code() == "needs-yes", "\(unasked.errors)")
        #expect(try withdraw(said, ["--yes"]).status == 0)
        let ended = try place.run(["complaint", "show", id, "--json"], as: "fang").json()["decision"] as? [String: Any]
        #expect(ended?["withdrawnBy"] as? String == "guardian" && ended?["withdrawnOn"] as? String == today)
        #expect(
            try place.run(["complaint", "show", id], as: "fang").output
                .contains("by whoever brought it (guardian)"))
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
    }

    @Test("run bare on a terminal, both handing in and the next step ask question by question")
    func onTerminal() throws {
        let place = try practice()
        defer { place.remove() }
        let filed = try place.onTerminal(
            "qian complaint file", people: ["qian"],
            [
                .expect("Who complains"), .type("client\n"), .expect("Against whom"), .type("unknown\n"),
                .expect("End with a line"), .type("走廊里有人大声谈论来访者\n.\n"), .expect("Name"), .type("\n"),
                .expect("How to reach"), .type("\n"), .expect("sexual misconduct"), .type("yes\n"),
                .expect("only about fees"), .type("no\n"), .expect("Hand it in?"), .type("y\n"),
                .expect("Receipt number"),
            ])
        #expect(filed.status == 0, "\(filed.screen)")
        try takeUp(place)
        let taken = try place.onTerminal(
            "du complaint list && du complaint next 1", people: ["du"],
            [.expect("received"), .expect("Do it now?"), .type("y\n"), .expect("is acknowledged")])
        #expect(taken.status == 0, "\(taken.screen)")
        let triaged = try place.onTerminal(
            "du complaint next", people: ["du"],
            [
                .expect("Do it now?"), .type("y\n"), .expect("Track"), .type("same-day\n"), .expect("End with a line"),
                .type("走廊谈话\n.\n"), .expect("Allegation"), .type("泄露隐私\n"), .expect("Allegation"), .type("\n"),
                .expect("is triaged"),
            ])
        #expect(triaged.status == 0, "\(triaged.screen)")
        let seated = try place.onTerminal(
            "du complaint next", people: ["du"],
            [
                .expect("Do it now?"), .type("y\n"), .expect("Could sit"), .expect("Members of the panel"),
                .type("du an eva\n"), .expect("Go on?"),
                .type("y\n"), .expect("is seated"),
            ])
        #expect(seated.status == 0 && seated.screen.contains("only its members read on"), "\(seated.screen)")
    }
}
