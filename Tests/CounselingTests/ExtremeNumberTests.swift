import Foundation
import Testing

@testable import Counseling

/// Numbers and bytes that no program of ours writes, and that a key opens all the same.
struct ExtremeNumberTests {
    private func appointment(_ start: String, _ end: String) throws -> Appointment {
        let plan = try AppointmentPlan(
            client: identifier(1), caseID: identifier(2), counselor: identifier(3), room: nil, modality: .inPerson)
        return try Appointment(
            id: identifier(9), plan: plan, start: time(start), end: time(end), isConfirmed: true,
            now: time("2026-11-26T02:00:00Z"))
    }

    @Test(
        "an appointment that ends before it begins, or after years, is no record",
        arguments: [
            ("2026-12-01T02:00:00Z", "2026-12-01T02:00:00Z"), ("2026-12-01T02:00:00Z", "2026-12-01T01:00:00Z"),
            ("2026-12-01T02:00:00Z", "9999-12-31T23:59:59Z"), ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
            ("2026-12-01T02:00:00Z", "2026-12-02T02:00:01Z"),
        ])
    func impossibleAppointment(start: String, end: String) throws {
        let body = try appointment(start, end).encodedBody()
        #expect(throws: CounselingError.malformedBody) { try Appointment(body: body) }
        let possible = try appointment("2026-12-01T02:00:00Z", "2026-12-01T02:50:00Z")
        #expect(try Appointment(body: possible.encodedBody()) == possible)
    }

    @Test(
        "nothing is free for no time, nor for longer than anybody is asked for",
        arguments: [Int.min, -1, 0, 2881, Int.max])
    func freeForNoTime(minutes: Int) throws {
        let start = try time("2026-12-01T02:00:00Z")
        var asked = 0
        let free = FreeTimes(clock: LocalClock(zone: .gmt)) { _ in
            asked += 1
            return false
        }
        #expect(try !free.isFree(from: start, minutes: minutes) && asked == 0)
        #expect(try free.isFree(from: start, minutes: 50) && asked == 10)
    }

    @Test(
        "a day so many days or years later is a day, whatever the number",
        arguments: [Int.min, Int.max, 3_700_000, -3_700_000])
    func days(count: Int) throws {
        let day = try #require(CalendarDate("2026-12-01"))
        #expect((day.adding(days: count) > day) == (count > 0))
        let years = day.adding(years: count)
        #expect(years.text == (CalendarDate(years.text)?.text ?? ""))
    }

    @Test("a form in UTF-16 or UTF-32 is none: its brackets are no bytes of their own")
    func otherEncodings() throws {
        let form = #"{"name": "倢}}}]", "phone": "13800138000"}"#
        let today = try #require(CalendarDate("2026-12-01"))
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian] {
            let bytes = Array(try #require(form.data(using: encoding)))
            #expect(throws: CounselingError.formIsNotJSON) { try ClientProfile.read(json: bytes, today: today) }
            // A report of a crisis is taken whatever it is written in.
            _ = try CrisisReport.read(bytes)
        }
        #expect(throws: Never.self) { try ClientProfile.read(json: Array(form.utf8), today: today) }
    }
}
