import Counseling
import Testing

extension Action {
    static let reviewActs: Set<Action> = [
        .assignReview, .confirmReview, .listReviews, .readReview, .nudgeReview, .fulfillReview, .readReviewedNote,
        .writeReview, .answerReview, .finishReview,
    ]
}

extension PolicyRule {
    static let reviewRules: Set<PolicyRule> = [
        .notReviewRequester, .reviewerConflict, .reviewerIsRequester, .reviewerLacksRole, .nobodyConfirms,
        .notReviewConfirmer, .notYourReview, .notReviewer, .notReviewedCounselor, .nudgedToday, .reviewNotLent,
        .reviewIsFinished,
    ]
}

@Suite("Policy of reviews")
struct ReviewPolicyTests {
    private static let places: [any WritableKeyPath<ReviewFacts, Bool> & Sendable] = [
        \.isMember, \.isRequester, \.isCounselor, \.isReviewer, \.wasNotNudgedToday,
    ]
    private static let newPlaces: [any WritableKeyPath<ReviewFacts, Bool> & Sendable] = [
        \.counselorIsSelf, \.reviewerIsCounselor, \.reviewerIsNotCounselor, \.reviewerIsNotRequester,
        \.reviewerHasRole, \.someoneCanConfirm,
    ]

    private func every(_ places: [any WritableKeyPath<ReviewFacts, Bool> & Sendable]) -> [ReviewFacts] {
        (0..<(1 << places.count)).map { bits in
            var facts = ReviewFacts()
            for (index, place) in places.enumerated() { facts[keyPath: place] = bits >> index & 1 == 1 }
            return facts
        }
    }

    private func decide(_ action: Action, _ roles: Set<Role>, _ facts: ReviewFacts) -> Decision {
        var relationship = Relationship()
        relationship.review = facts
        return Policy.decide(action, roles: roles, standing: .active, relationship: relationship)
    }

    @Test("a review that is there may be touched by whom the table says, whatever the role", arguments: Role.allCases)
    func table(role: Role) {
        let practising: Set<Role> = [.counselor, .trainee]
        let reviewing: Set<Role> = [.counselor, .trainee, .supervisor]
        for var facts in every(Self.places) {
            for state in [nil] + ReviewState.allCases.map(Optional.some) {
                facts.state = state
                for action in Action.reviewActs where action != .assignReview {
                    let allowed: Bool =
                        switch action {
                        case .listReviews: true
                        case .readReview: facts.isMember
                        case .nudgeReview: facts.isMember && facts.wasNotNudgedToday
                        case .confirmReview:
                            facts.isMember && role == .committeeMember
                                && !(facts.isRequester || facts.isCounselor || facts.isReviewer)
                        case .fulfillReview, .answerReview:
                            facts.isMember && facts.isCounselor && practising.contains(role)
                        case .writeReview: facts.isMember && facts.isReviewer && reviewing.contains(role)
                        case .readReviewedNote:
                            facts.isMember && facts.isReviewer && reviewing.contains(role)
                                && (state == .lent || state == .written)
                        default: facts.isMember && (facts.isReviewer || facts.isRequester)
                        }
                    #expect(decide(action, [role], facts).isAllowed == allowed, "\(action) \(facts)")
                }
            }
        }
    }

    @Test("who asks for a review, of whom and by whom", arguments: Role.allCases)
    func asking(role: Role) {
        for var facts in every(Self.newPlaces) {
            #expect(!decide(.assignReview, [role], facts).isAllowed)
            for kind in ReviewKind.allCases {
                facts.kind = kind
                let asks = role == .director || role == .committeeMember
                let ofOwn = kind == .own && facts.counselorIsSelf && (role == .counselor || role == .trainee)
                let others =
                    facts.reviewerIsNotCounselor && facts.reviewerIsNotRequester && facts.reviewerHasRole
                    && facts.someoneCanConfirm
                let allowed = (asks || ofOwn) && (kind == .own ? facts.reviewerIsCounselor : others)
                #expect(decide(.assignReview, [role], facts).isAllowed == allowed, "\(facts)")
            }
        }
    }

    @Test("the reason is the one that helps, and each rule is the reason of something")
    func reasons() {
        var seen: Set<PolicyRule> = []
        for role in Role.allCases {
            for var facts in every(Self.places) + every(Self.newPlaces) {
                for state in [nil] + ReviewState.allCases.map(Optional.some) {
                    facts.state = state
                    for kind in [nil] + ReviewKind.allCases.map(Optional.some) {
                        facts.kind = kind
                        for action in Action.reviewActs {
                            if case .denied(let rule) = decide(action, [role], facts) { seen.insert(rule) }
                        }
                    }
                }
            }
        }
        #expect(seen == PolicyRule.reviewRules)
        var facts = ReviewFacts()
        facts.isMember = true
        facts.isReviewer = true
        facts.state = .finished
        #expect(decide(.readReviewedNote, [.supervisor], facts) == .denied(rule: .reviewIsFinished))
        facts.state = .requested
        #expect(decide(.readReviewedNote, [.supervisor], facts) == .denied(rule: .reviewNotLent))
        #expect(decide(.readReviewedNote, [.director], ReviewFacts()) == .denied(rule: .notYourReview))
    }
}
