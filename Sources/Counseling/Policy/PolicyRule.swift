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
    /// Nobody verifies a credential of their own, but for a practice's only director.
    case ownCredential = "own-credential"
    /// Whoever recorded a credential or its renewal is not who verifies it.
    case ownClaim = "own-claim"
    /// The counselor's published fitness does not hold on that day.
    case counselorNotFit = "counselor-not-fit"

    // supervision

    // crisis

    // reviews
    case notReviewRequester = "not-review-requester"
    case reviewerConflict = "reviewer-conflict"
    case reviewerIsRequester = "reviewer-is-requester"
    case reviewerLacksRole = "reviewer-lacks-role"
    /// No committee member without a part in it is there to confirm.
    case nobodyConfirms = "nobody-confirms"
    case notReviewConfirmer = "not-review-confirmer"
    case notYourReview = "not-your-review"
    case notReviewer = "not-reviewer"
    case notReviewedCounselor = "not-reviewed-counselor"
    case nudgedToday = "nudged-today"
    case reviewNotLent = "review-not-lent"
    case reviewIsFinished = "review-is-finished"

    // complaints
}
