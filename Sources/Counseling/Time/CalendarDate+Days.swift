// Counting days in the proleptic Gregorian calendar, by eras of 400 years of 146,097 days. A year is taken to begin in
// March, so that the leap day is its last one and every earlier month has a fixed place.
extension CalendarDate {
    private static let daysPerEra = 146_097
    /// From 0000-03-01 to 1970-01-01.
    private static let daysBefore1970 = 719_468

    /// The number of days from 1970-01-01 to this one; negative before it.
    public var daysSince1970: Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let era = marchYear.dividedFloor(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysPerEra + dayOfEra - Self.daysBefore1970
    }

    public var dayBefore: CalendarDate { CalendarDate(daysSince1970: daysSince1970 - 1) }

    /// The day that many days after 1970-01-01; the caller stays within the years 1 to 9999, as `UTCTime` does.
    init(daysSince1970 days: Int) {
        let shifted = days + Self.daysBefore1970
        let era = shifted.dividedFloor(by: Self.daysPerEra)
        let dayOfEra = shifted - era * Self.daysPerEra
        // A leap day closes every 4th year (1,460 days before it) but not the 100th (36,524), unless it closes the era.
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension Int {
    /// The quotient rounded towards negative infinity, where `/` rounds towards zero.
    func dividedFloor(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
