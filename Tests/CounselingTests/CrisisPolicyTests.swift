import Counseling
import Testing

/// Who may do what about crisis flags, held against the requirements over every role and every combination of facts.
@Suite("Policy of crisis flags")
struct CrisisPolicyTests {
    static let actions: [Action] = [
        .raiseFlag, .listFlags, .readFlag, .readCrisisClock, .acknowledgeFlag, .logIntervention, .logContact, .linkFlag,
        .reassessFlag, .proposeResolution, .proposeUnreported, .cosignResolution, .writeEmergencyCard,
        .readEmergencyCard, .openEmergencyCard, .setDutyList,
    ]

    private static func everyRelationship() -> [Relationship] {
        let facts: [WritableKeyPath<CrisisFacts, Bool>] = [
            \.isNamed, \.isClientsCounselor, \.isLinked, \.isOwnProposal, \.isReportOwed, \.hasActiveFlag,
        ]
        let states: [CrisisState?] = [nil] + CrisisState.allCases
        return states.flatMap { state in
            (0..<(1 << facts.count)).map { bits in
                var relationship = Relationship()
                relationship.crisis.state = state
                for (index, fact) in facts.enumerated() {
                    relationship.crisis[keyPath: fact] = bits >> index & 1 == 1
                }
                return relationship
            }
        }
    }

    /// Written down from the requirements, not from the code.
    private func mayDo(_ action: Action, _ role: Role, _ facts: CrisisFacts) -> Bool {
        let leads = role == .supervisor || role == .director
        let practises = role == .counselor || role == .trainee
        let helps = facts.state != nil && facts.state != .resolved && (leads || (practises && facts.isClientsCounselor))
        switch action {
        case .raiseFlag: return true
        case .listFlags, .readCrisisClock: return leads || practises || facts.isNamed
        case .readFlag: return leads || facts.isNamed
        case .acknowledgeFlag: return helps && facts.state == .raised
        case .logIntervention, .logContact, .reassessFlag: return helps
        case .linkFlag: return helps && leads && !facts.isLinked
        case .proposeResolution: return helps && facts.state != .raised && !facts.isReportOwed
        case .proposeUnreported: return helps && facts.state != .raised
        case .cosignResolution:
            return role == .supervisor && facts.state == .proposed && !facts.isOwnProposal && !facts.isReportOwed
        case .writeEmergencyCard, .readEmergencyCard: return practises && facts.isClientsCounselor
        case .openEmergencyCard: return leads && facts.hasActiveFlag
        case .setDutyList: return role == .director
        default: return false
        }
    }

    @Test("an active person with one role may do exactly what the requirements say", arguments: Role.allCases)
    func oneRole(role: Role) {
        var differences: [String] = []
        for action in Self.actions {
            for facts in Self.everyRelationship() {
                let decision = Policy.decide(action, roles: [role], standing: .active, relationship: facts)
                if decision.isAllowed != mayDo(action, role, facts.crisis) {
                    differences.append("\(action) \(facts.crisis)")
                }
                if case .allowed(let acting?) = decision { #expect(acting == role) }
            }
        }
        #expect(differences == [])
    }

    @Test("nobody who is suspended, ended or unknown does any of it")
    func outOfService() {
        for standing in [Standing.suspended, .ended, .unknown] {
            for action in Self.actions {
                for facts in Self.everyRelationship() {
                    let decision = Policy.decide(
                        action, roles: Set(Role.allCases), standing: standing, relationship: facts)
                    #expect(!decision.isAllowed)
                }
            }
        }
    }

    @Test("the reason is the one that helps")
    func reasons() {
        func rule(_ action: Action, _ roles: Set<Role>, _ change: (inout CrisisFacts) -> Void) -> PolicyRule? {
            var facts = Relationship()
            change(&facts.crisis)
            guard case .denied(let rule) = Policy.decide(action, roles: roles, standing: .active, relationship: facts)
            else { return nil }
            return rule
        }
        #expect(rule(.readFlag, [.frontDesk]) { _ in } == .notInCrisis)
        #expect(rule(.acknowledgeFlag, [.supervisor]) { $0.state = .resolved } == .flagIsResolved)
        #expect(rule(.acknowledgeFlag, [.director]) { $0.state = .proposed } == .flagIsAcknowledged)
        #expect(rule(.linkFlag, [.director]) { ($0.state, $0.isLinked) = (.raised, true) } == .flagIsLinked)
        #expect(rule(.proposeResolution, [.supervisor]) { $0.state = .raised } == .flagNotAcknowledged)
        #expect(rule(.cosignResolution, [.supervisor]) { $0.state = .acknowledged } == .flagNotProposed)
        #expect(
            rule(.proposeResolution, [.supervisor]) { ($0.state, $0.isReportOwed) = (.acknowledged, true) }
                == .harmNotReported)
        #expect(
            rule(.cosignResolution, [.supervisor]) { ($0.state, $0.isOwnProposal) = (.proposed, true) } == .ownProposal)
        #expect(rule(.cosignResolution, [.director]) { $0.state = .proposed } == .resolutionNeedsSupervisor)
        #expect(rule(.writeEmergencyCard, [.counselor]) { _ in } == .notClientsCounselor)
        #expect(rule(.openEmergencyCard, [.supervisor]) { _ in } == .noActiveFlag)
    }
}
