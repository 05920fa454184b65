import AuditTrail
import Counseling
import Foundation
import GRDB
import Testing
import Vault

/// Rows and entries that are damaged one by one: what is at fault is the practice file, and no one is told that they have no key.
struct DamagedRowsTests {
    private func alter(_ place: HostilePractice, _ sql: String) throws {
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.writeWithoutTransaction { database in
            let triggers = try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            for name in ["entry_stays", "entry_remains", "entry_follows"] {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try database.execute(sql: sql)
            #expect(database.changesCount > 0)
            for text in triggers { try database.execute(sql: text) }
        }
        try queue.close()
    }

    @Test("links of the membership chain that are gone are damage to those whom they let in", arguments: [1, 2, 3])
    func missingLinks(first: Int) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let key = "x'" + String(repeating: "0", count: 7) + "\(first)'"
        try alter(place, "DELETE FROM row WHERE class = 1 AND key >= \(key)")
        for (arguments, name) in [
            (["status"], "aud"), (["audit", "verify"], "aud"), (["case", "list"], "lin"), (["client", "list"], "fang"),
        ] {
            let ending = try place.run(arguments, as: name)
            #expect(ending.status == 76, "\(arguments) \(ending)")
        }
    }

    @Test("a grant of the staff's key, or the key itself, that is gone is damage", arguments: ["2", "3"])
    func missingKeys(rowClass: String) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try alter(place, "DELETE FROM row WHERE class = \(rowClass)")
        for name in ["aud", "lin", "fang"] {
            let ending = try place.run(["status"], as: name)
            #expect(ending.status == 76, "\(ending)")
        }
    }

    @Test(
        "an entry from before the pin that no longer reads, and a row that it tells of: nobody is told of missing keys")
    func entryAndRow() throws {
        let (made, facts) = try HostilePractice.copy()
        defer { made.remove() }
        let intruder = try Intruder("lin", in: made)
        let log = try Int(#require(UInt64(try intruder.lastPlace())))
        let rows = try intruder.rows(.record).filter { $0.scope.hex == facts.caseID.hex }
        try #require(!rows.isEmpty)
        for place in [1, log / 2, log] {
            let copy = try made.copied()
            defer { copy.remove() }
            try alter(
                copy,
                "UPDATE entry SET leaf = CAST(substr(leaf, 1, 200) || x'ff' || substr(leaf, 202) AS BLOB) "
                    + "WHERE place = \(1 << 40 | place)")
            try alter(
                copy,
                "UPDATE row SET body = CAST(substr(body, 1, 300) || x'ffff' || substr(body, 303) AS BLOB) "
                    + "WHERE class = 6 AND scope = x'\(facts.caseID.hex)'")
            for (arguments, name) in [
                (["note", "list", facts.caseID.hex], "lin"), (["case", "list"], "lin"), (["today"], "lin"),
                (["client", "list"], "fang"), (["status"], "fang"), (["audit", "log"], "aud"),
            ] {
                let ending = try copy.run(arguments, as: name)
                #expect([0, 76].contains(ending.status), "\(place): \(arguments) \(ending)")
            }
            #expect(try copy.run(["note", "list", facts.caseID.hex], as: "lin").status == 76)
            #expect(try copy.run(["audit", "verify"], as: nil).status == 76)
        }
    }
}
