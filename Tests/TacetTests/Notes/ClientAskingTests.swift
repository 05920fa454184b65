import Testing

/// A client registered at the desk, question by question.
struct ClientAskingTests {
    @Test("a wrong answer is told at once and asked again, and a minor's guardian is asked for")
    func wrongAnswer() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let ending = try place.onTerminal(
            "fang client add && fang client show 1 || fang client list", people: ["fang"],
            [
                .expect("Client's name: "), .type("王小明\n"),
                .expect("Phone (may stay empty): "), .type("twelve\n"),
                .expect("phone"), .expect("Phone (may stay empty): "), .type("13800138000\n"),
                .expect("Date of birth"), .type("2030-01-01\n"),
                .expect("Date of birth"), .type("2015-03-01\n"),
                .expect("E-mail"), .type("\n"), .expect("Address"), .type("\n"),
                .expect("Guardian's name"), .type("王海\n"),
                .expect("That person's phone"), .type("13900001111\n"),
                .expect("Relation"), .type("父亲\n"),
                .expect("Emergency contact's name"), .type("王山\n"),
                .expect("That person's phone"), .type("\n"), .expect("this contact is left out"),
                .expect("王小明"),
            ])
        #expect(ending.status == 0, "\(ending.screen)")
        let listed = try place.run(["client", "list", "--json"], as: "fang").json()
        let client = try #require((listed["clients"] as? [[String: Any]])?.first)
        #expect(client["phone"] as? [String] == ["13800138000"])
        #expect((client["guardians"] as? [[String: Any]])?.first?["name"] as? String == "王海")
    }

    @Test("one person of the staff is shown by short name, with their roles and fingerprint")
    func staffShow() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let shown = try place.run(["staff", "show", "fang", "--json"], as: "fang").json()
        #expect(shown["roles"] as? [String] == ["director", "custodian"])
        #expect((shown["fingerprint"] as? String)?.split(separator: " ").count == 6)
        let text = try place.run(["staff", "show", "fang"], as: "fang", language: "zh-Hans")
        #expect(text.output.contains("方主任") && text.output.contains("指纹"))
        #expect(try place.run(["staff", "show", "nobody"], as: "fang").status == 66)
    }
}
