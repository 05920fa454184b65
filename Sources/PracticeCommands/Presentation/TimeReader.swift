import Foundation

/// Reads times as people write them, in either language whatever the language of the program.
///
/// `2026-12-01 10:00`, `tomorrow 10:00`, `fri 14:30`, `next tue 9am`, `明天 10:00`, `下周五 下午2点半`, and RFC 3339 with its
/// offset. A bare weekday means the next one. "Next" and 下 mean the calendar week after this one, weeks beginning on Monday.
struct TimeReader: Sendable {
    /// The moment of asking.
    let now: Date
    /// The practice's zone.
    let zone: TimeZone

    /// The moment that a phrase means.
    /// - Throws: `skipped` or `twice` where the clocks change, `timeOfDayMissing`, and the rest of `TimeFault` but
    ///   `lengthOutOfRange`.
    func moment(_ phrase: String) throws(TimeFault) -> Date {
        var scanner = PhraseScanner(phrase)
        let dayPhrase = try DayPhrase.take(from: &scanner) ?? .offset(0)
        takeJoint(from: &scanner)
        if scanner.isAtEnd { throw .timeOfDayMissing }
        guard let clock = try ClockPhrase.take(from: &scanner) else { throw .unreadable }
        let offset = try takeOffset(from: &scanner)
        scanner.skipSpaces()
        guard scanner.isAtEnd else { throw .unreadable }
        func civil(on day: CivilDay) -> CivilTime {
            CivilTime(day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
        }
        if let offset {
            guard case .date(let day) = dayPhrase else { throw .unreadable }
            return Date(timeIntervalSince1970: Double(civil(on: day).secondsSinceEpoch - offset))
        }
        let day = try dayPhrase.day(from: today) { candidate in civil(on: candidate) < nowCivil }
        return try moment(of: civil(on: day))
    }

    /// The day that a phrase without a time of day means, for `--day` and dates of birth.
    /// - Throws: `unreadable`, `noSuchTime`.
    func day(_ phrase: String) throws(TimeFault) -> CivilDay {
        var scanner = PhraseScanner(phrase)
        guard let dayPhrase = try DayPhrase.take(from: &scanner) else { throw .unreadable }
        scanner.skipSpaces()
        guard scanner.isAtEnd else { throw .unreadable }
        return try dayPhrase.day(from: today) { _ in false }
    }

    /// The moment at which the practice's clocks show a time.
    /// - Throws: `skipped` where clocks jump over it, `twice` where they show it two times.
    func moment(of civil: CivilTime) throws(TimeFault) -> Date {
        let naive = civil.secondsSinceEpoch
        func offset(at seconds: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        }
        // A day to either side lies beyond any change that could matter, and no zone changes twice in two days.
        let before = offset(at: naive - 86_400)
        let after = offset(at: naive + 86_400)
        let candidates = before == after ? [naive - before] : [naive - before, naive - after].sorted()
        let real = candidates.filter { $0 + offset(at: $0) == naive }
        switch (real.first, real.last) {
        case (let first?, let last?) where first == last: return Date(timeIntervalSince1970: Double(first))
        case (let first?, let last?):
            throw .twice(Date(timeIntervalSince1970: Double(first)), Date(timeIntervalSince1970: Double(last)))
        default:
            throw .skipped(
                Date(timeIntervalSince1970: Double(naive - after)), Date(timeIntervalSince1970: Double(naive - before)))
        }
    }

    private var nowCivil: CivilTime { TimeText(zone: zone, language: .english).civilTime(now) }

    private var today: CivilDay { nowCivil.day }

    private func takeJoint(from scanner: inout PhraseScanner) {
        scanner.skipSpaces()
        _ = scanner.take("at") || scanner.take(",") || takeISOJoint(from: &scanner)
        scanner.skipSpaces()
    }

    /// The `T` of RFC 3339, which digits follow.
    private func takeISOJoint(from scanner: inout PhraseScanner) -> Bool {
        var ahead = scanner
        guard ahead.take("t"), ahead.isAtDigit else { return false }
        scanner = ahead
        return true
    }

    /// The offset of RFC 3339 in seconds, if one stands here.
    private func takeOffset(from scanner: inout PhraseScanner) throws(TimeFault) -> Int? {
        if scanner.take("z") { return 0 }
        guard let sign = scanner.take(oneOf: [("+", 1), ("-", -1)]) else { return nil }
        guard let hours = scanner.takeDigits(2...2), scanner.take(":"), let minutes = scanner.takeDigits(2...2),
            hours < 24, minutes < 60
        else { throw .unreadable }
        return sign * (hours * 3600 + minutes * 60)
    }
}
