import Foundation
import Testing

/// A disclosure whose case was handed over after it was asked for can be given by nobody as it stands: whoever has a part in it is
/// told who counsels the case now, and commands that work for them.
@Suite(.serialized) struct StrandedDisclosureTests {
    private static let reason = #"{"reason": "搬到另一座城市"}"#

    /// Lin has a case with a signed note and hands it to mei. The desk, or lin, asked before that the note be disclosed.
    private struct Scene {
        let place: Workplace
        let caseID: String
        let asked: String

        func run(
            _ arguments: [String], as person: String, input: String = "", language: String = "en"
        ) throws -> Workplace.Ending {
            try place.run(arguments, as: person, input: input, language: language)
        }
    }

    private func request(_ place: Workplace, _ caseID: String, as person: String) throws -> String {
        let asked = try place.run(
            ["disclosure", "request", caseID, "--basis", "own-copy", "--from", "-", "--json"], as: person,
            input: #"{"recipient": "王小明本人", "purpose": "留存", "grounds": "申请表"}"#)
        return try #require(try asked.json()["id"] as? String, "\(asked.errors)")
    }

    private func scene(asking requester: String, preparing: Bool = true) throws -> Scene {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        try place.admit("xu", name: "许督", roles: ["supervisor"])
        try place.admit("qian", name: "钱台", roles: ["front-desk"])
        let asked = try request(place, cases[0].id, as: requester)
        if preparing {
            let notes = try place.run(["note", "list", cases[0].id, "--json"], as: "lin").json()["notes"]
            let note = try #require((notes as? [[String: Any]])?.first?["id"] as? String)
            let prepared = try place.run(["disclosure", "prepare", asked, note], as: "lin")
            #expect(prepared.status == 0, "\(prepared.errors)")
        }
        return Scene(place: place, caseID: cases[0].id, asked: asked)
    }

    private func handOver(_ scene: Scene) throws {
        let handed = try scene.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "lin")
        #expect(handed.status == 0, "\(handed.errors)")
        let short = scene.asked.prefix(4)
        #expect(handed.errors.contains("disclosures"), "\(short) \(handed.errors)")
        #expect(handed.errors.contains("Once the case is handed over nobody can give them"), "\(handed.errors)")
        #expect(handed.errors.contains("tacet disclosure show ID"), "\(handed.errors)")
    }

