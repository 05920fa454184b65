import Counseling
import Testing

/// The rules that complaints alone know.
let complaintRules: Set<PolicyRule> = [
    .notCommittee, .noEligibleMember, .conflictOfInterest, .complaintStepNotDue, .notOnPanel, .notChair,
    .panelNotOfCommittee, .panelTooSmall, .alreadyVoted, .answerTimeRuns, .votesMissing, .outcomeDoesNotFit,
    .complaintRefused, .nobodyStays, .panelUnchanged, .panelStands, .dayStands,
]

/// Who may do what in complaints, written down from the requirements: an act is allowed on the committee when all that it
/// needs is so.
@Suite("Complaints: policy")
struct ComplaintPolicyTests {
    typealias Fact = WritableKeyPath<ComplaintFacts, Bool>

    private static func needs(_ act: ComplaintAct?) -> [Fact] {
        guard let act else { return [\.isOnCommittee] }
        let always: [Fact] = [\.isOnCommittee, \.belongs, \.stepIsDue]
        let free = always + [\.isWithoutConflict]
        switch act {
        case .acknowledge, .triage, .communicate, .close: return free
        case .settle: return free + [\.outcomeFits]
        case .seat:
            return free + [
                \.panelIsOfCommittee, \.panelIsWithoutConflict, \.panelIsLargeEnough, \.panelChanges, \.panelHasRoom,
            ]
        case .recuse: return always + [\.mayRecuse, \.someoneStays]
        case .share: return free + [\.isOnPanel, \.dayIsOpen]
        case .find: return free + [\.isOnPanel]
        case .vote: return free + [\.isOnPanel, \.hasNotVoted, \.answerTimeIsOver]
        case .decide: return free + [\.isOnPanel, \.answerTimeIsOver, \.votesAreComplete, \.outcomeFits]
        }
    }

    private static var facts: [Fact] {
        [
            \.isOnCommittee, \.belongs, \.isWithoutConflict, \.isOnPanel, \.stepIsDue, \.mayRecuse, \.someoneStays,
            \.panelIsOfCommittee, \.panelIsWithoutConflict, \.panelIsLargeEnough, \.hasNotVoted, \.answerTimeIsOver,
            \.votesAreComplete, \.outcomeFits, \.panelChanges, \.panelHasRoom, \.dayIsOpen,
            \.mayHoldLot, \.isDecided,
        ]
    }

    private func decide(_ facts: ComplaintFacts, _ roles: Set<Role>, _ standing: Standing = .active) -> Decision {
        var relationship = Relationship()
        relationship.complaint = facts
        return Policy.decide(.complaintAct, roles: roles, standing: standing, relationship: relationship)
    }

    @Test("the table speaks of every fact that the door looks up")
    func complete() {
        #expect(Mirror(reflecting: ComplaintFacts()).children.count == Self.facts.count + 1)
    }

    @Test("a step is allowed where all that it needs is so, and nowhere else", arguments: [nil] + ComplaintAct.allCases)
    func steps(act: ComplaintAct?) {
        let (needs, all) = (Self.needs(act), Self.facts)
        var differences = 0
        for bits in 0..<(1 << all.count) {
            var facts = ComplaintFacts()
            facts.act = act
            for (index, fact) in all.enumerated() { facts[keyPath: fact] = bits >> index & 1 == 1 }
            // Looking is also for whoever may hold a lot of what nobody took up.
            var allowed = needs.allSatisfy { facts[keyPath: $0] } || act == nil && facts.mayHoldLot
            // What was decided those who belong tell and close, also once they left the office.
            if act == .communicate || act == .close, facts.isDecided {
                allowed = needs.allSatisfy { $0 == \.isOnCommittee || facts[keyPath: $0] }
            }
            if decide(facts, [.committeeMember]).isAllowed != allowed { differences += 1 }
            if decide(facts, [.director]).isAllowed != allowed { differences += 1 }
        }
        #expect(differences == 0)
    }

    @Test("no other role gives a way to any step, whatever the facts", arguments: Role.allCases)
    func otherRoles(role: Role) {
        var facts = ComplaintFacts()
        for fact in Self.facts { facts[keyPath: fact] = true }
        for act in [nil] + ComplaintAct.allCases {
            facts.act = act
            let isOpen = act == nil || act == .communicate || act == .close
            #expect(decide(facts, [role]).isAllowed == (isOpen || [.committeeMember, .director].contains(role)))
        }
        facts.mayHoldLot = false
        facts.act = nil
        #expect(decide(facts, [role]).isAllowed == [.committeeMember, .director].contains(role))
        #expect(decide(ComplaintFacts(), Set(Role.allCases)) == .denied(rule: .notCommittee))
    }

    @Test("everyone active may hand in a complaint, with any role or none, and nobody else may")
    func filing() {
        for roles in Role.allCases.map({ Set([$0]) }) + [[]] {
            for standing in Standing.allCases {
                let decision = Policy.decide(
                    .fileComplaint, roles: roles, standing: standing, relationship: Relationship())
                #expect(decision.isAllowed == (standing == .active))
            }
        }
    }

    @Test("the reason is the one that helps")
    func reasons() {
        var all = ComplaintFacts()
        for fact in Self.facts { all[keyPath: fact] = true }
        let cases: [(ComplaintAct, Fact, PolicyRule)] = [
            (.triage, \.isOnCommittee, .notCommittee), (.triage, \.belongs, .notCommittee),
            (.triage, \.isWithoutConflict, .conflictOfInterest), (.triage, \.stepIsDue, .complaintStepNotDue),
            (.settle, \.outcomeFits, .outcomeDoesNotFit), (.seat, \.panelIsOfCommittee, .panelNotOfCommittee),
            (.seat, \.panelIsWithoutConflict, .conflictOfInterest), (.seat, \.panelIsLargeEnough, .panelTooSmall),
            (.recuse, \.mayRecuse, .notChair), (.recuse, \.someoneStays, .nobodyStays),
            (.seat, \.panelChanges, .panelUnchanged), (.seat, \.panelHasRoom, .panelStands),
            (.share, \.isOnPanel, .notOnPanel), (.share, \.dayIsOpen, .dayStands),
            (.vote, \.hasNotVoted, .alreadyVoted),
            (.vote, \.answerTimeIsOver, .answerTimeRuns),
            (.decide, \.answerTimeIsOver, .answerTimeRuns), (.decide, \.votesAreComplete, .votesMissing),
            (.decide, \.outcomeFits, .outcomeDoesNotFit),
        ]
        for (act, fact, rule) in cases {
            var facts = all
            facts.act = act
            facts[keyPath: fact] = false
            #expect(decide(facts, [.committeeMember]) == .denied(rule: rule))
        }
    }

    @Test("auditors learn that a step was refused, not why; that somebody is not on the committee they learn")
    func recorded() {
        let silent = complaintRules.subtracting([.notCommittee])
        for rule in PolicyRule.allCases {
            #expect(rule.recorded == (silent.contains(rule) ? .complaintRefused : rule))
        }
    }
}
