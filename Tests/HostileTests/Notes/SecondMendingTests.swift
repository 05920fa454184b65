import Counseling
import Cryptography
import Foundation
import RecordRoom
import RecordStore
import SQLiteStore
import Testing
import Vault

@testable import Practice

/// What a second review found and what was mended since: nothing waits in silence, nothing is opened before its entry, and one
/// spoiled thing takes no other away.
struct SecondMendingTests {
    private func overview(_ name: String, in place: HostilePractice) throws -> ComplaintOverview {
        try place.open(name).room.lookForComplaints()
    }

    private func file(
        _ respondent: ComplaintRespondent, in place: HostilePractice
    ) throws -> Identifier<Complaint> {
        let form = try ComplaintForm.read(
            json: Array(#"{"by": "client", "against": "unknown", "text": "没有什么"}"#.utf8))
        return try place.open("bo").room.fileComplaint(form, against: respondent)
    }

    // MARK: lots

    @Test("who came into a conflict of interest sees what they drew, and hands it on once somebody can handle it")
    func stranded() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("tong", "童新", .trainee, by: fang)
        try place.admit("an", "安然", .committeeMember, by: fang)
        let (tong, an) = (try place.open("tong").room.ownEntry().id, try place.open("an").room.ownEntry().id)
        let id = try file(.person(tong), in: place)
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(an)) {
            try $0.change(an, adding: [.supervisor], removing: [])
        }
        _ = try fang.room.visit(
            for: AgreeingSupervision.self, about: .newAgreement(supervisor: an, trainee: tong)
        ) { try $0.agree(from: .now, until: nil) }
        try fang.room.leave()
        #expect(try place.open("an").room.complaintsMayWait())
        let drawn = try overview("an", in: place)
        #expect(drawn.stranded == [id] && drawn.waiting.isEmpty && drawn.entries.isEmpty && drawn.withheld.isEmpty)
        // It stays in sight, also once the pin has passed it.
        let room = try place.open("an").room
        #expect(try room.lookForComplaints().stranded == [id])
        try room.leave()
        try place.admit("bei", "贝宁", .committeeMember, by: try place.open("fang"))
        #expect(try place.open("an").room.complaintsMayWait())
        let left = try overview("an", in: place)
        #expect(left.stranded.isEmpty && left.entries.isEmpty && left.withheld.isEmpty)
        let found = try #require(try overview("bei", in: place).entries.first)
        let bei = try place.open("bei").room.ownEntry().id
        #expect(found.id == id && found.people == [bei])
        #expect(found.complaint.recused == [an] && found.complaint.irregular.isEmpty)
        for name in ["an", "bei", "fang"] { #expect(try place.faults(as: name).isEmpty, "\(name)") }
    }

    @Test("a director whom it is about appoints none of its readers, be it taken up or not")
    func appointedReader() throws {
        for inConflict in [false, true] {
            let (place, _) = try HostilePractice.copy()
            defer { place.remove() }
            let fang = try place.open("fang")
            try place.admit("an", "安然", .committeeMember, by: fang)
            let (director, an) = (try fang.room.ownEntry().id, try place.open("an").room.ownEntry().id)
            let id = try file(.person(director), in: place)
            if inConflict {
                for (person, role) in [(an, Role.supervisor), (director, .trainee)] {
                    _ = try fang.room.visit(for: ChangingRoles.self, about: .person(person)) {
                        try $0.change(person, adding: [role], removing: [])
                    }
                }
                _ = try fang.room.visit(
                    for: AgreeingSupervision.self, about: .newAgreement(supervisor: an, trainee: director)
                ) { try $0.agree(from: .now, until: nil) }
            }
            try place.admit("bei", "贝宁", .committeeMember, by: fang)
            let drawn = try overview("an", in: place)
            #expect(drawn.stranded == (inConflict ? [id] : []))
            #expect(drawn.entries.map(\.people) == (inConflict ? [] : [[an]]))
            #expect(try overview("bei", in: place).entries.isEmpty)
        }
    }

    @Test("who left the committee hands on what they drew")
    func former() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("an", "安然", .committeeMember, by: fang)
        let an = try place.open("an").room.ownEntry().id
        let id = try file(.unknown, in: place)
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(an)) {
            try $0.change(an, adding: [.counselor], removing: [.committeeMember])
        }
        try place.admit("bei", "贝宁", .committeeMember, by: fang)
        try fang.room.leave()
        #expect(try place.open("an").room.complaintsMayWait())
        let seen = try overview("an", in: place)
        #expect(seen.stranded.isEmpty && seen.entries.isEmpty && seen.withheld.isEmpty)
        #expect(try overview("bei", in: place).entries.map(\.id) == [id])
        #expect(try place.faults(as: "bei").isEmpty)
    }

    @Test("a director who acted keeps what they drew where the new committee has a conflict of interest")
    func keptByDirector() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let id = try file(.service, in: place)
        let fang = try place.open("fang")
        try place.admit("an", "安然", .committeeMember, by: fang)
        let an = try place.open("an").room.ownEntry().id
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(an)) {
            try $0.change(an, adding: [.director], removing: [])
        }
        #expect(try overview("fang", in: place).entries.map(\.id) == [id])
        #expect(try overview("an", in: place).entries.isEmpty)
    }

    @Test("nobody but who may have drawn a lot is asked to look, or may")
    func onlyHolders() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        _ = try practice.file(against: "eva")
        for name in ["fang", "lin", "aud"] {
            try practice.work(as: name, leaving: false) { room in
                let waits = try room.complaintsMayWait()
                #expect(!waits, "\(name)")
                #expect(throws: RoomError.denied(rule: .notCommittee)) { try room.lookForComplaints() }
            }
        }
    }

    // MARK: what came meanwhile

    @Test("what is handed in while a command runs, in the same second, is taken up and told when it ends")
    func meanwhile() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        var filed: [Identifier<Complaint>] = []
        for name in ["an", "bei", "chen", "du"] {
            try practice.work(as: name, leaving: false) { room in
                _ = try room.lookForComplaints()
                if filed.isEmpty {
                    filed.append(try practice.file(against: "eva"))
                    filed.append(try practice.file(against: "eva"))
                }
                try room.leave()
                let found = try room.visit(for: ReadingComplaints.self, about: .complaints) { try $0.complaints() }
                #expect(found.waiting.isEmpty && found.stranded.isEmpty)
                #expect(name != "an" || room.complaintCameLate == !found.entries.isEmpty)
                // All of one second: what comes after the look is announced all the same.
                try room.leave()
                #expect(try !room.complaintsMayWait())
                filed.append(try practice.file(against: "eva"))
                #expect(try room.complaintsMayWait())
            }
        }
        for name in ["bei", "chen", "du"] { _ = try practice.complaints(name) }
        let seen = try practice.complaints("an").map(\.id)
        #expect(Set(seen) == Set(filed))
    }

    // MARK: panels

    private func seat(_ names: [String], in practice: ComplaintPractice, as name: String) throws {
        let intruder = try Intruder(name, in: practice.place)
        let person = try OpaqueID(of: practice.id(name))
        let thread = try #require(try intruder.rows(.assignment).filter { $0.target == person }.map(\.scope).last)
        let number = UInt32(try practice.complaints(name).first?.complaint.events.count ?? 0) + 1
        let event = ThreadEvent(
            number: number, at: practice.clock, by: try practice.id(name),
            what: ComplaintEvent.seated(try practice.ids(names)))
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: thread,
            record: try AttachedRecord.id(number, of: thread, in: thread, with: intruder.ring), revision: 1,
            previous: .zero)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(try event.encodedBody(), kind: "complaint-event", header: header)
        ])
    }

    @Test(
        "a panel with whom it is about, or with somebody who never was on the committee, counts for no reader and is told",
        arguments: ["eva", "aud"])
    func panelOfStrangers(stranger: String) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        for name in ["an", "bei", "chen", "du"] { _ = try practice.complaints(name) }
        try practice.take(.acknowledged, id, as: "an")
        try practice.take(try ComplaintPractice.triage(), id, as: "an")
        try seat(["an", "bei", stranger], in: practice, as: "an")
        for name in ["an", "bei", "chen", "du"] {
            let entry = try #require(try practice.complaints(name).first, "\(name)")
            #expect(entry.complaint.panel.isEmpty && entry.complaint.stage == .triaged)
            #expect(entry.complaint.irregular == [4], "\(name)")
        }
        // And the others are not held up by it.
        try practice.take(.seated(try practice.ids(["bei", "chen", "du"])), id, as: "bei")
        #expect(try practice.complaints("chen").first?.complaint.panel == practice.ids(["bei", "chen", "du"]))
    }

    @Test("who came into a conflict of interest after the panel was seated is told of to each of its readers")
    func conflictOnPanel() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        _ = try practice.seated()
        #expect(try practice.complaints("bei").first?.conflicted == [])
        let (an, lin) = (try practice.id("an"), try practice.id("lin"))
        try practice.work(as: "fang") { room in
            for (person, role) in [(an, Role.supervisor), (lin, .trainee)] {
                _ = try room.visit(for: ChangingRoles.self, about: .person(person)) {
                    try $0.change(person, adding: [role], removing: [])
                }
            }
            _ = try room.visit(for: AgreeingSupervision.self, about: .newAgreement(supervisor: an, trainee: lin)) {
                try $0.agree(from: practice.clock, until: nil)
            }
        }
        for name in ["an", "bei", "chen"] {
            #expect(try practice.complaints(name).first?.conflicted == [an], "\(name)")
        }
    }

    @Test("whom it is about, let in by a member with a changed program, is put out by the next who looks")
    func respondentLetIn() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        for name in ["an", "bei", "chen", "du"] { _ = try practice.complaints(name) }
        let an = try Intruder("an", in: practice.place)
        let person = try OpaqueID(of: practice.id("an"))
        let thread = try #require(try an.rows(.assignment).filter { $0.target == person }.map(\.scope).last)
        let history = try an.history(of: thread)
        let respondent = try #require(an.chain.members[try OpaqueID(of: practice.id("eva"))])
        try an.commit(put: [
            try an.ring.assign(.person(respondent.id), assigned: true, to: history, chain: an.chain).row,
            try an.ring.grant(thread, generation: try #require(history.current).generation, to: respondent).row,
        ])
        #expect(try practice.complaints("eva").map(\.id) == [id])
        #expect(try practice.refusal(.acknowledged, id, as: "eva") == .conflictOfInterest)
        let people = try #require(try practice.complaints("bei").first).people
        let eva = try practice.id("eva")
        #expect(!people.contains(eva) && people.count == 4)
        #expect(try practice.complaints("eva").isEmpty)
    }

    // MARK: one spoiled thing

    @Test("a spoiled case does not keep a review from drawing among the others, and is told")
    func spoiledCase() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("xu", "许督", .supervisor, by: fang)
        try place.admit("mei", "梅远", .committeeMember, by: fang)
        let lin = try place.open("lin")
        let me = try lin.room.ownEntry().id
        let second = try fang.room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: me)) {
            try $0.open()
        }
        let note = try lin.room.visit(for: WritingNote.self, about: .counselingCase(second)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "好转")]))
        }
        _ = try lin.room.visit(for: SigningNote.self, about: .note(note.id)) { try $0.sign() }
        try lin.room.leave()
        let review = try fang.room.visit(
            for: AssigningReview.self,
            about: .newReview(counselor: me, reviewer: try place.open("xu").room.ownEntry().id, .supervisor)
        ) { try $0.assign(.drawn(count: 5)) }
        try place.open("mei").room.visit(for: ConfirmingReview.self, about: .review(review)) { try $0.confirm() }
        try place.spoil(try OpaqueID(of: facts.caseID), as: "bo")
        let done = try place.open("lin").room.fulfillReviews(all: true)
        #expect(done.map(\.id) == [review] && done.first?.notes == [note.id] && done.first?.spoiled == 1)
        #expect(done.first?.refusal == nil)
    }

    @Test("one spoiled supervision agreement keeps a trainee from none of the others, and is told")
    func spoiledAgreement() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        for (name, role) in [("tong", Role.trainee), ("du", .supervisor), ("wei", .supervisor)] {
            try place.admit(name, name, role, by: fang)
        }
        let tong = try place.open("tong").room.ownEntry().id
        var supervisors: [String: Identifier<Person>] = [:]
        for name in ["du", "wei"] { supervisors[name] = try place.open(name).room.ownEntry().id }
        for supervisor in supervisors.values {
            _ = try fang.room.visit(
                for: AgreeingSupervision.self, about: .newAgreement(supervisor: supervisor, trainee: tong)
            ) { try $0.agree(from: .now, until: nil) }
        }
        let caseID = try fang.room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: tong)) {
            try $0.open()
        }
        let room = try place.open("tong").room
        func submit() throws -> (to: [String], unreached: [String]) {
            let draft = try room.visit(for: WritingNote.self, about: .counselingCase(caseID)) {
                try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "初次会谈")]))
            }
            let outcome = try room.visit(for: SigningNote.self, about: .note(draft.id)) { try $0.sign() }
            guard case .submitted(_, let to, let unreached) = outcome else { return ([], []) }
            return (to.map(\.shortName.text).sorted(), unreached.map(\.shortName.text))
        }
        #expect(try submit() == (["du", "wei"], []))
        let agreement = try #require(
            try fang.room.visit(for: ListingSupervision.self, about: .practice) { try $0.agreements().entries }
                .first { $0.body.supervisor == supervisors["wei"] })
        try place.spoil(try OpaqueID(of: agreement.body.thread), as: "bo")
        #expect(try submit() == (["du"], ["wei"]))
        // Nobody left to reach: nothing is handed in, and that is said.
        let other = try #require(
            try fang.room.visit(for: ListingSupervision.self, about: .practice) { try $0.agreements().entries }
                .first { $0.body.supervisor == supervisors["du"] })
        try place.spoil(try OpaqueID(of: other.body.thread), as: "bo")
        #expect(throws: RoomError.altered) { try submit() }
    }
}

