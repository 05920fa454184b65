import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// What both names of the booking command take.
struct BookingOptions: ParsableArguments {
    @Option(help: .text(.optionClient)) var client: String?
    @Option(help: .text(.optionCase)) var `case`: String?
    @Option(help: .text(.appointmentOptionCounselor, valueName: "short-name")) var counselor: String?
    @Option(help: .text(.appointmentOptionAt, valueName: "time")) var at: String?
    @Option(help: .text(.appointmentOptionFor, valueName: "length")) var `for`: String = "50m"
    @Option(help: .text(.appointmentOptionRoom)) var room: String?
    @Option(help: .text(.appointmentOptionModality)) var modality: String = "in-person"
    @Option(help: .text(.appointmentOptionEvery)) var every: String?
    @Option(help: .text(.appointmentOptionTimes, valueName: "number")) var times: Int?
    @Option(help: .text(.appointmentOptionSkip, valueName: "day")) var skip: [String] = []
    @Flag(help: .text(.appointmentOptionRequested)) var requested = false
}

struct AppointmentBookCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "book", abstract: HelpLanguage.text(.appointmentHelpBook),
            discussion: HelpLanguage.text(.appointmentHelpBookMore))
    }
    @OptionGroup var common: CommonOptions
    @OptionGroup var options: BookingOptions

    func perform(_ context: CommandContext) throws -> Reply { try Booking(options, context).reply() }
}

/// The same, for whoever books all day.
struct BookCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "book", abstract: HelpLanguage.text(.appointmentHelpBookAlias),
            discussion: HelpLanguage.text(.appointmentHelpBookMore))
    }
    @OptionGroup var common: CommonOptions
    @OptionGroup var options: BookingOptions

    func perform(_ context: CommandContext) throws -> Reply { try Booking(options, context).reply() }
}

/// One booking, from what was typed to what is said of it.
private struct Booking {
    private let options: BookingOptions
    private let context: CommandContext
    private let minutes: Int
    private let modality: Appointment.Modality
    private let room: RoomLabel?

    /// What can be checked before anything is unlocked.
    init(_ options: BookingOptions, _ context: CommandContext) throws {
        self.options = options
        self.context = context
        minutes = try NaturalTime.readLength(options.for, at: "for")
        modality = try context.choice(options.modality, "modality", Appointment.Modality.self)
        room = try options.room.map { try RoomLabel($0) }
        if let every = options.every, !["week", "周", "每周"].contains(every) {
            throw Self.wrong("every", context.say(.faultReasonChoice, ["choices": "week"]), context)
        }
        if let times = options.times, !(1...WeeklyDates.limit).contains(times) {
            throw Self.wrong("times", context.say(.faultReasonChoice, ["choices": "1–\(WeeklyDates.limit)"]), context)
        }
        guard options.every != nil || options.times == nil && options.skip.isEmpty else {
            throw context.missing("--every", "--every week")
        }
        if options.every != nil, options.times == nil { throw context.missing("--times", "--times 2") }
        let missing = [
            options.client == nil && options.case == nil ? "--client CLIENT" : nil,
            options.at == nil ? "--at TIME" : nil,
        ].compactMap { $0 }
        if !missing.isEmpty { try context.requireTerminal(or: missing.joined(separator: " ")) }
    }

    private static func wrong(_ field: String, _ reason: String, _ context: CommandContext) -> CommandFault {
        CommandFault(
            .badInput, "bad-field", .faultField, ["field": field, "reason": reason], hint: .faultFieldHint)
    }

