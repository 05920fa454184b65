/// A day as people name it, before it is known which one that is.
enum DayPhrase: Equatable, Sendable {
    /// `2026-12-01`, `2026年12月1日`.
    case date(CivilDay)
    /// `12月1日`: the next one from today on.
    case monthAndDay(month: Int, day: Int)
    /// `today`, `明天`: so many days from today.
    case offset(Int)
    /// `fri`, `周五`: the next one. Monday is 0.
    case weekday(Int)
    /// `next fri`, `下周五`: in the week so many weeks from this one, weeks beginning on Monday. Monday is 0.
    case weekdayOfWeek(Int, weeksFromNow: Int)

    /// Takes a day at the place where the scanner stands.
    /// - Returns: nil when no day stands there.
    /// - Throws: `noSuchTime` for a date that the calendar lacks; `unreadable` for half a date.
    static func take(from scanner: inout PhraseScanner) throws(TimeFault) -> DayPhrase? {
        if let offset = scanner.take(oneOf: offsets) { return .offset(offset) }
        if let weekday = takeWeekday(from: &scanner) { return weekday }
        return try takeDate(from: &scanner)
    }

    private static func takeWeekday(from scanner: inout PhraseScanner) -> DayPhrase? {
        var ahead = scanner
        let weeks = ahead.take(oneOf: weeks)
        if weeks != nil { ahead.skipSpaces() }
        var weekday = ahead.take(oneOf: weekdays)
        if weekday == nil, ahead.take(oneOf: [("周", 0), ("星期", 0), ("礼拜", 0)]) != nil {
            weekday = ahead.take(oneOf: hanWeekdays)
        }
        guard let weekday else { return nil }
        scanner = ahead
        return weeks.map { .weekdayOfWeek(weekday, weeksFromNow: $0) } ?? .weekday(weekday)
    }

    private static func takeDate(from scanner: inout PhraseScanner) throws(TimeFault) -> DayPhrase? {
        var ahead = scanner
        guard let year = ahead.takeDigits(4...4) else { return try takeMonthAndDay(from: &scanner) }
        guard let separator = ahead.take(oneOf: [("-", "-"), ("/", "/"), (".", "."), ("年", "月")]) else { return nil }
        guard let month = ahead.takeDigits(1...2), ahead.take(separator), let day = ahead.takeDigits(1...2) else {
            throw .unreadable
        }
        if separator == "月" { _ = ahead.take("日") || ahead.take("号") }
        guard let date = CivilDay(year: year, month: month, day: day) else { throw .noSuchTime }
        scanner = ahead
        return .date(date)
    }

    private static func takeMonthAndDay(from scanner: inout PhraseScanner) throws(TimeFault) -> DayPhrase? {
        var ahead = scanner
        guard let month = ahead.takeNumber(), ahead.take("月") else { return nil }
        guard let day = ahead.takeNumber() else { throw .unreadable }
        _ = ahead.take("日") || ahead.take("号")
        // 2024 had a 29 February; whether the year that is meant has one shows later.
        guard CivilDay(year: 2024, month: month, day: day) != nil else { throw .noSuchTime }
        scanner = ahead
        return .monthAndDay(month: month, day: day)
    }

    /// The day that is meant.
    /// - Parameters:
    ///   - today: by the practice's calendar.
    ///   - isPast: whether what is meant would lie in the past on a given day, so that a bare `fri` means the next week's.
    func day(from today: CivilDay, isPast: (CivilDay) -> Bool) throws(TimeFault) -> CivilDay {
        switch self {
        case .date(let date): return date
        case .offset(let days): return today.adding(days)
        case .weekdayOfWeek(let weekday, let weeks): return today.adding(weekday - today.weekday + 7 * weeks)
        case .weekday(let weekday):
            let next = today.adding((weekday - today.weekday + 7) % 7)
            return isPast(next) ? next.adding(7) : next
        case .monthAndDay(let month, let day):
            for year in today.year...(today.year + 8) {
                guard let candidate = CivilDay(year: year, month: month, day: day) else { continue }
                if candidate >= today && !isPast(candidate) { return candidate }
            }
            throw .noSuchTime
        }
    }

    // The longer word first where one begins with the other.
    private static let offsets: [(String, Int)] = [
        ("day after tomorrow", 2), ("tomorrow", 1), ("today", 0), ("yesterday", -1),
        ("大后天", 3), ("后天", 2), ("明天", 1), ("明日", 1), ("今天", 0), ("今日", 0), ("昨天", -1), ("昨日", -1), ("前天", -2),
    ]
    private static let weeks: [(String, Int)] = [
        ("next", 1), ("this", 0), ("last", -1),
        ("下下个", 2), ("下下", 2), ("下个", 1), ("下", 1), ("这个", 0), ("这", 0), ("本", 0), ("上个", -1), ("上", -1),
    ]
    private static let weekdays: [(String, Int)] = [
        ("monday", 0), ("mon", 0), ("tuesday", 1), ("tues", 1), ("tue", 1), ("wednesday", 2), ("wed", 2),
        ("thursday", 3), ("thurs", 3), ("thur", 3), ("thu", 3), ("friday", 4), ("fri", 4),
        ("saturday", 5), ("sat", 5), ("sunday", 6), ("sun", 6),
    ]
    private static let hanWeekdays: [(String, Int)] = [
        ("一", 0), ("二", 1), ("三", 2), ("四", 3), ("五", 4), ("六", 5), ("日", 6), ("天", 6),
    ]
}
