extension Failure {
    /// The command line was not understood.
    /// - Parameters:
    ///   - detail: the parser's sentence, translated.
    ///   - command: as far as it was understood, for the hint.
    static func usage(detail: String, command: String) -> Failure {
        Failure(
            code: "usage", status: .usage, what: .faultUsage, hint: .faultUsageHint,
            arguments: ["detail": detail, "command": command])
    }

    /// No command has that name, but one has a name like it.
    static func unknownCommand(typed: String, meant: String) -> Failure {
        Failure(
            code: "usage", status: .usage, what: .faultUnknownCommand, hint: .faultUnknownCommandHint,
            arguments: ["typed": typed, "meant": meant])
    }

    /// A field of the input cannot be used.
    /// - Parameters:
    ///   - field: its JSON name, not its value.
    ///   - reason: one of the `faultReason…` sentences, filled in.
    static func field(_ field: String, reason: String) -> Failure {
        Failure(
            code: "badField", status: .badInput, what: .faultField, unharmed: .faultUnharmedNothing,
            hint: .faultFieldHint, arguments: ["field": field, "reason": reason])
    }

    /// `--from` did not bring a JSON object.
    static let notJSON = Failure(
        code: "notJSON", status: .badInput, what: .faultNotJSON, unharmed: .faultUnharmedNothing,
        hint: .faultNotJSONHint)

    /// An act that has to be confirmed, without a terminal and without `--yes`.
    static let needsYes = Failure(
        code: "needsConfirmation", status: .usage, what: .faultNeedsYes, unharmed: .faultUnharmedNothing,
        hint: .faultNeedsYesHint)

    /// The person answered no.
    static let declined = Failure(
        code: "declined", status: .notAllowed, what: .faultDeclined, unharmed: .faultUnharmedNothing)

    /// What the terminal could not do.
    init(_ error: TerminalError) {
        switch error {
        case .notUTF8:
            self.init(
                code: "notUTF8", status: .badInput, what: .faultNotUTF8, unharmed: .faultUnharmedNothing,
                hint: .faultNotUTF8Hint)
        case .tooLong(let limit):
            self.init(
                code: "tooLong", status: .badInput, what: .faultTooLong, unharmed: .faultUnharmedNothing,
                hint: .faultTooLongHint, arguments: ["limit": String(limit)])
        case .noTerminal:
            self.init(code: "noTerminal", status: .usage, what: .faultNoTerminal, hint: .faultNoTerminalHint)
        case .endOfInput:
            self.init(
                code: "endOfInput", status: .badInput, what: .faultEndOfInput, unharmed: .faultUnharmedNothing,
                hint: .faultEndOfInputHint)
        case .cannotRead(let number):
            self.init(
                code: "cannotRead", status: .inputOutput, what: .faultCannotRead,
                arguments: ["path": "-", "number": String(number)])
        case .cannotWrite(let number):
            self.init(
                code: "cannotWrite", status: .inputOutput, what: .faultCannotWrite,
                arguments: ["path": "-", "number": String(number)])
        }
    }

    /// A time that cannot be used.
    /// - Parameters:
    ///   - fault: from `TimeReader` or `LengthText`.
    ///   - typed: what the person wrote; a time of an option is not confidential, so it may be repeated.
    ///   - times: to name the two moments around a change of clocks.
    init(_ fault: TimeFault, typed: String, times: TimeText, isLength: Bool = false) {
        let (what, hint): (Sentence, Sentence) =
            switch fault {
            case .unreadable where isLength: (.timeLengthUnreadable, .timeLengthHint)
            case .unreadable: (.timeUnreadable, .timeUnreadableHint)
            case .timeOfDayMissing: (.timeOfDayMissing, .timeOfDayMissingHint)
            case .halfOfDayUnclear: (.timeHalfUnclear, .timeHalfUnclearHint)
            case .noSuchTime: (.timeNone, .timeNoneHint)
            case .skipped: (.timeSkipped, .timeEitherHint)
            case .twice: (.timeTwice, .timeEitherHint)
            case .lengthOutOfRange: (.timeLengthRange, .timeLengthHint)
            }
        var arguments = ["typed": typed]
        switch fault {
        case .skipped(let former, let latter), .twice(let former, let latter):
            arguments["former"] = times.rfc3339(former)
            arguments["latter"] = times.rfc3339(latter)
        default: break
        }
        self.init(code: "badTime", status: .badInput, what: what, hint: hint, arguments: arguments)
    }
}
