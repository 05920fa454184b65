import Counseling
import Testing

/// Who may keep, hold, propose and approve: every combination of this chapter's facts and every role.
@Suite("Policy of retention and disposal")
struct RetentionPolicyTests {
    static let actions: Set<Action> = [
        .setRetention, .reviewArchive, .listRetention, .noteRetention, .requestDeletion, .placeHold, .releaseHold,
        .proposeDisposal, .approveDisposal, .listDisposals, .proposePrivateDisposal, .approvePrivateDisposal,
    ]
    static let rules: Set<PolicyRule> = [
        .notHoldPlacer, .noHold, .notHoldReleaser, .notDue, .underHold, .alreadyDisposed, .notDisposalApprover,
        .disposalNotProposed, .ownDisposal,
    ]

    private static let everyFact: [(RetentionFacts, Bool)] = (0..<256).map { bits in
        var facts = RetentionFacts()
        facts.isOwnCase = bits & 1 != 0
        facts.isDue = bits & 2 != 0
        facts.isFree = bits & 4 != 0
        facts.mayRelease = bits & 8 != 0
        facts.isProposed = bits & 16 != 0
        facts.isOthersProposal = bits & 32 != 0
        facts.isDisposed = bits & 64 != 0
        return (facts, bits & 128 != 0)
    }

    private func rule(_ action: Action, _ role: Role, _ facts: (RetentionFacts, Bool)) -> PolicyRule? {
        var relationship = Relationship()
        relationship.retention = facts.0
        relationship.isAssignedCounselor = facts.1
        switch Policy.decide(action, roles: [role], standing: .active, relationship: relationship) {
        case .allowed: return nil
        case .denied(let rule): return rule
        }
    }

    @Test("one proposes what is due and free, another with another office approves it; nothing goes under a hold")
    func everyCombination() {
        var seen: Set<PolicyRule> = []
        for role in Role.allCases {
            for facts in Self.everyFact {
                func isAllowed(_ action: Action) -> Bool {
                    let rule = rule(action, role, facts)
                    if let rule { seen.insert(rule) }
                    return rule == nil
                }
                let (held, isAssigned) = facts
                let (leads, counsels) = (role == .director, role == .counselor || role == .trainee)
                #expect(isAllowed(.setRetention) == leads && isAllowed(.reviewArchive) == leads)
                let reads = leads || role == .frontDesk || (counsels && isAssigned)
                #expect(isAllowed(.listRetention) == reads)
                #expect(isAllowed(.noteRetention) == (reads && !held.isDisposed))
                #expect(isAllowed(.requestDeletion) == (reads && !held.isDisposed))
                let mayHold =
                    [.director, .committeeMember, .custodian, .supervisor].contains(role)
                    || (counsels && held.isOwnCase)
                #expect(isAllowed(.placeHold) == (mayHold && !held.isDisposed))
                #expect(isAllowed(.releaseHold) == (!held.isFree && held.mayRelease))
                #expect(isAllowed(.proposeDisposal) == (leads && !held.isDisposed && held.isDue && held.isFree))
                #expect(
                    isAllowed(.approveDisposal)
                        == ((role == .custodian || role == .committeeMember) && !held.isDisposed && held.isProposed
                            && held.isOthersProposal && held.isFree))
                #expect(isAllowed(.listDisposals))
            }
        }
        #expect(Self.rules.isSubset(of: seen))
    }

    @Test("private notes are named by whoever wrote them once the case is gone, and approved by another with an office")
    func privateNotes() {
        var seen: Set<PolicyRule> = []
        for role in Role.allCases {
            for bits in 0..<8 {
                var facts = RetentionFacts()
                facts.isDisposed = bits & 1 != 0
                facts.isPrivateProposed = bits & 2 != 0
                facts.isOthersPrivateProposal = bits & 4 != 0
                let rules = [Action.proposePrivateDisposal, .approvePrivateDisposal].map {
                    rule($0, role, (facts, false))
                }
                #expect((rules[0] == nil) == facts.isDisposed)
                let mayApprove = role == .custodian || role == .committeeMember || role == .director
                #expect(
                    (rules[1] == nil) == (mayApprove && facts.isPrivateProposed && facts.isOthersPrivateProposal))
                seen.formUnion(rules.compactMap { $0 })
            }
        }
        #expect(seen == [.notDue, .notDisposalApprover, .disposalNotProposed, .ownDisposal])
    }

    @Test("of a client whose file is gone nothing is asked but who read it, what was disclosed, and its disposal")
    func gone() {
        var relationship = Relationship()
        relationship.retention.isFileDisposed = true
        relationship.clientIsInOwnCaseload = true
        let outliving: Set<Action> = [
            .writeAccessLetter, .accountDisclosures, .raiseFlag, .noteRetention, .requestDeletion, .placeHold,
            .releaseHold, .proposeDisposal, .approveDisposal, .proposePrivateDisposal, .approvePrivateDisposal,
        ]
        for action in Action.allCases {
            let decision = Policy.decide(
                action, roles: Set(Role.allCases), standing: .active, relationship: relationship)
            let isTold = decision == .denied(rule: .alreadyDisposed)
            #expect(isTold == !outliving.contains(action), "\(action)")
        }
    }
}
