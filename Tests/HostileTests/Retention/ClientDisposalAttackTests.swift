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

/// Attempts to have a client's file go that two people did not sign for, or while something stands against it.
@Suite struct ClientDisposalAttackTests {
    static let terms =
        #"{"closed":"2010-01-01","jurisdiction":"mainland","keepUntil":"2020-01-01","notice":"2020-02-01","noticeDays":60,"schema":1}"#
    /// 2026-11-27.
    static let now: UInt64 = 1_795_737_600

    private struct Scene {
        let place: HostilePractice
        let file: OpaqueID
        let caseID: OpaqueID
        /// Another client's file, without a case.
        let other: OpaqueID

        var subject: Subject { get throws { .client(try Identifier(hex: file.hex)) } }
    }

    private static let withCase = Result { try make(withCase: true) }
    private static let withoutCase = Result { try make(withCase: false) }

    /// The practice with a custodian gu, ke at the front desk, and the case of its client disposed of; made once, then copied.
    private func scene(withCase isLeft: Bool = false) throws -> Scene {
        let made = try (isLeft ? Self.withCase : Self.withoutCase).get()
        return Scene(place: try made.place.copied(), file: made.file, caseID: made.caseID, other: made.other)
    }

    private static func make(withCase isLeft: Bool) throws -> Scene {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("ke", "柯仁", .frontDesk, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        let today = try #require(CalendarDate("2026-11-24"))
        let other = try fang.room.visit(for: RegisteringClient.self, about: .practice) {
            try $0.register(try ClientProfile.read(json: Array(#"{"name": "李四"}"#.utf8), today: today))
        }
        try fang.room.leave()
        for name in ["lin", "gu", "ke"] { try place.open(name).room.leave() }
        let made = Scene(
            place: place, file: try OpaqueID(of: facts.client), caseID: try OpaqueID(of: facts.caseID),
            other: try OpaqueID(of: other))
        guard !isLeft else { return made }
        let fangs = try Intruder("fang", in: place)
        let going = try rows(of: made.caseID, fangs)
        let asked = try proposal(.counselingCase, of: made.caseID, by: fangs, going)
        try fangs.commit(put: [asked.row])
        let gu = try Intruder("gu", in: place)
        try gu.commit(
            put: [try gu.ring.approve(asked, time: Self.now, chain: gu.chain).row], remove: going.map(\.address))
        return made
    }

    private func rows(of compartment: OpaqueID, _ person: Intruder) throws -> [DisposedRow] {
        try Self.rows(of: compartment, person)
    }

    private static func rows(of compartment: OpaqueID, _ person: Intruder) throws -> [DisposedRow] {
        try DisposedRow.classes.flatMap { try person.rows($0) }.filter { $0.scope == compartment }.map {
            DisposedRow(address: $0.address, hash: try $0.hash())
        }
    }

    private func proposal(
        _ kind: DisposalKind = .clientFile, of compartment: OpaqueID, by person: Intruder, _ rows: [DisposedRow],
        terms: String = terms, cards: [OpaqueID] = [], time: UInt64 = now
    ) throws -> DisposalProposal {
        try Self.proposal(kind, of: compartment, by: person, rows, terms: terms, cards: cards, time: time)
    }

    private static func proposal(
        _ kind: DisposalKind = .clientFile, of compartment: OpaqueID, by person: Intruder, _ rows: [DisposedRow],
        terms: String = terms, cards: [OpaqueID] = [],
        time: UInt64 = now
    ) throws -> DisposalProposal {
        let practice = try #require(try person.history(of: person.fixed(.practice)).current)
        return try person.ring.proposal(
            kind, try OpaqueID.random(), of: compartment, rows: rows, time: time, terms: Array(terms.utf8),
            cards: cards, practiceKey: practice, chain: person.chain)
    }

    @Test("a file goes after its case by two signatures, with every row of it; whoever verifies accepts exactly that")
    func rightful() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let (fang, gu) = (try Intruder("fang", in: scene.place), try Intruder("gu", in: scene.place))
        let going = try rows(of: scene.file, fang)
        let asked = try proposal(of: scene.file, by: fang, going)
        try fang.commit(put: [asked.row])
        try gu.commit(
            put: [try gu.ring.approve(asked, time: Self.now, chain: gu.chain).row], remove: going.map(\.address))
        #expect(try scene.place.faults(.deep).isEmpty && scene.place.faults(as: "lin").isEmpty)
        #expect(try scene.place.faults(as: "fang").isEmpty)
        #expect(try scene.place.readerKinds().isEmpty)
        #expect(try scene.place.readerKinds(as: "lin").isEmpty)
        #expect(try OpenPractice.verify(scene.place.folder, depth: .rows).disposals == 2)
        // The program takes it for gone, writes nothing there, and neither may anybody else.
        let subject = try scene.subject
        #expect(throws: RoomError.denied(rule: .alreadyDisposed)) {
            _ = try scene.place.open("fang").room.visit(for: ReadingClient.self, about: subject) { try $0.client() }
        }
        #expect(throws: RoomError.denied(rule: .alreadyDisposed)) {
            _ = try scene.place.open("fang").room.visit(for: EditingClient.self, about: subject) {
                try $0.edit { $0 }
            }
        }
        #expect(try scene.place.faults(as: "fang").isEmpty)
        let ke = try Intruder("ke", in: scene.place)
        let history = try ke.history(of: scene.file)
        try ke.commit(put: [
            try ke.ring.assign(.person(ke.identity.id), assigned: true, to: history, chain: ke.chain).row
        ])
        #expect(try scene.place.faults(.rows).contains(.disposalBroken))
        #expect(try scene.place.readerKinds().contains("disposal-broken"))
    }

    /// Ways to have a file go that are not the right one.
    enum Wrong: String, CaseIterable {
        case caseLeft, asCase, caseAsFile, withoutHead, oneSignature, directorTwice, counselorProposes, deskApproves
        case fewerRows, moreRows, othersHead, notProposedBefore, laterEntry, underHold, notDue, alsoWrites,
            cardThatStays
        case caseWithItsRecord
    }

    @Test("any other way is a fault", arguments: Wrong.allCases)
    func wrong(_ way: Wrong) throws {
        let isLeft = [.caseLeft, .caseAsFile, .caseWithItsRecord].contains(way)
        let scene = try scene(withCase: isLeft)
        defer { scene.place.remove() }
        let (fang, gu) = (try Intruder("fang", in: scene.place), try Intruder("gu", in: scene.place))
        let (lin, ke) = (try Intruder("lin", in: scene.place), try Intruder("ke", in: scene.place))
        let going = try rows(of: scene.file, fang)
        var needsKeys = false

        func approved(_ asked: DisposalProposal, by person: Intruder) throws -> SealedRow {
            try person.ring.approve(asked, time: Self.now, chain: person.chain).row
        }
        func carryOut(_ asked: DisposalProposal, _ removed: [DisposedRow], from: Intruder, by person: Intruder) throws {
            try from.commit(put: [asked.row])
            try person.commit(put: [try approved(asked, by: person)], remove: removed.map(\.address))
        }
        switch way {
        case .caseLeft: try carryOut(try proposal(of: scene.file, by: fang, going), going, from: fang, by: gu)
        case .asCase:
            let asked = try proposal(.counselingCase, of: scene.file, by: fang, going)
            try carryOut(asked, going, from: fang, by: gu)
        case .caseAsFile:
            let held = try rows(of: scene.caseID, fang)
            try carryOut(try proposal(of: scene.caseID, by: fang, held), held, from: fang, by: gu)
        case .caseWithItsRecord:
            // The line in the client's file would go too, and with it what says whose case it was.
            let line = try fang.rows(.record).filter { $0.address.key.starts(with: scene.caseID.bytes) }
            let held =
                try rows(of: scene.caseID, fang)
                + line.map { DisposedRow(address: $0.address, hash: try $0.hash()) }
            let asked = try proposal(.counselingCase, of: scene.caseID, by: fang, held)
            try carryOut(asked, held, from: fang, by: gu)
        case .withoutHead:
            let rest = going.filter { !$0.address.key.starts(with: scene.file.bytes) || $0.address.rowClass != .record }
            try carryOut(try proposal(of: scene.file, by: fang, rest), rest, from: fang, by: gu)
        case .oneSignature:
            try fang.commit(put: [try proposal(of: scene.file, by: fang, going).row])
            try fang.commit(remove: going.map(\.address))
        case .directorTwice: try carryOut(try proposal(of: scene.file, by: fang, going), going, from: fang, by: fang)
        case .counselorProposes:
            needsKeys = true
            try carryOut(try proposal(of: scene.file, by: lin, going), going, from: lin, by: gu)
        case .deskApproves:
            needsKeys = true
            try carryOut(try proposal(of: scene.file, by: fang, going), going, from: fang, by: ke)
        case .fewerRows:
            let asked = try proposal(of: scene.file, by: fang, going)
            try carryOut(asked, Array(going.dropLast()), from: fang, by: gu)
        case .moreRows:
            let asked = try proposal(of: scene.file, by: fang, going)
            try carryOut(asked, going + (try rows(of: scene.other, fang).prefix(1)), from: fang, by: gu)
        case .othersHead:
            let head = try rows(of: scene.other, fang).filter { $0.address.rowClass == .record }
            try carryOut(try proposal(of: scene.file, by: fang, going + head), going + head, from: fang, by: gu)
        case .notProposedBefore:
            let asked = try proposal(of: scene.file, by: fang, going)
            try gu.commit(put: [try approved(asked, by: gu)], remove: going.map(\.address))
        case .laterEntry:
            let asked = try proposal(of: scene.file, by: fang, going)
            try fang.commit(put: [asked.row])
            try gu.commit(put: [try approved(asked, by: gu)])
            try gu.commit(remove: going.map(\.address))
        case .underHold:
            let asked = try proposal(of: scene.file, by: fang, going)
            try fang.commit(put: [asked.row])
            try lin.commit(put: [try lin.ring.hold(try OpaqueID.random(), on: scene.file, chain: lin.chain).row])
            try gu.commit(put: [try approved(asked, by: gu)], remove: going.map(\.address))
        case .notDue:
            needsKeys = true
            let terms = Self.terms.replacingOccurrences(of: "2020-01-01", with: "2036-01-01")
            try carryOut(try proposal(of: scene.file, by: fang, going, terms: terms), going, from: fang, by: gu)
        case .alsoWrites:
            let asked = try proposal(of: scene.file, by: fang, going)
            try fang.commit(put: [asked.row])
            let mark = OwedMark(compartment: gu.fixed(.practice), member: gu.identity.id)
            try gu.commit(put: [try approved(asked, by: gu), mark.row], remove: going.map(\.address))
        case .cardThatStays:
            let asked = try proposal(of: scene.file, by: fang, going, cards: [try OpaqueID.random()])
            try carryOut(asked, going, from: fang, by: gu)
        }
        let told = try scene.place.faults(as: "lin")
        #expect(!told.isDisjoint(with: [.disposalBroken, .changeForbidden, .statementUnauthorized]), "\(way): \(told)")
        if !needsKeys {
            let plain = try scene.place.faults(.rows)
            #expect(!plain.isDisjoint(with: [.disposalBroken, .changeForbidden]), "\(way): \(plain)")
        }
        let read = try scene.place.readerKinds(as: needsKeys ? "lin" : nil)
        #expect(
            !read.isDisjoint(with: ["disposal-broken", "change-forbidden", "statement-unauthorized"]),
            "\(way): \(read)")
    }

