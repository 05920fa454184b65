import Counseling
import Practice
import RecordRoom

// Credentials and fitness, found and said.
extension CommandContext {
    /// The credential that was meant, among those that the acting person may see. To whoever sees their own alone another's is not
    /// there: they are told who may do what they came for, as the trail has it.
    /// - Parameter purpose: what it is looked for
    func credential<P: ChangingPurpose>(
        _ typed: String, for purpose: P.Type, in practice: OpenPractice
    ) throws -> (CredentialStanding, CredentialEntry) {
        do { return try credential(typed, in: practice) } catch {
            guard FaultText(error, catalogue).code == "not-found",
                try !practice.room.ownEntry().member.roles.contains(.director)
            else { throw error }
            try requirePermitted(purpose, about: .practice, in: practice)
            throw CommandFault(
                .notFound, "not-found", .credentialNotOwn, ["id": typed], hint: .credentialNotOwnHint)
        }
    }

    private func credential(
        _ typed: String, in practice: OpenPractice
    ) throws -> (CredentialStanding, CredentialEntry) {
        let meant = try meant(typed, .credentials, in: practice)
        let entries = try practice.room.visit(for: ListingCredentials.self, about: .practice) { try $0.credentials() }
        let all = entries.flatMap { entry in (entry.credentials ?? []).map { ($0, entry) } }
        let id = try one(try all.map(\.0.id).filter { try $0.matches(prefix: meant) }, typed: typed)
        guard let found = all.first(where: { $0.0.id == id }) else { throw RoomError.notFound(.credential) }
        return found
    }

    /// Asks until what is typed can be read; what is wrong with it is said each time.
    func ask<Value>(
        _ question: Sentence, _ arguments: [String: String] = [:], required: Bool = true, kept: String? = nil,
        reading: (String) throws -> Value
    ) throws -> Value {
        while true {
            let typed = try askLine(question, arguments, required: required, kept: kept)
            do { return try reading(typed) } catch {
                let shown = PromptWords.texts(question, arguments)
                if let keyword = PromptWords.keyword(for: typed, shownIn: shown), let value = try? reading(keyword) {
                    return value
                }
                guard error is CommandFault || error is CounselingError || error is NaturalTime.Fault else {
                    throw error
                }
                try announceLine(FaultText(error, catalogue).message)
            }
        }
    }

    /// Does the work; a step that does not follow is told with how the credential stands and what follows.
    func stepping<Result>(
        _ one: CredentialStanding, _ entry: CredentialEntry, _ work: () throws -> Result
    ) throws -> Result {
        do { return try work() } catch {
            guard case .counseling(.refusedStep)? = error as? RoomError else { throw error }
            var said = named(one, entry)
            said["state"] = credentialState(one)
            throw CommandFault(
                .tryAgain, "refused-step", .credentialSettled, said,
                hint: one.state == .withdrawn ? .credentialWithdrawnHint : .credentialSettledHint, said)
        }
    }

    /// Refuses whoever may not do it, before anything is said or asked about it; what is permitted leaves nothing behind here.
    func requirePermitted<P: ChangingPurpose>(
        _ purpose: P.Type, about subject: Subject, in practice: OpenPractice
    ) throws {
        do { try practice.room.visit(for: purpose, about: subject) { _ -> Void in throw RoomError.busy } } catch {
            guard case .busy = error else { throw error }
        }
    }

    /// What a sentence about a credential takes.
    func named(_ one: CredentialStanding, _ entry: CredentialEntry) -> [String: String] {
        [
            "id": one.id.shortForm(characters: 4), "person": entry.member?.shortName.text ?? "?",
            "date": end(of: one.term),
        ]
    }

    func credentialKind(_ kind: StaffCredential.Kind) -> String {
        switch kind {
        case .degree: say(.credentialKindDegree)
        case .certificate: say(.credentialKindCertificate)
        case .registration: say(.credentialKindRegistration)
        }
    }

    func credentialState(_ one: CredentialStanding) -> String {
        switch one.state {
        case .claimed: say(.credentialStateClaimed)
        case .verified: say(one.selfVerified ? .credentialStateSelf : .credentialStateVerified)
        case .renewalClaimed: say(.credentialStateRenewal)
        case .withdrawn: say(.credentialStateWithdrawn)
        }
    }

    func end(of term: CredentialTerm) -> String {
        if let expires = term.expires { return expires.text }
        return term.recheck.map { say(.credentialRecheckMark, ["date": $0.text]) } ?? say(.credentialForever)
    }

