import Counseling
import Testing

/// How long what is kept, by law, age and notice.
@Suite("Retention")
struct RetentionTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func client(born: String? = nil, guardians: Bool = false) throws -> ClientProfile {
        let birth = born.map { #", "birth": "\#($0)""# } ?? ""
        let parents = guardians ? #", "guardians": [{"name": "王大明", "phone": "13800138000"}]"# : ""
        return try ClientProfile.read(
            json: Array(#"{"name": "王小明", "phone": "13800138000"\#(birth)\#(parents)}"#.utf8),
            today: try day("2026-11-27"))
    }

    private func standing(
        closed: String?, today: String, _ schedule: RetentionSchedule = .usual, born: String? = nil,
        guardians: Bool = false, record: RetentionRecord? = nil, state: CaseState = .closed
    ) throws -> RetentionStanding {
        RetentionStanding(
            state: state, closed: try closed.map(day), client: try client(born: born, guardians: guardians),
            record: record, schedule: schedule, today: try day(today))
    }

    private func record() throws -> RetentionRecord {
        RetentionRecord(
            client: try Identifier(hex: String(repeating: "0a", count: 16)),
            caseID: try Identifier(hex: String(repeating: "0b", count: 16)))
    }

    @Test("in the mainland a case is kept for ten years after closing, elsewhere for seven, the last day included")
    func years() throws {
        let elsewhere = try RetentionSchedule(jurisdiction: .elsewhere)
        for (closed, last, first, schedule) in [
            ("2016-11-27", "2026-11-27", "2026-11-28", RetentionSchedule.usual),
            ("2019-11-27", "2026-11-27", "2026-11-28", elsewhere),
            // There is no 29 February in 2026 and 2027: kept a day longer, not shorter.
            ("2016-02-29", "2026-03-01", "2026-03-02", .usual), ("2020-02-29", "2027-03-01", "2027-03-02", elsewhere),
            ("2018-02-28", "2028-02-28", "2028-02-29", .usual),
        ] {
            guard case .kept(let period) = try standing(closed: closed, today: last, schedule) else {
                Issue.record("not kept on its last day, closed \(closed)")
                continue
            }
            #expect(period.keepUntil.text == last && period.reason == .closing)
            switch (schedule.jurisdiction, try standing(closed: closed, today: first, schedule)) {
            case (.mainland, .toNotify), (.elsewhere, .due): break
            case (_, let other): Issue.record("\(other)")
            }
        }
    }

    @Test("of a minor at the closing it is kept until seven years after they turn 18, where that is longer")
    func minors() throws {
        let elsewhere = try RetentionSchedule(jurisdiction: .elsewhere)
        for (born, closed, schedule, until, reason) in [
            ("2010-05-01", "2016-06-01", RetentionSchedule.usual, "2035-05-01", RetentionPeriod.Reason.minority),
            ("2010-05-01", "2016-06-01", elsewhere, "2035-05-01", .minority),
            // Born on a leap day: 18 on 1 March.
            ("2012-02-29", "2020-01-01", elsewhere, "2037-03-01", .minority),
            // Seventeen at the closing: of age seven years later than ten years after it only elsewhere.
            ("2000-12-31", "2018-06-01", .usual, "2028-06-01", .closing),
            ("2000-12-31", "2018-06-01", elsewhere, "2025-12-31", .minority),
            // On the birthday itself of age.
            ("2000-06-01", "2018-06-01", elsewhere, "2025-06-01", .closing),
            ("2000-06-02", "2018-06-01", elsewhere, "2025-06-02", .minority),
        ] {
            let period = RetentionPeriod(closed: try day(closed), client: try client(born: born), schedule: schedule)
            #expect(period.keepUntil.text == until && period.reason == reason, "\(born) \(closed)")
        }
    }

    @Test("nobody guesses: with guardians and no date of birth, or no date of closing, nothing is due")
    func unknown() throws {
        #expect(
            try standing(closed: "1990-01-01", today: "2026-11-27", guardians: true)
                == .birthUnknown(closed: day("1990-01-01")))
        #expect(try standing(closed: nil, today: "2026-11-27") == .closingUnknown)
        #expect(try standing(closed: "1990-01-01", today: "2026-11-27", state: .open) == .open)
    }

