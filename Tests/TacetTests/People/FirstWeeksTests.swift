import Foundation
import Testing

/// What somebody met who used a practice for the first two weeks.
struct FirstWeeksTests {
    private let languages = ["en", "zh-Hans"]

    @Test("nothing to finish is not called too few shares, of a hand-over and of a recovery")
    func nothingBegun() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for (command, said) in [("handover", ["was begun", "没有移交给您"]), ("recovery", ["no request", "没有份额请求"])] {
            for (language, words) in zip(languages, said) {
                let ended = try place.run([command, "finish"], as: "fang", language: language)
                #expect(ended.status == 66 && ended.errors.contains(words), "\(ended.errors)")
            }
            #expect(try place.run([command, "finish", "--json"], as: "fang").code() == "not-found")
        }
    }

    @Test("whose change was an undo is told that, and not that they changed nothing")
    func secondUndo() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        let id = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "\(Workplace.day(3)) 10:00"], as: "mo")
        #expect(try place.run(["undo"], as: "lin").errors.contains("no change of an appointment by you"))
        #expect(try place.run(["appointment", "cancel", id, "--by", "client"], as: "mo").status == 0)
        #expect(try place.run(["undo"], as: "mo").status == 0)
        for (language, said) in zip(languages, ["took one back", "就是撤回"]) {
            let again = try place.run(["undo"], as: "mo", language: language)
            #expect(again.status == 66 && again.errors.contains(said), "\(again.errors)")
        }
    }

    @Test("whoever proposes that a crisis is over is told by name who can co-sign it, and that works")
    func cosigner() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "出事了")
        let id = try #require(try raised.json()["id"] as? String)
        try #require(try place.run(["crisis", "ack", id], as: "lin").status == 0)
        for (language, said) in zip(languages, ["here su: tacet crisis resolve", "此处为 su：tacet crisis resolve"]) {
            let proposed = try place.run(
                ["crisis", "resolve", id, "--from", "-", "--yes"], as: "lin", input: "平静了", language: language)
            #expect(proposed.status == 0 && proposed.errors.contains(said), "\(proposed.errors)")
        }
        // The director has no part in that, whoever suggested it.
        #expect(try place.run(["crisis", "resolve", id, "--cosign"], as: "fang").status == 77)
        #expect(try place.run(["crisis", "resolve", id, "--cosign"], as: "su").status == 0)
    }

    @Test("a flag that somebody leaves behind is named in the command that shows it")
    func leftFlag() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "出事了")
        try #require(raised.status == 0)
        try place.admit("mei", name: "梅花", roles: ["counselor"])
        for language in languages {
            let before = try place.copied()
            defer { before.remove() }
            let left = try before.run(
                ["staff", "depart", "lin", "--to", "mei", "--yes"], as: "lin", language: language)
            let said = left.output + left.errors
            let next = try #require(said.firstMatch(of: /tacet (crisis show \w+)/)?.1.split(separator: " "), "\(said)")
            #expect(try before.run(next.map(String.init), as: "su").status == 0)
        }
    }

    @Test("who may not list clients is told of both roles that may; nothing far from a command's name is guessed")
    func words() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["su", "aud"])
        for person in ["su", "aud"] {
            for (language, said) in zip(languages, ["front desk or service director", "前台或咨询服务负责人"]) {
                let refused = try place.run(["client", "list"], as: person, language: language)
                #expect(refused.status == 77 && refused.errors.contains(said), "\(refused.errors)")
            }
        }
        let far = try place.run(["help", "nonsense"])
        #expect(far.status == 64 && !far.errors.contains("Did you mean"), "\(far.errors)")
        #expect(try place.run(["help", "consnet"]).errors.contains("tacet help consent"))
        let missing = try place.run(["note", "write"], language: "zh-Hans")
        #expect(missing.status == 64 && missing.errors.contains("'<个案>'"), "\(missing.errors)")
        let page = try place.run(["help", "note", "write"], language: "zh-Hans")
        #expect(page.output.contains("--as <简称>") && page.output.contains("<个案>"), "\(page.output)")
    }

    @Test("without a terminal the hint names the command's own page, and --from only where there is one")
    func withoutTerminal() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let (client, id) = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin")
        for (command, page) in [
            (["client", "add"], "tacet client add --help"), (["jot", id], "tacet jot leave --help"),
            (["note", "write", id], "tacet note write --help"),
            (["crisis", "card", client, "--write"], "tacet crisis card --help"),
        ] {
            for language in languages {
                let asked = try place.run(command, as: "lin", language: language)
                #expect(asked.status == 64 && asked.errors.contains(page), "\(asked.errors)")
                #expect(asked.errors.contains("--from"), "\(asked.errors)")
            }
        }
        let signing = try place.run(["sign"], as: "lin")
        #expect(!signing.errors.contains("--from"), "\(signing.errors)")
    }

    @Test("an empty jot is called a jot; one for a closed case is added to a note of it")
    func jots() throws {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        let id = cases[0].id
        for (language, said) in zip(languages, ["The jot is empty", "便条为空"]) {
            let empty = try place.run(["jot", id, "--from", "-"], input: " \n", language: language)
            #expect(empty.status == 65 && empty.errors.contains(said), "\(empty.errors)")
        }
        #expect(try place.run(["jot", id, "--from", "-", "--json"], input: "").code() == "empty")
        #expect(try place.run(["case", "close", id, "--yes"], as: "lin").status == 0)
        let left = try place.run(["jot", id, "--from", "-", "--json"], input: "结案后来电")
        let jot = try #require(try left.json()["id"] as? String, "\(left.errors)")
        let notes = try place.run(["note", "list", id, "--json"], as: "lin").json()["notes"] as? [[String: Any]]
        let note = try #require(notes?.first?["id"] as? String)
        for language in languages {
            let closed = try place.run(["note", "write", id, "--from-jot", jot], as: "lin", language: language)
            #expect(closed.status == 77 && closed.errors.contains("tacet note add"), "\(closed.errors)")
            #expect(closed.errors.contains("--from-jot "), "\(closed.errors)")
        }
        // Nobody else's, and none of another case.
        #expect(try place.run(["note", "add", note, "--from-jot", jot], as: "mei").status == 77)
        let added = try place.run(["note", "add", note, "--from-jot", jot], as: "lin")
        #expect(added.status == 0, "\(added.errors)")
        #expect(try place.run(["note", "show", note], as: "lin").output.contains("结案后来电"))
        #expect(try (place.run(["jot", "list", "--json"], as: "lin").json()["jots"] as? [Any])?.isEmpty == true)
        #expect(try place.run(["note", "add", note, "--from-jot", jot], as: "lin").status == 66)
        for person in ["lin", "fang"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    @Test("a list on a narrow terminal cuts nothing, and says all of it without one")
    func narrow() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let name = "Maximiliana Konstantinopolitanska-Featherstonehaugh"
        try place.admit("long-short-name-of-somebody", name: name, roles: ["counselor", "supervisor", "custodian"])
        let made = try place.run(["staff", "list"], as: "fang")
        #expect(made.output.contains(name))
        for columns in [80, 50] {
            let shown = try place.onTerminal(
                "fang staff list; fang audit log | cat", people: ["fang"], columns: columns)
            #expect(!shown.screen.contains("…"), "\(shown.screen)")
            for part in ["Maximiliana", "long-short-name-of", "custodian", "supervisor"] {
                #expect(shown.screen.contains(part), "\(part): \(shown.screen)")
            }
        }
    }
}
