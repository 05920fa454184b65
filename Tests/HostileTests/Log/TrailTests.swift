import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// Attempts to have the audit trail vouch for what did not happen, or fall silent about what did.
@Suite struct TrailTests {
    @Test("an entry in another's name is not covered by the next honest checkpoint; the next command refuses")
    func forgedEntry() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let fang = try Intruder("fang", in: place)
        // Signed by bo, in the director's name: a thief's signature would be no better.
        try bo.commit(
            put: [OwedMark(compartment: bo.fixed(.desk), member: fang.identity.id).row], by: Impostor(of: fang, by: bo))
        #expect(try place.faults(.rows).contains(.entrySignature))
        let found = RoomError.brokenEntry(place: try bo.lastPlace())
        for name in ["lin", "fang", "aud"] { #expect(throws: found) { _ = try place.open(name) } }
        #expect(throws: found) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        #expect(try place.faults(.rows).contains(.entrySignature))
    }

    @Test("where entries were taken and the tree above them left, nobody is told to try again", arguments: [1, 2, 3])
    func cutEntries(count: Int) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.write { database in
            let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try database.execute(
                sql: "DELETE FROM entry WHERE place IN (SELECT place FROM entry ORDER BY place DESC LIMIT ?)",
                arguments: [count])
            try database.execute(sql: "DELETE FROM checkpoint")
            for trigger in triggers { try database.execute(sql: trigger["sql"] as String) }
        }
        try queue.close()
        try FileManager.default.removeItem(at: place.root.appendingPathComponent("state"))
        for name in ["fang", "lin", "aud"] {
            for command in [["status"], ["audit", "verify"], ["client", "list"]] {
                let told = try place.run(command, as: name)
                #expect([0, 76, 77].contains(told.status), "\(command) \(told)")
            }
        }
        #expect(try !place.faults(.rows).isEmpty)
    }

    @Test("an invented epoch does not make an older file acceptable")
    func inventedEpoch() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let old = try Data(contentsOf: place.database)
        _ = try place.open("lin").room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
            try $0.notes()
        }
        try place.open("lin").room.leave()
        try old.write(to: place.database)
        let bo = try Intruder("bo", in: place)
        try bo.sql(
            "INSERT INTO entry (place, actor, leaf, side) SELECT place + (1 << 40), actor, leaf, side FROM entry LIMIT 1"
        )
        #expect(throws: RoomError.rolledBack(.epoch(seen: 1, found: 2))) { _ = try place.open("lin") }
        #expect(try place.faults(.rows).isSuperset(of: [.epochUnknown, .entryMalformed]))
    }

    @Test("a row hidden from an index is found, although a scan shows it and the schema is as it was")
    func hiddenRow() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.writeWithoutTransaction { database in
            // A twin table with one row less, whose index takes the place of the real one.
            try database.execute(
                sql: """
                    CREATE TABLE twin (class INTEGER NOT NULL, key BLOB NOT NULL, scope BLOB NOT NULL, target BLOB NOT NULL,
                    version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (class, key)) STRICT;
                    INSERT INTO twin (rowid, class, key, scope, target, version, body)
                    SELECT rowid, class, key, scope, target, version, body FROM row WHERE class <> 6;
                    PRAGMA writable_schema = ON;
                    """)
            let roots = try Int.fetchAll(
                database,
                sql: """
                    SELECT rootpage FROM sqlite_master WHERE name IN ('sqlite_autoindex_row_1', 'sqlite_autoindex_twin_1')
                    ORDER BY name
                    """)
            try database.execute(
                sql: "UPDATE sqlite_master SET rootpage = ? WHERE name = 'sqlite_autoindex_row_1'",
                arguments: [roots[1]])
            try database.execute(
                sql: "UPDATE sqlite_master SET rootpage = ? WHERE name = 'sqlite_autoindex_twin_1'",
                arguments: [roots[0]])
        }
        try queue.close()
        let again = try DatabaseQueue(path: place.database.path)
        try again.writeWithoutTransaction { try $0.execute(sql: "DROP TABLE twin") }
        try again.close()
        #expect(try place.faults(.rows).contains(.databaseDamaged))
    }

    @Test("an entry whose details nobody can open is found by the auditor and hides no other entry")
    func unreadableDetails() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        try bo.commit(details: "no JSON at all")
        #expect(try place.faults(.deep).isEmpty)
        #expect(try place.faults(as: "aud") == [.detailsUnreadable])
        let entries = try place.open("aud").room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries() }
        #expect(entries.filter { !$0.isReadable }.count == 1)
        #expect(entries.filter { $0.details != nil }.count > 10)
        // Nobody can say what it is about: a list of what concerns one thing has it too, and says so.
        let listed = try place.run(["audit", "log", "--subject", facts.caseID.hex], as: "aud")
        #expect(listed.status == 76 && listed.output.contains("cannot be read"), "\(listed.output)\(listed.errors)")
    }

    @Test("an entry that its author wrote anew in its place is not shown, in the log or in a client's letter")
    func rewrittenEntry() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let client = ClientCode(of: facts.client).description
        let shown = [["audit", "log", "--json"], ["audit", "letter", client, "--json"]]
        for arguments in shown { #expect(try place.run(arguments, as: "aud").status == 0) }
        try Intruder("lin", in: place).rewriteFirstEntry(
            details: #"{"action":"list-clients","outcome":"denied","schema":1,"time":"2026-11-24T00:00:00Z"}"#,
            keptKeyBy: try Intruder("aud", in: place))
        // Below the pin, and with the nodes as they were, it keeps nobody out.
        try place.open("aud").room.leave()
        #expect(try place.faults(.rows).contains(.nodeWrong))
        for arguments in shown {
            let ending = try place.run(arguments, as: "aud")
            #expect(ending.status == 76 && ending.output.isEmpty, "\(ending.output)\(ending.errors)")
        }
        #expect(throws: RoomError.altered) {
            let aud = try place.open("aud")
            _ = try aud.room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries(since: .now) }
        }
    }

    @Test("a file from before is named to an auditor who saw no more, where somebody else on this computer did")
    func othersPins() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        try place.open("aud").room.leave()
        let before = try Data(contentsOf: place.database)
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: ReadingNote.self, about: .note(facts.note)) { try $0.note() }
        try lin.room.leave()
        try before.write(to: place.database)
        #expect(try place.run(["audit", "verify"], as: nil).status == 76)
        for arguments in [["audit", "verify", "--json"], ["audit", "verify", "--deep", "--json"]] {
            let told = try place.run(arguments, as: "aud")
            #expect(told.status == 76 && told.output.contains("pin-contradicted"), "\(told.output)\(told.errors)")
        }
    }

    @Test("a change that changes nothing is found, so that the next honest one is not blamed for it")
    func emptyChange() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let row = try #require(try bo.rows(.shares).first ?? bo.rows(.record).first)
        let hash = try row.hash()
        try bo.commit(claiming: [
            RowChange(
                address: row.address, version: row.version + 1, before: hash, after: hash, lasting: try row.lasting())
        ])
        #expect(try place.faults(.rows).contains(.changeDoesNotFollow))
    }

    @Test("numbers at the end of their range are refused, not counted on", arguments: ["row", "entry"])
    func largestNumbers(_ what: String) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        if what == "row" {
            let mark = OwedMark(compartment: bo.fixed(.desk), member: bo.identity.id).row
            try bo.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (10, ?, ?, ?, 4294967295, x'')",
                [Data(mark.address.key), Data(mark.scope.bytes), Data(mark.target.bytes)])
            try bo.sql("UPDATE row SET version = 4294967295 WHERE class IN (3, 4)")
        } else {
            try bo.commit(own: OwnHead(counter: .max - 1, hash: .zero))
        }
        #expect(try !place.faults(.rows).isEmpty)
        for name in ["fang", "bo", "aud"] {
            // Whether it is refused or does its work: it ends like a program, not like a crash.
            _ = try? place.open(name).room.visit(for: ReadingStatus.self, about: .practice) { try $0.standing() }
        }
    }

    @Test("an older practice file is told apart by the pins of this computer, without any passphrase")
    func pins() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let old = try Data(contentsOf: place.database)
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes() }
        try lin.room.leave()
        #expect(try place.faults(.rows).isEmpty)
        try old.write(to: place.database)
        #expect(try place.faults(.rows) == [.pinContradicted])
    }
}

/// Signs with one person's key in another's name.
private final class Impostor: Signing {
    let id: OpaqueID
    let keyID: OpaqueID
    private let signer: Intruder

    init(of victim: Intruder, by signer: Intruder) {
        id = victim.identity.id
        keyID = victim.identity.keyID
        self.signer = signer
    }

    func signature(for message: [UInt8]) throws(VaultError) -> [UInt8] { try signer.identity.signature(for: message) }
}
