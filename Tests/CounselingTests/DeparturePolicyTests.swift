import Counseling
import Testing

/// Who suspends, ends, hands over and renews keys, over every role and every combination of the chapter's facts.
@Suite("Policy of departure")
struct DeparturePolicyTests {
    static let actions: Set<Action> = [
        .suspendStaff, .reinstateStaff, .endStaff, .readStanding, .listHandover, .handOverCase, .rotateKey,
    ]
    static let rules: Set<PolicyRule> = [.ownStanding, .notInCompartment]

    private static func everyRelationship() -> [Relationship] {
        let facts: [WritableKeyPath<Relationship, Bool>] = [
            \.isOwnRecord, \.isAssignedCounselor, \.departure.isOwnCase, \.departure.caseHasNoKey,
            \.departure.successorMayCounsel, \.departure.successorIsFit, \.departure.belongsToCompartment,
        ]
        return (0..<(1 << facts.count)).map { bits in
            var relationship = Relationship()
            for (index, fact) in facts.enumerated() { relationship[keyPath: fact] = bits >> index & 1 == 1 }
            return relationship
        }
    }

    /// Written down from the requirements, not from the code.
    private func mayDo(_ action: Action, _ role: Role, _ facts: Relationship) -> Bool {
        switch action {
        case .suspendStaff, .reinstateStaff, .endStaff: return role == .director && !facts.isOwnRecord
        case .readStanding: return role == .director
        case .listHandover: return role == .director || facts.isOwnRecord
        case .rotateKey: return facts.departure.belongsToCompartment
        case .handOverCase:
            let practises = role == .counselor || role == .trainee
            let gives =
                facts.departure.isOwnCase
                ? practises && facts.isAssignedCounselor : role == .director && facts.departure.caseHasNoKey
            return gives && facts.departure.successorMayCounsel && facts.departure.successorIsFit
        default: return false
        }
    }

    @Test("every role may do what the requirements say, and nothing else", arguments: Role.allCases)
    func table(_ role: Role) {
        for facts in Self.everyRelationship() {
            for action in Self.actions {
                let decision = Policy.decide(action, roles: [role], standing: .active, relationship: facts)
                #expect(decision.isAllowed == mayDo(action, role, facts), "\(action) \(role)")
            }
        }
    }

    @Test("nobody suspended, ended or unknown does any of it, and nobody without a role")
    func outOfService() {
        for facts in Self.everyRelationship() {
            for action in Self.actions {
                for standing in [Standing.suspended, .ended, .unknown] {
                    let decision = Policy.decide(
                        action, roles: Set(Role.allCases), standing: standing, relationship: facts)
                    #expect(!decision.isAllowed)
                }
                #expect(!Policy.decide(action, roles: [], standing: .active, relationship: facts).isAllowed)
            }
        }
    }

    @Test("a refusal says why")
    func reasons() {
        func rule(_ action: Action, _ roles: Set<Role>, _ change: (inout Relationship) -> Void = { _ in })
            -> PolicyRule?
        {
            var facts = Relationship()
            change(&facts)
            guard case .denied(let rule) = Policy.decide(action, roles: roles, standing: .active, relationship: facts)
            else { return nil }
            return rule
        }
        #expect(rule(.suspendStaff, [.director]) { $0.isOwnRecord = true } == .ownStanding)
        #expect(rule(.endStaff, [.custodian]) == .notDirector)
        #expect(rule(.rotateKey, [.director]) == .notInCompartment)
        #expect(rule(.handOverCase, [.director]) == .notAssignedCounselor)
        #expect(rule(.handOverCase, [.director]) { $0.departure.caseHasNoKey = true } == .subjectMayNotCounsel)
    }
}