/// No entry, no access: where the entry cannot be written, nothing is opened.
struct NoEntryNoAccessTests {
    /// A store that takes no more writes once it is told to, or none without its reserve.
    private final class Refusing: RecordStore {
        let inner: SQLiteStore
        var refuses = false
        var (isFull, hasReserve, isReleased) = (false, true, false)
        init(_ inner: SQLiteStore) { self.inner = inner }
        func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result { try inner.read(body) }
        func write<Result>(_ body: (any StoreWriting) throws -> Result) throws -> Result {
            guard !refuses else { throw StoreError.inputOutput(code: 10) }
            return try inner.write { writer in
                let result = try body(writer)
                guard !isFull || isReleased else { throw StoreError.full }
                return result
            }
        }
        func releaseReserve() { isReleased = hasReserve }
        func restoreReserve() { isReleased = false }
    }

    private func enter(_ name: String, _ store: Refusing, in place: HostilePractice) throws -> RecordRoom {
        let identity = try OpenPractice.unlock(
            place.folder, as: try ShortName(name), passphrase: try HostilePractice.passphrase(name))
        return try RecordRoom.enter(
            store, as: identity,
            surroundings: RoomSurroundings(
                now: { .now }, version: "0.1.0", pins: PinFolder(folder: place.folder.pins), station: nil))
    }