    func reply() throws -> Reply {
        try context.inPractice { practice in
            let (client, caseID, counselor) = try whom(practice)
            let clock = try context.clock(practice)
            let read = { (typed: String) in try NaturalTime.read(typed, at: "at", now: .now, in: clock) }
            let understood = try options.at.map(read) ?? context.ask(.appointmentPromptAt, reading: read)
            let skips = try options.skip.map { try NaturalTime.readDay($0, at: "skip", now: .now, in: clock) }
            let whole = WeeklyDates(from: understood.time, times: options.times ?? 1, skipping: [], in: clock)
            let all = whole.occurrences.map(\.date) + whole.skippedByClock
            // A mistyped date would leave nothing out, and nobody would know.
            if let stray = skips.first(where: { !all.contains($0) }) {
                throw Self.wrong("skip", context.say(.appointmentNoSuchDate, ["date": stray.text]), context)
            }
            let dates = WeeklyDates(
                from: understood.time, times: options.times ?? 1, skipping: Set(skips), in: clock)
            guard let first = dates.occurrences.first, let last = dates.occurrences.last else {
                throw Self.wrong("skip", context.say(.appointmentNothingLeft), context)
            }
            if let never = dates.skippedByClock.first {
                throw CommandFault(
                    .badInput, "time-skipped", .appointmentDateSkipped, ["date": never.text],
                    hint: .appointmentSeriesSkips, ["skips": "--skip \(never.text)"])
            }
            let end = try UTCTime(secondsSince1970: first.start.secondsSince1970 + Int64(minutes) * 60)
            let times = try context.times(practice)
            let shown = [
                "client": ClientCode(of: client).description, "person": counselor.member.shortName.text,
                "time": times.span(first.start, end), "modality": context.modality(modality),
                "room": room?.text ?? context.say(.valueNone), "count": "\(dates.occurrences.count)",
            ]
            try context.announce(dates.occurrences.count > 1 ? .appointmentSeriesBefore : .appointmentBookBefore, shown)
            let warnings = JSONValue.array(
                try context.remark(on: understood, lasting: minutes, practice))
            try context.confirmUnusual(understood.time, practice)
            let plan = AppointmentPlan(
                client: client, caseID: caseID, counselor: counselor.id, room: room, modality: modality)
            let subject = Subject.newAppointment(
                client, counselor: counselor.id, on: DaySpan(first.date, last.date))
            let made: [Appointment]
            let calls: Bool
            do {
                (made, calls) = try context.calling(for: client, in: practice) {
                    try context.offering(practice, skips: skips) {
                        try practice.room.visit(for: BookingAppointment.self, about: subject) {
                            let made = try $0.book(
                                plan, on: dates.occurrences, minutes: minutes, isConfirmed: !options.requested,
                                clock: clock)
                            return (made, try $0.callsForSupervisor())
                        }
                    }
                }
            } catch {
                throw context.explaining(error) {
                    context.explained(
                        $0, counselor: counselor, to: .book(on: dates.occurrences.map(\.date)), in: practice)
                }
            }
            return try reply(made, counselor.member, times, warnings).calling(calls, context)
        }
    }

    private func reply(
        _ made: [Appointment], _ counselor: StaffMember, _ times: TimeText, _ warnings: JSONValue
    ) throws -> Reply {
        let characters = Identifier.charactersNeeded(among: made.map(\.id))
        let lines = made.map { appointment in
            context.say(
                options.requested ? .appointmentBookRequested : .appointmentBookAfter,
                ["id": appointment.id.shortForm(characters: characters), "time": times.span(appointment)])
        }
        let documents = made.map { appointment in
            var fields = AppointmentTable.fields(of: appointment, times)
            fields["counselor"] = .string(counselor.shortName.text)
            return fields
        }
        let id = made[0].id.shortForm(characters: characters)
        let next = context.say(
            options.requested ? .appointmentNextConfirm : .appointmentNextArrive, ["id": id])
        guard let series = made[0].series else {
            let document = documents[0].merging(["warnings": warnings]) { made, _ in made }
            return Reply(lines: lines, json: .object(document), remarks: [next])
        }
        return Reply(
            lines: lines,
            json: .object([
                "id": .string(series.hex), "series": .string(series.hex),
                "appointments": .array(documents.map { .object($0) }), "warnings": warnings,
            ]),
            remarks: [context.say(.appointmentSeriesAfter, ["count": "\(made.count)"]), next])
    }

    /// Client, case and counselor: what is named, and the obvious default for the rest.
    private func whom(_ practice: OpenPractice) throws -> (
        Identifier<Client>, Identifier<CounselingCase>?, StaffEntry
    ) {
        if let typed = options.case {
            let id = try context.counselingCase(typed, in: practice)
            let entry = try practice.room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
                try $0.counselingCase()
            }
            // Both are named: they must mean the same client.
            if let client = options.client, try context.client(client, in: practice) != entry.client.id {
                throw CommandFault(
                    .badInput, "bad-field", .appointmentOtherClient,
                    ["id": id.shortForm(characters: 4), "client": ClientCode(of: entry.client.id).description],
                    hint: .appointmentOtherClientHint)
            }
            let counselor = try context.person(
                options.counselor ?? entry.counselingCase.counselor.hex, in: practice)
            return (entry.client.id, id, counselor)
        }
        let client =
            try options.client.map { try context.client($0, in: practice) } ?? context.askClient(in: practice)
        if let typed = options.counselor { return (client, nil, try context.person(typed, in: practice)) }
        let found = try practice.room.visit(for: ListingCases.self, about: .practice) { try $0.cases() }
        let open = found.entries
            .filter { $0.client.id == client && $0.counselingCase.state == .open }
        if let only = open.first, open.count == 1 {
            try context.announce(
                .caseChosen, ["id": only.id.shortForm(characters: Identifier<CounselingCase>.shortestForm)])
            return (client, only.id, try context.person(only.counselingCase.counselor.hex, in: practice))
        }
        if open.isEmpty, found.spoiled.contains(client) { throw context.casesUnreadable(of: client, in: practice) }
        guard context.terminal.inputIsTerminal, !context.options.json else {
            throw CommandFault(
                .notFound, open.isEmpty ? "no-open-case" : "ambiguous", .appointmentWhichCounselor,
                ["client": ClientCode(of: client).description], hint: .appointmentWhichCounselorHint)
        }
        return (client, nil, try context.askPerson(.appointmentPromptCounselor, in: practice))
    }
}
