import Foundation
import Testing

/// Emergency cards that a director's keys do not open, when a client's file is to be disposed of.
struct ClosedCardTests {
    private static let year = 365.25 * 86_400
    private static let (noticed, later) = (Int(10 * year) + 3 * 86_400, Int(10 * year) + 65 * 86_400)

    private func need(_ ending: Workplace.Ending, _ status: Int32 = 0) throws {
        try #require(ending.status == status, "\(ending.output)\(ending.errors)")
    }

    @Test(
        "a director without the crises' key proposes nothing, one who cannot read a card is told, another's list stands"
    )
    func cards() throws {
        let place = try Workplace()
        guard let clock = try place.clock() else {
            place.remove()
            return
        }
        defer { place.remove() }
        try place.found()
        for (person, role) in [
            ("lin", "counselor"), ("fd", "front-desk"), ("su", "supervisor"), ("wu", "supervisor"),
            ("com", "committee-member"), ("mei", "intake-worker"), ("gu", "custodian"),
        ] {
            try place.admit(person, name: "王\(person)", roles: [role])
        }
        let opened = try place.openCase(
            client: #"{"name": "欧阳小明", "phone": "13800138000", "birth": "1990-02-03"}"#, counselor: "lin")
        // A supervisor goes, confirmed by somebody without the crises' key: until one who has it comes by, what is written there
        // goes to single people.
        try need(place.run(["staff", "suspend", "wu", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "x"}"#))
        try need(place.run(["staff", "confirm", "wu", "--yes"], as: "gu"))
        try need(place.run(["crisis", "card", opened.client, "--from", "-"], as: "lin", input: #"{"location": "学校"}"#))
        try need(place.run(["case", "close", opened.id, "--yes"], as: "lin"))
        try need(place.run(where: clock(Self.noticed), ["retention", "notice", opened.id], as: "fd"))
        let later = clock(Self.later)
        func run(_ arguments: [String], as person: String) throws -> Workplace.Ending {
            try place.run(where: later, arguments, as: person)
        }
        try need(run(["disposal", "propose", opened.id], as: "fang"))
        try need(run(["disposal", "approve", opened.id, "--yes"], as: "gu"))
        try need(run(["staff", "name-director", "mei"], as: "gu"))
        try need(run(["staff", "confirm", "mei", "--yes"], as: "com"))
        // The desk hands its key over; nobody has handed over that of the crises.
        try need(run(["status"], as: "fd"))
        let early = try run(["disposal", "propose", opened.client, "--json"], as: "mei")
        #expect(try early.status == 77 && early.code() == "no-key", "\(early.output)\(early.errors)")
        #expect(try run(["disposal", "propose", opened.client], as: "mei").errors.contains("supervisor"))
        try need(run(["status"], as: "su"))
        let short = try run(["disposal", "propose", opened.client], as: "mei")
        #expect(short.status == 0 && short.errors.contains("do not open to you"), "\(short.output)\(short.errors)")
        let whole = try run(["disposal", "propose", opened.client, "--json"], as: "fang")
        #expect(try (whole.json()["proposal"] as? [String: Any])?["cards"] as? Int == 1, "\(whole.output)")
        let id = try (whole.json()["proposal"] as? [String: Any])?["id"] as? String
        // What names every card that anybody could read stands against what names fewer.
        let again = try run(["disposal", "propose", opened.client, "--json"], as: "mei")
        #expect(try (again.json()["proposal"] as? [String: Any])?["id"] as? String == id, "\(again.output)")
        let before = place.everything.appendingPathComponent("before.sqlite")
        try FileManager.default.copyItem(at: place.database, to: before)
        try need(run(["disposal", "approve", opened.client, "--yes"], as: "gu"))
        #expect(try place.lie(place.gone(since: before)) == [])
        #expect(try run(["audit", "verify", "--deep"], as: "su").status == 0)
    }
}
