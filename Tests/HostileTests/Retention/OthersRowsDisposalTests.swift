import Counseling
import Practice
import RecordRoom
import Testing
import Vault

/// Two people who both use changed programs, and name what lay elsewhere beside the rows of a case that goes.
@Suite struct OthersRowsDisposalTests {
    private let disposals = DisposalAttackTests()

    enum Named: CaseIterable { case nobodysOfTheCase, times, noteOfAnotherCase, flag, halfARecord }

    @Test("what lay elsewhere does not go with a case unseen", arguments: Named.allCases)
    func named(_ way: Named) throws {
        let (place, caseID) = try disposals.practice()
        defer { place.remove() }
        let other = try prepare(way, place, caseID)
        // Where everything lies is remembered from here on by whoever looks.
        for name in ["fang", "lin"] { try place.open(name).room.leave() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        var gone = try disposals.rows(of: caseID, fang)
        let taken = try fang.rows(other.rowClass).filter(other.isTaken)
        #expect(!taken.isEmpty)
        gone += try taken.map { DisposedRow(address: $0.address, hash: try $0.hash()) }
        if way == .halfARecord {
            gone.removeAll { $0.address.rowClass == .record && $0.address.key.suffix(4) == [0, 0, 0, 2] }
        }
        let asked = try disposals.proposal(of: caseID, by: fang, rows: Array(Set(gone)))
        try fang.commit(put: [asked.row])
        let approved = try gu.ring.approve(asked, time: DisposalAttackTests.now, chain: gu.chain)
        try gu.commit(put: [approved.row], remove: Set(gone).map(\.address))
        let isSeenByAll = way != .noteOfAnotherCase && way != .flag
        #expect(try place.faults(.rows).contains(.disposalBroken) == isSeenByAll)
        #expect(try place.readerKinds().contains("disposal-broken") == isSeenByAll)
        #expect(try place.faults(as: "aud").contains(.disposalBroken))
        guard !isSeenByAll else { return }
        #expect(throws: RoomError.altered) {
            if way == .flag {
                _ = try place.open("fang").room.visit(for: ListingFlags.self, about: .practice) { try $0.ledger() }
            } else {
                _ = try place.open("lin").room.visit(for: ListingNotes.self, about: other.subject) { try $0.notes() }
            }
        }
    }

    @Test("a disposal of other rows than went is not listed as done")
    func listed() throws {
        let (place, caseID) = try disposals.practice()
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let gone = try disposals.rows(of: caseID, fang)
        let asked = try disposals.proposal(of: caseID, by: fang, rows: Array(gone.dropLast()))
        try fang.commit(put: [asked.row])
        let approved = try gu.ring.approve(asked, time: DisposalAttackTests.now, chain: gu.chain)
        try gu.commit(put: [approved.row], remove: gone.map(\.address))
        #expect(try place.faults(.rows).contains(.disposalBroken))
        for (language, words) in [("en", ["not as it was signed", "audit verify"]), ("zh", ["与签署的不符", "不算已销毁"])] {
            let told = try place.run(["disposal", "list"], as: "fang", language: language)
            #expect(told.status == 76, "\(told)")
            for word in words { #expect((told.output + told.errors).contains(word), "\(told)") }
        }
        let json = try place.run(["disposal", "list", "--json"], as: "gu")
        #expect(json.status == 76 && json.output.contains(#""broken": true"#), "\(json)")
        #expect(try place.run(["disposal", "certificate", caseID.hex], as: "gu").status == 76)
    }

    private struct Others {
        let rowClass: RowClass
        let isTaken: (StoredRow) -> Bool
        var subject = Subject.practice
    }

    private func prepare(_ way: Named, _ place: HostilePractice, _ caseID: OpaqueID) throws -> Others {
        let fang = try place.open("fang")
        let practice = try Intruder("fang", in: place).fixed(.practice)
        switch way {
        case .nobodysOfTheCase: return Others(rowClass: .record) { $0.scope == practice }
        case .times:
            let facts = try HostilePractice.copy()
            facts.place.remove()
            let day = "2028-03-01T10:00:00+08:00"
            let appointment = try OpaqueID(of: BookedPractice(place, facts.facts).book(day))
            return Others(rowClass: .slots) { $0.address.key == appointment.bytes }
        case .noteOfAnotherCase:
            let lin = try place.open("lin")
            let client = try HostilePractice.copy()
            client.place.remove()
            let other = try fang.room.visit(
                for: OpeningCase.self, about: .newCase(client.facts.client, counselor: try lin.room.ownEntry().id)
            ) { try $0.open() }
            let note = try lin.room.visit(for: WritingNote.self, about: .counselingCase(other)) {
                try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "别的个案")]))
            }
            try lin.room.leave()
            let id = try OpaqueID(of: note.id)
            return Others(
                rowClass: .record, isTaken: { $0.address.key.starts(with: id.bytes) }, subject: .counselingCase(other))
        case .flag:
            let lin = try place.open("lin")
            _ = try lin.room.visit(for: RaisingFlag.self, about: .practice) {
                try $0.raise(CrisisReport(seen: "不想活了"))
            }
            try lin.room.leave()
            let crisis = try Intruder("fang", in: place).fixed(.crisis)
            return Others(rowClass: .deposit) { $0.scope == crisis }
        case .halfARecord: return Others(rowClass: .record) { $0.scope == caseID }
        }
    }
}
