import Foundation
import Testing

/// When a session was held is taken from its appointment, whatever the clock of whoever writes the note shows.
struct NoteSessionClockTests {
    private func iso(_ seconds: Int) -> String {
        Date(timeIntervalSinceNow: Double(seconds)).formatted(.iso8601)
    }

    @Test("an end that the desk recorded by a clock ahead is in the note; where there is none that is said")
    func recordedEnd() throws {
        let place = try Workplace()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.foundWithStaff(["lin", "mo"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let appointment = try place.book(
            ["--client", opened.client, "--counselor", "lin", "--at", iso(60), "--yes"], as: "mo")
        let write = ["note", "write", opened.id, "--appointment", appointment, "--from", "-"]
        func session(_ ending: Workplace.Ending) throws -> [String?] {
            try #require(ending.status == 0, "\(ending.output)\(ending.errors)")
            let note = try ending.json()
            let shown = try place.run(["note", "show", try #require(note["id"] as? String), "--json"], as: "lin").json()
            for key in ["start", "end"] { #expect(note[key] as? String == shown[key] as? String, "\(note)") }
            return [shown["start"] as? String, shown["end"] as? String]
        }
        for (language, said) in [("en", "has no start and no end"), ("zh-Hans", "没有会谈的开始和结束时间")] {
            let early = try place.run(write, as: "lin", input: "先写几句 \(language)", language: language)
            #expect(early.status == 0 && early.errors.contains(said), "\(early.errors)")
        }
        #expect(try session(place.run(write + ["--json"], as: "lin", input: "再写几句")) == [nil, nil])
        let desk = clock(4000)
        try #require(try place.run(where: desk, ["appointment", "arrive", appointment], as: "mo").status == 0)
        try #require(try place.run(where: desk, ["appointment", "complete", appointment], as: "mo").status == 0)
        let held = try place.appointment(appointment, as: "lin")
        let written = try place.run(where: clock(3990), write + ["--json"], as: "lin", input: "会谈")
        #expect(try session(written) == [held["started"] as? String, held["ended"] as? String], "\(held)")
        let told = try place.run(where: clock(3990), write, as: "lin", input: "会谈之后")
        #expect(!told.errors.contains("has no start") && held["ended"] is String, "\(told.errors)")
        #expect(try place.run(where: desk, ["audit", "verify", "--deep"], as: "lin").status == 0)
    }
}
