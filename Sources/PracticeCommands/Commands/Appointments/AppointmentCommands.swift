import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct AppointmentCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "appointment", abstract: HelpLanguage.text(.appointmentHelp),
            subcommands: [
                AppointmentBookCommand.self, AppointmentListCommand.self, AppointmentShow.self, AppointmentConfirm.self,
                AppointmentArrive.self, AppointmentComplete.self, AppointmentCancel.self, AppointmentNoShow.self,
                AppointmentReschedule.self, AppointmentReopen.self,
            ])
    }
}

struct AppointmentListCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: HelpLanguage.text(.appointmentHelpList),
            discussion: HelpLanguage.text(.appointmentHelpListMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.appointmentOptionDay)) var day: String?
    @Option(help: .text(.appointmentOptionWeek, valueName: "day")) var week: String?
    @Option(help: .text(.appointmentOptionMonth)) var month: String?
    @Option(help: .text(.optionCounselor, valueName: "short-name")) var counselor: String?
    @Option(help: .text(.appointmentOptionClient)) var client: String?
    @Flag(help: .text(.appointmentOptionOpen)) var open = false

    func perform(_ context: CommandContext) throws -> Reply {
        guard [day, week, month].compactMap({ $0 }).count <= 1 else {
            throw CommandFault(
                .usage, "usage", .appointmentOneSpan, hint: .faultUsageHint, ["command": "tacet appointment list"])
        }
        return try context.inPractice { practice in
            let clock = try context.clock(practice)
            let span = try self.span(clock)
            let (list, calling) = try self.list(span, clock, practice, context)
            let table = try AppointmentTable(
                entries: list.entries, calling: calling, context: context, practice: practice)
            var remarks = try context.tell(
                away: list.entries.map(\.appointment).filter { table.absences.of($0) != nil }.map(\.id), in: practice)
            if list.entries.isEmpty { remarks.append(context.say(.appointmentListEmpty)) }
            if list.unopened > 0 { remarks.append(context.say(.appointmentUnopened, ["count": "\(list.unopened)"])) }
            remarks += context.unsound([list], in: practice)
            if client == nil, !open { remarks.append(context.say(.appointmentListWithout)) }
            var document: [String: JSONValue] = [
                "appointments": try table.json(),
                "unopened": .number(list.unopened), "unreadable": .number(list.unreadable),
                "mistimed": .array(list.mistimed.map { .string($0.hex) }),
                "disturbed": .array(list.disturbed.map { .string($0.hex) }),
                "withCancelled": .boolean(client != nil),
            ]
            if let span {
                try context.announce(
                    .appointmentListSpan, ["first": span.first.text, "last": span.last.text])
                document["first"] = .string(span.first.text)
                document["last"] = .string(span.last.text)
            }
            return Reply(
                lines: table.calls() + (try table.lines()),
                json: .object(document), remarks: remarks, status: list.isSound ? .done : .integrity, layout: .list)
        }
    }

    /// The days to show; nil for all of a client's.
    private func span(_ clock: LocalClock) throws -> DaySpan? {
        if let day { return DaySpan(try NaturalTime.readDay(day, at: "day", now: .now, in: clock), days: 1) }
        if let week { return try DaySpan.week(week, at: "week", now: .now, in: clock) }
        if let month { return try DaySpan.month(month, at: "month", now: .now, in: clock) }
        guard client == nil else { return nil }
        return open ? .unsettled(before: clock.day(of: .now), withToday: true) : DaySpan(clock.day(of: .now), days: 7)
    }

    private func list(
        _ span: DaySpan?, _ clock: LocalClock, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> (AppointmentList, calling: Set<Identifier<Client>>) {
        let person = try counselor.map { try context.person($0, in: practice).id }
        let bounds = span?.bounds(in: clock)
        let now = UTCTime.now
        let isWanted = { (one: Appointment) in !open || one.isUnsettled(at: now) }
        if let client {
            let id = try context.client(client, in: practice)
            return try practice.room.visit(for: ListingAppointments.self, about: .client(id)) {
                let list = try $0.clientsAppointments().filter { entry in
                    let start = entry.appointment.start
                    return isWanted(entry.appointment) && (person == nil || entry.appointment.counselor == person)
                        && (bounds.map { start >= $0.start && start < $0.end } ?? true)
                }
                return (list, try $0.callsForSupervisor(among: list.entries.map(\.appointment.client)))
            }
        }
        guard let bounds else { throw CounselingError.timeOutOfRange }
        return try practice.room.visit(
            for: ListingAppointments.self, about: person.map { .person($0) } ?? .practice
        ) {
            let list = try $0.appointments(from: bounds.start, to: bounds.end, where: isWanted)
            return (list, try $0.callsForSupervisor(among: list.entries.map(\.appointment.client)))
        }
    }
}

struct AppointmentShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.appointmentHelpShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice)
            let times = try context.times(practice)
            let (read, calls) = try practice.room.visit(
                for: ReadingAppointment.self, about: .appointment(subject)
            ) { (try $0.appointment(), try $0.callsForSupervisor()) }
            let (entry, changes) = read
            let shown = entry.appointment
            let table = try AppointmentTable(
                entries: [entry], calling: calls ? [shown.client] : [], context: context, practice: practice)
            var pairs = [
                (context.say(.headingID), shown.id.shortForm(characters: 4)),
                (context.say(.headingClient), "\(entry.client.profile.name.text) \(ClientCode(of: shown.client))"),
                (context.say(.headingCounselor), entry.counselor?.fullName.text ?? ""),
                (context.say(.headingTime), times.span(shown)),
                (context.say(.appointmentHeadingRoom), shown.room?.text ?? context.say(.valueNone)),
                (context.say(.appointmentHeadingModality), context.modality(shown.modality)),
                (context.say(.headingStanding), table.standing(of: shown)),
            ]
            if let by = shown.cancelledBy {
                pairs.append((context.say(.appointmentHeadingCancelledBy), context.canceller(by)))
            }
            if let started = shown.started {
                let until = shown.ended.map { times.span(started, $0) } ?? times.table(started.date)
                pairs.append((context.say(.appointmentHeadingHeld), until))
            }
            if let other = shown.predecessor {
                pairs.append((context.say(.appointmentHeadingPredecessor), other.shortForm(characters: 4)))
            }
            if let other = shown.successor {
                pairs.append((context.say(.appointmentHeadingSuccessor), other.shortForm(characters: 4)))
            }
            var lines = table.calls() + KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth) + [""]
            lines += changes.map { change in
                let words = [
                    times.table(change.at.date), context.state(change.state), change.by?.shortName.text ?? "?",
                ]
                return words.joined(separator: "  ")
                    + (change.isTakenBack ? "  " + context.say(.appointmentTakenBack) : "")
                    + (change.isReopened ? "  " + context.say(.appointmentReopened) : "")
            }
            guard case .object(var document) = table.json(entry, times) else { return Reply() }
            document["changes"] = .array(
                changes.map {
                    .object([
                        "state": .string($0.state.rawValue), "at": .string(times.rfc3339($0.at.date)),
                        "by": .optional($0.by?.shortName.text), "takenBack": .boolean($0.isTakenBack),
                        "reopened": .boolean($0.isReopened),
                    ])
                })
            let isAway = table.absences.of(shown) != nil
            return Reply(
                lines: lines, json: .object(document),
                remarks: try context.tell(away: isAway ? [shown.id] : [], in: practice))
        }
    }
}
