import Foundation
import Glibc
import Testing

/// R3.4: departure with the leaver's own program.
struct DepartureTests {
    private static let reason = #"{"reason": "搬到另一座城市"}"#

    /// Lin with so many cases, each with a signed note; mei, who will take them over.
    static func practice(cases: Int) throws -> (place: Workplace, cases: [(client: String, id: String)]) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("mei", name: "梅花", roles: ["counselor"])
        var opened: [(client: String, id: String)] = []
        for number in 0..<cases {
            let one = try place.openCase(client: #"{"name": "来访者\#(number)"}"#, counselor: "lin")
            let written = try place.prepare(
                ["note", "write", one.id, "--from", "-", "--json"], as: "lin", input: "离开之前的会谈\(number)")
            let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
            try #require(try place.prepare(["note", "sign", note], as: "lin").status == 0)
            opened.append(one)
        }
        return (place, opened)
    }

    @Test(
        "a counselor hands over and leaves: the successor reads on, the leaver what they could read before and no more")
    func leaves() throws {
        let (place, cases) = try Self.practice(cases: 2)
        defer { place.remove() }
        let unsigned = try place.run(
            ["note", "write", cases[1].id, "--from", "-", "--json"], as: "lin", input: "未签名的草稿")
        try #require(unsigned.status == 0)
        let before = try place.copied()
        defer { before.remove() }
        // Not before every case has somebody else; and the director hands over nothing.
        let early = try place.run(
            ["staff", "depart", "lin", "--to", "mei", "--from", "-", "--yes", "--json"], as: "fang",
            input: Self.reason)
        #expect(early.status == 75)
        #expect(try early.code() == "cases-left")
        let foreign = try place.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "mei")
        #expect(foreign.status == 77)
        let nobody = try place.run(["staff", "depart", "lin", "--to", "fang", "--yes"], as: "lin")
        #expect(nobody.status == 77)
        // Nothing is said to go to somebody who cannot take it.
        #expect(!nobody.errors.contains("goes to fang"), "\(nobody.errors)")
        let half = try place.run(["staff", "depart", "lin", "--to", "mei", "--yes", "--json"], as: "lin")
        #expect(half.status == 75)
        #expect((try half.json()["handedOver"] as? [Any])?.count == 1)
        let left = try #require(try half.json()["left"] as? [[String: String]])
        #expect(left == [["case": cases[1].id, "reason": "unsigned-notes"]])
        let rest = try place.run(
            ["staff", "depart", "lin", "--case", "\(cases[1].id)=mei", "--leave-unsigned", "--yes"], as: "lin")
        #expect(rest.status == 0, "\(rest.errors)")
        for one in cases {
            #expect(try place.run(["note", "list", one.id], as: "lin").status == 77)
            let list = try place.run(["note", "list", one.id, "--json"], as: "mei")
            let note = try #require((try list.json()["notes"] as? [[String: Any]])?.first?["id"] as? String)
            #expect(try place.run(["note", "show", note], as: "mei").output.contains("会谈"))
        }
        let ended = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try ended.json()["waitsForConfirmation"] as? Bool == false)
        let after = try place.run(
            ["note", "write", cases[0].id, "--from", "-", "--json"], as: "mei", input: "离开之后的会谈")
        #expect(after.status == 0, "\(after.errors)")
        // With the keys of then and the file of now nothing opens; with the file of then, what they could read before.
        let refused = try place.run(["note", "list", cases[0].id], as: "lin")
        #expect(refused.status == 77)
        #expect(refused.errors.contains("Your membership of the practice has ended."))
        #expect(try before.run(["note", "list", cases[0].id], as: "lin").status == 0)
        let again = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(again.status == 0)
        let shown = try place.run(["staff", "show", "lin", "--json"], as: "fang").json()
        #expect(shown["standing"] as? String == "ended")
        #expect((shown["reasons"] as? [[String: Any]])?.first?["reason"] as? String == "搬到另一座城市")
        #expect(try place.run(["staff", "show", "lin", "--json"], as: "mei").json()["reasons"] == nil)
        let back = try place.run(
            ["staff", "reinstate", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        // Who left comes back with a new admission only.
        #expect(try back.status == 65 && back.code() == "not-suspended")
        for person in ["fang", "mei"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
    }

    @Test("killed at each line that it prints, it goes on where it stood")
    func killed() throws {
        let (place, cases) = try Self.practice(cases: 3)
        defer { place.remove() }
        // Lines of the plan are printed before, so that some kills come before anything is done.
        for line in [1, 3, 4, 5] {
            try place.kill(
                ["staff", "depart", "lin", "--to", "mei", "--yes"], as: "lin", afterLine: line)
            let whole = try place.run(["audit", "verify"])
            #expect(whole.status == 0, "\(whole.output)")
        }
        let done = try place.run(["staff", "depart", "lin", "--to", "mei", "--yes"], as: "lin")
        #expect(done.status == 0, "\(done.errors)")
        for line in [1, 2] {
            try place.kill(
                ["staff", "depart", "lin", "--from", "/dev/stdin", "--yes"], as: "fang", afterLine: line,
                input: Self.reason)
        }
        let ended = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(ended.status == 0, "\(ended.errors)")
        let list = try place.run(["case", "list", "--json"], as: "mei").json()
        #expect((list["cases"] as? [[String: Any]])?.count == cases.count)
        #expect((list["cases"] as? [[String: Any]])?.allSatisfy { $0["counselor"] as? String == "mei" } == true)
        let verified = try place.run(["audit", "verify", "--deep"], as: "mei")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test("a case in which nobody wrote yet is given to another by the director; without a terminal nothing is asked")
    func withoutKey() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("mei", name: "梅花", roles: ["counselor"])
        let one = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin", consenting: false)
        let bare = try place.run(["staff", "depart", "lin"], as: "fang")
        #expect(bare.status == 75 && bare.errors.contains("Cases that nobody has taken over yet"), "\(bare.errors)")
        let unreasoned = try place.run(["staff", "depart", "mei", "--yes"], as: "fang", language: "zh-Hans")
        #expect(
            unreasoned.status == 64 && unreasoned.errors.contains(#"请用 --from 提供 {"reason": "文字"}"#),
            "\(unreasoned.errors)")
        let unasked = try place.run(["staff", "depart", "lin", "--to", "mei"], as: "fang")
        #expect(unasked.status == 64)
        let ended = try place.run(
            ["staff", "depart", "lin", "--to", "mei", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try place.run(["note", "write", one.id, "--from", "-"], as: "mei", input: "第一次会谈").status == 0)
        let verified = try place.run(["audit", "verify", "--deep"], as: "mei")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let chinese = try place.run(["staff", "depart", "lin"], as: "lin", language: "zh-Hans")
        #expect(chinese.status == 77)
        #expect(chinese.errors.contains("您已不再是本机构成员。"))
    }
}

extension Workplace {
    /// Runs the program and kills it when it has printed so many lines on standard error. It may be through before.
    func kill(_ arguments: [String], as person: String, afterLine wanted: Int, input: String = "") throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments + ["--as", person, "--passphrase-file", try passphraseFile(person)]
        process.currentDirectoryURL = folder
        process.environment = environment(language: "en")
        let (standardInput, errors) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        var lines = 0
        while lines < wanted, let some = try errors.fileHandleForReading.read(upToCount: 1), !some.isEmpty {
            if some == Data([10]) { lines += 1 }
        }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
