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
}
