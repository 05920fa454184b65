import Foundation
import Glibc
import Testing

/// What does not bring keys anywhere: thieves, colleagues, old files, wrong words, and a program that is killed.
struct DeviceRefusalTests {
    private func place(isAnew: Bool = false) throws -> TwoComputers {
        let place = try Workplace(isScryptReal: true, isAnew: isAnew)
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let both = try TwoComputers(place)
        try both.choose("other words at home", for: "lin")
        return both
    }

    private func entries(_ both: TwoComputers) throws -> Int {
        let status = try both.first.run(["status", "--json"], as: "fang")
        return try #require(try status.json()["entries"] as? Int)
    }

    @Test("at a terminal a slip in the words is asked about again, and nothing is handed out before they are right")
    func typedAgain() throws {
        let both = try place()
        defer { both.remove() }
        let (_, file) = try both.ask("lin")
        let code = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let script = "lin device allow '\(both.request("lin"))'; echo status $?"
        let other = Array(repeating: "bundle", count: 10).joined(separator: " ")
        let failed = try both.first.onTerminal(
            script, people: ["lin"],
            [
                .expect("computer's screen: "), .type("bundel\n"), .expect("Word 1 is none"), .expect("screen: "),
                .type("bundle duly\n"), .expect("has 10 words, and 2"), .expect("screen: "), .type("\(other)\n"),
                .expect("status 77"),
            ])
        #expect(failed.screen.contains("not the words of this request"), "\(failed.screen)")
        #expect(!FileManager.default.fileExists(atPath: both.transfer("lin")))
        let right = try both.first.onTerminal(
            script, people: ["lin"],
            [
                .expect("computer's screen: "), .type("\(other)\n"), .expect("type it again"), .expect("screen: "),
                .type("\(code.uppercased())\n"), .expect("status 0"),
            ])
        #expect(FileManager.default.fileExists(atPath: both.transfer("lin")), "\(right.screen)")
        #expect(try both.finish("lin").status == 0)
    }

    @Test("a request that a thief swapped, changed, or made for somebody else hands nothing out")
    func swapped() throws {
        let both = try place()
        defer { both.remove() }
        // Unlocked or not: the passphrase is asked for, and the words are.
        #expect(try both.first.run(["unlock"], as: "lin").status == 0)
        let (_, code) = try both.ask("lin")
        let own = try Data(contentsOf: URL(fileURLWithPath: both.request("lin")))
        let unlocked = try both.first.run(
            ["device", "allow", both.request("lin"), "--code-file", code, "--as", "lin", "--json"])
        #expect(try unlocked.status == 77 && unlocked.code() == "passphrase-needed")
        #expect(try both.first.run(["lock"]).status == 0)
        #expect(try both.first.run(["device", "allow", both.request("lin")], as: "lin").status == 64)
        // The thief's own request, in the place of lin's: other words.
        let thief = try TwoComputers(both.first)
        defer { thief.second.remove() }
        let (_, thiefCode) = try thief.ask("lin")
        let swapped = try both.allow("lin", code: code, thief.request("lin"))
        #expect(try swapped.status == 77 && swapped.code() == "device-code")
        // One word of the code wrong, one missing, one too many, in other spellings.
        let words = try String(contentsOfFile: code, encoding: .utf8).split(whereSeparator: \.isWhitespace)
        for wrong in [Array(words.dropLast()), words + ["zoom"], ["zoom"] + words.dropFirst(), []] {
            let file = both.first.everything.appendingPathComponent("wrong").path
            try Data(wrong.joined(separator: " ").utf8).write(to: URL(fileURLWithPath: file))
            let refused = try both.allow("lin", code: file)
            #expect(try refused.status == 77 && refused.code() == "device-code")
        }
        // Changed on the way: the name, the time, the practice; and what is no request at all.
        let text = String(decoding: own, as: UTF8.self)
        for (old, new) in [("made 1", "made 2"), ("short-name lin", "short-name lim"), ("practice ", "practise ")] {
            let file = both.first.everything.appendingPathComponent("changed").path
            try Data(text.replacing(old, with: new).utf8).write(to: URL(fileURLWithPath: file))
            let refused = try both.allow("lin", code: code, file)
            #expect([65, 75, 77].contains(refused.status), "\(refused.errors)")
        }
        // The director, or any colleague, has no keys of lin's to hand out, and lin hands out none for a request of theirs.
        let director = try both.allow("lin", code: code, as: "fang")
        #expect(try director.status == 65 && director.code() == "for-someone-else")
        let (_, fangCode) = try both.ask("fang")
        let colleague = try both.allow("lin", code: fangCode, both.request("fang"))
        #expect(try colleague.status == 65 && colleague.code() == "for-someone-else")
        // Another practice.
        let elsewhere = try place(isAnew: true)
        defer { elsewhere.remove() }
        let (_, otherCode) = try elsewhere.ask("lin")
        let other = try both.allow("lin", code: otherCode, elsewhere.request("lin"))
        #expect(try other.status == 76 && other.code() == "other-practice")
        #expect(!FileManager.default.fileExists(atPath: both.transfer("lin")))
        let log = try both.first.run(["audit", "log", "--json"], as: "fang")
        #expect(!log.output.contains("allow-device"))
        // The words as digits, in capitals and on several lines are the same words.
        let spelled = both.first.everything.appendingPathComponent("spelled").path
        try Data(words.map { $0.uppercased() }.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: spelled))
        #expect(try both.allow("lin", code: spelled).status == 0)

