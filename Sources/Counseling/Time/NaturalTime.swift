/// A time, a length or a day as people write them, in English or Chinese, understood by the practice's clock.
public enum NaturalTime {
    /// Why a text is no time. It holds no part of the text.
    public enum Fault: Error, Hashable, Sendable {
        /// Nobody can tell what is meant.
        case unclear(FieldPath)
        /// The same where a day, or a month, is wanted and no time.
        case unclearDay(FieldPath)
        case unclearMonth(FieldPath)
        /// A day alone, where a time of day is needed too.
        case noTimeOfDay(FieldPath)
        /// The clock is put forward over that time: it never shows it.
        case skipped(FieldPath)
        /// Not a length from 5 minutes to 12 hours.
        case length(FieldPath)
    }

    /// What was understood, and what about it should be said.
    public struct Understood: Hashable, Sendable {
        public let time: UTCTime
        /// The clock is put back and shows that time twice; the first is taken.
        public let isTwice: Bool
        /// It has gone by.
        public let isPast: Bool
        /// No day was written.
        public let isDayAssumed: Bool
        /// No half of the day was written, and the afternoon is taken.
        public var isAfternoonAssumed = false
    }

    /// A day with a time of day, or a time alone: `2026-12-01 10:00`, `tomorrow 10:00`, `fri 14:30`, `明天 10:00`,
    /// `下周五 下午2点半`, `两点`, `tomorrow at 2`, `tomorrow 2`, `10:00`. An RFC 3339 time with its zone is taken as it is.
    ///
    /// - Parameters:
    ///   - anchor: the day that a time alone belongs to; without it the next such time to come
    public static func read(
        _ text: String, at path: FieldPath, now: UTCTime, in clock: LocalClock, on anchor: CalendarDate? = nil
    ) throws(Fault) -> Understood {
        if let exact = UTCTime(rfc3339: text.trimmed().uppercased()) {
            return Understood(time: exact, isTwice: false, isPast: exact <= now, isDayAssumed: false)
        }
        var scanner = TextScanner(text)
        let day = WrittenDay.read(&scanner)
        if day != nil {
            scanner.skipSpaces()
            _ = scanner.take(",") || scanner.take("的")
            // `2026-12-01T10:00`.
            if let next = scanner.rest.dropFirst().first, ("0"..."9").contains(next), scanner.rest.first == "t" {
                _ = scanner.takeCharacter()
            }
            scanner.skipSpaces()
            if scanner.isAtEnd { throw .noTimeOfDay(path) }
        }
        // Not behind a weekday: `fri 4` may be the fourth.
        let isHourEnough = day?.isCounted ?? false
        guard let read = WrittenTimeOfDay.read(&scanner, isHourEnough: isHourEnough) else { throw .unclear(path) }
        let minutes = read.minutes
        scanner.skipSpaces()
        guard scanner.isAtEnd else { throw .unclear(path) }
        let today = clock.day(of: now)
        func isPast(_ date: CalendarDate) -> Bool {
            clock.moments(date, minutes: minutes).first.map { $0 <= now } ?? false
        }
        let meant =
            day.map { $0.resolved(today: today, isPast: isPast) }
            ?? anchor ?? (isPast(today) ? today.adding(days: 1) : today)
        guard let meant else { throw .unclear(path) }
        switch clock.moments(meant, minutes: minutes) {
        case .never: throw .skipped(path)
        case .once(let time):
            return Understood(
                time: time, isTwice: false, isPast: time <= now, isDayAssumed: day == nil,
                isAfternoonAssumed: read.isAfternoonAssumed)
        case .twice(let first, _):
            return Understood(
                time: first, isTwice: true, isPast: first <= now, isDayAssumed: day == nil,
                isAfternoonAssumed: read.isAfternoonAssumed)
        }
    }

    /// A day: `2026-12-01`, `12-01`, `tomorrow`, `fri`, `后天`, `下周五`.
    public static func readDay(
        _ text: String, at path: FieldPath, now: UTCTime, in clock: LocalClock
    ) throws(Fault) -> CalendarDate {
        var scanner = TextScanner(text)
        guard let day = WrittenDay.read(&scanner)?.resolved(today: clock.day(of: now), isPast: { _ in false }),
            scanner.isAtEnd
        else { throw .unclearDay(path) }
        return day
    }

    /// A length in minutes: `50m`, `1h`, `1h30m`, `90`, `50分钟`, `一小时`, `1小时30分钟`, `一个半小时`, `半小时`.
    public static func readLength(_ text: String, at path: FieldPath) throws(Fault) -> Int {
        var scanner = TextScanner(text)
        guard let minutes = minutes(&scanner), scanner.isAtEnd, (5...720).contains(minutes) else { throw .length(path) }
        return minutes
    }

    private static func minutes(_ scanner: inout TextScanner) -> Int? {
        if scanner.take("半小时") || scanner.take("半个小时") { return 30 }
        guard let number = scanner.number(1...3) else { return nil }
        if scanner.isAtEnd { return number }
        scanner.skipSpaces()
        if scanner.take("个半小时") { return number * 60 + 30 }
        if isMinutes(&scanner) { return number }
        guard isHours(&scanner) else { return nil }
        scanner.skipSpaces()
        if scanner.isAtEnd { return number * 60 }
        if scanner.take("半") { return number * 60 + 30 }
        guard let rest = scanner.number(1...2) else { return nil }
        scanner.skipSpaces()
        guard rest < 60, scanner.isAtEnd || isMinutes(&scanner) else { return nil }
        return number * 60 + rest
    }

    private static func isMinutes(_ scanner: inout TextScanner) -> Bool {
        ["分钟", "分", "minutes", "minute", "min", "m"].contains { scanner.take($0) }
    }

    /// The one letter also before digits: `1h30m`.
    private static func isHours(_ scanner: inout TextScanner) -> Bool {
        ["个小时", "小时", "hours", "hour", "h"].contains { scanner.take($0) }
    }
}
