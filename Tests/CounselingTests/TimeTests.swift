import Counseling
import Foundation
import Testing

@Suite("Dates and times")
struct TimeTests {
    @Test("RFC 3339 is read with any zone and written in UTC")
    func zones() throws {
        let expected = "2026-12-01T02:00:00Z"
        let spellings = [
            "2026-12-01T02:00:00Z", "2026-12-01t02:00:00z", "2026-12-01 10:00:00+08:00", "2026-11-30T21:30:00-04:30",
            "2026-12-01T02:00:00.999Z",
        ]
        for text in spellings { #expect(try time(text).rfc3339 == expected) }
    }

    @Test(
        "what is no RFC 3339 time is refused",
        arguments: [
            "", "2026-12-01", "2026-12-01T10:00:00", "2026-12-01T10:00Z", "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-12-01T24:00:00Z", "2026-12-01T10:60:00Z", "2026-12-01T10:00:60Z", "2026-12-01T10:00:00.Z",
            "2026-12-01T10:00:00Zx", "2026-12-01T10:00:00+24:00", "2026-12-01T10:00:00+0800", "+026-12-01T10:00:00Z",
            "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "９026-12-01T10:00:00Z", "明天 10:00",
        ])
    func refused(text: String) {
        #expect(UTCTime(rfc3339: text) == nil)
    }

    @Test("days are counted as Foundation counts them, over two thousand years and each leap day")
    func againstFoundation() throws {
        var calendar = Foundation.Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for days in stride(from: -140_000, through: 800_000, by: 97) {
            let seconds = Int64(days) * 86_400 + 3723
            let time = try UTCTime(secondsSince1970: seconds)
            let parts = calendar.dateComponents([.year, .month, .day], from: time.date)
            let expected = try #require(
                CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0))
            #expect(time.rfc3339 == "\(expected.text)T01:02:03Z")
            #expect(expected.daysSince1970 == days)
            #expect(try UTCTime(time.date) == time)
        }
    }

    @Test("every day of four hundred years comes back from its text, in order")
    func everyDay() throws {
        var previous = try day("1899-12-31")
        for days in (previous.daysSince1970 + 1)..<(previous.daysSince1970 + 146_098) {
            let text = try UTCTime(secondsSince1970: Int64(days) * 86_400).rfc3339.prefix(10)
            let next = try #require(CalendarDate(text))
            #expect(next > previous)
            #expect(next.daysSince1970 == days)
            previous = next
        }
        #expect(previous.text == "2299-12-31")
    }

    @Test("the first and the last second of the calendar can be written, and none beyond")
    func bounds() throws {
        #expect(try UTCTime(secondsSince1970: -62_135_596_800).rfc3339 == "0001-01-01T00:00:00Z")
        #expect(try UTCTime(secondsSince1970: 253_402_300_799).rfc3339 == "9999-12-31T23:59:59Z")
        for seconds in [-62_135_596_801, 253_402_300_800, Int64.min, Int64.max] {
            #expect(throws: CounselingError.timeOutOfRange) { try UTCTime(secondsSince1970: seconds) }
        }
        #expect(throws: CounselingError.timeOutOfRange) { try UTCTime(Date(timeIntervalSince1970: .nan)) }
        #expect(throws: CounselingError.timeOutOfRange) { try UTCTime(Date(timeIntervalSince1970: 1e300)) }
    }

    @Test("a fraction of a second belongs to the second it is in, before 1970 too")
    func fractions() throws {
        #expect(try UTCTime(Date(timeIntervalSince1970: 1.9)).secondsSince1970 == 1)
        #expect(try UTCTime(Date(timeIntervalSince1970: -0.1)).secondsSince1970 == -1)
    }

    @Test(
        "a day that does not exist is no day",
        arguments: [
            "2001-02-29", "1900-02-29", "2001-04-31", "2001-00-10", "2001-13-10", "2001-01-00", "0000-01-01",
            "2001-1-1",
            "2001/01/01", "20010101", "2001-01-01 ", "二〇〇一年",
        ])
    func noDay(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("leap days exist in leap years", arguments: ["2000-02-29", "2024-02-29", "1904-02-29"])
    func leapDay(text: String) throws {
        #expect(try day(text).text == text)
    }
}