    /// What a director with a changed program proposes, which the approver's program does not take.
    enum Proposed: String, CaseIterable { case othersRow, act, short, caseLeft, cardOfAnother }

    @Test("whoever approves takes no list but that of every row of this file", arguments: Proposed.allCases)
    func proposed(_ way: Proposed) throws {
        let scene = try scene(withCase: way == .caseLeft)
        defer { scene.place.remove() }
        let fang = try Intruder("fang", in: scene.place)
        var going = try rows(of: scene.file, fang)
        var cards: [OpaqueID] = []
        switch way {
        case .othersRow: going += try rows(of: scene.other, fang).filter { $0.address.rowClass == .record }
        case .short: going.removeLast()
        case .caseLeft: break
        case .act, .cardOfAnother:
            // Something among the crises that is by nobody who counseled the client, or not among them at all.
            let found = try fang.rows(.deposit).first {
                way == .act ? $0.scope != fang.fixed(.crisis) : $0.scope == fang.fixed(.audit)
            }
            let row = try #require(found)
            going.append(DisposedRow(address: row.address, hash: try row.hash()))
            cards = [try #require(OpaqueID(row.address.key))]
        }
        let asked = try proposal(of: scene.file, by: fang, going, cards: cards)
        try fang.commit(put: [asked.row])
        let subject = try scene.subject
        #expect(throws: RoomError.denied(rule: .disposalNotProposed)) {
            _ = try scene.place.open("gu").room.visit(for: ApprovingDisposal.self, about: subject) {
                try $0.approve(asked.id.hex)
            }
        }
        #expect(try scene.place.faults(.deep).isEmpty)
    }

