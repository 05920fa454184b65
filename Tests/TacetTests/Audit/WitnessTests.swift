import Foundation
import Testing

/// Somebody outside watches that the trail only grows; proofs; and the letter that a client asks for.
struct WitnessTests {
    private func keys(_ place: Workplace, log: String, in folder: URL) throws -> (key: String, witness: String) {
        let made = try place.run(["audit", "witness", "--new-key", "w.key", "--name", "example.org/w1"], in: folder)
        try #require(made.status == 0, "\(made.errors)")
        return ("w.key", made.output.trimmingCharacters(in: .newlines))
    }

    @Test("a witness cosigns what only grew, and refuses what was cut, rewritten or comes without proof")
    func witness() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let outside = place.everything.appendingPathComponent("outside")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        func path(_ name: String) -> String { outside.appendingPathComponent(name).path }
        let first = try place.run(["audit", "checkpoint", "--out", path("one"), "--json"], as: "fang").json()
        let log = try #require(first["verifierKey"] as? String)
        let (_, witness) = try keys(place, log: log, in: outside)
        let mode = try FileManager.default.attributesOfItem(atPath: path("w.key"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        func cosign(_ file: String, _ more: [String] = []) throws -> Workplace.Ending {
            try place.run(["audit", "witness", "--key", "w.key", file, "--json"] + more, in: outside)
        }
        let unknown = try cosign("one")
        #expect(unknown.status == 65)
        #expect(try unknown.code() == "log-key-needed")
        #expect(try cosign("one", ["--log-key", witness]).code() == "not-a-key")
        let signed = try place.run(
            ["audit", "witness", "--key", "w.key", "one", "--log-key", log, "--out", "one.signed"], in: outside)
        #expect(signed.status == 0, "\(signed.errors)")
        // Nothing was seen before the first.
        #expect(signed.errors.contains("is the first of this practice that this witness saw"), "\(signed.errors)")

        // An older file is kept, and the practice goes on.
        let old = try Data(contentsOf: place.database)
        #expect(try place.run(["client", "list"], as: "fang").status == 0)
        #expect(try place.run(["audit", "checkpoint", "--out", path("two")], as: "fang").status == 0)
        let unproved = try cosign("two")
        #expect(unproved.status == 75)
        #expect(try unproved.code() == "proof-needed")
        let proved = try place.run(
            ["audit", "prove", "--since", path("one.signed"), "--out", path("proof")], as: "fang")
        #expect(proved.status == 0, "\(proved.errors)")
        #expect(try cosign("proof", ["--out", "two.signed"]).status == 0)
        #expect(try cosign("one").code() == "rolled-back")
        let checked = try place.run(
            ["audit", "prove", "--check", "proof", "--since", "one", "--log-key", log, "--json"], in: outside)
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(try checked.json()["signer"] as? String == log)

        // The practice says who cosigned; a witness who did not is missed.
        let against = try place.run(
            ["audit", "verify", "--against", path("two.signed"), "--witness-key", witness, "--json"])
        #expect(against.status == 0, "\(against.output)")
        let cosigners = try against.json()["cosigners"] as? [[String: Any]]
        #expect(cosigners?.first?["checked"] as? Bool == true)
        // In the practice's own time there, and for whoever is outside in UTC, which is said.
        let inside = try place.run(["audit", "verify", "--against", path("two.signed"), "--witness-key", witness])
        #expect(try inside.output.contains(Regex(#"by the witness example\.org/w1 at ... 20[-0-9]+ \d\d:\d\d\."#)))
        let entry = try place.run(
            ["audit", "prove", "--entry", "0", "--checkpoint", path("two.signed"), "--out", path("entry")], as: "fang")
        #expect(entry.status == 0, "\(entry)")
        let elsewhere = try place.run(["audit", "prove", "--check", "entry", "--log-key", log], in: outside)
        #expect(try elsewhere.output.contains(Regex(#"w1 at ... 20[-0-9]+ \d\d:\d\d UTC;"#)), "\(elsewhere)")
        let missed = try place.run(["audit", "verify", "--against", path("two"), "--witness-key", witness])
        #expect(missed.status == 76)
        #expect(missed.output.contains("example.org/w1"))
        // A key demands a cosignature: junk is refused, and a key without a checkpoint to look on too.
        for more in [[], ["--against", path("two.signed")]] {
            let junk = try place.run(["audit", "verify", "--witness-key", "nonsense", "--json"] + more)
            #expect(try junk.status == 65 && junk.code() == "not-a-key", "\(junk.errors)")
        }
        #expect(try place.run(["audit", "verify", "--witness-key", log, "--json"]).code() == "not-a-key")
        for (command, option) in [(["verify"], "--against FILE"), (["prove", "--entry", "0"], "--check FILE")] {
            for (language, said) in [
                ("en", "without \(option) there is none"),
                ("zh-Hans", "未给出 \(option.replacing("FILE", with: "文件"))就没有"),
            ] {
                let vain = try place.run(["audit"] + command + ["--witness-key", witness], language: language)
                #expect(vain.status == 64 && vain.errors.contains(said), "\(vain.errors)")
                #expect(vain.output.isEmpty)
            }
        }
        for (since, file, status) in [("one", "proof", 76), ("one.signed", "two.signed", 65)] {
            let check = ["audit", "prove", "--check", path(file), "--since", path(since), "--witness-key", witness]
            #expect(Int(try place.run(check, in: outside).status) == status)
        }

        // Somebody with another history, pins forgotten, comes to the same number of entries.
        try old.write(to: place.database)
        let refused = try place.run(["status"], as: "fang", language: "zh-Hans")
        #expect(refused.status == 76)
        #expect(refused.errors.contains("云盘") && refused.errors.contains("失窃"))
        #expect(try place.run(["status"], as: "fang").errors.contains("synchronising program"))
        try FileManager.default.removeItem(at: place.state)
        for _ in 0..<8 { #expect(try place.run(["staff", "list"], as: "fang").status == 0) }
        let contradicted = try place.run(["audit", "prove", "--since", path("two.signed"), "--json"], as: "fang")
        #expect(contradicted.status == 76)
        #expect(try contradicted.code() == "checkpoint-contradicted")
        #expect(
            try place.run(["audit", "prove", "--since", path("one"), "--out", path("lie")], as: "fang").status == 0)
        #expect(try cosign("lie").status == 75)
        #expect(try place.run(["audit", "checkpoint", "--out", path("three")], as: "fang").status == 0)
        let forged = try String(contentsOfFile: path("three"), encoding: .utf8)
        let lines = try String(contentsOfFile: path("two.signed"), encoding: .utf8).split(separator: "\n")
        try Data("old \(lines[1])\n\n\(forged)".utf8).write(to: URL(fileURLWithPath: path("forged")))
        #expect(try cosign("forged").code() == "forked")
    }

    @Test("an entry is proved offline in a cosigned checkpoint; one byte other and the proof fails")
    func entry() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let outside = place.everything.appendingPathComponent("outside")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        func path(_ name: String) -> String { outside.appendingPathComponent(name).path }
        let first = try place.run(["audit", "checkpoint", "--out", path("one"), "--json"], as: "fang").json()
        let log = try #require(first["verifierKey"] as? String)
        let (_, witness) = try keys(place, log: log, in: outside)
        let signed = try place.run(
            ["audit", "witness", "--key", "w.key", "one", "--log-key", log, "--out", "signed"], in: outside)
        #expect(signed.status == 0)
        let made = try place.run(
            ["audit", "prove", "--entry", "0", "--checkpoint", path("signed"), "--out", path("proof")], as: "fang")
        #expect(made.status == 0, "\(made.errors)")
        let beyond = try place.run(
            ["audit", "prove", "--entry", "999", "--checkpoint", path("signed"), "--json"], as: "fang")
        #expect(beyond.status == 66)
        func check(_ file: String) throws -> Workplace.Ending {
            try place.run(
                ["audit", "prove", "--check", file, "--log-key", log, "--witness-key", witness, "--json"], in: outside)
        }
        let good = try check("proof")
        #expect(good.status == 0, "\(good.errors)")
        #expect(try good.json()["entry"] as? Int == 0)
        let text = try String(contentsOfFile: path("proof"), encoding: .utf8)
        let leaf = try #require(text.range(of: "extra ")).upperBound
        let middle = text.index(leaf, offsetBy: 400)
        let other = text[middle] == "A" ? "B" : "A"
        for bad in [
            text.replacingOccurrences(of: "index 0", with: "index 1"),
            text.replacingCharacters(in: middle...middle, with: other),
        ] {
            try Data(bad.utf8).write(to: URL(fileURLWithPath: path("bad")))
            #expect(try check("bad").status == 76)
        }
        #expect(try place.run(["audit", "prove", "--check", "w.key", "--json"], in: outside).code() == "not-a-proof")
        #expect(try place.run(["audit", "prove", "--json"], as: "fang").status == 64)
    }

