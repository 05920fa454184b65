#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The clock on the practice's wall: what a day and a time of day there are in UTC, and the other way round.
public struct LocalClock: Sendable {
    /// The practice's time zone.
    public let zone: TimeZone

    public init(zone: TimeZone) { self.zone = zone }

    /// The moments at which the clock shows a time of day: none where it is put forward over it, two where it is put back.
    public enum Moments: Hashable, Sendable {
        case never
        case once(UTCTime)
        case twice(first: UTCTime, second: UTCTime)

        /// The only or the first one.
        public var first: UTCTime? {
            switch self {
            case .never: nil
            case .once(let time), .twice(let time, _): time
            }
        }
    }

    /// The day that the calendar on the wall shows.
    public func day(of time: UTCTime) -> CalendarDate {
        CalendarDate(daysSince1970: shown(at: time).dividedFloor(by: 86_400))
    }

    /// Minutes since midnight, as the clock shows them.
    public func minutes(of time: UTCTime) -> Int {
        let shown = shown(at: time)
        return (shown - shown.dividedFloor(by: 86_400) * 86_400) / 60
    }

    /// When the clock shows so many minutes after midnight of that day; 1440 is the midnight that ends it.
    public func moments(_ day: CalendarDate, minutes: Int) -> Moments {
        let wanted = Int64(day.daysSince1970 * 86_400 + minutes * 60)
        // The offsets in force a day before and a day after are those on either side of a change between.
        let found = Set([wanted - 86_400, wanted + 86_400].map { wanted - Int64(offset(at: $0)) })
            .filter { $0 + Int64(offset(at: $0)) == wanted }.sorted()
            .compactMap { try? UTCTime(secondsSince1970: $0) }
        guard let first = found.first else { return .never }
        return found.count == 1 ? .once(first) : .twice(first: first, second: found[1])
    }

    /// The first moment of a day: midnight, or what follows where the clock is put forward over it.
    public func start(of day: CalendarDate) -> UTCTime? {
        for minutes in stride(from: 0, through: 180, by: 15) {
            if let first = moments(day, minutes: minutes).first { return first }
        }
        return nil
    }

    /// Seconds since 1970 of a clock that never changes, as the one on the wall shows the moment.
    private func shown(at time: UTCTime) -> Int { Int(time.secondsSince1970) + offset(at: time.secondsSince1970) }

    private func offset(at seconds: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
}

extension CalendarDate {
    /// The day so many days later, or earlier; no further than all days from year 1 to 9999, whatever number a record names.
    public func adding(days: Int) -> CalendarDate {
        CalendarDate(daysSince1970: daysSince1970 + min(max(days, -Self.daysThereAre), Self.daysThereAre))
    }

    private static let daysThereAre = 3_652_059

    /// Monday is 0, as weeks begin in ISO 8601 and in China.
    public var weekday: Int {
        let days = daysSince1970 + 3
        return days - days.dividedFloor(by: 7) * 7
    }

    /// The Monday of this day's week.
    public var monday: CalendarDate { adding(days: -weekday) }
}
