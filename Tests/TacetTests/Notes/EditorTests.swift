import Foundation
import Testing

@Suite(.enabled(if: MemoryPlace.isThere, "no storage in memory on this machine"))
struct EditorTests {
    let place: Workplace
    let memory: MemoryPlace
    let caseID: String

    init() throws {
        place = try Workplace()
        memory = try MemoryPlace()
        try place.foundWithStaff(["lin"])
        caseID = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin").id
    }

    private func remove() {
        place.remove()
        memory.remove()
    }

    // MARK: an editor that is a script, so that every way out of it can be had

    /// An editor that does what the script says with the file `$1`.
    private func editor(_ name: String, _ script: String) throws -> String {
        let file = URL(fileURLWithPath: memory.beside).appendingPathComponent(name)
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        return file.path
    }

    private func write(
        _ arguments: String, editor: String, _ steps: [TerminalSession.Step] = []
    ) throws -> TerminalSession.Ending {
        try place.onTerminal(
            "lin \(arguments)", people: ["lin"],
            environment: ["EDITOR": editor, "XDG_RUNTIME_DIR": memory.path, "TERM": "xterm"],
            steps)
    }

    /// Ends this place's program and no other's: copies of one prepared practice, side by side, have the same case.
    private var killing: String { "pkill -KILL -f '[n]ote write \(caseID).*\(place.everything.lastPathComponent)'" }

    private func drafts(of person: String = "lin") throws -> [[String: Any]] {
        let listed = try place.run(["draft", "list", "--json"], as: person)
        try #require(listed.status == 0, "\(listed.errors)")
        return try #require(try listed.json()["drafts"] as? [[String: Any]])
    }

    private func notes() throws -> [[String: Any]] {
        let listed = try place.run(["note", "list", caseID, "--json"], as: "lin")
        try #require(listed.status == 0, "\(listed.errors)")
        return try #require(try listed.json()["notes"] as? [[String: Any]])
    }

