import Foundation
import Testing

/// A note that was handed in under an agreement that is over is in nobody's queue until its author hands it in again: whoever may
/// know is told so, and what to run.
@Suite(.serialized) struct UnheldNotesTests {
    /// A trainee whose note waits with du, whose agreement then ended.
    private func waiting() throws -> (place: Workplace, caseID: String, note: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        try place.admit("wei", name: "魏然", roles: ["supervisor"])
        let caseID = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "tong").id
        let agreement = try agree(place, "du")
        #expect(!agreement.errors.contains("supervised before"))
        let written = try place.run(
            ["note", "write", caseID, "--from", "-", "--json"], as: "tong", input: "第一次会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        try expectNothingTold(of: note, in: place)
        let id = try place.onlyRow(["supervision", "list"], as: "fang")
        #expect(try place.run(["supervision", "end", id], as: "fang").status == 0)
        return (place, caseID, note)
    }

    private func agree(_ place: Workplace, _ supervisor: String) throws -> Workplace.Ending {
        let made = try place.run(
            ["supervision", "agree", "--supervisor", supervisor, "--trainee", "tong"], as: "fang")
        try #require(made.status == 0, "\(made.errors)")
        return made
    }

    private func expectNothingTold(of note: String, in place: Workplace) throws {
        for arguments in [["status"], ["supervision", "list"]] {
            #expect(try place.run(arguments + ["--json"], as: "tong").json()["withNobody"] as? [String] == [])
        }
        #expect(try place.run(["status", "--json"], as: "tong").json()["submitted"] as? [String] == [note])
        let shown = try place.run(["note", "show", note, "--json"], as: "tong").json()
        #expect(shown["withNobody"] as? Bool == false)
        for arguments in [["today"], ["status"], ["note", "list"], ["note", "show", note], ["supervision", "list"]] {
            let told = try place.run(arguments, as: "tong")
            #expect(!(told.output + told.errors).contains("no supervisor has"), "\(arguments)")
        }
    }

    /// Each place in which the trainee looks says that nobody has it.
    private func expectTold(
        _ note: String, _ words: [String], in place: Workplace, language: String = "en"
    ) throws {
        for arguments in [
            ["today"], ["status"], ["note", "list"], ["note", "list", "--unsigned"], ["note", "show", note],
            ["supervision", "list"],
        ] {
            let told = try place.run(arguments, as: "tong", language: language)
            #expect(told.status == 0, "\(told.errors)")
            for word in words {
                #expect(
                    (told.output + told.errors).replacing("\n", with: " ").contains(word),
                    "\(arguments): \(told.output)\(told.errors)")
            }
        }
    }

    @Test("whose supervision ended is told that a note is with nobody, and that an agreement comes first")
    func withoutAgreement() throws {
        let (place, caseID, note) = try waiting()
        defer { place.remove() }
        let short = String(try place.onlyRow(["note", "list", caseID], as: "tong"))
        try expectTold(
            note,
            [
                "no supervisor has", "tacet supervision agree --supervisor NAME --trainee tong",
                "tacet note sign \(short)",
            ], in: place)
        try expectTold(
            note, ["不在任何督导师处", "tacet supervision agree --supervisor 简称 --trainee tong"], in: place,
            language: "zh-Hans")
        let status = try place.run(["status", "--json"], as: "tong").json()
        #expect(status["withNobody"] as? [String] == [note])
        #expect(status["submitted"] as? [String] == [])
        // Nobody else is told of it: neither the supervisor of before, nor the director.
        for person in ["du", "fang"] {
            #expect(
                try place.run(["supervision", "list", "--json"], as: person).json()["withNobody"] as? [String] == [])
        }
    }

    @Test("agreed anew with the same supervisor, both are told; handing it in again ends it")
    func agreedAnew() throws {
        let (place, caseID, note) = try waiting()
        defer { place.remove() }
        let again = try agree(place, "du")
        #expect(again.errors.contains("tong was supervised before") && again.errors.contains("tacet note sign"))
        try expectTold(note, ["no supervisor has", "Hand each to your supervisor: tacet note sign"], in: place)
        let listed = try place.run(["note", "list", caseID, "--json"], as: "tong").json()
        #expect((listed["notes"] as? [[String: Any]])?.first?["withNobody"] as? Bool == true)
        let today = try place.run(["today", "--json"], as: "tong").json()["waiting"] as? [[String: Any]]
        #expect(today?.filter { $0["code"] as? String == "notes-with-nobody" }.first?["ids"] as? [String] == [note])
        #expect(today?.contains { $0["code"] as? String == "notes-submitted" } == false)
        for arguments in [["note", "list", "--to-cosign"], ["supervision", "list"]] {
            let told = try place.run(arguments + ["--json"], as: "du")
            #expect(try told.json()["withNobody"] as? [String] == [note], "\(told.output)")
            for (language, words) in [("en", "under an agreement that is over"), ("zh-Hans", "已结束的督导协议")] {
                let said = try place.run(arguments, as: "du", language: language)
                #expect(said.errors.contains(words) && said.errors.contains("tacet note sign"), "\(said.errors)")
            }
        }
        // What is suggested works, and then nothing is told any more.
        let handed = try place.run(["note", "sign", note, "--json"], as: "tong")
        #expect(try handed.json()["supervisors"] as? [String] == ["du"], "\(handed.errors)")
        try expectNothingTold(of: note, in: place)
        let waiting = try place.run(["note", "list", "--to-cosign", "--json"], as: "du").json()
        #expect(waiting["withNobody"] as? [String] == [])
        #expect((waiting["toCosign"] as? [[String: Any]])?.first?["id"] as? String == note)
        #expect(try place.run(["note", "cosign", note], as: "du").status == 0)
        #expect(try place.run(["audit", "verify", "--deep"], as: "tong").status == 0)
    }

    @Test("a new supervisor is told nothing of what they cannot know; 'tacet sign' hands it to them")
    func anotherSupervisor() throws {
        let (place, _, note) = try waiting()
        defer { place.remove() }
        _ = try agree(place, "wei")
        for (person, known) in [("wei", []), ("du", []), ("tong", [note])] as [(String, [String])] {
            let list = try place.run(["supervision", "list", "--json"], as: person).json()
            #expect(list["withNobody"] as? [String] == known, "\(person)")
        }
        let ending = try place.onTerminal(
            "tong sign", people: ["tong"], [.expect("no supervisor has them"), .expect("[s] sign"), .type("s\n")])
        #expect(ending.status == 0 && ending.screen.contains("with wei for co-signing"), "\(ending.screen)")
        let waiting = try place.run(["note", "list", "--to-cosign", "--json"], as: "wei").json()
        #expect((waiting["toCosign"] as? [[String: Any]])?.first?["id"] as? String == note)
    }

    @Test("whoever became a counselor meanwhile signs it alone")
    func counselorNow() throws {
        let (place, _, note) = try waiting()
        defer { place.remove() }
        #expect(
            try place.run(["staff", "role", "add", "tong", "--role", "counselor", "--yes"], as: "fang").status == 0)
        try expectTold(note, ["You sign by yourself now", "tacet note sign"], in: place)
        #expect(try place.run(["note", "sign", note, "--json"], as: "tong").json()["state"] as? String == "signed")
        for arguments in [["status"], ["supervision", "list"]] {
            #expect(try place.run(arguments + ["--json"], as: "tong").json()["withNobody"] as? [String] == [])
        }
    }
}
