import Counseling
import Vault

// What the policy asks about reviews.
extension Relationships {
    func add(reviewFacts subject: Subject, to facts: inout Relationship, for action: Action) throws {
        switch subject {
        case .newReview(let counselor, let reviewer, let kind):
            add(counselor: OpaqueID(counselor), reviewer: OpaqueID(reviewer), kind, to: &facts.review)
        case .review(let id), .reviewedNote(_, let id): try add(OpaqueID(id), to: &facts.review, for: action)
        default: break
        }
    }

    private func add(counselor: OpaqueID, reviewer: OpaqueID, _ kind: ReviewKind, to facts: inout ReviewFacts) {
        let members = session.chain.members
        facts.kind = kind
        facts.counselorIsSelf = counselor == session.me
        facts.reviewerIsCounselor = reviewer == counselor
        facts.reviewerIsNotCounselor = reviewer != counselor
        facts.reviewerIsNotRequester = reviewer != session.me
        let duties: Duties = kind == .supervisor ? .supervisor : [.counselor, .supervisor]
        facts.reviewerHasRole = members[reviewer]?.holds(duties) == true
        facts.someoneCanConfirm = session.chain.active(with: .committee).contains {
            ![session.me, counselor, reviewer].contains($0.id)
        }
    }

    /// Whether one has a part in it the assignments say, which the store may know. What part, the review's own events tell,
    /// which a looking visit opens after its entry only (`refusal(toReadNoteOf:)`).
    private func add(_ thread: OpaqueID, to facts: inout ReviewFacts, for action: Action) throws {
        let history = try Compartments(session: session).history(of: thread, reading: reading)
        guard !history.assignments.isEmpty,
            try Records(session: session, reading: reading).home(of: thread) == nil
        else { throw RoomError.notFound(.review) }
        facts.isMember = history.assigned.contains(.person(session.me))
        guard facts.isMember, action != .readReview else { return }
        guard action != .readReviewedNote else {
            // Taken for granted until the entry stands.
            facts.isReviewer = true
            facts.state = .lent
            return
        }
        guard let review = try ReviewDesk(session: session, reading: reading).review(thread) else {
            throw RoomError.notFound(.review)
        }
        add(review, to: &facts)
    }

    /// What the policy says against reading a note that was lent, now that the entry stands and the review may be opened.
    func refusal(toReadNoteOf review: Review) -> PolicyRule? {
        var facts = Relationship()
        facts.review.isMember = true
        add(review, to: &facts.review)
        let roles = session.chain.members[session.me]?.duties?.roles ?? []
        switch Policy.decide(.readReviewedNote, roles: roles, standing: .active, relationship: facts) {
        case .allowed: return nil
        case .denied(let rule): return rule
        }
    }

    private func add(_ review: Review, to facts: inout ReviewFacts) {
        facts.isRequester = OpaqueID(review.requester) == session.me
        facts.isCounselor = OpaqueID(review.counselor) == session.me
        facts.isReviewer = OpaqueID(review.reviewer) == session.me
        facts.wasNotNudgedToday = review.mayBeNudged(at: session.surroundings.now())
        facts.state = review.state
    }
}
