import Foundation
import Glibc
import Testing

/// Another passphrase for the same identity.
struct PassphraseTests {
    private func file(_ place: Workplace, _ name: String, _ words: String) throws -> String {
        let file = place.everything.appendingPathComponent(name)
        try Data((words + "\n").utf8).write(to: file)
        return file.path
    }

    @Test("the new passphrase opens, the old one does not, an old copy still does, and the identity is locked")
    func changed() throws {
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.found()
        let identity = place.folder.appendingPathComponent("Keys/fang.identity")
        let before = try Data(contentsOf: identity)
        #expect(try place.run(["unlock"], as: "fang").status == 0)
        let new = try file(place, "new", "一个新的很长的口令啊")
        let ending = try place.run(
            ["passphrase", "change", "--new-passphrase-file", new, "--work-factor", "18"], as: "fang")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.errors.contains("still open with the old passphrase"))
        #expect(try place.run(["status"]).status == 77)
        #expect(try place.run(["status", "--passphrase-file", new]).status == 0)
        #expect(try place.run(["status"], as: "fang").status == 77)
        let mode = try FileManager.default.attributesOfItem(atPath: identity.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try String(decoding: Data(contentsOf: identity), as: UTF8.self).contains(" 18\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path + "/Keys").count == 6)
        try before.write(to: identity)
        #expect(try place.run(["status"], as: "fang").status == 0)
    }

    @Test("short, same, cheaper or wrong: refused, and the file stays as it was")
    func refused() throws {
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.found()
        let identity = place.folder.appendingPathComponent("Keys/fang.identity")
        let before = try Data(contentsOf: identity)
        let same = try place.passphraseFile("fang")
        for (words, code) in [("short", "passphrase-short"), ("six plain words of fang", "passphrase-same")] {
            let ending = try place.run(
                ["passphrase", "change", "--new-passphrase-file", try file(place, "new", words), "--json"], as: "fang")
            #expect(ending.status == 65)
            #expect(try ending.code() == code)
        }
        for factor in ["16", "21"] {
            let ending = try place.run(
                ["passphrase", "change", "--new-passphrase-file", same, "--work-factor", factor], as: "fang")
            #expect(ending.status == 65)
        }
        let wrong = try place.run(
            [
                "passphrase", "change", "--generate", "--passphrase-file",
                try file(place, "wrong", "another one entirely"),
            ])
        #expect(wrong.status == 77)
        #expect(FileManager.default.fileExists(atPath: place.folder.path + "/Keys/fang.failed"))
        // Without a terminal and without a new one there is nobody to ask.
        #expect(try place.run(["passphrase", "change"], as: "fang").status == 77)
        #expect(try Data(contentsOf: identity) == before)
        let generated = try place.run(["passphrase", "change", "--generate", "--json"], as: "fang")
        let words = try #require(try generated.json()["passphrase"] as? String, "\(generated.errors)")
        #expect(words.split(separator: " ").count == 6)
        #expect(try place.run(["status", "--passphrase-file", try file(place, "made", words)]).status == 0)
    }

    @Test(
        "on a terminal a wrong passphrase is asked for again, twice, and not left to the shell; spaces alone are none")
    func askedAgain() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let prompt = "Passphrase of fang: "
        let typed = try place.onTerminal(
            "'\(place.program.path)' status --as fang; echo status $?", people: [],
            [
                .expect(prompt), .type("six plane words of fang\n"), .expect(prompt),
                .type("six plain words of fang\n"),
                .expect("status 0"),
            ])
        #expect(typed.screen.contains("That passphrase does not open the identity file."), "\(typed.screen)")
        let given = try place.onTerminal(
            "'\(place.program.path)' status --as fang; echo status $?", people: [],
            [.expect(prompt), .type("a\n"), .expect(prompt), .type("b\n"), .expect(prompt), .type("c\n")])
        #expect(given.screen.contains("status 77"), "\(given.screen)")
        let spaces = try file(place, "spaces", "            ")
        #expect(
            try place.run(["passphrase", "change", "--new-passphrase-file", spaces, "--json"], as: "fang").code()
                == "passphrase-short")
    }

    @Test("a passphrase that cannot be read is told with the file or descriptor that was named, and what is wrong")
    func unreadable() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let (empty, long) = (try file(place, "empty", ""), try file(place, "long", String(repeating: "x", count: 1025)))
        let bytes = place.everything.appendingPathComponent("bytes")
        try Data([0xFF, 0xFE, 0x0A]).write(to: bytes)
        let nothing = place.everything.appendingPathComponent("nothing")
        try Data().write(to: nothing)
        let folder = place.folder.path
        for (given, status, code, english, chinese) in [
            (folder, 74, "cannot-read", "'\(folder)' cannot be read: it is a folder.", "无法读取 '\(folder)'：这是一个文件夹。"),
            (empty, 65, "end-of-input", "The first line of '\(empty)' is empty", "'\(empty)' 的第一行是空的"),
            (nothing.path, 65, "end-of-input", "The first line of '\(nothing.path)' is empty", "的第一行是空的"),
            (long, 65, "too-long", "The first line of '\(long)' is longer than 1024 bytes", "超过了 1024 字节"),
            (bytes.path, 65, "not-utf8", "'\(bytes.path)' holds bytes that are not UTF-8", "不是 UTF-8 文本的字节"),
        ] {
            let arguments = ["status", "--as", "fang", "--passphrase-file", given]
            let told = try place.run(arguments)
            #expect(told.status == status && told.errors.contains(english), "\(told.errors)")
            #expect(!told.errors.contains("several parts") && !told.errors.contains("'-'"), "\(told.errors)")
            #expect(try place.run(arguments, language: "zh").errors.contains(chinese))
            #expect(try place.run(arguments + ["--json"]).code() == code)
        }
        let closed = try place.run(["status", "--as", "fang", "--passphrase-fd", "99"])
        let unopened = "'--passphrase-fd 99' cannot be read: nothing is open there"
        #expect(closed.status == 74 && closed.errors.contains(unopened), "\(closed.errors)")
        // None of them was a wrong passphrase.
        #expect(!FileManager.default.fileExists(atPath: place.folder.path + "/Keys/fang.failed"))
    }

    @Test("killed while the passphrase changes, the file opens with the old one or the new one")
    func killed() throws {
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.found()
        let old = try place.passphraseFile("fang")
        let new = try file(place, "new", "a new passphrase, long enough")
        var opened: Set<String> = []
        for delay in [0.35, 0.6, 0.8, 0.9, 1.0, 1.1, 1.3] {
            let copy = try place.copied()
            defer { copy.remove() }
            try copy.kill(
                ["passphrase", "change", "--passphrase-file", old, "--new-passphrase-file", new], after: delay)
            let which = [old, new].filter { (try? copy.run(["status", "--passphrase-file", $0]).status) == 0 }
            #expect(which.count == 1)
            opened.formUnion(which)
        }
        #expect(!opened.isEmpty)
    }
}
