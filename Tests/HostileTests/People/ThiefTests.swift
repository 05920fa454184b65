import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// What someone who can write the practice file, but has no key, tries.
@Suite struct ThiefTests {
    /// Columns that hold bytes or text, by table; `row` first, since it matters most.
    private static let columns = [
        ("row", ["key", "scope", "target", "body"]), ("entry", ["actor", "leaf"]), ("node", ["hash"]),
        ("checkpoint", ["signer", "note"]),
    ]

    @Test("one altered byte in any column of any row is found without a passphrase")
    func everyRow() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        #expect(try place.faults(.deep).isEmpty)
        var random = SystemRandomNumberGenerator()
        let queue = try DatabaseQueue(path: place.database.path)
        // The log is append-only by trigger; a thief drops it, alters, and puts it back so that nothing shows.
        let triggers = try queue.write { database in
            let texts = try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            for name in ["entry_stays", "entry_remains", "entry_follows"] {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            return texts
        }
        func shown(_ body: () throws -> Set<AuditFault.Kind>) throws -> Set<AuditFault.Kind> {
            try queue.write { database in for text in triggers { try database.execute(sql: text) } }
            defer {
                try? queue.write { database in
                    for name in ["entry_stays", "entry_remains", "entry_follows"] {
                        try database.execute(sql: "DROP TRIGGER \(name)")
                    }
                }
            }
            return try body()
        }
        var tried = 0
        for (table, columns) in Self.columns {
            let key = ["node": "level || '/' || place", "checkpoint": "epoch || hex(signer)"][table] ?? "rowid"
            let ids = try queue.read { try String.fetchAll($0, sql: "SELECT CAST(\(key) AS TEXT) FROM \(table)") }
            for id in ids {
                for column in columns {
                    let condition = "CAST(\(key) AS TEXT) = ?"
                    let value = try queue.read {
                        try Data.fetchOne($0, sql: "SELECT \(column) FROM \(table) WHERE \(condition)", arguments: [id])
                    }
                    guard let value, !value.isEmpty else { continue }
                    var altered = value
                    let place_ = Int.random(in: 0..<value.count, using: &random)
                    altered[altered.startIndex + place_] ^= column == "note" ? 1 : 0x80
                    guard column != "note" || String(data: altered, encoding: .utf8) != nil else { continue }
                    func put(_ bytes: Data, where id: String) throws {
                        let typed: any DatabaseValueConvertible =
                            column == "note" ? String(decoding: bytes, as: UTF8.self) : bytes
                        try queue.write {
                            try $0.execute(
                                sql: "UPDATE \(table) SET \(column) = ? WHERE \(condition)", arguments: [typed, id])
                        }
                    }
                    try put(altered, where: id)
                    let faults = try shown { try place.faults(.rows) }
                    #expect(!faults.isEmpty, "\(table).\(column), byte \(place_)")
                    let newID = column == "signer" ? id.prefix { $0.isNumber }.prefix(1) + altered.hex : id
                    try put(value, where: newID)
                    tried += 1
                }
            }
        }
        #expect(tried > 200)
        #expect(try shown { try place.faults(.deep) }.isEmpty)
    }

    @Test("a flipped byte anywhere in the file is found, refused, or changes nothing that counts; it never crashes")
    func everyPlaceInTheFile() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let good = try Data(contentsOf: place.database)
        let expected = try Self.contents(place)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<400 {
            var bytes = good
            bytes[Int.random(in: 0..<good.count, using: &random)] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
            try bytes.write(to: place.database)
            guard let report = try? OpenPractice.verify(place.folder, depth: .rows), report.isSound else { continue }
            #expect((try? Self.contents(place)) == expected)
        }
    }

    /// Every value in every table.
    private static func contents(_ place: HostilePractice) throws -> [String] {
        let queue = try DatabaseQueue(path: place.database.path)
        return try queue.read { database in
            try ["row", "slot", "entry", "node", "checkpoint"].flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { "\(table) \($0)" }.sorted()
            }
        }
    }

    @Test("two notes whose bodies are swapped are found, and neither is shown for the other")
    func swapped() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let rows = try lin.rows(.record).filter { $0.scope == caseID }
        for (row, body) in [(rows[0], rows[1].body), (rows[1], rows[0].body)] {
            try lin.sql("UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(body), Data(row.address.key)])
        }
        #expect(try place.faults(.rows) == [.rowAltered])
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
    }

    @Test("a person's public key exchanged in the chain is found and nobody is let in with it")
    func exchangedKey() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let statement = try #require(try lin.rows(.statement).first { $0.target == lin.identity.id })
        let mallory = try Identity.generate(shortName: "mallory")
        var body = statement.body
        let range = try #require(
            Data(body).range(of: Data(lin.identity.publicKeys.agreement.bytes)))
        body.replaceSubrange(range, with: mallory.publicKeys.agreement.bytes)
        try lin.sql("UPDATE row SET body = ? WHERE class = 1 AND key = ?", [Data(body), Data(statement.address.key)])
        #expect(try place.faults(.rows).contains(.membershipBroken))
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        #expect(throws: RoomError.altered) { _ = try place.open("fang") }
    }

    @Test("a public key exchanged in a generation's statement is found and nothing is sealed to it")
    func exchangedCompartmentKey() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let audit = try #require(try lin.history(of: lin.fixed(.audit)).current)
        let row = try lin.row(audit.row.address)
        let mallory = try Identity.generate(shortName: "mallory")
        var body = row.body
        let range = try #require(Data(body).range(of: Data(audit.publicKey.bytes)))
        body.replaceSubrange(range, with: mallory.publicKeys.agreement.bytes)
        try lin.sql("UPDATE row SET body = ? WHERE class = 2 AND key = ?", [Data(body), Data(row.address.key)])
        #expect(try place.faults(.deep).isSuperset(of: [.rowAltered, .statementUnauthorized]))
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
    }
}

extension Data {
    fileprivate var hex: String { map { String(format: "%02X", $0) }.joined() }
}
