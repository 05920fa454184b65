import Counseling
import Foundation
import GRDB
import Testing
import Vault

// A case or a client's file begun anew by whoever can write to the practice folder.
extension Intruder {
    /// How the rows of before are taken away.
    enum Beginning: String, CaseIterable { case unlogged, loggedByThemself }

    /// Begins a compartment anew, properly signed, with a key that this intruder and another have.
    func begin(_ compartment: OpaqueID, with other: OpaqueID, _ way: Beginning) throws {
        let old = try [RowClass.generation, .grant, .shares, .assignment, .staleMark].flatMap { try rows($0) }
            .filter { $0.scope == compartment }.map(\.address)
        if way == .loggedByThemself { try commit(remove: old) }
        for address in old {
            try sql("DELETE FROM row WHERE class = ? AND key = ?", [Int(address.rowClass.rawValue), Data(address.key)])
        }
        var made: [SealedRow] = []
        func add(_ row: SealedRow) throws {
            made.append(row)
            try slip(row)
        }
        for member in [identity.id, other] {
            try add(
                try ring.assign(.person(member), assigned: true, to: try history(of: compartment), chain: chain).row)
        }
        try add(try ring.makeGeneration(of: try history(of: compartment), chain: chain).row)
        for member in [identity.id, other] {
            try add(try ring.grant(compartment, generation: 1, to: try #require(chain.members[member])).row)
        }
        if way == .loggedByThemself { try commit(put: made) }
        #expect(try history(of: compartment).current?.generation == 1)
    }

    /// Puts a row there without an entry.
    func slip(_ row: SealedRow) throws {
        try sql(
            "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, 1, ?)",
            [
                Int(row.address.rowClass.rawValue), Data(row.address.key), Data(row.scope.bytes),
                Data(row.target.bytes), Data(row.body),
            ])
    }

    /// The deposits of a compartment that their keys open.
    func opened(in compartment: OpaqueID) throws -> [OpaqueID] {
        let sealer = try RecordSealer(ring)
        return try rows(.deposit).filter { $0.scope == compartment }.compactMap { row in
            let deposit = try Deposit(parsing: row.body)
            return (try? sealer.open(deposit)) == nil ? nil : deposit.id
        }
    }
}
