import Counseling
import Foundation
import Practice
import RecordRoom

// Appointments as they are typed, shown and refused.
extension CommandContext {
    func clock(_ practice: OpenPractice) throws -> LocalClock { LocalClock(zone: try times(practice).zone) }

    func appointment(
        _ typed: String, in practice: OpenPractice, inCrisis: Bool = false
    ) throws -> AppointmentSubject {
        let id = try one(
            practice.room.appointments(matching: try meant(typed, .appointments, in: practice)), typed: typed)
        let subject = AppointmentSubject(id, of: try practice.room.client(of: id), inCrisis: inCrisis)
        // What occupies no time may be a consent: it is looked at before anything is said of it.
        if try !practice.room.occupiesTime(id) {
            do {
                _ = try practice.room.visit(for: ReadingAppointment.self, about: .appointment(subject)) {
                    try $0.appointment().0.appointment.id
                }
            } catch {
                guard case .notFound = error else { return subject }
                throw error
            }
        }
        return subject
    }

    func consent(_ typed: String, in practice: OpenPractice) throws -> (
        id: Identifier<Consent>, client: Identifier<Client>
    ) {
        let id = try one(practice.room.consents(matching: try meant(typed, .consents, in: practice)), typed: typed)
        return (id, try practice.room.client(of: id))
    }

    /// What of an understood time should be said, so that nobody books another day than they think.
    /// - Returns: the same for a program: codes and messages
    /// - Parameter length: in minutes; nil where that is not known yet
    func remark(
        on time: NaturalTime.Understood, lasting length: Int?, _ practice: OpenPractice
    ) throws -> [JSONValue] {
        let shown = ["time": try times(practice).table(time.time.date)]
        let minutes = try clock(practice).minutes(of: time.time)
        let hours = FreeTimes.Hours.standard
        let said: [(Bool, String, Sentence)] = [
            (time.isTwice, "time-twice", .timeTwice), (time.isPast, "time-past", .timePast),
            (time.isDayAssumed, "day-assumed", .timeDayAssumed),
            (time.isAfternoonAssumed, "afternoon-assumed", .timeAfternoonAssumed),
            (!hours.contain(from: minutes, lasting: 1), "outside-hours", .timeOutsideHours),
        ]
        var remarks = try said.filter(\.0).map { _, code, sentence in
            try announce(sentence, shown)
            return JSONValue.object(["code": .string(code), "message": .string(say(sentence, shown))])
        }
        if let length { remarks += try remark(onEnd: time.time, lasting: length, practice) }
        return remarks
    }

    /// That what begins within the hours ends after them.
    func remark(onEnd start: UTCTime, lasting length: Int, _ practice: OpenPractice) throws -> [JSONValue] {
        let minutes = try clock(practice).minutes(of: start)
        let hours = FreeTimes.Hours.standard
        let isWithin = hours.contain(from: minutes, lasting: length)
        guard hours.contain(from: minutes, lasting: 1), !isWithin else { return [] }
        let end = try UTCTime(secondsSince1970: start.secondsSince1970 + Int64(length) * 60)
        let shown = ["time": try times(practice).table(end.date)]
        try announce(.timeEndsOutsideHours, shown)
        return [.object(["code": "outside-hours", "message": .string(say(.timeEndsOutsideHours, shown))])]
    }

    func state(_ state: AppointmentState) -> String { say(state.sentence) }

    func modality(_ modality: Appointment.Modality) -> String {
        switch modality {
        case .inPerson: say(.appointmentInPerson)
        case .phone: say(.appointmentPhone)
        case .video: say(.appointmentVideo)
        }
    }

