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

    enum Claimed: CaseIterable { case schedule, required, assignment }

    @Test(
        "what a colleague claims that only a director may write accuses the director of nothing, and --as decides",
        arguments: Claimed.allCases)
    func claimedDirectors(_ claimed: Claimed) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let setting: [[String]]
        switch claimed {
        case .schedule:
            setting = ["12", "20", "30"].map { ["retention", "set", "--jurisdiction", "mainland", "--years", $0] }
        case .required: setting = ["degree", "certificate", "degree"].map { ["credential", "required", "--set", $0] }
        case .assignment:
            setting = ["lin", "bo"].map {
                ["case", "open", facts.client.shortForm(characters: 8), "--counselor", $0, "--yes"]
            }
        }
        func set(_ arguments: [String]) throws {
            let said = try place.run(arguments, as: "fang")
            try #require(said.status == 0, "\(said)")
        }
        try set(setting[0])
        let bo = try Intruder("bo", in: place)
        let address: RowAddress
        if claimed == .assignment {
            let file = try OpaqueID(of: facts.client)
            let count = UInt32(try bo.history(of: file).assignments.count)
            address = RowAddress(.assignment, key: CompartmentKey.bytes(file, count))
        } else {
            let last = try #require(
                try bo.rows(.record).last {
                    let kind = (try? RecordSealer(bo.ring).open($0))?.kind
                    return kind == (claimed == .schedule ? "retention-schedule" : "required-credentials")
                })
            let id = try #require(OpaqueID(last.address.key.prefix(16)))
            address = RowAddress(.record, key: RecordHeader.key(id, 2))
        }
        try bo.commit(claiming: [
            RowChange(
                address: address, version: 1, before: .zero, after: try SHA256.hash([1]),
                lasting: claimed == .assignment ? .zero : try SHA256.hash([2]))
        ])
        let lie = try bo.lastPlace()
        try set(setting[1])
        let found = try place.placed([])
        let fault = try #require(found.first)
        let places = fault.dropFirst("entries-contradict ".count).split(separator: ",").map(String.init)
        #expect(found.count == 1 && fault.hasPrefix("entries-contradict \(lie),") && places.count == 2, "\(found)")
        // What comes after follows.
        if claimed != .assignment { try set(setting[2]) }
        let renewed = try place.run(["key", "rotate", "--all", "--yes"], as: "fang")
        #expect(renewed.status == 0, "\(renewed.output)\(renewed.errors)")
        #expect(try place.placed([]) == found && place.readerFaults(isDeep: false) == found)
        #expect(try place.placed(["--deep"]) == found && place.readerFaults() == found)
        for name in ["fang", "lin"] {
            let named: Set = ["entry-not-entitled \(lie)"]
            #expect(try place.placed(["--deep"], as: name) == named)
            #expect(try place.readerFaults(as: name) == named)
        }
        for (language, word) in [("en", "no reproach"), ("zh", "并不表示有过错")] {
            let told = try place.run(["audit", "verify"], as: nil, language: language)
            #expect(told.status == 76 && told.output.contains(word), "\(told)")
        }
    }

    @Test(
        "a note of which somebody claims another version is as it was before, and what nobody logged is added, no more")
    func sameNames() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let row = try noteRow(try OpaqueID(of: facts.note), bo)
        try bo.commit(claiming: [
            RowChange(
                address: row.address, version: 1, before: try row.hash(), after: try SHA256.hash([7]),
                lasting: try row.lasting())
        ])
        let session = try AuditSession(
            to: .generation(try #require(try bo.history(of: bo.fixed(.audit)).current)), practice: bo.chain.practice,
            membership: bo.ring.membership, by: bo.identity)
        try bo.slip(session.deposit.row)
        var wanted: Set = [
            "change-does-not-follow \(try bo.lastPlace())", "row-rolled-back 6/\(Hex.encode(row.address.key))",
            "row-added 7/\(Hex.encode(session.deposit.row.address.key))",
        ]
        #expect(try place.placed([]) == wanted && place.readerFaults(isDeep: false) == wanted)
        wanted.insert("writer-not-entitled 6/\(Hex.encode(row.address.key))")
        #expect(try place.placed(["--deep"]) == wanted && place.readerFaults() == wanted)
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
