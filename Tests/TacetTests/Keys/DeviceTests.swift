import Foundation
import Testing

/// The same keys at two computers of one person.
struct DeviceTests {
    private func practice() throws -> (both: TwoComputers, client: String, note: String) {
        let place = try Workplace(isScryptReal: true)
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let (client, _) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.prepare(
            ["note", "write", client, "--from", "-", "--json"], as: "lin", input: "来访者谈到失眠")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let both = try TwoComputers(place)
        try both.choose("other words at home", for: "lin")
        return (both, client, note)
    }

    private func devices(_ place: Workplace, _ more: [String] = []) throws -> [[String: Any]] {
        let listed = try place.run(["device", "list", "--json"] + more, as: "lin")
        try #require(listed.status == 0, "\(listed.errors)")
        return try #require(try listed.json()["devices"] as? [[String: Any]])
    }

    private func isSound(_ place: Workplace) throws {
        let verified = try place.run(["audit", "verify", "--deep"], as: "lin")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test("keys come over under other words, both computers work at once, and each hears of the other")
    func brought() throws {
        let (both, client, note) = try practice()
        defer { both.remove() }
        #expect(try both.second.run(["note", "show", note], as: "lin").status == 66)
        let (id, code) = try both.ask("lin", ["--called", "家里的电脑"])
        let words = try String(contentsOfFile: code, encoding: .utf8).split(separator: " ")
        #expect(words.count == 10)
        #expect(try both.allow("lin", code: code).status == 0)
        // Somebody may have sat there in the person's place: the next command says it, once, in both languages.
        let told = try both.first.run(["status"], as: "lin", language: "zh-Hans")
        #expect(told.errors.contains("您的密钥已于") && told.errors.contains("家里的电脑"))
        #expect(told.errors.contains("--replaces"))
        #expect(try both.first.run(["status"], as: "lin").errors.contains("handed out") == false)
        let finished = try both.finish("lin")
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(try finished.json()["id"] as? String == id)
        let left = try FileManager.default.contentsOfDirectory(atPath: both.second.folder.path + "/Keys").sorted()
        #expect(left == ["lin.identity", "station.key"])
        #expect(!FileManager.default.fileExists(atPath: both.transfer("lin")))
        // A script reads JSON and would not see it: it waits for the person.
        #expect(try both.first.run(["case", "list", "--json"], as: "lin").errors.isEmpty)
        let heard = try both.first.run(["case", "list"], as: "lin")
        #expect(heard.errors.contains("in use on another computer") && heard.errors.contains("家里的电脑"))
        #expect(try both.first.run(["case", "list"], as: "lin").errors.contains("another computer") == false)
        // The new computer opens what the old one wrote, with its own words and no others.
        let shown = try both.second.run(["note", "show", note], as: "lin")
        #expect(shown.status == 0 && shown.output.contains("来访者谈到失眠"), "\(shown.errors)")
        #expect(!shown.errors.contains("another computer"))
        let firstWords = try both.first.passphraseFile("lin")
        #expect(try both.second.run(["case", "list", "--as", "lin", "--passphrase-file", firstWords]).status == 77)

        // Both at once, again and again.
        let places = [both.first, both.second]
        let done = try (0..<3).flatMap { round in
            try places.enumerated().map { index, place in
                try started(place, client, "第\(round)次，第\(index)台")
            }
        }
        for process in done { process.waitUntilExit() }
        #expect(done.allSatisfy { $0.terminationStatus == 0 || $0.terminationStatus == 75 })
        #expect(done.contains { $0.terminationStatus == 0 })
        for place in places { try isSound(place) }
        // Neither pin stands still.
        for place in places {
            let before = try both.pin(place)
            #expect(try place.run(["note", "list", client], as: "lin").status == 0)
            #expect(try both.pin(place) != before)
        }
        // One agent each.
        for place in places { #expect(try place.run(["unlock"], as: "lin").status == 0) }
        #expect(try both.second.run(["note", "list", client, "--as", "lin"]).status == 0)
        #expect(try both.second.run(["lock"]).status == 0)
        #expect(try both.second.run(["note", "list", client, "--as", "lin"]).status == 77)
        #expect(try both.first.run(["note", "list", client, "--as", "lin"]).status == 0)
        #expect(try both.first.run(["lock"]).status == 0)
        // The trail says who did what with which computer.
        let log = try both.first.run(["audit", "log", "--json"], as: "fang")
        for action in ["allow-device", "use-device"] { #expect(log.output.contains(action)) }
        #expect(log.output.contains(id))
        let listed = try devices(both.second)
        #expect(listed.compactMap { $0["state"] as? String } == ["in-use", "in-use"])
        let everybody = try both.first.run(["device", "list", "--all"], as: "fang")
        #expect(everybody.output.contains("家里的电脑") && everybody.output.contains("lin"))
    }

    private func started(_ place: Workplace, _ client: String, _ words: String) throws -> Process {
        let file = place.everything.appendingPathComponent(UUID().uuidString)
        try Data(words.utf8).write(to: file)
        let process = Process()
        process.executableURL = place.program
        process.arguments = [
            "note", "write", client, "--from", file.path, "--as", "lin", "--passphrase-file",
            try place.passphraseFile("lin"),
        ]
        process.currentDirectoryURL = place.folder
        process.environment = place.environment(language: "en")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    @Test("a transfer that a slip in the last words spoiled says so, and one under another name is taken in")
    func lastWords() throws {
        let (both, _, _) = try practice()
        defer { both.remove() }
        let (_, code) = try both.ask("lin")
        var words = try String(contentsOfFile: code, encoding: .utf8).split(whereSeparator: \.isWhitespace)
        words[9] = words[9] == "bundle" ? "zoom" : "bundle"
        let slip = both.first.everything.appendingPathComponent("slip").path
        try Data(words.joined(separator: " ").utf8).write(to: URL(fileURLWithPath: slip))
        let allowed = try both.first.run(
            ["device", "allow", both.request("lin"), "--code-file", slip], as: "lin")
        #expect(allowed.status == 0 && allowed.errors.contains("cannot be checked here"), "\(allowed.errors)")
        let refused = try both.second.run(
            ["device", "finish", both.transfer("lin"), "--work-factor", "17"], as: "lin")
        #expect(refused.status == 76 && refused.errors.contains("mistyped"), "\(refused.errors)")

        #expect(try both.allow("lin", code: code).status == 0)
        let renamed = both.second.everything.appendingPathComponent("lin (1).transfer").path
        try FileManager.default.copyItem(atPath: both.transfer("lin"), toPath: renamed)
        let finished = try both.second.run([
            "device", "finish", renamed, "--work-factor", "17", "--passphrase-file",
            try both.second.passphraseFile("lin"),
        ])
        #expect(finished.status == 0, "\(finished.errors)")
    }

    @Test("a practice that was put back is noticed at both computers, and by one to which the keys only come")
    func putBack() throws {
        let (both, client, _) = try practice()
        defer { both.remove() }
        let old = try Data(contentsOf: both.first.database)
        func putBack(_ bytes: Data) throws {
            let journal = both.first.database.path + "-journal"
            if FileManager.default.fileExists(atPath: journal) { try FileManager.default.removeItem(atPath: journal) }
            let file = try FileHandle(forWritingTo: both.first.database)
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: bytes)
            try file.close()
        }
        let (_, code) = try both.ask("lin")
        #expect(try both.allow("lin", code: code).status == 0)
        let now = try Data(contentsOf: both.first.database)
        try putBack(old)
        let refused = try both.finish("lin")
        #expect(try refused.status == 76 && refused.code() == "rolled-back")
        #expect(!FileManager.default.fileExists(atPath: both.second.folder.path + "/Keys/lin.identity"))
        // With the practice as it was, the same file still brings the keys.
        try putBack(now)
        let finished = try both.finish("lin")
        #expect(finished.status == 0, "\(finished.errors)")
        for place in [both.first, both.second] {
            #expect(try place.run(["note", "list", client], as: "lin").status == 0)
        }
        try putBack(now)
        for place in [both.first, both.second] {
            let noticed = try place.run(["note", "list", client, "--json"], as: "lin")
            #expect(try noticed.status == 76 && noticed.code() == "rolled-back", "\(noticed.output)\(noticed.errors)")
        }
    }

    @Test(
        "after a new identity the other computer's old one is refused, told why, and the new one comes over beside it")
    func replaced() throws {
        let (both, _, _) = try practice()
        defer { both.remove() }
        let device = try both.bring("lin", ["--called", "laptop"])
        let again = try both.second.run(["device", "join", "lin", "--json"], as: "lin")
        #expect(try again.code() == "already-there" && again.status == 73)
        // Lost, and what follows is said with the commands that end it.
        #expect(try both.first.run(["device", "lost", device], as: "lin").status == 64)
        let lost = try both.first.run(["device", "lost", "laptop", "--yes"], as: "lin")
        #expect(lost.status == 0, "\(lost.errors)")
        #expect(lost.output.contains("tacet join lin --replaces") && lost.output.contains("--set-aside"))
        #expect(try both.first.run(["device", "lost", "laptop", "--yes"], as: "lin").status == 75)
        for (person, place) in [("lin", both.first), ("fang", both.first)] {
            let waits = try place.run(["today", "--json"], as: person)
            #expect(waits.output.contains("device-lost"), "\(person): \(waits.output)")
        }
        let status = try both.first.run(["status", "--json"], as: "lin").json()
        #expect((status["devices"] as? [Any])?.count == 2)
        // It was found again, but the keys are replaced all the same.
        let firstWords = URL(fileURLWithPath: try both.first.passphraseFile("lin"))
        try Data("newer words at the practice\n".utf8).write(to: firstWords)
        let codes = both.first.everything.appendingPathComponent("new.code").path
        for step in [
            try both.first.run(["join", "lin", "--replaces", "lin", "--work-factor", "17"], as: "lin"),
            try both.first.run(
                [
                    "staff", "replace", "Keys/lin.public", "--for", "lin", "--code-file", codes, "--work-factor", "17",
                    "--yes",
                ], as: "fang"),
            try both.first.run(
                ["welcome", "Keys/lin.welcome", "--code-file", codes, "--work-factor", "17"], as: "lin"),
        ] { try #require(step.status == 0, "\(step.errors)") }
        let refused = try both.second.run(["case", "list", "--json"], as: "lin")
        #expect(try refused.status == 77 && refused.code() == "identity-replaced")
        #expect(refused.errors.contains("--set-aside"))
        try both.bring("lin", ["--set-aside", "--called", "laptop again"])
        let names = try FileManager.default.contentsOfDirectory(atPath: both.second.folder.path + "/Keys")
        #expect(names.contains("lin.identity") && names.contains { $0.hasPrefix("lin.former-") })
        // What only the old keys opened no computer opens now; everything else goes on there.
        #expect(
            try both.second.run(["case", "list"], as: "lin").output
                == both.first.run(["case", "list"], as: "lin").output)
        #expect(try both.second.run(["status"], as: "lin").status == 0)
        #expect(try both.second.run(["today", "--json"], as: "fang").status == 66)
        #expect(try !both.first.run(["today", "--json"], as: "fang").output.contains("device-lost"))
        let states = try devices(both.second).map { "\($0["state"] ?? "")/\($0["keysCount"] ?? "")" }
        #expect(Set(states) == ["lost/0", "in-use/1"], "\(states)")
        try isSound(both.second)
        try isSound(both.first)
    }
}
