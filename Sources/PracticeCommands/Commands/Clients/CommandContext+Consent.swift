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
