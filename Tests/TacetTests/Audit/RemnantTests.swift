import Foundation
import Testing

/// What a kill leaves beside a file that was being written goes at the next command, and nothing that is being written does.
struct RemnantTests {
    private func put(_ path: String, _ text: String = "abacus abdomen", in place: Workplace) throws {
        try Data(text.utf8).write(to: place.folder.appendingPathComponent(path))
    }

    private func isThere(_ path: String, in place: Workplace) -> Bool {
        FileManager.default.fileExists(atPath: place.folder.appendingPathComponent(path).path)
    }

    @Test("what was not finished in Keys/ goes at the next command; what is being written stays, and so do other files")
    func keys() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let cut = ["Keys/fang.identity.founding.4711.new", "Keys/duty.txt.4712.new", "Keys/lin.welcome.4713.new"]
        let others = ["Keys/notes.new", "Keys/4714.new", "Keys/a.b7.new", "Keys/minutes.2024.new"]
        for path in cut + others + ["Keys/lin.public.4715.new"] { try put(path, in: place) }
        let ended = try place.onTerminal(
            """
            python3 -c 'import fcntl, sys
            held = open("Keys/lin.public.4715.new", "r+"); fcntl.flock(held, fcntl.LOCK_EX)
            print("held", flush=True); sys.stdin.readline()'
            """, people: [],
            [
                .expect("held"),
                .meanwhile(
                    "cd '\(place.folder.path)' && '\(place.program.path)' audit verify && test -e Keys/lin.public.4715.new"
                ), .type("\n"),
            ])
        #expect(ended.status == 0, "\(ended.screen)")
        #expect(try place.run(["staff", "list"], as: "fang").status == 0)
        for path in cut { #expect(!isThere(path, in: place), "\(path)") }
        for path in others { #expect(isThere(path, in: place), "\(path)") }
        #expect(!isThere("Keys/lin.public.4715.new", in: place))
    }

    @Test("what was not finished of what is remembered goes at the next command of whoever remembers it")
    func memory() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try place.run(["client", "list"], as: "fang").status == 0)
        let kept = try #require(FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil))
        let rows = try #require(kept.compactMap { $0 as? URL }.first { $0.pathExtension == "rows" })
        let cut = rows.path + ".4711.new"
        try Data([1]).write(to: URL(fileURLWithPath: cut))
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(!FileManager.default.fileExists(atPath: cut))
    }

    @Test("a joining code that a kill left in clear beside its file goes when the code is written again, or read")
    func code() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林"}"#)
        try #require(joined.status == 0, "\(joined.errors)")
        try put("lin.code.99.new", in: place)
        try put("bo.code.99.new", in: place)
        let admitted = try place.run(
            [
                "staff", "admit", "Keys/lin.public", "--role", "counselor", "--work-factor", "17", "--yes",
                "--code-file", "lin.code",
            ], as: "fang")
        try #require(admitted.status == 0, "\(admitted.errors)")
        #expect(!isThere("lin.code.99.new", in: place) && isThere("bo.code.99.new", in: place))
        try put("lin.code.98.new", in: place)
        let welcomed = try place.run(
            ["welcome", "Keys/lin.welcome", "--code-file", "lin.code", "--work-factor", "17"], as: "lin")
        #expect(welcomed.status == 0, "\(welcomed.errors)")
        #expect(!isThere("lin.code.98.new", in: place))
    }

    @Test("whoever lost what 'join' showed is told their fingerprint again, until they belong to the practice")
    func fingerprint() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let join = ["join", "lin", "--from", "-", "--work-factor", "17", "--json"]
        let joined = try place.run(join, as: "lin", input: #"{"name": "林"}"#)
        let words = try #require(try joined.json()["fingerprint"] as? String, "\(joined.errors)")
        let again = try place.run(join, as: "lin", input: #"{"name": "林"}"#)
        #expect(again.status == 73)
        #expect((try again.error()["hint"] as? String)?.contains("'tacet status --as lin'") == true)
        for language in ["en", "zh-Hans"] {
            let told = try place.run(["status"], as: "lin", language: language)
            #expect(told.status == 77 && told.errors.contains(words), "\(told.errors)")
        }
        // A public file that somebody changed says nothing of whose keys these are.
        try FileManager.default.removeItem(at: place.folder.appendingPathComponent("Keys/lin.public"))
        let error = try place.run(["staff", "list", "--json"], as: "lin").error()
        #expect(error["fingerprint"] as? String == words && error["code"] as? String == "not-admitted")
    }
}
