import Counseling
import Foundation
import Testing

/// Times as people write them, by a clock in Shanghai where nothing else is said. It is Thursday, 26 November 2026, 15:00.
struct NaturalTimeTests {
    private let shanghai = LocalClock(zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)
    private let newYork = LocalClock(zone: TimeZone(identifier: "America/New_York") ?? .gmt)

    private func now() throws -> UTCTime { try time("2026-11-26T15:00:00+08:00") }

    /// As the clock on the wall would show it.
    private func read(_ text: String) throws -> String {
        let understood = try NaturalTime.read(text, at: "at", now: now(), in: shanghai)
        let minutes = shanghai.minutes(of: understood.time)
        return
            "\(shanghai.day(of: understood.time).text) \(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }

    @Test(
        "a day and a time are understood in English and in Chinese",
        arguments: [
            ("2026-12-01 10:00", "2026-12-01 10:00"), ("2026-12-01T10:00", "2026-12-01 10:00"),
            ("2026-12-01t10:00", "2026-12-01 10:00"), ("2026/12/01 9:05", "2026-12-01 9:05"),
            ("2026-12-01T02:00:00Z", "2026-12-01 10:00"), ("2026-12-01T10:00:00+08:00", "2026-12-01 10:00"),
            ("12-01 10:00", "2026-12-01 10:00"), ("12月1日 10点", "2026-12-01 10:00"), ("12月1号10点", "2026-12-01 10:00"),
            ("2026年12月1日 上午10点半", "2026-12-01 10:30"), ("01-05 10:00", "2027-01-05 10:00"),
            ("tomorrow 10:00", "2026-11-27 10:00"), ("Tomorrow 10am", "2026-11-27 10:00"),
            ("tomorrow noon", "2026-11-27 12:00"), ("today 16:30", "2026-11-26 16:30"),
            ("today 14:30", "2026-11-26 14:30"),
            ("day after tomorrow 9:00", "2026-11-28 9:00"), ("yesterday 9:00", "2026-11-25 9:00"),
            ("fri 14:30", "2026-11-27 14:30"), ("Friday 2:30pm", "2026-11-27 14:30"), ("FRI 14:30", "2026-11-27 14:30"),
            ("thu 16:00", "2026-11-26 16:00"), ("thu 14:00", "2026-12-03 14:00"), ("mon 9:00", "2026-11-30 9:00"),
            ("next fri 10:00", "2026-12-04 10:00"), ("this wed 10:00", "2026-11-25 10:00"),
            ("明天 10:00", "2026-11-27 10:00"), ("明天10:00", "2026-11-27 10:00"), ("后天 10:00", "2026-11-28 10:00"),
            ("大后天上午九点", "2026-11-29 9:00"), ("今天下午3点", "2026-11-26 15:00"), ("今天 下午 4点一刻", "2026-11-26 16:15"),
            ("今晚7点", "2026-11-26 19:00"), ("明早8点", "2026-11-27 8:00"), ("明天晚上八点半", "2026-11-27 20:30"),
            ("下周五 下午2点半", "2026-12-04 14:30"), ("下下周一 上午10点", "2026-12-07 10:00"), ("周五 14:30", "2026-11-27 14:30"),
            ("星期日上午十一点二十", "2026-11-29 11:20"), ("本周三 10:00", "2026-11-25 10:00"), ("礼拜天 9点", "2026-11-29 9:00"),
            ("明天中午12点", "2026-11-27 12:00"), ("明天中午1点", "2026-11-27 13:00"), ("明天十点零五分", "2026-11-27 10:05"),
            ("明天１０：００", "2026-11-27 10:00"), ("　明天　10:00　", "2026-11-27 10:00"), ("明天两点三刻", "2026-11-27 14:45"),
            ("明天2点", "2026-11-27 14:00"),
            ("明天凌晨两点", "2026-11-27 2:00"), ("明天02点", "2026-11-27 2:00"), ("明天7点", "2026-11-27 7:00"),
            ("tomorrow at 2", "2026-11-27 14:00"), ("tomorrow at 2:30", "2026-11-27 14:30"),
            ("tomorrow at 02:30", "2026-11-27 2:30"), ("tomorrow at 2 am", "2026-11-27 2:00"),
            ("tomorrow at 9", "2026-11-27 9:00"), ("tomorrow 2:00", "2026-11-27 2:00"),
            ("tomorrow 2", "2026-11-27 14:00"), ("today 6", "2026-11-26 18:00"), ("tomorrow 02", "2026-11-27 2:00"),
            ("tomorrow 10", "2026-11-27 10:00"), ("tomorrow 14", "2026-11-27 14:00"), ("明天10", "2026-11-27 10:00"),
            ("10:00", "2026-11-27 10:00"), ("16:00", "2026-11-26 16:00"), ("下午4点", "2026-11-26 16:00"),
            ("4pm", "2026-11-26 16:00"), ("12am", "2026-11-27 0:00"), ("12pm", "2026-11-27 12:00"),
        ])
    func understood(text: String, meant: String) throws {
        #expect(try read(text) == meant)
    }

    @Test(
        "what nobody can be sure of is refused",
        arguments: [
            "", " ", "10", "fri 10", "12-01 10", "tomorrow 24", "tomorrow 2 3", "today 90m", "25:00", "10:60", "10:5",
            "2026-02-30 10:00", "2026-13-01 10:00",
            "13-01 10:00",
            "fri 14:30 or so", "someday 10:00", "明天 25点", "晚上12点", "下午0点", "13pm", "0am", "周八 10:00", "明天明天 10:00",
            "2026-12-01 10:00 Shanghai", "🙂", "10:00:30", "friday13:00x", "-1:00", "2026-12-01 24:00",
        ])
    func unclear(text: String) {
        #expect(throws: NaturalTime.Fault.unclear("at")) { try read(text) }
    }

    @Test(
        "a day alone is no time of an appointment, and that is told", arguments: ["周五", "后天", "2026-12-01", "tomorrow"])
    func dayAlone(text: String) {
        #expect(throws: NaturalTime.Fault.noTimeOfDay("at")) { try read(text) }
    }

    @Test("very long nonsense is refused like any other")
    func longText() {
        #expect(throws: NaturalTime.Fault.self) { try read(String(repeating: "明天", count: 100_000)) }
        #expect(throws: NaturalTime.Fault.self) { try read(String(repeating: "9", count: 100_000)) }
    }

    @Test("what should be said of a time is told with it: no day written, gone by")
    func remarks() throws {
        let assumed = try NaturalTime.read("10:00", at: "at", now: now(), in: shanghai)
        #expect(assumed.isDayAssumed && !assumed.isPast && !assumed.isTwice)
        let past = try NaturalTime.read("today 9:00", at: "at", now: now(), in: shanghai)
        #expect(past.isPast && !past.isDayAssumed)
        let anchored = try NaturalTime.read("9:05", at: "started", now: now(), in: shanghai, on: day("2026-11-20"))
        #expect(anchored.time == (try time("2026-11-20T09:05:00+08:00")))
    }

    @Test("a time over which the clock is put forward is refused")
    func skipped() throws {
        #expect(throws: NaturalTime.Fault.skipped("at")) {
            try NaturalTime.read("2027-03-14 02:30", at: "at", now: now(), in: newYork)
        }
        let after = try NaturalTime.read("2027-03-14 03:00", at: "at", now: now(), in: newYork)
        #expect(after.time == (try time("2027-03-14T07:00:00Z")))
    }

