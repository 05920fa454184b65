/// A day as people write it, before it is known which one that is.
enum WrittenDay: Hashable {
    case date(CalendarDate)
    /// Without a year.
    case monthDay(month: Int, day: Int)
    /// Days from today.
    case offset(Int)
    /// Monday is 0.
    case weekday(Int, Week)

    enum Week: Hashable {
        /// The next one to come, today included.
        case coming
        /// Of this week, the next, the one after.
        case weeksAhead(Int)
    }

    /// Whether it is `today`, `tomorrow`, `后天`: a number behind it cannot belong to the day.
    var isCounted: Bool { if case .offset = self { true } else { false } }

    /// The day at the scanner's place; nil, and nothing passed, where none stands there.
    static func read(_ scanner: inout TextScanner) -> WrittenDay? {
        let start = scanner
        if let day = named(&scanner) ?? dated(&scanner) { return day }
        scanner = start
        return nil
    }

    private static func named(_ scanner: inout TextScanner) -> WrittenDay? {
        let words: KeyValuePairs = [
            "day after tomorrow": 2, "tomorrow": 1, "today": 0, "yesterday": -1, "大后天": 3, "大後天": 3, "后天": 2, "後天": 2,
            "明天": 1, "明日": 1, "今天": 0, "今日": 0, "昨天": -1, "前天": -2,
        ]
        if let days = scanner.take(words) { return .offset(days) }
        // 今晚, 明早: the part of the day follows at once and is read with the time.
        for (word, days) in ["今": 0, "明": 1] {
            var ahead = scanner
            if ahead.take(word), let next = ahead.rest.first, "早晚".contains(next) {
                scanner = ahead
                return .offset(days)
            }
        }
        return weekday(&scanner)
    }

    private static func weekday(_ scanner: inout TextScanner) -> WrittenDay? {
        let start = scanner
        let weeks: KeyValuePairs = ["下下": 2, "下个": 1, "下": 1, "这个": 0, "这": 0, "本": 0, "next": 1, "this": 0]
        let ahead = scanner.take(weeks)
        scanner.skipSpaces()
        let week = ahead.map { Week.weeksAhead($0) } ?? .coming
        if let day = scanner.take(Self.english) { return .weekday(day, week) }
        if scanner.take("周") || scanner.take("星期") || scanner.take("礼拜") {
            let names: KeyValuePairs = ["一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6]
            if let day = scanner.take(names) { return .weekday(day, week) }
        }
        scanner = start
        return nil
    }

    private static let english: KeyValuePairs = [
        "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "wed": 2, "thursday": 3, "thurs": 3,
        "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
    ]

    private static func dated(_ scanner: inout TextScanner) -> WrittenDay? {
        var year: Int?
        if let number = scanner.digits(4...4) {
            guard scanner.take("-") || scanner.take("/") || scanner.take("年") else { return nil }
            year = number
        }
        guard let month = scanner.digits(1...2) else { return nil }
        let isHan = scanner.take("月")
        guard isHan || scanner.take("-") || scanner.take("/"), let day = scanner.digits(1...2) else { return nil }
        if isHan { _ = scanner.take("日") || scanner.take("号") }
        guard let year else {
            // A leap year has every day that any year has.
            return CalendarDate(year: 2000, month: month, day: day) == nil ? nil : .monthDay(month: month, day: day)
        }
        return CalendarDate(year: year, month: month, day: day).map { .date($0) }
    }

    /// Which day is meant.
    /// - Parameters:
    ///   - today: as the calendar on the wall shows it
    ///   - isPast: whether the time of day that goes with it has gone by on a given day; a day without its year, or a
    ///     weekday, then means the next one
    func resolved(today: CalendarDate, isPast: (CalendarDate) -> Bool) -> CalendarDate? {
        switch self {
        case .date(let date): return date
        case .offset(let days): return today.adding(days: days)
        case .monthDay(let month, let day):
            // Eight years hold a 29 February even across 2100.
            return (0...8).lazy.compactMap { CalendarDate(year: today.year + $0, month: month, day: day) }
                .first { $0 >= today && !isPast($0) }
        case .weekday(let day, .coming):
            let next = today.adding(days: (day - today.weekday + 7) % 7)
            return isPast(next) ? next.adding(days: 7) : next
        case .weekday(let day, .weeksAhead(let weeks)): return today.monday.adding(days: day + 7 * weeks)
        }
    }
}
