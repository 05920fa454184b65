/// Until when a closed case is kept, and for which reason.
public struct RetentionPeriod: Hashable, Sendable {
    public let closed: CalendarDate
    /// The last day on which it is kept in any case.
    public let keepUntil: CalendarDate
    public let reason: Reason

    public enum Reason: String, Hashable, Sendable {
        /// So many years after closing.
        case closing
        /// The client was a minor when it was closed.
        case minority
    }

    /// Whether the period has run out.
    public func isOver(on day: CalendarDate) -> Bool { day > keepUntil }

    /// - Parameters:
    ///   - closed: the day on which the case was closed
    ///   - client: whose age then may lengthen it
    public init(closed: CalendarDate, client: ClientProfile, schedule: RetentionSchedule) {
        self.closed = closed
        let afterClosing = closed.adding(years: schedule.years)
        guard client.isMinor(on: closed), let birth = client.birth else {
            (keepUntil, reason) = (afterClosing, .closing)
            return
        }
        let afterMinority = birth.adding(years: 18 + min(schedule.minorYears, 9999))
        (keepUntil, reason) =
            afterMinority > afterClosing ? (afterMinority, .minority) : (afterClosing, .closing)
    }
}

/// How a case stands towards its disposal.
public enum RetentionStanding: Hashable, Sendable {
    /// It goes on.
    case open
    /// It was closed by a program that recorded no date: nobody knows from when to count.
    case closingUnknown
    /// There are guardians and no date of birth: nobody knows whether the client was a minor.
    case birthUnknown(closed: CalendarDate)
    case kept(RetentionPeriod)
    /// The period has run out; the notice to collect was not given.
    case toNotify(RetentionPeriod)
    /// The notice was given; the day from which nothing more is waited for.
    case notified(RetentionPeriod, until: CalendarDate)
    case due(RetentionPeriod, notice: CalendarDate?)
    case disposed

    public var word: String {
        switch self {
        case .open: "open"
        case .closingUnknown: "closing-unknown"
        case .birthUnknown: "birth-unknown"
        case .kept: "kept"
        case .toNotify: "to-notify"
        case .notified: "notified"
        case .due: "due"
        case .disposed: "disposed"
        }
    }

    public var period: RetentionPeriod? {
        switch self {
        case .kept(let period), .toNotify(let period), .notified(let period, _), .due(let period, _): period
        case .open, .closingUnknown, .birthUnknown, .disposed: nil
        }
    }

    /// - Parameters:
    ///   - closed: the day of closing; nil where it is not recorded
    ///   - record: what was noted of it; nil where nothing was
    public init(
        state: CaseState, closed: CalendarDate?, client: ClientProfile, record: RetentionRecord?,
        schedule: RetentionSchedule, today: CalendarDate
    ) {
        guard state == .closed else {
            self = .open
            return
        }
        guard let closed else {
            self = .closingUnknown
            return
        }
        guard client.birth != nil || client.guardians.isEmpty else {
            self = .birthUnknown(closed: closed)
            return
        }
        let period = RetentionPeriod(closed: closed, client: client, schedule: schedule)
        guard period.isOver(on: today) else {
            self = .kept(period)
            return
        }
        guard schedule.noticeDays > 0 else {
            self = .due(period, notice: record?.notice)
            return
        }
        // Whoever collected the copy needs no more time to.
        if record?.collected != nil {
            self = .due(period, notice: record?.notice)
            return
        }
        guard let notice = record?.notice else {
            self = .toNotify(period)
            return
        }
        let until = notice.adding(days: schedule.noticeDays)
        self = today >= until ? .due(period, notice: notice) : .notified(period, until: until)
    }
}

/// What a proposal to dispose of a case rests on: for whoever approves it, and for who verifies it later.
public struct DisposalTerms: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let jurisdiction: Jurisdiction
    public let closed: CalendarDate
    public let keepUntil: CalendarDate
    public let notice: CalendarDate?
    public let collected: CalendarDate?
    public let noticeDays: Int

    public init(_ period: RetentionPeriod, _ record: RetentionRecord?, _ schedule: RetentionSchedule) {
        jurisdiction = schedule.jurisdiction
        closed = period.closed
        keepUntil = period.keepUntil
        notice = record?.notice
        collected = record?.collected
        noticeDays = schedule.noticeDays
    }

    /// Whether by these dates it was due at that second, a day's difference of time zones aside.
    public func isDue(atSeconds seconds: UInt64) -> Bool {
        guard let seconds = Int64(exactly: seconds), seconds < 253_402_214_400 else { return false }
        let day = CalendarDate(daysSince1970: Int(seconds).dividedFloor(by: 86_400)).adding(days: 1)
        guard keepUntil >= closed.adding(years: jurisdiction.leastYears), day > keepUntil,
            noticeDays >= jurisdiction.leastNoticeDays, noticeDays <= RetentionSchedule.mostNoticeDays
        else { return false }
        if noticeDays == 0 || collected != nil { return true }
        return notice.map { $0.adding(days: noticeDays) <= day } ?? false
    }
}

extension CalendarDate {
    /// The same day so many years later; 1 March where that year has no 29 February, and the last day there is beyond the year
    /// 9999.
    public func adding(years: Int) -> CalendarDate {
        // A number that nobody can mean is beyond the last year, or before the first.
        let year = year + min(max(years, -9999), 9999)
        if let same = CalendarDate(year: year, month: month, day: day) { return same }
        return CalendarDate(year: year, month: 3, day: 1) ?? Self.last
    }

    private static let last = CalendarDate(daysSince1970: 2_932_896)
}
