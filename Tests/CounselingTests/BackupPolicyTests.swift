import Counseling
import Testing

@Suite("Policy of letters and backups")
struct BackupPolicyTests {
    static let actions: Set<Action> = [.writeAccessLetter, .makeBackup, .listBackups]

    @Test(
        "letters are the auditors', or the director's while there is none; backups directors' and custodians'",
        arguments: Role.allCases)
    func table(role: Role) {
        for noAuditor in [false, true] {
            var facts = Relationship()
            facts.practiceHasNoAuditor = noAuditor
            func isAllowed(_ action: Action) -> Bool {
                Policy.decide(action, roles: [role], standing: .active, relationship: facts).isAllowed
            }
            #expect(isAllowed(.writeAccessLetter) == (role == .auditor || (role == .director && noAuditor)))
            #expect(isAllowed(.makeBackup) == [.director, .custodian].contains(role))
            #expect(isAllowed(.listBackups))
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
