import Counseling
import Practice
import RecordRoom

// What a trainee lacks who may not be booked: not credentials, but somebody who answers for them.
extension CommandContext {
    /// nil where something else is missing, or that cannot be looked up: then the fault before it is told.
    func supervisionGap(
        of counselor: StaffEntry, on day: CalendarDate?, in practice: OpenPractice
    ) -> SupervisionGap? {
        let found = try? practice.room.visit(for: ListingStaff.self, about: .practice) {
            try $0.supervisionGap(of: counselor.id, on: day)
        }
        return found ?? nil
    }

    /// The refusal that names the agreement and the day on which it ends.
    func unsupervised(
        _ name: String, _ gap: SupervisionGap, _ failing: (day: CalendarDate, standing: FitnessStanding),
        _ act: FitnessNeeded, _ practice: OpenPractice
    ) -> any Error {
        guard let times = try? times(practice) else { return RoomError.denied(rule: .counselorNotFit) }
        let (booking, opening, date, json): (Sentence, Sentence, String, JSONValue) =
            switch gap {
            case .none: (.traineeDayNone, .traineeNowNone, "", .object(["standing": "none"]))
            case .ended(let until):
                (
                    .traineeDayEnded, .traineeNowEnded, times.until(until),
                    .object(["standing": "ended", "until": .string(times.rfc3339(until.date))])
                )
            case .begins(let from):
                (
                    .traineeDayBegins, .traineeNowBegins, times.table(from.date),
                    .object(["standing": "begins", "from": .string(times.rfc3339(from.date))])
                )
            }
        return CommandFault(
            .notAllowed, "counselor-not-fit", act.isBooking ? booking : opening,
            ["person": name, "day": failing.day.text, "date": date], hint: .traineeNext, ["person": name],
            details: [
                "day": .string(failing.day.text), "fitness": Self.json(failing.standing), "supervision": json,
            ])
    }
}
