/// Where a crisis flag stands.
public enum CrisisState: String, CaseIterable, Codable, Hashable, Sendable {
    /// Nobody has taken it up: the clock runs.
    case raised
    case acknowledged
    /// Somebody holds that it is over; a supervisor's signature is awaited.
    case proposed
    case resolved

    /// The state after a step.
    ///
    /// - Throws: `CrisisProblem.refusedStep` for what the rules do not have: nothing follows a resolution, only what was taken
    ///   up can be proposed as over, and only what was proposed can be co-signed.
    public func advance(_ step: CrisisStep) throws(CrisisProblem) -> CrisisState {
        switch (self, step) {
        case (.resolved, _), (_, .raised), (.raised, .proposed), (.raised, .resolved), (.acknowledged, .resolved):
            throw .refusedStep(from: self, step)
        case (.raised, .acknowledged): return .acknowledged
        case (.acknowledged, .proposed), (.proposed, .proposed): return .proposed
        case (.proposed, .resolved): return .resolved
        // Another look at the risk takes back what was proposed before it.
        case (.proposed, .reassessed): return .acknowledged
        case (.raised, _), (.acknowledged, _), (.proposed, _): return self
        }
    }
}

/// What may happen to a flag. Raw values stand in sealed records: never change one.
public enum CrisisStep: String, CaseIterable, Codable, Hashable, Sendable {
    case raised
    /// More was learned by whoever raised it.
    case detailed
    case acknowledged, intervened, contacted, linked, reassessed, proposed, resolved
    case cardOpened = "card-opened"
}

/// Why something that somebody signed about a flag does not count, or may not be signed.
public enum CrisisProblem: Error, Hashable, Sendable {
    case refusedStep(from: CrisisState, CrisisStep)
    /// The author may not do that.
    case notEntitled
    /// Whoever proposed that it is over does not co-sign it.
    case ownProposal
    /// Harm to somebody who cannot protect themself was neither reported nor, with reasons, left unreported.
    case reportMissing
    /// It belongs to a client already.
    case alreadyLinked
    /// Its number lies far beyond those of the acts before it.
    case farBeyond
    /// It does not say who signed it, or of what flag it is.
    case contradictory
    /// It does not open, or says nothing that this program knows.
    case unreadable

    /// Whether the author had the right to such an act, but not as the flag stood.
    var isOfState: Bool {
        switch self {
        case .refusedStep, .ownProposal, .reportMissing, .alreadyLinked: true
        case .notEntitled, .farBeyond, .contradictory, .unreadable: false
        }
    }
}
