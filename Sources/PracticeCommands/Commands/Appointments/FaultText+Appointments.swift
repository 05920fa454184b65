import Counseling

extension FaultText {
    /// What is wrong with an appointment or a consent. Times are told by the command, which knows the practice's clock.
    static func fault(_ error: AppointmentFault, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .refusedTransition(let from, let to): refused(from, to, catalogue)
        case .busy(let occupied, _): busy(occupied)
        case .seriesBusy(let clashes):
            CommandFault(
                .tryAgain, "series-busy", .appointmentSeriesBusy,
                ["dates": clashes.map(\.date.text).joined(separator: " ")])
        case .alreadyBooked(let present): alreadyBooked(present, catalogue)
        case .notBegunYet(let start): notBegun(start.rfc3339)
        case .notItsDayYet(let start): notItsDay(start.rfc3339)
        case .unmoved: unmoved()
        case .nothingToUndo: CommandFault(.notFound, "nothing-to-undo", .undoNothing, hint: .undoNothingHint)
        case .undoneAlready: CommandFault(.notFound, "nothing-to-undo", .undoDone, hint: .undoDoneHint)
        case .cannotUndo: CommandFault(.tryAgain, "cannot-undo", .undoMoved, hint: .undoMovedHint)
        case .cannotUndoBooking(let id):
            CommandFault(
                .tryAgain, "cannot-undo", .undoBooked, ["id": id.shortForm(characters: 4)], hint: .undoBookedHint,
                ["id": id.shortForm(characters: 4)])
        case .consentSettled(let state):
            settled(state, ["id": catalogue.typed("ID"), "client": catalogue.typed("CLIENT")])
        }
    }

    /// A step out of order: how the appointment stands, and what follows from there.
    /// - Parameter id: as the hint writes it
    static func refused(
        _ from: AppointmentState, _ to: AppointmentState, _ catalogue: Catalogue, id: String = "ID"
    ) -> CommandFault {
        CommandFault(
            .tryAgain, "refused-transition", from == to ? .appointmentIsAlready : .appointmentRefusedTransition,
            ["from": catalogue.text(from.sentence), "to": catalogue.text(to.sentence)], hint: from.whatFollows,
            ["id": id], details: ["state": .string(from.rawValue)])
    }

    /// A consent that stands so already.
    /// - Parameter shown: its id and its client, as the hint writes them
    static func settled(_ state: Consent.State, _ shown: [String: String]) -> CommandFault {
        state == .withdrawn
            ? CommandFault(
                .tryAgain, "refused-transition", .consentWithdrawnAlready, hint: .consentWithdrawnAlreadyHint, shown)
            : CommandFault(
                .tryAgain, "refused-transition", .consentConfirmedAlready, hint: .consentConfirmedAlreadyHint, shown)
    }

    static func unmoved(id: String = "ID") -> CommandFault {
        CommandFault(
            .tryAgain, "nothing-to-move", .appointmentUnmoved, hint: .appointmentUnmovedHint, ["id": id])
    }

    static func notBegun(_ time: String, start: String? = nil) -> CommandFault {
        CommandFault(
            .tryAgain, "not-begun", .appointmentNotBegun, ["time": time], hint: .appointmentNotBegunHint,
            details: ["start": .string(start ?? time)])
    }

    /// Somebody is said to be here for an appointment of a later day: another one is meant, or they came on the wrong day.
    static func notItsDay(_ time: String, start: String? = nil, id: String = "ID") -> CommandFault {
        CommandFault(
            .tryAgain, "not-its-day", .appointmentNotItsDay, ["time": time], hint: .appointmentNotItsDayHint,
            ["id": id], details: ["start": .string(start ?? time)])
    }

    /// What was booked is there already, perhaps by a command that was ended before it could say so.
    static func alreadyBooked(_ present: [Identifier<Appointment>], _ catalogue: Catalogue) -> CommandFault {
        let characters = Identifier.charactersNeeded(among: present)
        let ids = present.map { $0.shortForm(characters: characters) }
        return CommandFault(
            .tryAgain, "already-booked", .appointmentAlreadyBooked, ["id": catalogue.list(ids)],
            hint: .appointmentAlreadyBookedHint, ["id": ids.first ?? catalogue.typed("ID")],
            details: ["appointments": .array(present.map { .string($0.hex) })])
    }

    /// Who or what is taken, with what is free instead.
    /// - Parameter free: RFC 3339
    static func busy(
        _ occupied: AppointmentFault.Occupied, hint: Sentence? = nil, _ arguments: [String: String] = [:],
        free: [String] = []
    ) -> CommandFault {
        let details = ["free": JSONValue.array(free.map { .string($0) })]
        return switch occupied {
        case .counselor:
            CommandFault(
                .tryAgain, "counselor-busy", .appointmentCounselorBusy, hint: hint, arguments, details: details)
        case .room:
            CommandFault(.tryAgain, "room-busy", .appointmentRoomBusy, hint: hint, arguments, details: details)
        case .client:
            CommandFault(.tryAgain, "client-busy", .appointmentClientBusy, hint: hint, arguments, details: details)
        }
    }

    static func fault(_ error: NaturalTime.Fault) -> CommandFault {
        switch error {
        case .unclear(let path):
            CommandFault(.badInput, "bad-field", .timeUnclear, ["field": path.description], hint: .timeHint)
        case .unclearDay(let path):
            CommandFault(.badInput, "bad-field", .dayUnclear, ["field": path.description], hint: .dayHint)
        case .unclearMonth(let path):
            CommandFault(.badInput, "bad-field", .monthUnclear, ["field": path.description], hint: .monthHint)
        case .noTimeOfDay(let path):
            CommandFault(.badInput, "bad-field", .timeOfDayMissing, ["field": path.description], hint: .timeHint)
        case .skipped(let path):
            CommandFault(.badInput, "time-skipped", .timeSkipped, ["field": path.description])
        case .length(let path):
            CommandFault(.badInput, "bad-field", .timeLength, ["field": path.description], hint: .timeLengthHint)
        }
    }
}

extension AppointmentState {
    var sentence: Sentence {
        switch self {
        case .requested: .appointmentRequested
        case .confirmed: .appointmentConfirmed
        case .arrived: .appointmentArrived
        case .completed: .appointmentCompleted
        case .cancelled: .appointmentCancelled
        case .noShow: .appointmentNoShow
        case .rescheduled: .appointmentRescheduled
        }
    }

    /// What to do with an appointment that stands so.
    fileprivate var whatFollows: Sentence {
        switch self {
        case .requested: .appointmentNextConfirm
        case .confirmed: .appointmentNextArrive
        case .arrived: .appointmentStepArrived
        case .completed: .appointmentStepCompleted
        case .noShow: .appointmentStepMissed
        case .cancelled: .appointmentStepOver
        case .rescheduled: .appointmentStepMoved
        }
    }
}
