import Counseling
import Vault

// What the policy asks about credentials. Only acts that change something look into a file before they are allowed.
extension Relationships {
    func add(credentialFacts subject: Subject, to facts: inout Relationship, for action: Action) throws {
        let directors = session.chain.active(with: .director).map(\.id)
        facts.credential.isOnlyDirector = directors == [session.me]
        switch subject {
        case .practice: facts.credential.areOwn = true
        case .person(let person): facts.credential.areOwn = OpaqueID(person) == session.me
        case .newCase(_, let counselor): facts.credential.counselorIsFit = try mayTakeCase(counselor)
        case .newAppointment(_, let counselor, let days):
            facts.credential.counselorIsFit = try Fitness(session: session, reading: reading)
                .isFit(counselor, on: days)
        case .appointment(let appointment):
            guard let day = appointment.movesTo,
                let present = try? AppointmentBook(session: session, reading: reading).appointment(appointment.id)
            else { return }
            facts.credential.counselorIsFit = try Fitness(session: session, reading: reading)
                .isFit(appointment.passesTo ?? present.appointment.counselor, on: DaySpan(day, day))
        case .credential(let id, let person):
            facts.credential.areOwn = OpaqueID(person) == session.me
            // To whoever keeps none of it there is nothing to look up: they are refused as what they are.
            guard facts.credential.areOwn || directors.contains(session.me) else { return }
            guard
                let credential = try Personnel(session: session, reading: reading).file(of: person)?.credentials
                    .credential(id)
            else { throw RoomError.notFound(.credential) }
            facts.credential.isOthersClaim = OpaqueID(credential.claimedBy) != session.me
        default: break
        }
    }

    /// A practice that moves in records its people first: where nothing was ever recorded, nothing is refused here.
    func mayTakeCase(_ counselor: Identifier<Person>) throws -> Bool {
        let fitness = Fitness(session: session, reading: reading)
        let now = session.surroundings.now()
        switch try fitness.standing(of: counselor, on: try fitness.today(at: now)) {
        case .notFit, .unreadable: return false
        case .fit, .noneRecorded: return true
        }
    }
}
