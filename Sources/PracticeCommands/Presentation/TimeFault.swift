import Foundation

/// Why a time that a person wrote cannot be used.
enum TimeFault: Error, Equatable, Sendable {
    /// No form that is known.
    case unreadable
    /// A day stands there, but no time of day.
    case timeOfDayMissing
    /// `3点` could be morning or afternoon.
    case halfOfDayUnclear
    /// The calendar lacks that day, or the day lacks that hour.
    case noSuchTime
    /// Clocks are set forward over that time.
    /// - Parameters: the moments that the same words mean by the clock before and after the change.
    case skipped(Date, Date)
    /// Clocks are set back over that time, so it comes twice.
    /// - Parameters: the two moments, the earlier first.
    case twice(Date, Date)
    /// A length of nothing, or of more than a day.
    case lengthOutOfRange
}
