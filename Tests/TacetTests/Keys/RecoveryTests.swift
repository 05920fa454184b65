import Foundation
import Testing

/// A passphrase is lost: new keys, custodians' shares, and the records open again. Nobody does it alone.
struct RecoveryTests {
    private static let words = "来访者谈到失眠"

    /// A practice with a director, two more custodians, one of them of the committee, and a counselor with a signed note and a
    /// private one.
    private func practice() throws -> (place: Workplace, client: String, note: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        try admitConfirmed("he", roles: ["custodian", "committee-member"], in: place)
        let (client, _) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.prepare(
            ["note", "write", client, "--from", "-", "--json"], as: "lin", input: Self.words)
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        try succeed(place.prepare(["note", "sign", note], as: "lin"))
        try succeed(place.prepare(["note", "write", client, "--private", "--from", "-"], as: "lin", input: "私下的话"))
        return (place, client, note)
    }

    @discardableResult
    private func succeed(_ ending: Workplace.Ending) throws -> Workplace.Ending {
        try #require(ending.status == 0, "\(ending.errors)\(ending.output)")
        return ending
    }

    private func code(_ person: String, in place: Workplace) -> String {
        place.everything.appendingPathComponent("home/\(person).code").path
    }

    private func admitConfirmed(_ person: String, roles: [String], in place: Workplace) throws {
        let code = code(person, in: place)
        try succeed(
            place.prepare(
                ["join", person, "--from", "-", "--work-factor", "17"], as: person, input: #"{"name": "何言"}"#))
        try succeed(
            place.prepare(
                ["staff", "admit", "Keys/\(person).public", "--code-file", code, "--work-factor", "17", "--yes"]
                    + roles.flatMap { ["--role", $0] }, as: "fang"))
        try succeed(place.prepare(["staff", "confirm", person], as: "gu"))
        try succeed(
            place.prepare(
                ["welcome", "Keys/\(person).welcome", "--code-file", code, "--work-factor", "17"], as: person))
    }

    /// lin makes new keys and a director enters them.
    private func propose(in place: Workplace) throws {
        try FileManager.default.removeItem(atPath: try place.passphraseFile("lin"))
        try Data("other words for lin mei\n".utf8).write(
            to: URL(fileURLWithPath: place.everything.path + "/home/lin.pass"))
        let made = try place.run(["join", "lin", "--replaces", "lin", "--work-factor", "17", "--json"], as: "lin")
        #expect(try succeed(made).json()["fingerprint"] as? String != nil)
        try succeed(
            place.run(
                [
                    "staff", "replace", "Keys/lin.public", "--for", "lin", "--code-file", code("lin", in: place),
                    "--work-factor", "17", "--yes",
                ], as: "fang"))
    }

    private func welcome(in place: Workplace) throws -> Workplace.Ending {
        try place.run(
            ["welcome", "Keys/lin.welcome", "--code-file", code("lin", in: place), "--work-factor", "17"], as: "lin")
    }

    private func requests(_ place: Workplace, as person: String) throws -> [[String: Any]] {
        let listed = try succeed(place.run(["recovery", "list", "--json"], as: person))
        return try #require(try listed.json()["requests"] as? [[String: Any]])
    }

    private func ids(_ place: Workplace) throws -> [String] {
        try requests(place, as: "gu").compactMap { $0["id"] as? String }
    }

    private func isSound(_ place: Workplace, as people: [String]) throws {
        for person in people {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(person): \(verified.output)\(verified.errors)")
        }
    }

    @Test("a new identity may lie under another name, and the next command names whom it is for")
    func otherName() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        let made = try succeed(place.run(["join", "lin2", "--replaces", "lin", "--work-factor", "17"], as: "lin2"))
        #expect(made.errors.contains("About to make new keys for lin, id "), "\(made.errors)")
        #expect(made.errors.contains("/lin2.public --for lin'"), "\(made.errors)")
        try succeed(
            place.run(
                [
                    "staff", "replace", "Keys/lin2.public", "--for", "lin", "--code-file", code("lin2", in: place),
                    "--work-factor", "17", "--yes",
                ], as: "fang"))
        // The fingerprint is that of the new keys, and is not said to be what was before.
        let confirmed = try succeed(place.run(["staff", "confirm", "lin"], as: "gu"))
        #expect(confirmed.errors.components(separatedBy: "Fingerprint of ").count == 2, "\(confirmed.errors)")
        #expect(confirmed.output.contains("The change of lin is confirmed."), "\(confirmed.output)")
        #expect(!confirmed.errors.contains("Roles before: "), "\(confirmed.errors)")
        // Under which name to work is told when it is made, when it is welcomed, and to whoever goes on under the old one.
        #expect(made.errors.contains("work with: --as lin2"), "\(made.errors)")
        let welcomed = try succeed(
            place.run(
                ["welcome", "Keys/lin2.welcome", "--code-file", code("lin2", in: place), "--work-factor", "17"],
                as: "lin2"))
        #expect(welcomed.errors.contains("work with --as lin2"), "\(welcomed.errors)")
        // While the old identity lies beside the new one it is refused, and the new one is named.
        for (language, said) in [("en", "use --as lin2"), ("zh-Hans", "请用 --as lin2")] {
            let old = try place.run(["status"], as: "lin", language: language)
            #expect(old.status == 77 && old.errors.contains(said), "\(old.errors)")
            #expect(!old.errors.contains("tacet welcome"), "\(old.errors)")
        }
        try FileManager.default.removeItem(at: place.folder.appendingPathComponent("Keys/lin.identity"))
        for (language, said) in [("en", "use --as lin2"), ("zh-Hans", "请用 --as lin2")] {
            let old = try place.run(["status"], as: "lin", language: language)
            #expect(old.status == 66 && old.errors.contains(said), "\(old.errors)")
        }
    }

    @Test("with a new identity and two custodians' shares the old notes open again, and nothing less will do")
    func recovered() throws {
        let (place, client, note) = try practice()
        defer { place.remove() }
        let oldPass = try Data(contentsOf: URL(fileURLWithPath: place.passphraseFile("lin")))
        try propose(in: place)
        // The director alone: it waits, and the new keys open nothing.
        #expect(try welcome(in: place).status == 77)
        #expect(try place.run(["staff", "confirm", "lin"], as: "fang").status == 77)
        #expect(try place.run(["staff", "confirm", "lin"], as: "lin").status != 0)
        try succeed(place.run(["staff", "confirm", "lin"], as: "gu"))
        // The old identity is refused, by name.
        let old = place.everything.appendingPathComponent("old.pass")
        try oldPass.write(to: old)
        let refused = try place.run(
            ["note", "list", client, "--json", "--as", "lin", "--passphrase-file", old.path])
        #expect(try (refused.status, refused.code()) == (77, "identity-replaced"))
        // The new one lies there, and is not taken up yet.
        for language in ["en", "zh-Hans"] {
            let told = try place.run(
                ["status", "--as", "lin", "--passphrase-file", old.path], language: language)
            #expect(told.errors.contains("tacet welcome "), "\(told.errors)")
            #expect(told.errors.contains("Keys/lin.welcome") && !told.errors.contains("device join"), "\(told.errors)")
        }
        try succeed(welcome(in: place))
        #expect(FileManager.default.fileExists(atPath: place.folder.path + "/Keys/lin.identity"))
        #expect(!FileManager.default.fileExists(atPath: place.folder.path + "/Keys/lin.successor"))
        try isSound(place, as: ["fang", "lin"])

        #expect(try place.run(["status"], as: "lin").output.contains("Next: tacet recovery request"))
        let asked = try succeed(place.run(["recovery", "request", "--json"], as: "lin"))
        #expect((try asked.json()["requests"] as? [Any])?.count == 2)
        // Asked again, the same.
        let again = try succeed(place.run(["recovery", "request", "--json"], as: "lin"))
        #expect(asked.output == again.output)
        let ids = try ids(place)
        #expect(ids.count == 2)
        #expect(try place.run(["recovery", "finish"], as: "lin").status == 75)
        // Neither lin for themself, nor anybody without a terminal and without --yes.
        #expect(try place.run(["recovery", "approve", ids[0], "--yes"], as: "lin").status == 77)
        #expect(try place.run(["recovery", "approve", ids[0]], as: "gu").status == 64)
        let shown = try succeed(place.run(["recovery", "approve"] + ids + ["--yes"], as: "gu"))
        let fingerprint = try #require(try requests(place, as: "gu").first?["fingerprint"] as? String)
        #expect(shown.errors.contains("lin (林梅)") && shown.errors.contains(fingerprint))
        // One share is not enough, and the same custodian has no second one.
        #expect(try place.run(["recovery", "approve", ids[0], "--yes"], as: "gu").status == 65)
        let few = try place.run(["recovery", "finish", ids[0], "--json"], as: "lin")
        #expect(try (few.status, few.code()) == (75, "shares-missing"))
        #expect(try place.run(["note", "show", note], as: "lin").status == 77)
        // A custodian cannot finish what another asked.
        #expect(try place.run(["recovery", "finish", ids[0]], as: "gu").status == 77)
        try succeed(place.run(["recovery", "approve"] + ids + ["--yes"], as: "he"))
        try succeed(place.run(["recovery", "finish"], as: "lin"))
        let opened = try succeed(place.run(["note", "show", note], as: "lin"))
        #expect(opened.output.contains(Self.words))
        #expect(opened.errors.contains("the signature is valid"))
        let listed = try succeed(place.run(["note", "list", client], as: "lin"))
        #expect(listed.output.split(separator: "\n").count == 3)
        // Writing goes on, and all is sound for everybody.
        try succeed(place.run(["note", "write", client, "--from", "-"], as: "lin", input: "又一次会谈"))
        try isSound(place, as: ["fang", "gu", "he", "lin"])
        #expect(try requests(place, as: "gu").isEmpty)
        try rehearse(in: place)
    }

    /// A rehearsal changes no record.
    private func rehearse(in place: Workplace) throws {
        func rehearsal() throws -> (status: Any?, check: Bool?, risks: Bool) {
            let status = try place.run(["status", "--json"], as: "gu").json()
            let points = try place.run(["check", "--json"], as: "gu").json()["points"] as? [[String: Any]]
            let risks = (status["risks"] as? [String] ?? []).contains { $0.contains("tacet recovery rehearse") }
            return (
                status["lastRehearsal"],
                points?.first { $0["code"] as? String == "rehearsal" }?["inOrder"] as? Bool, risks
            )
        }
        let before = try rehearsal()
        #expect(before.status is NSNull && before.check == false && before.risks)
        let asked = try succeed(place.run(["recovery", "rehearse"], as: "lin"))
        let ids = try ids(place)
        #expect(
            asked.errors.range(of: "'tacet recovery approve [0-9A-Z]{4}'", options: .regularExpression) != nil,
            "\(asked.errors)")
        let waiting = try place.run(["status", "--json"], as: "gu").json()["waitingRecoveries"] as? [String]
        #expect(try waiting?.count == 1 && place.run(["today"], as: "gu").output.contains("wait for you: 1"))
        for custodian in ["fang", "gu"] {
            try succeed(place.run(["recovery", "approve"] + ids + ["--yes"], as: custodian))
        }
        let rehearsed = try succeed(place.run(["recovery", "finish", "--json"], as: "lin"))
        #expect(((try rehearsed.json()["finished"] as? [[String: Any]])?.first?["rehearsal"] as? Bool) == true)
        // It is done: it waits for nobody, and says so to whoever finishes it again.
        for person in ["lin", "gu", "he"] { #expect(try requests(place, as: person).isEmpty, "\(person)") }
        for (language, said) in [("en", "is done"), ("zh-Hans", "已完成")] {
            for words in [[], ids] {
                let again = try place.run(["recovery", "finish"] + words, as: "lin", language: language)
                #expect(again.status == 75 && again.errors.contains(said), "\(again.errors)")
            }
        }
        #expect(try place.run(["recovery", "finish", "--json"], as: "lin").code() == "already-finished")
        let after = try rehearsal()
        #expect(after.status is String && after.check == true && !after.risks)
        #expect(try !place.run(["today"], as: "gu").output.contains("wait for you"))
        // The next one asks the custodians anew.
        try succeed(place.run(["recovery", "rehearse"], as: "lin"))
        #expect(try self.ids(place).count == 1 && self.ids(place) != ids)
        #expect(try place.run(["recovery", "list"], as: "gu").output.contains("Approved by"))
        try isSound(place, as: ["lin"])
    }

    @Test("a rehearsal by a clock that is ahead is done at once, and keeps nobody quiet for long")
    func rehearsedAhead() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        for (seconds, isTold) in [(60 * 86_400, false), (3_600, true)] {
            try succeed(place.run(where: clock(seconds), ["recovery", "rehearse"], as: "lin"))
            let ids = try ids(place)
            for custodian in ["fang", "gu"] {
                try succeed(place.run(["recovery", "approve"] + ids + ["--yes"], as: custodian))
            }
            try succeed(place.run(where: clock(seconds), ["recovery", "finish"], as: "lin"))
            try succeed(place.run(["check", "--clock-is-right", "--yes"], as: "lin"))
            let again = try place.run(["recovery", "finish", "--json"], as: "lin")
            #expect(try (again.status, again.code()) == (75, "already-finished"), "\(again.errors)")
            let status = try place.run(["status", "--json"], as: "gu").json()
            #expect(status["lastRehearsal"] is String == isTold, "\(status)")
        }
    }