    /// Does the work; what is taken is told with the times that are free instead, a step out of order with what follows.
    /// - Parameters:
    ///   - skips: the dates that a series leaves out already
    ///   - subject: the appointment that is changed
    func offering<Result>(
        _ practice: OpenPractice, skips: [CalendarDate] = [], of subject: AppointmentSubject? = nil,
        _ work: () throws -> Result
    ) throws -> Result {
        do { return try work() } catch {
            if let subject, case RoomError.denied(rule: .noConsent) = error {
                let fault = CommandFault(
                    .notAllowed, "no-consent", .consentMissing, hint: .consentMissingNext,
                    [
                        "client": ClientCode(of: subject.client).description,
                        "id": subject.id.shortForm(characters: 4),
                    ])
                throw lackingConsent(of: subject.client, fault, in: practice)
            }
            guard case .appointment(let fault)? = error as? RoomError else { throw error }
            let times = try times(practice)
            switch fault {
            case .busy(let occupied, let offers):
                let shown = catalogue.list(offers.map { times.table($0.date) })
                throw FaultText.busy(
                    occupied, hint: offers.isEmpty ? .appointmentNoOffers : .appointmentOffers, ["times": shown],
                    free: offers.map { times.rfc3339($0.date) })
            case .seriesBusy(let clashes): throw seriesBusy(clashes, skips)
            case .refusedTransition(let from, let to):
                throw FaultText.refused(from, to, catalogue, id: subject?.id.shortForm(characters: 4) ?? "ID")
            case .unmoved: throw FaultText.unmoved(id: subject?.id.shortForm(characters: 4) ?? "ID")
            case .notItsDayYet(let start):
                throw FaultText.notItsDay(
                    times.table(start.date), start: times.rfc3339(start.date),
                    id: subject?.id.shortForm(characters: 4) ?? "ID")
            case .notBegunYet(let start):
                throw FaultText.notBegun(times.table(start.date), start: times.rfc3339(start.date))
            default: throw error
            }
        }
    }

    /// Does one thing with an appointment, and looks in the same visit whether the desk is to call for its client.
    func arranging<P: ChangingPurpose & DeskPurpose, Result>(
        _ purpose: P.Type, of subject: AppointmentSubject, in practice: OpenPractice,
        _ work: (borrowing Visit<P>) throws -> Result
    ) throws -> (Result, calls: Bool) {
        try calling(for: subject.client, in: practice) {
            try offering(practice, of: subject) {
                try practice.room.visit(for: purpose, about: .appointment(subject)) {
                    (try work($0), try $0.callsForSupervisor())
                }
            }
        }
    }

    private func seriesBusy(_ clashes: [AppointmentFault.Clash], _ skips: [CalendarDate]) -> CommandFault {
        let dates = clashes.map { "\($0.date.text) (\(say(Self.word(for: $0.occupied))))" }
        let all = Set(clashes.map(\.date) + skips).sorted()
        return CommandFault(
            .tryAgain, "series-busy", .appointmentSeriesBusy, ["dates": catalogue.list(dates)],
            hint: .appointmentSeriesSkips, ["skips": all.map { "--skip \($0.text)" }.joined(separator: " ")],
            details: [
                "taken": .array(
                    clashes.map {
                        .object(["date": .string($0.date.text), "occupied": .string($0.occupied.rawValue)])
                    })
            ])
    }

    /// Inside a sentence.
    private static func word(for occupied: AppointmentFault.Occupied) -> Sentence {
        switch occupied {
        case .counselor: .appointmentTakenCounselor
        case .room: .appointmentTakenRoom
        case .client: .appointmentTakenClient
        }
    }
}

extension CommandContext {
    /// For whom of some listed clients the supervisor on duty is to be called, one line each.
    func calls(_ calling: Set<Identifier<Client>>, in clients: [Identifier<Client>]) -> [String] {
        var said: Set<Identifier<Client>> = []
        return clients.filter { calling.contains($0) && said.insert($0).inserted }
            .map { say(.crisisDeskCallFor, ["client": ClientCode(of: $0).description]) }
    }
}

extension Reply {
    /// The same with the desk's call above it, where the supervisor on duty is to be called for the client.
    func calling(_ calls: Bool, _ context: CommandContext) -> Reply {
        var reply = self
        if calls { reply.lines.insert(context.say(.crisisDeskCallNow), at: 0) }
        if case .object(var fields) = json {
            fields["callSupervisor"] = .boolean(calls)
            reply.json = .object(fields)
        }
        return reply
    }
}

extension TimeText {
    /// `Tue 2026-12-01 10:00–10:50`.
    func span(_ start: UTCTime, _ end: UTCTime) -> String {
        let clock = LocalClock(zone: zone)
        let until = clock.day(of: start) == clock.day(of: end) ? String(table(end.date).suffix(5)) : table(end.date)
        return table(start.date) + "–" + until
    }

    func span(_ appointment: Appointment) -> String { span(appointment.start, appointment.end) }
}