    @Test("after the notice to collect its days pass, unless the client has collected")
    func notice() throws {
        let (closed, told) = (try day("2010-01-01"), try day("2026-09-28"))
        let noticed = try record().notified(on: told, closed: closed, today: day("2026-09-28"))
        func at(_ today: String, _ record: RetentionRecord?) throws -> String {
            try standing(closed: "2010-01-01", today: today, record: record).word
        }
        #expect(try at("2026-11-26", nil) == "to-notify")
        #expect(try at("2026-11-26", noticed) == "notified")
        #expect(try at("2026-11-27", noticed) == "due")
        let collected = try noticed.collected(on: day("2026-10-01"), closed: closed, today: day("2026-10-01"))
        #expect(try at("2026-10-01", collected) == "due")
        // The day of a notice is not to come, nor before the closing, nor earlier than the one before.
        for bad in ["2026-11-28", "2009-12-31", "2026-09-01"] {
            #expect(throws: CounselingError.self) {
                try noticed.notified(on: day(bad), closed: closed, today: day("2026-11-27"))
            }
        }
        let asked = try noticed.asked(
            DeletionRequest(
                at: UTCTime(secondsSince1970: 0), by: Identifier(hex: String(repeating: "0c", count: 16)),
                standing(closed: "2010-01-01", today: "2026-11-27", record: noticed)))
        #expect(noticed.mayBeFollowed(by: asked) && !asked.mayBeFollowed(by: noticed))
        #expect(try !noticed.mayBeFollowed(by: record()))
    }

    @Test("a practice may keep longer, never shorter, and goes through its archive once a year")
    func schedule() throws {
        for bad in [
            (9, nil, nil), (101, nil, nil), (nil, 6, nil), (nil, nil, 59), (nil, nil, 366), (-1, nil, nil),
            (Int.max, nil, nil),
        ] as [(Int?, Int?, Int?)] {
            #expect(throws: CounselingError.self) {
                try RetentionSchedule(jurisdiction: .mainland, years: bad.0, minorYears: bad.1, noticeDays: bad.2)
            }
        }
        let longer = try RetentionSchedule(jurisdiction: .elsewhere, years: 20, minorYears: 10, noticeDays: 90)
        #expect(longer.isLawful)
        // What a changed program writes below the law is not taken.
        let low = try RetentionSchedule(
            body: Array(
                #"{"jurisdiction":"mainland","minorYears":7,"noticeDays":0,"schema":1,"years":1}"#.utf8))
        #expect(!low.isLawful)
        let set = longer.replacing(.usual, on: try day("2026-01-10"))
        #expect(try !set.isReviewDue(on: day("2027-01-09")) && set.isReviewDue(on: day("2027-01-10")))
        let me = try Identifier<Person>(hex: String(repeating: "0c", count: 16))
        let reviewed = set.reviewed(on: try day("2028-02-29"), by: me)
        #expect(try !reviewed.isReviewDue(on: day("2029-02-28")) && reviewed.isReviewDue(on: day("2029-03-01")))
        #expect(try RetentionSchedule.usual.isReviewDue(on: day("2026-11-27")) == false)
    }

    @Test("terms that a changed program makes up below the law are not due")
    func terms() throws {
        func terms(_ closed: String, _ until: String, notice: String?, days: Int = 60) throws -> DisposalTerms {
            let told = notice.map { #""notice":"\#($0)","# } ?? ""
            return try DisposalTerms(
                body: Array(
                    #"{"closed":"\#(closed)","jurisdiction":"mainland","keepUntil":"\#(until)",\#(told)"noticeDays":\#(days),"schema":1}"#
                        .utf8))
        }
        let now: UInt64 = 1_795_737_600  // 2026-11-27
        #expect(try terms("2016-01-01", "2026-01-01", notice: "2026-09-01").isDue(atSeconds: now))
        #expect(try !terms("2016-01-01", "2026-01-01", notice: nil).isDue(atSeconds: now))
        #expect(try !terms("2016-01-01", "2026-01-01", notice: "2026-10-20").isDue(atSeconds: now))
        #expect(try !terms("2025-01-01", "2026-01-01", notice: "2026-09-01").isDue(atSeconds: now))
        #expect(try !terms("2016-12-01", "2026-12-01", notice: "2026-09-01").isDue(atSeconds: now))
        #expect(try !terms("2016-01-01", "2026-01-01", notice: "2026-09-01", days: 0).isDue(atSeconds: now))
        #expect(try !terms("2016-01-01", "2026-01-01", notice: "2026-09-01").isDue(atSeconds: .max))
    }

    @Test("a notice from before the last contact is none: of what came later the client was not told")
    func since() throws {
        let id = try Identifier<Client>(hex: String(repeating: "a", count: 32))
        let days = try ["2020-01-01", "2021-01-01", "2022-01-01", "2030-01-01"].map { try #require(CalendarDate($0)) }
        let record = try RetentionRecord(client: id, caseID: Identifier(hex: id.hex))
            .notified(on: days[1], closed: days[0], today: days[3])
            .collected(on: days[2], closed: days[0], today: days[3])
        #expect(record.since(nil) == record && record.since(days[1]) == record)
        #expect(record.since(days[2]).notice == nil && record.since(days[2]).collected == days[2])
        #expect(record.since(days[3]).notice == nil && record.since(days[3]).collected == nil)
    }
}