    /// What stands in the rows and in no entry, or in an entry and no row.
    enum Unlogged: String, CaseIterable { case proposal, release, holdTakenAway, formerProposal }

    @Test("whoever approves holds what stands against the log first", arguments: Unlogged.allCases)
    func unlogged(_ way: Unlogged) throws {
        let scene = try scene(withCase: true)
        defer { scene.place.remove() }
        let (fang, gu) = (try Intruder("fang", in: scene.place), try Intruder("gu", in: scene.place))
        func slip(_ row: SealedRow) throws {
            try fang.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, 1, ?)",
                [
                    Int(row.address.rowClass.rawValue), Data(row.address.key), Data(row.scope.bytes),
                    Data(row.target.bytes), Data(row.body),
                ])
        }
        let held = try rows(of: scene.caseID, fang)
        let asked = try proposal(.counselingCase, of: scene.caseID, by: fang, held)
        let hold = try gu.ring.hold(try OpaqueID.random(), on: scene.caseID, chain: gu.chain)
        switch way {
        case .proposal: try slip(asked.row)
        case .formerProposal:
            // One stands rightly, and beside it one that nobody logged.
            try fang.commit(put: [asked.row])
            try slip(try proposal(.counselingCase, of: scene.caseID, by: fang, held, time: Self.now - 1).row)
        case .release:
            try fang.commit(put: [asked.row])
            try gu.commit(put: [hold.row])
            try slip(try gu.ring.release(hold, chain: gu.chain).row)
        case .holdTakenAway:
            try fang.commit(put: [asked.row])
            try gu.commit(put: [hold.row])
            try fang.sql("DELETE FROM row WHERE class = 13 AND key = ?", [Data(hold.row.address.key)])
        }
        let subject = Subject.counselingCase(try Identifier(hex: scene.caseID.hex))
        func approve() throws {
            _ = try scene.place.open("gu").room.visit(for: ApprovingDisposal.self, about: subject) {
                try $0.approve(asked.id.hex)
            }
        }
        // What nobody logged is not seen; what is logged and gone stops everything.
        switch way {
        case .proposal: #expect(throws: RoomError.denied(rule: .disposalNotProposed)) { try approve() }
        case .release: #expect(throws: RoomError.denied(rule: .underHold)) { try approve() }
        case .holdTakenAway: #expect(throws: RoomError.altered) { try approve() }
        case .formerProposal: try approve()
        }
        let left = try rows(of: scene.caseID, try Intruder("fang", in: scene.place))
        #expect(left.count == (way == .formerProposal ? 0 : held.count))
    }
}