/// Appointments as a table and as JSON.
struct AppointmentTable {
    let entries: [AppointmentEntry]
    /// For whom the supervisor on duty is to be called.
    let calling: Set<Identifier<Client>>
    let context: CommandContext
    let practice: OpenPractice
    /// With whom nobody can have one now.
    let absences: Absences

    init(
        entries: [AppointmentEntry], calling: Set<Identifier<Client>>, context: CommandContext, practice: OpenPractice
    ) throws {
        (self.entries, self.calling, self.context, self.practice) = (entries, calling, context, practice)
        absences = try Absences(in: practice, at: .now)
    }

    func lines() throws -> [String] {
        let times = try context.times(practice)
        let characters = Identifier.charactersNeeded(among: entries.map(\.appointment.id))
        let headings: [Sentence] = [
            .headingID, .headingTime, .headingClient, .headingCounselor, .appointmentHeadingRoom,
            .appointmentHeadingModality, .headingStanding,
        ]
        var columns = headings.map { Table.Column(heading: context.say($0)) }
        columns[0].isElastic = false
        let called = context.called(among: entries.map(\.client))
        let table = Table(
            columns: columns,
            rows: entries.map { entry in
                let appointment = entry.appointment
                return [
                    appointment.id.shortForm(characters: characters), times.span(appointment),
                    called(entry.client), entry.counselor?.shortName.text ?? "",
                    appointment.room?.text ?? "", context.modality(appointment.modality), standing(of: appointment),
                ]
            })
        return context.lines(of: table, .appointments, entries.map(\.appointment.id.hex), in: practice)
    }

    func standing(of appointment: Appointment) -> String {
        var words = [context.state(appointment.state)]
        if let absence = absences.of(appointment) { words.append(context.say(absence.mark)) }
        if appointment.cancelledLate == true { words.append(context.say(.appointmentLate)) }
        if calling.contains(appointment.client) { words.append(context.say(.crisisDeskCallShort)) }
        if appointment.withoutConsent == true { words.append(context.say(.appointmentWithoutConsent)) }
        return context.catalogue.list(words)
    }

    /// For whom to call, above everything else.
    func calls() -> [String] { context.calls(calling, in: entries.map(\.appointment.client)) }

    func json() throws -> JSONValue {
        let times = try context.times(practice)
        return .array(entries.map { json($0, times) })
    }

    func json(_ entry: AppointmentEntry, _ times: TimeText) -> JSONValue {
        var fields = Self.fields(of: entry.appointment, times)
        fields["callSupervisor"] = .boolean(calling.contains(entry.appointment.client))
        fields["counselorAway"] = .optional(absences.of(entry.appointment)?.rawValue)
        fields["version"] = .number(entry.version)
        fields["clientName"] = .string(entry.client.profile.name.text)
        fields["counselor"] = .optional(entry.counselor?.shortName.text)
        return .object(fields)
    }

    /// What an appointment says by itself, without names.
    static func fields(of appointment: Appointment, _ times: TimeText) -> [String: JSONValue] {
        func time(_ moment: UTCTime?) -> JSONValue { .optional(moment.map { times.rfc3339($0.date) }) }
        return [
            "id": .string(appointment.id.hex), "client": .string(appointment.client.hex),
            "clientCode": .string(ClientCode(of: appointment.client).description),
            "case": .optional(appointment.caseID?.hex), "counselorID": .string(appointment.counselor.hex),
            "start": time(appointment.start), "end": time(appointment.end),
            "minutes": .number(Int(appointment.end.seconds(since: appointment.start) / 60)),
            "room": .optional(appointment.room?.text), "modality": .string(appointment.modality.rawValue),
            "state": .string(appointment.state.rawValue), "booked": time(appointment.booked),
            "changed": time(appointment.changed), "series": .optional(appointment.series?.hex),
            "predecessor": .optional(appointment.predecessor?.hex),
            "successor": .optional(appointment.successor?.hex),
            "cancelledBy": .optional(appointment.cancelledBy?.rawValue),
            "cancelledLate": appointment.cancelledLate.map(JSONValue.boolean) ?? .null,
            "started": time(appointment.started), "ended": time(appointment.ended),
            "withoutConsent": .boolean(appointment.withoutConsent ?? false),
        ]
    }
}
