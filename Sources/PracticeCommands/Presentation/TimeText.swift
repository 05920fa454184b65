import Foundation

/// Moments as text, in the practice's time zone.
struct TimeText: Sendable {
    /// The practice's.
    let zone: TimeZone
    let language: Language

    /// RFC 3339 with the offset of the zone at that moment, to the second: `2026-12-01T10:00:00+08:00`.
    func rfc3339(_ moment: Date) -> String {
        let moment = Self.written(moment)
        let civil = civilTime(moment)
        let offset = zone.secondsFromGMT(for: moment) / 60
        let sign = offset < 0 ? "-" : "+"
        return iso(civil.day) + "T" + clock(civil) + ":" + Self.twoDigits(civil.second)
            + sign + Self.twoDigits(abs(offset) / 60) + ":" + Self.twoDigits(abs(offset) % 60)
    }

    /// For people: `Tue 2026-12-01 10:00`, `2026-12-01 周二 10:00`.
    func table(_ moment: Date) -> String {
        let civil = civilTime(moment)
        return day(civil.day) + " " + clock(civil)
    }

    /// For people: `Tue 2026-12-01`, `2026-12-01 周二`.
    func day(_ day: CivilDay) -> String {
        switch language {
        case .english: Self.weekdays[day.weekday] + " " + iso(day)
        case .simplifiedChinese: iso(day) + " 周" + Self.hanWeekdays[day.weekday]
        }
    }

    /// RFC 3339 full-date: `2026-12-01`.
    func iso(_ day: CivilDay) -> String {
        let year = String(day.year)
        let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
        return padded + "-" + Self.twoDigits(day.month) + "-" + Self.twoDigits(day.day)
    }

    /// The nearest moment of the years 1 to 9999: beyond them RFC 3339 has none, and numbers of seconds none at last.
    private static func written(_ moment: Date) -> Date {
        let seconds = moment.timeIntervalSince1970
        return Date(timeIntervalSince1970: seconds.isNaN ? 0 : min(max(seconds, -62_135_596_800), 253_402_300_799))
    }

    /// What calendar and clock of the practice show at a moment.
    func civilTime(_ moment: Date) -> CivilTime {
        let moment = Self.written(moment)
        let seconds = Int(moment.timeIntervalSince1970.rounded(.down))
        return CivilTime(secondsSinceEpoch: seconds + zone.secondsFromGMT(for: moment))
    }

    private func clock(_ civil: CivilTime) -> String { Self.twoDigits(civil.hour) + ":" + Self.twoDigits(civil.minute) }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let hanWeekdays = ["一", "二", "三", "四", "五", "六", "日"]

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
