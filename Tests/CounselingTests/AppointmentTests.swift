import Foundation
import Testing

@testable import Counseling

/// Appointments and consents as values.
struct AppointmentTests {
    private let clock = LocalClock(zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)

    private func plan() throws -> AppointmentPlan {
        try AppointmentPlan(
            client: identifier(1), caseID: identifier(2), counselor: identifier(3), room: RoomLabel("海棠"),
            modality: .inPerson)
    }

    private func appointment(confirmed: Bool = true) throws -> Appointment {
        try Appointment(
            id: identifier(9), plan: plan(), start: time("2026-12-01T02:00:00Z"), end: time("2026-12-01T02:50:00Z"),
            isConfirmed: confirmed, now: time("2026-11-26T02:00:00Z"))
    }

    @Test("of every pair of states only those follow each other that the practice knows")
    func everyPair() {
        let allowed: [AppointmentState: Set<AppointmentState>] = [
            .requested: [.confirmed, .cancelled, .rescheduled],
            .confirmed: [.arrived, .completed, .cancelled, .noShow, .rescheduled], .arrived: [.completed, .cancelled],
        ]
        for from in AppointmentState.allCases {
            for to in AppointmentState.allCases {
                var fault: AppointmentFault?
                do throws(AppointmentFault) { #expect(try from.advance(to) == to) } catch { fault = error }
                let isAllowed = allowed[from]?.contains(to) == true
                #expect(fault == (isAllowed ? nil : .refusedTransition(from: from, to: to)), "\(from) \(to)")
            }
            #expect(from.isFinal == (allowed[from] == nil))
            var fault: AppointmentFault?
            do throws(AppointmentFault) { #expect(try from.reopened() == .confirmed) } catch { fault = error }
            let isMarked = [.arrived, .completed, .noShow].contains(from)
            #expect(fault == (isMarked ? nil : .refusedTransition(from: from, to: .confirmed)), "\(from)")
        }
    }

    @Test("a mark counts from the appointment's own day on, by the practice's clock")
    func itsDay() throws {
        let night = try Appointment(
            id: identifier(9), plan: plan(), start: time("2026-12-01T15:30:00Z"), end: time("2026-12-01T16:20:00Z"),
            isConfirmed: true, now: time("2026-11-26T02:00:00Z"))
        // 23:30 in Shanghai is of the afternoon before in London.
        #expect(try !night.isItsDay(at: time("2026-11-30T15:59:59Z"), in: clock))
        #expect(try night.isItsDay(at: time("2026-11-30T16:00:00Z"), in: clock))
        #expect(try night.isItsDay(at: time("2026-12-09T16:00:00Z"), in: clock))
        #expect(try !night.isItsDay(at: time("2026-11-30T16:00:00Z"), in: LocalClock(zone: .gmt)))
        #expect(try !night.isUnsettled(at: time("2026-12-01T16:19:59Z")) && night.isUnsettled(at: night.end))
    }

    @Test("a wrong mark is taken off at any time, by a revision that says which, and nothing else follows from it")
    func reopen() throws {
        let first = try appointment()
        let begun = try time("2026-12-01T02:05:00Z")
        let arrived = try first.arrived(at: begun, started: begun, withoutConsent: true)
        let back = try arrived.reopened(revision: 2, at: time("2026-12-09T02:00:00Z"))
        #expect(back.state == .confirmed && back.reopens == 2 && back.started == nil && back.withoutConsent == nil)
        #expect(back.follows(arrived, first, number: 3))
        #expect(!back.follows(arrived, first, number: 4) && !back.follows(first, nil, number: 2))
        #expect(try Appointment(body: back.encodedBody()) == back)
        // It may be marked again, and one's own correction taken back.
        let again = try back.missed(at: time("2026-12-09T02:01:00Z"))
        #expect(again.reopens == nil && again.follows(back, arrived, number: 4))
        let undone = try back.takenBack(to: arrived, revision: 3, at: time("2026-12-09T02:02:00Z"))
        #expect(undone.state == .arrived && undone.follows(back, arrived, number: 4))
        #expect(throws: AppointmentFault.refusedTransition(from: .cancelled, to: .confirmed)) {
            try first.cancelled(by: .client, at: begun).reopened(revision: 2, at: begun)
        }
        // Without saying so, no confirmed one follows an arrived one.
        #expect(!first.follows(arrived, first, number: 3))
    }

    @Test("what is wrong with when a session was held is said by the names under which it was given")
    func heldFields() throws {
        let now = try time("2026-12-01T04:00:00Z")
        for (started, ended, error) in [
            (nil, "2026-12-01T01:00:00Z", CounselingError.field("ended", .endNotAfterStart)),
            ("2026-12-01T03:00:00Z", "2026-12-01T02:30:00Z", .field("ended", .endNotAfterStart)),
            ("2026-12-01T05:00:00Z", nil, .field("started", .inTheFuture)),
        ] as [(String?, String?, CounselingError)] {
            #expect(throws: error) {
                try appointment().times(started: started.map(time), ended: ended.map(time), now: now)
            }
        }
    }

