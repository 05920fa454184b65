import Foundation
import Testing

/// The first sealed note, through the command as people use it: R5.1, R5.6, R4.5 in part.
@Suite(.serialized) struct FirstSealedNoteTests {
    private static let secretWords = "来访者谈到失眠与考试压力"

    /// A practice with a director, a counselor with a signed note, a colleague and an auditor.
    private func practice() throws -> (Workplace, caseID: String, note: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("bo", name: "柏安", roles: ["counselor"])
        try place.admit("aud", name: "严明", roles: ["auditor"])
        _ = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        let caseID = try place.onlyRow(["case", "list"], as: "lin")
        let written = try place.prepare(["note", "write", caseID, "--from", "-"], as: "lin", input: Self.secretWords)
        try #require(written.status == 0, "\(written.errors)")
        let note = try place.onlyRow(["note", "list", caseID], as: "lin")
        return (place, caseID, note)
    }

    @Test("a counselor writes, edits, signs and reads back a note; nobody else can, and nothing of it is on the disk")
    func firstSealedNote() throws {
        let (place, _, note) = try practice()
        defer { place.remove() }

        let edited = try place.run(
            ["note", "edit", note, "--from", "-", "--json"], as: "lin", input: Self.secretWords + "。")
        #expect(try edited.json()["version"] as? Int == 2)
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        let locked = try place.run(["note", "edit", note, "--from", "-", "--json"], as: "lin", input: "other")
        #expect(locked.status == 75)
        #expect(try place.run(["note", "add", note, "--from", "-"], as: "lin", input: "补充：周一致电").status == 0)
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect(shown["state"] as? String == "signed")
        #expect((shown["sections"] as? [String: String])?["text"] == Self.secretWords + "。")
        #expect((shown["addenda"] as? [[String: String]])?.first?["text"] == "补充：周一致电")

        for stranger in ["fang", "bo", "aud"] {
            let refused = try place.run(["note", "show", note, "--json"], as: stranger)
            #expect(refused.status == 77)
            #expect(try refused.code() == "denied")
            #expect(refused.output.isEmpty)
        }
        let log = try place.run(["audit", "log", "--json"], as: "aud").json()
        let entries = try #require(log["entries"] as? [[String: Any]])
        #expect(
            entries.filter { $0["outcome"] as? String == "denied" && $0["rule"] as? String == "not-assigned-counselor" }
                .count == 3)
        #expect(entries.contains { $0["action"] as? String == "read-note" && $0["actorName"] as? String == "lin" })
        #expect(try place.run(["audit", "log"], as: "fang").status == 77)

        #expect(try place.run(["audit", "verify"]).status == 0)
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
        let deep = try place.run(["audit", "verify", "--deep", "--json"], as: "lin").json()
        #expect(deep["sound"] as? Bool == true)
        #expect((deep["recordsOpened"] as? Int ?? 0) >= 5)

