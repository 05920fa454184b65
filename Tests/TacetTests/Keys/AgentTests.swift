import Foundation
import Glibc
import Testing

/// An identity that stays unlocked.
struct AgentTests {
    /// Ends whatever agents a test left before its folders go.
    private func end(_ place: Workplace) {
        _ = try? place.run(["lock", "--all"])
        place.remove()
    }

    private func sockets(_ place: Workplace) throws -> [URL] {
        let folder = place.state.appendingPathComponent("tacet/agents")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "socket" }
    }

    /// The processes of this practice's agents.
    private func processes(_ place: Workplace) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { process in
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).hasPrefix("tacet\0agent\0--practice\0\(place.folder.path)\0")
        }
    }

    private func unlock(_ place: Workplace, _ person: String = "fang", more: [String] = []) throws -> pid_t {
        let ending = try place.run(["unlock"] + more, as: person)
        try #require(ending.status == 0, "\(ending.errors)")
        return try #require(try processes(place).last)
    }

    private func eventually(_ isSo: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<400 {
            if try isSo() { return true }
            usleep(20_000)
        }
        return false
    }

    @Test(
        "an agent that 'lock' would not find ends by itself: its socket or its lock was moved, or the folder",
        arguments: 0..<3)
    func moved(way: Int) throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        let process = try unlock(place)
        let socket = try #require(try sockets(place).first)
        let folder = socket.deletingLastPathComponent()
        let moved: (from: URL, to: URL) =
            switch way {
            case 0: (socket, socket.appendingPathExtension("away"))
            case 1: (socket.deletingPathExtension().appendingPathExtension("lock"), folder.appendingPathComponent("x"))
            default: (folder, folder.appendingPathExtension("away"))
            }
        try FileManager.default.moveItem(at: moved.from, to: moved.to)
        #expect(try eventually { try !processes(place).contains(process) })
        #expect(try place.run(["status"]).status == 77)
    }

    @Test("an agent that was begun under a relative home is found and ended there")
    func relativeHome() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        let there = "mkdir -p rel && export HOME=rel && unset XDG_STATE_HOME XDG_RUNTIME_DIR"
        let unlocked = try place.run(where: there, ["unlock"], as: "fang")
        #expect(unlocked.status == 0, "\(unlocked.errors)")
        #expect(try processes(place).count == 1)
        let locked = try place.run(where: there, ["lock", "--all"])
        #expect(locked.status == 0 && !locked.output.contains("Nobody"), "\(locked)")
        #expect(try eventually { try processes(place).isEmpty })
    }

    @Test(
        "an unlocked identity serves every kind of command, its memory holds no passphrase, and lock ends its process")
    func works() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        #expect(try place.run(["status", "--as", "lin"]).status == 77)
        let opened = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        let process = try unlock(place, "lin")
        // With several identities in the folder, the one that is unlocked acts.
        let status = try place.run(["status", "--json"])
        #expect(status.status == 0, "\(status.errors)")
        let unlocked = try #require(try status.json()["unlocked"] as? [[String: Any]])
        #expect(unlocked.map { $0["identity"] as? String } == ["lin"])
        let written = try place.run(["note", "write", opened.id, "--from", "-", "--json"], input: "第一次会谈")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        #expect(try place.run(["note", "sign", note, "--yes"]).status == 0)
        #expect(try place.run(["note", "show", note]).output.contains("第一次会谈"))
        #expect(try place.run(["note", "write", opened.id, "--private", "--from", "-"], input: "私").status == 0)
        #expect(try place.run(["note", "list", opened.id, "--as", "fang"]).status == 77)
        // What it remembers of the log it signs too: without that each command would read the whole log.
        func memories() throws -> [URL] {
            let files = FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil)
            return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "rows" }
        }
        let before = try memories()
        #expect(!before.isEmpty)
        for file in before { try FileManager.default.removeItem(at: file) }
        #expect(try place.run(["note", "list", opened.id]).status == 0)
        #expect(try memories().count == 1)
        // Those who unlock nothing see what was done through the agent like anything else.
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
        if geteuid() == 0 {
            let counts = try AgentProbe.run(
                AgentProbe.search,
                ["\(process)", place.folder.path + "/Keys/lin.identity", try place.passphraseFile("lin")]
            ).split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }
            #expect(counts.count == 4 && counts[0] == 0, "\(counts)")
            // What it must hold is found: so the search would have found the passphrase.
            #expect(counts.dropFirst().allSatisfy { $0 > 0 }, "\(counts)")
            let places = try AgentProbe.run(
                AgentProbe.places,
                ["\(process)", place.folder.path + "/Keys/lin.identity", try place.passphraseFile("lin")])
            // Libraries make copies of keys on the ordinary heap; that is locked too, where the limit allows it.
            let isLocked = unlocked.first?["memoryLocked"] as? Bool
            #expect(isLocked == !places.contains("False") && !places.contains("0 "), "\(places)")
        } else {
            #expect(open("/proc/\(process)/mem", O_RDONLY) < 0)
        }
        let socket = try #require(try sockets(place).first)
        for (path, mode) in [(socket.path, 0o600), (socket.deletingLastPathComponent().path, 0o700)] {
            let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(found == mode)
        }
        let kept = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\($0)")
        }
        #expect(!kept.contains { $0.hasPrefix(place.folder.path) })
        let locked = try place.run(["lock", "--json"])
        #expect(try locked.json()["locked"] as? Int == 1)
        // The process is over: its memory is gone at once, its number when somebody has asked how it ended.
        #expect(FileManager.default.contents(atPath: "/proc/\(process)/maps")?.isEmpty ?? true)
        #expect(try processes(place).isEmpty)
        #expect(try sockets(place).isEmpty)
        #expect(try place.run(["status", "--as", "lin"]).status == 77)
        #expect(try place.run(["lock"]).output.contains("Nobody was unlocked."))
    }

    @Test("nothing that is sent to an agent makes it end, hang, or give a key away")
    func attacked() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        let process = try unlock(place)
        let socket = try #require(try sockets(place).first)
        let said = try AgentProbe.run(
            AgentProbe.attack,
            [socket.path, place.folder.path + "/Keys/fang.identity", try place.passphraseFile("fang")])
        #expect(said == "stands\n")
        #expect(try processes(place) == [process])
        #expect(try place.run(["status"]).status == 0)
    }

    @Test("killed, stopped or unlocked twice at once: commands ask again, lock ends it, and one agent remains")
    func mishaps() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        let first = try unlock(place)
        kill(first, SIGKILL)
        #expect(try eventually { try processes(place).isEmpty })
        #expect(try sockets(place).count == 1)
        #expect(try place.run(["status"]).status == 77)
        #expect(try place.run(["status"], as: "fang").status == 0)
        // The stale socket is in nobody's way.
        let second = try unlock(place)
        #expect(try place.run(["status"]).status == 0)
        kill(second, SIGSTOP)
        #expect(try place.run(["status"]).status == 77)
        #expect(try place.run(["lock"]).status == 0)
        #expect(try processes(place).isEmpty)
        let passphrase = try place.passphraseFile("fang")
        let rivals = try (1...4).map { _ in
            let rival = Process()
            rival.executableURL = place.program
            rival.arguments = ["unlock", "--json", "--passphrase-file", passphrase]
            rival.currentDirectoryURL = place.folder
            rival.environment = place.environment(language: "en")
            rival.standardOutput = FileHandle.nullDevice
            rival.standardError = FileHandle.nullDevice
            try rival.run()
            return rival
        }
        for rival in rivals {
            rival.waitUntilExit()
            #expect(rival.terminationStatus == 0)
        }
        let all = try processes(place)
        #expect(all.count == 1)
        // SIGTERM ends it, and takes the socket along.
        kill(try #require(all.first), SIGTERM)
        #expect(try eventually { try processes(place).isEmpty })
        #expect(try sockets(place).isEmpty)
    }

    @Test("an agent ends by itself: not used for its limit, or when the identity file is another one")
    func ends() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        // What unlock starts, with limits that a test can wait for.
        let agent = Process()
        agent.executableURL = place.program
        agent.arguments = [
            "agent", "--practice", place.folder.path, "--as", "fang", "--idle-seconds", "2", "--total-seconds", "60",
        ]
        agent.environment = place.environment(language: "en")
        let (input, output) = (Pipe(), Pipe())
        agent.standardInput = input
        agent.standardOutput = output
        try agent.run()
        try input.fileHandleForWriting.write(contentsOf: Data("six plain words of fang".utf8))
        try input.fileHandleForWriting.close()
        #expect(try output.fileHandleForReading.read(upToCount: 1) == Data("R".utf8))
        for _ in 0..<3 {
            usleep(1_000_000)
            #expect(try place.run(["status"]).status == 0)
        }
        agent.waitUntilExit()
        #expect(agent.terminationStatus == 0)
        #expect(try place.run(["status"]).status == 77)
        #expect(try sockets(place).isEmpty)
        let process = try unlock(place)
        let file = place.folder.appendingPathComponent("Keys/fang.identity")
        let bytes = try Data(contentsOf: file)
        try FileManager.default.removeItem(at: file)
        try (bytes + Data([0])).write(to: file)
        // Before it notices, no command uses it any more.
        #expect(try place.run(["status"]).status == 77)
        #expect(try eventually { try !processes(place).contains(process) })
    }

    @Test(
        "a wrong passphrase is counted and starts nothing; the limits are bounded; a stranger to the practice is not kept"
    )
    func refused() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        let wrong = place.everything.appendingPathComponent("wrong")
        try Data("not the passphrase\n".utf8).write(to: wrong)
        let refused = try place.run(["unlock", "--passphrase-file", wrong.path, "--json"])
        #expect(refused.status == 77)
        #expect(try refused.code() == "locked")
        // One that is ending may be there for a moment still.
        #expect(try eventually { try processes(place).isEmpty })
        #expect(try place.run(["unlock"]).status == 77)
        for limits in [["--idle", "3h"], ["--for", "13h"], ["--idle", "2m"], ["--for", "soon"]] {
            #expect(try place.run(["unlock"] + limits, as: "fang").status == 65)
        }
        #expect(
            try place.run(["join", "bo", "--from", "-", "--work-factor", "17"], as: "bo", input: #"{"name": "薄"}"#)
                .status == 0)
        #expect(try place.run(["unlock"], as: "bo").status == 77)
        #expect(try eventually { try processes(place).isEmpty })
        let told = try place.run(["unlock", "--idle", "30m", "--for", "2h"], as: "fang")
        #expect(told.errors.contains("Wrong passphrases since your last unlock: 1"))
        #expect(told.output.contains("not used for 30 minutes"))
        #expect(try place.run(["unlock"]).output.contains("unlocked already"))
    }

    @Test("who hands the practice's secret on gives the passphrase, also while unlocked")
    func handsNothingOn() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        #expect(
            try place.run(["join", "bo", "--from", "-", "--work-factor", "17"], as: "bo", input: #"{"name": "薄"}"#)
                .status == 0)
        _ = try unlock(place)
        let admit = [
            "staff", "admit", "Keys/bo.public", "--role", "counselor", "--work-factor", "17", "--yes", "--json",
        ]
        let refused = try place.run(admit + ["--as", "fang"])
        #expect(refused.status == 77)
        #expect(try refused.code() == "passphrase-needed")
        #expect(try place.run(admit, as: "fang").status == 0)
    }

    @Test("locked while a person writes, nothing is lost: the passphrase is asked for and the note is there")
    func lockedMeanwhile() throws {
        let place = try Workplace(isScryptReal: true)
        defer { end(place) }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let opened = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        let process = try unlock(place, "lin")
        let terminal = TerminalSession(environment: place.environment(language: "en"))
        let ending = try terminal.run(
            "'\(place.program.path)' note write \(opened.id) --template free --as lin", in: place.folder,
            [
                .expect("dot"), .type("written before and after\n"), .meanwhile("kill -9 \(process); sleep 0.2"),
                .type(".\n"), .expect("locked meanwhile"), .expect("assphrase"),
                .type("six plain words of lin\n"), .expect("saved"),
            ])
        #expect(ending.screen.contains("saved"), "\(ending.screen)")
        let list = try place.run(["note", "list", opened.id, "--json"], as: "lin")
        #expect(list.output.contains("\"state\": \"draft\""), "\(list.output)")
    }
}
