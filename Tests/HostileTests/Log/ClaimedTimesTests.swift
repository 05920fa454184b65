import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// What somebody without the right claims of appointments' times, of keys that duties decide about, and by a clock that is ahead: they
/// are named, and nobody whose entry comes after it.
@Suite struct ClaimedTimesTests {
    enum Claim: CaseIterable { case changed, removed, changedBeforeRenewal, begun }

    @Test(
        "a stranger's claim about an appointment's times accuses nobody at the desk, and is named to whoever has keys",
        arguments: Claim.allCases)
    func times(_ claim: Claim) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        _ = try desk.book("2028-03-01T10:00:00+08:00")
        try desk.fang.room.leave()
        let bo = try Intruder("bo", in: place)
        let row = try #require(try bo.rows(.slots).first)
        let owner = try #require(OpaqueID(row.address.key))
        let noise = try SHA256.hash([9])
        func says(_ version: UInt32, _ before: Digest, _ after: Digest) -> RowChange {
            RowChange(address: row.address, version: version, before: before, after: after, lasting: .zero)
        }
        // A revision that is there already: it does not follow, and looks like one.
        let revision = RowChange(
            address: RowAddress(.record, key: RecordHeader.key(owner, 1)), version: 1, before: .zero, after: noise,
            lasting: noise)
        switch claim {
        case .changed, .changedBeforeRenewal: try bo.commit(claiming: [says(2, try row.hash(), noise)])
        case .removed: try bo.commit(claiming: [revision, says(2, try row.hash(), .zero)])
        case .begun: try bo.commit(claiming: [says(1, .zero, noise)])
        }
        let lie = try bo.lastPlace()
        let before = try place.placed([])
        #expect(before.contains("change-forbidden \(lie)") == (claim == .begun), "\(before)")
        #expect(try place.readerFaults(isDeep: false) == before)
        // The desk goes on: the times are written anew under another key, or given up.
        if claim == .changedBeforeRenewal || claim == .removed {
            let renewed = try place.run(["key", "rotate", "--all", "--yes"], as: "fang")
            #expect(renewed.status == 0, "\(renewed.output)\(renewed.errors)")
        }
        if claim != .removed {
            let gone = try place.run(
                ["appointment", "cancel", owner.hex, "--by", "client", "--yes"], as: "fang")
            #expect(gone.status == 0, "\(gone.output)\(gone.errors)")
            #expect(try bo.rows(.slots).isEmpty)
        }
        let plain = try place.placed([])
        let others = plain.filter { !$0.hasPrefix("entries-contradict \(lie),") && !$0.hasSuffix(" \(lie)") }
        #expect(others.isEmpty && plain.count <= 2, "\(plain)")
        #expect(plain.contains { $0.hasPrefix("entries-contradict \(lie),") } == (claim != .begun), "\(plain)")
        #expect(try place.readerFaults(isDeep: false) == plain)
        #expect(try place.placed(["--deep"]) == plain && place.readerFaults() == plain)
        for name in ["fang", "lin", "aud"] {
            let named = try place.placed(["--deep"], as: name)
            let wanted: Set<String> =
                switch claim {
                case .changed, .changedBeforeRenewal: ["entry-not-entitled \(lie)"]
                case .removed: ["entry-not-entitled \(lie)", "change-does-not-follow \(lie)"]
                case .begun: ["change-forbidden \(lie)"]
                }
            #expect(named == wanted, "\(name): \(named)")
            #expect(try place.readerFaults(as: name) == wanted)
        }
    }

    @Test("a generation of a fixed compartment that somebody made up is named by its entry, and no other entry is")
    func madeUpGeneration() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let crisis = bo.fixed(.crisis)
        let address = RowAddress(.generation, key: CompartmentKey.bytes(crisis, 2))
        try bo.commit(claiming: [
            RowChange(address: address, version: 1, before: .zero, after: try SHA256.hash([1]), lasting: .zero)
        ])
        let lie = try bo.lastPlace()
        let fang = try Intruder("fang", in: place)
        let next = try fang.ring.makeGeneration(of: try fang.history(of: crisis), chain: fang.chain)
        let grants = try FixedCompartment.crisis.members(in: fang.chain).map {
            try fang.ring.grant(crisis, generation: next.generation, to: $0).row
        }
        try fang.commit(put: [next.row] + grants)
        let honest = try fang.lastPlace()
        for deep in [[], ["--deep"]] {
            let found = try place.placed(deep)
            #expect(found == ["entries-contradict \(lie),\(honest)"], "\(found)")
            #expect(try place.readerFaults(isDeep: !deep.isEmpty) == found)
        }
        for name in ["fang", "aud", "lin"] {
            let found = try place.placed(["--deep"], as: name)
            #expect(found == ["entry-not-entitled \(lie)"], "\(name): \(found)")
            #expect(try place.readerFaults(as: name) == found)
        }
    }

    @Test("whoever dated an entry ahead is named for good, and nobody who wrote after it", arguments: [1, 2])
    func datedAhead(people: Int) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        // Within what two clocks may stand apart from the verifier's, so that it does not decide.
        try date("bo", 550, in: place)
        let ahead = try Intruder("bo", in: place).lastPlace()
        try date("lin", -60, in: place)
        let alone = try Intruder("lin", in: place).lastPlace()
        if people == 2 { try date("fang", -55, in: place) }
        #expect(try kinds(place) == [people == 2 ? "time-ran-ahead \(ahead)" : "time-goes-back \(alone)"])
        // Nothing of it goes with time.
        #expect(try kinds(place) == [people == 2 ? "time-ran-ahead \(ahead)" : "time-goes-back \(alone)"])
    }

    @Test("who dates their entries back is named, however many they are, and not whoever wrote before them")
    func datedBack() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try date("lin", 540, in: place)
        try date("bo", -70, in: place)
        let back = try Intruder("bo", in: place).lastPlace()
        try date("bo", -70, in: place)
        try date("fang", 545, in: place)
        #expect(try kinds(place) == ["time-goes-back \(back)"])
    }

    @Test("as many who date back as they contradict name nobody who wrote before them")
    func twoDatedBack() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try date("lin", 540, in: place)
        try date("fang", 541, in: place)
        try date("bo", -70, in: place)
        let back = try Intruder("bo", in: place).lastPlace()
        try date("aud", -70, in: place)
        #expect(try kinds(place) == ["time-goes-back \(back)"])
    }

    @Test("whoever claims the chain's next link is named beside, or in the place of, who says rightly what it is")
    func claimedLink() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let key = [UInt8](withUnsafeBytes(of: (bo.chain.head.position + 1).bigEndian, Array.init))
        try bo.commit(claiming: [
            RowChange(
                address: RowAddress(.statement, key: key), version: 1, before: .zero, after: try SHA256.hash([1]),
                lasting: .zero)
        ])
        let lie = try bo.lastPlace()
        let suspended = try place.run(
            ["staff", "suspend", "bo", "--from", "-", "--yes"], as: "fang", input: #"{"reason":"查"}"#)
        #expect(suspended.status == 0, "\(suspended)")
        let plain = try place.placed(["--deep"])
        #expect(plain.count == 1 && plain.allSatisfy { $0.hasPrefix("entries-contradict \(lie),") }, "\(plain)")
        #expect(try place.readerFaults() == plain)
        for name in ["fang", "lin"] {
            let found = try place.placed(["--deep"], as: name)
            #expect(found == ["entry-not-entitled \(lie)"], "\(found)")
            #expect(try place.readerFaults(as: name) == found)
        }
    }

    /// Leaves an entry dated so many seconds from now.
    private func date(_ name: String, _ seconds: Int64, in place: HostilePractice) throws {
        let time = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 + seconds)
        try Intruder(name, in: place).commit(
            details: #"{"action":"settle","outcome":"allowed","schema":1,"time":"\#(time.rfc3339)"}"#)
    }

    private func kinds(_ place: HostilePractice) throws -> Set<String> {
        let said = try place.run(["audit", "verify", "--deep", "--json"], as: "aud")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any], "\(said)")
        #expect(said.status == 0, "\(said)")
        return Set(
            (document["remarks"] as? [[String: Any]] ?? []).map { "\($0["kind"] ?? "?") \($0["place"] ?? "?")" })
    }

    @Test("a confirmation that names another subject is none, told at one place with keys and without")
    func otherSubject() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let (bo, aud) = (try Intruder("bo", in: place).identity.id, try Intruder("aud", in: place).identity.id)
        let chain = fang.chain
        let statement = try #require(
            try fang.rows(.statement).last { $0.target == aud }.map { try MembershipStatement(parsing: $0.body) })
        let head = ChainHead(position: statement.position, hash: statement.hash)
        let made = try chain.next(
            .confirmation(of: head, subject: bo), content: nil, keys: fang.ring, by: fang.identity)
        try fang.commit(put: [made.row])
        let wanted = "membership-broken \(chain.head.position + 1)"
        #expect(try place.placed([]).contains(wanted) && place.placed(["--deep"]).contains(wanted))
        #expect(try place.readerFaults(isDeep: false).contains(wanted) && place.readerFaults().contains(wanted))
    }
}