    private func shown(_ id: Any?) throws -> String {
        try place.run(["note", "show", try #require(id as? String)], as: "lin").output
    }

    @Test func `what is written below each heading is filed there, and its words lie nowhere else`() throws {
        defer { remove() }
        let fill = try editor(
            "fill", #"sed -i -e '/^#= subjective/a 睡不好，云雀' -e '/^#= plan/a 下周再谈，石榴' "$1"; cp "$1" "$HOME/copy""#)
        let written = try write("note write \(caseID) --template soap", editor: fill)
        #expect(written.status == 0, "\(written.screen)")
        let text = try shown(try notes().first?["id"])
        let places = ["睡不好，云雀", "下周再谈，石榴"].map { text.range(of: $0)?.lowerBound }
        #expect(try #require(places[0]) < (try #require(places[1])))
        #expect(!text.contains("#="))
        #expect(try drafts().isEmpty)
        try place.expectNothingReadable(["云雀", "石榴"])
        #expect(try memory.contents().isEmpty)
    }

    @Test func `a byte order mark that an editor puts before the text is not filed, nor the line that it stands on`()
        throws
    {
        defer { remove() }
        let marking = try editor(
            "marking", #"{ printf '\357\273\277'; cat "$1"; echo 山楂; } > "$HOME/new"; cat "$HOME/new" > "$1""#)
        let written = try write("note write \(caseID)", editor: marking)
        #expect(written.status == 0, "\(written.screen)")
        let text = try shown(try notes().first?["id"])
        #expect(text.contains("山楂") && !text.contains("FEFF") && !text.contains("#:"), "\(text)")
    }

    @Test func `what the editor is told stands on lines that eighty columns hold, and none of it is filed`() throws {
        defer { remove() }
        let copy = memory.beside + "/seen"
        let keep = try editor("keep", "cat \"$1\" > '\(copy)'; printf '%s\\n' '山楂' >> \"$1\"")
        for language in ["en", "zh-Hans"] {
            let written = try place.onTerminal(
                "lin note write \(caseID) --yes", people: ["lin"],
                environment: [
                    "EDITOR": keep, "XDG_RUNTIME_DIR": memory.path, "TERM": "xterm", "TACET_LANG": language,
                ])
            #expect(written.status == 0, "\(written.screen)")
            let seen = try String(contentsOfFile: copy, encoding: .utf8).split(separator: "\n")
            #expect(seen.count { $0.hasPrefix("#: ") } >= 2)
            for line in seen { #expect(line.reduce(0) { $0 + ($1.isASCII ? 1 : 2) } <= 80, "\(line)") }
        }
        for note in try notes() { #expect(try !shown(note["id"]).contains("#:")) }
        try FileManager.default.removeItem(atPath: copy)
    }

    @Test func `a draft that its author changed at another place meanwhile is not said to be changed by somebody else`()
        throws
    {
        defer { remove() }
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "第一版")
        let id = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let surroundings = place.environment(language: "en").map { "\($0)='\($1)'" }.joined(separator: " ")
        let elsewhere =
            "printf 第二版 | env \(surroundings) '\(place.program.path)' note edit \(id) --from - --as lin"
            + " --passphrase-file '\(try place.passphraseFile("lin"))' > /dev/null 2>&1"
        let late = try write("note edit \(id)", editor: try editor("late", "\(elsewhere); echo 第三版 > \"$1\""))
        #expect(late.status == 75, "\(late.screen)")
        let words = late.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("by you, in another window") && !words.contains("omeone else"), "\(late.screen)")
        #expect(words.contains("another draft note of the same case: tacet note show"), "\(late.screen)")
        #expect(try shown(id).contains("第二版"))
        #expect(try notes().count == 2)
    }

    @Test func `nothing is filed where nothing was written or saved`() throws {
        defer { remove() }
        for idle in ["true", "touch \"$1\"", ": > \"$1\""] {
            let written = try write("note write \(caseID)", editor: try editor("idle", idle))
            #expect(written.status == 0, "\(written.screen)")
            #expect(written.screen.contains("nothing was filed"), "\(idle): \(written.screen)")
        }
        #expect(try notes().isEmpty)
        #expect(try drafts().isEmpty)
    }

    @Test func `an editor that fails or leaves keeps what was written as a draft, which is continued or discarded`()
        throws
    {
        defer { remove() }
        let failing = try write("note write \(caseID)", editor: try editor("failing", "echo 青竹 >> \"$1\"; exit 3"))
        #expect(failing.status == 130, "\(failing.screen)")
        #expect(try notes().isEmpty)
        let draft = try #require(try drafts().first)
        #expect(draft["kind"] as? String == "note")
        #expect(draft["case"] as? String == caseID)
        try place.expectNothingReadable(["青竹"])
        // Somebody else on the same computer has no part in it.
        #expect(try drafts(of: "fang").isEmpty)
        let id = try #require(draft["id"] as? String)
        #expect(try place.run(["draft", "discard", id, "--yes"], as: "fang").status == 66)
        #expect(try place.run(["draft", "discard", "zzzz", "--yes"], as: "lin").status == 66)

        let more = try editor("more", "grep -q 青竹 \"$1\" && echo 白露 >> \"$1\"")
        let refused = try write(
            "note write \(caseID)", editor: try editor("failing", "exit 1"), [.expect("Continue it?"), .type("y\n")])
        #expect(refused.status == 130)
        #expect(try drafts().count == 1)
        let continued = try write(
            "note write \(caseID)", editor: more, [.expect("Continue it?"), .type("y\n")])
        #expect(continued.status == 0, "\(continued.screen)")
        #expect(try drafts().isEmpty)
        let text = try shown(try notes().first?["id"])
        #expect(text.contains("青竹") && text.contains("白露"))

        _ = try write("note write \(caseID)", editor: try editor("failing", "echo 谷雨 >> \"$1\"; exit 3"))
        let other = try #require(try drafts().first?["id"] as? String)
        let discarded = try place.run(["draft", "discard", String(other.prefix(8)), "--yes"], as: "lin")
        #expect(discarded.status == 0, "\(discarded.errors)")
        #expect(try drafts().isEmpty)
        #expect(try notes().count == 1)
    }

    @Test func `a program ended or killed while the editor is open loses no word and leaves none readable`() throws {
        defer { remove() }
        for (signal, word) in [("TERM", "寒梅"), ("HUP", "秋菊"), ("KILL", "幽兰")] {
            let before = try drafts().count
            let started = memory.beside + "/started-\(signal)"
            let waiting = try editor("waiting", "echo \(word) >> \"$1\"; echo $$ > '\(started)'; exec sleep 50")
            let kill =
                "for i in $(seq 300); do [ -s '\(started)' ] && break; sleep 0.1; done; e=$(cat '\(started)'); "
                + "t=$(ps -o ppid= -p $e); kill -\(signal) $t; sleep 3; kill -KILL $e 2>/dev/null; sleep 0.3"
            // Each draft of before is offered.
            let another = (0..<before).flatMap { _ -> [TerminalSession.Step] in [.expect("Continue it?"), .type("n\n")]
            }
            let ended = try write("note write \(caseID)", editor: waiting, another + [.meanwhile(kill)])
            #expect(ended.status != 0, "\(signal): \(ended.screen)")
            #expect(try notes().isEmpty)
            // A look at the drafts takes over what a killed program left in memory.
            let listed = try place.onTerminal(
                "lin draft list --json", people: ["lin"], environment: ["XDG_RUNTIME_DIR": memory.path])
            #expect(listed.status == 0, "\(listed.screen)")
            #expect(try drafts().count == before + 1, "\(signal): \(listed.screen)")
            #expect(try memory.contents().isEmpty, "\(signal)")
            try place.expectNothingReadable([word])
            let continued = try write(
                "note write \(caseID) --private", editor: try editor("keep", "true"))
            // A draft of a note is not offered for a private one.
            #expect(!continued.screen.contains("Continue it?"))
        }
        let words = try write(
            "note write \(caseID)", editor: try editor("keep", "touch \"$1\""), [.expect("Continue it?"), .type("y\n")])
        #expect(words.status == 0, "\(words.screen)")
        #expect(try shown(try notes().first?["id"]).contains("幽兰"))
    }

    @Test func `a heading that is none of the note's opens the editor again with the reason`() throws {
        defer { remove() }
        let count = place.everything.appendingPathComponent("count").path
        let mending = try editor(
            "mending",
            """
            echo x >> '\(count)'
            if [ $(wc -l < '\(count)') = 1 ]; then
                sed -i -e '/^#= data/a 第一次，海棠' "$1"; echo '#= nonsense' >> "$1"
            else
                grep -q '#: .*nonsense' "$1" || exit 9
                sed -i -e '/^#= nonsense/d' "$1"
            fi
            """)
        let written = try write("note write \(caseID) --template dap", editor: mending)
        #expect(written.status == 0, "\(written.screen)")
        let text = try shown(try notes().first?["id"])
        #expect(text.contains("海棠") && !text.contains("nonsense"))
    }

    @Test func `whoever continues a draft of an older version keeps both`() throws {
        defer { remove() }
        let made = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "初稿")
        let id = try #require(try made.json()["id"] as? String)
        _ = try write("note edit \(id)", editor: try editor("failing", "echo 甲版 > \"$1\"; exit 3"))
        #expect(try drafts().first?["kind"] as? String == "edit")
        #expect(try place.run(["note", "edit", id, "--from", "-"], as: "lin", input: "乙版").status == 0)
        let late = try write(
            "note edit \(id)", editor: try editor("keep", "touch \"$1\""), [.expect("Continue it?"), .type("y\n")])
        #expect(late.status == 75, "\(late.screen)")
        let all = try notes()
        #expect(all.count == 2)
        #expect(try shown(id).contains("乙版"))
        #expect(try shown(all.first { $0["id"] as? String != id }?["id"]).contains("甲版"))
        #expect(try drafts().isEmpty)
    }

    @Test func `an editor that is missing is said, and one that keeps copies elsewhere is not used`() throws {
        defer { remove() }
        let missing = try write("note write \(caseID)", editor: "/nowhere/editor")
        #expect(missing.status == 78, "\(missing.screen)")
        let code = try editor("code", "echo 不该用 > \"$1\"")
        let typed = try write("note write \(caseID)", editor: code, [.expect("not used here"), .type("一行一行\n.\n")])
        #expect(typed.status == 0, "\(typed.screen)")
        #expect(try shown(try notes().first?["id"]).contains("一行一行"))
        let none = try write(
            "note write \(caseID) --no-editor", editor: code, [.expect("a dot"), .type("第二行\n.\n")])
        #expect(none.status == 0, "\(none.screen)")
        #expect(!none.screen.contains("not used here"))
    }

    @Test func `lines typed at the prompt are kept when the program is killed between them`() throws {
        defer { remove() }
        let killed = try place.onTerminal(
            "lin note write \(caseID) --no-editor", people: ["lin"],
            [
                .expect("a dot"), .type("第一行，紫藤\n"), .type("第二行\n"),
                .meanwhile("sleep 1; \(killing)"),
            ])
        #expect(killed.status != 0, "\(killed.screen)")
        try place.expectNothingReadable(["紫藤"])
        #expect(try drafts().count == 1)
        let continued = try write(
            "note write \(caseID) --no-editor", editor: "", [.expect("Continue it?"), .type("y\n"), .type("第三行\n.\n")])
        #expect(continued.status == 0, "\(continued.screen)")
        let text = try shown(try notes().first?["id"])
        for word in ["紫藤", "第二行", "第三行"] { #expect(text.contains(word)) }
    }

    /// How each is left with what was typed saved.
    private static let known = [
        ("/usr/bin/vim", "i\("竹影摇窗")\u{1b}", ":wq\r"),
        ("/usr/bin/nano", "竹影摇窗", "\u{0f}\r\u{18}"),
        ("/usr/bin/emacs", "竹影摇窗", "\u{18}\u{13}\u{18}\u{03}"),
    ].filter { FileManager.default.isExecutableFile(atPath: $0.0) }

    @Test(arguments: known)
    func `a real editor files what is typed, and killed it leaves its words in no file`(
        program: String, typing: String, leaving: String
    ) throws {
        defer { remove() }
        let wait: TerminalSession.Step = .meanwhile("sleep 2")
        let written = try write(
            "note write \(caseID)", editor: program,
            [.expect("write below"), wait, .type(typing), wait, .type(leaving)])
        #expect(written.status == 0, "\(written.screen)")
        #expect(try shown(try notes().first?["id"]).contains("竹影摇窗"))
        let kill =
            "sleep 4; \(killing); sleep 1; "
            + "pkill -KILL -f '[w]orking/\(memory.name)'; sleep 0.3"
        let killed = try write(
            "note write \(caseID)", editor: program, [.expect("write below"), wait, .type(typing), .meanwhile(kill)])
        #expect(killed.status != 0)
        try place.expectNothingReadable(["竹影摇窗"])
        let listed = try place.onTerminal(
            "lin draft list", people: ["lin"], environment: ["XDG_RUNTIME_DIR": memory.path])
        #expect(listed.status == 0, "\(listed.screen)")
        #expect(try drafts().count == 1, "\(listed.screen)")
        #expect(try memory.contents().isEmpty)
    }
}

/// A folder in memory that stands for a person's runtime directory, so that tests at the same time do not meet; and one beside it
/// for scripts, which may hold the words that are looked for elsewhere.
struct MemoryPlace {
    let name: String
    var path: String { "/dev/shm/tacet-working/\(name)" }
    var beside: String { path + "-beside" }

    static var isThere: Bool {
        (try? Workplace.shell("[ \"$(stat -f -c %T /dev/shm)\" = tmpfs ] && [ -w /dev/shm ]")) == 0
    }

    init() throws {
        name = UUID().uuidString
        for made in [path, beside] {
            try FileManager.default.createDirectory(
                atPath: made, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
    }

    func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }

    func remove() {
        for made in [path, beside] { try? FileManager.default.removeItem(atPath: made) }
    }
}
