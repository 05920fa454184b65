/// Why an act is refused. Raw values stand in audit entries and in `error.code` documents: never change one.
public enum PolicyRule: String, Error, CaseIterable, Codable, Hashable, Sendable {
    case standingSuspended = "standing-suspended"
    case standingEnded = "standing-ended"
    case standingUnknown = "standing-unknown"
    case practiceAlreadyExists = "practice-already-exists"
    case notOwnWelcome = "not-own-welcome"
    case notDirector = "not-director"
    case notCustodian = "not-custodian"
    case notAuditor = "not-auditor"
    /// Neither the desk nor the director, and no counselor of whom the client is one.
    case notDesk = "not-desk"
    case notOwnCaseload = "not-own-caseload"
    case counselorNamesOther = "counselor-names-other"
    case traineeCannotOpenCase = "trainee-cannot-open-case"
    case subjectMayNotCounsel = "subject-may-not-counsel"
    case notAssignedCounselor = "not-assigned-counselor"
    /// The case is still assigned to someone who is no counselor or trainee any more.
    case notCounselor = "not-counselor"
    case caseIsClosed = "case-is-closed"
    case notAuthor = "not-author"
    case signedNoteIsLocked = "signed-note-is-locked"
    case noteIsNotSigned = "note-is-not-signed"
    case traineeCannotSignAlone = "trainee-cannot-sign-alone"

    // appointments

    // consent

    // credentials

    // supervision

    // crisis

    // reviews

    // complaints
    /// Neither on the committee nor acting for one without members.
    case notCommittee = "not-committee"
    /// Nobody who has no conflict of interest could open the complaint.
    case noEligibleMember = "no-eligible-member"
    case conflictOfInterest = "conflict-of-interest"
    case complaintStepNotDue = "complaint-step-not-due"
    case notOnPanel = "not-on-panel"
    case notChair = "not-chair"
    case panelNotOfCommittee = "panel-not-of-committee"
    case panelTooSmall = "panel-too-small"
    case alreadyVoted = "already-voted"
    case answerTimeRuns = "answer-time-runs"
    case votesMissing = "votes-missing"
    case outcomeDoesNotFit = "outcome-does-not-fit"
    /// What the audit trail says for any of the above but the first (`recorded`).
    case complaintRefused = "complaint-refused"
}
