import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import SQLiteStore
import Testing
import Vault

/// Attempts to have records go that two people did not sign for, and to have back what they signed for.
@Suite struct DisposalAttackTests {
    static let dueTerms =
        #"{"closed":"2010-01-01","jurisdiction":"mainland","keepUntil":"2020-01-01","notice":"2020-02-01","noticeDays":60,"schema":1}"#
    /// 2026-11-27.
    static let now: UInt64 = 1_795_737_600

    private static let template = Result { try make() }

    /// The practice with a custodian gu, and ke at the front desk; made once, then copied.
    func practice() throws -> (HostilePractice, OpaqueID) {
        let (made, caseID) = try Self.template.get()
        return (try made.copied(), caseID)
    }

    private static func make() throws -> (HostilePractice, OpaqueID) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("ke", "柯仁", .frontDesk, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        for name in ["lin", "gu", "ke"] { try place.open(name).room.leave() }
        return (place, try OpaqueID(of: facts.caseID))
    }

    func rows(of compartment: OpaqueID, _ person: Intruder) throws -> [DisposedRow] {
        try DisposedRow.classes.flatMap { try person.rows($0) }.filter { $0.scope == compartment }.map {
            DisposedRow(address: $0.address, hash: try $0.hash())
        }
    }

    func proposal(
        of compartment: OpaqueID, by person: Intruder, rows: [DisposedRow]? = nil, terms: String = dueTerms,
        time: UInt64 = now
    ) throws -> DisposalProposal {
        let practice = try #require(try person.history(of: person.fixed(.practice)).current)
        return try person.ring.proposal(
            .counselingCase, try OpaqueID.random(), of: compartment,
            rows: try rows ?? self.rows(of: compartment, person), time: time,
            terms: Array(terms.utf8), practiceKey: practice, chain: person.chain)
    }

    /// What verification says without keys, and with everybody's.
    private func faults(_ place: HostilePractice) throws -> (plain: Set<AuditFault.Kind>, told: Set<AuditFault.Kind>) {
        (try place.faults(.rows), try place.faults(as: "lin"))
    }

    /// What the reader that was written from the format alone finds, without keys and with lin's.
    private func readerFaults(_ place: HostilePractice, withKeys: Bool = true) throws -> (
        plain: Set<String>, told: Set<String>
    ) {
        (try place.readerKinds(), withKeys ? try place.readerKinds(as: "lin") : [])
    }

