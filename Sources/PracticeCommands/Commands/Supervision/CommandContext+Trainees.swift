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
        let (booking, opening): (Sentence, Sentence)
        var shown = ["person": name, "day": failing.day.text]
        let json: [String: JSONValue]
        switch gap.reason {
        case .none: (booking, opening, json) = (.traineeDayNone, .traineeNowNone, ["standing": "none"])
        case .ended(let until):
            (booking, opening) = (.traineeDayEnded, .traineeNowEnded)
            shown["date"] = times.until(until)
            json = ["standing": "ended", "until": .string(times.rfc3339(until.date))]
        case .begins(let from):
            (booking, opening) = (.traineeDayBegins, .traineeNowBegins)
            shown["date"] = times.table(from.date)
            json = ["standing": "begins", "from": .string(times.rfc3339(from.date))]
        case .unsupervised(let agreement, let supervisor):
            (booking, opening) = (.traineeDayUnsupervised, .traineeNowUnsupervised)
            let roll = try? practice.room.roll()
            let other = roll?.first { $0.id == supervisor }?.member.shortName.text ?? "?"
            shown["id"] = agreement.shortForm(characters: 4)
            shown["supervisor"] = other
            json = ["standing": "unsupervised", "agreement": .string(agreement.hex), "supervisor": .string(other)]
        case .lost(let agreement):
            (booking, opening) = (.traineeDayLost, .traineeNowLost)
            shown["id"] = agreement.shortForm(characters: 4)
            json = ["standing": "unreadable", "agreement": .string(agreement.hex)]
        }
        let next = next(after: gap, of: name, for: failing.day, times)
        return CommandFault(
            .notAllowed, "counselor-not-fit", act.isBooking ? booking : opening, shown, hint: next.sentence,
            next.arguments,
            details: [
                "day": .string(failing.day.text), "fitness": Self.json(failing.standing), "supervision": .object(json),
            ])
    }

    /// What closes the gap: an agreement that goes beside those that there are, or waiting for the one that begins that day.
    func next(
        after gap: SupervisionGap, of name: String, for day: CalendarDate, _ times: TimeText
    ) -> (sentence: Sentence, arguments: [String: String]) {
        var shown = ["person": name, "days": ""]
        switch gap.reason {
        case .lost(let agreement):
            shown["id"] = agreement.shortForm(characters: 4)
            return (.traineeNextLost, shown)
        case .begins(let from):
            shown["date"] = times.table(from.date)
            if let last = gap.last, last < day { return (.traineeNextWait, shown) }
        case .none, .ended, .unsupervised: break
        }
        if let first = gap.first { shown["days", default: ""] += " --from-date \(first.text)" }
        if let last = gap.last { shown["days", default: ""] += " --until \(last.text)" }
        return (.traineeNext, shown)
    }

    /// That whoever was given a case cannot be booked yet, and what lets them.
    func unbookable(_ counselor: StaffEntry, in practice: OpenPractice) throws -> [String] {
        let name = counselor.member.shortName.text
        guard let gap = supervisionGap(of: counselor, on: nil, in: practice) else {
            return [say(.credentialNoneWarning, ["person": name])]
        }
        let today = try clock(practice).day(of: .now)
        let next = next(after: gap, of: name, for: today, try times(practice))
        return [say(.traineeWarning, ["person": name]), say(next.sentence, next.arguments)]
    }
}