        try expectNothingReadable(in: place, words: [Self.secretWords, "王小明", "13800138000", "林梅", "补充：周一致电", "静心"])
    }

    private func expectNothingReadable(in place: Workplace, words: [String]) throws {
        let files = try #require(FileManager.default.enumerator(at: place.everything, includingPropertiesForKeys: nil))
        for case let file as URL in files {
            guard let bytes = try? Data(contentsOf: file) else { continue }
            for word in words { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(file.lastPathComponent)") }
        }
    }

    @Test("every alteration of the database behind the program's back is found without a passphrase")
    func alterations() throws {
        let (place, _, note) = try practice()
        defer { place.remove() }
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        let good = try Data(contentsOf: place.database)
        for (alteration, fault) in [
            (
                "DELETE FROM row WHERE class = 6 AND version = 1 AND rowid = (SELECT max(rowid) FROM row WHERE class = 6)",
                "row-missing"
            ),
            (
                "UPDATE row SET body = zeroblob(length(body)) WHERE rowid = (SELECT max(rowid) FROM row WHERE class = 6)",
                "row-altered"
            ),
            (
                "UPDATE row SET scope = randomblob(16) WHERE rowid = (SELECT max(rowid) FROM row WHERE class = 6)",
                "row-altered"
            ),
            (
                "INSERT INTO row SELECT class, randomblob(20), scope, target, version, body FROM row WHERE class = 6 LIMIT 1",
                "row-added"
            ),
            ("UPDATE node SET hash = zeroblob(32) WHERE level = 2", "node-wrong"),
            ("UPDATE checkpoint SET size = size - 1", "checkpoint-wrong"),
            ("DELETE FROM row WHERE class = 3 AND rowid = (SELECT max(rowid) FROM row WHERE class = 3)", "row-missing"),
        ] {
            try good.write(to: place.database)
            try place.alter(alteration)
            let verified = try place.run(["audit", "verify", "--json"])
            #expect(verified.status == 76, "\(alteration)")
            let faults = try #require(try verified.json()["faults"] as? [[String: String]])
            #expect(faults.contains { $0["kind"] == fault }, "\(alteration): \(faults)")
        }
    }

    @Test("an older copy of the practice file is refused to whoever saw a newer one")
    func rolledBack() throws {
        let (place, caseID, _) = try practice()
        defer { place.remove() }
        let old = try Data(contentsOf: place.database)
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: "另一次会谈").status == 0)
        try old.write(to: place.database)
        let refused = try place.run(["note", "list", caseID, "--json"], as: "lin")
        #expect(refused.status == 76)
        #expect(try refused.code() == "rolled-back")
    }

    @Test("a checkpoint kept elsewhere shows an outsider, without pins, that the trail was cut")
    func keptCheckpoint() throws {
        let (place, caseID, _) = try practice()
        defer { place.remove() }
        let old = try Data(contentsOf: place.database)
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: "另一次会谈").status == 0)
        #expect(try place.run(["audit", "checkpoint", "--out", "kept.note"], as: "lin").status == 0)
        let fits = try place.run(["audit", "verify", "--against", "kept.note"])
        #expect(fits.status == 0 && fits.output.contains("The checkpoint that you kept"), "\(fits.output)")
        #expect(try !place.run(["audit", "verify"]).output.contains("that you kept"))
        try FileManager.default.removeItem(at: place.everything.appendingPathComponent("home/state"))
        try old.write(to: place.database)
        #expect(try place.run(["audit", "verify"]).status == 0)
        let verified = try place.run(["audit", "verify", "--against", "kept.note", "--json"])
        #expect(verified.status == 76)
        let faults = try #require(try verified.json()["faults"] as? [[String: String]])
        #expect(faults.map { $0["kind"] } == ["checkpoint-contradicted"])
        // With an identity the checkpoint counts as well; what is none is bad input and no alarm.
        #expect(try place.run(["audit", "verify", "--against", "kept.note"], as: "fang").status == 76)
        let none = try place.run(["audit", "verify", "--against", "practice.sqlite", "--json"])
        #expect(none.status == 65)
        let words = place.folder.appendingPathComponent("words")
        try Data("不是检查点\n".utf8).write(to: words)
        #expect(try place.run(["audit", "verify", "--against", "words", "--json"]).code() == "not-a-checkpoint")
        #expect(try place.run(["audit", "verify", "--against", "nowhere"]).status == 66)
    }

    @Test("a foreign trigger in the practice file is refused before anything is written")
    func foreignTrigger() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.alter("CREATE TRIGGER thief AFTER INSERT ON entry BEGIN DELETE FROM row; END")
        let refused = try place.run(["status", "--json"], as: "fang")
        #expect(refused.status == 76)
        #expect(try refused.code() == "altered-schema")
    }

    @Test("from the second custodian on an admission counts only when someone else has confirmed it")
    func confirmation() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("zhao", name: "赵倩", roles: ["custodian", "front-desk"])
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林梅"}"#)
        #expect(joined.status == 0)
        let admitted = try place.run(
            ["staff", "admit", "Keys/lin.public", "--role", "counselor", "--work-factor", "17", "--yes", "--json"],
            as: "fang")
        #expect(try admitted.json()["waitsForConfirmation"] as? Bool == true)
        let list = try place.run(["staff", "list", "--json"], as: "fang").json()
        let pending = try #require((list["pending"] as? [[String: Any]])?.first)
        // Who waits is not in service yet.
        #expect(pending["state"] as? String == "waiting" && pending["standing"] is NSNull, "\(pending)")
        #expect(pending["standingAsked"] as? String == "active" && pending["rolesAsked"] as? [String] == ["counselor"])
        #expect(pending["confirmations"] as? Int == 0)
        #expect(pending["needed"] as? Int == 1)
        // It waits for the other custodian, not for whoever signed it.
        let waits = "Statements that wait for your confirmation: 1 (lin)."
        #expect(try !place.run(["status"], as: "fang").output.contains(waits))
        #expect(try place.run(["status"], as: "zhao").output.contains(waits))
        #expect(try place.run(["staff", "confirm", "lin", "--json"], as: "fang").status == 77)
        let confirmed = try place.run(["staff", "confirm", "lin", "--json"], as: "zhao")
        #expect(try confirmed.json()["waitsForConfirmation"] as? Bool == false)
        #expect(try place.run(["audit", "verify", "--deep"], as: "zhao").status == 0)
    }

    @Test("a welcome file that was lost is made again, and founding that was cut short is completed")
    func lostFiles() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let keys = place.folder.appendingPathComponent("Keys")
        for name in ["fang.identity", "fang.recovery", "station.key"] {
            let file = keys.appendingPathComponent(name)
            try FileManager.default.moveItem(at: file, to: URL(fileURLWithPath: file.path + ".founding"))
        }
        #expect(try place.run(["status"], as: "fang").status == 0)
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林梅"}"#)
        #expect(joined.status == 0)
        let admit = ["staff", "admit", "Keys/lin.public", "--work-factor", "17", "--yes", "--json"]
        #expect(try place.run(admit + ["--role", "counselor"], as: "fang").status == 0)
        try FileManager.default.removeItem(at: keys.appendingPathComponent("lin.welcome"))
        let again = try place.run(admit + ["--role", "counselor"], as: "fang")
        #expect(again.status == 0)
        #expect(try place.run(admit + ["--role", "director"], as: "fang").status == 65)
        let code = place.everything.appendingPathComponent("code")
        try Data(try #require(try again.json()["joiningCode"] as? String).utf8).write(to: code)
        let welcomed = try place.run(
            ["welcome", "Keys/lin.welcome", "--code-file", code.path, "--work-factor", "17"], as: "lin")
        #expect(welcomed.status == 0)
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
    }

    @Test("a role taken away closes new records to who had it, and the trail stays whole")
    func roleRemoved() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("mo", name: "莫言", roles: ["front-desk", "bookkeeper"])
        _ = try place.run(["client", "add", "--from", "-"], as: "fang", input: #"{"name": "甲"}"#)
        #expect(
            try #require(try place.run(["client", "list", "--json"], as: "mo").json()["clients"] as? [Any]).count == 1)
        #expect(try place.run(["staff", "role", "remove", "mo", "--role", "front-desk"], as: "fang").status == 0)
        #expect(try place.run(["client", "add", "--from", "-"], as: "fang", input: #"{"name": "乙"}"#).status == 0)
        #expect(try place.run(["client", "list", "--json"], as: "mo").status == 77)
        #expect(
            try #require(try place.run(["client", "list", "--json"], as: "fang").json()["clients"] as? [Any]).count == 2
        )
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
    }

    @Test("bad input is refused with the right exit status and a clear word, in both languages")
    func badInput() throws {
        let place = try Workplace()
        defer { place.remove() }
        #expect(try place.run(["status"], as: "fang").status == 69)
        try place.found()
        #expect(try place.run(["nonsense"]).status == 64)
        #expect(try place.run(["init", "--name", "x", "--from", "-"], as: "fang", input: "{}").status == 73)
        #expect(try place.run(["client", "add", "--from", "-"], as: "fang", input: "not json").status == 65)
        let mistyped = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"nome": "x"}"#)
        #expect(mistyped.status == 65)
        #expect(try mistyped.code() == "bad-field")
        #expect(try place.run(["note", "show", "ZZZZ"], as: "fang").status == 66)
        #expect(try place.run(["client", "show", "!!"], as: "fang").status == 65)
        #expect(try place.run(["client", "add"], as: "fang").status == 64)
        let chinese = try place.run(["client", "show", "ZZZZ"], as: "fang", language: "zh-Hans")
        #expect(chinese.status == 66)
        #expect(chinese.errors.unicodeScalars.contains { $0.value >= 0x4e00 && $0.value <= 0x9fff })
        let wrong = place.folder.deletingLastPathComponent().appendingPathComponent("wrong")
        try Data("not the passphrase\n".utf8).write(to: wrong)
        let locked = try place.run(["status", "--as", "fang", "--passphrase-file", wrong.path, "--json"])
        #expect(locked.status == 77)
        #expect(try locked.code() == "locked")
    }

    @Test("check names what is open to others and what is fragile, with what mends it")
    func check() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let identity = place.folder.appendingPathComponent("Keys/fang.identity")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: identity.path)
        let checked = try place.run(["check", "--json"], as: "fang")
        #expect(checked.status == 78)
        let points = try #require(try checked.json()["points"] as? [[String: Any]])
        let faults = points.filter { $0["inOrder"] as? Bool == false }.compactMap { $0["code"] as? String }
        #expect(faults.contains("identity-permissions") && faults.contains("one-custodian"))
        let own = points.first { $0["code"] as? String == "identity-permissions" }
        #expect((own?["mend"] as? String)?.contains("chmod") == true)
        for code in ["one-director", "one-supervisor", "small-committee", "no-auditor"] {
            #expect(faults.contains(code), "\(code)")
            let point = points.first { $0["code"] as? String == code }
            #expect((point?["mend"] as? String)?.hasPrefix("tacet staff role add NAME --role ") == true)
        }
        #expect(points.contains { $0["code"] as? String == "clock" && $0["inOrder"] as? Bool == true })
        // A pin that has seen tomorrow.
        let state = place.state.appendingPathComponent("tacet")
        let pins = try FileManager.default.subpathsOfDirectory(atPath: state.path).filter { $0.hasSuffix(".pin") }
        let pin = state.appendingPathComponent(try #require(pins.first))
        var lines = try String(contentsOf: pin, encoding: .utf8).components(separatedBy: "\n")
        let latest = try #require(lines.firstIndex { $0.hasPrefix("latest ") })
        lines[latest] = "latest \(Int(Date.now.timeIntervalSince1970) + 86_400)"
        try Data(lines.joined(separator: "\n").utf8).write(to: pin)
        let behind = try place.run(["check", "--json"])
        #expect(behind.status == 78)
        let clock = try #require(try behind.json()["points"] as? [[String: Any]]).first {
            $0["code"] as? String == "clock"
        }
        #expect(clock?["inOrder"] as? Bool == false)
        #expect((clock?["finding"] as? String)?.contains("is 24 hours behind") == true)
        lines[latest] = "latest \(Int(Date.now.timeIntervalSince1970) + 400 * 86_400)"
        try Data(lines.joined(separator: "\n").utf8).write(to: pin)
        #expect(try place.run(["check"]).output.contains("is 400 days behind"))
        #expect(try place.run(["check"], language: "zh-Hans").output.contains("早 400 天"))
    }

    @Test("the demonstration walks to its end and finds the byte it altered")
    func demonstration() throws {
        let place = try Workplace()
        defer { place.remove() }
        let shown = try place.run(["demo", "--json"])
        #expect(shown.status == 0)
        #expect(try shown.json()["faultsFound"] as? [String] == ["row-altered"])
    }
}