    @Test("the hours hold what begins and ends within them")
    func hours() {
        let hours = FreeTimes.Hours.standard
        #expect(hours.contain(from: 20 * 60 + 10, lasting: 50) && !hours.contain(from: 20 * 60 + 30, lasting: 50))
        #expect(!hours.contain(from: 7 * 60 + 55, lasting: 50) && hours.contain(from: 8 * 60, lasting: 780))
    }

    @Test("a record keeps an appointment as it was, and the same value is the same bytes")
    func roundTrip() throws {
        let made = try appointment().arrived(at: time("2026-12-01T01:58:00Z"), started: nil, withoutConsent: true)
        let bytes = try made.encodedBody()
        #expect(try Appointment(body: bytes) == made)
        #expect(try Appointment(body: bytes).encodedBody() == bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""case":"02"#) && text.contains(#""state":"arrived""#) && !text.contains("undoes"))
        #expect("\(made)" == "‹confidential›")
    }

    @Test("cancelled less than a day before is late, and a day before is not")
    func late() throws {
        #expect(try appointment().cancelled(by: .client, at: time("2026-11-30T02:00:00Z")).cancelledLate == false)
        #expect(try appointment().cancelled(by: .client, at: time("2026-11-30T02:00:01Z")).cancelledLate == true)
    }

    @Test("nobody has missed an appointment that has not begun")
    func notBegun() throws {
        let fault = AppointmentFault.notBegunYet(start: try time("2026-12-01T02:00:00Z"))
        #expect(throws: fault) { try appointment().missed(at: time("2026-12-01T01:59:59Z")) }
        #expect(try appointment().missed(at: time("2026-12-01T02:00:00Z")).state == .noShow)
    }

