/// Days one after the other, first and last included, as lists show them.
public struct DaySpan: Hashable, Sendable {
    public let first: CalendarDate
    public let last: CalendarDate

    public init(_ first: CalendarDate, _ last: CalendarDate) {
        self.first = first
        self.last = max(first, last)
    }

    /// So many days from one on.
    public init(_ first: CalendarDate, days: Int) { self.init(first, first.adding(days: max(1, days) - 1)) }

    public var days: [CalendarDate] {
        (0...(last.daysSince1970 - first.daysSince1970)).map { first.adding(days: $0) }
    }

    /// The moments from the beginning of the first day to the end of the last.
    public func bounds(in clock: LocalClock) -> (start: UTCTime, end: UTCTime)? {
        guard let start = clock.start(of: first), let end = clock.start(of: last.adding(days: 1)) else { return nil }
        return (start, end)
    }

    /// How many days back appointments are looked for of which nobody has said what became. Older ones show in their own days.
    public static let unsettledDays = 31

    /// These days.
    /// - Parameter withToday: whether today, whose sessions may still be going on, is among them
    public static func unsettled(before today: CalendarDate, withToday: Bool) -> DaySpan {
        DaySpan(today.adding(days: -unsettledDays), withToday ? today : today.adding(days: -1))
    }

    /// The week, Monday to Sunday, of a day, or `this`, `next`, `本周`, `下周`.
    public static func week(
        _ text: String, at path: FieldPath, now: UTCTime, in clock: LocalClock
    ) throws(NaturalTime.Fault) -> DaySpan {
        var scanner = TextScanner(text)
        let today = clock.day(of: now)
        let ahead: KeyValuePairs = [
            "这周": 0, "本周": 0, "this week": 0, "this": 0, "下下周": 2, "下周": 1, "next week": 1, "next": 1,
        ]
        if let weeks = scanner.take(ahead), scanner.isAtEnd {
            return DaySpan(today.monday.adding(days: 7 * weeks), days: 7)
        }
        return DaySpan(try NaturalTime.readDay(text, at: path, now: now, in: clock).monday, days: 7)
    }

    /// A month: `2026-12`, `12`, `12月`, `this`, `next`, `本月`, `下月`. Without its year, of this one.
    public static func month(
        _ text: String, at path: FieldPath, now: UTCTime, in clock: LocalClock
    ) throws(NaturalTime.Fault) -> DaySpan {
        var scanner = TextScanner(text)
        let today = clock.day(of: now)
        var (year, month) = (today.year, today.month)
        let ahead: KeyValuePairs = [
            "本月": 0, "这个月": 0, "this month": 0, "this": 0, "下个月": 1, "下月": 1, "next month": 1, "next": 1,
        ]
        if let months = scanner.take(ahead) {
            month += months
        } else {
            if let given = scanner.digits(4...4) {
                guard scanner.take("-") || scanner.take("/") || scanner.take("年") else { throw .unclearMonth(path) }
                year = given
            }
            guard let given = scanner.digits(1...2), (1...12).contains(given) else { throw .unclearMonth(path) }
            _ = scanner.take("月")
            month = given
        }
        if month > 12 { (year, month) = (year + 1, month - 12) }
        guard scanner.isAtEnd, let first = CalendarDate(year: year, month: month, day: 1),
            let last = CalendarDate(year: year, month: month, day: CalendarDate.days(inMonth: month, of: year))
        else { throw .unclearMonth(path) }
        return DaySpan(first, last)
    }
}
