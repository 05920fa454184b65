import Foundation
import Testing

/// What somebody in panic types: words behind the command. Nobody is turned away.
struct CrisisWordsTests {
    private func seen(_ ending: Workplace.Ending, _ place: Workplace) throws -> [String: Any] {
        let id = try #require(ending.status == 0 ? try ending.json()["id"] as? String : nil, "\(ending.errors)")
        return try place.run(["crisis", "show", id, "--json"], as: "su").json()
    }

    @Test("words behind the command raise the flag, however they are typed; a code among them says whose it is")
    func words() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        for (arguments, line) in [
            (["client", "on", "the", "roof"], "client on the roof"), (["he will jump"], "he will jump"),
            (["raise", "list", "of", "pills"], "list of pills"), (["--text", "hello"], "--text hello"),
            (["raise", "来访者在天台", "--level"], "来访者在天台"), (["help", "me"], "help me"),
            (["help"], "help"),
        ] {
            let flag = try seen(try place.run(["crisis"] + arguments + ["--json"]), place)
            #expect(flag["seen"] as? String == line && flag["client"] is NSNull, "\(flag)")
        }
        for arguments in [[client], ["raise", client], ["raise", "he", client, "jumps"]] {
            #expect(try seen(try place.run(["crisis"] + arguments + ["--json"]), place)["client"] is String)
        }
        let level = try seen(try place.run(["Crisis", "on the roof", "--level", "imminent", "--json"]), place)
        #expect(level["level"] as? String == "imminent" && level["seen"] as? String == "on the roof")
        for (language, said, phones) in [("en", "shell's history", "In danger now"), ("zh-Hans", "命令历史", "如有即时危险")] {
            let told = try place.run(["crisis", "在天台"], language: language)
            #expect(told.status == 0 && told.errors.hasPrefix(phones) && told.errors.contains(said), "\(told.errors)")
        }
        #expect(try place.run(["audit", "verify", "--deep"], as: "su").status == 0)
    }

    @Test("another command that is mistyped raises nothing, and whom to phone stands before what is wrong")
    func mistyped() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        for arguments in [["shw", "7F3Q"], ["lst", "7F3Q"]] {
            let refused = try place.run(["crisis"] + arguments)
            #expect(refused.status == 64 && refused.errors.hasPrefix("In danger now"), "\(refused.errors)")
            #expect(refused.errors.contains("No flag was raised") && refused.errors.contains("139 0000 0000"))
        }
        #expect(try place.run(["crisis", "lst", "7F3Q"]).errors.contains("Did you mean 'tacet crisis list'?"))
        let told = try place.run(["crisis", "shw", "7F3Q", "--json"]).error()
        #expect(told["saved"] as? Bool == false && told["call"] is [String: Any])
        let kept = try place.run(["crisis", "log", "he", "is", "bleeding"])
        #expect(kept.status == 64 && kept.errors.hasPrefix("In danger now"), "\(kept.errors)")
        #expect(kept.errors.contains("NOT SAVED") && kept.errors.contains("log he is bleeding"))
        #expect(try place.run(["crisis", "--help"]).status == 0)
        let list = try place.run(["crisis", "list", "--json"], as: "su")
        #expect((try list.json()["flags"] as? [Any])?.isEmpty == true)
        // A word that is near a command's name is a word, and somebody may mean it.
        let shot = try place.run(["crisis", "shot"])
        #expect(shot.status == 0 && shot.errors.hasPrefix("In danger now"), "\(shot.errors)")
        let raised = try place.run(["crisis", "list", "--json"], as: "su")
        #expect((try raised.json()["flags"] as? [Any])?.count == 1)
    }

    @Test("what cannot be saved is NOT SAVED, with the words where there are any and the phones in every case")
    func notSaved() throws {
        let place = try Workplace()
        defer { place.remove() }
        let refused = try place.run(["crisis", "he", "will", "jump"])
        #expect(refused.status == 69 && refused.errors.hasPrefix("In danger now"), "\(refused.errors)")
        #expect(refused.errors.contains("NOT SAVED") && refused.errors.contains("he will jump"))
        let told = try place.run(["crisis", "he", "will", "jump", "--json"]).error()
        #expect(told["words"] as? [String] == ["he will jump"] && told["call"] is [String: Any])
        let (other, _) = try CrisisRaiseTests.practice()
        defer { other.remove() }
        let unread = try other.run(["crisis", "--from", "/nonexistent"])
        #expect(unread.status != 0 && unread.errors.contains("NOT SAVED: no flag was raised"), "\(unread.errors)")
        let duty =
            #"{"people": [{"shortName": "su", "phone": "139 0000 0000"}, "#
            + #"{"shortName": "fang", "phone": "137 0000 0000", "note": "nights"}]}"#
        #expect(try other.run(["crisis", "duty", "--from", "-"], as: "fang", input: duty).status == 0)
        #expect(try other.run(["crisis", "duty"]).output.contains("fang, 137 0000 0000 (nights)"))
    }

    @Test("on a terminal the words are saved before anything is asked, a passphrase too; a bare slip asks for the line")
    func terminal() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let session = TerminalSession(environment: place.environment(language: "en"))
        let words = try session.run(
            "'\(place.program.path)' crisis raise on the roof --as lin", in: place.folder,
            [
                .expect("12356"), .expect("It is raised already"), .expect("Client code"), .type("\n"), .expect("Who"),
                .type("\n"), .expect("Where"), .type("\n"), .expect("Alone"), .type("\n"), .expect("Means"),
                .type("\n"), .expect("call back"), .type("\n"), .expect("is raised"), .expect("shell's history"),
            ])
        #expect(words.status == 0 && !words.screen.contains("Passphrase"), "\(words.screen)")
        let slip = try session.run(
            "'\(place.program.path)' crisis rais", in: place.folder,
            [.expect("What happened"), .type("in the yard\n"), .expect("It is raised already"), .type("\u{4}")])
        #expect(slip.screen.contains("It is raised already"), "\(slip.screen)")
        let list = try place.run(["crisis", "list", "--json"], as: "su").json()
        let flags = try #require(list["flags"] as? [[String: Any]])
        let lines = try flags.map {
            try place.run(["crisis", "show", $0["id"] as? String ?? "", "--json"], as: "su").json()["seen"] as? String
        }
        #expect(Set(lines) == ["on the roof", "in the yard"])
    }
}
