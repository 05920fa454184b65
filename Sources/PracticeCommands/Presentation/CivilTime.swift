/// A date and time of day as a calendar on the wall and a clock show them, in whatever zone.
///
/// The proleptic Gregorian calendar, computed rather than asked of Foundation's `Calendar`, whose first use costs more
/// time than the rest of a short command.
struct CivilTime: Equatable, Sendable {
    let day: CivilDay
    /// 0 ... 23.
    let hour: Int
    /// 0 ... 59.
    let minute: Int
    /// 0 ... 59; leap seconds are not known here, as in POSIX time.
    let second: Int

    /// - Parameter seconds: since 1970-01-01 00:00 of the same zone.
    init(secondsSinceEpoch seconds: Int) {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        day = CivilDay(daysSinceEpoch: days)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }
}