    private func expectAnew(_ said: String, _ words: [String]) {
        for word in words { #expect(said.replacing("\n", with: " ").contains(word), "\(word): \(said)") }
    }

    @Test(
        "what waits for approval says who counsels the case now; who asked takes it back and asks anew, and it is given"
    )
    func approving() throws {
        let scene = try scene(asking: "qian")
        defer { scene.place.remove() }
        let short = try scene.place.onlyRow(["disclosure", "list"], as: "xu")
        try handOver(scene)
        let depart = try scene.run(
            ["staff", "depart", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(depart.status == 0, "\(depart.errors)")
        expectAnew(depart.errors, ["Open disclosures that lin asked for or was to give: \(short)"])
        // Nobody is told to wait for lin.
        for (language, words) in [("en", "to be asked for anew"), ("zh-Hans", "须重新申请")] {
            let list = try scene.run(["disclosure", "list"], as: "xu", language: language)
            #expect(list.output.contains(words), "\(list.output)")
        }
        for person in ["xu", "qian"] {
            let status = try scene.run(["status", "--json"], as: person).json()
            let waits = status["waitingDisclosures"] as? [String]
            #expect(waits == (person == "qian" ? [scene.asked] : []), "\(person)")
        }
        let approved = try scene.run(["disclosure", "approve", short, "--yes"], as: "xu")
        #expect(approved.status == 0, "\(approved.errors)")
        #expect(!approved.errors.contains("disclosure send"))
        expectAnew(
            approved.errors,
            ["no longer counsels this case", "mei", "qian", "takes it back (tacet disclosure withdraw \(short))"])
        let shown = try scene.run(["disclosure", "show", short], as: "qian")
        expectAnew(shown.errors, ["Take it back and ask anew: tacet disclosure withdraw \(short)"])
        let document = try scene.run(["disclosure", "show", short, "--json"], as: "qian").json()
        #expect(document["successors"] as? [String] == ["mei"] && document["toAskAnew"] as? Bool == true)
        // What is suggested works.
        #expect(try scene.run(["disclosure", "withdraw", short], as: "qian").status == 0)
        let anew = try request(scene.place, scene.caseID, as: "qian")
        let fresh = try scene.run(["disclosure", "show", anew, "--json"], as: "qian").json()
        #expect(fresh["counselor"] as? String == "mei" && fresh["toAskAnew"] as? Bool == false)
        let notes = try scene.run(["note", "list", scene.caseID, "--json"], as: "mei").json()["notes"]
        let note = try #require((notes as? [[String: Any]])?.first?["id"] as? String)
        #expect(try scene.run(["disclosure", "prepare", anew, note], as: "mei").status == 0)
        let done = try scene.run(["disclosure", "approve", anew, "--yes"], as: "xu")
        expectAnew(done.errors, ["makes the package: tacet disclosure send"])
        #expect(try scene.run(["audit", "verify", "--deep"], as: "xu").status == 0)
    }

    @Test("where who asked has left too it is refused by whoever may, and asked for anew")
    func requesterGone() throws {
        let scene = try scene(asking: "lin", preparing: false)
        defer { scene.place.remove() }
        let short = try scene.place.onlyRow(["disclosure", "list"], as: "xu")
        try handOver(scene)
        // Lin is still there, and takes back what they asked for; somebody else asks anew.
        let own = try scene.run(["disclosure", "show", short], as: "lin")
        expectAnew(own.errors, ["Take it back (tacet disclosure withdraw \(short)); then the case's counselor"])
        let waiting = try scene.run(["disclosure", "approve", short, "--yes"], as: "xu")
        #expect(waiting.status == 75)
        #expect(!waiting.errors.contains("disclosure prepare"))
        expectAnew(waiting.errors, ["takes it back (tacet disclosure withdraw \(short))"])
        let depart = try scene.run(
            ["staff", "depart", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(depart.status == 0, "\(depart.errors)")
        for (language, words) in [
            ("en", "Refuse it (tacet disclosure refuse \(short) --reason not-theirs)"),
            ("zh-Hans", "请拒绝（tacet disclosure refuse \(short) --reason not-theirs）"),
        ] {
            let late = try scene.run(["disclosure", "approve", short, "--yes"], as: "xu", language: language)
            #expect(late.status == 75)
            expectAnew(late.errors, [words])
        }
        #expect(
            try scene.run(["status", "--json"], as: "xu").json()["waitingDisclosures"] as? [String] == [scene.asked])
        let refused = try scene.run(["disclosure", "refuse", short, "--reason", "not-theirs"], as: "xu")
        #expect(refused.status == 0, "\(refused.errors)")
        let over = try scene.run(["disclosure", "show", short, "--json"], as: "xu").json()
        #expect(over["toAskAnew"] as? Bool == false)
        _ = try request(scene.place, scene.caseID, as: "mei")
        #expect(try scene.run(["audit", "verify", "--deep"], as: "xu").status == 0)
    }

    @Test("while nobody took the case over, that comes first, also for somebody else who would give it")
    func nobodyYet() throws {
        let scene = try scene(asking: "qian")
        defer { scene.place.remove() }
        let suspended = try scene.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(suspended.status == 0, "\(suspended.errors)")
        let shown = try scene.run(["disclosure", "show", scene.asked], as: "qian")
        expectAnew(
            shown.errors, ["nobody else counsels this case yet", "tacet staff depart lin --to SUCCESSOR"])
        #expect(
            try scene.run(["disclosure", "prepare", scene.asked], as: "xu").errors.contains(
                "nobody else counsels this case yet"))
    }
}
