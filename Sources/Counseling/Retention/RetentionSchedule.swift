/// Under which law a practice keeps records (适用地区).
public enum Jurisdiction: String, CaseIterable, Codable, Hashable, Sendable {
    /// Mainland China.
    case mainland
    case elsewhere

    /// Years after the closing of a case. A practice may keep longer, never shorter.
    public var leastYears: Int {
        switch self {
        case .mainland: 10
        case .elsewhere: 7
        }
    }

    /// Years after a client who was a minor turns 18.
    public var leastYearsOfMinors: Int { 7 }

    /// Days between the notice to collect and the disposal.
    public var leastNoticeDays: Int {
        switch self {
        case .mainland: 60
        case .elsewhere: 0
        }
    }
}

/// How long a practice keeps what (保存期限), and when it last went through its archive: a record of the practice, by directors.
public struct RetentionSchedule: RecordBody, Hashable {
    public static let mostYears = 100
    public static let mostNoticeDays = 365

    private var schema = SchemaVersion1()
    public let jurisdiction: Jurisdiction
    /// After the closing of a case.
    public let years: Int
    /// After a client who was a minor when the case was closed turns 18.
    public let minorYears: Int
    public let noticeDays: Int
    /// When a director said so first.
    public private(set) var since: CalendarDate?
    /// When the archive was gone through last, and by whom.
    public private(set) var reviewed: CalendarDate?
    public private(set) var reviewedBy: Identifier<Person>?

    /// - Throws: `CounselingError.field` for a period below what the jurisdiction asks for, or beyond what can be meant
    public init(jurisdiction: Jurisdiction, years: Int? = nil, minorYears: Int? = nil, noticeDays: Int? = nil)
        throws(CounselingError)
    {
        func checked(_ value: Int?, _ least: Int, _ most: Int, _ field: FieldPath) throws(CounselingError) -> Int {
            let value = value ?? least
            guard value >= least, value <= most else { throw .field(field, .outOfRange(least, most)) }
            return value
        }
        self.jurisdiction = jurisdiction
        self.years = try checked(years, jurisdiction.leastYears, Self.mostYears, "years")
        self.minorYears = try checked(minorYears, jurisdiction.leastYearsOfMinors, Self.mostYears, "minorYears")
        self.noticeDays = try checked(noticeDays, jurisdiction.leastNoticeDays, Self.mostNoticeDays, "noticeDays")
    }

    private init(usualOf jurisdiction: Jurisdiction) {
        self.jurisdiction = jurisdiction
        years = jurisdiction.leastYears
        minorYears = jurisdiction.leastYearsOfMinors
        noticeDays = jurisdiction.leastNoticeDays
    }

    /// What holds where nobody said anything: the longer periods.
    public static let usual = RetentionSchedule(usualOf: .mainland)

    /// Whether the numbers may stand: a changed program could write others.
    public var isLawful: Bool {
        (jurisdiction.leastYears...Self.mostYears).contains(years)
            && (jurisdiction.leastYearsOfMinors...Self.mostYears).contains(minorYears)
            && (jurisdiction.leastNoticeDays...Self.mostNoticeDays).contains(noticeDays)
    }

    /// The same after the archive was gone through.
    public func reviewed(on day: CalendarDate, by person: Identifier<Person>) -> RetentionSchedule {
        var result = self
        result.reviewed = day
        result.reviewedBy = person
        return result
    }

    /// The same schedule in the place of another, with its last review: setting periods is no review.
    public func replacing(_ other: RetentionSchedule, on day: CalendarDate) -> RetentionSchedule {
        var result = self
        result.since = other.since ?? day
        result.reviewed = other.reviewed
        result.reviewedBy = other.reviewedBy
        return result
    }

    /// Whether a year has passed since the archive was gone through, or since there is a schedule to go by.
    public func isReviewDue(on day: CalendarDate) -> Bool {
        guard let last = reviewed ?? since else { return false }
        return last.adding(years: 1) <= day
    }
}
