import Foundation
import TestSupport
import Testing

/// What a panel of complaints does once it sits: an, bei and chen, with du and eva beside them.
@Suite struct ComplaintPanelTests {
    private static let filing = #"{"by": "client", "against": "lin", "text": "咨询师多次迟到"}"#

    /// A complaint against lin with its panel, whose chair is an.
    private func seated() throws -> (place: Workplace, id: String) {
        let place = try ComplaintTests.template.get().copied()
        let filed = try place.run(["complaint", "file", "--from", "-", "--json"], as: "qian", input: Self.filing)
        let id = try #require(try filed.json()["id"] as? String)
        for person in ["an", "bei", "chen", "du", "eva"] { try done(place, ["list"], as: person) }
        try done(place, ["acknowledge", id], as: "an")
        try done(
            place, ["triage", id, "--from", "-"], as: "an", input: #"{"track": "ordinary", "summary": "迟到"}"#)
        try done(place, ["panel", id] + ["an", "bei", "chen"].flatMap { ["--member", $0] }, as: "an")
        return (place, id)
    }

    private func done(_ place: Workplace, _ arguments: [String], as person: String, input: String = "") throws {
        let ending = try place.run(["complaint"] + arguments, as: person, input: input)
        try #require(ending.status == 0, "\(arguments) \(ending.errors)")
    }

    @Test("from the first vote on nobody is added to the panel but for one who was recused")
    func votedPanel() throws {
        let (place, id) = try seated()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try done(place, ["share", id], as: "bei")
        func later(_ arguments: [String], _ person: String, language: String = "en") throws -> Workplace.Ending {
            try place.run(where: clock(30 * 86_400), ["complaint"] + arguments, as: person, language: language)
        }
        for (person, verdict) in [("an", "upheld"), ("bei", "upheld"), ("chen", "not-upheld")] {
            #expect(try later(["vote", id, "--verdict", verdict], person).status == 0)
        }
        for (language, said) in [("en", "only in the place of one who was recused"), ("zh-Hans", "只能补入替代回避者的成员")] {
            let packed = try later(["panel", id, "--member", "du", "--member", "eva"], "chen", language: language)
            #expect(packed.status == 75 && packed.errors.contains(said), "\(packed.errors)")
            #expect(!packed.errors.contains("About to") && !packed.errors.contains("将组成"))
        }
        #expect(try later(["panel", id, "--member", "du", "--json"], "chen").code() == "panel-stands")
        // Nor does one of them end it as withdrawn now.
        let withdrawal = #"{"outcome": "withdrawn", "reasons": "来电", "withdrawnBy": "client", "withdrawnOn": "TODAY"}"#
        let ended = try place.run(
            where: clock(30 * 86_400), ["complaint", "decide", id, "--from", "-", "--yes", "--json"], as: "chen",
            input: withdrawal.replacing("TODAY", with: Workplace.day(30)))
        #expect(try ended.status == 75 && ended.code() == "step-not-due", "\(ended.errors)")
        #expect(ended.errors.contains("What comes next is: decide"), "\(ended.errors)")
        for (language, why, carried) in [
            ("en", "from then on the votes decide", "they carry 'upheld' (upheld)"),
            ("zh-Hans", "此后以投票为准，不再以撤回结束", "投票结果为“成立”（upheld）"),
        ] {
            func decide(_ form: String) throws -> Workplace.Ending {
                try place.run(
                    where: clock(30 * 86_400), ["complaint", "decide", id, "--from", "-", "--yes"], as: "chen",
                    input: form, language: language)
            }
            let late = try decide(withdrawal.replacing("TODAY", with: Workplace.day(30)))
            #expect(late.errors.contains(why), "\(late.errors)")
            let other = try decide(#"{"outcome": "not-upheld", "reasons": "不属实"}"#)
            #expect(other.status == 77 && other.errors.contains(carried), "\(other.errors)")
        }
        // Whoever steps back takes their vote along, and one may come in their place, not two.
        #expect(try later(["recuse", id, "--yes"], "chen").status == 0)
        #expect(try later(["panel", id, "--member", "du", "--member", "eva", "--json"], "an").code() == "panel-stands")
        let made = try later(["panel", id, "--member", "du"], "an")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try later(["panel", id, "--member", "eva", "--json"], "an").code() == "panel-stands")
    }

    @Test("whoever adds members to a panel is told of the whole panel that reads on")
    func wholePanelIsNamed() throws {
        let (place, id) = try seated()
        defer { place.remove() }
        for (language, said) in [
            ("en", "only an, bei, chen, du read"), ("zh-Hans", "只有 an、bei、chen、du、eva 可以读取"),
        ] {
            let added = try place.run(
                ["complaint", "panel", id, "--member", language == "en" ? "du" : "eva"], as: "an", language: language)
            #expect(added.status == 0 && added.errors.contains(said), "\(added.errors)")
        }
    }

    @Test("the day on which the respondent was told is corrected by another member until somebody else votes")
    func correctedDay() throws {
        let (place, id) = try seated()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        func later(_ days: Int, _ arguments: [String], _ person: String, language: String = "en") throws
            -> Workplace.Ending
        {
            try place.run(where: clock(days * 86_400), ["complaint"] + arguments, as: person, language: language)
        }
        let (today, third) = (Workplace.day(0), Workplace.day(3))
        #expect(try later(3, ["share", id], "bei").status == 0)
        // Said again it is no other day, and on another day it wants the day that is meant.
        #expect(try later(3, ["share", id, "--json"], "bei").code() == "day-unchanged")
        let bare = try later(5, ["share", id, "--json"], "bei")
        #expect(try bare.status == 64 && bare.code() == "bad-field", "\(bare.errors)")
        #expect(bare.errors.contains("--on YYYY-MM-DD"), "\(bare.errors)")
        for (language, said) in [("en", "bei said that the respondent was told on"), ("zh-Hans", "bei 记录的告知被投诉人日期为")] {
            let next = try later(5, ["next", id], "an", language: language)
            #expect(next.output.contains(said), "\(next.output)")
        }
        func answersUntil(_ days: Int) throws -> String {
            let next = try later(days, ["next", id, "--json"], "an").json()["complaint"] as? [String: Any]
            return try #require((next?["next"] as? [String: Any])?["answersUntil"] as? String)
        }
        let before = try answersUntil(5)
        let corrected = try later(5, ["share", id, "--on", today], "an")
        #expect(corrected.status == 0 && corrected.errors.contains("About to correct the day"), "\(corrected.errors)")
        #expect(corrected.errors.contains("as bei said"), "\(corrected.errors)")
        #expect(try answersUntil(5) < before)
        let chinese = try later(5, ["share", id, "--on", third], "chen", language: "zh-Hans")
        #expect(chinese.status == 0 && chinese.errors.contains("将更正投诉"), "\(chinese.errors)")
        #expect(try answersUntil(5) == before)
        let vote = try later(40, ["vote", id, "--verdict", "upheld"], "an")
        #expect(vote.status == 0 && vote.errors.contains("chen said that the respondent was told on"), "\(vote.errors)")
        for (language, said) in [("en", "it is corrected no more"), ("zh-Hans", "日期不可再更正")] {
            let refused = try later(40, ["share", id, "--on", today], "bei", language: language)
            #expect(refused.status == 75 && refused.errors.contains(said), "\(refused.errors)")
            #expect(!refused.errors.contains("About to") && !refused.errors.contains("将更正"))
        }
        #expect(try later(40, ["share", id, "--json"], "bei").code() == "day-stands")
        #expect(try !later(40, ["next", id], "bei").output.contains("said that the respondent was told"))
    }

    @Test("before a panel sits nobody recuses another, so that one member leaves enough for a panel")
    func nobodyIsPutOutBefore() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        let filed = try place.run(["complaint", "file", "--from", "-", "--json"], as: "qian", input: Self.filing)
        let id = try #require(try filed.json()["id"] as? String)
        for person in ["an", "bei", "chen", "du", "eva"] { try done(place, ["list"], as: person) }
        try done(place, ["acknowledge", id], as: "an")
        for person in ["an", "chen"] {
            try done(
                place, ["triage", id, "--from", "-"], as: person, input: #"{"track": "ordinary", "summary": "迟到"}"#)
        }
        let shown = try place.run(["complaint", "show", id, "--json"], as: "an").json()
        #expect(shown["chair"] is NSNull)
        let receipt = try #require(shown["receipt"] as? String)
        for (member, language, said) in [
            ("an", "en", "Before a panel sits there is no chair"), ("bei", "zh-Hans", "审理小组组成之前没有组长"),
        ] {
            let refused = try place.run(
                ["complaint", "recuse", id, "--member", member, "--yes"], as: "chen", language: language)
            #expect(refused.status == 77 && refused.errors.contains(said), "\(refused.errors)")
            #expect(refused.errors.contains("tacet complaint panel \(receipt) --member"), "\(refused.errors)")
        }
        // Who should not go on is left out of the panel, and whoever wants to leaves.
        try done(place, ["recuse", id, "--yes"], as: "eva")
        try done(place, ["panel", id] + ["an", "bei", "du"].flatMap { ["--member", $0] }, as: "du")
        #expect(try place.run(["complaint", "show", id], as: "chen").status == 66)
        #expect(try place.run(["complaint", "show", id, "--json"], as: "bei").json()["chair"] as? String == "an")
    }

    @Test("where the chair is suspended before voting the others are told, recuse the chair, seat another and decide")
    func chairIsGone() throws {
        let (place, id) = try seated()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try done(place, ["share", id], as: "bei")
        func later(_ arguments: [String], _ person: String, input: String = "", language: String = "en") throws
            -> Workplace.Ending
        {
            try place.run(where: clock(30 * 86_400), arguments, as: person, input: input, language: language)
        }
        #expect(try later(["complaint", "vote", id, "--verdict", "upheld"], "bei").status == 0)
        #expect(try later(["complaint", "recuse", id, "--member", "an", "--yes"], "bei").status == 77)
        let suspended = try later(
            ["staff", "suspend", "an", "--from", "-", "--yes"], "fang", input: #"{"reason": "离岗"}"#)
        #expect(suspended.status == 0, "\(suspended.errors)")
        for person in ["bei", "chen"] {
            for (language, said) in [("en", "Any member of the panel recuses them"), ("zh-Hans", "小组任一成员均可令其回避")] {
                let next = try later(["complaint", "next", id], person, language: language)
                #expect(next.output.contains(said) && next.output.contains("an"), "\(next.output)")
            }
            for command in ["status", "today"] {
                let told = try later([command, "--json"], person)
                #expect(told.output.contains(id), "\(command) \(told.output)")
            }
        }
        let shown = try later(["complaint", "show", id, "--json"], "chen").json()
        #expect(shown["gone"] as? [String] == ["an"] && shown["chair"] as? String == "bei")
        #expect(((shown["next"] as? [String: Any])?["people"] as? [String])?.sorted() == ["bei", "chen"])
        for (language, said) in [("en", "recuse an"), ("zh-Hans", "令 an 回避")] {
            let listed = try later(["complaint", "list"], "chen", language: language)
            #expect(listed.output.contains(said), "\(listed.output)")
        }
        let told = try later(["complaint", "recuse", id, "--member", "bei", "--yes"], "chen")
        #expect(told.status == 77 && told.errors.contains("any member of the panel"), "\(told.errors)")
        let recused = try later(["complaint", "recuse", id, "--member", "an", "--yes"], "chen")
        #expect(recused.status == 0, "\(recused.errors)")
        for (language, said) in [("en", "The recusal of an stands already"), ("zh-Hans", "an 已回避投诉")] {
            let again = try later(["complaint", "recuse", id, "--member", "an"], "chen", language: language)
            #expect(again.status == 75 && again.errors.contains(said), "\(again.errors)")
        }
        #expect(try later(["complaint", "panel", id, "--member", "du"], "chen").status == 0)
        for person in ["chen", "du"] {
            #expect(try later(["complaint", "vote", id, "--verdict", "upheld"], person).status == 0)
        }
        let decided = try later(
            ["complaint", "decide", id, "--from", "-"], "du", input: #"{"outcome": "upheld", "reasons": "属实"}"#)
        #expect(decided.status == 0, "\(decided.errors)")
        for person in ["bei", "du"] {
            let found = try later(["audit", "verify", "--deep", "--json"], person)
            #expect(found.status == 0, "\(found.output)")
        }
        let read = try place.independentReader(as: "du")
        #expect(read.status == 0, "\(read.output)")
    }
}
