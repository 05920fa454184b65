import Counseling
import Testing

@Suite("Policy of restored practices")
struct EpochPolicyTests {
    static let actions: Set<Action> = [.openEpoch, .acceptEpoch]
    static let rules: Set<PolicyRule> = [.ownEpoch]

    @Test(
        "a custodian confirms what a director declared, the director alone only without another custodian",
        arguments: Role.allCases)
    func table(role: Role) {
        for bits in 0..<4 {
            var facts = Relationship()
            facts.epoch.isDeclaredByOther = bits & 1 != 0
            facts.epoch.isOnlyCustodian = bits & 2 != 0
            let decision = Policy.decide(.openEpoch, roles: [role], standing: .active, relationship: facts)
            let expected: Bool =
                bits & 1 != 0 ? role == .custodian : role == .director && facts.epoch.isOnlyCustodian
            #expect(decision.isAllowed == expected)
            if role == .director, bits == 0 { #expect(decision == .denied(rule: .ownEpoch)) }
            #expect(Policy.decide(.acceptEpoch, roles: [role], standing: .active, relationship: facts).isAllowed)
        }
    }

    @Test("suspended, ended and unknown people do none of it")
    func standing() {
        for action in Self.actions {
            for standing in [Standing.suspended, .ended, .unknown] {
                let decision = Policy.decide(
                    action, roles: Set(Role.allCases), standing: standing, relationship: Relationship())
                #expect(!decision.isAllowed)
            }
        }
    }
}