    /// How somebody stands, in a sentence or two.
    func fitness(_ standing: FitnessStanding, of name: String) -> [String] {
        let person = ["person": name]
        func dated(_ day: CalendarDate) -> [String: String] { ["person": name, "date": day.text] }
        switch standing {
        case .fit(let until, let selfVerified):
            return [until.map { say(.credentialFitUntil, dated($0)) } ?? say(.credentialFit, person)]
                + (selfVerified ? [say(.credentialFitSelf, person)] : [])
        case .notFit(.ended(let day)): return [say(.credentialFitEnded, dated(day))]
        case .notFit(.begins(let day)): return [say(.credentialFitBegins, dated(day))]
        case .notFit(.nothingVerified): return [say(.credentialFitNothing, person)]
        case .noneRecorded: return []
        case .unreadable: return [say(.credentialFitUnreadable, person)]
        }
    }

    static func json(_ standing: FitnessStanding) -> JSONValue {
        switch standing {
        case .fit(let until, let selfVerified):
            .object([
                "standing": "fit", "until": .optional(until?.text), "selfVerified": .boolean(selfVerified),
            ])
        case .notFit(.ended(let day)): .object(["standing": "not-fit", "reason": "ended", "until": .string(day.text)])
        case .notFit(.begins(let day)): .object(["standing": "not-fit", "reason": "begins", "from": .string(day.text)])
        case .notFit(.nothingVerified): .object(["standing": "not-fit", "reason": "nothing-verified"])
        case .noneRecorded: .object(["standing": "none-recorded"])
        case .unreadable: .object(["standing": "unreadable"])
        }
    }

    /// Says of whom, until when, and what to do, where the policy refused a counselor as not fit.
    func explained(
        _ error: any Error, counselor: StaffEntry, to act: FitnessNeeded = .openCase, in practice: OpenPractice
    ) -> any Error {
        if case RoomError.denied(rule: .subjectMayNotCounsel) = error { return notCounseling(counselor) }
        guard case RoomError.denied(rule: .counselorNotFit) = error else { return error }
        let failing = try? practice.room.visit(for: ListingStaff.self, about: .practice) {
            try $0.unfit(counselor.id, on: act.days)
        }
        guard let failing else { return error }
        let name = counselor.member.shortName.text
        if let gap = supervisionGap(of: counselor, on: failing.day, in: practice) {
            return unsupervised(name, gap, failing, act, practice)
        }
        func fault(_ opening: Sentence, _ booking: Sentence, _ day: CalendarDate? = nil) -> CommandFault {
            let isNone = failing.standing == .noneRecorded
            return CommandFault(
                .notAllowed, "counselor-not-fit", act.isBooking ? booking : opening,
                ["person": name, "date": day?.text ?? "", "day": failing.day.text],
                hint: isNone && act.isBooking ? .credentialNoneNext : .credentialNotFitNext, ["person": name],
                details: ["day": .string(failing.day.text), "fitness": Self.json(failing.standing)])
        }
        switch failing.standing {
        case .notFit(.ended(let day)): return fault(.credentialNotFitEnded, .credentialDayEnded, day)
        case .notFit(.begins(let day)): return fault(.credentialNotFitBegins, .credentialDayBegins, day)
        case .notFit(.nothingVerified): return fault(.credentialNotFitNothing, .credentialDayNothing)
        case .noneRecorded: return fault(.credentialNotFitNothing, .credentialNoneBooking)
        case .unreadable: return fault(.credentialFitUnreadable, .credentialFitUnreadable)
        case .fit: return error
        }
    }

    /// The same where an appointment is moved to a day.
    func explained(
        _ error: any Error, moving subject: AppointmentSubject, to day: CalendarDate, in practice: OpenPractice
    ) throws -> any Error {
        switch error {
        case RoomError.denied(rule: .counselorNotFit), RoomError.denied(rule: .subjectMayNotCounsel): break
        default: return error
        }
        let counselor = try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
            try $0.appointment().0.appointment.counselor
        }
        let entry = try person((subject.passesTo ?? counselor).hex, in: practice)
        let fault = explained(error, counselor: entry, to: .book(on: [day]), in: practice)
        // With its own counselor it can go nowhere while these are away; with another it can.
        guard entry.id == counselor, case RoomError.denied(rule: .subjectMayNotCounsel) = error,
            let plain = fault as? CommandFault
        else { return fault }
        return CommandFault(
            plain.status, plain.code, plain.sentence, plain.arguments, hint: .appointmentPassHint,
            ["id": subject.id.shortForm(characters: 4)])
    }
}

/// What a counselor's credentials must hold for.
enum FitnessNeeded {
    case openCase
    case book(on: [CalendarDate])

    /// None: today.
    fileprivate var days: [CalendarDate] {
        if case .book(let days) = self { return days }
        return []
    }

    var isBooking: Bool { !days.isEmpty }
}
