import Foundation
import TestSupport
import Testing

/// A restore that was only to be tried begins nothing, and what a director signed once for a day cannot be confirmed for ever.
struct RestoreRehearsalTests {
    @Test("a rehearsal ends with both signatures tried, nothing begun, and everybody at work in the practice as before")
    func rehearsal() throws {
        let scene = try RestoreScene.copied()
        defer { scene.place.remove() }
        try #require(try scene.unpack().status == 0)
        let declaration = scene.restored.appendingPathComponent("practice.epoch")
        for (language, said) in [("en", "The rehearsal is done"), ("zh-Hans", "演练完成")] {
            let declared = try scene.at(
                ["restore", "propose", "--reason", "rehearsal", "--yes"], as: "fang", language: language)
            let begins = language == "en" ? "nothing begins by it" : "都不会开启新纪元"
            #expect(declared.status == 0 && declared.output.contains(begins), "\(declared)")
            let own = try scene.at(["restore", "confirm", "--yes"], as: "fang")
            #expect(own.status == 77, "\(own.errors)")
            let confirmed = try scene.at(["restore", "confirm", "--yes"], as: "cu", language: language)
            #expect(confirmed.status == 0 && confirmed.output.contains(said), "\(confirmed)")
            // It may be the practice's own folder that this was tried in.
            #expect(!confirmed.errors.contains("delete") && !confirmed.errors.contains("删除"), "\(confirmed)")
            #expect(!FileManager.default.fileExists(atPath: declaration.path))
        }
        _ = try scene.done(["restore", "propose", "--reason", "rehearsal", "--yes"], as: "fang")
        let done = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        #expect(done["epoch"] is NSNull, "\(done)")
        #expect(try scene.at(["restore", "confirm", "--yes"], as: "cu").status == 66)
        let verified = try scene.at(["audit", "verify", "--json"]).json()
        #expect(verified["epoch"] as? Int == 1 && (verified["crossings"] as? [Any])?.isEmpty ?? true, "\(verified)")
        for person in ["cu", "fang", "lin"] {
            let real = try scene.place.run(["status"], as: person)
            #expect(real.status == 0, "\(person): \(real.errors)")
            #expect(try scene.at(["status"], as: person).status != 0)
        }
    }

    @Test("a folder whose mark of restoring is damaged is entered no sooner than one whose mark is whole")
    func damagedMark() throws {
        let scene = try RestoreScene.copied()
        defer { scene.place.remove() }
        try #require(try scene.unpack().status == 0)
        let mark = scene.restored.appendingPathComponent("practice.restored")
        for bytes in [try Data(contentsOf: mark), Data(), Data("{".utf8), Data(repeating: 0xff, count: 9000)] {
            try bytes.write(to: mark)
            for arguments in [["crisis", "raise", "--from", "-"], ["jot", "7777", "--from", "-"]] {
                let ending = try scene.place.run(arguments, input: "来电", in: scene.restored)
                #expect(ending.status == 75, "\(bytes.count) \(arguments): \(ending)")
            }
        }
    }

    @Test("a declaration that nobody confirmed within seven days is declared anew")
    func old() throws {
        let scene = try RestoreScene.copied()
        defer { scene.place.remove() }
        guard let clock = try scene.place.clock() else { return }
        try #require(try scene.unpack().status == 0)
        _ = try scene.done(["restore", "propose", "--reason", "disk", "--yes"], as: "fang")
        func confirm(_ days: Double) throws -> Workplace.Ending {
            try scene.place.run(
                where: clock(Int(days * 86_400)),
                ["restore", "confirm", "--yes", "--json"], as: "cu", in: scene.restored)
        }
        let late = try confirm(8)
        #expect(late.status == 75 && late.errors.contains("proposal-outdated"), "\(late)")
        // One that is dated ahead would be good for as much longer.
        let ahead = try confirm(-0.1)
        #expect(ahead.status == 75 && ahead.errors.contains("proposal-outdated"), "\(ahead)")
        let early = try confirm(6)
        #expect(early.status == 0, "\(early)")
    }
}
