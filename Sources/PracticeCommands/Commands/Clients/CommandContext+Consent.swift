import Counseling
import Practice
import RecordRoom

// A crisis that stands in for a consent.
extension CommandContext {
    /// Asks before a crisis that no open flag tells of stands in for a consent; with a flag nothing is asked.
    func confirmCrisis(of subject: AppointmentSubject, in practice: OpenPractice) throws {
        guard subject.inCrisis else { return }
        try confirmUnflagged(
            stands: {
                try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
                    try $0.callsForSupervisor()
                }
            }, because: .consentCrisisUnflagged)
    }

    /// The same where a note is signed.
    func confirmCrisis(ofCase id: Identifier<CounselingCase>, in practice: OpenPractice) throws {
        try confirmUnflagged(
            stands: {
                let client = try practice.room.client(of: id)
                return try practice.room.visit(for: ReadingClient.self, about: .client(client)) {
                    try $0.callsForSupervisor()
                }
            }, because: .consentNoteCrisisUnflagged)
    }

    /// Whoever may not even look is refused by the act itself, as the trail shall say, and is not asked.
    private func confirmUnflagged(stands: () throws -> Bool, because reason: Sentence) throws {
        let isFlagged: Bool
        do { isFlagged = try stands() } catch {
            if case RoomError.denied = error { return }
            if case RoomError.noKey = error { return }
            throw error
        }
        if !isFlagged { try confirm(.consentCrisisQuestion, because: reason) }
    }

    /// Refuses what is no consent, before it is said what will be done with it. An identifier does not tell that: an appointment that
    /// occupies no time any more looks alike.
    func requireConsent(
        _ id: Identifier<Consent>, of client: Identifier<Client>, in practice: OpenPractice
    ) throws {
        // Where the file cannot be looked through, what was asked says why.
        let looked = Result {
            try practice.room.visit(for: ListingConsents.self, about: .client(client)) { try $0.consents() }
        }
        guard case .success(let found) = looked else { return }
        guard found.entries.contains(where: { $0.consent.id == id }) || found.spoiled.contains(id) else {
            throw RoomError.notFound(.consent)
        }
    }

    /// Does something with a consent; one that stands so already is refused with its own id and client.
    func unsettled<Done>(_ shown: [String: String], _ work: () throws -> Done) throws -> Done {
        do { return try work() } catch {
            guard case RoomError.appointment(.consentSettled(let state)) = error else { throw error }
            throw FaultText.settled(state, shown)
        }
    }

    /// The refusal for want of a consent; where one was spoiled nobody can tell whether it is there, and that is said instead.
    func lackingConsent(
        of client: Identifier<Client>, _ fault: CommandFault, in practice: OpenPractice
    ) -> CommandFault {
        let found = Result {
            try practice.room.visit(for: ListingConsents.self, about: .client(client)) { try $0.consents().spoiled }
        }
        let isSpoiled =
            switch found {
            case .success(let spoiled): !spoiled.isEmpty
            case .failure(let error): FaultText(error, catalogue).status == .integrity
            }
        guard isSpoiled else { return fault }
        let code = ClientCode(of: client).description
        return CommandFault(
            .integrity, "altered", .consentUnreadable, ["client": code], hint: .consentUnreadableHint,
            ["client": code, "person": practice.identity.shortName])
    }

    /// The marks of a note that was written late, or signed without a consent.
    func marks(lateEntry: Bool, _ withoutConsent: Bool) -> [String] {
        (lateEntry ? [say(.valueLateEntry)] : []) + (withoutConsent ? [say(.appointmentWithoutConsent)] : [])
    }
}
