import Foundation
import Glibc
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

    @Test(
        "since when somebody is there is a day of the practice's own time zone, of the founder and of who is admitted"
    )
    func since() throws {
        let place = try Workplace()
        defer { place.remove() }
        // It is another day there than in UTC, whenever this runs.
        let hour = Int(Date().timeIntervalSince1970) % 86_400 / 3_600
        let zone = hour < 10 ? "Pacific/Pago_Pago" : "Pacific/Kiritimati"
        let founded = try place.run(
            ["init", "--name", "静心", "--from", "-", "--work-factor", "17", "--time-zone", zone], as: "fang",
            input: #"{"name": "方主任"}"#)
        #expect(founded.status == 0, "\(founded.errors)")
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let days = DateFormatter()
        (days.locale, days.timeZone) = (Locale(identifier: "en_US_POSIX"), TimeZone(identifier: zone))
        days.dateFormat = "yyyy-MM-dd"
        for person in ["fang", "lin"] {
            let shown = try place.run(["staff", "show", person], as: "fang")
            #expect(shown.output.contains(days.string(from: Date())), "\(shown.output)\(shown.errors)")
        }
        #expect(try place.run(["staff", "role", "add", "lin", "--role", "auditor"], as: "fang").status == 0)
        let shown = try place.run(["staff", "show", "lin"], as: "fang")
        #expect(shown.output.contains(days.string(from: Date())), "\(shown.output)\(shown.errors)")
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

    @Test("beside another practice's keys nothing is founded, and who lost the practice file is told so and of backups")
    func besideOthersKeys() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        _ = try place.run(["status"], as: "fang")
        let keys = place.folder.appendingPathComponent("Keys")
        func names() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: keys.path)) }
        let all = try names()
        for file in try FileManager.default.contentsOfDirectory(atPath: place.folder.path) where file != "Keys" {
            try FileManager.default.removeItem(at: place.folder.appendingPathComponent(file))
        }
        for (language, missing) in [("en", "is missing"), ("zh", "缺少机构文件")] {
            let told = try place.run(["status", "--json"], as: "fang", language: language)
            #expect(try told.status == 69 && told.code() == "no-practice")
            let fault = try told.error()
            #expect((fault["message"] as? String)?.contains(missing) == true, "\(fault)")
            let hint = try #require(fault["hint"] as? String)
            #expect(hint.contains("tacet restore unpack") && !hint.contains("tacet init"), "\(hint)")
        }
        let found = ["init", "--name", "新", "--from", "-", "--work-factor", "17", "--json"]
        func refuse(_ kept: Set<String>) throws {
            let ending = try place.run(found, as: "wei", input: #"{"name": "魏然"}"#)
            #expect(try ending.status == 73 && ending.code() == "already-there", "\(kept) \(ending.errors)")
            #expect(try names() == kept)
            #expect(!FileManager.default.fileExists(atPath: place.database.path))
        }
        try refuse(all)
        // Each of them alone is somebody's.
        let expected: Set = ["station.key", "fang.identity", "lin.public", "fang.recovery", "duty.txt"]
        #expect(all.isSuperset(of: expected), "\(all)")
        let aside = place.everything.appendingPathComponent("aside")
        try FileManager.default.moveItem(at: keys, to: aside)
        for name in all.sorted() {
            try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: aside.appendingPathComponent(name), to: keys.appendingPathComponent(name))
            try refuse([name])
            try FileManager.default.removeItem(at: keys)
        }
        // What is nobody's key stands in nobody's way.
        try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
        try Data("read me".utf8).write(to: keys.appendingPathComponent("README.md"))
        let ending = try place.run(found, as: "wei", input: #"{"name": "魏然"}"#)
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(try place.run(["audit", "verify"]).status == 0)
    }

    @Test("an init that is refused leaves the folder as it was")
    func refusedLeavesNothing() throws {
        let place = try Workplace()
        defer { place.remove() }
        #expect(chmod(place.folder.path, 0o755) == 0)
        func mode() -> mode_t {
            var status = stat()
            return stat(place.folder.path, &status) == 0 ? status.st_mode & 0o777 : 0
        }
        let found = ["init", "--name", "静心", "--from", "-", "--work-factor"]
        let refused = try place.run(found + ["40"], as: "fang", input: #"{"name": "方主任"}"#)
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path).isEmpty)
        #expect(mode() == 0o755)
        let founded = try place.run(found + ["17"], as: "fang", input: #"{"name": "方主任"}"#)
        #expect(founded.status == 0 && founded.errors.contains("it is closed to others now"), "\(founded.errors)")
        // Nobody named a time zone: which it took is said before anything is founded.
        #expect(founded.errors.contains("time zone") && founded.errors.contains("tacet init --time-zone"))
        #expect(mode() == 0o750)
    }

    @Test("where nothing can be written no practice is begun, and nothing is left", arguments: [0, 4, 8, 16, 64, 200])
    func fullDisk(blocks: Int) throws {
        let place = try Workplace()
        defer { place.remove() }
        let refused = try place.run(
            where: "ulimit -f \(blocks)", ["init", "--name", "静心", "--from", "-", "--work-factor", "17"], as: "fang",
            input: #"{"name": "方主任"}"#)
        #expect(refused.status == 0 ? blocks > 64 : [73, 74].contains(refused.status), "\(refused)")
        let left = try FileManager.default.contentsOfDirectory(atPath: place.folder.path)
        #expect(refused.status == 0 || left.isEmpty, "\(left)")
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
