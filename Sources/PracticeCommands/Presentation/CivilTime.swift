/// A date and time of day as a calendar on the wall and a clock show them, in whatever zone.
///
/// The proleptic Gregorian calendar, computed rather than asked of Foundation's `Calendar`, whose first use costs more
/// time than the rest of a short command.
struct CivilTime: Equatable, Comparable, Sendable {
    var day: CivilDay
    /// 0 ... 23.
    var hour: Int
    /// 0 ... 59.
    var minute: Int
    /// 0 ... 59; leap seconds are not known here, as in POSIX time.
    var second = 0

    init(day: CivilDay, hour: Int, minute: Int, second: Int = 0) {
        (self.day, self.hour, self.minute, self.second) = (day, hour, minute, second)
    }

    /// - Parameter seconds: since 1970-01-01 00:00 of the same zone.
    init(secondsSinceEpoch seconds: Int) {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        self.init(day: CivilDay(daysSinceEpoch: days), hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
    }

    /// Seconds since 1970-01-01 00:00 of the same zone.
    var secondsSinceEpoch: Int { day.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second }

    static func < (former: CivilTime, latter: CivilTime) -> Bool {
        former.secondsSinceEpoch < latter.secondsSinceEpoch
    }
}
