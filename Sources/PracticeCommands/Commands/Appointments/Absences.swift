import Counseling
import Practice
import RecordRoom

/// Appointments to come with somebody who sees nobody now. Nobody is told by the calendar alone: it says with whom, and not
/// whether they are there.
struct Absences {
    /// Why; the raw values stand in documents.
    enum Reason: String {
        case suspended, left
        /// They work here and counsel no more.
        case role

        var mark: Sentence {
            switch self {
            case .suspended: .appointmentAwaySuspended
            case .left: .appointmentAwayLeft
            case .role: .appointmentAwayRole
            }
        }
    }

    private let people: [Identifier<Person>: Reason]
    private let now: UTCTime

    init(in practice: OpenPractice, at now: UTCTime) throws {
        self.now = now
        var people: [Identifier<Person>: Reason] = [:]
        for entry in try practice.room.roll() {
            switch entry.standing {
            case .suspended: people[entry.id] = .suspended
            case .ended, .unknown: people[entry.id] = .left
            case .active where entry.member.roles.isDisjoint(with: [.counselor, .trainee]): people[entry.id] = .role
            case .active: continue
            }
        }
        self.people = people
    }

    /// Why nobody comes to an appointment; nil where somebody does, or where it is over, cancelled or moved.
    func of(_ appointment: Appointment) -> Reason? {
        guard appointment.end > now, [.requested, .confirmed].contains(appointment.state) else { return nil }
        return people[appointment.counselor]
    }
}

extension CommandContext {
    /// How many there are, which, and what this person can do about them.
    func tell(
        away all: [Identifier<Appointment>], withinDays days: Int? = nil, in practice: OpenPractice
    ) throws -> [String] {
        guard let first = all.first else { return [] }
        let characters = max(Identifier.charactersNeeded(among: all), Identifier<Appointment>.shortestForm)
        let isDesk = try !practice.room.ownEntry().member.roles.isDisjoint(with: [.frontDesk, .director])
        let told = say(
            isDesk ? .appointmentAway : .appointmentAwayAsk,
            [
                "count": "\(all.count)", "ids": catalogue.list(all.map { $0.shortForm(characters: characters) }),
                "id": first.shortForm(characters: characters),
            ])
        let limit = days.map { say(.appointmentAwayWithin, ["count": "\($0)"]) }
        return [catalogue.paragraph([told, limit].compactMap { $0 })]
    }
}
