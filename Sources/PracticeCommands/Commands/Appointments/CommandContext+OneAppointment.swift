import Counseling
import Foundation
import Practice
import RecordRoom

// What a command that changes one appointment says before and after it.
extension CommandContext {
    /// Says what will happen to which appointment, before it is opened.
    func announce(_ sentence: Sentence, on subject: AppointmentSubject, _ more: [String: String] = [:]) throws {
        var shown = more
        shown["id"] = subject.id.shortForm(characters: 4)
        shown["client"] = ClientCode(of: subject.client).description
        try announce(sentence, shown)
    }

    /// Says when and with whom the appointment is, before something is asked about it: an id alone tells nobody whether it is
    /// the one that they mean.
    func tellWhich(_ subject: AppointmentSubject, in practice: OpenPractice) throws {
        let entry = try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
            try $0.appointment().0
        }
        try announce(
            .appointmentWhich,
            [
                "id": subject.id.shortForm(characters: 4), "client": entry.client.profile.name.text,
                "person": entry.counselor?.shortName.text ?? "?",
                "time": try times(practice).span(entry.appointment), "state": state(entry.appointment.state),
            ])
    }

    func canceller(_ canceller: Appointment.Canceller) -> String {
        switch canceller {
        case .client: say(.headingClient)
        case .counselor: say(.headingCounselor)
        case .practice: say(.headingPractice)
        }
    }

    /// What changed, with its state and time.
    func reply(_ changed: Appointment, _ practice: OpenPractice, remarks: [String] = []) throws -> Reply {
        let times = try times(practice)
        return Reply(
            lines: [
                say(
                    .appointmentChanged,
                    [
                        "id": changed.id.shortForm(characters: 4), "state": state(changed.state),
                        "time": times.span(changed),
                    ])
            ], json: .object(AppointmentTable.fields(of: changed, times)), remarks: remarks)
    }

    /// A time of the appointment's own day, where one was typed.
    func moment(
        _ typed: String?, _ option: FieldPath, of subject: AppointmentSubject, in practice: OpenPractice
    ) throws -> UTCTime? {
        guard let typed else { return nil }
        let clock = try clock(practice)
        let start = try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
            try $0.appointment().0.appointment.start
        }
        do { return try NaturalTime.read(typed, at: option, now: .now, in: clock, on: clock.day(of: start)).time } catch
        {
            guard case NaturalTime.Fault.unclear = error else { throw error }
            throw CommandFault(
                .badInput, "bad-field", .timeOfDayUnclear, ["field": option.description], hint: .timeOfDayHint)
        }
    }
}
