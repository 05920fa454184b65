import Counseling
import Testing

extension Action {
    static let credentialActs: Set<Action> = [
        .addCredential, .verifyCredential, .renewCredential, .withdrawCredential, .listCredentials,
        .readRequiredCredentials, .setRequiredCredentials,
    ]
}

@Suite("Policy of credentials")
struct CredentialPolicyTests {
    private var allFacts: [CredentialFacts] {
        (0..<8).map { bits in
            var facts = CredentialFacts()
            facts.areOwn = bits & 1 != 0
            facts.isOthersClaim = bits & 2 != 0
            facts.isOnlyDirector = bits & 4 != 0
            return facts
        }
    }

    private func decision(_ action: Action, _ roles: Set<Role>, _ facts: CredentialFacts) -> Decision {
        var relationship = Relationship()
        relationship.credential = facts
        return Policy.decide(action, roles: roles, standing: .active, relationship: relationship)
    }

    @Test(
        "whoever keeps, verifies and reads credentials is who the requirements say, whatever the role",
        arguments: Role.allCases)
    func table(role: Role) {
        for facts in allFacts {
            for action in Action.credentialActs {
                let expected: Bool =
                    switch action {
                    case .addCredential, .renewCredential, .listCredentials: role == .director || facts.areOwn
                    case .verifyCredential:
                        role == .director && (facts.areOwn ? facts.isOnlyDirector : facts.isOthersClaim)
                    case .readRequiredCredentials: true
                    default: role == .director
                    }
                #expect(decision(action, [role], facts).isAllowed == expected, "\(action) \(facts)")
            }
        }
    }

    @Test("why a verification is refused is said: not a director, one's own, or recorded by oneself")
    func reasons() {
        var own = CredentialFacts()
        own.areOwn = true
        own.isOthersClaim = true
        #expect(decision(.verifyCredential, [.counselor], own) == .denied(rule: .notDirector))
        #expect(decision(.verifyCredential, [.director], own) == .denied(rule: .ownCredential))
        #expect(decision(.verifyCredential, [.director], CredentialFacts()) == .denied(rule: .ownClaim))
    }

    @Test("nobody is given a case whose credentials do not hold, the director's word notwithstanding")
    func unfit() {
        var facts = Relationship()
        facts.subjectMayCounsel = true
        facts.subjectNamesSelf = true
        facts.clientIsInOwnCaseload = true
        for role in [Role.director, .counselor] {
            let refused = Policy.decide(.openCase, roles: [role], standing: .active, relationship: facts)
            #expect(refused == .denied(rule: .counselorNotFit))
        }
        facts.credential.counselorIsFit = true
        #expect(Policy.decide(.openCase, roles: [.director], standing: .active, relationship: facts).isAllowed)
    }

    @Test("suspended, ended and unknown people do nothing with credentials")
    func standing() {
        for action in Action.credentialActs {
            for standing in [Standing.suspended, .ended, .unknown] {
                let decision = Policy.decide(
                    action, roles: Set(Role.allCases), standing: standing, relationship: Relationship())
                #expect(!decision.isAllowed)
            }
        }
    }
}
