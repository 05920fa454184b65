/// How the person stands to a disclosure.
public struct DisclosureFacts: Hashable, Sendable {
    // Of one to be requested.
    /// There is a director or supervisor other than requester and counselor.
    public var someoneCanApprove = false

    // Of one that is there.
    public var isMember = false
    public var isRequester = false
    public var isCounselor = false
    /// The case is the person's now: whoever handed it on keeps its key until that is renewed, and gives nothing any more.
    public var counselsCase = false
    /// Whoever proposed a refusal that stands.
    public var isRefuser = false
    /// Whoever approved it still has an office for it.
    public var approverIsEntitled = false
    public var state: DisclosureState?

    public init() {}
}

extension Asker {
    func disclosure(_ action: Action) throws(PolicyRule) -> Role? {
        let facts = facts.disclosure
        switch action {
        case .requestDisclosure:
            let role = try disclosureRequester()
            guard facts.someoneCanApprove else { throw .nobodyApproves }
            return role
        case .listDisclosures: return anyRole
        case .accountDisclosures: return try caseload(first: true)
        case .readDisclosure:
            guard facts.isMember else { throw .notYourDisclosure }
            return anyRole
        case .prepareDisclosure: return try disclosing(facts)
        case .sendDisclosure:
            let role = try disclosing(facts)
            guard facts.state == .approved || facts.state == .sent, facts.approverIsEntitled else {
                throw .disclosureNotApproved
            }
            return role
        case .approveDisclosure:
            guard facts.isMember else { throw .notYourDisclosure }
            return try approver(facts)
        case .withdrawDisclosure:
            guard facts.isMember else { throw .notYourDisclosure }
            guard facts.isRequester else { throw .notDisclosureRequester }
            return anyRole
        default: return try refuser(facts)
        }
    }

    /// The case's counselor, or whoever keeps the client's file.
    private func disclosureRequester() throws(PolicyRule) -> Role {
        let counseling = facts.isAssignedCounselor ? self.counseling : nil
        guard let role = counseling ?? first(of: [.director, .frontDesk]) else { throw .notDisclosureRequester }
        return role
    }

    /// The counselor of the case, whose program alone has the keys.
    private func disclosing(_ facts: DisclosureFacts) throws(PolicyRule) -> Role {
        guard facts.isMember else { throw .notYourDisclosure }
        guard facts.isCounselor, facts.counselsCase, let role = counseling else { throw .notDisclosureCounselor }
        return role
    }

    /// A second person with an office, who neither asked for it nor gives it.
    private func approver(_ facts: DisclosureFacts) throws(PolicyRule) -> Role {
        guard let role = first(of: [.director, .supervisor]), !facts.isRequester, !facts.isCounselor else {
            throw .notDisclosureApprover
        }
        return role
    }

    /// The counselor or whoever could approve; what one proposed for harm another confirms or lifts.
    private func refuser(_ facts: DisclosureFacts) throws(PolicyRule) -> Role {
        guard facts.isMember else { throw .notYourDisclosure }
        let role = facts.isCounselor ? counseling : nil
        let acting: Role
        if let role { acting = role } else { acting = try approver(facts) }
        guard facts.state == .refusing else { return acting }
        guard !facts.isRefuser, !facts.isRequester else { throw .ownRefusal }
        return acting
    }
}
