import Counseling
import Foundation
import GRDB
import Practice
import Testing

/// A journal that names another file as that of a commit over several databases. Whoever plays such a one back with SQLite as it is
/// deletes that file; it takes no key to leave it in a practice folder.
struct ForeignJournalTests {
    /// A journal that holds the first page as it is and names a file at its end (sqlite.org/fileformat2.html, section 3).
    private func journal(over file: Data, naming path: String) -> Data {
        func big(_ value: Int) -> Data { withUnsafeBytes(of: UInt32(value).bigEndian) { Data($0) } }
        let (page, magic) = (8_192, Data([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]))
        let (first, nonce, name) = (file.prefix(page), 7, Data(path.utf8))
        var whole = magic + big(1) + big(nonce) + big(file.count / page) + big(512) + big(page)
        whole += Data(count: 512 - whole.count)
        let sampled = stride(from: page - 200, to: 0, by: -200).reduce(nonce) { $0 + Int(first[first.startIndex + $1]) }
        whole += big(1) + first + big(sampled)
        return whole + big(0x4000_0000 / page + 1) + name + big(name.count) + big(name.reduce(0) { $0 + Int($1) })
            + magic
    }

    private func journal(of place: HostilePractice) -> URL {
        URL(fileURLWithPath: place.database.path + "-journal")
    }

    private func plant(_ path: String, in place: HostilePractice) throws {
        let file = try Data(contentsOf: place.database)
        try journal(over: file, naming: path).write(to: journal(of: place))
    }

    @Test("takes no file away, whoever comes next, and nobody is kept from their work")
    func takesNothing() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let treasure = place.root.appendingPathComponent("years of work.txt")
        try Data("多年的工作".utf8).write(to: treasure)
        let backup = place.root.appendingPathComponent("backups")
        try FileManager.default.createDirectory(at: backup, withIntermediateDirectories: true)
        for (arguments, name, input) in [
            (["audit", "verify"], nil, nil), (["status"], "fang", nil), (["check", "--json"], nil, nil),
            (["crisis"], nil, "来电说不想活了"),
            (
                [
                    "backup", "make", "--unattended", "--to", backup.path, "--recipient",
                    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
                ], nil, nil
            ),
        ] as [([String], String?, String?)] {
            try plant(treasure.path, in: place)
            let ending = try place.run(arguments, as: name, input: input)
            #expect(ending.status == 0 || arguments[0] == "check", "\(arguments) \(ending)")
            #expect(FileManager.default.fileExists(atPath: treasure.path), "\(arguments)")
        }
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
    }

    @Test("does not take the pin away by which an older file is known")
    func olderFile() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let older = try Data(contentsOf: place.database)
        #expect(try place.run(["note", "list", facts.caseID.hex], as: "lin").status == 0)
        let state = place.root.appendingPathComponent("state")
        let pins = try #require(FileManager.default.enumerator(at: state, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "pin" }
        try #require(!pins.isEmpty)
        for pin in pins {
            try older.write(to: place.database)
            try plant(pin.path, in: place)
            let ending = try place.run(["note", "list", facts.caseID.hex], as: "lin")
            #expect(ending.status == 76, "\(ending)")
            #expect(FileManager.default.fileExists(atPath: pin.path))
        }
    }

    @Test("that names the practice file or its own, or a pipe, does no more")
    func ownNames() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let pipe = place.root.appendingPathComponent("pipe")
        try #require(mkfifo(pipe.path, 0o600) == 0)
        for path in [place.database.path, journal(of: place).path, pipe.path, place.root.path] {
            try plant(path, in: place)
            let ending = try place.run(["status"], as: "fang")
            #expect([0, 76].contains(ending.status), "\(path) \(ending)")
            #expect(FileManager.default.fileExists(atPath: place.database.path))
            try? FileManager.default.removeItem(at: journal(of: place))
            #expect(try place.run(["audit", "verify"], as: nil).status == 0, "\(path)")
        }
    }

    @Test("space kept aside under a link to a file elsewhere leaves that file as it is, and is made anew")
    func reserve() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let reserve = place.database.deletingLastPathComponent().appendingPathComponent("practice.reserve")
        let treasure = place.root.appendingPathComponent("years of work.txt")
        let missing = place.root.appendingPathComponent("nothing yet")
        try Data("多年的工作".utf8).write(to: treasure)
        let links: [() throws -> Void] = [
            { try FileManager.default.createSymbolicLink(at: reserve, withDestinationURL: treasure) },
            { try FileManager.default.createSymbolicLink(at: reserve, withDestinationURL: missing) },
            { try FileManager.default.linkItem(at: treasure, to: reserve) },
        ]
        for link in links {
            try? FileManager.default.removeItem(at: reserve)
            try link()
            #expect(try place.run(["status"], as: "fang").status == 0)
            #expect(try Data(contentsOf: treasure) == Data("多年的工作".utf8))
            #expect(!FileManager.default.fileExists(atPath: missing.path))
            let made = try FileManager.default.attributesOfItem(atPath: reserve.path)
            #expect(made[.type] as? FileAttributeType == .typeRegular && made[.size] as? Int == 1 << 20, "\(made)")
        }
    }

    @Test("another program's database under somebody else's link in the practice file's place stays as it is")
    func linkedDatabase() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let other = place.root.appendingPathComponent("other.db")
        let writer = try DatabaseQueue(path: other.path)
        try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try writer.write { try $0.execute(sql: "CREATE TABLE a (b); INSERT INTO a VALUES (1)") }
        let before = try Data(contentsOf: other)
        try FileManager.default.removeItem(at: place.database)
        try FileManager.default.createSymbolicLink(at: place.database, withDestinationURL: other)
        // Only root can give a link to somebody.
        guard geteuid() == 0 else { return }
        try #require(lchown(place.database.path, 65_534, 65_534) == 0)
        for name in [nil, "fang"] {
            #expect(try place.run(["audit", "verify"], as: name).status == 76)
            #expect(try Data(contentsOf: other) == before)
        }
        #expect(FileManager.default.fileExists(atPath: other.path + "-wal"))
        try writer.close()
    }
}
