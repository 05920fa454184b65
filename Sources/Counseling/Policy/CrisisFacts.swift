/// What the door looked up for an act about a crisis flag; false, or nil, until it was found so.
public struct CrisisFacts: Hashable, Sendable {
    /// Something about flags is sealed to this person by name. For an act that only looks, nothing more is asked: the keys
    /// decide what they see.
    public var isNamed = false
    /// This person counsels the client that it is about, or did.
    public var isClientsCounselor = false
    /// Where the flag stands; nil where this person's keys do not open it.
    public var state: CrisisState?
    public var isLinked = false
    /// This person proposed that it is over.
    public var isOwnProposal = false
    /// Harm to somebody who cannot protect themself was neither reported nor left unreported with reasons.
    public var isReportOwed = false
    /// A flag of that client is not resolved.
    public var hasActiveFlag = false

    public init() {}
}
