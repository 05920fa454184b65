import Foundation
import Testing

/// The program where standard input, output or errors are closed, or cannot be written.
struct ClosedDescriptorTests {
    /// A place with a note of lin's, and lin unlocked.
    private func unlocked() throws -> (Workplace, note: String) {
        let place = try Workplace(isScryptReal: true)
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.run(["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "第一次会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        try #require(try place.run(["unlock"], as: "lin").status == 0)
        return (place, note)
    }

    private func end(_ place: Workplace) {
        _ = try? place.run(["lock", "--all"])
        place.remove()
    }

    @Test("where the system lets too few files be opened the command is not done, and is not taken for a call for help")
    func fewFiles() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for limit in [5, 8] {
            for (language, said) in [("en", "too few files"), ("zh-Hans", "文件数太少")] {
                let ending = try place.run(
                    where: "ulimit -n \(limit)", ["client", "add", "--from", "-"], as: "fang",
                    input: #"{"name": "王小明"}"#,
                    language: language)
                #expect(ending.status == 74 && ending.errors.contains(said), "\(limit): \(ending)")
                #expect(ending.output.isEmpty)
            }
        }
        // Where more are allowed to whom asks, it asks.
        #expect(try place.run(where: "ulimit -Sn 5", ["audit", "verify", "--deep"]).status == 0)
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.contains("\"clients\": []"))
    }

    @Test("nothing that is opened takes the place of a closed output: what was to be read goes nowhere, and is said so")
    func closed() throws {
        let (place, note) = try unlocked()
        defer { end(place) }
        for circumstances in ["<&- >&-", ">&- 2>&-", "<&- >&- 2>&-", ">&-"] {
            for command in [
                ["note", "show", note], ["client", "list", "--json"], ["--help"], ["--version", "--json"],
            ] {
                let ending = try place.run(where: "exec " + circumstances, command)
                #expect(ending.status == 74, "\(circumstances) \(command): \(ending)")
                let isTold = !circumstances.contains("2>&-") && command.first != "--version"
                #expect(!isTold || ending.errors.contains("nothing is open there"), "\(ending.errors)")
                #expect(ending.output.isEmpty)
            }
        }
        let empty = try place.run(where: "exec <&-", ["note", "edit", note, "--from", "-", "--json"])
        #expect(try empty.status == 74 && empty.code() == "cannot-read", "\(empty.errors)")
        #expect(try place.run(where: "exec <&-", ["note", "show", note]).output.contains("第一次会谈"))
        // The agent was sent nothing that it does not understand, and serves on.
        #expect(try place.run(["note", "show", note]).output.contains("第一次会谈"))
    }

    @Test("an agent starts also where everything is closed")
    func start() throws {
        let (place, note) = try unlocked()
        defer { end(place) }
        #expect(try place.run(["lock"]).status == 0)
        let unlock = try place.run(where: "exec <&- >&- 2>&-", ["unlock"], as: "lin")
        #expect(unlock.status == 74)
        #expect(try place.run(["note", "show", note]).output.contains("第一次会谈"))
    }

    @Test(
        "a notice that cannot be written changes neither what a command does nor how it ends; a question that cannot does"
    )
    func noNotices() throws {
        let (place, note) = try unlocked()
        defer { end(place) }
        for (number, circumstances) in ["2>&-", "2>/dev/full"].enumerated() {
            let shown = try place.run(where: "exec " + circumstances, ["note", "show", note])
            #expect(shown.status == 0 && shown.output.contains(number == 0 ? "第一次会谈" : "第 0 次改写"))
            let edited = try place.run(
                where: "exec " + circumstances, ["note", "edit", note, "--from", "-"], input: "第 \(number) 次改写")
            #expect(edited.status == 0 && !edited.output.isEmpty)
            #expect(try place.run(["note", "show", note]).output.contains("第 \(number) 次改写"))
            // A refusal keeps its number.
            #expect(try place.run(where: "exec " + circumstances, ["note", "show", "ZZZZ"]).status == 66)
            let again = ["client", "add", "--from", "-"]
            let asked = try place.run(
                where: "exec " + circumstances, again, as: "fang", input: #"{"name": "王小明"}"#)
            #expect(asked.status == 64)
        }
        // Whoever sits at a terminal is not taken to have answered what they were not asked.
        let terminal =
            "/usr/bin/python3 -c \"import pty, sys; sys.exit(pty.spawn(['/bin/sh', '-c', sys.argv[1]]) >> 8)\""
        let sign = "exec '\(place.program.path)' note sign \(note) 2>/dev/full"
        let ending = try place.run(where: "exec \(terminal) \"\(sign)\"", [])
        #expect(ending.status == 74, "\(ending)")
        let listed = try place.run(["note", "show", note, "--json"]).json()
        #expect(listed["state"] as? String == "draft", "\(listed)")
    }
}
