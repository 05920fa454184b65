public import Counseling
import Cryptography
import RecordStore
import Vault

public enum AssigningReview: ChangingPurpose { public static let action = Action.assignReview }
public enum ConfirmingReview: ChangingPurpose { public static let action = Action.confirmReview }
public enum NudgingReview: ChangingPurpose { public static let action = Action.nudgeReview }
public enum FulfillingReview: ChangingPurpose { public static let action = Action.fulfillReview }
public enum WritingReview: ChangingPurpose { public static let action = Action.writeReview }
public enum AnsweringReview: ChangingPurpose { public static let action = Action.answerReview }
public enum FinishingReview: ChangingPurpose { public static let action = Action.finishReview }

/// Which notes a review is to look at.
public enum ReviewedNotes: Sendable {
    case named([Identifier<SessionNote>])
    /// So many, drawn by the counselor's program.
    case drawn(count: Int)
}

extension Visit where P == AssigningReview {
    /// Asks for a review of the visit's counselor by its reviewer. A seed to draw by is chosen here, before anybody knows what
    /// it draws, and published with the request.
    /// Of one's own notes it is known whether they can be lent, and a request that must fail is not made.
    /// - Throws: `.notLendable`
    public func assign(_ notes: ReviewedNotes) throws -> Identifier<ReviewThread> {
        guard case .newReview(let counselor, let reviewer, let kind) = subject,
            session.chain.members[OpaqueID(counselor)]?.holds([.counselor, .trainee]) == true
        else { throw RoomError.notFound(.person) }
        var event = ReviewEvent(.requested)
        event.kind = kind
        event.counselor = counselor
        event.reviewer = reviewer
        switch notes {
        case .named(let notes):
            event.notes = notes
            if OpaqueID(counselor) == session.me {
                let missing = try ReviewDesk(session: session, reading: reading).named(notes, for: reviewer).missing
                guard missing.isEmpty else { throw RoomError.notLendable(missing) }
            }
        case .drawn(let count): event.draw = ReviewEvent.Draw(count: count, seed: try OpaqueID.random().hex)
        }
        let threads = Threads(session: session, reading: reading)
        let transaction = try writing()
        let committee = session.chain.active(with: .committee).map(\.id)
        let people = Set([session.me, OpaqueID(counselor), OpaqueID(reviewer)] + committee)
        let thread = try threads.open(to: Array(people), in: transaction)
        try threads.add(event, .reviewEvent, to: thread, after: 0, at: now, in: transaction)
        return Identifier(thread)
    }
}

extension Visit where P: ChangingPurpose {
    /// Adds a step to the visit's review.
    fileprivate func add(_ event: (ReviewDesk, Review, OpaqueID) throws -> ReviewEvent) throws -> Review {
        guard case .review(let id) = subject else { throw RoomError.notFound(.review) }
        let desk = ReviewDesk(session: session, reading: reading)
        guard let review = try desk.review(OpaqueID(id)) else { throw RoomError.notFound(.review) }
        let made = try event(desk, review, OpaqueID(id))
        _ = try review.state.advance(made.step)
        try desk.add(made, to: OpaqueID(id), after: review, at: now, in: try writing())
        return review
    }
}

extension Visit where P == ConfirmingReview {
    /// Confirms it: from then on the counselor's program lends what is asked for.
    public func confirm() throws { _ = try add { _, _, _ in ReviewEvent(.confirmed) } }
}

extension Visit where P == NudgingReview {
    /// Reminds whoever is waited for.
    public func nudge() throws { _ = try add { _, _, _ in ReviewEvent(.nudged) } }
}

extension Visit where P == FinishingReview {
    /// Ends it: what was lent is not shown any more.
    public func finish() throws { _ = try add { _, _, _ in ReviewEvent(.finished) } }
}

extension Visit where P == WritingReview {
    /// Scores and findings. Who has a part in it sees the scores; the text is a letter to reviewer and counselor.
    public func write(_ scores: [RubricScore], _ findings: ReviewFindings) throws {
        _ = try add { desk, review, thread in
            var event = ReviewEvent(.findings)
            event.scores = scores
            event.text = try desk.letter(findings.encodedBody(), of: review, in: thread)
            return event
        }
    }
}

extension Visit where P == AnsweringReview {
    /// The counselor's answer, a letter to reviewer and counselor.
    public func answer(_ text: String) throws {
        _ = try add { desk, review, thread in
            var event = ReviewEvent(.answered)
            event.text = try desk.letter(Array(text.utf8), of: review, in: thread)
            return event
        }
    }
}

/// What the counselor's program did about a review.
public struct FulfilledReview: Sendable {
    public let id: Identifier<ReviewThread>
    public let reviewer: StaffMember?
    /// What was lent; none where nothing could be.
    public let notes: [Identifier<SessionNote>]
    public let refusal: ReviewEvent.Refusal?
    /// Which of those asked for are no signed notes of this identity's cases.
    public let missing: [Identifier<SessionNote>]
    /// Which of them are, but were co-signed by the reviewer.
    public let cosigned: [Identifier<SessionNote>]
    /// How many cases and notes of theirs were left out of a draw because they could not be read as they should be.
    public let spoiled: Int
    /// How many were asked for by lot, and how many there were to draw from, where that were fewer.
    public let tooFew: (asked: Int, there: Int)?
}

