import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Attempts to get at somebody's records by new keys that are not theirs, or by custodians' shares.
struct RecoveryAttackTests {
    /// The practice with a second custodian, gu; fang is director and the first.
    private func practice() throws -> (HostilePractice, HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        // Shares of lin's case are owed to the second custodian: lin's next command makes them.
        for name in ["lin", "gu"] { try place.open(name).room.leave() }
        return (place, facts)
    }

    private func entry(_ name: String, in place: HostilePractice) throws -> StaffEntry {
        try #require(
            try place.open("fang").room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
                .first { $0.member.shortName.text == name })
    }

    /// lin has new keys, confirmed and welcomed.
    private func replaceLin(in place: HostilePractice) throws {
        let lin = try entry("lin", in: place)
        let code = try HostilePractice.passphrase("code")
        _ = try OpenPractice.replace(
            place.folder, shortName: lin.member.shortName, person: lin.id, fullName: lin.member.fullName,
            passphrase: try HostilePractice.passphrase("lin"), workFactor: 17)
        let file = try WholeFile.read(place.folder.publicFile("lin"))
        let fang = try place.open("fang")
        let replaced = try fang.room.visit(for: ReplacingKeys.self, about: .person(lin.id)) {
            try $0.replace(file, code: code, log2N: 17)
        }
        #expect(replaced.waits)
        try WholeFile.write(replaced.welcome, to: place.folder.welcomeFile("lin"), replacing: true)
        try fang.room.leave()
        let gu = try place.open("gu")
        let waiting = try gu.room.visit(for: ListingStaff.self, about: .practice) { try $0.pending() }
        #expect(try !gu.room.visit(for: ConfirmingStaff.self, about: .person(lin.id)) { try $0.confirm(waiting[0]) })
        try gu.room.leave()
        let identity = try OpenPractice.unlock(
            place.folder, as: lin.member.shortName, passphrase: try HostilePractice.passphrase("lin"), isNew: true)
        try OpenPractice.welcome(
            place.folder, identity: identity, welcomeFile: place.folder.welcomeFile("lin"), code: code,
            passphrase: try HostilePractice.passphrase("lin"), workFactor: 17
        ).room.leave()
    }

    private func stolenKeys(for person: OpaqueID) throws -> Identity {
        try Identity.generate(shortName: "lin", as: person)
    }

    @Test(
        "a director who enters keys of their own for a counselor gets nothing, and their own confirmation breaks the chain"
    )
    func forgedKeys() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let lin = try #require(
            try OpaqueID(of: entry("lin", in: place).id) as OpaqueID?)
        let member = try #require(fang.chain.members[lin])
        let stolen = try stolenKeys(for: lin)
        let statement = try fang.chain.next(
            .newKeys(lin, keys: stolen.publicKeys),
            content: (try #require(member.duties), try #require(member.profile)), keys: fang.ring, by: fang.identity)
        try fang.chain.append(statement, keys: fang.ring)
        #expect(fang.chain.members[lin]?.keys == member.keys)
        try fang.commit(put: [statement.row])
        #expect(try place.faults(.deep).isEmpty)
        #expect(try place.faults(as: "gu").isEmpty)
        // lin works on as before.
        _ = try ColleagueTests.read(facts.note, as: "lin", in: place)
        let head = try #require(fang.chain.pending.first?.head)
        let confirmed = try fang.chain.next(
            .confirmation(of: head, subject: lin), content: nil, keys: fang.ring, by: fang.identity)
        var chain = fang.chain
        #expect(throws: VaultError.self) { try chain.append(confirmed, keys: fang.ring) }
        // Nor does whose keys they are confirm them, with the old ones.
        let old = try Intruder("lin", in: place)
        let byLin = try old.chain.next(
            .confirmation(of: head, subject: lin), content: nil, keys: old.ring, by: old.identity)
        var second = fang.chain
        #expect(throws: VaultError.self) { try second.append(byLin, keys: fang.ring) }
        // Keys that wait end none: who used them is named, and not whoever signs rightly after it.
        try fang.commit(by: stolen)
        let lie = try fang.lastPlace()
        try old.commit()
        for found in [try place.placed(["--deep"], as: "gu"), try place.readerFaults(as: "gu")] {
            #expect(found.filter { $0.hasPrefix("entry-signature") } == ["entry-signature \(lie)"], "\(found)")
        }
    }

    @Test("keys that wait for their confirmation sign nothing: everyone's next command names the entry")
    func waitingKeys() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let lin = try OpaqueID(of: entry("lin", in: place).id)
        let member = try #require(fang.chain.members[lin])
        let waiting = try stolenKeys(for: lin)
        let statement = try fang.chain.next(
            .newKeys(lin, keys: waiting.publicKeys),
            content: (try #require(member.duties), try #require(member.profile)), keys: fang.ring, by: fang.identity)
        try fang.commit(put: [statement.row])
        let mark = OwedMark(compartment: try OpaqueID.random(), member: lin).row
        try Intruder("fang", in: place).commit(put: [mark], by: waiting)
        // Nobody without a key can tell that they wait (docs/file-format.md, section 4).
        #expect(try !place.faults(.deep).contains(.entrySignature))
        let found = RoomError.brokenEntry(place: try Intruder("gu", in: place).lastPlace())
        for name in ["lin", "gu", "fang"] { #expect(throws: found) { try place.open(name) } }
    }

    @Test("keys of another person, or that somebody had, are nobody's new keys")
    func takenKeys() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let lin = try OpaqueID(of: entry("lin", in: place).id)
        let bo = try OpaqueID(of: entry("bo", in: place).id)
        let member = try #require(fang.chain.members[lin])
        for keys in [try #require(fang.chain.members[bo]).keys, member.keys, fang.identity.publicKeys] {
            let statement = try fang.chain.next(
                .newKeys(lin, keys: keys), content: (try #require(member.duties), try #require(member.profile)),
                keys: fang.ring, by: fang.identity)
            var chain = fang.chain
            #expect(throws: VaultError.self) { try chain.append(statement, keys: fang.ring) }
        }
        // Nor may more than the keys change.
        let wider = try fang.chain.next(
            .newKeys(lin, keys: try stolenKeys(for: lin).publicKeys),
            content: ([.counselor, .custodian], try #require(member.profile)), keys: fang.ring, by: fang.identity)
        var chain = fang.chain
        #expect(throws: VaultError.self) { try chain.append(wider, keys: fang.ring) }
    }

    @Test("what old keys sign after new ones took their place is refused and named, with the old link of the chain too")
    func endedKeys() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        let old = try Intruder("lin", in: place)
        try replaceLin(in: place)
        #expect(try place.faults(as: "fang").isEmpty)
        let before = try place.copied()
        defer { before.remove() }
        let mark = OwedMark(compartment: try OpaqueID.random(), member: old.identity.id).row
        let head = try Intruder("gu", in: place).chain.head
        try old.commit(put: [mark], chainHead: head)
        #expect(throws: RoomError.brokenEntry(place: try Intruder("gu", in: place).lastPlace())) {
            try place.open("fang")
        }
        // Who verifies without keys cannot tell when the new ones took effect, until their person signed with them.
        let lin = try Intruder("lin", in: place)
        try lin.commit(
            put: [OwedMark(compartment: try OpaqueID.random(), member: lin.identity.id).row], chainHead: head)
        let late = try place.copied()
        defer { late.remove() }
        try old.commit(
            put: [OwedMark(compartment: try OpaqueID.random(), member: lin.identity.id).row], chainHead: head)
        #expect(try !late.faults(.deep).contains(.entrySignature))
        #expect(try place.faults(.deep).contains(.entrySignature))
        // With the link of before the chain goes back.
        let behind = try before.copied()
        defer { behind.remove() }
        let again = try Intruder("gu", in: behind)
        try again.commit(put: [mark], chainHead: old.chain.head, by: old.identity)
        #expect(try behind.faults(.rows).contains(.chainHeadBehind))
        #expect(throws: RoomError.brokenEntry(place: try Intruder("gu", in: behind).lastPlace())) {
            try behind.open("fang")
        }
    }

    @Test("a director who asks for a counselor's case in their own name gets no share, whatever row they write")
    func directorAsks() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let current = try #require(try fang.history(of: caseID).current)
        let request = try fang.ring.recoveryRequest(try OpaqueID.random(), for: current, chain: fang.chain)
        try fang.commit(put: [request.row])
        #expect(try place.faults(.deep) == [.statementUnauthorized])
        let gu = try place.open("gu")
        let listed = try gu.room.visit(for: ListingRecovery.self, about: .practice) { try $0.requests() }
        #expect(listed.count == 1 && !listed[0].isFounded)
        #expect(throws: RoomError.denied(rule: .recoveryUnfounded)) {
            try gu.room.visit(for: ApprovingRecovery.self, about: .recovery(listed[0].id)) { try $0.approve() }
        }
        #expect(throws: RoomError.denied(rule: .recoveryUnfounded)) {
            try gu.room.visit(for: ReleasingShare.self, about: .recovery(listed[0].id)) { try $0.release() }
        }
    }

    @Test("an approval counts for the request that it names, and a share for nobody else and nowhere else")
    func replayed() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try replaceLin(in: place)
        let lin = try place.open("lin")
        let asked = try lin.room.visit(for: RequestingRecovery.self, about: .practice) { try $0.requestMissing() }
        #expect(asked.requests.count == 1 && asked.lost.isEmpty)
        try lin.room.leave()
        let gu = try place.open("gu")
        let id = asked.requests[0].id
        #expect(throws: RoomError.denied(rule: .recoveryNotApproved)) {
            try gu.room.visit(for: ReleasingShare.self, about: .recovery(id)) { try $0.release() }
        }
        try gu.room.visit(for: ApprovingRecovery.self, about: .recovery(id)) { try $0.approve() }
        try gu.room.visit(for: ReleasingShare.self, about: .recovery(id)) { try $0.release() }
        try gu.room.leave()
        #expect(try place.faults(.deep).isEmpty)

        let fang = try Intruder("fang", in: place)
        let rows = try fang.rows(.recovery)
        let release = try #require(rows.first { RecoveryKey.kind($0.address.key) == 3 })
        let approval = try #require(rows.first { RecoveryKey.kind($0.address.key) == 2 })
        // A second request of the same person: what was approved for the first is not approved for it.
        let other = try place.copied()
        defer { other.remove() }
        let bad = try Intruder("fang", in: other)
        let second = try OpaqueID.random()
        let moved = [approval, release].map { row in
            StoredRow(
                address: RowAddress(.recovery, key: second.bytes + row.address.key.dropFirst(16)), scope: row.scope,
                target: row.target, version: 1, body: row.body)
        }
        try bad.commit(altered: moved)
        #expect(try other.faults(.deep).contains(.statementUnauthorized))
        // The director's own share and gu's release do not open for the director.
        let request = try RecoveryRequest(
            parsing: try #require(rows.first { RecoveryKey.kind($0.address.key) == 1 }).body)
        let history = try fang.history(of: try OpaqueID(of: facts.caseID))
        #expect(
            try fang.ring.rebuild(
                request, from: [try RecoveryRelease(parsing: release.body)], threshold: 2,
                generations: history.generations) == nil)
        // One custodian is not enough for lin either.
        let again = try place.open("lin")
        #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) {
            try again.room.visit(for: FinishingRecovery.self, about: .recovery(id)) { try $0.finish() }
        }
    }
}
