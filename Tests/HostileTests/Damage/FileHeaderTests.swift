import Counseling
import Foundation
import GRDB
import Testing

/// The hundred bytes at the beginning of a practice file, as somebody's hand or a failing disk leaves them.
struct FileHeaderTests {
    private func practiceFile(in findings: String) throws -> Bool {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(findings.utf8)) as? [String: Any])
        let all = try #require(document["points"] as? [[String: Any]])
        return try #require(all.first { $0["code"] as? String == "practice-file" }?["inOrder"] as? Bool)
    }

    @Test("each byte of the header with other values: what says whole works, and everything else is damage")
    func everyByte() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let whole = try DatabasePages(place.database)
        let state = place.root.appendingPathComponent("state")
        let kept = place.root.appendingPathComponent("kept")
        try FileManager.default.copyItem(at: state, to: kept)
        for offset in 0..<100 {
            // Those that say how the file is read; of the magic and what counts, one in five.
            let isRead = (18..<24).contains(offset) || (44..<72).contains(offset)
            guard isRead || offset % 5 == 1 else { continue }
            for value in [whole.bytes[offset] ^ 3] {
                var pages = whole
                pages.set(offset, to: value)
                try pages.write()
                let what = "byte \(offset): \(value)"
                let verified = try place.run(["audit", "verify"], as: nil)
                let isNamed = try !practiceFile(in: place.run(["check", "--json"], as: nil).output)
                let status = try place.run(["status"], as: "fang")
                #expect([0, 76].contains(verified.status), "\(what): \(verified)")
                #expect([0, 76].contains(status.status), "\(what): \(status)")
                #expect(verified.status == 76 || status.status == 0, "\(what) is whole, and stops work: \(status)")
                #expect(verified.status == 76 || !isNamed, "\(what) is whole to one, and not to the other")
                // The command wrote into the file, and remembers it.
                try FileManager.default.removeItem(at: state)
                try FileManager.default.copyItem(at: kept, to: state)
            }
        }
    }

    @Test(
        "a version for writing or reading that no SQLite has is damage, and named by whoever looks",
        arguments: [18, 19])
    func unknownVersion(offset: Int) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let whole = try DatabasePages(place.database)
        for value: UInt8 in [0, 2, 3, 13, 255] {
            var pages = whole
            pages.set(offset, to: value)
            try pages.write()
            for (arguments, name) in [
                (["audit", "verify", "--deep"], nil), (["audit", "verify"], "aud"), (["status"], "fang"),
                (["client", "list"], "fang"), (["crisis", "list"], "lin"),
            ] as [([String], String?)] {
                let ending = try place.run(arguments, as: name)
                #expect(ending.status == 76, "\(value): \(arguments) \(ending)")
            }
            #expect(try !practiceFile(in: place.run(["check", "--json"], as: nil).output))
        }
    }

    @Test("a file that another program turned to a write-ahead log is taken, and turned back by the next command")
    func writeAhead() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try queue.close()
        #expect(try DatabasePages(place.database).bytes[18...19] == [2, 2])
        let status = try place.run(["status"], as: "fang")
        #expect(status.status == 0, "\(status)")
        #expect(try DatabasePages(place.database).bytes[18...19] == [1, 1])
        #expect(try place.run(["audit", "verify", "--deep"], as: nil).status == 0)
    }

    /// How a first page comes to be the file's.
    enum Way: CaseIterable { case file, journal, log }

    /// What is wrong with it.
    enum Spoiled: CaseIterable { case writing, reading, vacuum, circles }

    @Test(
        "a first page that no practice has is damage to whoever comes first, where a journal or a write-ahead log brings it too",
        arguments: Way.allCases, Spoiled.allCases)
    func broughtIn(way: Way, spoiled: Spoiled) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        var whole = try DatabasePages(place.database)
        var pages = whole
        switch spoiled {
        case .writing: pages.set(18, to: 3)
        case .reading: pages.set(19, to: 3)
        case .vacuum: pages.set(55, to: 9)
        case .circles: try pages.leadInCircles(root: 1, cellWith: "sqlite_autoindex_row_1")
        }
        for (arguments, name, input) in [
            (["audit", "verify", "--deep"], nil, nil), (["status"], "fang", nil), (["check", "--json"], nil, nil),
            (["crisis", "raise"], "lin", "他说今晚不回宿舍"),
        ] as [([String], String?, String?)] {
            for leftover in ["-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: place.database.path + leftover)
            }
            switch way {
            case .file: try pages.write()
            case .journal: try pages.writeAsJournal(over: whole)
            case .log:
                for version in [18, 19] { whole.set(version, to: 2) }
                try pages.writeAsLog(over: whole)
            }
            let ending = try place.run(arguments, as: name, input: input)
            if arguments[0] == "check" {
                #expect(try !practiceFile(in: ending.output))
            } else {
                #expect(ending.status == 76, "\(arguments): \(ending)")
            }
            if input != nil {
                #expect(ending.errors.contains("112") && ending.errors.contains("NOT SAVED"), "\(ending)")
            }
            #expect(!ending.errors.contains("read and write"))
        }
    }

    @Test(
        "what a journal or a write-ahead log brings is taken where it is as a practice has it",
        arguments: [Way.journal, .log])
    func broughtInWhole(way: Way) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let whole = try DatabasePages(place.database)
        var other = whole
        // The number of changes, by which it shows which of the two it is.
        other.set(27, to: whole.bytes[27] ^ 1)
        if way == .journal {
            try other.writeAsJournal(over: whole)
        } else {
            var versioned = whole
            for version in [18, 19] {
                versioned.set(version, to: 2)
                other.set(version, to: 2)
            }
            try other.writeAsLog(over: versioned)
        }
        let verified = try place.run(["audit", "verify", "--deep"], as: nil)
        #expect(verified.status == 0, "\(verified)")
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(try DatabasePages(place.database).bytes[18...19] == [1, 1])
        #expect(!FileManager.default.fileExists(atPath: place.database.path + "-wal"))
    }

    @Test("the schema of a practice file lies on its first page, after other upkeep too")
    func onePage() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        #expect(try DatabasePages(place.database).bytes[100] == 13)
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.vacuum()
        try queue.writeWithoutTransaction { try $0.execute(sql: "REINDEX") }
        try queue.close()
        #expect(try DatabasePages(place.database).bytes[100] == 13)
        #expect(try place.run(["audit", "verify", "--deep"], as: nil).status == 0)
    }
}
