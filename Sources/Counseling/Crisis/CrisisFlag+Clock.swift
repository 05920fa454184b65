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
    /// What is dated further ahead than this, seconds, was dated by a clock that is not the reader's.
    public static let clockTolerance: Int64 = 600

    private static func isAhead(_ time: UTCTime, of now: UTCTime) -> Bool {
        time.secondsSince1970 - now.secondsSince1970 > clockTolerance
    }

    /// Whether it is dated later than the reader's clock: one of the two clocks is wrong, and how long it waits nobody knows.
    public func clockAhead(at now: UTCTime) -> Bool {
        Self.isAhead(raisedAt, of: now) || (state == .raised && Self.isAhead(dueSince, of: now))
    }

    /// When somebody must have taken it up, for whoever reads it now. What waits for an unknown time is due at once: a clock that
    /// was ahead postpones nothing.
    public func due(at now: UTCTime) -> UTCTime {
        state == .raised && Self.isAhead(dueSince, of: now) ? min(due, now) : due
    }

    /// When suspected harm must have been reported, for whoever reads it now; nil where nothing is owed.
    public func reportDue(at now: UTCTime) -> UTCTime? {
        guard needsReport, !isReported, let owedSince = reportOwedSince else { return nil }
        return Self.isAhead(owedSince, of: now) ? now : owedSince.adding(Self.reportLimit)
    }

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
        let due = self.due(at: now)
        if state == .raised { demands.append(.acknowledge(due: due, isOverdue: now >= due)) }
        if let reportDue = reportDue(at: now), now >= reportDue { demands.append(.report(due: reportDue)) }
        if let reassessmentDue, now >= reassessmentDue { demands.append(.reassess(due: reassessmentDue)) }
        if state == .proposed { demands.append(isStuck(supervisors: supervisors) ? .proposeAnew : .cosign) }
        return demands
    }

    /// What it wants of this person: of supervisors and the client's counselors at once; of directors once the time is past, or
    /// where there is no supervisor. A co-signature is asked of supervisors, and not of whoever proposed. Where the only supervisor
    /// proposed, another person takes the step: the client's counselor, or a director, who can also bring another supervisor in.
    /// Where there is none, that is a director's alone. `responsible` says the same of roles.
    public func demands(of onlooker: CrisisOnlooker, at now: UTCTime, counsels: Counsels) -> [CrisisDemand] {
        let treats = client.map { counsels(onlooker.person, $0) } ?? false
        let supervises = onlooker.roles.contains(.supervisor)
        let directs = onlooker.roles.contains(.director)
        return demands(at: now, supervisors: onlooker.supervisors).filter { demand in
            switch demand {
            case .cosign: supervises && proposal?.by != onlooker.person
            case .proposeAnew:
                directs || (treats && !onlooker.supervisors.isEmpty && proposal?.by != onlooker.person)
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
