import Counseling
import Testing

/// Who may replace keys, ask for shares and release them: every combination of this chapter's facts and every role.
@Suite("Policy of recovery")
struct RecoveryPolicyTests {
    static let actions: Set<Action> = [
        .replaceKeys, .nameDirector, .requestRecovery, .listRecovery, .approveRecovery, .releaseShare, .finishRecovery,
        .rehearseRecovery,
    ]
    static let rules: Set<PolicyRule> = [
        .ownKeys, .recoveryUnfounded, .ownRecovery, .notShareHolder, .notRecoveryRecipient, .recoveryNotApproved,
    ]

    private static let everyFact: [RecoveryFacts] = (0..<16).map { bits in
        var facts = RecoveryFacts()
        facts.isFounded = bits & 1 != 0
        facts.isOwn = bits & 2 != 0
        facts.hasShare = bits & 4 != 0
        facts.isApproved = bits & 8 != 0
        return facts
    }

    private func decide(_ action: Action, _ role: Role, _ facts: RecoveryFacts, isSelf: Bool = false) -> PolicyRule? {
        var relationship = Relationship()
        relationship.recovery = facts
        relationship.isOwnRecord = isSelf
        if case .denied(let rule) = Policy.decide(action, roles: [role], standing: .active, relationship: relationship)
        {
            return rule
        }
        return nil
    }

    @Test("a share is released by a custodian who has one and approved, for a founded request of somebody else")
    func shares() {
        for role in Role.allCases {
            for facts in Self.everyFact {
                let mayApprove = role == .custodian && !facts.isOwn && facts.isFounded && facts.hasShare
                #expect((decide(.approveRecovery, role, facts) == nil) == mayApprove)
                #expect((decide(.releaseShare, role, facts) == nil) == (mayApprove && facts.isApproved))
                let mayFinish = facts.isOwn && facts.isFounded
                #expect((decide(.finishRecovery, role, facts) == nil) == mayFinish)
                #expect((decide(.rehearseRecovery, role, facts) == nil) == mayFinish)
                #expect(decide(.requestRecovery, role, facts) == nil)
                #expect(decide(.listRecovery, role, facts) == nil)
            }
        }
    }

    @Test("a director replaces others' keys and never their own; custodians name a director")
    func keys() {
        for role in Role.allCases {
            let facts = RecoveryFacts()
            #expect((decide(.replaceKeys, role, facts) == nil) == (role == .director))
            #expect(decide(.replaceKeys, role, facts, isSelf: true) == (role == .director ? .ownKeys : .notDirector))
            #expect((decide(.nameDirector, role, facts) == nil) == (role == .custodian))
            var wanting = facts
            wanting.wantsCommittee = true
            #expect((decide(.confirmStaff, role, facts) == nil) == (role == .custodian))
            #expect(
                (decide(.confirmStaff, role, wanting) == nil) == [.custodian, .committeeMember].contains(role))
        }
    }

    @Test("who is suspended, gone or unknown does none of it", arguments: [Standing.suspended, .ended, .unknown])
    func standing(_ standing: Standing) {
        for action in Self.actions {
            let decided = Policy.decide(
                action, roles: Set(Role.allCases), standing: standing, relationship: Relationship())
            if case .allowed = decided { Issue.record("\(action)") }
        }
    }
}
