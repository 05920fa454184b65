extension ClientProfile {
    /// Whole years on a day; nil where the birth is not known. Who was born on 29 February is a year older on 1 March.
    public func age(on day: CalendarDate) -> Int? {
        guard let birth else { return nil }
        let hadBirthday = (day.month, day.day) >= (birth.month, birth.day)
        return day.year - birth.year - (hadBirthday ? 0 : 1)
    }

    /// Whether the client is known to be under 18, so that guardians consent for them.
    public func isMinor(on day: CalendarDate) -> Bool { age(on: day).map { $0 < 18 } ?? false }
}