        // Intercepted: neither the thief's key nor an answer to another request opens it.
        let stolen = try thief.second.run(
            ["device", "finish", both.transfer("lin"), "--work-factor", "17", "--json"], as: "lin")
        #expect(try stolen.status == 65 && stolen.code() == "for-someone-else", "\(stolen.errors)")
        _ = thiefCode
        // Changed on the way back.
        let good = try Data(contentsOf: URL(fileURLWithPath: both.transfer("lin")))
        for place in [0, 30, 60, 100, good.count - 1] {
            var bytes = good
            bytes[place] ^= 1
            let file = both.second.everything.appendingPathComponent("bad.transfer").path
            try bytes.write(to: URL(fileURLWithPath: file))
            let refused = try both.finish("lin", file)
            #expect([65, 76].contains(refused.status), "\(place): \(refused.errors)")
        }
        #expect(try both.second.run(["status"], as: "lin").status == 66)
        // Allowed again while it did not arrive; used once, it is used.
        #expect(try both.allow("lin", code: code).status == 0)
        #expect(try both.finish("lin").status == 0)
        try own.write(to: URL(fileURLWithPath: both.request("lin")))
        let used = try both.allow("lin", code: code)
        #expect(try used.status == 75 && used.code() == "device-in-use")
        // The same transfer once more, to a computer that has no key for it any more.
        try good.write(to: URL(fileURLWithPath: both.transfer("lin")))
        let replayed = try both.finish("lin")
        #expect(try replayed.status == 66 && replayed.code() == "no-device-request")
    }

    @Test("keys that a clock ahead handed out are told how to come over, and come over so")
    func handedOutAhead() throws {
        let both = try place()
        defer { both.remove() }
        guard let clock = try both.first.clock() else { return }
        let (_, code) = try both.ask("lin")
        let allow = ["device", "allow", both.request("lin"), "--code-file", code, "--json"]
        #expect(try both.first.run(where: clock(3600), allow, as: "lin").status == 0)
        let early = try both.finish("lin")
        #expect(try early.status == 78 && early.code() == "clock-set-back", "\(early.errors)")
        #expect(early.errors.contains("tacet device allow FILE"), "\(early.errors)")
        #expect(try both.first.run(["check", "--clock-is-right", "--yes"], as: "lin").status == 0)
        #expect(try both.first.run(allow, as: "lin").status == 0)
        #expect(try both.finish("lin").status == 0)
    }

    @Test("a request is good for seven days, and one dated ahead for none")
    func aged() throws {
        let both = try place()
        defer { both.remove() }
        guard let clock = try both.first.clock() else { return }
        let (_, code) = try both.ask("lin")
        let allow = ["device", "allow", both.request("lin"), "--code-file", code, "--json"]
        let old = try both.first.run(where: clock(7 * 86_400 + 60), allow, as: "lin")
        #expect(try old.status == 75 && old.code() == "device-request-old")
        let ahead = try both.first.run(where: clock(-900), allow, as: "lin")
        #expect(ahead.status == 75 || ahead.status == 78)
        #expect(try both.first.run(where: clock(6 * 86_400), allow, as: "lin").status == 0)
    }

    @Test(
        "names that steer a terminal, that are too long or nothing are refused, and a Chinese person is asked in Chinese"
    )
    func asked() throws {
        let both = try place()
        defer { both.remove() }
        for name in ["", "a\u{1b}[2J", String(repeating: "长", count: 61)] {
            let refused = try both.second.run(["device", "join", "lin", "--called", name, "--json"], as: nil)
            #expect(refused.status == 65, "\(refused.errors)")
        }
        #expect(try both.second.run(["device", "join", "lin"]).status == 77)
        #expect(try both.second.run(["device", "join", "L!"]).status == 65)
        #expect(try both.second.run(["device", "finish", "Keys/lin.transfer"], as: "lin").status == 66)
        let pass = try both.second.passphraseFile("lin")
        let asked = try both.second.run(
            ["device", "join", "lin", "--work-factor", "17", "--passphrase-file", pass], language: "zh-Hans")
        #expect(asked.output.contains("十个单词") && asked.errors.contains("不要告诉任何人"))
        // A second one makes the first one's words worthless, which is asked first.
        #expect(try both.second.run(["device", "join", "lin", "--passphrase-file", pass]).status == 64)
        // On a terminal the words are typed.
        let (_, code) = try both.ask("lin")
        let words = try String(contentsOfFile: code, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let typed = try both.first.onTerminal(
            "lin device allow '\(both.request("lin"))'", people: ["lin"],
            [.expect("words on the new computer's screen"), .type(words + "\n"), .expect("Next: carry")])
        #expect(typed.status == 0, "\(typed.screen)")
        #expect(try both.finish("lin").status == 0)
    }

    @Test("killed at any moment, on either computer, nothing is lost and the step is made again")
    func killed() throws {
        let both = try place()
        defer { both.remove() }
        let (_, code) = try both.ask("lin")
        for delay in [0.2, 0.45, 0.6, 0.7, 0.8] {
            try both.first.kill(["device", "allow", both.request("lin"), "--code-file", code], as: "lin", after: delay)
        }
        #expect(try both.allow("lin", code: code).status == 0)
        var finished = 0
        for delay in [0.3, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5] {
            let copy = try both.copied()
            defer { copy.remove() }
            try copy.second.kill(
                ["device", "finish", copy.transfer("lin"), "--work-factor", "17"], as: "lin", after: delay)
            let identity = copy.second.folder.path + "/Keys/lin.identity"
            let wasThere = FileManager.default.fileExists(atPath: identity)
            let again = try copy.finish("lin")
            // Done before it was killed, there is nothing left to finish.
            #expect(again.status == 0 || (again.status == 66 && wasThere), "\(delay): \(again.errors)")
            finished += again.status == 0 ? 1 : 0
            #expect(try copy.second.run(["case", "list"], as: "lin").status == 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: copy.second.folder.path + "/Keys")
            #expect(!left.contains("lin.receiving"))
            let listed = try copy.second.run(["device", "list", "--json"], as: "lin")
            let devices = try #require(try listed.json()["devices"] as? [[String: Any]])
            #expect(devices.count == 2 && devices.allSatisfy { $0["state"] as? String == "in-use" })
            #expect(try copy.second.run(["audit", "verify", "--deep"], as: "lin").status == 0)
        }
        #expect(finished > 0)
    }

}
