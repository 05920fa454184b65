import Foundation
import Testing

/// Two people at once, files that are there already: founding mixes nothing up and replaces nothing.
struct FoundingTests {
    @Test(
        "of several who found a practice in one folder at once one succeeds, the others are told, and the practice works"
    )
    func atOnce() async throws {
        let place = try Workplace()
        defer { place.remove() }
        let people = ["fang", "zhao", "wei"]
        let statuses = try await withThrowingTaskGroup(of: (String, Int32).self) { group in
            for person in people {
                group.addTask {
                    let ending = try place.run(
                        ["init", "--name", "静心", "--from", "-", "--work-factor", "17"], as: person,
                        input: #"{"name": "方主任"}"#)
                    return (person, ending.status)
                }
            }
            return try await group.reduce(into: [String: Int32]()) { $0[$1.0] = $1.1 }
        }
        #expect(statuses.values.sorted() == [0, 73, 73])
        let winner = try #require(statuses.first { $0.value == 0 }?.key)
        let files = try FileManager.default.contentsOfDirectory(atPath: place.folder.path + "/Keys").sorted()
        #expect(files == ["\(winner).card.txt", "\(winner).identity", "\(winner).recovery", "station.key"])
        #expect(try place.run(["client", "add", "--from", "-"], as: winner, input: #"{"name": "王小明"}"#).status == 0)
        #expect(try place.run(["audit", "verify", "--deep"], as: winner).status == 0)
    }

    @Test("what an attempt that was cut short left behind does not become part of the next one")
    func leftovers() throws {
        let place = try Workplace()
        defer { place.remove() }
        let keys = place.folder.appendingPathComponent("Keys")
        try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
        try Data("nothing".utf8).write(to: keys.appendingPathComponent("old.identity.founding"))
        try place.found()
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(!FileManager.default.fileExists(atPath: keys.path + "/old.identity"))
        #expect(!FileManager.default.fileExists(atPath: keys.path + "/old.identity.founding"))
    }

    @Test("completing a founding never replaces a file that is there")
    func replacesNothing() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let identity = place.folder.appendingPathComponent("Keys/fang.identity")
        let good = try Data(contentsOf: identity)
        let made = URL(fileURLWithPath: identity.path + ".founding")
        try Data("an identity of somebody else's making".utf8).write(to: made)
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(try Data(contentsOf: identity) == good)
        #expect(FileManager.default.fileExists(atPath: made.path))
        // Cut short between its two steps, both names are of one file: then only the first goes.
        try FileManager.default.removeItem(at: made)
        try FileManager.default.linkItem(at: identity, to: made)
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(try Data(contentsOf: identity) == good)
        #expect(!FileManager.default.fileExists(atPath: made.path))
    }

    @Test("an identity or a practice needs a passphrase of some length, and an empty file is none")
    func passphrases() throws {
        let place = try Workplace()
        defer { place.remove() }
        let file = place.everything.appendingPathComponent("short")
        for (text, code) in [("short\n", "passphrase-short"), ("\n", "end-of-input"), ("", "end-of-input")] {
            try Data(text.utf8).write(to: file)
            let ending = try place.run(
                ["init", "--name", "x", "--as", "fang", "--from", "-", "--json", "--passphrase-file", file.path],
                input: #"{"name": "方主任"}"#)
            #expect(ending.status == 65)
            #expect(try ending.code() == code)
        }
        #expect(!FileManager.default.fileExists(atPath: place.database.path))
    }

    @Test("only the first line of a passphrase file counts, with either line end, and a descriptor serves as well")
    func firstLine() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let file = place.everything.appendingPathComponent("lines")
        try Data("six plain words of fang\r\nanother line\n".utf8).write(to: file)
        #expect(try place.run(["status", "--as", "fang", "--passphrase-file", file.path]).status == 0)
        let ending = try place.onTerminal(
            "'\(place.program.path)' status --as fang --passphrase-fd 7 7<'\(file.path)'", people: [])
        #expect(ending.status == 0, "\(ending.screen)")
    }
}
