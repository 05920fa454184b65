import Foundation
import Testing

/// What is done stays done and is told, whatever shows when the program leaves the practice.
struct AfterwardsTests {
    /// Makes the place where the pin is locked unusable.
    private func blockPin(_ place: Workplace) throws {
        let files = try #require(FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil))
        let locks = files.compactMap { $0 as? URL }.filter { $0.pathExtension == "lock" }
        try #require(locks.count == 1)
        try FileManager.default.removeItem(at: locks[0])
        try FileManager.default.createDirectory(at: locks[0], withIntermediateDirectories: false)
    }

    @Test("where the pin cannot be written the reply is given all the same, with a warning and status 0")
    func pinUnwritable() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try blockPin(place)
        let added = try place.run(["client", "add", "--from", "-"], as: "fang", input: #"{"name": "王小明"}"#)
        #expect(added.status == 0)
        #expect(added.output.hasPrefix("The client is registered: C-"))
        let said = "The command was carried out. Afterwards a fault showed: The folder in which this computer remembers"
        #expect(added.errors.contains(said), "\(added.errors)")
        let listed = try place.run(["client", "list", "--json"], as: "fang")
        #expect(listed.status == 0)
        #expect((try listed.json()["clients"] as? [Any])?.count == 1)
        let warning = try #require(
            try JSONSerialization.jsonObject(with: Data(listed.errors.utf8)) as? [String: [String: Any]])
        #expect(warning["warning"]?["code"] as? String == "io")
    }

    @Test("an alteration made while a person types is told after the reply, with status 76")
    func alteredMeanwhile() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let alter = try place.alteration("UPDATE node SET hash = zeroblob(32)")
        let ending = try place.onTerminal(
            "fang client list; fang client add --yes; echo status $?", people: ["fang"],
            [
                .expect("Client's name: "), .meanwhile(alter), .type("王小明\n\n\n\n\n\n"),
            ])
        #expect(ending.screen.contains("The client is registered: C-"), "\(ending.screen)")
        #expect(ending.screen.contains("Afterwards a fault showed:"), "\(ending.screen)")
        #expect(ending.screen.contains("status 76"), "\(ending.screen)")
    }

    @Test("'audit verify --as' lists the faults also where they keep the identity out")
    func verifyKeptOut() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for _ in 0..<2 { #expect(try place.run(["client", "list"], as: "fang").status == 0) }
        try place.alter(
            "UPDATE entry SET leaf = zeroblob(length(leaf)) WHERE place = (SELECT max(place) FROM entry)")
        try FileManager.default.removeItem(at: place.state)
        #expect(try place.run(["status", "--json"], as: "fang").status == 76)
        let verified = try place.run(["audit", "verify", "--deep", "--json"], as: "fang")
        #expect(verified.status == 76)
        let faults = try #require(try verified.json()["faults"] as? [[String: String]])
        #expect(faults.contains { $0["kind"] == "entry-malformed" && $0["place"] == "2" })
        let text = try place.run(["audit", "verify", "--deep"], as: "fang")
        #expect(
            text.output.contains(
                "Fault: An entry of the audit trail cannot be read, or is not where it belongs. (entry-malformed)\n"
                    + "    In entry: 2\n"))
        #expect(text.errors.contains("What to do: keep the practice folder as it is"))
        let chinese = try place.run(["audit", "verify", "--deep"], as: "fang", language: "zh")
        #expect(chinese.output.contains("异常：审计日志中有条目无法读取，或不在应有的位置。（entry-malformed）\n    涉及日志：2\n"))
    }
}
