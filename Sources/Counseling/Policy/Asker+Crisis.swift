// Who may do what about crisis flags.
extension Asker {
    private var crisis: CrisisFacts { facts.crisis }

    private var leading: Role? { first(of: [.supervisor, .director]) }

    private var treating: Role? { crisis.isClientsCounselor ? first(of: [.counselor, .trainee]) : nil }

    /// Supervisors, directors and counselors, for what their keys open, and whoever something was sealed to.
    func crisisLooker(list: Bool) throws(PolicyRule) -> Role {
        if let role = leading ?? (list ? first(of: [.counselor, .trainee]) : nil) { return role }
        guard crisis.isNamed, let role = anyRole else { throw .notInCrisis }
        return role
    }

    /// Whoever supervises or directs, or counsels the client, about a flag that is not resolved.
    func crisisHelper() throws(PolicyRule) -> Role {
        guard crisis.state != nil, let role = leading ?? treating else { throw .notInCrisis }
        guard crisis.state != .resolved else { throw .flagIsResolved }
        return role
    }

    /// The same about one that nobody took up.
    func crisisTaker() throws(PolicyRule) -> Role {
        let role = try crisisHelper()
        guard crisis.state == .raised else { throw .flagIsAcknowledged }
        return role
    }

    /// Supervisors and directors: whoever links hands on the keys of everything that was signed so far, and must hold them.
    func crisisLinker() throws(PolicyRule) -> Role {
        guard crisis.state != nil, let role = leading else { throw .notInCrisis }
        guard crisis.state != .resolved else { throw .flagIsResolved }
        guard !crisis.isLinked else { throw .flagIsLinked }
        return role
    }

    /// - Parameter unreported: whether it says why suspected harm was not reported
    func crisisCloser(unreported: Bool) throws(PolicyRule) -> Role {
        let role = try crisisHelper()
        guard crisis.state != .raised else { throw .flagNotAcknowledged }
        guard unreported || !crisis.isReportOwed else { throw .harmNotReported }
        return role
    }

    /// A supervisor, and not the one who proposed it.
    func crisisCosigner() throws(PolicyRule) -> Role {
        _ = try crisisHelper()
        guard crisis.state == .proposed else { throw .flagNotProposed }
        guard !crisis.isOwnProposal else { throw .ownProposal }
        guard !crisis.isReportOwed else { throw .harmNotReported }
        return try require(.supervisor, else: .resolutionNeedsSupervisor)
    }

    func cardWriter() throws(PolicyRule) -> Role {
        guard let role = treating else { throw .notClientsCounselor }
        return role
    }

    /// Whoever is called at night, while a flag of that client stands.
    func cardOpener() throws(PolicyRule) -> Role {
        guard let role = leading else { throw .notInCrisis }
        guard crisis.hasActiveFlag else { throw .noActiveFlag }
        return role
    }
}