    @Test("each step can be killed anywhere and is done by doing it again")
    func killed() throws {
        let (place, _, note) = try practice()
        defer { place.remove() }
        try propose(in: place)
        try place.killing(["staff", "confirm", "lin"], as: "gu", isDone: [66])
        for _ in 0..<3 where FileManager.default.fileExists(atPath: place.folder.path + "/Keys/lin.welcome") {
            try place.kill(
                ["welcome", "Keys/lin.welcome", "--code-file", code("lin", in: place), "--work-factor", "17"],
                as: "lin", after: 0.9)
            guard FileManager.default.fileExists(atPath: place.folder.path + "/Keys/lin.welcome") else { break }
        }
        if FileManager.default.fileExists(atPath: place.folder.path + "/Keys/lin.welcome") {
            try succeed(welcome(in: place))
        }
        try place.killing(["recovery", "request"], as: "lin")
        let ids = try ids(place)
        for custodian in ["gu", "he"] {
            for id in ids {
                try place.killing(["recovery", "approve", id, "--yes"], as: custodian, isDone: [65])
            }
        }
        try place.killing(["recovery", "finish"], as: "lin", isDone: [66])
        #expect(try succeed(place.run(["note", "show", note], as: "lin")).output.contains(Self.words))
        try isSound(place, as: ["fang", "lin"])
    }

