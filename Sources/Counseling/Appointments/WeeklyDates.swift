/// The dates of a weekly series, each at the same time on the practice's clock.
public struct WeeklyDates: Hashable, Sendable {
    /// The most weeks of one series: a year.
    public static let limit = 53

    /// One occurrence.
    public struct Occurrence: Hashable, Sendable {
        public let date: CalendarDate
        public let start: UTCTime
    }

    public let occurrences: [Occurrence]
    /// Dates on which the clock never shows the time.
    public let skippedByClock: [CalendarDate]

    /// - Parameters:
    ///   - times: for how many weeks, from 1; a skipped date counts as one of them
    ///   - skips: dates that are left out
    public init(from start: UTCTime, times: Int, skipping skips: Set<CalendarDate>, in clock: LocalClock) {
        let (first, minutes) = (clock.day(of: start), clock.minutes(of: start))
        var occurrences: [Occurrence] = []
        var missing: [CalendarDate] = []
        for week in 0..<max(1, times) {
            let date = first.adding(days: 7 * week)
            guard !skips.contains(date) else { continue }
            if let moment = week == 0 ? start : clock.moments(date, minutes: minutes).first {
                occurrences.append(Occurrence(date: date, start: moment))
            } else {
                missing.append(date)
            }
        }
        self.occurrences = occurrences
        skippedByClock = missing
    }
}
