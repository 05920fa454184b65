import Counseling
import Testing

extension Action {
    static let disclosureActs: Set<Action> = [
        .requestDisclosure, .listDisclosures, .readDisclosure, .prepareDisclosure, .approveDisclosure,
        .refuseDisclosure, .withdrawDisclosure, .sendDisclosure, .accountDisclosures,
    ]
}

extension PolicyRule {
    static let disclosureRules: Set<PolicyRule> = [
        .notDisclosureRequester, .nobodyApproves, .notYourDisclosure, .notDisclosureCounselor, .notDisclosureApprover,
        .disclosureNotApproved, .ownRefusal,
    ]
}

@Suite("Policy of disclosures")
struct DisclosurePolicyTests {
    private static let places: [any WritableKeyPath<DisclosureFacts, Bool> & Sendable] = [
        \.someoneCanApprove, \.isMember, \.isRequester, \.isCounselor, \.counselsCase, \.isRefuser,
        \.approverIsEntitled,
    ]

    private var every: [DisclosureFacts] {
        (0..<(1 << Self.places.count)).flatMap { bits in
            ([nil] + DisclosureState.allCases.map(Optional.some)).map { state in
                var facts = DisclosureFacts()
                for (index, place) in Self.places.enumerated() { facts[keyPath: place] = bits >> index & 1 == 1 }
                facts.state = state
                return facts
            }
        }
    }

    private func decide(_ action: Action, _ role: Role, _ facts: DisclosureFacts, isAssigned: Bool = false) -> Decision
    {
        var relationship = Relationship()
        relationship.disclosure = facts
        relationship.isAssignedCounselor = isAssigned
        relationship.clientIsInOwnCaseload = isAssigned
        return Policy.decide(action, roles: [role], standing: .active, relationship: relationship)
    }

    @Test("each act is whose the table says, whatever the role", arguments: Role.allCases)
    func table(role: Role) {
        let isPractising = role == .counselor || role == .trainee
        let isDesk = role == .director || role == .frontDesk
        let hasOffice = role == .director || role == .supervisor
        for facts in every {
            for isAssigned in [false, true] {
                for action in Action.disclosureActs {
                    let gives = facts.isMember && facts.isCounselor && isPractising
                    let approves = facts.isMember && hasOffice && !facts.isRequester && !facts.isCounselor
                    let allowed: Bool =
                        switch action {
                        case .listDisclosures: true
                        case .requestDisclosure:
                            (isDesk || isAssigned && isPractising) && facts.someoneCanApprove
                        case .accountDisclosures: isDesk || isAssigned && isPractising
                        case .readDisclosure: facts.isMember
                        case .prepareDisclosure: gives && facts.counselsCase
                        case .sendDisclosure:
                            gives && facts.counselsCase && (facts.state == .approved || facts.state == .sent)
                                && facts.approverIsEntitled
                        case .approveDisclosure: approves
                        case .withdrawDisclosure: facts.isMember && facts.isRequester
                        default:
                            (gives || approves)
                                && (facts.state != .refusing || !facts.isRefuser && !facts.isRequester)
                        }
                    let decision = decide(action, role, facts, isAssigned: isAssigned)
                    #expect(decision.isAllowed == allowed, "\(action) \(facts)")
                }
            }
        }
    }

    @Test("each rule is the reason of something")
    func reasons() {
        var seen: Set<PolicyRule> = []
        for role in Role.allCases {
            for facts in every {
                for action in Action.disclosureActs.subtracting([.accountDisclosures]) {
                    if case .denied(let rule) = decide(action, role, facts) { seen.insert(rule) }
                }
            }
        }
        #expect(seen == PolicyRule.disclosureRules)
    }
}
