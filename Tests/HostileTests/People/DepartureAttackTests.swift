import AuditTrail
import Counseling
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// What somebody tries with a changed program who left, or is about to; R3.4.
@Suite struct DepartureAttackTests {
    private static let later = "离开之后才写下的话"

    /// Lin hands over to bo and leaves; bo writes on.
    private static func departed() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let lin = try place.open("lin")
        let (leaver, successor) = (try lin.room.ownEntry().id, try place.open("bo").room.ownEntry().id)
        try lin.room.visit(
            for: HandingOverCase.self, about: .handover(facts.caseID, from: leaver, to: successor)
        ) { try $0.handOver() }
        try lin.room.leave()
        let fang = try place.open("fang")
        _ = try fang.room.visit(for: EndingStaff.self, about: .person(leaver)) {
            try $0.end(because: try StandingReason("调离"))
        }
        try fang.room.leave()
        let bo = try place.open("bo")
        _ = try bo.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, later)]))
        }
        try bo.room.leave()
        return (place, facts)
    }

    @Test("every key that somebody who left ever had opens in the file of today nothing that was written since")
    func oldKeys() throws {
        let (place, facts) = try Self.departed()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        #expect(lin.ring.holds(caseID, generation: 1))
        #expect(!lin.ring.holds(caseID, generation: 2))
        let sealer = try RecordSealer(lin.ring)
        for row in try lin.rows(.record) where row.scope == caseID {
            #expect(throws: VaultError.noKey(compartment: caseID)) { try sealer.open(row) }
        }
        // With an old copy of everything they read what they could read then.
        let (old, _) = try HostilePractice.copy()
        defer { old.remove() }
        let then = try Intruder("lin", in: old)
        let row = try #require(try then.rows(.record).first { $0.scope == caseID })
        #expect(
            String(decoding: try RecordSealer(then.ring).open(row).body, as: UTF8.self).contains(HostilePractice.words))
        #expect(try place.faults(as: "bo").isEmpty)
        #expect(try place.faults(as: "fang").isEmpty)
    }

    @Test("a reason that somebody spoiled is told of to whom it was for, and to nobody else")
    func spoiledReason() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        func threads() throws -> Set<OpaqueID> {
            let fang = try Intruder("fang", in: place)
            return Set(try fang.rows(.assignment).filter { $0.target == fang.identity.id }.map(\.scope))
        }
        let before = try threads()
        try place.suspend("lin")
        let made = try threads().subtracting(before)
        func shown(_ person: String, as name: String, _ words: [String] = []) throws -> (
            status: Int32, output: String, errors: String
        ) { try place.run(["staff", "show", person] + words, as: name) }
        #expect(try shown("lin", as: "fang").status == 0)
        #expect(try shown("lin", as: "fang").output.contains("查明之前停用"))
        let bo = try Intruder("bo", in: place)
        for row in try bo.rows(.record) where made.contains(row.scope) {
            var body = row.body
            body[body.count - 70] ^= 1
            try bo.sql("UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(body), Data(row.address.key)])
        }
        for (language, said) in [("en", "somebody spoiled"), ("zh-Hans", "被人损坏")] {
            let spoiled = try place.run(["staff", "show", "lin"], as: "fang", language: language)
            #expect(spoiled.status == 76 && spoiled.errors.contains(said), "\(spoiled)")
            #expect(spoiled.output.contains("林"), "\(spoiled)")
        }
        #expect(try shown("lin", as: "fang", ["--json"]).output.contains(#""spoiledReasons": 1"#))
        // About whom else nothing was said, and to whom nothing was, nothing is missing.
        for (person, name) in [("bo", "fang"), ("lin", "bo"), ("fang", "fang")] {
            let other = try shown(person, as: name)
            #expect(other.status == 0, "\(person) \(other)")
        }
    }

    @Test("what somebody writes after they left is found, whatever their program says of the chain")
    func writesOn() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        // Made while the chain had them as active, logged after they left.
        let lin = try Intruder("lin", in: place)
        let history = try lin.history(of: try OpaqueID(of: facts.caseID))
        let head = lin.chain.head
        let letIn = try lin.ring.assign(
            .person(lin.identity.id), assigned: false, to: history, chain: lin.chain)
        let fang = try place.open("fang")
        _ = try fang.room.visit(for: SuspendingStaff.self, about: .person(try Identifier(bytes: lin.identity.id.bytes)))
        {
            try $0.suspend(because: try StandingReason("涉嫌泄露"))
        }
        try fang.room.leave()
        for pretended in [nil, head] {
            let copy = try place.copied()
            defer { copy.remove() }
            let again = try Intruder("lin", in: copy)
            try again.commit(put: [letIn.row], chainHead: pretended)
            // It keeps nobody from entering, and is named.
            let faults = try copy.faults(as: "fang")
            #expect(
                !faults.isDisjoint(with: [.actorNotActive, .chainHeadBehind, .statementBackdated]), "\(faults)")
        }
    }

    @Test("a director cannot take a counselor's case by handing it over, nor with a changed program")
    func directorTakes() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let (lin, bo) = (try place.open("lin").room.ownEntry().id, try place.open("bo").room.ownEntry().id)
        #expect(throws: RoomError.denied(rule: .notAssignedCounselor)) {
            try fang.room.visit(for: HandingOverCase.self, about: .handover(facts.caseID, from: lin, to: bo)) {
                try $0.handOver()
            }
        }
        try fang.room.leave()
        let intruder = try Intruder("fang", in: place)
        let history = try intruder.history(of: try OpaqueID(of: facts.caseID))
        let bos = try intruder.ring.assign(
            .person(try OpaqueID(of: bo)), assigned: true, to: history, chain: intruder.chain)
        try intruder.commit(put: [bos.row])
        #expect(try place.faults(as: "fang").contains(.statementUnauthorized))
    }

    @Test("a case whose successor was named without a key counts as left, and nobody ends over it")
    func emptyGrant() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let bo = try OpaqueID(of: try place.open("bo").room.ownEntry().id)
        let history = try lin.history(of: try OpaqueID(of: facts.caseID))
        try lin.commit(put: [
            try lin.ring.assign(.person(bo), assigned: true, to: history, chain: lin.chain).row,
            OwedMark(compartment: history.compartment, member: bo).row,
        ])
        let fang = try place.open("fang")
        #expect(throws: RoomError.casesLeft([facts.caseID])) {
            try fang.room.visit(for: EndingStaff.self, about: .person(try Identifier(bytes: lin.identity.id.bytes))) {
                try $0.end(because: try StandingReason("调离"))
            }
        }
    }

    @Test("nobody is kept from being ended by cases that they made up")
    func madeUp() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        // Bo names themself in what is no case of theirs: identifiers that lie in a client's file, and random ones.
        let lin = try place.open("lin")
        let form = try ConsentForm.read(
            json: Array("{}".utf8), textVersion: nil, today: try #require(CalendarDate("2026-11-24")))
        let consent = try lin.room.visit(for: RecordingConsent.self, about: .client(facts.client)) {
            try $0.record(form, for: .counseling)
        }
        try lin.room.leave()
        let history = try bo.history(of: try OpaqueID(of: consent.id))
        try bo.commit(put: [
            try bo.ring.assign(.person(bo.identity.id), assigned: true, to: history, chain: bo.chain).row
        ])
        let fang = try place.open("fang")
        let waits = try fang.room.visit(
            for: EndingStaff.self, about: .person(try Identifier(bytes: bo.identity.id.bytes))
        ) {
            try $0.end(because: try StandingReason("调离"))
        }
        #expect(!waits)
    }
}