extension Visit where P == FulfillingReview {
    /// Lends the reviewer the keys of exactly the notes asked for, as they are signed; or says why there is nothing to lend.
    public func fulfill() throws -> FulfilledReview {
        guard case .review(let id) = subject else { throw RoomError.notFound(.review) }
        var lent: [Identifier<SessionNote>] = []
        var refusal: ReviewEvent.Refusal?
        var missing: [Identifier<SessionNote>] = []
        var cosigned: [Identifier<SessionNote>] = []
        var spoiled = 0
        var there: Int?
        let review = try add { desk, review, thread in
            let (refused, found) = try desk.found(for: review)
            spoiled = found.spoiled
            there = found.drawnFrom?.count
            guard let refused else {
                lent = found.notes.map(\.lent.note)
                return try desk.lending(found, of: review, in: thread)
            }
            (refusal, cosigned) = (refused, found.cosigned)
            missing = found.missing.filter { !cosigned.contains($0) }
            var event = ReviewEvent(.declined)
            event.reason = refused
            return event
        }
        return FulfilledReview(
            id: id, reviewer: try session.staff(review.reviewer), notes: lent, refusal: refusal, missing: missing,
            cosigned: cosigned, spoiled: spoiled, tooFew: Self.tooFew(review.draw, of: there))
    }
}

extension Visit where P == FulfillingReview {
    private static func tooFew(_ draw: ReviewEvent.Draw?, of there: Int?) -> (asked: Int, there: Int)? {
        guard let draw, let there, there < draw.count else { return nil }
        return (draw.count, there)
    }
}

extension RecordRoom {
    /// What `leave` did about reviews.
    public var fulfilledLate: [FulfilledReview] { session.fulfilledLate }

    /// Does what reviews wait for this identity's program to do, each with its own entry. What cannot be done now waits on: a
    /// nudge brings it back, and so does any look at the review.
    /// - Parameter all: whether to look through every review of this identity's, not only where something happened since its pin
    public func fulfillReviews(all: Bool = false) throws(RoomError) -> [FulfilledReview] {
        guard session.chain.members[session.me]?.holds([.counselor, .trainee]) == true else { return [] }
        let waiting = try translating { try reviewsWaiting(all: all) }
        session.news = []
        var result: [FulfilledReview] = []
        for thread in waiting {
            // A request that cannot be followed, such as a draw by no seed, does not keep the others waiting.
            let done = try translating {
                try unlessSpoiled {
                    try visit(for: FulfillingReview.self, about: .review(Identifier(thread))) { try $0.fulfill() }
                }
            }
            if let done { result.append(done) }
        }
        return result
    }

    /// Which threads are reviews that wait only what lies in them tells: it is opened after an entry, as everything is. With
    /// the clock behind nothing could be done about them anyway.
    private func reviewsWaiting(all: Bool) throws -> [OpaqueID] {
        let candidates = try session.store.read { try ReviewDesk(session: session, reading: $0).mayWait(all: all) }
        guard !candidates.isEmpty else { return [] }
        let now = session.surroundings.now()
        try Pins(session: session).refuseClockBehind(now)
        try write { try session.append(.settling(at: now), to: $0) }
        return try session.store.read { try ReviewDesk(session: session, reading: $0).waiting(among: candidates) }
    }

    /// The reviews that a typed prefix may mean. Only identifiers are looked at.
    public func reviews(matching prefix: String) throws(RoomError) -> [Identifier<ReviewThread>] {
        try translating {
            let typed = try Identifier<ReviewThread>.characters(typed: prefix)
            guard !typed.isEmpty else { throw CounselingError.identifier(.empty) }
            return try session.store.read { reading in
                var seen: Set<OpaqueID> = []
                let rows = try reading.rows(.assignment, prefix: Self.wholeBytes(typed), limit: 100_000)
                return try rows.map(\.scope).filter { scope in
                    guard seen.insert(scope).inserted, try Identifier<ReviewThread>(scope).matches(prefix: typed) else {
                        return false
                    }
                    return try Records(session: session, reading: reading).home(of: scope) == nil
                }.map { Identifier($0) }
            }
        }
    }

    /// The people assigned to the case that a note lies in, which the store may know.
    public func counselors(of note: Identifier<SessionNote>) throws(RoomError) -> [Identifier<Person>] {
        try translating {
            try session.store.read { reading in
                guard let scope = try Records(session: session, reading: reading).compartment(of: OpaqueID(note)) else {
                    throw RoomError.notFound(.note)
                }
                let history = try Compartments(session: session).history(of: scope, reading: reading)
                return history.belonging(in: session.chain)?.compactMap {
                    if case .person(let person) = $0 { Identifier(person) } else { nil }
                } ?? []
            }
        }
    }
}
