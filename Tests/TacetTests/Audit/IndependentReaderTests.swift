import Foundation
import TestSupport
import Testing

/// What the program writes is held against a reader that was written from docs/file-format.md alone.
struct IndependentReaderTests {
    private static let secretWords = "来访者谈到失眠与考试压力"

    /// Runs Tests/Reader/reader.py; its exit status and the document that it prints.
    private func read(_ arguments: [String], in place: Workplace? = nil) throws -> (status: Int32, json: [String: Any])
    {
        let ending = try SystemProgram.python(
            [SourceTree.reader] + arguments, environment: place?.environment(language: "en"))
        let document = try? JSONSerialization.jsonObject(with: ending.printed) as? [String: Any]
        return (ending.status, try #require(document, "\(ending.errors)"))
    }

    private func kinds(_ document: [String: Any]) -> [String] {
        (document["faults"] as? [[String: String]] ?? []).compactMap { $0["kind"] }
    }

    /// A practice with a counselor and their signed note, which was edited and has an addendum.
    private func practice() throws -> Workplace {
        let place = try Workplace(isScryptReal: true)
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let opened = try place.openCase(
            client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        let written = try place.prepare(
            ["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: Self.secretWords)
        try #require(written.status == 0, "\(written.errors)")
        let note = try #require(try written.json()["id"] as? String)
        let added = try place.prepare(
            [
                "credential", "add", "lin", "--kind", "certificate", "--number", "1", "--issuer", "协会", "--issued",
                "2024-01-01", "--never-expires", "--json",
            ], as: "lin")
        let credential = try #require(try added.json()["id"] as? String, "\(added.errors)")
        for step in [
            try place.prepare(["credential", "verify", credential], as: "fang"),
            try place.prepare(["credential", "required", "--set", "certificate"], as: "fang"),
            try place.prepare(["note", "edit", note, "--from", "-"], as: "lin", input: Self.secretWords + "。"),
            try place.prepare(["note", "sign", note], as: "lin"),
            try place.prepare(["note", "add", note, "--from", "-"], as: "lin", input: "补充：周一致电"),
            // crisis
            try place.prepare(
                ["crisis", "duty", "--from", "-"], as: "fang",
                input: #"{"people": [{"shortName": "fang", "phone": "13700000000"}]}"#),
            try place.prepare(["crisis", "raise", "--client", opened.client], input: Self.secretWords),
            try place.prepare(["crisis", "list"], as: "lin"),

            // letters, backups
            try place.prepare(["audit", "letter", opened.client], as: "fang"),
            try place.run(
                [
                    "backup", "make", "--to", place.everything.path, "--unattended", "--recipient",
                    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
                ]),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
        try supervise(place, opened.id)
        let assigned = try place.prepare(["review", "assign", note, "--kind", "self", "--json"], as: "lin")
        let review = try #require(try assigned.json()["id"] as? String, "\(assigned.errors)")
        let reviewed = try place.prepare(
            ["review", "write", review, "--from", "-"], as: "lin",
            input: #"{"scores": {"ethics": 5}, "findings": "自评", "actions": [{"text": "督导", "due": "2027-01-01"}]}"#)
        try #require(reviewed.status == 0, "\(reviewed.errors)")
        try suspend(place)
        return place
    }

    /// Beside it somebody who was suspended and came back, somebody who left, and a key that was renewed.
    private func suspend(_ place: Workplace) throws {
        try place.admit("hua", name: "华", roles: ["front-desk"])
        let reason = #"{"reason": "病假"}"#
        for arguments in [
            ["staff", "suspend", "hua"], ["staff", "reinstate", "hua"], ["staff", "depart", "hua"],
        ] {
            let step = try place.run(arguments + ["--from", "-", "--yes"], as: "fang", input: reason)
            try #require(step.status == 0, "\(step.errors)")
        }
        let rotated = try place.run(["key", "rotate", "--all", "--yes"], as: "lin")
        try #require(rotated.status == 0, "\(rotated.errors)")
    }

    /// Beside it a private note in two versions, and a trainee's note that was returned, changed and co-signed.
    private func supervise(_ place: Workplace, _ caseID: String) throws {
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let agreed = try place.run(["supervision", "agree", "--supervisor", "du", "--trainee", "tong"], as: "fang")
        try #require(agreed.status == 0, "\(agreed.errors)")
        let other = try place.openCase(client: #"{"name": "李小红"}"#, counselor: "tong").id
        func made(_ caseID: String, _ more: [String], as person: String) throws -> String {
            let written = try place.run(
                ["note", "write", caseID, "--from", "-", "--json"] + more, as: person, input: "会谈")
            return try #require(try written.json()["id"] as? String, "\(written.errors)")
        }
        let personal = try made(caseID, ["--private"], as: "lin")
        let note = try made(other, [], as: "tong")
        let wrong = try made(other, ["--yes"], as: "tong")
        for step in [
            try place.run(["note", "edit", personal, "--from", "-"], as: "lin", input: "反思"),
            try place.run(["note", "sign", note], as: "tong"),
            try place.run(["note", "return", note, "--from", "-"], as: "du", input: "请补充"),
            try place.run(["note", "edit", note, "--from", "-"], as: "tong", input: "会谈，补充"),
            try place.run(["note", "sign", note], as: "tong"), try place.run(["note", "cosign", note], as: "du"),
            // One that is taken back after it was returned.
            try place.run(["note", "sign", wrong], as: "tong"),
            try place.run(["note", "return", wrong, "--from", "-"], as: "du", input: "重复"),
            try place.run(["note", "withdraw", wrong, "--reason", "duplicate"], as: "tong"),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
    }

    @Test("an independent reader finds a practice sound, with and without keys, and reads its notes")
    func sound() throws {
        let place = try practice()
        defer { place.remove() }
        let identity = [
            "--identity", place.folder.appendingPathComponent("Keys/lin.identity").path,
            "--passphrase-file", try place.passphraseFile("lin"),
        ]
        for arguments in [[], ["--deep"], ["--deep"] + identity] {
            let found = try read(["verify", place.folder.path] + arguments, in: place)
            #expect(found.status == 0)
            #expect(found.json["sound"] as? Bool == true, "\(arguments.first ?? "plain"): \(found.json)")
        }
        for person in ["tong", "du", "fang"] {
            let keys = [
                "--identity", place.folder.appendingPathComponent("Keys/\(person).identity").path,
                "--passphrase-file", try place.passphraseFile(person),
            ]
            let found = try read(["verify", place.folder.path, "--deep"] + keys, in: place)
            #expect(found.json["sound"] as? Bool == true, "\(person): \(found.json)")
        }
        let deep = try read(["verify", place.folder.path, "--deep"] + identity, in: place).json
        let ours = try place.run(["audit", "verify", "--deep", "--json"]).json()
        for key in ["entries", "rows", "checkpoints"] {
            #expect(deep[key] as? Int == ours[key] as? Int, "\(key)")
        }
        for key in ["practice", "root", "treeRoot"] {
            #expect(deep[key] as? String == ours[key] as? String, "\(key)")
        }

        let opened = try read(["notes", place.folder.path] + identity, in: place)
        let notes = try #require(opened.json["notes"] as? [[String: Any]])
        #expect(notes.count == 1)
        #expect(notes.first?["state"] as? String == "signed")
        #expect((notes.first?["sections"] as? [[String: String]])?.first?["text"] == Self.secretWords + "。")
        #expect((notes.first?["revisions"] as? [[String: Any]])?.count == 3)
        #expect((notes.first?["addenda"] as? [[String: Any]])?.first?["text"] as? String == "补充：周一致电")
    }

    @Test("both find what was altered behind the program's back, and call it the same")
    func altered() throws {
        let place = try practice()
        defer { place.remove() }
        let good = try Data(contentsOf: place.database)
        for (alteration, fault) in [
            (
                "UPDATE row SET body = zeroblob(length(body)) WHERE rowid = (SELECT max(rowid) FROM row WHERE class = 6)",
                "row-altered"
            ),
            ("DELETE FROM row WHERE rowid = (SELECT max(rowid) FROM row WHERE class = 6)", "row-missing"),
            ("UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND place = 1 << 40", "node-wrong"),
            ("UPDATE checkpoint SET size = size - 1", "checkpoint-wrong"),
            ("DELETE FROM entry WHERE place = (SELECT max(place) FROM entry)", "pin-contradicted"),
        ] {
            try place.alter(alteration)
            let found = try read(["verify", place.folder.path], in: place)
            #expect(found.status == 76, "\(alteration)")
            #expect(kinds(found.json).contains(fault), "\(alteration): \(found.json)")
            let ours = try place.run(["audit", "verify", "--json"])
            #expect(ours.status == 76, "\(alteration)")
            let named = kinds(try ours.json())
            #expect(Set(named) == Set(kinds(found.json)), "\(alteration): \(named)")
            try good.write(to: place.database)
        }
        #expect(try read(["verify", place.folder.path, "--deep"], in: place).status == 0)
    }

    @Test("a practice that is put back to an older state contradicts the pins of this computer")
    func putBack() throws {
        let place = try practice()
        defer { place.remove() }
        let old = try Data(contentsOf: place.database)
        #expect(try place.run(["client", "list"], as: "fang").status == 0)
        try old.write(to: place.database)
        let found = try read(["verify", place.folder.path], in: place)
        #expect(kinds(found.json) == ["pin-contradicted"])
    }

    @Test("the worked examples of the format are what their inputs make")
    func examples() throws {
        let found = try read(["examples", SourceTree.root.appendingPathComponent("docs/file-format.md").path])
        #expect(found.status == 0)
        #expect(found.json["missing"] as? [String] == [])
        #expect((found.json["checked"] as? Int ?? 0) >= 49)
    }
}