    /// lin is asked for a review that nobody has confirmed, so that nothing waits.
    private func practice() throws -> (HostilePractice, Identifier<ReviewThread>) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("xu", "许督", .supervisor, by: fang)
        try place.admit("mei", "梅远", .committeeMember, by: fang)
        let lin = try place.open("lin").room
        let review = try fang.room.visit(
            for: AssigningReview.self,
            about: .newReview(
                counselor: try lin.ownEntry().id, reviewer: try place.open("xu").room.ownEntry().id, .supervisor)
        ) { try $0.assign(.named([facts.note])) }
        try fang.room.leave()
        return (place, review)
    }

    @Test("whether a review waits is asked only behind an entry, also where none does")
    func reviews() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        let store = Refusing(try SQLiteStore(folder: place.folder.path))
        let room = try enter("lin", store, in: place)
        store.refuses = true
        #expect(throws: RoomError.self) { try room.fulfillReviews() }
        store.refuses = false
        #expect(try room.fulfillReviews(all: true).isEmpty)
        let log = try place.open("aud").room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries() }
        let own = log.last { $0.member?.shortName.text == "lin" }
        #expect(own?.details?.action == .settle)
    }

    @Test("what a published personnel thread holds is asked only behind an entry, also where it is none")
    func personnel() throws {
        let (place, review) = try practice()
        defer { place.remove() }
        _ = try place.open("lin")
        let lin = try Intruder("lin", in: place)
        let compartment = lin.fixed(.practice)
        let record = try NamedRecord.id("staff-fitness", of: lin.identity.id, in: compartment, with: lin.ring)
        let header = RecordHeader(
            practice: lin.chain.practice, compartment: compartment, record: record, revision: 1, previous: .zero)
        let (person, thread) = (lin.identity.id.hex, review.hex)
        let body =
            #"{"events":1,"fit":[],"person":"\#(person)","schema":1,"selfVerified":false,"thread":"\#(thread)"}"#
        try lin.commit(put: [
            try RecordSealer(lin.ring).seal(Array(body.utf8), kind: "staff-fitness", header: header)
        ])
        let store = Refusing(try SQLiteStore(folder: place.folder.path))
        store.refuses = true
        #expect(throws: RoomError.self) { try enter("lin", store, in: place) }
        store.refuses = false
        _ = try enter("lin", store, in: place)
        // It is no personnel thread, and nobody is let into it.
        let people = try Intruder("lin", in: place).history(of: try OpaqueID(of: review)).assigned
        #expect(people.count == 4)
    }

    @Test("that the same was written just before is told only behind an entry, also on a full disk")
    func repetition() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let store = Refusing(try SQLiteStore(folder: place.folder.path))
        let room = try enter("lin", store, in: place)
        let content = try NoteContent(template: .free, sections: [NoteSection(.text, "初次会谈")])
        func write(isMeant: Bool) throws {
            try room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
                if !isMeant { try $0.refuseRepeated(content) }
                _ = try $0.write(content)
            }
        }
        func failed() throws -> Int {
            let log = try place.open("aud").room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries() }
            return log.filter { $0.details?.action == .writeNote && $0.details?.outcome == "failed" }.count
        }
        func told() throws -> RoomError? {
            do { try write(isMeant: false) } catch { return error as? RoomError }
            return nil
        }
        try write(isMeant: true)
        store.isFull = true
        guard case .writtenAlready? = try told() else {
            Issue.record("nothing was told")
            return
        }
        #expect(try failed() == 1)
        store.hasReserve = false
        #expect(try told() == .diskFull)
        #expect(try failed() == 1)
    }
}
