import Counseling
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Private notes stay with their author, whatever others write beside them.
@Suite struct PrivateNoteAttackTests {
    /// What lin reads of her private note about the case: alone, and in the list.
    private func texts(_ note: Identifier<SessionNote>, _ place: HostilePractice, _ caseID: Identifier<CounselingCase>)
        throws -> [String]
    {
        let lin = try place.open("lin")
        let alone = try lin.room.visit(for: ReadingNote.self, about: .note(note)) { try $0.read() }
        guard case .personal(let entry) = alone else { return [] }
        let listed = try lin.room.visit(for: ListingNotes.self, about: .counselingCase(caseID)) {
            try $0.privateNotes()
        }
        return [entry.body.text] + listed.map(\.body.text)
    }

    private func compartment(of note: Identifier<SessionNote>, as intruder: Intruder) throws -> OpaqueID {
        let bytes = note.bytes
        return try #require(try intruder.rows(.record).first { $0.address.key.starts(with: bytes) }).scope
    }

    @Test("a private note whose key was taken away is not left out without a word")
    func keyGone() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let note = try place.open("lin").room.visit(
            for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)
        ) { try $0.write("只给自己看") }.id
        let lin = try Intruder("lin", in: place)
        let own = try compartment(of: note, as: lin)
        try lin.sql("DELETE FROM row WHERE class = 2 AND scope = ?", [Data(own.bytes)])
        let told = try place.run(["note", "list"], as: "lin")
        #expect(told.status == 76, "\(told)")
        // Nobody else misses anything.
        #expect(try place.run(["client", "list"], as: "bo").status == 0)
    }

    @Test("a director who ends the author's assignment, or a colleague who adds a row, takes no private note away")
    func notTakenAway() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let note = try place.open("lin").room.visit(
            for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)
        ) { try $0.write("只给自己看") }.id
        #expect(try texts(note, place, facts.caseID) == ["只给自己看", "只给自己看"])

        // A colleague's row: signed by him, and of no effect; or one that says nothing.
        let (signed, noisy) = (try place.copied(), try place.copied())
        defer { [signed, noisy].forEach { $0.remove() } }
        let bo = try Intruder("bo", in: signed)
        let own = try compartment(of: note, as: bo)
        let pushed = try bo.ring.assign(
            .person(bo.identity.id), assigned: true, to: try bo.history(of: own), chain: bo.chain)
        try bo.commit(put: [pushed.row])
        #expect(try texts(note, signed, facts.caseID) == ["只给自己看", "只给自己看"])
        let noise = StoredRow(
            address: pushed.row.address, scope: own, target: pushed.row.target, version: 1, body: [1, 2, 3])
        try Intruder("bo", in: noisy).commit(altered: [noise])
        #expect(try texts(note, noisy, facts.caseID) == ["只给自己看", "只给自己看"])

        // The director's, who has the right to end any assignment.
        let fang = try Intruder("fang", in: place)
        let lin = try #require(try fang.rows(.assignment).first { $0.scope == own }).target
        let ended = try fang.ring.assign(
            .person(lin), assigned: false, to: try fang.history(of: own), chain: fang.chain)
        try fang.commit(put: [ended.row])
        #expect(try texts(note, place, facts.caseID) == ["只给自己看", "只给自己看"])
        // The next one lies elsewhere.
        let next = try place.open("lin").room.visit(
            for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)
        ) { try $0.write("第二条") }.id
        #expect(try compartment(of: next, as: fang) != own)
        // Both may be of the same second, which does not say in what order they are listed.
        let shown = try texts(next, place, facts.caseID)
        #expect(shown.first == "第二条" && shown.dropFirst().sorted() == ["只给自己看", "第二条"].sorted())
        for name in ["bo", "fang", "aud"] {
            let sealer = try RecordSealer(Intruder(name, in: place).ring)
            #expect(try !fang.rows(.record).contains { (try? sealer.open($0).kind) == "private-note" })
        }
    }
}
