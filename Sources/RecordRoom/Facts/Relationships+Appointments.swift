public import Counseling
import RecordStore
import Vault

/// An appointment as a visit names it.
public struct AppointmentSubject: Hashable, Sendable {
    public let id: Identifier<Appointment>
    public let client: Identifier<Client>
    /// Whether a crisis stands in for the consent to a first session.
    public let inCrisis: Bool
    /// The day that it shall be moved to.
    public let movesTo: CalendarDate?
    /// The counselor that it shall be moved to; nil where it stays with its own.
    public let passesTo: Identifier<Person>?

    public init(
        _ id: Identifier<Appointment>, of client: Identifier<Client>, inCrisis: Bool = false,
        movesTo: CalendarDate? = nil, passesTo: Identifier<Person>? = nil
    ) {
        self.id = id
        self.client = client
        self.inCrisis = inCrisis
        self.movesTo = movesTo
        self.passesTo = passesTo
    }
}

extension Relationships {
    func add(counselor: Identifier<Person>, to facts: inout Relationship) {
        facts.appointment.counselorIsSelf = OpaqueID(counselor) == session.me
        facts.appointment.counselorMayCounsel =
            session.chain.members[OpaqueID(counselor)]?.holds([.counselor, .trainee]) == true
    }

    func add(appointmentFacts subject: AppointmentSubject, to facts: inout Relationship, for action: Action) throws {
        let book = AppointmentBook(session: session, reading: reading)
        guard try book.records.compartment(of: OpaqueID(subject.id)) == OpaqueID(subject.client) else {
            throw RoomError.notFound(.appointment)
        }
        facts.clientIsInOwnCaseload = try isAssigned(to: OpaqueID(subject.client))
        // Only what changes an appointment asks for its counselor; whatever just looks opens nothing before its entry is durable.
        guard action != .readAppointment, try book.holds(file: OpaqueID(subject.client)) else { return }
        let present = try book.appointment(subject.id).appointment
        add(counselor: subject.passesTo ?? present.counselor, to: &facts)
        // Whoever is not at the desk moves their own, and to themself.
        facts.appointment.counselorIsSelf =
            facts.appointment.counselorIsSelf && OpaqueID(present.counselor) == session.me
        guard action == .arriveAppointment || action == .completeAppointment else { return }
        // What can no more begin or end, because it was moved or called off, is told so by the act itself.
        let isPossible = (try? present.state.advance(action == .arriveAppointment ? .arrived : .completed)) != nil
        facts.appointment.consentIsSettled =
            try !isPossible || subject.inCrisis || present.withoutConsent == true
            || book.isConsentSettled(for: subject, toComplete: action == .completeAppointment)
    }
}
