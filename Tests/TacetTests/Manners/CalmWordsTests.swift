import Foundation
import Testing

/// What people are told where something stands in the way: what it is, what it is not, and what to do.
struct CalmWordsTests {
    private func pins(_ place: Workplace) throws -> [URL] {
        let files = try #require(FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil))
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "pin" }
    }

    @Test("a damaged pin is told as what this computer remembers, with its file; put aside, one goes on")
    func damagedPin() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let pin = try #require(try pins(place).first)
        let good = try Data(contentsOf: pin)
        for damaged in [Data("garbage".utf8), good.dropLast(20), Data(repeating: 0x20, count: 9000)] {
            try damaged.write(to: pin)
            let refused = try place.run(["client", "list", "--json"], as: "fang")
            #expect(refused.status == 76)
            let error = try refused.error()
            #expect(error["code"] as? String == "pin-damaged")
            #expect((error["message"] as? String)?.contains(pin.lastPathComponent) == true)
            #expect((error["hint"] as? String)?.contains("tacet audit verify") == true)
        }
        let chinese = try place.run(["client", "list"], as: "fang", language: "zh")
        #expect(chinese.errors.contains("这并不表示机构文件已损坏"))
        func named() throws -> [String] {
            let points = try place.run(["check", "--json"]).json()["points"] as? [[String: Any]] ?? []
            return points.filter { $0["code"] as? String == "pin-damaged" }.compactMap { $0["finding"] as? String }
        }
        #expect(try named().count == 1 && named().allSatisfy { $0.contains(pin.lastPathComponent) })
        try good.write(to: pin)
        #expect(try named().isEmpty)
        try Data("garbage".utf8).write(to: pin)
        for person in [nil, "fang"] {
            let verified = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(verified.status == 76)
            let faults = try #require(try verified.json()["faults"] as? [[String: String]])
            #expect(faults.map { $0["kind"] } == ["pin-damaged"])
        }
        let told = try place.run(["audit", "verify"])
        #expect(told.output.contains("that says nothing of the practice. (pin-damaged)"))
        #expect(told.errors.contains("Nothing else is wrong"))
        try FileManager.default.moveItem(at: pin, to: pin.appendingPathExtension("damaged"))
        let on = try place.run(["client", "list"], as: "fang")
        #expect(on.status == 0 && on.errors.contains("an older copy would go unnoticed this once"))
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
    }

    @Test("of a log that was cut, a computer that remembers nothing does not say that one saw it")
    func cutWithoutPin() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for _ in 0..<2 { #expect(try place.run(["client", "list"], as: "fang").status == 0) }
        try place.alter("DELETE FROM entry WHERE place = (SELECT max(place) FROM entry)")
        try FileManager.default.removeItem(at: place.state)
        let cut = try place.run(["status", "--json"], as: "fang")
        #expect(cut.status == 76)
        let message = try #require(try cut.error()["message"] as? String)
        #expect(try cut.code() == "forked" && !message.contains("you saw") && message.contains("that fang signed"))
    }

    @Test("an identity file that is for keys is none of ours, and counts as no wrong passphrase")
    func identityForKeys() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let line = String(repeating: "A", count: 43)
        let file = Data("age-encryption.org/v1\n-> X25519 \(line)\n\(line)\n--- \(line)\n".utf8) + Data(count: 64)
        try file.write(to: place.folder.appendingPathComponent("Keys/max.identity"))
        let refused = try place.run(["status", "--json"], as: "max")
        #expect(refused.status == 65)
        #expect(try refused.code() == "unusable-file")
        let names = try FileManager.default.contentsOfDirectory(atPath: place.folder.path + "/Keys")
        #expect(!names.contains { $0.hasSuffix(".failed") })
    }

    @Test("who has not come in yet is named, and who waits for keys is told whose program brings them")
    func onTheWay() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("kai", name: "凯", roles: ["custodian"])
        let added = try place.run(["client", "add", "--from", "-"], as: "fang", input: #"{"name": "王小明"}"#)
        #expect(added.status == 0)
        let code = place.everything.appendingPathComponent("mei.code")
        let joined = try place.run(
            ["join", "mei", "--from", "-", "--work-factor", "17"], as: "mei", input: #"{"name": "美"}"#)
        #expect(joined.status == 0)
        let admitted = try place.run(
            [
                "staff", "admit", "Keys/mei.public", "--role", "front-desk", "--code-file", code.path, "--work-factor",
                "17", "--yes",
            ], as: "fang")
        #expect(admitted.status == 0, "\(admitted.errors)")
        // Nobody is let in yet: what waits for a confirmation is not said to wait for a welcome.
        #expect((try place.run(["staff", "list", "--json"], as: "fang").json()["notWelcomed"] as? [String]) == [])
        let confirmed = try place.run(["staff", "confirm", "mei"], as: "kai")
        #expect(confirmed.errors.contains("not come in yet: mei"), "\(confirmed.errors)")
        #expect(try place.run(["status"], as: "kai").output.contains("not come in yet: mei"))
        // The code came over a Chinese input method, in capitals and with hyphens.
        let words = try String(contentsOf: code, encoding: .utf8).uppercased().replacingOccurrences(of: " ", with: "-")
        let wide = String(
            String.UnicodeScalarView(
                words.unicodeScalars.map { $0.value > 0x20 ? Unicode.Scalar($0.value + 0xFEE0) ?? $0 : $0 }))
        try Data(wide.utf8).write(to: code)
        let welcomed = try place.run(
            ["welcome", "Keys/mei.welcome", "--code-file", code.path, "--work-factor", "17"], as: "mei")
        #expect(welcomed.status == 0, "\(welcomed.errors)")
        let waiting = try place.run(["status"], as: "mei")
        #expect(waiting.output.contains("Keys for you are still on their way"), "\(waiting.output)")
        #expect(waiting.output.contains("fang") && !waiting.output.contains("Nothing is waiting"))
        let chinese = try place.run(["status"], as: "mei", language: "zh")
        #expect(chinese.output.contains("把密钥在途中"))
        #expect(try place.run(["status"], as: "fang").status == 0)
        let arrived = try place.run(["status", "--json"], as: "mei").json()
        #expect(arrived["ownOwedGrants"] as? Int == 0 && (arrived["notWelcomed"] as? [String]) == [])
    }

    @Test("a slip in the joining code asks again, up to three times, and says which word it was")
    func slips() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(
            try place.run(
                ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林"}"#
            ).status == 0)
        let admitted = try place.run(
            ["staff", "admit", "Keys/lin.public", "--role", "counselor", "--work-factor", "17", "--yes", "--json"],
            as: "fang")
        let code = try #require(try admitted.json()["joiningCode"] as? String)
        let other = Array(repeating: "bundle", count: 8).joined(separator: " ")
        let failed = try place.onTerminal(
            "lin welcome Keys/lin.welcome --work-factor 17; echo status $?", people: ["lin"],
            [
                .expect("words): "), .type("bundle bundel\n"), .expect("Word 2 is none"), .expect("words): "),
                .type("bundle duly\n"), .expect("has 8 words, and 2"), .expect("words): "), .type("\(other)\n"),
                .expect("status 77"),
            ])
        #expect(failed.screen.contains("does not open the welcome file"), "\(failed.screen)")
        let right = try place.onTerminal(
            "lin welcome Keys/lin.welcome --work-factor 17; echo status $?", people: ["lin"],
            [
                .expect("words): "), .type("\(other)\n"), .expect("type it again"), .expect("words): "),
                .type("\(code.uppercased())\n"), .expect("status 0"),
            ])
        #expect(right.screen.contains("You belong to"), "\(right.screen)")
    }

    @Test("Ctrl-C while a note is typed says what is kept and how to go on with it")
    func interrupted() throws {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        let ending = try place.onTerminal(
            "lin note write \(cases[0].id) --no-editor; echo status $?", people: ["lin"],
            [
                .expect("only a dot"), .type("第一行\n"), .expect("第一行"), .meanwhile("sleep 1"), .type("\u{3}"),
                .expect("status 130"),
            ])
        #expect(ending.screen.contains("This was ended while you were writing"), "\(ending.screen)")
        #expect(ending.screen.contains("the same command offers to"), "\(ending.screen)")
        #expect((try place.run(["status", "--json"], as: "lin").json()["unfinishedDrafts"] as? Int) == 1)
    }

    @Test(
        "'init' run again where the first was killed tells its founder how to go on; a form without a name says whose")
    func foundedAgain() throws {
        let place = try Workplace()
        defer { place.remove() }
        let nameless = try place.run(["init", "--name", "静心", "--from", "-"], as: "fang", input: "{}")
        #expect(nameless.status == 65 && nameless.errors.contains("founder's full name"))
        try place.found()
        let again = try place.run(["init", "--name", "静心", "--from", "-"], as: "fang", input: "{}")
        #expect(again.status == 73 && again.errors.contains("tacet join"))
        let keys = place.folder.appendingPathComponent("Keys")
        func name(_ file: String) -> URL { keys.appendingPathComponent(file) }
        try FileManager.default.removeItem(at: name("fang.card.txt"))
        try FileManager.default.moveItem(at: name("fang.identity"), to: name("fang.identity.founding"))
        let cut = try place.run(["init", "--name", "静心", "--json", "--from", "-"], as: "fang", input: "{}")
        #expect(cut.status == 73)
        #expect(try cut.code() == "practice-exists")
        let hint = try #require(try cut.error()["hint"] as? String)
        #expect(hint.contains("make-card --as fang") && !hint.contains("tacet join"))
        #expect(try place.run(["status"], as: "fang").status == 0)
    }
}