    @Test("a time that the clock shows twice is the first of both, and that is told")
    func twice() throws {
        let understood = try NaturalTime.read("2027-11-07 01:30", at: "at", now: now(), in: newYork)
        #expect(understood.isTwice)
        #expect(understood.time == (try time("2027-11-07T05:30:00Z")))
        let later = try NaturalTime.read("2027-11-07 02:00", at: "at", now: now(), in: newYork)
        #expect(try !later.isTwice && later.time == time("2027-11-07T07:00:00Z"))
    }

    @Test("a day begins at its first moment, also where midnight is never shown")
    func startOfDay() throws {
        let santiago = LocalClock(zone: TimeZone(identifier: "America/Santiago") ?? .gmt)
        // The clock is put forward at midnight of 6 September 2026.
        let start = try #require(santiago.start(of: try day("2026-09-06")))
        #expect(start == (try time("2026-09-06T04:00:00Z")))
        #expect(shanghai.start(of: try day("2026-12-01")) == (try time("2026-11-30T16:00:00Z")))
    }

    @Test("the clock shows the day and minute of every moment, before 1970 too")
    func shown() throws {
        let early = try time("1969-12-31T15:59:59Z")
        #expect(shanghai.day(of: early).text == "1969-12-31")
        #expect(shanghai.minutes(of: early) == 23 * 60 + 59)
    }

    @Test(
        "lengths are understood in both languages",
        arguments: [
            ("50m", 50), ("1h", 60), ("1h30m", 90), ("1h30", 90), ("90", 90), ("50分钟", 50), ("一小时", 60), ("1小时", 60),
            ("1小时30分钟", 90), ("一个半小时", 90), ("半小时", 30), ("两小时", 120), ("1 hour", 60), ("45 min", 45), ("五十分钟", 50),
            ("2个小时", 120), ("１小时", 60), ("1小时半", 90),
        ])
    func lengths(text: String, minutes: Int) throws {
        #expect(try NaturalTime.readLength(text, at: "for") == minutes)
    }

    @Test(
        "a length of nothing, of days or of nonsense is refused",
        arguments: ["", "0", "4m", "13h", "1d", "m", "1h90m", "-50", "1.5h"])
    func badLengths(text: String) {
        #expect(throws: NaturalTime.Fault.length("for")) { try NaturalTime.readLength(text, at: "for") }
    }

    @Test("days, weeks and months are read for lists")
    func spans() throws {
        let now = try now()
        #expect(try NaturalTime.readDay("周五", at: "day", now: now, in: shanghai).text == "2026-11-27")
        #expect(try NaturalTime.readDay("今天", at: "day", now: now, in: shanghai).text == "2026-11-26")
        #expect(throws: NaturalTime.Fault.unclearDay("day")) {
            try NaturalTime.readDay("周五 10:00", at: "day", now: now, in: shanghai)
        }
        for text in ["next", "下周", "next week", "2026-12-02", "下周三"] {
            let week = try DaySpan.week(text, at: "week", now: now, in: shanghai)
            #expect(week.first.text == "2026-11-30" && week.last.text == "2026-12-06", "\(text)")
        }
        for text in ["2026-12", "12", "12月", "next", "下月", "2026年12月", "下个月"] {
            let month = try DaySpan.month(text, at: "month", now: now, in: shanghai)
            #expect(month.first.text == "2026-12-01" && month.last.text == "2026-12-31", "\(text)")
            #expect(month.days.count == 31)
        }
        #expect(throws: NaturalTime.Fault.unclearMonth("month")) {
            try DaySpan.month("13", at: "month", now: now, in: shanghai)
        }
        let bounds = try #require(DaySpan(try day("2026-12-01"), days: 1).bounds(in: shanghai))
        #expect(bounds.end.seconds(since: bounds.start) == 86_400)
    }
}
