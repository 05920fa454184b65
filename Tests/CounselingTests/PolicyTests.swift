import Counseling
import Testing

@Suite("Policy")
struct PolicyTests {
    @Test("the table speaks of every act and of every fact that the door looks up")
    func tableIsComplete() {
        #expect(Set(policyTable().map(\.action)) == Set(coreActions))
        // A chapter's own facts stand in a struct of their own.
        #expect(Mirror(reflecting: Relationship()).children.count { $0.value is Bool } == allFacts().count)
        #expect(Set(allRelationships()).count == 3 << allFacts().count)
    }

    @Test("an active person with one role may do exactly what the table says", arguments: Role.allCases)
    func oneRole(role: Role) {
        #expect(differences(from: policyTable(), roles: [role], in: allRelationships()) == [])
    }

    @Test("two roles together give what each gives, and no more", arguments: Role.allCases)
    func twoRoles(first: Role) {
        let relationships = allRelationships()
        for second in Role.allCases.drop(while: { $0 != first }).dropFirst() {
            #expect(differences(from: policyTable(), roles: [first, second], in: relationships) == [])
        }
    }

    /// The acts on which the policy and the table differ, each with the facts.
    private func differences(from table: [PolicyLine], roles: Set<Role>, in relationships: [Relationship]) -> [String] {
        var result: [String] = []
        for action in coreActions {
            let lines = table.filter { $0.action == action && !roles.isDisjoint(with: $0.roles) }
            for facts in relationships {
                let decision = Policy.decide(action, roles: roles, standing: .active, relationship: facts)
                if decision.isAllowed != lines.contains(where: { $0.holds(facts) }) {
                    result.append("\(action) \(facts)")
                }
            }
        }
        return result
    }

    @Test("whoever acts, acts in a role that they hold", arguments: coreActions)
    func actingRoleIsHeld(action: Action) {
        var acting: Set<Role> = []
        for roles in Role.allCases.map({ Set([$0]) }) + [Set(Role.allCases), []] {
            for facts in allRelationships() {
                let decision = Policy.decide(action, roles: roles, standing: .active, relationship: facts)
                guard case .allowed(let role?) = decision, !roles.contains(role) else { continue }
                acting.insert(role)
            }
        }
        // Nobody is director of a practice before they found it.
        #expect(acting == (action == .initPractice ? [.director] : []))
    }

    @Test("a suspended or ended person may see the status and verify the log, and nothing else, whatever their roles")
    func outOfService() {
        let rules: [Standing: PolicyRule] = [.suspended: .standingSuspended, .ended: .standingEnded]
        for (standing, rule) in rules {
            for action in Action.allCases {
                let decisions = decisions(on: action, roles: Set(Role.allCases), standing: standing)
                if action == .readStatus || action == .verifyAudit {
                    #expect(decisions.allSatisfy { $0.isAllowed })
                } else {
                    #expect(decisions == [.denied(rule: rule)])
                }
            }
        }
    }

    @Test("a stranger may found a practice where none is, take up their own welcome, or ask for the status")
    func strangers() {
        for action in Action.allCases {
            let decisions = decisions(on: action, roles: [], standing: .unknown)
            switch action {
            case .readStatus: #expect(decisions == [.allowed(actingRole: nil)])
            case .initPractice:
                #expect(decisions == [.allowed(actingRole: .director), .denied(rule: .practiceAlreadyExists)])
            case .joinPractice: #expect(decisions == [.allowed(actingRole: nil), .denied(rule: .notOwnWelcome)])
            default: #expect(decisions == [.denied(rule: .standingUnknown)])
            }
        }
        let again = Policy.decide(.initPractice, roles: [], standing: .unknown, relationship: Relationship())
        #expect(again == .denied(rule: .practiceAlreadyExists))
    }

    @Test("an active person whose roles were all taken away can open nothing confidential")
    func withoutRoles() {
        let harmless: Set<Action> = [
            .initPractice, .joinPractice, .listStaff, .verifyAudit, .writeCheckpoint, .readStatus, .settle,
            .enterPractice, .setClockRight,
        ]
        for action in coreActions where !harmless.contains(action) {
            let decisions = decisions(on: action, roles: [], standing: .active)
            #expect(!decisions.contains { $0.isAllowed })
        }
    }

    /// Every decision that any facts lead to.
    private func decisions(on action: Action, roles: Set<Role>, standing: Standing) -> Set<Decision> {
        Set(allRelationships().map { Policy.decide(action, roles: roles, standing: standing, relationship: $0) })
    }
}

extension Decision {
    var isAllowed: Bool {
        if case .allowed = self { true } else { false }
    }
}
