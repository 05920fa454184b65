import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// What becomes of an appointment.

struct AppointmentConfirm: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "confirm", abstract: HelpLanguage.text(.appointmentHelpConfirm))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice)
            try context.announce(.appointmentConfirmBefore, on: subject)
            let (changed, calls) = try context.arranging(ConfirmingAppointment.self, of: subject, in: practice) {
                try $0.confirm()
            }
            let next = context.say(.appointmentNextArrive, ["id": changed.id.shortForm(characters: 4)])
            return try context.reply(changed, practice, remarks: [next]).calling(calls, context)
        }
    }
}

struct AppointmentArrive: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "arrive", abstract: HelpLanguage.text(.appointmentHelpArrive),
            discussion: HelpLanguage.text(.appointmentHelpConsent))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String
    @Option(help: .text(.appointmentOptionStarted, valueName: "time")) var started: String?
    @Flag(help: .text(.appointmentOptionCrisis)) var crisis = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice, inCrisis: crisis)
            try context.announce(.appointmentArriveBefore, on: subject)
            try context.confirmCrisis(of: subject, in: practice)
            let began = try context.moment(started, "started", of: subject, in: practice)
            let clock = try context.clock(practice)
            let (changed, calls) = try context.arranging(ArrivingAppointment.self, of: subject, in: practice) {
                try $0.arrive(started: began, clock: clock)
            }
            var remarks = [context.say(.appointmentNextComplete, ["id": changed.id.shortForm(characters: 4)])]
            if changed.withoutConsent == true { remarks.insert(context.say(.appointmentMarkedCrisis), at: 0) }
            if clock.day(of: changed.start) != clock.day(of: .now) {
                remarks.insert(context.say(.appointmentOtherDay), at: 0)
            }
            return try context.reply(changed, practice, remarks: remarks).calling(calls, context)
        }
    }
}

struct AppointmentComplete: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "complete", abstract: HelpLanguage.text(.appointmentHelpComplete),
            discussion: HelpLanguage.text(.appointmentHelpConsent))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String
    @Option(help: .text(.appointmentOptionStarted, valueName: "time")) var started: String?
    @Option(help: .text(.appointmentOptionEnded, valueName: "time")) var ended: String?
    @Flag(help: .text(.appointmentOptionCrisis)) var crisis = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice, inCrisis: crisis)
            try context.announce(.appointmentCompleteBefore, on: subject)
            try context.confirmCrisis(of: subject, in: practice)
            let began = try context.moment(started, "started", of: subject, in: practice)
            let until = try context.moment(ended, "ended", of: subject, in: practice)
            let clock = try context.clock(practice)
            let ((changed, lacksRemote), calls) = try context.arranging(
                CompletingAppointment.self, of: subject, in: practice
            ) { try $0.complete(started: began, ended: until, clock: clock) }
            var remarks: [String] = []
            if crisis, changed.withoutConsent == true { remarks.append(context.say(.appointmentMarkedCrisis)) }
            if lacksRemote {
                remarks.append(
                    context.say(.appointmentNoRemoteConsent, ["client": ClientCode(of: changed.client).description]))
            }
            if let held = changed.caseID {
                remarks.append(context.say(.appointmentNextNote, ["id": held.shortForm(characters: 4)]))
            }
            var reply = try context.reply(changed, practice, remarks: remarks)
            if case .object(var fields) = reply.json {
                fields["lacksRemoteConsent"] = .boolean(lacksRemote)
                reply.json = .object(fields)
            }
            return reply.calling(calls, context)
        }
    }
}

struct AppointmentCancel: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "cancel", abstract: HelpLanguage.text(.appointmentHelpCancel))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String
    @Option(help: .text(.appointmentOptionBy, valueName: "who")) var by: String?

    func perform(_ context: CommandContext) throws -> Reply {
        if by == nil {
            let who = Appointment.Canceller.allCases.map(\.rawValue).joined(separator: "|")
            try context.requireTerminal(or: "--by \(who)")
        }
        let given = try by.map { try context.choice($0, "by", Appointment.Canceller.self) }
        return try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice)
            try context.announce(.appointmentCancelBefore, on: subject)
            if given == nil { try context.tellWhich(subject, in: practice) }
            let canceller =
                try given
                ?? context.ask(.appointmentPromptBy) { try context.choice($0, "by", Appointment.Canceller.self) }
            let (changed, calls) = try context.arranging(CancellingAppointment.self, of: subject, in: practice) {
                try $0.cancel(by: canceller)
            }
            let late = changed.cancelledLate == true ? [context.say(.appointmentCancelledLate)] : []
            return try context.reply(changed, practice, remarks: late + [context.say(.appointmentNextUndo)]).calling(
                calls, context)
        }
    }
}