    @Test("what a director proposed and a custodian approved goes, and verification without keys accepts exactly that")
    func rightful() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let gone = try rows(of: caseID, fang)
        #expect(gone.contains { $0.address.rowClass == .record } && gone.contains { $0.address.rowClass == .grant })
        let proposed = try proposal(of: caseID, by: fang)
        try fang.commit(put: [proposed.row])
        let disposal = try gu.ring.approve(proposed, time: Self.now, chain: gu.chain)
        try gu.commit(put: [disposal.row], remove: gone.map(\.address))
        let (plain, told) = try faults(place)
        #expect(plain.isEmpty && told.isEmpty, "\(plain) \(told)")
        let read = try readerFaults(place)
        #expect(read.plain.isEmpty && read.told.isEmpty, "\(read)")
        #expect(try OpenPractice.verify(place.folder, depth: .rows).disposals == 1)
        let list = try place.open("ke").room.visit(for: ListingDisposals.self, about: .practice) { try $0.all() }
        #expect(list.count == 1 && list[0].disposal != nil)
        // Nothing comes back, and nobody begins anew in what is gone.
        let lin = try Intruder("lin", in: place)
        let history = try lin.history(of: caseID)
        #expect(history.assignments.isEmpty && history.current == nil)
        try lin.commit(put: [
            try lin.ring.assign(.person(lin.identity.id), assigned: true, to: history, chain: lin.chain).row
        ])
        #expect(try place.faults(.rows).contains(.disposalBroken))
    }

    /// Ways to have the rows go that are not the right one.
    enum Wrong: String, CaseIterable {
        case noStatement, oneSignature, counselorProposes, deskApproves, directorTwice, otherCase, fewerRows, moreRows
        case laterEntry, otherPractice, notProposedBefore, underHold, notDue, clockAhead, wrongActor, alsoWrites, thread
    }

    @Test("any other way is a fault", arguments: Wrong.allCases)
    func wrong(_ way: Wrong) throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let (lin, ke) = (try Intruder("lin", in: place), try Intruder("ke", in: place))
        let gone = try rows(of: caseID, fang)
        let all = gone.map(\.address)
        /// Whether only who reads duties or dates sees it.
        var needsKeys = false
        switch way {
        case .noStatement: try lin.commit(remove: all)
        case .oneSignature:
            try fang.commit(put: [try proposal(of: caseID, by: fang).row])
            try fang.commit(remove: all)
        case .counselorProposes:
            let made = try proposal(of: caseID, by: lin)
            try lin.commit(put: [made.row])
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
            needsKeys = true
        case .deskApproves:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            try ke.commit(put: [try ke.ring.approve(made, time: Self.now, chain: ke.chain).row], remove: all)
            needsKeys = true
        case .directorTwice:
            // fang is a custodian too.
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            try fang.commit(put: [try fang.ring.approve(made, time: Self.now, chain: fang.chain).row], remove: all)
        case .otherCase:
            let other = try OpaqueID.random()
            let made = try proposal(of: other, by: fang, rows: gone)
            try fang.commit(put: [made.row])
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
        case .fewerRows:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            try gu.commit(
                put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: Array(all.dropLast()))
        case .moreRows:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            let settings = try #require(try fang.rows(.record).first { $0.scope == fang.fixed(.practice) })
            try gu.commit(
                put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all + [settings.address])
        case .laterEntry:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row])
            try gu.commit(remove: all)
        case .otherPractice:
            let (elsewhere, otherID) = try practice()
            defer { elsewhere.remove() }
            // The template is one practice: the same identifiers, and yet another proposal, which never stood here.
            let made = try proposal(of: otherID, by: Intruder("fang", in: elsewhere))
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
        case .notProposedBefore:
            let made = try proposal(of: caseID, by: fang)
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
        case .underHold:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            try lin.commit(put: [try lin.ring.hold(try OpaqueID.random(), on: caseID, chain: lin.chain).row])
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
        case .notDue:
            let made = try proposal(
                of: caseID, by: fang, terms: Self.dueTerms.replacingOccurrences(of: "2020-01-01", with: "2036-01-01"))
            try fang.commit(put: [made.row])
            try gu.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
            needsKeys = true
        case .clockAhead:
            // The director's clock is twenty years ahead; the custodian's program would not take it.
            let terms = Self.dueTerms.replacingOccurrences(of: "2020-0", with: "2036-0")
            let made = try proposal(of: caseID, by: fang, terms: terms, time: Self.now + 20 * 31_557_600)
            try fang.commit(put: [made.row])
            #expect(throws: RoomError.denied(rule: .disposalNotProposed)) {
                let subject = Subject.counselingCase(try Identifier(hex: caseID.hex))
                _ = try place.open("gu").room.visit(for: ApprovingDisposal.self, about: subject) {
                    try $0.approve(made.id.hex)
                }
            }
            let again = try Intruder("gu", in: place)
            try again.commit(put: [try again.ring.approve(made, time: Self.now, chain: again.chain).row], remove: all)
            needsKeys = true
        case .wrongActor:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            try fang.commit(put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: all)
        case .alsoWrites:
            let made = try proposal(of: caseID, by: fang)
            try fang.commit(put: [made.row])
            let mark = OwedMark(compartment: gu.fixed(.practice), member: gu.identity.id)
            try gu.commit(
                put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row, mark.row], remove: all)
        case .thread:
            // Not a case: the client's file itself.
            let file = try #require(try fang.rows(.record).first { $0.address.key.starts(with: caseID.bytes) }).scope
            let rows = try rows(of: file, fang)
            let made = try proposal(of: file, by: fang, rows: rows)
            try fang.commit(put: [made.row])
            try gu.commit(
                put: [try gu.ring.approve(made, time: Self.now, chain: gu.chain).row], remove: rows.map(\.address))
        }
        let (plain, told) = try faults(place)
        #expect(!told.isDisjoint(with: [.disposalBroken, .changeForbidden, .statementUnauthorized]), "\(way): \(told)")
        if !needsKeys {
            #expect(!plain.isDisjoint(with: [.disposalBroken, .changeForbidden]), "\(way): \(plain)")
        }
        // Another program comes to the same.
        let read = try readerFaults(place, withKeys: needsKeys)
        let found = needsKeys ? read.told : read.plain
        #expect(!found.isDisjoint(with: ["disposal-broken", "change-forbidden", "statement-unauthorized"]), "\(way)")
    }

    @Test("a hold is ended by whoever placed it, or by a custodian, and by no director")
    func holds() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let subject = Subject.counselingCase(try Identifier(hex: caseID.hex))
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: PlacingHold.self, about: subject) { try $0.place() }
        try lin.room.leave()
        #expect(throws: RoomError.denied(rule: .notHoldReleaser)) {
            _ = try place.open("fang").room.visit(for: ReleasingHold.self, about: subject) { try $0.release() }
        }
        #expect(throws: RoomError.denied(rule: .notHoldPlacer)) {
            _ = try place.open("bo").room.visit(for: PlacingHold.self, about: subject) { try $0.place() }
        }
        let copy = try place.copied()
        defer { copy.remove() }
        let hostile = try Intruder("fang", in: copy)
        let held = try #require(
            try hostile.rows(.disposal).first { DisposalKey.step($0.address.key) == .hold }.map {
                try LegalHold(parsing: $0.body)
            })
        try hostile.commit(put: [try hostile.ring.release(held, chain: hostile.chain).row])
        #expect(try copy.faults(as: "lin").contains(.statementUnauthorized))
        // Whoever reads passes it over.
        let seen = try copy.open("lin").room.visit(for: ListingDisposals.self, about: .practice) { try $0.all() }
        #expect(seen.first?.holds.count == 1)
        let gu = try place.open("gu")
        let released = try gu.room.visit(for: ReleasingHold.self, about: subject) { try $0.release() }
        #expect(released.released == 1 && released.left == 0)
        try gu.room.leave()
        #expect(try place.faults(as: "aud").isEmpty)
    }
}
