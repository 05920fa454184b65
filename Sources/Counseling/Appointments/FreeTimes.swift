/// When sessions are held, and what of it is free.
public struct FreeTimes {
    /// Opening hours in minutes after midnight, the same every day.
    public struct Hours: Hashable, Sendable {
        public let open: Int
        public let close: Int
        /// 08:00 to 21:00.
        public static let standard = Hours(open: 8 * 60, close: 21 * 60)

        public init(open: Int, close: Int) {
            self.open = open
            self.close = close
        }

        /// Whether so many minutes from a time of day on lie within them.
        public func contain(from minutes: Int, lasting length: Int) -> Bool {
            minutes >= open && minutes + length <= close
        }
    }

    /// A stretch of free time.
    public struct Stretch: Hashable, Sendable {
        public let start: UTCTime
        public let end: UTCTime
    }

    /// Times are offered on the interval that occupied time is counted in, 5 minutes.
    public static let step: Int64 = 300

    private let clock: LocalClock
    private let hours: Hours
    private let isBusy: (Int64) throws -> Bool

    /// - Parameter isBusy: whether the interval of that number since 1970 is taken by anyone who matters
    public init(clock: LocalClock, hours: Hours = .standard, isBusy: @escaping (Int64) throws -> Bool) {
        self.clock = clock
        self.hours = hours
        self.isBusy = isBusy
    }

    /// Whether a time is free for so long, within the hours or not. For no time, or for more than two days, nobody is asked.
    public func isFree(from start: UTCTime, minutes: Int) throws -> Bool {
        guard (1...2880).contains(minutes) else { return false }
        let (first, last) = (start.secondsSince1970, start.secondsSince1970 + Int64(minutes) * 60 - 1)
        for number in (first / Self.step)...(last / Self.step) where try isBusy(number) { return false }
        return true
    }

    /// The free stretches of a day of at least so many minutes, from `now` on.
    public func stretches(on day: CalendarDate, minutes: Int, after now: UTCTime) throws -> [Stretch] {
        guard let bounds = bounds(of: day, after: now) else { return [] }
        var result: [Stretch] = []
        var open: Int64?
        for number in bounds {
            if try isBusy(number) {
                try close(&open, at: number, minutes, &result)
            } else if open == nil {
                open = number
            }
        }
        try close(&open, at: bounds.upperBound, minutes, &result)
        return result
    }

    private func close(_ open: inout Int64?, at end: Int64, _ minutes: Int, _ result: inout [Stretch]) throws {
        guard let start = open else { return }
        open = nil
        guard (end - start) * Self.step >= Int64(minutes) * 60 else { return }
        result.append(
            Stretch(
                start: try UTCTime(secondsSince1970: start * Self.step),
                end: try UTCTime(secondsSince1970: end * Self.step)))
    }

    /// The intervals of a day's hours that have not begun.
    private func bounds(of day: CalendarDate, after now: UTCTime) -> Range<Int64>? {
        guard let open = clock.moments(day, minutes: hours.open).first,
            let close = clock.moments(day, minutes: hours.close).first
        else { return nil }
        let first = max(open.secondsSince1970, now.secondsSince1970)
        let (start, end) = ((first + Self.step - 1) / Self.step, close.secondsSince1970 / Self.step)
        return start < end ? start..<end : nil
    }

    /// The nearest free times to one that is taken: before and after it on the same day, then one on each of the days after,
    /// as near as possible to the same time of day.
    public func offers(near wanted: UTCTime, minutes: Int, after now: UTCTime, count: Int = 4) throws -> [UTCTime] {
        let day = clock.day(of: wanted)
        let length = Int64(minutes) * 60
        var result: [UTCTime] = []
        var before: UTCTime?
        var after: UTCTime?
        for stretch in try stretches(on: day, minutes: minutes, after: now) {
            let latest = stretch.end.secondsSince1970 - length
            if stretch.start < wanted {
                before = try UTCTime(secondsSince1970: min(latest, wanted.secondsSince1970))
            } else if after == nil {
                after = stretch.start
            }
        }
        result += [before, after].compactMap { $0 }.filter { $0 != wanted }
        let timeOfDay = clock.minutes(of: wanted)
        for days in 1...14 where result.count < count {
            let other = day.adding(days: days)
            guard let same = clock.moments(other, minutes: timeOfDay).first else { continue }
            let stretches = try stretches(on: other, minutes: minutes, after: now)
            let nearest = stretches.map { stretch -> Int64 in
                let latest = stretch.end.secondsSince1970 - length
                return min(max(stretch.start.secondsSince1970, same.secondsSince1970), latest)
            }.min { abs($0 - same.secondsSince1970) < abs($1 - same.secondsSince1970) }
            if let nearest { result.append(try UTCTime(secondsSince1970: nearest)) }
        }
        return result
    }
}
