/// When a person is fit to practise, as it is published to everyone who works there: not the credentials themselves.
public struct StaffFitness: RecordBody, Hashable {
    /// Days on which every required set is satisfied, the first and the last included; no last day: until further notice.
    public struct Interval: Codable, Hashable, Sendable {
        public let from: CalendarDate
        public let until: CalendarDate?

        public init(from: CalendarDate, until: CalendarDate?) {
            self.from = from
            self.until = until
        }

        func contains(_ day: CalendarDate) -> Bool { from <= day && until.map { day <= $0 } ?? true }
    }

    private var schema = SchemaVersion1()
    public let person: Identifier<Person>
    /// The personnel thread in which the credentials lie.
    public let thread: Identifier<PersonnelThread>
    /// How many of its events this says.
    public let events: Int
    /// Apart from each other, the earliest first.
    public let fit: [Interval]
    /// Whether one of the credentials behind it was verified by nobody but the practice's only director, whose it is.
    public let selfVerified: Bool

    public init(
        of file: CredentialFile, events: Int, thread: Identifier<PersonnelThread>, required: RequiredCredentials
    ) {
        person = file.person
        self.thread = thread
        self.events = events
        let counting = file.credentials.filter { $0.state != .withdrawn && $0.verifiedTerm != nil }
        var fit: [Interval]?
        for set in required.sets {
            let covered = Self.joined(
                counting.filter { set.contains($0.details.kind) }.map {
                    Interval(from: $0.details.issued, until: $0.verifiedTerm?.last)
                })
            fit = fit.map { Self.common($0, covered) } ?? covered
        }
        self.fit = fit ?? []
        let kinds = Set(required.sets.joined())
        selfVerified = counting.contains { $0.selfVerified && kinds.contains($0.details.kind) }
    }

    /// The intervals as few as possible: what overlaps or follows day on day becomes one.
    static func joined(_ intervals: [Interval]) -> [Interval] {
        var result: [Interval] = []
        for next in intervals.sorted(by: { ($0.from, $0.until ?? .last) < ($1.from, $1.until ?? .last) }) {
            guard let before = result.last else {
                result.append(next)
                continue
            }
            guard let until = before.until, next.from.daysSince1970 > until.daysSince1970 + 1 else {
                let ends = before.until.flatMap { a in next.until.map { max(a, $0) } }
                result[result.count - 1] = Interval(from: before.from, until: ends)
                continue
            }
            result.append(next)
        }
        return result
    }

    /// The days that lie in both.
    static func common(_ one: [Interval], _ other: [Interval]) -> [Interval] {
        one.flatMap { a in
            other.compactMap { b -> Interval? in
                let from = max(a.from, b.from)
                let until = [a.until, b.until].compactMap { $0 }.min()
                if let until, until < from { return nil }
                return Interval(from: from, until: until)
            }
        }.sorted { $0.from < $1.from }
    }

    /// Whether no day is among them that was not among these.
    public func liesWithin(_ others: [Interval]) -> Bool {
        fit.allSatisfy { one in
            others.contains { other in
                guard other.from <= one.from else { return false }
                guard let end = other.until else { return true }
                return one.until.map { $0 <= end } ?? false
            }
        }
    }

    /// How the person stands on a day.
    public func standing(on day: CalendarDate) -> FitnessStanding {
        if let now = fit.first(where: { $0.contains(day) }) {
            return .fit(until: now.until, selfVerified: selfVerified)
        }
        if let ended = fit.compactMap(\.until).filter({ $0 < day }).max() { return .notFit(.ended(ended)) }
        if let begins = fit.map(\.from).filter({ $0 > day }).min() { return .notFit(.begins(begins)) }
        return .notFit(.nothingVerified)
    }
}

/// Whether a person may be given a case or an appointment on a day, by what is published of their credentials.
public enum FitnessStanding: Hashable, Sendable {
    /// - Parameter until: the last day without a gap, nil where there is none
    case fit(until: CalendarDate?, selfVerified: Bool)
    case notFit(Reason)
    /// Nothing was ever recorded of this person.
    case noneRecorded
    /// What was recorded last opens for nobody any more.
    case unreadable

    /// How many days ahead an end is announced.
    public static var announcedDays: Int { 60 }

    public enum Reason: Hashable, Sendable {
        /// Something is recorded, and what is required is not verified.
        case nothingVerified
        /// The last day on which it was.
        case ended(CalendarDate)
        case begins(CalendarDate)
    }
}

/// Why a trainee may not practise on a day: under no supervision agreement can anything be done then.
public struct SupervisionGap: Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// There is no agreement that was, or will be.
        case none
        /// The last one before ends, or ended, at this moment.
        case ended(UTCTime)
        /// The next one begins at this moment.
        case begins(UTCTime)
        /// One is in force, and whoever is its supervisor does not supervise now.
        case unsupervised(Identifier<SupervisionAgreement>, by: Identifier<Person>)
        /// One is in force by what can be read of it, and its last word can be read by nobody.
        case lost(Identifier<SupervisionAgreement>)
    }

    public let reason: Reason
    /// The first day on which another agreement can begin beside those that there are; nil for today.
    public let first: CalendarDate?
    /// The last day of another agreement beside those that there are, before the day where none fits in; nil where it needs no end.
    public let last: CalendarDate?

    public init(_ reason: Reason, first: CalendarDate?, last: CalendarDate?) {
        (self.reason, self.first, self.last) = (reason, first, last)
    }
}

/// The group of those who keep one person's credentials.
public enum PersonnelThread {}

extension CalendarDate {
    /// The last day there is.
    fileprivate static var last: CalendarDate {
        CalendarDate(year: 9999, month: 12, day: 31) ?? CalendarDate(daysSince1970: 0)
    }
}
