/// What the door looked up about a recovery; false until found so, and that is the refusing side.
public struct RecoveryFacts: Hashable, Sendable {
    /// Who asked held the key, belongs where it opens, and has the keys that the request names.
    public var isFounded = false
    /// Who acts is who asked.
    public var isOwn = false
    /// Who acts holds a share of the key.
    public var hasShare = false
    /// Who acts has approved it.
    public var isApproved = false
    /// What waits for confirmation wants somebody of the committee among those who stand under it.
    public var wantsCommittee = false

    public init() {}
}

extension Asker {
    /// Who puts the second signature under a statement about the staff.
    func confirmer() throws(PolicyRule) -> Role? {
        if facts.recovery.wantsCommittee, let role = first(of: [.custodian, .committeeMember]) { return role }
        return try require(.custodian, else: .notCustodian)
    }

    /// Each asks for themself; custodians approve what others ask, and nobody else has a share to give.
    func recovery(_ action: Action) throws(PolicyRule) -> Role? {
        switch action {
        case .replaceKeys:
            let role = try require(.director, else: .notDirector)
            guard !facts.isOwnRecord else { throw .ownKeys }
            return role
        case .nameDirector: return try require(.custodian, else: .notCustodian)
        case .approveRecovery, .releaseShare:
            let role = try require(.custodian, else: .notCustodian)
            guard !facts.recovery.isOwn else { throw .ownRecovery }
            guard facts.recovery.isFounded else { throw .recoveryUnfounded }
            guard facts.recovery.hasShare else { throw .notShareHolder }
            guard action == .approveRecovery || facts.recovery.isApproved else { throw .recoveryNotApproved }
            return role
        case .finishRecovery, .rehearseRecovery:
            guard facts.recovery.isOwn else { throw .notRecoveryRecipient }
            guard facts.recovery.isFounded else { throw .recoveryUnfounded }
            return anyRole
        default: return anyRole
        }
    }
}
