import Foundation
import Testing

/// A signature covers what its person saw: what came in its place while they were asked is not signed.
struct SeenVersionTests {
    private func practice() throws -> (place: Workplace, caseID: String, traineeCase: String) {
        let place = try Workplace()
        try place.foundWithStaff(["lin"])
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let agreed = try place.prepare(
            ["supervision", "agree", "--supervisor", "du", "--trainee", "tong"], as: "fang")
        try #require(agreed.status == 0, "\(agreed.errors)")
        return (
            place, try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin").id,
            try place.openCase(client: #"{"name": "钱二"}"#, counselor: "tong").id
        )
    }

    private func write(_ place: Workplace, _ caseID: String, _ text: String, as person: String) throws -> String {
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: person, input: text)
        return try #require(try written.json()["id"] as? String, "\(written.errors)")
    }

    /// What another window does while a question stands.
    private func elsewhere(_ place: Workplace, _ person: String, _ line: String, _ input: String) throws
        -> TerminalSession.Step
    {
        let passphrase = try place.passphraseFile(person)
        return .meanwhile(
            "printf '%s' '\(input)' | '\(place.program.path)' \(line) --as \(person) --passphrase-file '\(passphrase)'")
    }

    private func state(_ place: Workplace, _ note: String, _ person: String) throws -> (state: String?, text: String?) {
        let shown = try place.run(["note", "show", note, "--json"], as: person).json()
        return (shown["state"] as? String, (shown["sections"] as? [String: String])?["text"])
    }

    @Test(
        "stepping through what waits signs what was shown: what was saved elsewhere meanwhile is shown before it is signed",
        arguments: [
            ("en", "was changed in the meantime, in another window or on another computer. Nothing was signed."),
            ("zh-Hans", "在此期间已在另一窗口或另一台计算机上被修改。未签署任何内容。"),
        ])
    func stepping(language: String, said: String) throws {
        let (place, caseID, traineeCase) = try practice()
        defer { place.remove() }
        for (person, id, signed) in [("lin", caseID, "signed"), ("tong", traineeCase, "submitted")] {
            let note = try write(place, id, "first words", as: person)
            let before = try place.onTerminal(
                "\(person) sign", people: [person], environment: ["TACET_LANG": language],
                [
                    .expect("[s] "), try elsewhere(place, person, "note edit \(note) --from -", "other words"),
                    .type("s\n"), .expect(said), .expect("other words"), .expect("[s] "), .type("l\n"),
                ])
            #expect(before.status == 0, "\(before.screen)")
            #expect(try state(place, note, person) == ("draft", "other words"))
            let after = try place.onTerminal(
                "\(person) sign", people: [person], [.expect("other words"), .expect("[s] "), .type("s\n")])
            #expect(after.status == 0 && !after.screen.contains(said), "\(after.screen)")
            #expect(try state(place, note, person) == (signed, "other words"))
        }
    }

    @Test("what was signed elsewhere since it was listed is no fault, and keeps nobody from the next one")
    func signedElsewhere() throws {
        let (place, caseID, _) = try practice()
        defer { place.remove() }
        let first = try write(place, caseID, "first words", as: "lin")
        let second = try write(place, caseID, "second words", as: "lin")
        let stepped = try place.onTerminal(
            "lin sign", people: ["lin"],
            [
                .expect("first words"), .expect("[s] "), try elsewhere(place, "lin", "note sign \(second)", ""),
                .type("s\n"), .expect("was signed or handed in in the meantime"),
            ])
        #expect(stepped.status == 0 && stepped.screen.contains("Signed or decided: 1."), "\(stepped.screen)")
        #expect(try state(place, first, "lin").state == "signed")
    }

    @Test("'note sign' signs the version that was there when it asked; without a question the newest")
    func asked() throws {
        let (place, caseID, traineeCase) = try practice()
        defer { place.remove() }
        for (person, id, signed) in [("lin", caseID, "signed"), ("tong", traineeCase, "submitted")] {
            let note = try write(place, id, "first words", as: person)
            let refused = try place.onTerminal(
                "\(person) note sign \(note)", people: [person],
                [
                    .expect("[y/N]"), try elsewhere(place, person, "note edit \(note) --from -", "other words"),
                    .type("y\n"), .expect("was changed in the meantime"), .expect("tacet note show"),
                ])
            #expect(refused.status == 75, "\(refused.screen)")
            #expect(try state(place, note, person) == ("draft", "other words"))
            let again = try place.onTerminal(
                "\(person) note sign \(note)", people: [person], [.expect("[y/N]"), .type("y\n")])
            #expect(again.status == 0, "\(again.screen)")
            #expect(try state(place, note, person) == (signed, "other words"))
        }
        let note = try write(place, caseID, "third words", as: "lin")
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
    }

    @Test("a co-signer who steps through what waits is shown what was handed in again, and co-signs that")
    func cosigning() throws {
        let (place, _, traineeCase) = try practice()
        defer { place.remove() }
        let note = try write(place, traineeCase, "first words", as: "tong")
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        let stepped = try place.onTerminal(
            "du sign", people: ["du"],
            [
                .expect("first words"), .expect("[c] "),
                try elsewhere(place, "du", "note return \(note) --from -", "mend"),
                try elsewhere(place, "tong", "note edit \(note) --from -", "other words"),
                try elsewhere(place, "tong", "note sign \(note)", ""),
                .type("c\n"), .expect("Nothing was signed."), .expect("other words"), .expect("[c] "), .type("c\n"),
            ])
        #expect(stepped.status == 0, "\(stepped.screen)")
        #expect(try state(place, note, "tong") == ("cosigned", "other words"))
    }

    @Test("whoever co-signs that a crisis is over signs what was proposed when they were asked")
    func crisis() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "来电")
        let id = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        #expect(try place.run(["crisis", "ack", id], as: "su").status == 0)
        #expect(try place.run(["crisis", "resolve", id, "--from", "-"], as: "lin", input: "now safe").status == 0)
        let refused = try place.onTerminal(
            "su crisis resolve \(id) --cosign", people: ["su"],
            [
                .expect("now safe"), .expect("[y/N]"),
                try elsewhere(place, "lin", "crisis resolve \(id) --yes --from -", "moved away"), .type("y\n"),
                .expect("changed in the meantime"),
            ])
        #expect(refused.status == 75, "\(refused.screen)")
        #expect(try place.run(["crisis", "show", id, "--json"], as: "su").json()["state"] as? String == "proposed")
        let done = try place.onTerminal(
            "su crisis resolve \(id) --cosign", people: ["su"],
            [.expect("moved away"), .expect("[y/N]"), .type("y\n")])
        #expect(done.status == 0, "\(done.screen)")
    }
}
