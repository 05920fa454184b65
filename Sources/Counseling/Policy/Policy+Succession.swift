/// What the door looked up about a hand-over without the leaver; false until found so, and that is the refusing side.
public struct SuccessionFacts: Hashable, Sendable {
    /// Who the case was given to is suspended or has left.
    public var leaverIsOut = false
    /// Nobody else to whom the case was given could hand it over.
    public var caseIsLeft = false
    /// Everything stands as it was asked: the leaver is out, the successor counsels with the keys named, the case has no newer key.
    public var isFounded = false
    /// The successor is fit today, or nothing was ever recorded of them.
    public var successorIsFit = false
    /// Who acts takes the case over.
    public var isSuccessor = false
    /// Who acts holds a share of the key.
    public var hasShare = false
    /// Who acts has approved it.
    public var isApproved = false

    public init() {}
}

// A case is handed over because who it was given to is suspended or gone: a director names, custodians approve, the successor takes
// it over. The one who is given the key approves nothing.
extension Asker {
    func succession(_ action: Action) throws(PolicyRule) -> Role? {
        let found = facts.succession
        switch action {
        case .nameSuccessor:
            let role = try require(.director, else: .notDirector)
            guard found.leaverIsOut else { throw .leaverNotSuspended }
            guard found.caseIsLeft else { throw .caseNotLeft }
            guard facts.departure.successorMayCounsel else { throw .subjectMayNotCounsel }
            guard facts.departure.successorIsFit else { throw .counselorNotFit }
            return role
        case .approveSuccession, .releaseSuccessionShare:
            let role = try require(.custodian, else: .notCustodian)
            guard !found.isSuccessor else { throw .ownSuccession }
            guard found.isFounded else { throw .successionUnfounded }
            guard found.successorIsFit else { throw .counselorNotFit }
            guard found.hasShare else { throw .notShareHolder }
            guard action == .approveSuccession || found.isApproved else { throw .recoveryNotApproved }
            return role
        case .finishSuccession:
            guard found.isSuccessor else { throw .notSuccessor }
            guard found.isFounded else { throw .successionUnfounded }
            guard let role = counseling else { throw .notCounselor }
            guard found.successorIsFit else { throw .counselorNotFit }
            return role
        case .withdrawSuccession: return try require(.director, else: .notDirector)
        default: return anyRole
        }
    }
}
