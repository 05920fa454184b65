import Foundation
import Testing

/// What a person is told when their identity is unlocked.
struct UnlockTests {
    private static let told = "Wrong passphrases since your last unlock: "

    private func tryWrong(_ place: Workplace, times: Int) throws {
        let wrong = place.everything.appendingPathComponent("wrong")
        try Data("not the passphrase\n".utf8).write(to: wrong)
        for _ in 0..<times {
            let ending = try place.run(["status", "--as", "fang", "--passphrase-file", wrong.path, "--json"])
            #expect(ending.status == 77)
            #expect(try ending.code() == "locked")
        }
    }

    @Test("wrong passphrases are counted beside the identity, told once at the next unlock, and then forgotten")
    func toldOnce() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try tryWrong(place, times: 2)
        let count = place.folder.appendingPathComponent("Keys/fang.failed")
        let mode = try FileManager.default.attributesOfItem(atPath: count.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(!(try String(contentsOf: count, encoding: .utf8)).contains("passphrase"))
        // A script whose answer has no place for it leaves it to be told.
        #expect(try place.run(["client", "list", "--json"], as: "fang").errors.isEmpty)
        let first = try place.run(["client", "list"], as: "fang")
        #expect(first.status == 0)
        #expect(first.errors.contains(Self.told + "2, the last at "))
        #expect(try !place.run(["client", "list"], as: "fang").errors.contains(Self.told))
        #expect(!FileManager.default.fileExists(atPath: count.path))
    }

    @Test("status tells a script how often and when, and then forgets")
    func json() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try tryWrong(place, times: 3)
        func failed() throws -> [String: Any] {
            try #require(try place.run(["status", "--json"], as: "fang").json()["failedUnlocks"] as? [String: Any])
        }
        let told = try failed()
        #expect(told["count"] as? Int == 3)
        #expect((told["last"] as? String)?.hasSuffix("+08:00") == true)
        #expect(try failed()["count"] as? Int == 0)
    }

    @Test("a wrong passphrase is refused as ever where it cannot be counted, and a damaged count is nothing")
    func uncountable() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let count = place.folder.appendingPathComponent("Keys/fang.failed")
        try Data("tacet-failed 1\nmany\n".utf8).write(to: count)
        #expect(try place.run(["status"], as: "fang").status == 0)
        try FileManager.default.removeItem(at: count)
        try FileManager.default.createDirectory(
            at: count.appendingPathComponent("in the way"), withIntermediateDirectories: true)
        try tryWrong(place, times: 1)
    }

    @Test("on a computer that does not remember the practice this is said at every command, and in status")
    func noPin() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let said = "This computer does not remember which state of the practice you saw last"
        #expect(try !place.run(["client", "list"], as: "fang").errors.contains(said))
        for arguments in [["client", "list"], ["status"]] {
            try FileManager.default.removeItem(at: place.state)
            let ending = try place.run(arguments, as: "fang")
            #expect(ending.status == 0)
            #expect(ending.errors.contains(said), "\(arguments)")
            #expect(ending.output.contains(said) == (arguments == ["status"]))
        }
        try FileManager.default.removeItem(at: place.state)
        let risks = try place.run(["status", "--json"], as: "fang").json()["risks"] as? [String]
        #expect(risks?.contains { $0.hasPrefix(said) } == true)
    }

    @Test("a newcomer, who has seen nothing yet, is not warned")
    func newcomer() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let said = try place.run(["status"], as: "lin")
        #expect(!said.errors.contains("does not remember") && !said.output.contains("does not remember"))
    }
}
