/// A step that somebody takes in a complaint.
public enum ComplaintAct: String, CaseIterable, Codable, Hashable, Sendable {
    case acknowledge, triage, seat, recuse, share, find, vote
    /// The panel's decision, which follows its votes.
    case decide
    /// An end that nobody judged: withdrawn or mediated.
    case settle
    case communicate, close
}

/// A step that cannot follow where a complaint stands.
public struct RefusedComplaintStep: Error, Hashable, Sendable {
    public let stage: ComplaintStage
    public let act: ComplaintAct
}

/// Where a complaint stands (投诉处理阶段).
public enum ComplaintStage: String, CaseIterable, Codable, Hashable, Sendable {
    /// Handed in and taken up by a member.
    case received
    case acknowledged
    /// Sorted: its track, a summary and the allegations are there.
    case triaged
    /// A panel handles it alone.
    case seated
    /// The respondent was told what is alleged and has time to answer.
    case shared
    case decided
    /// The decision was told to those whom it concerns.
    case communicated
    case closed

    /// The stage after a step.
    ///
    /// - Parameter track: set by triage; nil before it. Mediation goes without a panel and without a respondent.
    public func advance(_ act: ComplaintAct, track: ComplaintTrack?) throws(RefusedComplaintStep) -> ComplaintStage {
        let hasPanel = track != .mediation
        switch (self, act) {
        case (.received, .acknowledge): return .acknowledged
        // Triage may be done again until there is a panel: a mediation can fail.
        case (.acknowledged, .triage), (.triaged, .triage): return .triaged
        // A panel that lost a member gets another one.
        case (.triaged, .seat) where hasPanel: return .seated
        case (.seated, .seat), (.shared, .seat): return self
        // Said again, it corrects the day.
        case (.seated, .share), (.shared, .share): return .shared
        case (.seated, .find), (.shared, .find), (.shared, .vote): return self
        case (.shared, .decide): return .decided
        case (.triaged, .settle), (.seated, .settle), (.shared, .settle): return .decided
        case (.decided, .communicate): return .communicated
        case (.communicated, .close): return .closed
        case (.closed, .recuse): throw RefusedComplaintStep(stage: self, act: act)
        case (_, .recuse): return self
        default: throw RefusedComplaintStep(stage: self, act: act)
        }
    }
}
