/// What the door looked up about a complaint and the person who acts in it. As everywhere, false is the refusing side.
public struct ComplaintFacts: Hashable, Sendable {
    /// The step to be taken; nil for looking at what one's keys open.
    public var act: ComplaintAct?
    /// On the committee, or acting for one without members, or the director who took this complaint up while they did.
    public var isOnCommittee = false
    /// Was on the committee, or acted for it, when something was handed in: may hold a lot that nobody took up.
    public var mayHoldLot = false
    /// Holds the complaint's thread and belongs to it.
    public var belongs = false
    /// There is a decision: those who belong tell and close it, also once they left the office.
    public var isDecided = false
    /// Neither the respondent nor bound to them by supervision.
    public var isWithoutConflict = false
    public var isOnPanel = false
    /// The step follows where the complaint stands.
    public var stepIsDue = false
    /// The person to be recused is the one who acts, or has not voted and the one who acts is the chair, or is of the panel and they
    /// are out of the committee.
    public var mayRecuse = false
    /// The complaint would not be left to nobody.
    public var someoneStays = false
    /// Everyone named for the panel is on the committee and was not recused.
    public var panelIsOfCommittee = false
    public var panelIsWithoutConflict = false
    public var panelIsLargeEnough = false
    /// Somebody named for the panel does not sit on it yet.
    public var panelChanges = false
    /// Nobody has voted, or only those who were recused are replaced.
    public var panelHasRoom = false
    /// Nobody else has voted by the day on which the respondent is said to have been told, or none was said.
    public var dayIsOpen = false
    public var hasNotVoted = false
    /// The respondent's time to answer has run.
    public var answerTimeIsOver = false
    /// Everyone on the panel has voted.
    public var votesAreComplete = false
    /// The outcome is what the votes carry, or needs none.
    public var outcomeFits = false

    public init() {}
}

extension Asker {
    /// One's own step in a complaint. The order is that of what helps most to know.
    func complaintAct() throws(PolicyRule) -> Role? {
        let facts = facts.complaint
        let office = first(of: [.committeeMember, .director])
        // Whoever left the office sees what they drew, and hands it on to those who have it now. No step is theirs.
        if facts.act == nil, facts.mayHoldLot { return office }
        let isFinishing = facts.isDecided && (facts.act == .communicate || facts.act == .close)
        guard isFinishing || facts.isOnCommittee && office != nil else { throw .notCommittee }
        guard let act = facts.act else { return office }
        guard facts.belongs else { throw .notCommittee }
        // Whoever has a conflict may do one thing: leave.
        guard facts.isWithoutConflict || (act == .recuse && facts.mayRecuse) else { throw .conflictOfInterest }
        guard facts.stepIsDue else { throw .complaintStepNotDue }
        switch act {
        case .acknowledge, .triage, .communicate, .close: break
        case .settle: guard facts.outcomeFits else { throw .outcomeDoesNotFit }
        case .recuse:
            guard facts.mayRecuse else { throw .notChair }
            guard facts.someoneStays else { throw .nobodyStays }
        case .seat:
            guard facts.panelIsOfCommittee else { throw .panelNotOfCommittee }
            guard facts.panelIsWithoutConflict else { throw .conflictOfInterest }
            guard facts.panelIsLargeEnough else { throw .panelTooSmall }
            guard facts.panelChanges else { throw .panelUnchanged }
            guard facts.panelHasRoom else { throw .panelStands }
        case .share:
            guard facts.isOnPanel else { throw .notOnPanel }
            guard facts.dayIsOpen else { throw .dayStands }
        case .find: guard facts.isOnPanel else { throw .notOnPanel }
        case .vote:
            guard facts.isOnPanel else { throw .notOnPanel }
            guard facts.hasNotVoted else { throw .alreadyVoted }
            guard facts.answerTimeIsOver else { throw .answerTimeRuns }
        case .decide:
            guard facts.isOnPanel else { throw .notOnPanel }
            guard facts.answerTimeIsOver else { throw .answerTimeRuns }
            guard facts.votesAreComplete else { throw .votesMissing }
            guard facts.outcomeFits else { throw .outcomeDoesNotFit }
        }
        return office
    }
}

extension PolicyRule {
    /// The rule as the audit trail names it. Auditors may be whom a complaint is about, so why a step in some complaint was
    /// refused, which tells how far that one is, stays with the person who was refused.
    public var recorded: PolicyRule {
        switch self {
        case .noEligibleMember, .nobodyStays, .panelUnchanged, .panelStands, .dayStands, .conflictOfInterest,
            .complaintStepNotDue,
            .notOnPanel, .notChair, .panelNotOfCommittee, .panelTooSmall, .alreadyVoted, .answerTimeRuns, .votesMissing,
            .outcomeDoesNotFit:
            .complaintRefused
        default: self
        }
    }
}