struct AppointmentNoShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "no-show", abstract: HelpLanguage.text(.appointmentHelpNoShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice)
            try context.announce(.appointmentNoShowBefore, on: subject)
            let (changed, calls) = try context.arranging(MissingAppointment.self, of: subject, in: practice) {
                try $0.miss()
            }
            return try context.reply(changed, practice, remarks: [context.say(.appointmentNextUndo)]).calling(
                calls, context)
        }
    }
}

struct AppointmentReschedule: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "reschedule", abstract: HelpLanguage.text(.appointmentHelpReschedule),
            discussion: HelpLanguage.text(.appointmentHelpRescheduleMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String
    @Option(help: .text(.appointmentOptionAt, valueName: "time")) var at: String?
    @Option(help: .text(.appointmentOptionLength, valueName: "length")) var `for`: String?
    @Option(help: .text(.appointmentOptionPass, valueName: "short-name")) var counselor: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let minutes = try self.for.map { try NaturalTime.readLength($0, at: "for") }
        if at == nil, counselor == nil { try context.requireTerminal(or: "--at TIME") }
        return try context.inPractice { practice in
            let named = try context.appointment(appointment, in: practice)
            let clock = try context.clock(practice)
            let successor = try counselor.map { try context.person($0, in: practice) }
            let times = try context.times(practice)
            // Given to somebody else it keeps its time, unless another is named.
            let typed = try at ?? (successor == nil ? nil : times.rfc3339(start(of: named, in: practice).date))
            if typed == nil { try context.tellWhich(named, in: practice) }
            let read = { (typed: String) in try NaturalTime.read(typed, at: "at", now: .now, in: clock) }
            let understood = try typed.map(read) ?? context.ask(.appointmentPromptAt, reading: read)
            var shown = ["time": times.table(understood.time.date)]
            shown["person"] = successor?.member.shortName.text
            try context.announce(
                successor == nil ? .appointmentRescheduleBefore : .appointmentPassBefore, on: named, shown)
            var warnings = try context.remark(on: understood, lasting: minutes, practice)
            try context.confirmUnusual(understood.time, practice)
            let date = clock.day(of: understood.time)
            let subject = AppointmentSubject(named.id, of: named.client, movesTo: date, passesTo: successor?.id)
            let (old, new): (Appointment, Appointment)
            let calls: Bool
            do {
                ((old, new), calls) = try context.arranging(
                    ReschedulingAppointment.self, of: subject, in: practice
                ) { try $0.move(to: understood.time, minutes: minutes, clock: clock) }
            } catch {
                throw try context.explaining(error) {
                    try context.explained($0, moving: subject, to: date, in: practice)
                }
            }
            let id = new.id.shortForm(characters: 4)
            if minutes == nil {
                warnings += try context.remark(
                    onEnd: new.start, lasting: Int(new.end.seconds(since: new.start) / 60), practice)
            }
            return Reply(
                lines: [
                    context.say(
                        successor == nil ? .appointmentRescheduleAfter : .appointmentPassAfter,
                        [
                            "old": old.id.shortForm(characters: 4), "id": id, "time": times.span(new),
                            "person": successor?.member.shortName.text ?? "",
                        ])
                ],
                json: .object(
                    AppointmentTable.fields(of: new, times).merging(["warnings": .array(warnings)]) { made, _ in made }),
                remarks: [
                    context.say(
                        new.state == .requested ? .appointmentNextConfirm : .appointmentNextArrive, ["id": id])
                ]
            ).calling(calls, context)
        }
    }

    private func start(of subject: AppointmentSubject, in practice: OpenPractice) throws -> UTCTime {
        try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
            try $0.appointment().0.appointment.start
        }
    }
}
