import Foundation

/// Counts working days in the practice's time zone: Monday to Friday, but for the holidays and with the days made up for
/// them (调休), which a practice lists.
public struct WorkingDays: Sendable {
    private let zone: TimeZone
    private let holidays: Set<CalendarDate>
    private let madeUp: Set<CalendarDate>

    /// - Parameters:
    ///   - zone: an identifier of the time zone database; an unknown one counts as UTC
    ///   - holidays: days off that would be working days
    ///   - madeUp: days of a weekend that are worked
    public init(zone: String, holidays: Set<CalendarDate> = [], madeUp: Set<CalendarDate> = []) {
        self.zone = TimeZone(identifier: zone) ?? .gmt
        self.holidays = holidays
        self.madeUp = madeUp
    }

    /// The day on which an instant falls in the practice.
    public func day(of time: UTCTime) -> CalendarDate {
        let seconds = Int(time.secondsSince1970) + zone.secondsFromGMT(for: time.date)
        return CalendarDate(daysSince1970: seconds.dividedFloor(by: 86_400))
    }

    public func isWorkingDay(_ day: CalendarDate) -> Bool {
        if madeUp.contains(day) { return true }
        if holidays.contains(day) { return false }
        // 1970-01-01 was a Thursday; Monday is 0.
        let weekday = (day.daysSince1970 + 3) - (day.daysSince1970 + 3).dividedFloor(by: 7) * 7
        return weekday < 5
    }

    /// The `count`th working day after a day, which is not counted itself, working day or not.
    public func day(_ count: Int, after start: CalendarDate) -> CalendarDate {
        var (day, left) = (start, count)
        while left > 0 {
            day = CalendarDate(daysSince1970: day.daysSince1970 + 1)
            if isWorkingDay(day) { left -= 1 }
        }
        return day
    }
}
