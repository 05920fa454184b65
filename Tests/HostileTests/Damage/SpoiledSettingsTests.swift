import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// The practice's settings with another data key around them, which whoever holds the key of the staff's records can put there.
struct SpoiledSettingsTests {
    /// Where the wrapped data key begins in the row of a record: behind its header and the generation.
    private static let wrap = 114..<154

    @Test("settings that open for nobody are named, with what mends it, and a director writes them anew")
    func mended() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let practice = lin.fixed(.practice)
        let row = try #require(try lin.rows(.record).first { $0.address.key.starts(with: practice.bytes) })
        var body = row.body
        body.replaceSubrange(Self.wrap, with: (0..<Self.wrap.count).map { UInt8($0) })
        try lin.commit(altered: [row.with(body)])
        let named = "6/\(Hex.encode(row.address.key))"
        #expect(try place.faults(.deep).isEmpty)
        for name in ["fang", "lin", "aud"] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 76 && status.errors.contains(named), "\(status.output)\(status.errors)")
            #expect(status.errors.contains("tacet init --repair-settings"), "\(status.errors)")
            // In words and for programs the same.
            let said = try place.run(["audit", "verify", "--deep"], as: name)
            #expect(said.status == 76 && said.output.contains(named), "\(said.output)\(said.errors)")
            #expect(said.output.contains("record-unreadable") && !said.output.contains("is whole"), "\(said.output)")
            #expect(try place.verified(as: name) == ["record-unreadable \(named)"], "\(name)")
            #expect(try place.readerFaults(as: name) == ["record-unreadable \(named)"], "\(name)")
        }
        let again = ["init", "--repair-settings", "--name", "静心二", "--time-zone", "Asia/Shanghai", "--language", "en"]
        #expect(try place.run(again, as: "lin").status == 77)
        for lacking in ["--name", "--time-zone", "--language"] {
            var arguments = again
            let found = try #require(arguments.firstIndex(of: lacking))
            arguments.removeSubrange(found...found + 1)
            #expect(try place.run(arguments, as: "fang").status == 64, "\(lacking)")
        }
        // What founds a practice is not dropped without a word.
        for more in [["--from", "-"], ["--role", "counselor"], ["--work-factor", "17"], ["静心三"]] {
            let refused = try place.run(again + more, as: "fang", input: "{}")
            #expect(refused.status == 64, "\(more): \(refused)")
        }
        let told = try place.run(again + ["--role", "counselor"], as: "fang", language: "zh-Hans")
        #expect(told.errors.contains("不能与 --repair-settings 一起使用"), "\(told.errors)")
        let mended = try place.run(again, as: "fang")
        #expect(mended.status == 0, "\(mended.output)\(mended.errors)")
        for name in ["fang", "lin", "aud"] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0 && status.output.contains("静心二"), "\(status.output)\(status.errors)")
            // What was spoiled stays, and stays named; nothing of the director's is blamed.
            #expect(try place.verified(as: name) == ["record-unreadable \(named)"], "\(name)")
            #expect(try place.readerFaults(as: name) == ["record-unreadable \(named)"], "\(name)")
        }
        try ColleagueTests.read(facts.note, as: "lin", in: place)
        #expect(try place.run(again, as: "fang").status == 73)
        let logged = try place.run(["audit", "log"], as: "aud")
        #expect(logged.output.contains("wrote the practice's settings anew"), "\(logged.output)")
    }

    @Test("whoever re-wraps another's note without its key closes it to its author, and is named for it")
    func note() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let note = try OpaqueID(of: facts.note)
        let row = try #require(try bo.rows(.record).last { $0.address.key.starts(with: note.bytes) })
        var body = row.body
        body.replaceSubrange(Self.wrap, with: (0..<Self.wrap.count).map { UInt8($0) })
        try bo.commit(altered: [row.with(body)])
        let named = "6/\(Hex.encode(row.address.key))"
        #expect(try place.run(["audit", "verify"], as: nil).status == 0)
        #expect(try place.faults(.deep) == [.writerNotEntitled])
        #expect(try place.verified(as: "lin").contains("record-unreadable \(named)"))
        #expect(try place.readerFaults(as: "lin") == place.verified(as: "lin"))
        #expect(try place.run(["note", "show", facts.note.shortForm(characters: 8)], as: "lin").status == 76)
        #expect(try place.run(["case", "list"], as: "lin").status == 0)
    }
}

extension StoredRow {
    /// The row's next version, with another body.
    fileprivate func with(_ body: [UInt8]) -> StoredRow {
        StoredRow(address: address, scope: scope, target: target, version: version + 1, body: body)
    }
}
