extension PolicyRule {
    /// Whether the rule is about how far the thing is, and not about who may: the step comes too early, too late or a second time,
    /// and another is due. Whoever asks may do it, only not now; so it is a conflict, not a want of right.
    public var isAboutState: Bool {
        switch self {
        // supervision
        case .noteAwaitsCosigning, .noteWasReturned, .nothingToCosign: true
        // crisis
        case .flagIsResolved, .flagIsLinked, .flagIsAcknowledged, .flagNotAcknowledged, .flagNotProposed,
            .harmNotReported:
            true
        // reviews
        case .nudgedToday, .reviewNotLent: true
        // complaints
        case .complaintStepNotDue, .alreadyVoted, .answerTimeRuns, .votesMissing, .panelUnchanged: true
        default: false
        }
    }
}
