import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

// Holds that somebody puts there who has no office for one, or that nobody logged: they delay, and spoil nothing.
extension DisposalAttackTests {
    private func end(_ caseID: OpaqueID, as name: String, in place: HostilePractice) throws -> Int {
        let person = try place.open(name)
        defer { try? person.room.leave() }
        return try person.room.visit(
            for: ReleasingHold.self, about: .counselingCase(try Identifier(hex: caseID.hex))
        ) { try $0.release().released }
    }

    private func approve(_ proposal: DisposalProposal, of caseID: OpaqueID, in place: HostilePractice) throws {
        let gu = try place.open("gu")
        _ = try gu.room.visit(for: ApprovingDisposal.self, about: .counselingCase(try Identifier(hex: caseID.hex))) {
            try $0.approve(proposal.id.hex)
        }
        try gu.room.leave()
    }

    @Test("a hold by somebody at the front desk is named, ended by a director, and nobody calls the disposal a fault")
    func holdWithoutOffice() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let ke = try Intruder("ke", in: place)
        let hold = try ke.ring.hold(try OpaqueID.random(), on: caseID, chain: ke.chain)
        try ke.commit(put: [hold.row])
        let fang = try Intruder("fang", in: place)
        let proposed = try proposal(of: caseID, by: fang)
        try fang.commit(put: [proposed.row])
        #expect(throws: RoomError.denied(rule: .underHold)) { try approve(proposed, of: caseID, in: place) }
        let seen = try place.open("bo").room.visit(for: ListingDisposals.self, about: .practice) { try $0.all() }
        #expect(seen.first?.holds.map(\.isByOffice) == [false])
        // Neither may who has no part in disposing end it.
        #expect(throws: RoomError.denied(rule: .notHoldReleaser)) { try end(caseID, as: "bo", in: place) }
        #expect(try end(caseID, as: "fang", in: place) == 1)
        try approve(proposed, of: caseID, in: place)
        let key = hold.row.address.key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let told: Set = ["disposal-broken 13/" + key, "statement-unauthorized 13/" + key]
        #expect(try place.placedFaults().isEmpty && place.readerFaults().isEmpty)
        for faults in [try place.placedFaults(as: "lin"), try place.readerFaults(as: "lin")] {
            #expect(!faults.isEmpty && faults.isSubset(of: told), "\(faults)")
        }
    }

    @Test("a hold that its placer had the office for is ended by no director, and what nobody logged keeps nothing")
    func holdsThatDoNotStand() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let (lin, fang) = (try Intruder("lin", in: place), try Intruder("fang", in: place))
        let proposed = try proposal(of: caseID, by: fang)
        try fang.commit(put: [proposed.row])
        let rightful = try place.copied()
        defer { rightful.remove() }
        let other = try Intruder("lin", in: rightful)
        let held = try other.ring.hold(try OpaqueID.random(), on: caseID, chain: other.chain)
        try other.commit(put: [held.row])
        #expect(throws: RoomError.denied(rule: .notHoldReleaser)) { try end(caseID, as: "fang", in: rightful) }
        let hostile = try Intruder("fang", in: rightful)
        try hostile.commit(put: [try hostile.ring.release(held, chain: hostile.chain).row])
        #expect(throws: RoomError.denied(rule: .underHold)) { try approve(proposed, of: caseID, in: rightful) }

        // Rows that whoever may write the file puts there: one that says nothing, and a hold without an entry.
        func put(_ key: [UInt8], _ body: [UInt8], by signer: OpaqueID) throws {
            try lin.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (13, ?, ?, ?, 1, ?)",
                [Data(key), Data(caseID.bytes), Data(signer.bytes), Data(body)])
        }
        try put(DisposalKey.bytes(.hold, try OpaqueID.random()), [1, 2, 3], by: lin.identity.id)
        let unlogged = try lin.ring.hold(try OpaqueID.random(), on: caseID, chain: lin.chain)
        try put(unlogged.row.address.key, unlogged.row.body, by: lin.identity.id)
        try approve(proposed, of: caseID, in: place)
        #expect(try place.faults(.rows) == [.rowAdded])
    }
}
