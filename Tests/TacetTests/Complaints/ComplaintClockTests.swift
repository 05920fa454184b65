import Foundation
import TestSupport
import Testing

/// Days that are told in a complaint, where the clocks of those who took the steps before stood apart.
struct ComplaintClockTests {
    private static let (hour, day) = (3600, 86_400)
    private static let filing =
        #"{"by": "client", "against": "lin", "text": "说了私事", "name": "王小明", "contact": "13800138000"}"#

    private func done(
        _ place: Workplace, _ when: String, _ arguments: [String], as person: String, input: String = ""
    ) throws {
        let ending = try place.run(where: when, ["complaint"] + arguments, as: person, input: input)
        try #require(ending.status == 0, "\(arguments) \(ending.errors)")
    }

    /// Seconds from now to a time of day in Shanghai, the day after tomorrow.
    private func seconds(to hours: Int, _ minutes: Int) -> Int {
        let ofDay = (Int(Date().timeIntervalSince1970) + 8 * Self.hour) % Self.day
        return 2 * Self.day - ofDay + hours * Self.hour + minutes * 60
    }

    /// A complaint on whose panel `an`, `bei` and `chen` sit.
    private func seated(
        _ place: Workplace, _ clock: (Int) -> String, at time: Int, desk: Int = 0, panel: Int = 0
    ) throws -> String {
        let filed = try place.run(
            where: clock(time + desk), ["complaint", "file", "--from", "-", "--json"], as: "qian", input: Self.filing)
        let id = try #require(try filed.json()["id"] as? String, "\(filed.errors)")
        for person in ["bei", "chen", "du"] { try done(place, clock(time), ["list"], as: person) }
        try done(place, clock(time), ["acknowledge", id], as: "bei")
        let triage = #"{"track": "ordinary", "summary": "私事", "allegations": ["谈论自己的私事"]}"#
        try done(place, clock(time), ["triage", id, "--from", "-", "--yes"], as: "bei", input: triage)
        let members = ["an", "bei", "chen"].flatMap { ["--member", $0] }
        try done(place, clock(time + panel), ["panel", id, "--yes"] + members, as: "an")
        return id
    }

    private func isSound(_ place: Workplace, _ when: String) throws {
        let verified = try place.run(where: when, ["audit", "verify", "--deep"], as: "bei")
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("the day of the telling is recorded the next day, where the panel was seated by a clock ahead")
    func midnight() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let evening = seconds(to: 23, 20)
        let id = try seated(place, clock, at: evening, panel: Self.hour)
        let morning = clock(evening + 9 * Self.hour)
        let early = try place.run(where: morning, ["complaint", "share", id, "--on", Workplace.day(1)], as: "bei")
        #expect(early.status == 65 && early.errors.contains("may have been ahead"), "\(early.errors)")
        try done(place, morning, ["share", id, "--on", Workplace.day(2)], as: "bei")
        let shown = try place.run(where: morning, ["complaint", "show", id], as: "chen")
        #expect(!shown.output.contains("count for nothing"), "\(shown.output)")
        try isSound(place, morning)
    }

    @Test("withdrawn and told on one evening, where the clocks of the desk and of whoever decided are ahead")
    func evening() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let evening = seconds(to: 23, 20)
        let id = try seated(place, clock, at: evening, desk: Self.hour)
        let withdrawn =
            #"{"outcome": "withdrawn", "reasons": "来电", "withdrawnBy": "client", "withdrawnOn": "\#(Workplace.day(2))"}"#
        try done(place, clock(evening + Self.hour), ["decide", id, "--from", "-", "--yes"], as: "an", input: withdrawn)
        try done(place, clock(evening), ["communicate", id], as: "bei")
        try isSound(place, clock(evening + Self.hour))
    }

    @Test("where the desk's clock was days ahead what is recorded counts, and what would not count is refused")
    func daysAhead() throws {
        let place = try ComplaintTests.template.get().copied()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let id = try seated(place, clock, at: 0, desk: 3 * Self.day)
        let early = try place.run(["complaint", "share", id, "--on", "2026-01-01", "--json"], as: "chen")
        #expect(try early.status == 65 && early.code() == "bad-field", "\(early.errors)")
        try done(place, ":", ["share", id], as: "bei")
        for (person, when) in [("an", 0), ("chen", 4 * Self.day)] {
            let shown = try place.run(where: clock(when), ["complaint", "show", id, "--json"], as: person)
            let events = try #require(try shown.json()["events"] as? [[String: Any]], "\(shown.output)")
            #expect(events.contains { $0["on"] as? String == Workplace.day(0) }, "\(shown.output)")
            #expect(try shown.json()["stage"] as? String == "shared", "\(shown.output)")
        }
        try isSound(place, ":")
    }
}
