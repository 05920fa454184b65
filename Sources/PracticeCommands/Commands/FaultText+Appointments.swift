import Counseling

extension FaultText {
    /// What is wrong with an appointment or a consent. Free times are told by the command, which knows the practice's clock.
    static func fault(_ error: AppointmentFault) -> CommandFault {
        switch error {
        case .refusedTransition(let from, let to):
            CommandFault(
                .tryAgain, "refused-transition", .appointmentRefusedTransition,
                ["from": from.rawValue, "to": to.rawValue])
        case .busy(let occupied, _): busy(occupied)
        case .seriesBusy(let clashes):
            CommandFault(
                .tryAgain, "series-busy", .appointmentSeriesBusy,
                ["dates": clashes.map(\.date.text).joined(separator: " ")])
        case .notBegunYet: CommandFault(.badInput, "not-begun", .appointmentNotBegun)
        case .nothingToUndo: CommandFault(.notFound, "nothing-to-undo", .undoNothing)
        case .cannotUndo: CommandFault(.tryAgain, "cannot-undo", .undoMoved, hint: .undoMovedHint)
        case .consentSettled: CommandFault(.tryAgain, "refused-transition", .consentSettled)
        }
    }

    /// Who or what is taken, with what is free instead.
    static func busy(
        _ occupied: AppointmentFault.Occupied, hint: Sentence? = nil, _ arguments: [String: String] = [:]
    ) -> CommandFault {
        switch occupied {
        case .counselor:
            CommandFault(.tryAgain, "counselor-busy", .appointmentCounselorBusy, hint: hint, arguments)
        case .room: CommandFault(.tryAgain, "room-busy", .appointmentRoomBusy, hint: hint, arguments)
        case .client: CommandFault(.tryAgain, "client-busy", .appointmentClientBusy, hint: hint, arguments)
        }
    }

    static func fault(_ error: NaturalTime.Fault) -> CommandFault {
        switch error {
        case .unclear(let path):
            CommandFault(.badInput, "bad-field", .timeUnclear, ["field": path.description], hint: .timeHint)
        case .noTimeOfDay(let path):
            CommandFault(.badInput, "bad-field", .timeOfDayMissing, ["field": path.description], hint: .timeHint)
        case .skipped(let path):
            CommandFault(.badInput, "time-skipped", .timeSkipped, ["field": path.description])
        case .length(let path):
            CommandFault(.badInput, "bad-field", .timeLength, ["field": path.description], hint: .timeLengthHint)
        }
    }
}
