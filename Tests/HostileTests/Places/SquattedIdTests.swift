import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Rows that a colleague puts under the id of what is not theirs, in a compartment whose key they hold.
struct SquattedIdTests {
    @Test(
        "a row put under the next revision of an appointment or a consent is named, hides nobody's day and stops nobody"
    )
    func nextRevision() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let (fang, lin) = (desk.fang, try place.open("lin"))
        let today = try #require(CalendarDate("2026-11-24"))
        let squatted = try desk.book("2028-03-01T10:00:00+08:00")
        let other = try desk.book("2028-03-01T12:00:00+08:00")
        let form = try ConsentForm(
            textVersion: nil, clientAgreed: true, guardians: [], agreedOn: nil, today: today)
        let consent = try lin.room.visit(for: RecordingConsent.self, about: .client(facts.client)) {
            try $0.record(form, for: .counseling)
        }
        let bo = try Intruder("bo", in: place)
        for (id, kind) in [
            (try OpaqueID(of: squatted), "appointment"), (try OpaqueID(of: consent.id), "consent"),
        ] {
            let header = RecordHeader(
                practice: bo.chain.practice, compartment: bo.fixed(.practice), record: id, revision: 2, previous: .zero)
            try bo.commit(put: [try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: kind, header: header)])
        }
        _ = try fang.room.visit(for: WithdrawingConsent.self, about: .consent(consent.id, of: facts.client)) {
            try $0.withdraw()
        }
        let (start, end) = (
            try #require(UTCTime(rfc3339: "2028-03-01T00:00:00+08:00")),
            try #require(UTCTime(rfc3339: "2028-03-02T00:00:00+08:00"))
        )
        let day = try fang.room.visit(for: ListingAppointments.self, about: .practice) {
            try $0.appointments(from: start, to: end)
        }
        #expect(day.entries.map(\.appointment.id) == [squatted, other] && day.disturbed == [squatted])
        #expect(day.unreadable == 0 && !day.isSound)
        // The time stays taken, and other times are booked as before.
        #expect(throws: RoomError.self) { try desk.book("2028-03-01T10:00:00+08:00") }
        _ = try fang.room.visit(
            for: CancellingAppointment.self, about: .appointment(AppointmentSubject(squatted, of: facts.client))
        ) { try $0.cancel(by: .client) }
        _ = try desk.book("2028-03-01T10:00:00+08:00")
        _ = try desk.book("2028-03-01T15:00:00+08:00")
        #expect(try !place.faults(as: "lin").isEmpty)
    }
}
