import Counseling
import Practice
import RecordRoom

// Suspension and departure, asked and said.
extension CommandContext {
    /// Why, from a script's document; nil where a person is to be asked.
    func reason(_ from: String?) throws -> StandingReason? {
        if let document = try document(from) { return try StandingReason.read(json: document) }
        try requireTerminal(orField: "reason")
        return nil
    }

    func askReason(
        _ kind: UnfinishedText.Kind, of person: StaffEntry, in practice: OpenPractice
    ) throws -> StandingReason {
        let form = try form(UnfinishedText(kind, about: person.id.hex), in: practice)
        // For the command that goes on with it.
        form.keep([person.member.shortName.text], "person", isWords: false)
        return try form.answer("reason", .standingAskReason, isWords: true) { try StandingReason($0) }
    }

    /// What a waiting change does to somebody's standing; nil where it is about roles alone.
    func standingAsked(_ change: PendingStaffChange) -> Sentence? {
        switch change.standing {
        case .suspended: .standingConfirmSuspend
        case .ended, .unknown: .standingConfirmEnd
        // Roles before are those of whoever was active.
        case .active: change.isReinstatement ? .standingConfirmReinstate : nil
        }
    }

    func awaiting(_ change: PendingStaffChange) -> String {
        let step: Sentence
        switch change.standing {
        case .suspended: step = .standingStepSuspended
        case .ended, .unknown: step = .standingStepEnded
        case .active:
            guard change.isReinstatement else { return say(.valueAwaitingConfirmation) }
            step = .standingStepReinstated
        }
        return say(.standingAwaiting, ["standing": say(step)])
    }

    func step(_ step: StandingEvent.Step) -> String {
        switch step {
        case .suspended: say(.standingStepSuspended)
        case .reinstated: say(.standingStepReinstated)
        case .ended: say(.standingStepEnded)
        }
    }

    /// Why somebody was suspended, reinstated or left; for directors, of whoever this may concern.
    /// - Returns: also how many more there are that somebody spoiled
    func reasons(of entry: StaffEntry, _ practice: OpenPractice) throws -> (
        lines: [String], json: [JSONValue]?, spoiled: Int
    ) {
        guard try practice.room.ownEntry().member.roles.contains(.director) else { return ([], nil, 0) }
        let times = try times(practice)
        let (reasons, spoiled) = try practice.room.visit(for: ReadingStanding.self, about: .person(entry.id)) {
            let found = try $0.reasons()
            return (found, try $0.spoiledReasons(beside: found))
        }
        let lines = reasons.map { reason in
            say(
                .standingReasonLine,
                [
                    "time": times.table(reason.at.date), "person": name(reason.by), "step": step(reason.event.step),
                    "reason": reason.event.reason.text,
                ])
        }
        let json = reasons.map { reason -> JSONValue in
            .object([
                "step": .string(reason.event.step.rawValue), "at": .string(times.rfc3339(reason.at.date)),
                "by": .optional(reason.by?.shortName.text), "reason": .string(reason.event.reason.text),
            ])
        }
        return (lines, json, spoiled)
    }

    /// The refusal that says of whom: whoever books or opens a case would take "this needs the role" for themself.
    func notCounseling(_ counselor: StaffEntry) -> CommandFault {
        let (sentence, hint): (Sentence, Sentence) =
            switch counselor.standing {
            case .suspended: (.standingCounselorSuspended, .standingCounselorSuspendedHint)
            case .ended, .unknown: (.standingCounselorEnded, .standingCounselorHint)
            case .active: (.standingCounselorNone, .standingCounselorHint)
            }
        let shown = ["person": counselor.member.shortName.text]
        let plain = FaultText.denied(.subjectMayNotCounsel, catalogue)
        return CommandFault(plain.status, plain.code, sentence, shown, hint: hint, shown)
    }

    // MARK: what is left behind

    func short<Entity>(_ ids: [Identifier<Entity>]) -> String {
        let characters = max(Identifier.charactersNeeded(among: ids), Identifier<Entity>.shortestForm)
        return catalogue.list(ids.map { $0.shortForm(characters: characters) })
    }

    func lines(_ left: Leftovers, of entry: StaffEntry) -> [String] {
        let person = entry.member.shortName.text
        var lines: [String] = []
        func add<Entity>(_ sentence: Sentence, _ ids: [Identifier<Entity>]) {
            if !ids.isEmpty { lines.append(say(sentence, ["ids": short(ids), "person": person])) }
        }
        add(.departAppointments, left.appointments)
        if left.unreadableAppointments > 0 {
            lines.append(say(.departAppointmentsUnreadable, ["count": "\(left.unreadableAppointments)"]))
        }
        if let first = left.flags.first {
            lines.append(
                say(.departFlags, ["ids": short(left.flags), "id": first.shortForm(characters: 4), "person": person]))
        }
        add(.departAgreements, left.agreements.map(\.id))
        add(.departReviews, left.reviews)
        add(.departDisclosures, left.disclosures)
        add(.departCosign, left.toCosign)
        if !left.offices.isEmpty {
            lines.append(say(.departOffices, ["roles": roles(left.offices), "person": person]))
        }
        if !left.soleOffices.isEmpty {
            lines.append(say(.departSole, ["roles": roles(left.soleOffices), "person": person]))
        }
        if !entry.member.roles.isDisjoint(with: [.counselor, .trainee]) {
            lines.append(say(.departPrivate, ["person": person]))
        }
        return lines
    }

    static func json(_ left: Leftovers) -> JSONValue {
        func ids<Entity>(_ ids: [Identifier<Entity>]) -> JSONValue { .array(ids.map { .string($0.hex) }) }
        func roles(_ some: Set<Role>) -> JSONValue {
            .array(Role.allCases.filter(some.contains).map { .string($0.rawValue) })
        }
        return .object([
            "appointments": ids(left.appointments),
            "unreadableAppointments": .number(left.unreadableAppointments), "flags": ids(left.flags),
            "agreements": ids(left.agreements.map(\.id)), "reviews": ids(left.reviews),
            "disclosures": ids(left.disclosures), "toCosign": ids(left.toCosign),
            "roles": roles(left.offices), "onlyOneWith": roles(left.soleOffices),
        ])
    }
}
