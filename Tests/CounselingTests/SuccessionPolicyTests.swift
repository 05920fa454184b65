import Counseling
import Testing

/// Who names a successor, approves, takes over and takes back: every combination of this chapter's facts and every role.
@Suite("Policy of hand-over without the leaver")
struct SuccessionPolicyTests {
    static let actions: Set<Action> = [
        .nameSuccessor, .listSuccessions, .approveSuccession, .releaseSuccessionShare, .finishSuccession,
        .withdrawSuccession,
    ]
    static let rules: Set<PolicyRule> = [
        .leaverNotSuspended, .caseNotLeft, .successionUnfounded, .ownSuccession, .notSuccessor,
    ]

    private static let everyRelationship: [Relationship] = {
        let facts: [WritableKeyPath<Relationship, Bool>] = [
            \.succession.leaverIsOut, \.succession.caseIsLeft, \.succession.isFounded, \.succession.successorIsFit,
            \.succession.isSuccessor, \.succession.hasShare, \.succession.isApproved, \.departure.successorMayCounsel,
            \.departure.successorIsFit,
        ]
        return (0..<(1 << facts.count)).map { bits in
            var relationship = Relationship()
            for (index, fact) in facts.enumerated() { relationship[keyPath: fact] = bits >> index & 1 == 1 }
            return relationship
        }
    }()

    /// Written down from the requirements, not from the code.
    private func mayDo(_ action: Action, _ role: Role, _ facts: Relationship) -> Bool {
        let found = facts.succession
        let approves =
            role == .custodian && !found.isSuccessor && found.isFounded && found.successorIsFit && found.hasShare
        switch action {
        case .nameSuccessor:
            return role == .director && found.leaverIsOut && found.caseIsLeft && facts.departure.successorMayCounsel
                && facts.departure.successorIsFit
        case .approveSuccession: return approves
        case .releaseSuccessionShare: return approves && found.isApproved
        case .finishSuccession:
            return (role == .counselor || role == .trainee) && found.isSuccessor && found.isFounded
                && found.successorIsFit
        case .withdrawSuccession: return role == .director
        case .listSuccessions: return true
        default: return false
        }
    }

    @Test("every role may do what the requirements say, and nothing else", arguments: Role.allCases)
    func table(_ role: Role) {
        for facts in Self.everyRelationship {
            for action in Self.actions {
                let decision = Policy.decide(action, roles: [role], standing: .active, relationship: facts)
                #expect(decision.isAllowed == mayDo(action, role, facts), "\(action) \(role)")
            }
        }
    }

    @Test("who takes the case over approves nothing, whatever roles they have")
    func successorApprovesNothing() {
        for facts in Self.everyRelationship where facts.succession.isSuccessor {
            for action in [Action.approveSuccession, .releaseSuccessionShare] {
                let all = Set(Role.allCases)
                #expect(!Policy.decide(action, roles: all, standing: .active, relationship: facts).isAllowed)
            }
        }
    }

    @Test("who is suspended, gone or unknown does none of it", arguments: [Standing.suspended, .ended, .unknown])
    func outOfService(_ standing: Standing) {
        for facts in Self.everyRelationship {
            for action in Self.actions {
                let all = Set(Role.allCases)
                #expect(!Policy.decide(action, roles: all, standing: standing, relationship: facts).isAllowed)
            }
        }
    }

    @Test("what must come first is said before who may")
    func reasons() {
        func rule(_ action: Action, _ role: Role, _ change: (inout Relationship) -> Void = { _ in }) -> PolicyRule? {
            var facts = Relationship()
            change(&facts)
            guard case .denied(let rule) = Policy.decide(action, roles: [role], standing: .active, relationship: facts)
            else { return nil }
            return rule
        }
        #expect(rule(.nameSuccessor, .custodian) == .notDirector)
        #expect(rule(.nameSuccessor, .director) == .leaverNotSuspended)
        #expect(rule(.nameSuccessor, .director) { $0.succession.leaverIsOut = true } == .caseNotLeft)
        #expect(rule(.approveSuccession, .director) == .notCustodian)
        #expect(rule(.approveSuccession, .custodian) == .successionUnfounded)
        #expect(rule(.approveSuccession, .custodian) { $0.succession.isSuccessor = true } == .ownSuccession)
        #expect(rule(.finishSuccession, .counselor) == .notSuccessor)
        #expect(rule(.finishSuccession, .counselor) { $0.succession.isSuccessor = true } == .successionUnfounded)
        #expect(PolicyRule.leaverNotSuspended.isAboutState && PolicyRule.caseNotLeft.isAboutState)
    }
}
