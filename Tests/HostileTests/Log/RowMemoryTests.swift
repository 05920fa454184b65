import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// What a person's computer remembers of rows, in a file of a base and steps behind it: torn, cut, mixed up, and killed over. The
/// practice file that it is held against says the same all the time, so nothing may be missing, and nobody accused.
struct RowMemoryTests {
    private let made: HostilePractice
    private let facts: HostilePractice.Facts

    /// A practice in which lin's memory has a few steps; lin's case has four notes.
    init() throws {
        (made, facts) = try HostilePractice.copy()
        for _ in 0..<3 { try write(in: made) }
        try #require(try file(in: made).ends().count > 2)
    }

    private func with(_ body: (HostilePractice) throws -> Void) throws {
        let place = try made.copied()
        defer { place.remove() }
        try body(place)
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "lin").isEmpty)
    }

    private func file(in place: HostilePractice, of name: String = "lin") throws -> RowsFile {
        let person = try Intruder(name, in: place).identity.id.hex
        return try #require(try RowsFile.all(in: place).first { $0.url.lastPathComponent == person + ".rows" })
    }

    private func write(in place: HostilePractice) throws {
        let told = try place.run(
            ["note", "write", facts.caseID.hex, "--from", "-"], as: "lin", input: "会谈 \(UUID().uuidString)")
        try #require(told.status == 0, "\(told)")
    }

    private func count(in place: HostilePractice) throws -> Int {
        let told = try place.run(["note", "list", facts.caseID.hex, "--json"], as: "lin")
        try #require(told.status == 0, "\(told)")
        let json = try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        return try #require(json?["notes"] as? [Any]).count
    }

    @Test("a torn block of what a workstation, or a person, remembers keeps nobody from working")
    func tornBlock() throws {
        defer { made.remove() }
        try with { place in
            let today = try #require(CalendarDate("2026-11-24"))
            let fang = try place.open("fang")
            for number in 1...24 {
                _ = try fang.room.visit(for: RegisteringClient.self, about: .practice) {
                    try $0.register(
                        try ClientProfile.read(json: Array(#"{"name": "来访\#(number)"}"#.utf8), today: today))
                }
            }
            try fang.room.leave()
            func jot() throws {
                let told = try place.run(["jot", facts.caseID.hex, "--from", "-"], as: nil, input: "想到的")
                #expect(told.status == 0, "\(told)")
            }
            try jot()
            let station = try StationKey(
                parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile))
            ).id.hex
            let kept = try #require(
                try RowsFile.all(in: place).first { $0.url.lastPathComponent == station + ".rows" })
            let size = try kept.bytes.count
            try #require(size > 24_576)
            for offset in stride(from: 700, to: size, by: 1024) {
                var bytes = try kept.bytes
                guard offset < bytes.count else { break }
                bytes[offset] ^= 4
                try bytes.write(to: kept.url)
                try jot()
            }
            let own = try file(in: place)
            for offset in stride(from: 700, to: try own.bytes.count, by: 2048) {
                var bytes = try own.bytes
                guard offset < bytes.count else { break }
                bytes[offset] ^= 4
                try bytes.write(to: own.url)
                let told = try place.run(["note", "show", facts.note.hex], as: "lin")
                #expect(told.status == 0, "\(offset) \(told)")
            }
        }
    }

    private func inode(_ file: RowsFile) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file.url.path)[.systemFileNumber] as? Int
    }

    @Test("a command writes behind what is there, and some time the whole anew")
    func steps() throws {
        defer { made.remove() }
        try with { place in
            let file = try file(in: place)
            let (number, before) = (try inode(file), try file.bytes)
            try write(in: place)
            let after = try file.bytes
            #expect(after.count > before.count && after.prefix(before.count) == before)
            #expect(try inode(file) == number)
            var writes = 0
            while try inode(file) == number, writes < 60 {
                try write(in: place)
                writes += 1
            }
            #expect(writes < 60)
            #expect(try file.ends().last == file.bytes.count)
            #expect(try count(in: place) == 5 + writes)
        }
    }

    @Test("killed in the middle of a step, a command leaves what was before, and the next one makes the file whole")
    func torn() throws {
        defer { made.remove() }
        let whole = try file(in: made).bytes
        let ends = try file(in: made).ends()
        let last = ends[ends.count - 2]
        for length in [last, last + 3, last + 4, (last + whole.count) / 2, whole.count - 1] {
            try with { place in
                let file = try file(in: place)
                try whole.prefix(length).write(to: file.url)
                #expect(try count(in: place) == 4)
                try write(in: place)
                #expect(try file.ends().last == file.bytes.count)
                #expect(try count(in: place) == 5)
            }
        }
    }

    @Test("an older file of one's own, with fewer steps or none, accuses nobody and hides nothing")
    func rolledBack() throws {
        defer { made.remove() }
        let whole = try file(in: made).bytes
        for end in try file(in: made).ends() {
            try with { place in
                let file = try file(in: place)
                try whole.prefix(end).write(to: file.url)
                #expect(try count(in: place) == 4)
                // What is missing in the practice file is missed with it as with the newest.
                try whole.prefix(end).write(to: file.url)
                let other = try place.copied()
                defer { other.remove() }
                try Intruder("bo", in: other).sql(
                    "DELETE FROM row WHERE class = 6 AND scope = ?", [Data(try OpaqueID(of: facts.caseID).bytes)])
                let told = try other.run(["note", "list", facts.caseID.hex], as: "lin")
                #expect(told.status == 76, "\(told)")
                try write(in: place)
                #expect(try count(in: place) == 5)
            }
        }
    }

    @Test("steps behind another base, somebody else's or an earlier one, are not taken, nor is a block that is another")
    func foreign() throws {
        defer { made.remove() }
        let whole = try file(in: made).bytes
        let ends = try file(in: made).ends()
        let steps = whole.dropFirst(ends[0])
        for name in ["bo", "fang", "aud"] {
            let other = try file(in: made, of: name)
            let (bytes, end) = (try other.bytes, try other.ends()[0])
            for mixed in [bytes.prefix(end) + steps, bytes, whole.prefix(ends[0]) + bytes.dropFirst(end) + steps] {
                try with { place in
                    try mixed.write(to: try file(in: place).url)
                    #expect(try count(in: place) == 4)
                    try write(in: place)
                    #expect(try count(in: place) == 5)
                }
            }
        }
        for index in [ends[0] - 1, ends[0] - 2000, ends[0] / 2, ends[0] + 100] {
            try with { place in
                var bytes = whole
                bytes[index] ^= 1
                try bytes.write(to: try file(in: place).url)
                #expect(try count(in: place) == 4)
                try write(in: place)
                #expect(try count(in: place) == 5)
            }
        }
        try with { place in
            let file = try file(in: place)
            try FileManager.default.removeItem(at: file.url)
            try write(in: place)
            try (try file.bytes + steps).write(to: file.url)
            #expect(try count(in: place) == 5)
            try write(in: place)
            #expect(try count(in: place) == 6)
        }
    }

    @Test("a piece that a killed command left beside the file, and a whole that another wrote meanwhile, hinder nobody")
    func beside() throws {
        defer { made.remove() }
        try with { place in
            let file = try file(in: place)
            let whole = try file.bytes
            for number in 1...3 {
                try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: "\(file.url.path).\(number).new"))
            }
            #expect(try count(in: place) == 4)
            let both = [try place.open("lin"), try place.open("lin")]
            for practice in both {
                _ = try practice.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
                    try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "一次会谈")]))
                }
            }
            for practice in both { try practice.room.leave() }
            #expect(try count(in: place) == 6)
            try write(in: place)
            #expect(try count(in: place) == 7)
            #expect(try file.ends().last == file.bytes.count)
        }
    }
}
