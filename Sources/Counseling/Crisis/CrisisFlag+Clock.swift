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

    /// A word for programs.
    public var word: String {
        switch self {
        case .acknowledge: "acknowledge"
        case .reassess: "reassess"
        case .report: "report"
        case .cosign: "co-sign"
        }
    }

    public var due: UTCTime? {
        switch self {
        case .acknowledge(let due, _), .reassess(let due), .report(let due): due
        case .cosign: nil
        }
    }

    public var isOverdue: Bool {
        switch self {
        case .acknowledge(_, let isOverdue): isOverdue
        case .reassess, .report: true
        case .cosign: false
        }
    }
}

/// Who looks.
public struct CrisisOnlooker: Sendable {
    public let person: Identifier<Person>
    public let roles: Set<Role>
    /// Whether the practice has an active supervisor at all.
    public let hasSupervisor: Bool

    public init(person: Identifier<Person>, roles: Set<Role>, hasSupervisor: Bool) {
        self.person = person
        self.roles = roles
        self.hasSupervisor = hasSupervisor
    }
}

extension CrisisFlag {
    /// What it wants now, the most pressing first, whoever is asked.
    public func demands(at now: UTCTime) -> [CrisisDemand] {
        guard state != .resolved else { return [] }
        var demands: [CrisisDemand] = []
        if state == .raised { demands.append(.acknowledge(due: due, isOverdue: now >= due)) }
        if let reportDue, now >= reportDue { demands.append(.report(due: reportDue)) }
        if let reassessmentDue, now >= reassessmentDue { demands.append(.reassess(due: reassessmentDue)) }
        if state == .proposed { demands.append(.cosign) }
        return demands
    }

    /// What it wants of this person: of supervisors and the client's counselors at once; of directors once the time is past, or
    /// where there is no supervisor. A co-signature is asked of supervisors, and not of whoever proposed.
    public func demands(of onlooker: CrisisOnlooker, at now: UTCTime, counsels: Counsels) -> [CrisisDemand] {
        let treats = client.map { counsels(onlooker.person, $0) } ?? false
        let supervises = onlooker.roles.contains(.supervisor)
        let directs = onlooker.roles.contains(.director)
        return demands(at: now).filter { demand in
            switch demand {
            case .cosign: supervises && proposal?.by != onlooker.person
            default: supervises || treats || (directs && (demand.isOverdue || !onlooker.hasSupervisor))
            }
        }
    }

    /// Who must act, by role, for whoever looks at the list.
    public func responsible(at now: UTCTime, hasSupervisor: Bool) -> [Role] {
        guard let first = demands(at: now).first else { return [] }
        if case .cosign = first { return [.supervisor] }
        var roles: [Role] = hasSupervisor ? [.supervisor] : [.director]
        if client != nil { roles.append(.counselor) }
        if first.isOverdue, hasSupervisor { roles.append(.director) }
        return roles
    }
}
