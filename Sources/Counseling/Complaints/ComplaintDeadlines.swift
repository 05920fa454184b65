/// What comes next in a complaint: the step, by when, and what that is counted from.
public struct ComplaintNext: Hashable, Sendable {
    /// What a deadline is counted from.
    public enum Origin: String, Hashable, Sendable {
        case received, seated = "panel-seated", shared = "allegations-shared"
    }

    /// Who must take the step.
    public enum Hand: String, Hashable, Sendable { case member, panel }

    public let act: ComplaintAct
    public let hand: Hand
    /// nil where no rule sets a day.
    public let due: CalendarDate?
    public let origin: Origin?
    /// Until the end of this day no decision is made, and nobody votes: the respondent may answer.
    public let answersUntil: CalendarDate?
    /// The first day on which the step may be taken; nil where it may at once.
    public let notBefore: CalendarDate?
}

/// The days within which each step of a complaint is due. All are working days.
public struct ComplaintDeadlines: Sendable {
    public static let acknowledgeWithin = 2
    public static let triageWithin = 5
    public static let shareWithin = 5
    public static let answerWithin = 10
    public static let decideWithin = 30

    private let calendar: WorkingDays

    public init(_ calendar: WorkingDays) { self.calendar = calendar }

    public func acknowledgeBy(received: UTCTime, urgent: Bool) -> CalendarDate {
        within(urgent ? 0 : Self.acknowledgeWithin, of: received)
    }

    public func triageBy(received: UTCTime, urgent: Bool) -> CalendarDate {
        within(urgent ? 0 : Self.triageWithin, of: received)
    }

    public func decideBy(received: UTCTime) -> CalendarDate { within(Self.decideWithin, of: received) }

    /// The last day on which the respondent may answer; nil while they were told nothing.
    public func answersUntil(_ complaint: Complaint) -> CalendarDate? {
        complaint.sharedOn.map { calendar.day(Self.answerWithin, after: $0) }
    }

    /// The first day on which the panel may vote and decide; nil while the respondent was told nothing.
    public func judgedFrom(_ complaint: Complaint) -> CalendarDate? {
        answersUntil(complaint).map { CalendarDate(daysSince1970: $0.daysSince1970 + 1) }
    }

    /// Whether the respondent's time to answer has run.
    public func answerTimeIsOver(_ complaint: Complaint, at now: UTCTime) -> Bool {
        answersUntil(complaint).map { $0 < calendar.day(of: now) } ?? false
    }

    /// nil once the complaint is closed.
    /// - Parameters:
    ///   - out: those of its panel who are out of the committee now
    ///   - isWithoutPanel: whether nobody of the panel that was seated may go on
    public func next(
        _ complaint: Complaint, out: Set<Identifier<Person>> = [], isWithoutPanel: Bool = false
    ) -> ComplaintNext? {
        let received = complaint.filing.at
        let urgent = complaint.isUrgent
        let decideBy = decideBy(received: received)
        func step(
            _ act: ComplaintAct, _ hand: ComplaintNext.Hand, _ due: CalendarDate?, from origin: ComplaintNext.Origin?
        ) -> ComplaintNext {
            // Votes and decision wait for the respondent's answer, also where that leads beyond the day they were due by.
            let first = [.vote, .decide].contains(act) ? judgedFrom(complaint) : nil
            return ComplaintNext(
                act: act, hand: hand, due: due.map { max($0, first ?? $0) }, origin: origin,
                answersUntil: answersUntil(complaint), notBefore: first)
        }
        switch complaint.stage {
        case .received:
            return step(.acknowledge, .member, acknowledgeBy(received: received, urgent: urgent), from: .received)
        case .acknowledged:
            return step(.triage, .member, triageBy(received: received, urgent: urgent), from: .received)
        case .triaged where complaint.track == .mediation: return step(.settle, .member, decideBy, from: .received)
        case .triaged:
            // No rule sets a day for the panel itself; that of the decision is told beside it.
            return step(.seat, .member, urgent ? within(0, of: received) : nil, from: .received)
        case .seated where isWithoutPanel, .shared where isWithoutPanel:
            // Those to whom it was handed on, whoever they are.
            return step(.seat, .member, nil, from: .received)
        // Nobody waits for the vote of one who is gone.
        case .seated where !out.isDisjoint(with: complaint.unvoted),
            .shared where !out.isDisjoint(with: complaint.unvoted):
            return step(.recuse, .panel, nil, from: .received)
        case .seated, .shared:
            // Someone was recused: first the panel is made whole.
            guard complaint.panel.count >= Complaint.smallestPanel else {
                return step(.seat, .panel, nil, from: .received)
            }
            guard complaint.stage == .seated else {
                return step(complaint.unvoted.isEmpty ? .decide : .vote, .panel, decideBy, from: .received)
            }
            let day = calendar.day(of: complaint.seatedAt ?? received)
            return step(.share, .panel, calendar.day(Self.shareWithin, after: day), from: .seated)
        case .decided: return step(.communicate, .member, nil, from: nil)
        case .communicated: return step(.close, .member, nil, from: nil)
        case .closed: return nil
        }
    }

    private func within(_ days: Int, of start: UTCTime) -> CalendarDate {
        calendar.day(days, after: calendar.day(of: start))
    }
}