    @Test("a session was held when it was said to be; else as planned, or until now when it is said in time")
    func times() throws {
        let now = try time("2026-12-01T02:55:00Z")
        let timely = try appointment().times(started: nil, ended: nil, now: now)
        #expect(try timely.start == time("2026-12-01T02:00:00Z") && timely.end == now)
        let late = try appointment().times(started: nil, ended: nil, now: time("2026-12-03T02:00:00Z"))
        #expect(late.end == (try time("2026-12-01T02:50:00Z")))
        let early = try time("2026-12-01T01:00:00Z")
        #expect(throws: AppointmentFault.notBegunYet(start: try time("2026-12-01T02:00:00Z"))) {
            try appointment().times(started: nil, ended: nil, now: early)
        }
        let before = try appointment().times(started: time("2026-12-01T00:30:00Z"), ended: nil, now: early)
        #expect(try before.start == time("2026-12-01T00:30:00Z"))
    }

    @Test("a change is taken back within ten minutes, once, and a move not at all")
    func undo() throws {
        let before = try appointment()
        let change = try before.cancelled(by: .client, at: time("2026-11-26T03:00:00Z"))
        let back = try change.takenBack(to: before, revision: 2, at: time("2026-11-26T03:10:00Z"))
        #expect(back.state == .confirmed && back.cancelledBy == nil && back.undoes == 2)
        #expect(change.follows(before, nil, number: 2) && back.follows(change, before, number: 3))
        #expect(throws: AppointmentFault.nothingToUndo) {
            try change.takenBack(to: before, revision: 2, at: time("2026-11-26T03:10:01Z"))
        }
        #expect(throws: AppointmentFault.undoneAlready) {
            try back.takenBack(to: change, revision: 3, at: time("2026-11-26T03:11:00Z"))
        }
        let moved = try before.moved(to: identifier(8), at: time("2026-11-26T03:00:00Z"))
        #expect(throws: AppointmentFault.cannotUndo) {
            try moved.takenBack(to: before, revision: 2, at: time("2026-11-26T03:01:00Z"))
        }
    }

    @Test("a clock that stands some minutes behind makes no revision older than the one before it")
    func clockBehind() throws {
        let first = try appointment()
        let confirmed = try first.cancelled(by: .client, at: time("2026-11-27T02:00:00Z"))
        let (behind, before) = (try time("2026-11-27T01:56:00Z"), try time("2026-11-26T01:57:00Z"))
        #expect(try first.cancelled(by: .client, at: before).follows(first, nil, number: 2))
        let back = try confirmed.takenBack(to: first, revision: 2, at: behind)
        #expect(back.follows(confirmed, first, number: 3) && back.changed == confirmed.changed)
    }

    @Test("no revision follows that changes whom or when, skips a state, or takes back what was not there")
    func follows() throws {
        let first = try appointment()
        let now = try time("2026-11-27T02:00:00Z")
        let other = try Appointment(
            id: identifier(9), plan: plan(), start: time("2026-12-02T02:00:00Z"), end: time("2026-12-02T02:50:00Z"),
            isConfirmed: true, now: time("2026-11-26T02:00:00Z"))
        let cancelled = try first.cancelled(by: .client, at: now)
        #expect(try !other.cancelled(by: .client, at: now).follows(first, nil, number: 2))
        #expect(!first.follows(first, nil, number: 2))
        #expect(
            try !first.completed(
                at: time("2026-12-01T03:00:00Z"),
                times: first.times(started: nil, ended: nil, now: time("2026-12-01T03:00:00Z")),
                withoutConsent: false
            ).follows(cancelled, first, number: 3))
        let back = try cancelled.takenBack(to: first, revision: 2, at: now)
        #expect(!back.follows(cancelled, nil, number: 3))
        #expect(!back.follows(cancelled, first, number: 4))
    }

    @Test("two spellings of one room are one, and no room is nothing or a page long")
    func rooms() throws {
        #expect(try RoomLabel(" Room A ").folded == RoomLabel("ROOM a").folded)
        #expect(throws: CounselingError.field("room", .missing)) { try RoomLabel("  ") }
        #expect(throws: CounselingError.field("room", .tooLong(limit: 60))) {
            try RoomLabel(String(repeating: "室", count: 61))
        }
        #expect(throws: CounselingError.self) { try RoomLabel("A\u{1B}[2J") }
    }

    @Test("a weekly series keeps its time on the wall when the clock is changed, and leaves out what is skipped")
    func series() throws {
        let newYork = LocalClock(zone: TimeZone(identifier: "America/New_York") ?? .gmt)
        let dates = WeeklyDates(
            from: try time("2027-03-07T15:00:00Z"), times: 3, skipping: [try day("2027-03-21")], in: newYork)
        #expect(try dates.occurrences.map(\.start) == [time("2027-03-07T15:00:00Z"), time("2027-03-14T14:00:00Z")])
        let night = WeeklyDates(from: try time("2027-03-07T07:30:00Z"), times: 2, skipping: [], in: newYork)
        #expect(night.skippedByClock.map(\.text) == ["2027-03-14"])
    }

    @Test("free times are the gaps that are long enough, and offers the nearest of them")
    func free() throws {
        // Taken: 10:00 to 11:00 and 11:30 to 12:00 on the day, and 10:00 to 10:50 on the next.
        let taken = try [
            ("2026-12-01T02:00:00Z", 60), ("2026-12-01T03:30:00Z", 30), ("2026-12-02T02:00:00Z", 50),
        ].map { (try time($0).secondsSince1970, Int64($1) * 60) }
        let free = FreeTimes(clock: clock) { number in
            taken.contains { start, length in number * 300 < start + length && (number + 1) * 300 > start }
        }
        let now = try time("2026-11-26T02:00:00Z")
        let stretches = try free.stretches(on: day("2026-12-01"), minutes: 50, after: now)
        #expect(
            try stretches.map(\.start) == [time("2026-12-01T00:00:00Z"), time("2026-12-01T04:00:00Z")])
        #expect(try stretches.map(\.end) == [time("2026-12-01T02:00:00Z"), time("2026-12-01T13:00:00Z")])
        let offers = try free.offers(near: time("2026-12-01T02:00:00Z"), minutes: 50, after: now)
        #expect(
            try offers == [
                time("2026-12-01T01:10:00Z"), time("2026-12-01T04:00:00Z"), time("2026-12-02T01:10:00Z"),
                time("2026-12-03T02:00:00Z"),
            ])
        #expect(try !free.isFree(from: time("2026-12-01T02:55:00Z"), minutes: 5))
        // What has gone by is not offered.
        let later = try free.stretches(on: day("2026-12-01"), minutes: 50, after: time("2026-12-01T12:20:00Z"))
        #expect(later.isEmpty)
    }

    @Test("a consent is received, explained once, withdrawn once, and nothing follows")
    func consent() throws {
        let (now, today) = (try time("2026-11-26T02:00:00Z"), try day("2026-11-26"))
        let form = try ConsentForm.read(json: bytes(#"{"guardians": "王母"}"#), textVersion: "3", today: today)
        #expect(!form.clientAgreed && form.agreedOn == today)
        let received = try Consent(
            id: identifier(5), client: identifier(1), purpose: .counseling, form: form, receivedBy: identifier(4),
            isExplained: false, now: now)
        let explained = try received.explained(by: identifier(3), at: now)
        let withdrawn = try explained.withdrawn(at: now)
        #expect([received.state, explained.state, withdrawn.state] == [.received, .inForce, .withdrawn])
        let never = try received.withdrawn(at: now)
        #expect(explained.follows(received) && withdrawn.follows(explained) && never.follows(received))
        #expect(!received.follows(received) && !explained.follows(withdrawn) && !received.follows(explained))
        #expect(throws: AppointmentFault.consentSettled(.withdrawn)) { try withdrawn.withdrawn(at: now) }
        #expect(throws: AppointmentFault.consentSettled(.inForce)) {
            try explained.explained(by: identifier(3), at: now)
        }
        #expect(try Consent(body: explained.encodedBody()) == explained)
    }

    @Test("a consent to which nobody agreed, or from tomorrow, is refused by its field")
    func consentForms() throws {
        let today = try day("2026-11-26")
        for (json, error) in [
            (#"{"client": false}"#, CounselingError.field("client", .missing)),
            (#"{"on": "2026-11-27"}"#, .field("on", .inTheFuture)),
            (#"{"on": "soon"}"#, .field("on", .malformed(.date))),
            (#"{"who": "x"}"#, .field("who", .unknownField(known: ["client", "guardians", "on"]))),
            ("no", .formIsNotJSON),
        ] {
            #expect(throws: error) { try ConsentForm.read(json: bytes(json), textVersion: nil, today: today) }
        }
    }

    @Test("a profile takes what is given, keeps the rest, and loses what is null")
    func merged() throws {
        let today = try day("2026-11-26")
        let profile = try ClientProfile.read(
            json: bytes(#"{"name": "王小明", "phone": "13800138000", "birth": "2001-02-03", "email": "a@b.cn"}"#),
            today: today)
        let edited = try profile.merged(json: bytes(#"{"phone": ["13911112222"], "birth": null}"#), today: today)
        #expect(edited.name.text == "王小明" && edited.phones.map(\.text) == ["13911112222"])
        #expect(edited.birth == nil && edited.email == "a@b.cn")
        #expect(try profile.merged(json: bytes("{}"), today: today) == profile)
        #expect(throws: CounselingError.field("name", .missing)) {
            try profile.merged(json: bytes(#"{"name": null}"#), today: today)
        }
        let fields = [
            "address", "birth", "deskNotes", "email", "emergencyContacts", "guardians", "name", "phone",
            "staffSafetyAlert",
        ]
        #expect(throws: CounselingError.field("nome", .unknownField(known: fields))) {
            try profile.merged(json: bytes(#"{"nome": "x"}"#), today: today)
        }
    }
}