    @Test(
        "a client's letter tells who did what in which role, by whom the trail's details can be opened, and by nobody else"
    )
    func letter() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let (other, _) = try place.openCase(client: #"{"name": "李小红"}"#, counselor: "lin")
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: "会谈").status == 0)
        #expect(try place.run(["note", "list", caseID], as: "fang").status == 77)
        let made = try place.run(["audit", "letter", client, "--json"], as: "fang")
        #expect(made.status == 0, "\(made.errors)")
        let entries = try #require(try made.json()["entries"] as? [[String: Any]])
        func has(_ action: String, _ outcome: String, _ role: String?) -> Bool {
            entries.contains {
                $0["action"] as? String == action && $0["outcome"] as? String == outcome
                    && $0["role"] as? String == role
            }
        }
        #expect(has("register-client", "allowed", "director"))
        #expect(has("write-note", "allowed", "counselor"))
        #expect(has("list-notes", "denied", nil))
        let letter = try #require(try made.json()["letter"] as? String)
        #expect(letter.contains("林梅") && letter.contains(client) && !letter.contains("王小明"))
        let quiet = try #require(
            try place.run(["audit", "letter", other, "--json"], as: "fang").json()["entries"] as? [[String: Any]])
        #expect(!quiet.contains { $0["action"] as? String == "write-note" })
        let refused = try place.run(["audit", "letter", client, "--json"], as: "lin")
        #expect(refused.status == 77)
        let chinese = try place.run(["audit", "letter", client], as: "fang", language: "zh-Hans")
        #expect(chinese.status == 0)
        // Once there is an auditor the director writes none.
        try place.admit("shen", name: "沈计", roles: ["auditor"])
        #expect(try place.run(["audit", "letter", client], as: "fang").status == 77)
        let auditors = try place.run(["audit", "letter", client, "--json"], as: "shen")
        #expect(auditors.status == 0, "\(auditors.errors)")
        #expect(try place.run(["audit", "verify", "--deep"], as: "shen").status == 0)
    }
}
