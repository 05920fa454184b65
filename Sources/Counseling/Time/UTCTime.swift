#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An instant to the second, which reads and writes as RFC 3339; leap seconds do not exist in it, as in POSIX time.
///
/// Records keep whole seconds: a fraction would differ after one trip through JSON, and no rule here is finer.
public struct UTCTime: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, within the years 0001 to 9999.
    public let secondsSince1970: Int64

    private static let possible: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// - Throws: `CounselingError.timeOutOfRange` outside the years 0001 to 9999, which RFC 3339 cannot write.
    public init(secondsSince1970: Int64) throws(CounselingError) {
        guard Self.possible.contains(secondsSince1970) else { throw .timeOutOfRange }
        self.secondsSince1970 = secondsSince1970
    }

    /// The second in which `date` lies.
    ///
    /// - Throws: `CounselingError.timeOutOfRange` outside the years 0001 to 9999.
    public init(_ date: Date) throws(CounselingError) {
        guard let seconds = Int64(exactly: date.timeIntervalSince1970.rounded(.down)) else { throw .timeOutOfRange }
        try self.init(secondsSince1970: seconds)
    }

    /// An instant from an RFC 3339 date-time with its zone; nil for anything else.
    ///
    /// A space may stand for the T (RFC 3339, section 5.6); a fraction of a second is dropped; second 60 is refused.
    public init?(rfc3339 text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        func take(_ count: Int) -> Int? {
            defer { rest = rest.dropFirst(count) }
            return rest.count >= count ? Decimal.value(rest.prefix(count)) : nil
        }
        func take(_ allowed: String) -> Bool {
            guard let first = rest.first, allowed.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = take(4), take("-"), let month = take(2), take("-"), let day = take(2), take("Tt "),
            let hour = take(2), take(":"), let minute = take(2), take(":"), let second = take(2),
            let date = CalendarDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        if take(".") {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
        }
        var offset = 0
        if !take("Zz") {
            let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
            guard take("+-"), let hours = take(2), take(":"), let minutes = take(2), hours < 24, minutes < 60 else {
                return nil
            }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        let seconds = Int64(date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset)
        guard rest.isEmpty, let time = try? UTCTime(secondsSince1970: seconds) else { return nil }
        self = time
    }

    /// The instant as `2026-12-01T02:00:00Z`.
    public var rfc3339: String {
        let seconds = Int(secondsSince1970)
        let day = CalendarDate(daysSince1970: seconds.dividedFloor(by: 86_400))
        let rest = seconds - seconds.dividedFloor(by: 86_400) * 86_400
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { Decimal.text($0) }.joined(separator: ":")
        return "\(day.text)T\(clock)Z"
    }

    /// The instant as Foundation has it.
    public var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970)) }

    /// The seconds from `earlier` to this instant; negative when `earlier` is later.
    public func seconds(since earlier: UTCTime) -> Int64 { secondsSince1970 - earlier.secondsSince1970 }

    public static func < (left: UTCTime, right: UTCTime) -> Bool { left.secondsSince1970 < right.secondsSince1970 }
}

extension UTCTime {
    /// The system clock's time, cut to the second and to what can be written.
    public static var now: UTCTime {
        UTCTime(clamping: Int64(Date().timeIntervalSince1970.rounded(.down)))
    }

    private init(clamping seconds: Int64) {
        secondsSince1970 = min(max(seconds, Self.possible.lowerBound), Self.possible.upperBound)
    }
}

extension UTCTime: Codable {
    public init(from decoder: any Decoder) throws {
        guard let time = UTCTime(rfc3339: try decoder.singleValueContainer().decode(String.self)) else {
            throw CounselingError.malformedBody
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}
