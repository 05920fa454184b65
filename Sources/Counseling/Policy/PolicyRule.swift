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
    /// Its author took it back, and nothing follows.
    case noteIsWithdrawn = "note-is-withdrawn"
    case noteIsNotSigned = "note-is-not-signed"
    case traineeCannotSignAlone = "trainee-cannot-sign-alone"

    // appointments
    /// A counselor books and changes their own appointments, not a colleague's.
    case notOwnAppointment = "not-own-appointment"

    // consent
    /// No first session without a consent for counseling, unless a crisis overrides.
    case noConsent = "no-consent"

    // credentials
    /// Nobody verifies a credential of their own, but for a practice's only director.
    case ownCredential = "own-credential"
    /// Whoever recorded a credential or its renewal is not who verifies it.
    case ownClaim = "own-claim"
    /// The counselor's published fitness does not hold on that day.
    case counselorNotFit = "counselor-not-fit"

    // supervision
    /// Private notes are nobody else's, so nobody signs them.
    case privateNoteIsNotSigned = "private-note-is-not-signed"
    case noteAwaitsCosigning = "note-awaits-cosigning"
    /// What was returned is changed before it is submitted again.
    case noteWasReturned = "note-was-returned"
    case notSupervisor = "not-supervisor"
    case noSupervisionAgreement = "no-supervision-agreement"
    case authorCannotCosign = "author-cannot-cosign"
    case nothingToCosign = "nothing-to-cosign"
    case subjectMayNotSupervise = "subject-may-not-supervise"
    case subjectIsNoTrainee = "subject-is-no-trainee"

    // crisis
    /// Neither a supervisor nor a director, nor anybody to whom the flag is open.
    case notInCrisis = "not-in-crisis"
    case flagIsResolved = "flag-is-resolved"
    case flagIsLinked = "flag-is-linked"
    /// Somebody took it up already.
    case flagIsAcknowledged = "flag-is-acknowledged"
    case flagNotAcknowledged = "flag-not-acknowledged"
    case flagNotProposed = "flag-not-proposed"
    case harmNotReported = "harm-not-reported"
    case ownProposal = "own-proposal"
    case resolutionNeedsSupervisor = "resolution-needs-supervisor"
    case notClientsCounselor = "not-clients-counselor"
    case noActiveFlag = "no-active-flag"

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

    // disclosures
    case notDisclosureRequester = "not-disclosure-requester"
    /// No director or supervisor without a part in it is there to approve.
    case nobodyApproves = "nobody-approves"
    case notYourDisclosure = "not-your-disclosure"
    case notDisclosureCounselor = "not-disclosure-counselor"
    case notDisclosureApprover = "not-disclosure-approver"
    case disclosureNotApproved = "disclosure-not-approved"
    /// A refusal for harm is confirmed or lifted by another than who proposed it.
    case ownRefusal = "own-refusal"

    // complaints
    /// Neither on the committee nor acting for one without members.
    case notCommittee = "not-committee"
    /// Nobody who has no conflict of interest could open the complaint.
    case noEligibleMember = "no-eligible-member"
    /// Whoever would be recused is the last who holds the complaint.
    case nobodyStays = "nobody-stays"
    /// Everyone named for the panel sits on it already.
    case panelUnchanged = "panel-unchanged"
    /// Somebody has voted: nobody is added to the panel but in the place of who was recused.
    case panelStands = "panel-stands"
    /// Somebody has voted by the day on which the respondent was told: it is corrected no more.
    case dayStands = "day-stands"
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

    // departure
    /// Nobody suspends, reinstates or ends themself.
    case ownStanding = "own-standing"
    /// The compartment is not this person's to renew.
    case notInCompartment = "not-in-compartment"
    // epochs
    /// Another custodian is there, and confirms what a director declares of a restored practice.
    case ownEpoch = "own-epoch"
    // recovery
    /// Nobody puts new keys in the place of their own: the old ones may be in other hands.
    case ownKeys = "own-keys"
    /// Who asks never held that key, or not with the keys they have now.
    case recoveryUnfounded = "recovery-unfounded"
    /// Nobody approves a request of their own.
    case ownRecovery = "own-recovery"
    case notShareHolder = "not-share-holder"
    case notRecoveryRecipient = "not-recovery-recipient"
    /// The custodian's approval stands first.
    case recoveryNotApproved = "recovery-not-approved"
    // break-glass
    case glassNeedsOffice = "glass-needs-office"
    /// The case's own counselor breaks no glass.
    case glassOwnCase = "glass-own-case"
    /// Nobody approves what they asked themself.
    case ownGlass = "own-glass"
    /// What is asked for is no case, or not as it was, or who asks may not ask any more.
    case glassUnfounded = "glass-unfounded"
    /// Its time has passed, or the case has a new key since.
    case glassIsOver = "glass-is-over"
    /// It is dated ahead of the clock: it would last longer than it may.
    case glassDatedAhead = "glass-dated-ahead"
    case notGlassReader = "not-glass-reader"
    case notGlassCounselor = "not-glass-counselor"
    case glassNotBroken = "glass-not-broken"
    case glassNeedsCommittee = "glass-needs-committee"
    /// Neither who asked nor who approved reviews it.
    case glassReviewConflict = "glass-review-conflict"
    // hand-over without the leaver
    /// Who is neither suspended nor gone hands over themself.
    case leaverNotSuspended = "leaver-not-suspended"
    /// Somebody else to whom the case was given hands it over.
    case caseNotLeft = "case-not-left"
    /// Something is not any more as it was when the hand-over was asked for.
    case successionUnfounded = "succession-unfounded"
    /// Nobody approves that they be given a case.
    case ownSuccession = "own-succession"
    case notSuccessor = "not-successor"
    // retention
    case notHoldPlacer = "not-hold-placer"
    case noHold = "no-hold"
    /// A hold is released by whoever placed it, or by a committee member or custodian who is no director.
    case notHoldReleaser = "not-hold-releaser"
    /// The law wants the record kept, or its notice was not given.
    case notDue = "not-due"
    case underHold = "under-hold"
    case alreadyDisposed = "already-disposed"
    case notDisposalApprover = "not-disposal-approver"
    case disposalNotProposed = "disposal-not-proposed"
    /// Nobody approves what they proposed.
    case ownDisposal = "own-disposal"
}
