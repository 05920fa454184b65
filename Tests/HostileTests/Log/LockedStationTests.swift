import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import RecordRoom
import RecordStore
import Testing
import Vault

@testable import Practice

/// A workstation where nobody is unlocked, beside somebody who can write the practice file: jots and crisis flags go to those
/// whose keys the log knows, and to nobody else.
@Suite struct LockedStationTests {
    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try fang.room.leave()
        return (place, facts)
    }

    private func jot(_ place: HostilePractice, _ facts: HostilePractice.Facts, _ text: String = "想到的") throws {
        _ = try OpenPractice.lockedDesk(place.folder).leave(text, in: facts.caseID)
    }

    /// - Returns: the flag, and whether its client's counselors were told
    private func raise(
        _ place: HostilePractice, _ facts: HostilePractice.Facts
    ) throws -> (id: OpaqueID, isSound: Bool) {
        let desk = try OpenPractice.lockedDesk(place.folder)
        let id = try desk.raise(CrisisReport(client: facts.client, seen: "不想活了"))
        return (try OpaqueID(of: id), try desk.reachesCounselors(of: facts.client))
    }

    private func opens(_ name: String, _ flag: OpaqueID, _ place: HostilePractice) throws -> Bool {
        let intruder = try Intruder(name, in: place)
        return try intruder.opened(in: intruder.fixed(.crisis)).contains(flag)
    }

    private func saved(_ compartment: OpaqueID, _ place: HostilePractice) throws -> [Row] {
        try DatabaseQueue(path: place.database.path).read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM row WHERE class IN (2, 3, 4, 5, 9, 10) AND scope = ?",
                arguments: [Data(compartment.bytes)])
        }
    }

    private func putBack(_ rows: [Row], of compartment: OpaqueID, by bo: Intruder) throws {
        try bo.sql(
            "DELETE FROM row WHERE class IN (2, 3, 4, 5, 9, 10) AND scope = ?", [Data(compartment.bytes)])
        for row in rows {
            try bo.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, ?, ?)",
                StatementArguments(row.map(\.1)))
        }
    }

    @Test(
        "whoever begins a case or a client's file anew for a minute is sealed neither a jot nor a flag",
        arguments: Intruder.Beginning.allCases, [true, false])
    func begunAnew(_ way: Intruder.Beginning, isRemembered: Bool) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        if isRemembered { try jot(place, facts) }
        let (caseID, file) = (try OpaqueID(of: facts.caseID), try OpaqueID(of: facts.client))
        let lin = try Intruder("lin", in: place).identity.id
        let bo = try Intruder("bo", in: place)
        let rows = (try saved(caseID, place), try saved(file, place))
        try bo.begin(caseID, with: lin, way)
        try bo.begin(file, with: lin, way)
        #expect(throws: RoomError.altered) { try jot(place, facts) }
        #expect(throws: RoomError.altered) {
            _ = try OpenPractice.lockedDesk(place.folder).cases(matching: facts.caseID.hex)
        }
        let flag = try raise(place, facts)
        #expect(try !flag.isSound && opens("su", flag.id, place))
        #expect(try !bo.opened(in: bo.fixed(.crisis)).contains(flag.id))
        try putBack(rows.0, of: caseID, by: bo)
        try putBack(rows.1, of: file, by: bo)
        // The day goes on, and the flag is there for those who are called.
        try jot(place, facts, "后来想到的")
        let second = try raise(place, facts)
        #expect(try second.isSound && opens("lin", second.id, place) && opens("su", second.id, place))
        #expect(try !opens("lin", flag.id, place) && !opens("bo", second.id, place))
        #expect(try Intruder("bo", in: place).opened(in: caseID).isEmpty)
        if way == .unlogged { #expect(try place.faults(.deep).isEmpty && place.faults(as: "lin").isEmpty) }
    }

    @Test(
        "an entry of the workstation's that leaves no number for the next one keeps neither flag nor jot from being saved"
    )
    func lastNumber() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try jot(place, facts)
        let bo = try Intruder("bo", in: place)
        // Whoever has the folder has the workstation's key.
        let station = try StationKey(parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        var invented: Set<String> = []
        for counter: UInt64 in [.max - 2, .max - 1] {
            try bo.commit(by: station, own: OwnHead(counter: counter, hash: .zero))
            invented.insert("own-chain-broken \(try bo.lastPlace())")
            try jot(place, facts, "后来想到的")
            let flag = try raise(place, facts)
            #expect(try flag.isSound && opens("lin", flag.id, place) && opens("su", flag.id, place))
            try jot(place, facts, "再后来")
        }
        // Nor one with a number that can be, after which honest programs go on.
        try bo.commit(by: station, own: OwnHead(counter: 20, hash: .zero))
        invented.insert("own-chain-broken \(try bo.lastPlace())")
        #expect(try raise(place, facts).isSound)
        try jot(place, facts, "最后")
        try bo.commit(by: station, own: OwnHead(counter: .max - 1, hash: .zero))
        invented.insert("own-chain-broken \(try bo.lastPlace())")
        #expect(try raise(place, facts).isSound)
        try jot(place, facts, "真的最后")
        #expect(try place.placedFaults() == invented)
        #expect(try place.readerFaults() == invented)
    }

    @Test("an honest day goes on: with a memory, without, with one that is torn, and after a case has a new key")
    func honestDay() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let caseID = try OpaqueID(of: facts.caseID)
        let station = try #require(try Intruder("lin", in: place).chain.stations.keys.first)
        func memory() throws -> RowsFile? {
            try RowsFile.all(in: place).first { $0.url.lastPathComponent == station.hex + ".rows" }
        }
        #expect(try memory() == nil)
        try jot(place, facts)
        let first = try #require(try memory())
        // Another counselor comes and goes: lin's program makes a new key at the next note.
        let lin = try Intruder("lin", in: place)
        let bo = try #require(lin.chain.members[try Intruder("bo", in: place).identity.id])
        for isAssigned in [true, false] {
            let change = try lin.ring.assign(
                .person(bo.id), assigned: isAssigned, to: try lin.history(of: caseID), chain: lin.chain)
            let grant = try lin.ring.grant(caseID, generation: 1, to: bo)
            try lin.commit(put: isAssigned ? [change.row, grant.row] : [change.row])
            // While the case waits for it, a jot goes to who remains.
            try jot(place, facts)
        }
        let practice = try place.open("lin")
        _ = try practice.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "一次会谈")]))
        }
        try practice.room.leave()
        #expect(try Intruder("lin", in: place).history(of: caseID).current?.generation == 2)
        try jot(place, facts)
        #expect(try raise(place, facts).isSound)
        // A kill or a power cut leaves anything.
        let whole = try Data(contentsOf: first.url)
        for torn in [Data(), whole.prefix(whole.count / 2), Data("nothing".utf8), whole + Data([0])] {
            try torn.write(to: first.url)
            try jot(place, facts)
        }
        try FileManager.default.removeItem(at: first.url)
        try jot(place, facts)
        try FileManager.default.removeItem(at: first.url)
        try FileManager.default.createDirectory(at: first.url, withIntermediateDirectories: true)
        try jot(place, facts)
        let room = try place.open("lin").room
        let jots = try room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.jots().count }
        #expect(jots == 10)
        // What lies under the key that bo was given, and nothing since they went.
        #expect(try Intruder("bo", in: place).opened(in: caseID).count == 2)
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "lin").isEmpty)
    }

    @Test("where nothing can be remembered the log is read each time")
    func readOnlyState() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try jot(place, facts)
        let folder = try #require(try RowsFile.all(in: place).first).url.deletingLastPathComponent()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path) }
        for _ in 0..<3 { try jot(place, facts) }
        #expect(try raise(place, facts).isSound)
    }

    enum Own: CaseIterable { case jot, flag, both }

    @Test(
        "a practice file from just before what a station wrote last is not taken for the newest",
        arguments: Own.allCases, [true, false])
    func olderFile(_ own: Own, isRemembered: Bool) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        if isRemembered { try jot(place, facts) }
        let old = try Data(contentsOf: place.database)
        if own != .flag { try jot(place, facts) }
        if own != .jot { #expect(try raise(place, facts).isSound) }
        try old.write(to: place.database)
        func expectRefusal() {
            #expect {
                try jot(place, facts)
            } throws: { error in
                if case .rolledBack? = error as? RoomError { true } else { false }
            }
        }
        expectRefusal()
        let flag = try raise(place, facts)
        #expect(try !flag.isSound && opens("su", flag.id, place) && !opens("bo", flag.id, place))
        // As long as it was, and yet another.
        expectRefusal()
    }

    @Test("killed between what it writes and remembering it, a station goes on")
    func killedBetween() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try jot(place, facts)
        let station = try #require(try Intruder("lin", in: place).chain.stations.keys.first)
        let memory = try #require(
            try RowsFile.all(in: place).first { $0.url.lastPathComponent == station.hex + ".rows" })
        let before = try Data(contentsOf: memory.url)
        for isFlag in [true, false] {
            if isFlag { _ = try raise(place, facts) } else { try jot(place, facts) }
            #expect(try Data(contentsOf: memory.url) != before)
            try before.write(to: memory.url)
            try jot(place, facts)
            #expect(try raise(place, facts).isSound)
        }
        #expect(try place.faults(.deep).isEmpty)
    }

    @Test("where the log itself is broken a jot is refused and a flag is raised to those of the fixed compartment")
    func brokenLog() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        try bo.begin(try OpaqueID(of: facts.client), with: try Intruder("lin", in: place).identity.id, .unlogged)
        try bo.commit(chainHead: ChainHead(position: 99, hash: .zero))
        #expect {
            try jot(place, facts)
        } throws: { error in
            if case .brokenEntry? = error as? RoomError { true } else { false }
        }
        let flag = try raise(place, facts)
        #expect(try !flag.isSound && opens("su", flag.id, place) && !opens("bo", flag.id, place))
    }

    @Test("a row that only says that an epoch began keeps no flag back")
    func strangeEpoch() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        try bo.sql(
            "INSERT INTO row (class, key, scope, target, version, body) VALUES (12, x'00000002', zeroblob(16), zeroblob(16), 1, x'00')"
        )
        #expect(throws: RoomError.self) { try jot(place, facts) }
        let flag = try raise(place, facts)
        #expect(!flag.isSound)
        try bo.sql("DELETE FROM row WHERE class = 12")
        #expect(try opens("su", flag.id, place) && opens("fang", flag.id, place))
        #expect(try place.faults(.deep).isEmpty)
    }

    @Test("bytes behind the membership chain keep nobody from raising a flag or leaving a jot")
    func strangeLink() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        try bo.sql(
            "INSERT INTO row (class, key, scope, target, version, body) VALUES (1, ?, zeroblob(16), zeroblob(16), 1, x'0102')",
            [Data(LinkKey.bytes(bo.chain.head.position + 1))])
        try jot(place, facts)
        #expect(try raise(place, facts).isSound)
        // Nor does it where somebody logs it, who is not the one who signed it.
        try bo.sql("DELETE FROM row WHERE class = 1 AND body = x'0102'")
        try bo.commit(altered: [
            StoredRow(
                address: RowAddress(.statement, key: LinkKey.bytes(bo.chain.head.position + 1)), scope: .none,
                target: .none, version: 1, body: [1, 2])
        ])
        try jot(place, facts)
        #expect(try raise(place, facts).isSound)
        // What the log has and the file has not is another matter: then nobody knows who belongs.
        try bo.sql("DELETE FROM row WHERE class = 1 AND body = x'0102'")
        try FileManager.default.removeItem(at: place.root.appendingPathComponent("state"))
        #expect(throws: RoomError.altered) { try jot(place, facts) }
        let flag = try raise(place, facts)
        #expect(!flag.isSound)
    }

    private enum LinkKey {
        static func bytes(_ position: UInt32) -> [UInt8] {
            var writer = ByteWriter()
            writer.u32(position)
            return writer.bytes
        }
    }

    @Test("where the newest key of the crisis compartment is taken away, a flag goes to the people whose keys stand")
    func crisisKeyTakenAway() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let su = try Intruder("su", in: place)
        let crisis = su.fixed(.crisis)
        let next = try su.ring.makeGeneration(of: try su.history(of: crisis), chain: su.chain)
        let grants = try FixedCompartment.crisis.members(in: su.chain).map {
            try su.ring.grant(crisis, generation: next.generation, to: $0).row
        }
        try su.commit(put: [next.row] + grants)
        #expect(try raise(place, facts).isSound)
        try su.sql("DELETE FROM row WHERE class = 2 AND key = ?", [Data(next.row.address.key)])
        let flag = try raise(place, facts)
        #expect(try opens("su", flag.id, place) && opens("fang", flag.id, place) && !opens("bo", flag.id, place))
        #expect(try flag.isSound && opens("lin", flag.id, place))
        #expect(try su.history(of: crisis).current?.generation == next.generation - 1)
    }

    @Test("a memory of rows that agrees with a takeover, and is not signed by who remembers, is none")
    func forgedMemory() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try jot(place, facts)
        try place.open("lin").room.leave()
        let caseID = try OpaqueID(of: facts.caseID)
        let lin = try Intruder("lin", in: place).identity.id
        let bo = try Intruder("bo", in: place)
        let honest = try saved(caseID, place)
        let mine = try #require(try RowsFile.all(in: place).first { $0.url.lastPathComponent == lin.hex + ".rows" })
        let kept = try Data(contentsOf: mine.url)
        try bo.begin(caseID, with: lin, .unlogged)
        func write() throws {
            let practice = try place.open("lin")
            _ = try practice.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
                try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "给同事看的内容")]))
            }
            try practice.room.leave()
        }
        let keys = try (bo.rows(.generation) + bo.rows(.grant) + bo.rows(.assignment)).filter { $0.scope == caseID }
        let falseOnes = try keys.map {
            RememberedRow(address: $0.address, scope: $0.scope, target: $0.target, hash: try $0.hash(), version: 1)
        }
        let gone: Set<RowClass> = [.generation, .grant, .shares, .assignment, .record, .staleMark, .owed]
        for file in try RowsFile.all(in: place) {
            try file.alter { $0.filter { $0.scope != caseID || !gone.contains($0.address.rowClass) } + falseOnes }
        }
        #expect(throws: RoomError.altered) { try write() }
        #expect(throws: RoomError.altered) { try jot(place, facts) }
        // One that somebody else signed for themself.
        let bos = try #require(
            try RowsFile.all(in: place).first { $0.url.lastPathComponent == bo.identity.id.hex + ".rows" })
        try Data(contentsOf: bos.url).write(to: mine.url)
        #expect(throws: RoomError.altered) { try write() }
        // What was made anew is signed again; an older one of one's own does no harm.
        try putBack(honest, of: caseID, by: bo)
        try write()
        try kept.write(to: mine.url)
        try write()
        try jot(place, facts)
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "lin").isEmpty)
    }

    @Test("a memory whose signature holds is used, and written only where rows changed")
    func memoryIsKept() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try jot(place, facts)
        try place.open("lin").room.leave()
        let files = try RowsFile.all(in: place)
        let lin = try Intruder("lin", in: place).identity.id.hex
        let file = try #require(files.first { $0.url.lastPathComponent == lin + ".rows" })
        let before = try file.bytes
        for _ in 0..<3 {
            let practice = try place.open("lin")
            _ = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
                try $0.notes().count
            }
            try practice.room.leave()
        }
        #expect(try file.bytes == before)
        try jot(place, facts)
        try place.open("lin").room.leave()
        #expect(try file.bytes != before)
    }
}
