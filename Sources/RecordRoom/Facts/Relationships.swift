import Counseling
import RecordStore
import Vault

/// Looks up, inside the door, how the person stands to what the visit is about. Facts are never handed in.
struct Relationships {
    let session: RoomSession
    let reading: any StoreReading

    private var compartments: Compartments { Compartments(session: session) }

    func facts(_ subject: Subject, for action: Action) throws -> Relationship {
        var facts = Relationship()
        facts.practiceHasNoAuditor = session.chain.active(with: .auditor).isEmpty
        switch subject {
        case .practice:
            // A list shows what one's keys open and nothing else, so one's own caseload is what it is about.
            facts.clientIsInOwnCaseload = true
            facts.isAssignedCounselor = true
            try add(crisisFacts: &facts, for: action)
        case .person(let person):
            facts.isOwnRecord = OpaqueID(person) == session.me
            facts.recovery.wantsCommittee = session.chain.pending.contains {
                $0.subject == OpaqueID(person) && $0.mayBeConfirmedByCommittee
            }
        case .client(let client):
            facts.clientIsInOwnCaseload = try isAssigned(to: OpaqueID(client))
        case .newCase(let client, let counselor):
            facts.clientIsInOwnCaseload = try isAssigned(to: OpaqueID(client))
            facts.subjectNamesSelf = OpaqueID(counselor) == session.me
            let duties: Duties = [.counselor, .trainee]
            facts.subjectMayCounsel = session.chain.members[OpaqueID(counselor)]?.holds(duties) == true
        case .counselingCase(let id):
            try add(caseFacts: OpaqueID(id), to: &facts, for: action)
        case .note(let id):
            guard let compartment = try Records(session: session, reading: reading).compartment(of: OpaqueID(id)) else {
                throw RoomError.notFound(.note)
            }
            // Private notes stay readable to their author, whatever others wrote beside the compartment's assignment.
            if action == .readNote, try PrivateNotes(session: session, reading: reading).isOwn(compartment) {
                facts.isAssignedCounselor = true
                return facts
            }
            try add(caseFacts: compartment, to: &facts, for: action)
            try add(noteFacts: OpaqueID(id), in: compartment, to: &facts, for: action)
            try add(supervisionFacts: OpaqueID(id), in: compartment, to: &facts, for: action)

        // appointments
        case .newAppointment(let client, let counselor, _):
            facts.clientIsInOwnCaseload = try isAssigned(to: OpaqueID(client))
            add(counselor: counselor, to: &facts)
        case .appointment(let subject): try add(appointmentFacts: subject, to: &facts, for: action)

        // consent
        case .consent(let id, let client):
            guard try Records(session: session, reading: reading).compartment(of: OpaqueID(id)) == OpaqueID(client)
            else { throw RoomError.notFound(.consent) }
            facts.clientIsInOwnCaseload = try isAssigned(to: OpaqueID(client))

        // credentials
        case .credential: break

        // supervision
        case .newAgreement(let supervisor, let trainee): add(supervisor: supervisor, trainee: trainee, to: &facts)
        case .agreement, .noteSearch: break

        // crisis
        case .flag(let id): try add(flagFacts: OpaqueID(id), to: &facts, for: action)
        case .emergencyCard(let client): try add(cardFacts: OpaqueID(client), to: &facts, for: action)

        // reviews
        case .newReview, .review, .reviewedNote: try add(reviewFacts: subject, to: &facts, for: action)

        // disclosures
        case .newDisclosure, .disclosure: try add(disclosureFacts: subject, to: &facts, for: action)

        // complaints
        case .complaints:
            facts.complaint = try ComplaintDesk(session: session, reading: reading).facts()
        case .complaint(let id, let act, let named, let outcome):
            facts.complaint = try ComplaintDesk(session: session, reading: reading)
                .facts(id, act, naming: named, outcome: outcome)

        // departure
        case .handover, .compartment: try add(departureFacts: subject, to: &facts)

        // recovery
        case .recovery(let id):
            facts.recovery = try Recoveries(session: session, reading: reading).facts(OpaqueID(id))

        // break-glass
        case .glass, .glassNote: break

        // hand-over without the leaver
        case .succession: break

        // second device
        case .device: break
        }
        try add(successionFacts: subject, to: &facts, for: action)
        try add(retentionFacts: subject, to: &facts, for: action)
        try add(glassFacts: subject, to: &facts, for: action)
        try add(credentialFacts: subject, to: &facts, for: action)
        return facts
    }

    func isAssigned(to compartment: OpaqueID) throws -> Bool {
        try compartments.history(of: compartment, reading: reading).assigned.contains(.person(session.me))
    }

    private func add(caseFacts compartment: OpaqueID, to facts: inout Relationship, for action: Action) throws {
        facts.isAssignedCounselor = try isAssigned(to: compartment)
        let records = Records(session: session, reading: reading)
        // Only what is begun in a case asks its state; whatever just looks opens nothing before its entry is durable.
        guard action == .writeNote else { return }
        guard facts.isAssignedCounselor, let file = try records.compartment(of: compartment) else { return }
        let history = try compartments.open(file, reading: reading)
        guard let current = history.current, session.ring.holds(file, generation: current.generation) else { return }
        facts.caseIsOpen = try records.counselingCase(compartment).body.state == .open
    }

    /// Author and state of a note, where the act depends on them and this identity can open it.
    private func add(
        noteFacts note: OpaqueID, in compartment: OpaqueID, to facts: inout Relationship, for action: Action
    ) throws {
        let acts: Set<Action> = [.editNote, .signNote, .signNoteInCrisis, .addAddendum, .withdrawNote]
        guard acts.contains(action), facts.isAssignedCounselor else { return }
        let records = Records(session: session, reading: reading)
        let history = try compartments.open(compartment, reading: reading)
        guard let current = history.current, session.ring.holds(compartment, generation: current.generation),
            let newest = try records.newest(note),
            let (body, _) = try records.open(newest.row, as: .note, NoteBody.self, alone: true)
        else { return }
        facts.isAuthor = OpaqueID(body.author) == session.me
        facts.noteState = body.state
        guard action == .signNote, facts.isAuthor else { return }
        facts.appointment.noteLacksConsent =
            try AppointmentBook(session: session, reading: reading).consent(toSignIn: compartment) == .missing
    }
}
