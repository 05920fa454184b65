import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// What a review opens, asked past the policy: by whoever has a part in it and a program that skips the questions.
struct ReviewTests {
    /// lin's signed note is reviewed by xu, asked for by the director and confirmed by mei.
    private func reviewed() throws -> (
        place: HostilePractice, facts: HostilePractice.Facts, review: Identifier<ReviewThread>
    ) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("xu", "许督", .supervisor, by: fang)
        try place.admit("mei", "梅远", .committeeMember, by: fang)
        let lin = try place.open("lin")
        let review = try fang.room.visit(
            for: AssigningReview.self,
            about: .newReview(
                counselor: try lin.room.ownEntry().id, reviewer: try place.open("xu").room.ownEntry().id, .supervisor)
        ) { try $0.assign(.named([facts.note])) }
        try fang.room.leave()
        try place.open("mei").room.visit(for: ConfirmingReview.self, about: .review(review)) { try $0.confirm() }
        return (place, facts, review)
    }

    @Test("a request that nobody confirmed is not fulfilled by itself; a confirmed one is, and once")
    func fulfilledOnce() throws {
        let (place, facts, review) = try reviewed()
        defer { place.remove() }
        let lin = try place.open("lin")
        let done = try lin.room.fulfillReviews()
        #expect(done.map(\.id) == [review] && done.first?.notes == [facts.note])
        #expect(try lin.room.fulfillReviews(all: true).isEmpty)
        try lin.room.leave()
        #expect(try place.open("lin").room.fulfillReviews().isEmpty)
    }

    @Test("what others ask for while a command runs is fulfilled when it leaves, not lost behind the pin")
    func meanwhile() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("xu", "许督", .supervisor, by: fang)
        try place.admit("mei", "梅远", .committeeMember, by: fang)
        let lin = try place.open("lin")
        let review = try fang.room.visit(
            for: AssigningReview.self,
            about: .newReview(
                counselor: try lin.room.ownEntry().id, reviewer: try place.open("xu").room.ownEntry().id, .supervisor)
        ) { try $0.assign(.named([facts.note])) }
        try place.open("mei").room.visit(for: ConfirmingReview.self, about: .review(review)) { try $0.confirm() }
        try lin.room.leave()
        #expect(lin.room.fulfilledLate.map(\.id) == [review])
    }

    @Test("the lent key opens the note to the reviewer, and neither director, committee nor a colleague has it")
    func exactlyTheReviewer() throws {
        let (place, facts, review) = try reviewed()
        defer { place.remove() }
        _ = try place.open("lin").room.fulfillReviews()
        let note = try place.open("xu").room.visit(
            for: ReadingReviewedNote.self, about: .reviewedNote(facts.note, in: review)
        ) { try $0.note() }
        #expect(note.content.sections.first?.text == HostilePractice.words)
        for (name, rule) in [
            ("fang", PolicyRule.notReviewer), ("mei", .notReviewer), ("lin", .notReviewer), ("bo", .notYourReview),
        ] {
            #expect(throws: RoomError.denied(rule: rule), "\(name)") {
                try place.open(name).room.visit(
                    for: ReadingReviewedNote.self, about: .reviewedNote(facts.note, in: review)
                ) { try $0.note() }
            }
        }
        for name in ["fang", "lin", "bo", "xu", "mei"] {
            #expect(try place.faults(as: name).isEmpty, "\(name)")
        }
    }

    /// The letters in the events of a review that a person's keys open, found without asking anybody.
    private func letters(_ intruder: Intruder, in thread: OpaqueID) throws -> [Letter] {
        let sealer = try RecordSealer(intruder.ring)
        return try intruder.rows(.record).filter { $0.scope == thread }.compactMap { row -> ReviewEvent? in
            (try? sealer.open(row)).flatMap { try? ThreadEvent<ReviewEvent>(body: $0.body).what }
        }.flatMap { [$0.lent?.keys, $0.text].compactMap { $0 } }.map {
            try Letter(parsing: try #require(Base64.decode($0, padded: true)))
        }
    }

    @Test(
        "past the policy, too, no key of director, committee or colleague opens the note, the lent key or the findings")
    func pastThePolicy() throws {
        let (place, facts, review) = try reviewed()
        defer { place.remove() }
        _ = try place.open("lin").room.fulfillReviews()
        let findings = try ReviewFindings(overall: "目标清楚", actions: [])
        try place.open("xu").room.visit(for: WritingReview.self, about: .review(review)) {
            try $0.write([try RubricScore(.ethics, 5)], findings)
        }
        let thread = try #require(OpaqueID(review.bytes))
        let note = try #require(OpaqueID(facts.note.bytes))
        for (name, count) in [("fang", 2), ("mei", 2), ("bo", 0)] {
            let intruder = try Intruder(name, in: place)
            let found = try letters(intruder, in: thread)
            #expect(found.count == count, "\(name)")
            for letter in found {
                #expect(throws: VaultError.noKey(compartment: thread)) {
                    _ = try letter.open(in: thread, with: intruder.ring)
                }
            }
            let sealer = try RecordSealer(intruder.ring)
            for row in try intruder.rows(.record) where row.address.key.starts(with: note.bytes) {
                #expect(throws: VaultError.self) { _ = try sealer.open(row) }
            }
        }
        // The reviewer's keys open the signed revision and no other, not even the draft before it.
        let reviewer = try Intruder("xu", in: place)
        // Findings are a letter to the reviewer, too, but hold no keys.
        let held = try letters(reviewer, in: thread).compactMap {
            try? LentKeys(opening: $0, in: thread, with: reviewer.ring)
        }
        let lent = try #require(held.first)
        #expect(held.count == 1)
        #expect(lent.revisions.map(\.record) == [note] && lent.revisions.map(\.revision) == [2])
        let opening = try reviewer.rows(.record).filter { (try? lent.open($0)) != nil }
        #expect(opening.map(\.address.key) == [RecordHeader.key(note, 2)])
    }

    @Test("nothing is lent on the word of somebody who has left the committee since")
    func formerCommittee() throws {
        let (place, _, review) = try reviewed()
        defer { place.remove() }
        let mei = try place.open("mei").room.ownEntry().id
        _ = try place.open("fang").room.visit(for: ChangingRoles.self, about: .person(mei)) {
            try $0.change(mei, adding: [.frontDesk], removing: [.committeeMember])
        }
        let done = try place.open("lin").room.fulfillReviews(all: true)
        #expect(done.map(\.id) == [review] && done.first?.refusal == .notEntitled && done.first?.notes == [])
        #expect(try place.faults(as: "lin").isEmpty)
    }

    @Test(
        "a list of reviews names those whose statements somebody spoiled, and shows the rest",
        arguments: StatementSpoiling.allCases)
    func spoiledStatements(spoiling: StatementSpoiling) throws {
        let (place, facts, review) = try reviewed()
        defer { place.remove() }
        let (lin, xu) = (try place.open("lin").room.ownEntry().id, try place.open("xu").room.ownEntry().id)
        let fang = try place.open("fang")
        let other = try fang.room.visit(
            for: AssigningReview.self, about: .newReview(counselor: lin, reviewer: xu, .supervisor)
        ) { try $0.assign(.named([facts.note])) }
        try fang.room.leave()
        for name in ["lin", "xu", "mei", "bo"] { _ = try place.run(["review", "list"], as: name) }
        try spoiling.apply(to: try OpaqueID(of: review), by: try Intruder("fang", in: place))
        for name in ["lin", "xu", "mei"] {
            let listed = try place.run(["review", "list", "--json"], as: name)
            let said = spoiling == .generationGone ? #""unknown": 1"# : #""spoiled": 1"#
            #expect(listed.status == 76 && listed.output.contains(said), "\(name) \(listed)")
            #expect(listed.output.contains(other.hex) && !listed.output.contains(review.hex), "\(name) \(listed)")
        }
        #expect(try place.run(["review", "list"], as: "bo").status == 0)
    }

    @Test("a review that somebody spoiled does not take the others away")
    func spoiled() throws {
        let (place, facts, review) = try reviewed()
        defer { place.remove() }
        let (lin, xu) = (try place.open("lin").room.ownEntry().id, try place.open("xu").room.ownEntry().id)
        let fang = try place.open("fang")
        let other = try fang.room.visit(
            for: AssigningReview.self, about: .newReview(counselor: lin, reviewer: xu, .supervisor)
        ) { try $0.assign(.named([facts.note])) }
        try fang.room.leave()
        let intruder = try Intruder("mei", in: place)
        let thread = try OpaqueID(of: other)
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: thread,
            record: try AttachedRecord.id(2, of: thread, in: thread, with: intruder.ring), revision: 1, previous: .zero)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(Array("{}".utf8), kind: "review-event", header: header)
        ])
        let counselor = try place.open("lin")
        #expect(try counselor.room.fulfillReviews(all: true).map(\.id) == [review])
        let listed = try counselor.room.visit(for: ListingReviews.self, about: .practice) { try $0.reviews() }
        #expect(Set(listed.map(\.id)) == [review, other])
        #expect(try counselor.room.visit(for: ReadingStatus.self, about: .practice) { try $0.spoiledThreads() } == 1)
        #expect(try place.faults(as: "lin") == [.recordRewritten])
    }

    @Test("the review is opened after the entry only, and who is refused then has an entry of that too")
    func refusedInside() throws {
        let (place, facts, review) = try reviewed()
        defer { place.remove() }
        _ = try place.open("lin").room.fulfillReviews()
        let lin = try place.open("lin")
        let person = try OpaqueID(of: try lin.room.ownEntry().id)
        let before = try Intruder("bo", in: place).standing(of: person).entries
        #expect(throws: RoomError.denied(rule: .notReviewer)) {
            try lin.room.visit(for: ReadingReviewedNote.self, about: .reviewedNote(facts.note, in: review)) {
                try $0.note()
            }
        }
        #expect(try Intruder("bo", in: place).standing(of: person).entries == before + 2)
    }
}
