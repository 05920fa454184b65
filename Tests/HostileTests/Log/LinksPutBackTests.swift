import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Statements about people, rightly signed in a part of the log that this file does not have, put back by somebody with a copy of it.
@Suite("links of the membership chain that somebody else logs")
struct LinksPutBackTests {
    /// How somebody who did not sign them brings the lost statements in.
    enum Way: CaseIterable {
        /// As rows alone.
        case rows
        /// With an entry of a director's that logs them, or of somebody without an office.
        case loggedByDirector, loggedByColleague, loggedByStation
        /// With an entry that names the last of them, by a colleague or with the workstation's key.
        case namedByColleague, namedByStation
    }

    /// A practice in which Bo is to be suspended, and the statements about it that only a copy of the folder has, with the
    /// membership chain as it is there.
    private func scene() throws -> (place: HostilePractice, lost: [StoredRow], chainThere: MembershipChain) {
        let (place, _) = try HostilePractice.copy()
        try place.admit("di", "狄主任", .director, by: try place.open("fang"))
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        for name in ["lin", "di"] { #expect(try place.run(["status"], as: name).status == 0) }
        let copy = try place.copied()
        defer { copy.remove() }
        let before = try Intruder("fang", in: copy).rows(.statement).count
        let suspended = try copy.run(
            ["staff", "suspend", "bo", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查"}"#)
        #expect(suspended.status == 0, "\(suspended)")
        #expect(try copy.run(["staff", "confirm", "bo", "--yes"], as: "gu").status == 0)
        #expect(try copy.run(["note", "list"], as: "bo").status == 77)
        let fang = try Intruder("fang", in: copy)
        let lost = Array(try fang.rows(.statement).dropFirst(before))
        #expect(lost.count == 2)
        return (place, lost, fang.chain)
    }

    private func putBack(_ lost: [StoredRow], in place: HostilePractice, by intruder: Intruder) throws {
        for row in lost {
            try intruder.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    Int(row.address.rowClass.rawValue), Data(row.address.key), Data(row.scope.bytes),
                    Data(row.target.bytes), Int(row.version), Data(row.body),
                ])
        }
    }

    @Test("they count for nobody, whoever logs them, and whoever did is named", arguments: Way.allCases)
    func putBack(way: Way) throws {
        let (place, lost, chainThere) = try scene()
        defer { place.remove() }
        let (bo, di) = (try Intruder("bo", in: place), try Intruder("di", in: place))
        let station = try StationKey(parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        let claims = try lost.map {
            RowChange(address: $0.address, version: 1, before: .zero, after: try $0.hash(), lasting: .zero)
        }
        try putBack(lost, in: place, by: bo)
        switch way {
        case .rows: break
        case .loggedByDirector: try di.commit(claiming: claims)
        case .loggedByColleague: try bo.commit(claiming: claims)
        case .loggedByStation: try bo.commit(by: station, claiming: claims)
        case .namedByColleague: try di.commit(chainHead: chainThere.head)
        case .namedByStation: try di.commit(chainHead: chainThere.head, by: station)
        }
        let lie = try di.lastPlace()
        let isNamed = [.namedByColleague, .namedByStation].contains(way)
        for isRemembered in [true, false] {
            if !isRemembered { try FileManager.default.removeItem(at: place.root.appendingPathComponent("state")) }
            for name in ["bo", "lin", "fang", "gu"] {
                let ended = try place.run(["status"], as: name)
                // An entry of which nobody can tell whether its signer may sign it is good for nobody.
                #expect(ended.status == (isNamed ? 76 : 0), "\(name) \(ended)")
            }
            if !isNamed {
                let listed = try place.run(["note", "list"], as: "bo")
                #expect(listed.status == 0, "\(listed)")
            }
        }
        let rows = Set(lost.map { "row-added 1/\(Hex.encode($0.address.key))" })
        let claimed: Set<String> =
            switch way {
            case .rows: []
            case .loggedByDirector, .loggedByColleague:
                Set(lost.map { "writer-not-entitled 1/\(Hex.encode($0.address.key))" })
            case .loggedByStation: ["actor-not-active \(lie)"]
            case .namedByColleague, .namedByStation: ["chain-head-unknown \(lie)"]
            }
        // Whom the program lets in no more the reader does.
        if isNamed { #expect(try place.readerFaults(as: "fang").isSuperset(of: rows.union(claimed))) }
        for name in isNamed ? [nil] : [nil, "fang", "aud"] {
            let found = try place.placedFaults(as: name)
            #expect(found.isSuperset(of: rows.union(claimed)), "\(found)")
            if !isNamed { #expect(found == rows.union(claimed), "\(found)") }
            #expect(try place.readerFaults(as: name) == found)
        }
    }

    @Test("one that was logged before it lay there, and by somebody else, counts no more when it does")
    func loggedFirst() throws {
        let (place, lost, _) = try scene()
        defer { place.remove() }
        let di = try Intruder("di", in: place)
        try di.commit(
            claiming: try lost.map {
                RowChange(address: $0.address, version: 1, before: .zero, after: try $0.hash(), lasting: .zero)
            })
        // It could have been taken out as well.
        for name in ["bo", "lin", "fang"] { #expect(try place.run(["status"], as: name).status == 76) }
        let missing = Set(lost.map { "row-missing 1/\(Hex.encode($0.address.key))" })
        for name in [nil, "fang"] { #expect(try place.readerFaults(as: name).isSuperset(of: missing)) }
        try putBack(lost, in: place, by: di)
        for name in ["bo", "lin", "fang"] {
            let ended = try place.run(["status"], as: name)
            #expect(ended.status == 0, "\(name) \(ended)")
        }
        let found = try place.placedFaults(as: "fang")
        #expect(Set(found.map { String($0.prefix { $0 != " " }) }) == ["row-added", "writer-not-entitled"], "\(found)")
        #expect(try place.readerFaults(as: "fang") == found)
    }

    @Test(
        "what lies among the links under a key that is no position is none, and keeps nobody out",
        arguments: ["0000001400", "0000000000000005", "000000", "", "05", "ffffffffffffffff"])
    func strangeKeys(hex: String) throws {
        let key = try #require(Hex.decode(hex))
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let (bo, director) = (try Intruder("bo", in: place), try Intruder("fang", in: place))
        try bo.sql(
            """
            INSERT INTO row (class, key, scope, target, version, body)
            VALUES (1, ?, zeroblob(16), zeroblob(16), 1, x'6a')
            """, [Data(key)])
        func areLetIn() throws {
            for name in ["lin", "bo", "fang", "aud"] {
                let ended = try place.run(["status"], as: name)
                #expect(ended.status == 0, "\(name) \(ended)")
            }
            let jotted = try place.run(["jot", facts.caseID.hex, "--from", "-"], as: nil, input: "想到的")
            #expect(jotted.status == 0, "\(jotted)")
        }
        try areLetIn()
        let row = "row-added 1/\(Hex.encode(key))"
        for name in [nil, "fang"] {
            let found = try place.placedFaults(as: name)
            #expect(found.contains(row) && found.allSatisfy { $0.hasSuffix(" 1/\(Hex.encode(key))") }, "\(found)")
            #expect(try place.readerFaults(as: name) == found)
        }
        // Nor is it where a director says that it is there.
        try director.commit(claiming: [
            RowChange(
                address: RowAddress(.statement, key: key), version: 1, before: .zero,
                after: try StoredRow(
                    address: RowAddress(.statement, key: key), scope: .none, target: .none, version: 1, body: [0x6a]
                ).hash(), lasting: .zero)
        ])
        try areLetIn()
        for name in [nil, "fang"] { #expect(try place.readerFaults(as: name) == place.placedFaults(as: name)) }
    }

    @Test("the next statement takes the place of one that was put back, and counts everywhere")
    func nextOne() throws {
        let (place, lost, _) = try scene()
        defer { place.remove() }
        try putBack(lost, in: place, by: try Intruder("bo", in: place))
        let suspended = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查"}"#)
        #expect(suspended.status == 0, "\(suspended)")
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "gu").status == 0)
        #expect(try place.run(["note", "list"], as: "lin").status == 77)
        #expect(try place.run(["note", "list"], as: "bo").status == 0)
        for name in [nil, "fang"] {
            let found = try place.placedFaults(as: name)
            #expect(found.isEmpty, "\(found)")
            #expect(try place.readerFaults(as: name) == found)
        }
    }
}
