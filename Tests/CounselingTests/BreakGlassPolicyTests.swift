import Counseling
import Testing

/// Who may ask, approve, read, acknowledge and review: every combination of this chapter's facts and every role.
@Suite("Policy of break-glass")
struct BreakGlassPolicyTests {
    static let actions: Set<Action> = [
        .requestGlass, .listGlass, .approveGlass, .releaseGlassShare, .openGlass, .listGlassNotes, .readGlassNote,
        .acknowledgeGlass, .reviewGlass, .noticeGlass,
    ]
    static let rules: Set<PolicyRule> = [
        .glassNeedsOffice, .glassOwnCase, .ownGlass, .glassUnfounded, .glassIsOver, .glassDatedAhead, .notGlassReader,
        .notGlassCounselor, .glassNotBroken, .glassNeedsCommittee, .glassReviewConflict,
    ]

    private static let everyFact: [GlassFacts] = (0..<512).map { bits in
        var facts = GlassFacts()
        facts.isOwn = bits & 1 != 0
        facts.isCounselor = bits & 2 != 0
        facts.isFounded = bits & 4 != 0
        facts.isInTime = bits & 8 != 0
        facts.hasShare = bits & 16 != 0
        facts.isApprover = bits & 32 != 0
        facts.isBroken = bits & 64 != 0
        facts.isCommittee = bits & 128 != 0
        facts.isAhead = bits & 256 != 0
        return facts
    }

    private func isAllowed(_ action: Action, _ role: Role, _ facts: GlassFacts) -> Bool {
        var relationship = Relationship()
        relationship.glass = facts
        if case .allowed = Policy.decide(action, roles: [role], standing: .active, relationship: relationship) {
            return true
        }
        return false
    }

    @Test("who asks reads and does nothing else; who approves never asked; who reviews did neither")
    func everyCombination() {
        for role in Role.allCases {
            for facts in Self.everyFact {
                let leads = role == .supervisor || role == .director
                #expect(isAllowed(.requestGlass, role, facts) == (leads && !facts.isCounselor))
                let mayApprove =
                    role == .custodian && !facts.isOwn && facts.isFounded && facts.isInTime && facts.hasShare
                #expect(isAllowed(.approveGlass, role, facts) == mayApprove)
                #expect(isAllowed(.releaseGlassShare, role, facts) == (mayApprove && facts.isApprover))
                let mayRead = leads && facts.isOwn && facts.isFounded && facts.isInTime
                for action in [Action.openGlass, .listGlassNotes, .readGlassNote] {
                    #expect(isAllowed(action, role, facts) == mayRead)
                }
                #expect(
                    isAllowed(.acknowledgeGlass, role, facts) == (facts.isCounselor && !facts.isOwn && facts.isBroken))
                #expect(
                    isAllowed(.reviewGlass, role, facts)
                        == ((role == .committeeMember || role == .director) && facts.isCommittee && !facts.isOwn
                            && !facts.isApprover && facts.isBroken))
                #expect(isAllowed(.listGlass, role, facts) && isAllowed(.noticeGlass, role, facts))
            }
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

    @Test("it lasts 1 to 72 hours, and the review is due 72 hours after the asking")
    func times() throws {
        let at = try UTCTime(secondsSince1970: 1_800_000_000)
        for hours in [0, -1, 73, .max, .min] {
            #expect(throws: CounselingError.self) { try GlassTimes(at: at, hours: hours) }
        }
        let times = try GlassTimes(at: at, hours: 1)
        #expect(times.until.secondsSince1970 - at.secondsSince1970 == 3600 && times.isPlausible)
        #expect(try times.reviewDue.secondsSince1970 - at.secondsSince1970 == 72 * 3600)
        #expect(throws: CounselingError.self) { try GlassText(" \n", at: "reason") }
        #expect(throws: CounselingError.self) { try GlassText("a\u{1b}[2J", at: "reason") }
        #expect(throws: CounselingError.self) {
            try GlassText(String(repeating: "长", count: GlassText.limit + 1), at: "reason")
        }
    }
}
