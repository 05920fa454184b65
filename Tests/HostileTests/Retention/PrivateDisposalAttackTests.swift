import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Attempts to have records go under the name of private notes about a case that is gone.
@Suite struct PrivateDisposalAttackTests {
    private struct Scene {
        let place: HostilePractice
        /// Disposed of.
        let gone: OpaqueID
        /// Another case of lin's, with a session note.
        let kept: OpaqueID
        let session: OpaqueID
        /// lin's private notes: two about the case that is gone, the first with two versions, one about the other.
        let notes: [OpaqueID]
        let about: OpaqueID
        /// bo's private note about a case of his own.
        let others: OpaqueID

        var subject: Subject { get throws { .counselingCase(try Identifier(hex: gone.hex)) } }
    }

    private static let now = DisposalAttackTests.now
    private static let template = Result { try make() }

    private func scene() throws -> Scene {
        let made = try Self.template.get()
        return Scene(
            place: try made.place.copied(), gone: made.gone, kept: made.kept, session: made.session, notes: made.notes,
            about: made.about, others: made.others)
    }

    private static func make() throws -> Scene {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("ke", "柯仁", .frontDesk, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        let (lin, bo) = (try place.open("lin"), try place.open("bo"))
        func openCase(_ owner: OpenPractice) throws -> Identifier<CounselingCase> {
            try fang.room.visit(
                for: OpeningCase.self, about: .newCase(facts.client, counselor: try owner.room.ownEntry().id)
            ) { try $0.open() }
        }
        let (kept, bos) = (try openCase(lin), try openCase(bo))
        func write(_ text: String, _ about: Identifier<CounselingCase>, _ owner: OpenPractice) throws -> OpaqueID {
            let note = try owner.room.visit(for: WritingPrivateNote.self, about: .counselingCase(about)) {
                try $0.write(text)
            }
            return try OpaqueID(of: note.id)
        }
        let first = try write("第一条", facts.caseID, lin)
        let about = try write("另一个案", kept, lin)
        let second = try write("第二条", facts.caseID, lin)
        _ = try lin.room.visit(for: EditingNote.self, about: .note(try Identifier(hex: first.hex))) {
            try $0.editPrivate("第一条改", over: 1)
        }
        let session = try lin.room.visit(for: WritingNote.self, about: .counselingCase(kept)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "会谈")]))
        }
        let others = try write("柏安的", bos, bo)
        for practice in [fang, lin, bo] { try practice.room.leave() }
        for name in ["gu", "ke"] { try place.open(name).room.leave() }
        let made = Scene(
            place: place, gone: try OpaqueID(of: facts.caseID), kept: try OpaqueID(of: kept),
            session: try OpaqueID(of: session.id), notes: [first, second], about: about, others: others)
        let tests = DisposalAttackTests()
        let (fangs, gus) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let going = try tests.rows(of: made.gone, fangs)
        let asked = try tests.proposal(of: made.gone, by: fangs)
        try fangs.commit(put: [asked.row])
        try gus.commit(
            put: [try gus.ring.approve(asked, time: now, chain: gus.chain).row], remove: going.map(\.address))
        return made
    }

    private func rows(_ notes: [OpaqueID], _ person: Intruder) throws -> [DisposedRow] {
        try person.rows(.record).filter { row in notes.contains { row.address.key.starts(with: $0.bytes) } }
            .map { DisposedRow(address: $0.address, hash: try $0.hash()) }
    }

    private func compartment(of note: OpaqueID, _ person: Intruder) throws -> OpaqueID {
        try #require(try person.rows(.record).first { $0.address.key.starts(with: note.bytes) }).scope
    }

    private func said(
        _ rows: [DisposedRow], in compartment: OpaqueID, after caseID: OpaqueID, by person: Intruder
    ) throws -> PrivateDisposalProposal {
        let disposal = try Disposal(parsing: try person.row(DisposalKey.address(.disposal, caseID)).body)
        return try person.ring.proposal(
            try OpaqueID.random(), after: disposal, in: compartment, rows: rows, time: Self.now, chain: person.chain)
    }

    @Test(
        "an author's notes about a case that went go by their word and another's, and whoever verifies accepts just that"
    )
    func rightful() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let subject = try scene.subject
        let lin = try scene.place.open("lin")
        let named = try lin.room.proposePrivateDisposals()
        #expect(named.count == 1 && named.first?.notes == 2)
        // Said once, however often their program looks.
        let again = try lin.room.visit(for: ProposingPrivateDisposal.self, about: subject) { try $0.propose() }
        #expect(again.count == 1 && again[0].standing == .waits && again[0].rows == 3)
        try lin.room.leave()
        let gu = try scene.place.open("gu")
        #expect(try gu.room.disposalsToApprove().map(\.hex) == [scene.gone.hex])
        let told = try gu.approvePrivateDisposal(of: try Identifier(hex: scene.gone.hex), again[0].id)
        #expect(told.standing == .removed && told.notes == 2)
        try gu.room.leave()
        #expect(try scene.place.faults(.deep).isEmpty)
        for name in ["lin", "gu", "bo"] { #expect(try scene.place.faults(as: name).isEmpty, "\(name)") }
        #expect(try scene.place.readerKinds().isEmpty && scene.place.readerKinds(as: "lin").isEmpty)
        // The others are read and written as before: what went leaves a gap, which is no free place.
        let (after, kept) = (try scene.place.open("lin"), Subject.counselingCase(try Identifier(hex: scene.kept.hex)))
        _ = try after.room.visit(for: WritingPrivateNote.self, about: kept) { try $0.write("之后") }
        let texts = try after.room.visit(for: ListingNotes.self, about: kept) { try $0.privateNotes() }.map(\.body.text)
        #expect(texts == ["另一个案", "之后"])
        #expect(try scene.place.faults(as: "lin").isEmpty)
        #expect(try scene.place.readerKinds(as: "lin").isEmpty)
        // On a computer that remembers nothing too.
        try FileManager.default.removeItem(at: scene.place.root.appendingPathComponent("state"))
        let fresh = try scene.place.open("lin").room.visit(for: ListingNotes.self, about: kept) {
            try $0.privateNotes().count
        }
        #expect(fresh == 2)
        let bo = try scene.place.open("bo").room.visit(for: ListingNotes.self, about: .practice) {
            try $0.privateNotes().map(\.body.text)
        }
        #expect(bo == ["柏安的"])
    }

    /// Ways that are not the right one.
    enum Wrong: String, CaseIterable {
        case noStatement, oneSignature, ownSignature, deskApproves, notSaidBefore, laterEntry, alsoWrites
        case fewerVersions, oneVersion, moreRows, othersNote, sessionNote, noCase, noPart, begunAfter, sharedPlace
    }

    @Test("any other way is a fault", arguments: Wrong.allCases)
    func wrong(_ way: Wrong) throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let (lin, gu) = (try Intruder("lin", in: scene.place), try Intruder("gu", in: scene.place))
        let (bo, ke) = (try Intruder("bo", in: scene.place), try Intruder("ke", in: scene.place))
        let own = try compartment(of: scene.about, lin)
        let going = try rows(scene.notes, lin)
        var needsKeys = false

        func carryOut(_ rows: [DisposedRow], in place: OpaqueID, removing: [DisposedRow]? = nil, by approver: Intruder)
            throws
        {
            let asked = try said(rows, in: place, after: scene.gone, by: lin)
            try lin.commit(put: [asked.row])
            let word = try approver.ring.approve(asked, time: Self.now, chain: approver.chain)
            try approver.commit(put: [word.row], remove: (removing ?? rows).map(\.address))
        }
        switch way {
        case .noStatement: try lin.commit(remove: going.map(\.address))
        case .oneSignature:
            try lin.commit(put: [try said(going, in: own, after: scene.gone, by: lin).row])
            try lin.commit(remove: going.map(\.address))
        case .ownSignature: try carryOut(going, in: own, by: lin)
        case .deskApproves:
            needsKeys = true
            try carryOut(going, in: own, by: ke)
        case .notSaidBefore:
            let asked = try said(going, in: own, after: scene.gone, by: lin)
            let word = try gu.ring.approve(asked, time: Self.now, chain: gu.chain)
            try gu.commit(put: [word.row], remove: going.map(\.address))
        case .laterEntry:
            let asked = try said(going, in: own, after: scene.gone, by: lin)
            try lin.commit(put: [asked.row])
            try gu.commit(put: [try gu.ring.approve(asked, time: Self.now, chain: gu.chain).row])
            try gu.commit(remove: going.map(\.address))
        case .alsoWrites:
            let asked = try said(going, in: own, after: scene.gone, by: lin)
            try lin.commit(put: [asked.row])
            let mark = OwedMark(compartment: gu.fixed(.practice), member: gu.identity.id)
            try gu.commit(
                put: [try gu.ring.approve(asked, time: Self.now, chain: gu.chain).row, mark.row],
                remove: going.map(\.address))
        case .fewerVersions:
            // The first version of a note goes, and the second stays.
            let rest = going.filter { $0.address.key != RecordHeader.key(scene.notes[0], 2) }
            try carryOut(rest, in: own, by: gu)
        case .oneVersion:
            let rest = going.filter { $0.address.key != RecordHeader.key(scene.notes[0], 1) }
            try carryOut(rest, in: own, by: gu)
        case .moreRows: try carryOut(going, in: own, removing: going + rows([scene.about], lin), by: gu)
        case .othersNote:
            try carryOut(going + rows([scene.others], lin), in: own, by: gu)
        case .sessionNote:
            // Her own, in a case: it does not lie there. Two who both use changed programs could name it; the case tells.
            let session = try rows([scene.session], lin)
            try carryOut(session, in: scene.kept, by: gu)
        case .noCase:
            // What was said of the case before it went: nothing of that case is gone, so nothing may go after it.
            try lin.commit(put: [try said(going, in: own, after: scene.gone, by: lin).row])
            try gu.commit(remove: going.map(\.address))
        case .noPart:
            // His own note, after a case that was never his.
            let his = try rows([scene.others], bo)
            let asked = try said(his, in: try compartment(of: scene.others, bo), after: scene.gone, by: bo)
            try bo.commit(put: [asked.row])
            try gu.commit(
                put: [try gu.ring.approve(asked, time: Self.now, chain: gu.chain).row], remove: his.map(\.address))
        case .begunAfter:
            let late = try scene.place.open("lin").room.visit(
                for: WritingPrivateNote.self, about: .counselingCase(try Identifier(hex: scene.kept.hex))
            ) { try $0.write("后来") }
            try carryOut(try rows([OpaqueID(of: late.id)], lin), in: own, by: gu)
        case .sharedPlace:
            try lin.commit(put: [
                try lin.ring.assign(
                    .person(bo.identity.id), assigned: true, to: try lin.history(of: own), chain: lin.chain
                ).row
            ])
            try carryOut(going, in: own, by: gu)
        }
        let wanted: Set<AuditFault.Kind> = [.disposalBroken, .changeForbidden, .statementUnauthorized]
        let told = try scene.place.faults(as: "lin")
        #expect(!told.isDisjoint(with: wanted), "\(way): \(told)")
        if !needsKeys {
            let plain = try scene.place.faults(.rows)
            #expect(!plain.isDisjoint(with: [.disposalBroken, .changeForbidden]), "\(way): \(plain)")
        }
        let read = try scene.place.readerKinds(as: needsKeys ? "lin" : nil)
        #expect(
            !read.isDisjoint(with: ["disposal-broken", "change-forbidden", "statement-unauthorized"]), "\(way): \(read)"
        )
    }

    /// What an author with a changed program says, which the program of whoever approves does not take.
    enum Said: String, CaseIterable {
        case othersNote, sessionNote, oneVersion, ofNobodysPlace, begunAfter, sharedPlace, noPart
    }

    @Test(
        "whoever approves takes no list but whole notes of the author's own, begun while the case was there",
        arguments: Said.allCases)
    func approving(_ way: Said) throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let (lin, bo) = (try Intruder("lin", in: scene.place), try Intruder("bo", in: scene.place))
        let own = try compartment(of: scene.about, lin)
        var (going, place) = (try rows(scene.notes, lin), own)
        switch way {
        case .noPart: (going, place) = (try rows([scene.others], bo), try compartment(of: scene.others, bo))
        case .othersNote: going += try rows([scene.others], lin)
        case .sessionNote: (going, place) = (try rows([scene.session], lin), scene.kept)
        case .oneVersion: going.removeAll { $0.address.key == RecordHeader.key(scene.notes[0], 2) }
        case .ofNobodysPlace: place = try OpaqueID.random()
        case .begunAfter:
            let late = try scene.place.open("lin").room.visit(
                for: WritingPrivateNote.self, about: .counselingCase(try Identifier(hex: scene.kept.hex))
            ) { try $0.write("后来") }
            going = try rows([OpaqueID(of: late.id)], lin)
        case .sharedPlace:
            try lin.commit(put: [
                try lin.ring.assign(
                    .person(bo.identity.id), assigned: true, to: try lin.history(of: own), chain: lin.chain
                )
                .row
            ])
        }
        let author = way == .noPart ? bo : lin
        let asked = try said(going, in: place, after: scene.gone, by: author)
        try author.commit(put: [asked.row])
        let before = try rows(scene.notes + [scene.others, scene.session], lin).count
        let gu = try scene.place.open("gu")
        let error = #expect(throws: RoomError.self) {
            _ = try gu.approvePrivateDisposal(of: try Identifier(hex: scene.gone.hex), asked.id.hex)
        }
        #expect([.disposalOutdated, .denied(rule: .disposalNotProposed)].contains(error), "\(way)")
        #expect(try rows(scene.notes + [scene.others, scene.session], lin).count == before)
    }

    @Test("two who have another's notes go with changed programs are found out by whoever remembers where these lay")
    func remembered() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        try scene.place.open("bo").room.leave()
        let (lin, gu) = (try Intruder("lin", in: scene.place), try Intruder("gu", in: scene.place))
        let going = try rows([scene.others], lin)
        let asked = try said(going, in: try compartment(of: scene.about, lin), after: scene.gone, by: lin)
        try lin.commit(put: [asked.row])
        try gu.commit(
            put: [try gu.ring.approve(asked, time: Self.now, chain: gu.chain).row], remove: going.map(\.address))
        #expect(throws: RoomError.altered) {
            _ = try scene.place.open("bo").room.visit(for: ListingNotes.self, about: .practice) {
                try $0.privateNotes()
            }
        }
    }
}
