/// What a flag wants of somebody.
public enum CrisisDemand: Hashable, Sendable {
    /// Nobody has taken it up.
    case acknowledge(due: UTCTime, isOverdue: Bool)
    /// The risk should have been looked at again.
    case reassess(due: UTCTime)
    /// Suspected harm should have been reported.
    case report(due: UTCTime)
    /// Somebody holds that it is over.
    case cosign
    /// The same, but nobody else is a supervisor: another person must propose it, or another supervisor come.
    case proposeAnew

    /// A word for programs.
    public var word: String {
        switch self {
        case .acknowledge: "acknowledge"
        case .reassess: "reassess"
        case .report: "report"
        case .cosign: "co-sign"
        case .proposeAnew: "propose-anew"
        }
    }

    public var due: UTCTime? {
        switch self {
        case .acknowledge(let due, _), .reassess(let due), .report(let due): due
        case .cosign, .proposeAnew: nil
        }
    }

    public var isOverdue: Bool {
        switch self {
        case .acknowledge(_, let isOverdue): isOverdue
        case .reassess, .report: true
        case .cosign, .proposeAnew: false
        }
    }
}

/// Who looks.
public struct CrisisOnlooker: Sendable {
    public let person: Identifier<Person>
    public let roles: Set<Role>
    /// The practice's active supervisors.
    public let supervisors: Set<Identifier<Person>>

    public init(person: Identifier<Person>, roles: Set<Role>, supervisors: Set<Identifier<Person>>) {
        self.person = person
        self.roles = roles
        self.supervisors = supervisors
    }
}

extension CrisisFlag {
    /// Whether it is proposed as over by somebody beside whom there is no supervisor, so that nobody can co-sign.
    public func isStuck(supervisors: Set<Identifier<Person>>) -> Bool {
        guard state == .proposed, let proposal else { return false }
        return supervisors.subtracting([proposal.by]).isEmpty
    }

    /// What it wants now, the most pressing first, whoever is asked.
    /// - Parameter supervisors: the practice's active supervisors
    public func demands(at now: UTCTime, supervisors: Set<Identifier<Person>>) -> [CrisisDemand] {
        guard state != .resolved else { return [] }
        var demands: [CrisisDemand] = []
        if state == .raised { demands.append(.acknowledge(due: due, isOverdue: now >= due)) }
        if let reportDue, now >= reportDue { demands.append(.report(due: reportDue)) }
        if let reassessmentDue, now >= reassessmentDue { demands.append(.reassess(due: reassessmentDue)) }
        if state == .proposed { demands.append(isStuck(supervisors: supervisors) ? .proposeAnew : .cosign) }
        return demands
    }

    /// What it wants of this person: of supervisors and the client's counselors at once; of directors once the time is past, or
    /// where there is no supervisor. A co-signature is asked of supervisors, and not of whoever proposed; that nobody can give
    /// one concerns all of them, whoever proposed included.
    public func demands(of onlooker: CrisisOnlooker, at now: UTCTime, counsels: Counsels) -> [CrisisDemand] {
        let treats = client.map { counsels(onlooker.person, $0) } ?? false
        let supervises = onlooker.roles.contains(.supervisor)
        let directs = onlooker.roles.contains(.director)
        return demands(at: now, supervisors: onlooker.supervisors).filter { demand in
            switch demand {
            case .cosign: supervises && proposal?.by != onlooker.person
            case .proposeAnew: supervises || treats || directs
            default: supervises || treats || (directs && (demand.isOverdue || onlooker.supervisors.isEmpty))
            }
        }
    }

    /// Who must act, by role, for whoever looks at the list.
    public func responsible(at now: UTCTime, supervisors: Set<Identifier<Person>>) -> [Role] {
        guard let first = demands(at: now, supervisors: supervisors).first else { return [] }
        if case .cosign = first { return [.supervisor] }
        if case .proposeAnew = first {
            return supervisors.isEmpty || client == nil ? [.director] : [.counselor, .director]
        }
        var roles: [Role] = supervisors.isEmpty ? [.director] : [.supervisor]
        if client != nil { roles.append(.counselor) }
        if first.isOverdue, !supervisors.isEmpty { roles.append(.director) }
        return roles
    }
}
