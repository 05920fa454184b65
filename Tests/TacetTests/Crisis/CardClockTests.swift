import Foundation
import Testing

/// Which of a client's emergency cards is shown in a crisis, where the clocks of those who wrote them stood apart.
struct CardClockTests {
    private static let hour = 3600

    private func need(_ ending: Workplace.Ending, _ status: Int32 = 0) throws {
        try #require(ending.status == status, "\(ending.output)\(ending.errors)")
    }

    /// A client of `lin` and `bo`, a supervisor `su`, and a flag about the client.
    private func practice() throws -> (place: Workplace, client: String) {
        let place = try Workplace()
        try place.found()
        for (person, role) in [("lin", "counselor"), ("bo", "counselor"), ("su", "supervisor")] {
            try place.admit(person, name: "王\(person)", roles: [role])
        }
        let client = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin").client
        try need(place.run(["case", "open", client, "--counselor", "bo", "--yes"], as: "fang"))
        try need(place.run(["crisis", "raise", "--client", client, "--from", "-"], as: "bo", input: "来电"))
        return (place, client)
    }

    @Test("a card by a clock that is ahead is shown at once, and the one after it stays the newest")
    func ahead() throws {
        let (place, client) = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        func write(_ text: String, at seconds: Int) throws -> Int? {
            let written = try place.run(
                where: clock(seconds), ["crisis", "card", client, "--from", "-", "--json"], as: "lin", input: text)
            try need(written)
            return try written.json()["version"] as? Int
        }
        func shown(_ seconds: Int, as person: String = "su") throws -> [String: Any] {
            let card = try place.run(where: clock(seconds), ["crisis", "card", client, "--json"], as: person)
            try need(card)
            return try card.json()
        }
        #expect(try write(#"{"location": "旧址", "safetyPlan": "打给姑姑"}"#, at: Self.hour) == 1)
        #expect(try shown(0)["location"] as? String == "旧址")
        try need(place.run(["check", "--clock-is-right", "--yes"], as: "lin"))
        #expect(try shown(0, as: "lin")["location"] as? String == "旧址")
        #expect(try write(#"{"location": "新址"}"#, at: 0) == 2)
        for seconds in [0, 2 * Self.hour] {
            let card = try shown(seconds)
            #expect(card["location"] as? String == "新址" && card["safetyPlan"] as? String == "打给姑姑", "\(card)")
        }
        try need(place.run(["audit", "verify", "--deep"], as: "su"))
    }

    @Test("a correction by a clock that is behind takes the place of the card that it corrects")
    func behind() throws {
        let (place, client) = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let card = ["crisis", "card", client]
        try need(place.run(card + ["--from", "-"], as: "bo", input: #"{"location": "旧址"}"#))
        let corrected = try place.run(
            where: clock(-Self.hour), card + ["--from", "-", "--json"], as: "lin", input: #"{"location": "新址"}"#)
        #expect(try corrected.json()["version"] as? Int == 2, "\(corrected.output)\(corrected.errors)")
        for (person, seconds) in [("su", 0), ("lin", -Self.hour), ("bo", 0), ("su", 24 * Self.hour)] {
            let shown = try place.run(where: clock(seconds), card + ["--json"], as: person)
            #expect(try shown.json()["location"] as? String == "新址", "\(person) \(seconds): \(shown.errors)")
        }
    }
}
