import Foundation
import TestSupport
import Testing

/// Disclosures, through the built program; the package is opened with the standard `age`.
struct DisclosureTests {
    private static let words = "来访者谈到失眠，邻居李四也失眠 <script>"

    private struct Scene {
        let place: Workplace
        let client: String
        let caseID: String
        let signed: String
        let draft: String
    }

    private func scene() throws -> Scene {
        let place = try Workplace(isScryptReal: true)
        try place.found()
        for (person, name, role) in [
            ("lin", "林梅", "counselor"), ("xu", "许督", "supervisor"), ("qian", "钱台", "front-desk"),
            ("bo", "柏安", "counselor"),
        ] {
            try place.admit(person, name: name, roles: [role])
        }
        let opened = try place.openCase(
            client:
                #"{"name": "王小明", "phone": "13800000001", "emergencyContacts": [{"name": "王妈妈", "phone": "13800000002"}]}"#,
            counselor: "lin")
        let notes = try [Self.words, "没有签署的草稿"].map {
            try id(try place.prepare(["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: $0))
        }
        #expect(try place.prepare(["note", "sign", notes[0]], as: "lin").status == 0)
        return Scene(place: place, client: opened.client, caseID: opened.id, signed: notes[0], draft: notes[1])
    }

    private func id(_ ending: Workplace.Ending) throws -> String {
        try #require(ending.status == 0, "\(ending.errors)")
        return try #require(try ending.json()["id"] as? String)
    }

    private func request(_ scene: Scene, _ records: [String], basis: String = "own-copy", as person: String = "qian")
        throws
        -> Workplace.Ending
    {
        try scene.place.run(
            ["disclosure", "request", scene.caseID] + records + ["--basis", basis, "--from", "-", "--json"], as: person,
            input: #"{"recipient": "王小明本人", "purpose": "留存", "grounds": "申请表"}"#)
    }

    @Test("exactly what a second person approved leaves, in a file that age opens, and is counted for the client")
    func whole() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let place = scene.place
        func run(_ arguments: [String], as person: String, input: String = "", language: String = "en") throws
            -> Workplace.Ending
        { try place.run(["disclosure"] + arguments, as: person, input: input, language: language) }

        // A colleague asks for nothing; the desk, which cannot see notes, leaves naming them to the counselor.
        #expect(try request(scene, [], as: "bo").status == 77)
        let asked = try id(try request(scene, []))
        let unprepared = ["send", asked, "--passphrase", "--out", place.everything.path + "/early.age", "--yes"]
        for (language, said) in [("en", "You prepare it first"), ("zh-Hans", "请先准备")] {
            let first = try run(unprepared, as: "lin", language: language)
            #expect(first.status == 75 && first.errors.contains(said), "\(first.errors)")
        }
        #expect(try run(["prepare", asked], as: "bo").status == 77)
        #expect(try run(["prepare", asked, scene.signed], as: "xu").status == 77)
        // Neither drafts nor another's record; a passage that is misspelt is told.
        #expect(try run(["prepare", asked, scene.draft], as: "lin").status == 66)
        #expect(try run(["prepare", asked], as: "lin").status == 65)
        let nowhere = try run(
            ["prepare", asked, scene.signed, "--from", "-", "--json"], as: "lin", input: #"{"leaveOut": ["李五"]}"#)
        #expect(try nowhere.status == 65 && nowhere.code() == "bad-field" && !nowhere.errors.contains("李五"))
        #expect(
            try run(
                ["prepare", asked, scene.signed, scene.client, "--from", "-"], as: "lin",
                input: #"{"leaveOut": ["邻居李四"]}"#
            ).status == 0)

        // The counselor sees the text, the others which records; nobody approves their own.
        let preview = try run(["show", asked], as: "lin", language: "zh-Hans").output
        #expect(!preview.contains(scene.signed), "\(preview)")
        #expect(preview.range(of: "[0-9]T[0-9][0-9]:", options: .regularExpression) == nil, "\(preview)")
        #expect(preview.contains("[—]也失眠") && !preview.contains("李四") && !preview.contains("王妈妈"), "\(preview)")
        for person in ["fang", "xu", "qian"] {
            #expect(try !run(["show", asked], as: person).output.contains("失眠"), "\(person)")
        }
        #expect(try run(["show", asked], as: "bo").status == 77)
        for person in ["lin", "qian", "bo"] {
            #expect(try run(["approve", asked, "--yes"], as: person).status == 77, "\(person)")
        }
        #expect(try run(["approve", asked], as: "xu").status == 64)
        // Whose step it is, is told; nobody else is.
        for (person, count) in [("fang", 1), ("xu", 1), ("lin", 0), ("qian", 0), ("bo", 0)] {
            let waiting = try place.run(["status", "--json"], as: person).json()["waitingDisclosures"] as? [Any]
            #expect(waiting?.count == count, "\(person)")
        }
        #expect(try place.run(["today"], as: "xu").output.contains("second person's approval"))
        let key = place.everything.appendingPathComponent("key").path
        let recipient = try SystemProgram.shell("age-keygen -o '\(key)' 2>/dev/null; age-keygen -y '\(key)'").output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let file = place.everything.appendingPathComponent("out.age").path
        let sending = ["send", asked, "--recipient", recipient, "--out", file, "--yes"]
        // Approval comes first: whoever asks is the right one, and hears who approves.
        let early = try run(sending, as: "lin")
        #expect(early.status == 75, "\(early.errors)")
        #expect(try run(sending + ["--json"], as: "lin").code() == "disclosure-not-approved")
        #expect(early.errors.range(of: "disclosure approve [0-9A-Z]{4}", options: .regularExpression) != nil)
        #expect(try run(["approve", asked, "--yes"], as: "xu").status == 0)
        for (arguments, person, status) in [
            (["send", asked, "--recipient", "age1nonsense", "--out", file, "--yes"], "lin", Int32(65)),
            (["send", asked, "--recipient", recipient, "--passphrase", "--out", file, "--yes"], "lin", 65),
            (["send", asked, "--recipient", recipient, "--yes"], "lin", 65),
            (["send", asked, "--recipient", recipient, "--out", file], "lin", 64), (sending, "xu", 77),
        ] {
            #expect(try run(arguments, as: person).status == status, "\(arguments)")
        }
        #expect(!FileManager.default.fileExists(atPath: file))
        let sent = try run(sending, as: "lin")
        #expect(sent.status == 0 && sent.errors.contains("age -d -i KEY -o package.zip"), "\(sent.errors)")
        #expect(try run(sending, as: "lin").status == 73)

        // The file: its owner's alone, and nothing of it anywhere in the clear.
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try SystemProgram.shell("grep -rlF '也失眠' '\(place.everything.path)'").output.isEmpty)
        let folder = place.everything.appendingPathComponent("opened").path
        let opening = try SystemProgram.shell(
            "age -d -i '\(key)' -o '\(file).zip' '\(file)' && /usr/bin/python3 -m zipfile -e '\(file).zip' '\(folder)'")
        #expect(opening.status == 0)
        let page = try String(contentsOfFile: folder + "/disclosure.html", encoding: .utf8)
        #expect(page.contains("[—]也失眠 &lt;script&gt;") && page.contains("王小明") && page.contains("许督"), "\(page)")
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/disclosure.json"))
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let content = try #require(document["content"] as? [String: Any])
        #expect((content["notes"] as? [Any])?.count == 1 && document["checkpoint"] != nil)
        for text in [page, String(decoding: data, as: UTF8.self)] {
            for word in ["李四", "王妈妈", "13800000002", "草稿"] { #expect(!text.contains(word), "\(word)") }
        }

        #expect(!page.contains("<script"))

        // The case's trail names the acts, and a file that cannot be written leaves a package counted and made again.
        let trail = try place.run(["audit", "log", "--subject", scene.caseID, "--json"], as: "fang").output
        for action in ["read-disclosure", "prepare-disclosure", "approve-disclosure", "send-disclosure"] {
            #expect(trail.contains(action), "\(action)")
        }

        // Again under a passphrase, which is told once; both are counted, to the desk, the director and the counselor.
        let code = place.everything.appendingPathComponent("code").path
        #expect(
            try run(
                [
                    "send", asked, "--passphrase", "--passphrase-out", code, "--out", file + "2", "--work-factor", "12",
                    "--yes",
                ], as: "lin"
            ).status == 0)
        let unwritable = [
            "send", asked, "--recipient", recipient, "--out", file + String(repeating: "x", count: 300), "--yes",
        ]
        #expect(try run(unwritable, as: "lin").status == 73)
        #expect(try String(contentsOfFile: code, encoding: .utf8).split(separator: " ").count == 6)
        for person in ["qian", "fang", "lin"] {
            let account = try run(["account", scene.client, "--json"], as: person).json()
            #expect(
                (account["disclosures"] as? [[String: Any]])?.map { $0["approvedBy"] as? String } == ["许督", "许督", "许督"])
        }
        #expect(try run(["account", scene.client], as: "bo").status == 77)
        #expect(try run(["withdraw", asked], as: "qian").status != 0)
        for person in ["fang", "lin", "bo", "xu", "qian"] {
            let deep = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(try deep.json()["sound"] as? Bool == true, "\(person): \(deep.output)")
        }
    }

    @Test("a refusal for harm needs a second person; other reasons need one; requests are taken back by who made them")
    func refused() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        func run(_ arguments: [String], as person: String) throws -> Workplace.Ending {
            try scene.place.run(["disclosure"] + arguments, as: person)
        }
        let asked = try id(try request(scene, [scene.signed]))
        #expect(try run(["refuse", asked, "--reason", "harm"], as: "qian").status == 77)
        #expect(try run(["refuse", asked], as: "lin").status == 65)
        #expect(try run(["refuse", asked, "--reason", "mood"], as: "lin").status == 65)
        #expect(try run(["refuse", asked, "--reason", "harm"], as: "lin").status == 0)
        #expect(try run(["refuse", asked, "--reason", "harm"], as: "lin").status == 77)
        #expect(try run(["refuse", asked, "--lift"], as: "xu").status == 0)
        #expect(try run(["refuse", asked, "--reason", "harm"], as: "lin").status == 0)
        #expect(try run(["refuse", asked, "--reason", "harm"], as: "fang").status == 0)
        #expect(try run(["show", asked, "--json"], as: "qian").json()["state"] as? String == "refused")
        let second = try id(try request(scene, [scene.signed], basis: "legal-duty", as: "lin"))
        #expect(try run(["withdraw", second], as: "fang").status == 77)
        #expect(try run(["withdraw", second], as: "lin").status == 0)
        #expect(try request(scene, [scene.signed], basis: "curiosity").status == 65)
        let without = try scene.place.run(
            ["disclosure", "request", scene.caseID, "--basis", "legal-duty", "--from", "-", "--json"], as: "lin",
            input: #"{"recipient": "法院", "purpose": "案件"}"#)
        #expect(try without.status == 65 && without.code() == "bad-field")
        #expect(
            try scene.place.run(["disclosure", "request", scene.caseID, "--basis", "own-copy"], as: "lin").status == 64)
        let listed = try scene.place.run(["disclosure", "list"], as: "lin", language: "zh-Hans").output
        #expect(listed.contains("已拒绝") && listed.contains("已撤回"), "\(listed)")
        #expect(try scene.place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
    }
}
