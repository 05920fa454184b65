import Counseling

/// A chapter whose acts hang on facts of its own, tested over those beside the general table: all combinations of all facts
/// of all chapters would be too many to try.
struct ChapterPolicy {
    let actions: Set<Action>
    /// Rules that only this chapter's cases reach.
    let rules: Set<PolicyRule>
}

let chapters: [ChapterPolicy] = [
    ChapterPolicy(actions: appointmentActions, rules: [.notOwnAppointment, .noConsent]),
    ChapterPolicy(actions: SupervisionPolicyTests.actions, rules: SupervisionPolicyTests.rules),
    ChapterPolicy(
        actions: Set(CrisisPolicyTests.actions),
        rules: [
            .notInCrisis, .flagIsResolved, .flagIsLinked, .flagIsAcknowledged, .flagNotAcknowledged, .flagNotProposed,
            .harmNotReported,
            .ownProposal, .resolutionNeedsSupervisor, .notClientsCounselor, .noActiveFlag,
        ]),
    ChapterPolicy(actions: Action.credentialActs, rules: [.ownCredential, .ownClaim, .counselorNotFit]),
    ChapterPolicy(actions: Action.reviewActs, rules: PolicyRule.reviewRules),
    ChapterPolicy(actions: Action.disclosureActs, rules: PolicyRule.disclosureRules),
    ChapterPolicy(actions: [.fileComplaint, .complaintAct], rules: complaintRules),
    ChapterPolicy(actions: JotPolicyTests.actions, rules: []),
    ChapterPolicy(actions: NoteConsentTests.actions, rules: []),
    ChapterPolicy(actions: BackupPolicyTests.actions, rules: []),
    ChapterPolicy(actions: DeparturePolicyTests.actions, rules: DeparturePolicyTests.rules),
    // epochs
    ChapterPolicy(actions: EpochPolicyTests.actions, rules: EpochPolicyTests.rules),
    // recovery
    ChapterPolicy(actions: RecoveryPolicyTests.actions, rules: RecoveryPolicyTests.rules),
    // break-glass
    ChapterPolicy(actions: BreakGlassPolicyTests.actions, rules: BreakGlassPolicyTests.rules),
    // hand-over without the leaver
    ChapterPolicy(actions: SuccessionPolicyTests.actions, rules: SuccessionPolicyTests.rules),
    // retention
    ChapterPolicy(actions: RetentionPolicyTests.actions, rules: RetentionPolicyTests.rules),
    // second device
    ChapterPolicy(actions: DevicePolicyTests.actions, rules: []),
]

/// The acts that the general table speaks of.
let coreActions = Action.allCases.filter { action in !chapters.contains { $0.actions.contains(action) } }
