import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// What `audit verify` names without anybody's key, and that it accuses nobody who did nothing.
@Suite struct NamedWithoutKeysTests {
    private func noteRow(_ note: OpaqueID, _ intruder: Intruder) throws -> StoredRow {
        try #require(try intruder.rows(.record).last { $0.address.key.starts(with: note.bytes) })
    }

    @Test(
        "plain verification names a record under another key than its compartment's newest", arguments: [true, false])
    func anotherKey(isInvented: Bool) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let renewed = try place.run(["key", "rotate", "--all", "--yes"], as: "lin")
        #expect(renewed.status == 0, "\(renewed.output)\(renewed.errors)")
        #expect(try place.placed([]).isEmpty && place.readerFaults(isDeep: false).isEmpty)
        // bo has no key to the case; lin makes the next one and puts nothing under it.
        let intruder = try Intruder(isInvented ? "bo" : "lin", in: place)
        let row = try noteRow(try OpaqueID(of: facts.note), intruder)
        if isInvented {
            var body = row.body
            body.replaceSubrange(110..<114, with: [0, 0, 3, 231])
            try intruder.commit(altered: [
                StoredRow(
                    address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
            ])
        } else {
            let next = try intruder.ring.makeGeneration(of: try intruder.history(of: row.scope), chain: intruder.chain)
            let lin = try #require(intruder.chain.members[intruder.identity.id])
            try intruder.commit(put: [
                next.row, try intruder.ring.grant(row.scope, generation: next.generation, to: lin).row,
            ])
        }
        let wanted = "key-outdated 6/\(Hex.encode(row.address.key))"
        let found = try place.placed([])
        #expect(found.contains(wanted) && found.allSatisfy { $0.hasPrefix("key-outdated ") }, "\(found)")
        #expect(try place.readerFaults(isDeep: false) == found)
        #expect(try place.readerFaults() == place.placed(["--deep"]))
        #expect(try place.placed(["--deep"]).isSuperset(of: found))
        let told = try place.run(["audit", "verify"], as: nil)
        #expect(told.status == 76 && told.output.contains("key-outdated"), "\(told)")
    }

    enum Way: CaseIterable { case oneEntry, twoEntries, thereAndBackAgain, firstVersion }

    @Test(
        "claimed changes that lead back to what a note is accuse nobody but whoever claimed them",
        arguments: Way.allCases)
    func ledBack(_ way: Way) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let row = try noteRow(try OpaqueID(of: facts.note), bo)
        let (hash, lasting, other) = (try row.hash(), try row.lasting(), try SHA256.hash([7]))
        func change(_ version: UInt32, _ before: Digest, _ after: Digest) -> RowChange {
            RowChange(address: row.address, version: version, before: before, after: after, lasting: lasting)
        }
        let there = change(2, hash, other)
        let back = change(way == .firstVersion ? 1 : 3, other, hash)
        var (entries, plain): (Set<String>, Set<String>) = ([], [])
        func claim(_ changes: [RowChange], isLeadingBack: Bool) throws {
            try bo.commit(claiming: changes)
            entries.insert("change-does-not-follow \(try bo.lastPlace())")
            if isLeadingBack { plain.insert("change-does-not-follow \(try bo.lastPlace())") }
        }
        if way == .oneEntry {
            try claim([there, back], isLeadingBack: true)
        } else {
            try claim([there], isLeadingBack: false)
            try claim([back], isLeadingBack: true)
        }
        if way == .thereAndBackAgain {
            try claim([there], isLeadingBack: true)
            try claim([back], isLeadingBack: true)
        }
        // The author goes on, and their next change follows.
        let renewed = try place.run(["key", "rotate", "--all", "--yes"], as: "lin")
        #expect(renewed.status == 0, "\(renewed.output)\(renewed.errors)")
        #expect(try place.placed([]) == plain && place.readerFaults(isDeep: false) == plain)
        for name in [nil, "lin", "fang"] {
            #expect(try place.placed(["--deep"], as: name) == entries)
            #expect(try place.readerFaults(as: name) == entries)
        }
    }
}

extension HostilePractice {
    /// What `audit verify` names, as kind and place with a space between them.
    func placed(_ options: [String], as name: String? = nil) throws -> Set<String> {
        let said = try run(["audit", "verify", "--json"] + options, as: name)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any], "\(said)")
        let faults = document["faults"] as? [[String: Any]] ?? []
        #expect(said.status == (faults.isEmpty ? 0 : 76), "\(said)")
        return Set(faults.map { "\($0["kind"] ?? "?") \($0["place"] ?? "?")" })
    }
}
