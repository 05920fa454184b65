import Foundation
import Testing

/// The only director, who is one of two custodians, is gone.
struct NamingDirectorTests {
    private func points(_ place: Workplace, as person: String) throws -> [String: String] {
        let checked = try place.run(["check", "--json"], as: person)
        let points = try #require(try checked.json()["points"] as? [[String: Any]], "\(checked.errors)")
        return Dictionary(
            points.filter { $0["inOrder"] as? Bool == false }.map {
                ($0["code"] as? String ?? "", $0["mend"] as? String ?? "")
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test(
        "the other custodian and the committee name one, who takes the office up; check told before that nobody could")
    func named() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try points(place, as: "fang")["no-successor"] == "tacet recovery make-card --as fang")
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        #expect(try points(place, as: "fang")["no-successor"] == "tacet staff role add NAME --role director")
        let told = try place.run(["check"], as: "fang", language: "zh-Hans")
        #expect(told.output.contains("若 fang 不在"), "\(told.output)")
        try place.admit("com", name: "孔明", roles: ["committee-member"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        #expect(try points(place, as: "fang")["no-successor"] == nil)

        // Nobody makes themself director, and nobody alone makes anybody one.
        let own = try place.run(["staff", "name-director", "gu", "--json"], as: "gu")
        #expect(try own.json()["waitsForConfirmation"] as? Bool == true, "\(own.errors)")
        #expect(try place.run(["staff", "confirm", "gu", "--yes"], as: "gu").status == 77)
        _ = try place.run(["staff", "confirm", "gu", "--yes"], as: "com")
        #expect(try place.run(["retention", "review"], as: "gu").status == 77)
        #expect(try place.run(["staff", "name-director", "lin"], as: "com").status == 77)
        #expect(try place.run(["staff", "name-director", "lin"], as: "lin").status == 77)
        let asked = try place.run(["staff", "name-director", "lin"], as: "gu")
        #expect(asked.status == 0 && asked.errors.contains("(com)"), "\(asked.output)\(asked.errors)")
        for person in ["gu", "lin"] {
            #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: person).status == 77)
        }
        #expect(try place.run(["retention", "review"], as: "lin").status == 77)
        let confirmed = try place.run(["staff", "confirm", "lin", "--yes"], as: "com")
        #expect(confirmed.status == 0, "\(confirmed.errors)")
        #expect(try place.run(["retention", "review"], as: "lin").status == 0)
        // Whoever was director meanwhile is told, with the command that takes it back as it is typed.
        for language in ["en", "zh-Hans"] {
            let told = try place.run(["status"], as: "fang", language: language)
            #expect(told.output.contains("tacet staff role remove lin --role director"), "\(told.output)")
        }

        // The new director puts the gone one out, by three people's word, and names the next custodian.
        let ended = try place.run(
            ["staff", "suspend", "fang", "--from", "-", "--yes"], as: "lin", input: #"{"reason": "意外去世"}"#)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try place.run(["staff", "confirm", "fang", "--yes"], as: "gu").status == 0)
        #expect(try place.run(["staff", "confirm", "fang", "--yes"], as: "com").status == 0)
        #expect(try place.run(["client", "list"], as: "fang").status == 77)
        let second = try place.run(["staff", "role", "add", "com", "--role", "custodian"], as: "lin")
        #expect(second.status == 0, "\(second.errors)")
        for person in ["lin", "gu", "com"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        try place.hold(againstReaderAs: ["lin", "gu"])
    }

    /// fang, director and custodian; gu, custodian; com of the committee; lin.
    private func practice() throws -> Workplace {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("com", name: "孔明", roles: ["committee-member"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        return place
    }

    @Test("what one custodian proposed alone does not keep a director from changing that person, and is said to go")
    func replaced() throws {
        let place = try practice()
        defer { place.remove() }
        #expect(try place.run(["staff", "name-director", "lin"], as: "gu").status == 0)
        let changed = try place.run(["staff", "role", "add", "lin", "--role", "front-desk"], as: "fang")
        #expect(
            changed.status == 0 && changed.errors.contains("gu proposed lin as director"),
            "\(changed.output)\(changed.errors)")
        // A custodian's proposal does not take the place of what the director said.
        #expect(try place.run(["staff", "name-director", "lin"], as: "gu").status == 75)
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "gu").status == 0)
        #expect(try place.run(["retention", "review"], as: "lin").status == 77)
        #expect(try place.run(["staff", "list"], as: "fang").status == 0)
        try place.hold(againstReaderAs: ["fang", "gu"])
    }

    @Test("whose word is missing is named, where the committee's is there and a custodian's is not")
    func missing() throws {
        let place = try practice()
        defer { place.remove() }
        let asked = try place.run(["staff", "name-director", "com"], as: "gu")
        #expect(
            asked.status == 0 && asked.errors.contains("(fang)") && asked.errors.contains("(com)"), "\(asked.errors)")
        #expect(asked.errors.contains("fang is service director and active"), "\(asked.errors)")
        let confirmed = try place.run(["staff", "confirm", "com", "--yes"], as: "com")
        #expect(
            confirmed.status == 0 && confirmed.errors.contains("one more custodian has confirmed it (fang)"),
            "\(confirmed.errors)")
        #expect(try place.run(["staff", "confirm", "com", "--yes"], as: "fang").status == 0)
        #expect(try place.run(["retention", "review"], as: "com").status == 0)
    }

    @Test(
        "on a terminal what is confirmed is shown and asked first; nobody need speak with the director who gave the role"
    )
    func askedFirst() throws {
        let place = try practice()
        defer { place.remove() }
        #expect(try place.run(["staff", "role", "add", "lin", "--role", "director"], as: "fang").status == 0)
        let declined = try place.onTerminal(
            "gu staff confirm lin", people: ["gu"],
            [.expect("About to confirm a change of lin: 林梅"), .expect("Fingerprint"), .expect("[y/N]"), .type("\n")])
        #expect(declined.status == 130 && !declined.screen.contains("is confirmed"), "\(declined.screen)")
        #expect(!declined.screen.contains("speak with them first"), "\(declined.screen)")
        #expect(try place.run(["retention", "review"], as: "lin").status == 77)
        let agreed = try place.onTerminal(
            "gu staff confirm lin", people: ["gu"], environment: ["TACET_LANG": "zh-Hans"],
            [.expect("确认此变更？"), .type("y\n"), .expect("lin 的变更已确认。")])
        #expect(agreed.status == 0, "\(agreed.screen)")
        #expect(try place.run(["staff", "role", "add", "com", "--role", "auditor"], as: "fang").status == 0)
        let told = try place.onTerminal("gu staff confirm com --yes", people: ["gu"])
        #expect(told.status == 0 && !told.screen.contains("[y/N]"), "\(told.screen)")
    }

    @Test("one of only two custodians is told that somebody else tries the shares, and who")
    func rehearsal() throws {
        let place = try practice()
        defer { place.remove() }
        let refused = try place.run(["recovery", "rehearse"], as: "gu")
        #expect(
            refused.status == 66 && refused.errors.contains("one of only two") && refused.errors.contains("com, lin"),
            "\(refused.errors)")
        #expect(try place.run(["status", "--json"], as: "gu").output.contains("somebody who is no custodian"))
        #expect(try !place.run(["status", "--json"], as: "lin").output.contains("somebody who is no custodian"))
    }
}
