import Foundation
import Testing

/// R3.4: one of two custodians leaves, and does not say yes to it.
struct StandInTests {
    private static let reason = #"{"reason": "意外去世"}"#

    private func leave(_ place: Workplace, _ step: String, _ person: String, language: String = "en") throws
        -> Workplace.Ending
    {
        try place.run(
            ["staff", step, person, "--from", "-", "--yes"], as: "fang", input: Self.reason, language: language)
    }

    @Test("the committee stands in, a new custodian is named, and shares and recovery go on with the new one")
    func wholeDay() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("com", name: "孔明", roles: ["committee-member"])
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("hu", name: "胡安", roles: ["front-desk"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        let one = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.run(["note", "write", one.id, "--from", "-"], as: "lin", input: "会谈")
        #expect(written.status == 0, "\(written.errors)")

        let asked = try leave(place, "suspend", "gu")
        #expect(asked.status == 0 && asked.errors.contains("in their place (com)"), "\(asked.errors)")
        // Neither who asked nor who has no office.
        for person in ["fang", "lin"] {
            #expect(try place.run(["staff", "confirm", "gu", "--yes"], as: person).status == 77)
        }
        #expect(try place.run(["status"], as: "com").output.contains("tacet staff confirm"))
        let confirmed = try place.run(["staff", "confirm", "gu", "--yes"], as: "com", language: "zh-Hans")
        #expect(confirmed.status == 0 && confirmed.errors.contains("只剩一位密钥保管人"), "\(confirmed.errors)")
        #expect(try place.run(["client", "list"], as: "gu").status == 77)

        // Whoever is left is not both: the next custodian needs the committee's word.
        let named = try place.run(["staff", "role", "add", "hu", "--role", "custodian", "--json"], as: "fang")
        #expect(try named.json()["waitsForConfirmation"] as? Bool == true, "\(named.errors)")
        let told = try place.run(["staff", "role", "add", "hu", "--role", "custodian"], as: "fang")
        #expect(told.status == 75)
        #expect(try place.run(["staff", "confirm", "hu", "--yes"], as: "fang").status == 77)
        let second = try place.run(["staff", "confirm", "hu", "--yes"], as: "com")
        #expect(second.status == 0 && !second.errors.contains("One custodian is left"), "\(second.errors)")
        // The end takes two again.
        let ending = try leave(place, "depart", "gu")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(try place.run(["staff", "confirm", "gu", "--yes"], as: "hu").status == 0)
        #expect(try place.run(["staff", "list", "--json"], as: "hu").output.contains("ended"))

        // The counselor's program gives shares to the two who are custodians now; with them a dead colleague's case goes over.
        #expect(try place.run(["case", "list"], as: "lin").status == 0)
        try place.admitConfirmed("mei", name: "梅花", roles: ["counselor"], by: "hu")
        _ = try leave(place, "suspend", "lin")
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "hu").status == 0)
        let handing = try place.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "fang")
        #expect(handing.status == 75, "\(handing.output)\(handing.errors)")
        for person in ["hu", "fang"] {
            let approved = try place.run(["handover", "approve", "--yes"], as: person)
            #expect(approved.status == 0, "\(person): \(approved.errors)")
        }
        let finished = try place.run(["handover", "finish", "--yes"], as: "mei")
        #expect(finished.status == 0, "\(finished.errors)")
        for person in ["fang", "hu", "mei"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        try place.hold(againstReaderAs: ["fang", "mei"])
    }

    @Test("where nobody is on the committee only they themself can confirm it, and that is said")
    func nobodyStandsIn() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        let asked = try leave(place, "suspend", "gu", language: "zh-Hans")
        #expect(asked.status == 0 && asked.errors.contains("只有 gu 本人能确认"), "\(asked.errors)")
        #expect(try place.run(["staff", "confirm", "gu", "--yes"], as: "gu").status == 0)
        #expect(try place.run(["client", "list"], as: "gu").status == 77)
    }
}
