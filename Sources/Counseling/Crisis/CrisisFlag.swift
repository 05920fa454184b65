/// Who signed a deposit, with what they might do then.
public enum CrisisAuthor: Hashable, Sendable {
    case station
    case person(Identifier<Person>, roles: Set<Role>)

    public var person: Identifier<Person>? {
        if case .person(let id, _) = self { id } else { nil }
    }

    func holds(_ role: Role) -> Bool {
        if case .person(_, let roles) = self { roles.contains(role) } else { false }
    }
}

/// One thing that was signed about a flag, its signature checked and its author known.
public struct CrisisDeposit: Sendable {
    public let id: Identifier<CrisisFlag>
    public let author: CrisisAuthor
    public let event: CrisisEvent

    public init(id: Identifier<CrisisFlag>, author: CrisisAuthor, event: CrisisEvent) {
        self.id = id
        self.author = author
        self.event = event
    }

    /// The flag it is about.
    public var flag: Identifier<CrisisFlag> { event.flag ?? id }

    static func precedes(_ left: CrisisDeposit, _ right: CrisisDeposit) -> Bool {
        (left.event.number, left.event.at, left.id.hex) < (right.event.number, right.event.at, right.id.hex)
    }
}

/// A crisis flag (危机预警) as everything that was signed about it leaves it.
public struct CrisisFlag: Sendable {
    public let id: Identifier<CrisisFlag>
    public let raisedAt: UTCTime
    public let raisedBy: CrisisAuthor
    /// The clock of whoever raised it was behind: times of it may be wrong.
    public let clockBehind: Bool
    public internal(set) var report: CrisisReport
    public internal(set) var state: CrisisState
    public internal(set) var client: Identifier<Client>?
    public internal(set) var kind: CrisisKind?
    /// nil while nobody assessed it.
    public internal(set) var assessedLevel: CrisisLevel?
    public internal(set) var concernsMinor: Bool
    /// When somebody must have taken it up.
    /// As its times say; whoever reads it asks `due(at:)`.
    public internal(set) var due: UTCTime
    /// From when that is counted: when it was raised, or said to be more pressing.
    public internal(set) var dueSince: UTCTime
    public internal(set) var acknowledgedBy: Identifier<Person>?
    public internal(set) var acknowledgedAt: UTCTime?
    public internal(set) var reassessmentDue: UTCTime?
    public internal(set) var proposal: (by: Identifier<Person>, what: CrisisProposal)?
    public internal(set) var resolvedAt: UTCTime?
    public internal(set) var isReported = false
    /// Since when a report is owed.
    public internal(set) var reportOwedSince: UTCTime?
    /// The number after which the next act is numbered: the greatest of those whose author had the right, whether or not the state
    /// allowed the act. Whoever has no right to anything has no part in the order either.
    public internal(set) var lastNumber = 1
    /// What counts, in order.
    public internal(set) var deposits: [CrisisDeposit]
    /// What was signed and does not count.
    public internal(set) var faults: [(deposit: CrisisDeposit, problem: CrisisProblem)] = []

    /// An act that is numbered further beyond those before it does not count. Somebody who reads a part of a flag's acts misses
    /// some, but not so many; and nobody reaches numbers beyond which none can be counted on.
    public static let widestGap = 1024

    /// Unassessed counts as high.
    public var level: CrisisLevel { assessedLevel ?? .high }

    /// Suspected harm to somebody who cannot protect themself: reporting it needs nobody's permission, and leaving it
    /// unreported needs two.
    public var needsReport: Bool { kind == .abuse || concernsMinor }

    /// Seconds from when suspected harm is known until it should have been reported.
    public static let reportLimit: Int64 = 86_400

    /// Seconds from raising until somebody must have taken a flag up. Suspected harm to somebody who cannot protect themself waits
    /// no longer than its report, however little pressing the rest seems.
    public static func firstIntervention(of report: CrisisReport) -> Int64 {
        let byLevel = (report.level ?? .high).firstIntervention
        return report.kind == .abuse || report.concernsMinor == true ? min(byLevel, reportLimit) : byLevel
    }

}

extension UTCTime {
    /// The instant so many seconds later; the last that can be written where that lies beyond.
    func adding(_ seconds: Int64) -> UTCTime {
        (try? UTCTime(secondsSince1970: secondsSince1970 + seconds)) ?? self
    }
}

extension CrisisFlag: ConfidentialRecord {}