    @Test("custodians and somebody of the committee name a director, and not without the committee")
    func newDirector() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        #expect(try place.run(["staff", "name-director", "lin"], as: "lin").status == 77)
        try succeed(place.run(["staff", "name-director", "lin"], as: "gu"))
        #expect(try place.run(["staff", "confirm", "lin"], as: "gu").status == 77)
        try succeed(place.run(["staff", "confirm", "lin"], as: "he"))
        try succeed(place.run(["client", "list"], as: "lin"))
        #expect(try place.run(["staff", "name-director", "lin"], as: "gu").status == 65)
        try isSound(place, as: ["fang", "lin"])
    }

    @Test("the recovery card gives the founder a new passphrase, and other words do not")
    func card() throws {
        let place = try Workplace()
        defer { place.remove() }
        let made = try place.run(
            ["init", "--name", "静心", "--from", "-", "--work-factor", "17", "--json"], as: "fang",
            input: #"{"name": "方主任"}"#)
        let words = try #require(try made.json()["recoveryCode"] as? String)
        let card = place.everything.appendingPathComponent("card")
        try Data("abacus abacus\n".utf8).write(to: card)
        let use = ["recovery", "use-card", "fang", "--card-file", card.path, "--work-factor", "17"]
        try Data("other words for fang\n".utf8).write(to: URL(fileURLWithPath: try place.passphraseFile("fang")))
        #expect(try place.run(["status"], as: "fang").status == 77)
        #expect(try place.run(use, as: "fang").status == 77)
        try Data("\(words)\n".utf8).write(to: card)
        try succeed(place.run(use, as: "fang"))
        try succeed(place.run(["status"], as: "fang"))
        // What lies behind a link in the identity's place is not brought into the folder, where others read it.
        let (keys, diary) = (
            place.folder.appendingPathComponent("Keys"), place.everything.appendingPathComponent("diary")
        )
        try Data("私人日记\n".utf8).write(to: diary)
        try FileManager.default.removeItem(at: keys.appendingPathComponent("fang.identity"))
        try FileManager.default.createSymbolicLink(
            at: keys.appendingPathComponent("fang.identity"), withDestinationURL: diary)
        try succeed(place.run(use, as: "fang"))
        try succeed(place.run(["status"], as: "fang"))
        for name in try FileManager.default.contentsOfDirectory(atPath: keys.path) {
            let bytes = try Data(contentsOf: keys.appendingPathComponent(name))
            #expect(bytes.range(of: Data("私人日记".utf8)) == nil, "\(name)")
        }
        #expect(try Data(contentsOf: diary) == Data("私人日记\n".utf8))
        #expect(try place.run(["recovery", "make-card", "--work-factor", "17"], as: "fang").status == 64)
        try succeed(place.run(["recovery", "make-card", "--work-factor", "17", "--yes"], as: "fang"))
        // The older card opens nothing any more.
        #expect(try place.run(use, as: "fang").status == 77)
    }
}
