/// What the door looked up about a quality review; false until found so, and that is the refusing side.
public struct ReviewFacts: Hashable, Sendable {
    // Of one to be requested.
    public var kind: ReviewKind?
    /// The counselor whose notes they are is who acts.
    public var counselorIsSelf = false
    public var reviewerIsCounselor = false
    /// The reviewer is not who acts.
    public var reviewerIsNotRequester = false
    /// The reviewer is not the counselor.
    public var reviewerIsNotCounselor = false
    /// The reviewer is active and has the role that the kind wants.
    public var reviewerHasRole = false
    /// There is a committee member with no part in it.
    public var someoneCanConfirm = false

    // Of one that is there.
    public var isMember = false
    public var isRequester = false
    public var isCounselor = false
    public var isReviewer = false
    public var wasNotNudgedToday = false
    public var state: ReviewState?

    public init() {}
}

extension Asker {
    func review(_ action: Action) throws(PolicyRule) -> Role? {
        let facts = facts.review
        switch action {
        case .assignReview: return try reviewRequester(facts)
        case .listReviews: return anyRole
        case .confirmReview:
            guard facts.isMember else { throw .notYourReview }
            let role = try require(.committeeMember, else: .notReviewConfirmer)
            guard !facts.isRequester, !facts.isCounselor, !facts.isReviewer else { throw .notReviewConfirmer }
            return role
        case .readReview:
            guard facts.isMember else { throw .notYourReview }
            return anyRole
        case .nudgeReview:
            guard facts.isMember else { throw .notYourReview }
            guard facts.wasNotNudgedToday else { throw .nudgedToday }
            return anyRole
        case .writeReview: return try reviewer(facts)
        case .answerReview, .fulfillReview:
            guard facts.isMember else { throw .notYourReview }
            guard facts.isCounselor, let role = first(of: [.counselor, .trainee]) else { throw .notReviewedCounselor }
            return role
        case .finishReview:
            guard facts.isMember else { throw .notYourReview }
            guard facts.isReviewer || facts.isRequester else { throw .notReviewer }
            return anyRole
        default:
            let role = try reviewer(facts)
            guard let state = facts.state, state != .requested, state != .confirmed else { throw .reviewNotLent }
            guard state.isReading else { throw .reviewIsFinished }
            return role
        }
    }

    private func reviewer(_ facts: ReviewFacts) throws(PolicyRule) -> Role? {
        guard facts.isMember else { throw .notYourReview }
        guard facts.isReviewer, let role = first(of: [.supervisor, .counselor, .trainee]) else { throw .notReviewer }
        return role
    }

    /// A director or committee member, whoever reviews; a counselor for what they look at themself. The reviewer has no part in
    /// what they review, and somebody else must be there to confirm.
    private func reviewRequester(_ facts: ReviewFacts) throws(PolicyRule) -> Role? {
        let ofOwn = facts.kind == .own && facts.counselorIsSelf ? first(of: [.counselor, .trainee]) : nil
        guard let kind = facts.kind, let role = first(of: [.director, .committeeMember]) ?? ofOwn else {
            throw .notReviewRequester
        }
        guard kind != .own else {
            guard facts.reviewerIsCounselor else { throw .reviewerConflict }
            return role
        }
        guard facts.reviewerIsNotCounselor else { throw .reviewerConflict }
        guard facts.reviewerIsNotRequester else { throw .reviewerIsRequester }
        guard facts.reviewerHasRole else { throw .reviewerLacksRole }
        guard facts.someoneCanConfirm else { throw .nobodyConfirms }
        return role
    }
}
