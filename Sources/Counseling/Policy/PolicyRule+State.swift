extension PolicyRule {
    /// Whether the rule is about how the thing stands, not about who asks: with every role and key, nobody could do that to it
    /// now. Something else comes first, or it is done already. Every other rule is about a person's rights, or about what was
    /// never permitted.
    public var isAboutState: Bool { Self.aboutState.contains(self) }

    // A rule that is not named here is about rights.
    private static let aboutState: Set<PolicyRule> = [
        // What is closed is so for good: that is a right that nobody has. To sign or edit what is signed is done already, and an
        // addendum is the way on; of what was withdrawn a note is written anew.
        .noteIsNotSigned, .signedNoteIsLocked, .noteIsWithdrawn,

        // supervision
        .noteAwaitsCosigning, .noteWasReturned, .nothingToCosign,

        // crisis
        .flagIsResolved, .flagIsLinked, .flagIsAcknowledged, .flagNotAcknowledged, .flagNotProposed, .harmNotReported,

        // reviews
        .nudgedToday, .reviewNotLent,

        // disclosures
        .disclosureNotApproved,

        // complaints
        .complaintStepNotDue, .alreadyVoted, .answerTimeRuns, .votesMissing, .panelUnchanged, .panelStands, .dayStands,

        // recovery
        .recoveryNotApproved,

        // break-glass
        .glassNotBroken,

        // hand-over without the leaver
        .leaverNotSuspended, .caseNotLeft,
        // retention
        .noHold, .notDue, .underHold, .alreadyDisposed, .disposalNotProposed,
    ]
}
