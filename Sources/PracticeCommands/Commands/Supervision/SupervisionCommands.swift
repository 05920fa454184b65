import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct SupervisionCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "supervision", abstract: HelpLanguage.text(.helpSupervision),
            subcommands: [SupervisionAgree.self, SupervisionList.self, SupervisionEnd.self])
    }

    static func json(_ entry: AgreementEntry, _ times: TimeText) -> JSONValue {
        .object([
            "id": .string(entry.id.hex), "supervisor": .optional(entry.supervisor?.shortName.text),
            "trainee": .optional(entry.trainee?.shortName.text), "from": .string(times.rfc3339(entry.body.from.date)),
            "until": .optional(entry.body.until.map { times.rfc3339($0.date) }),
            "lastDay": .optional(entry.body.until.flatMap(times.lastDay).map(times.iso)),
            "inForce": .boolean(entry.isInForce(at: .now)), "unreadable": .boolean(entry.isLost),
        ])
    }
}

struct SupervisionAgree: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "agree", abstract: HelpLanguage.text(.helpSupervisionAgree),
            discussion: HelpLanguage.text(.helpSupervisionAgreeMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionSupervisor, valueName: "short-name")) var supervisor: String
    @Option(help: .text(.optionTrainee, valueName: "short-name")) var trainee: String
    @Option(help: .text(.optionFromDate, valueName: "date")) var fromDate: String?
    @Option(help: .text(.optionUntil, valueName: "date")) var until: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let first = try Self.date(fromDate, "from-date")
        let last = try Self.date(until, "until")
        return try context.inPractice { practice in
            let supervisor = try context.person(supervisor, in: practice)
            let trainee = try context.person(trainee, in: practice)
            let times = try context.times(practice)
            // From today on, unless a day is named: by the minute, what was agreed by a clock that is ahead would not be in force yet.
            let from = try times.startOfDay(first ?? context.clock(practice).day(of: .now))
            // The last day belongs to it.
            let end = try last.map { try times.startOfDay($0, daysLater: 1) }
            let isAgain = try refuseSecond(supervisor, trainee, first == nil ? .now : from, end, practice, context)
            let names = [
                "supervisor": supervisor.member.shortName.text, "trainee": trainee.member.shortName.text,
                "time": times.table(from.date),
            ]
            try context.announce(.supervisionAgreeBefore, names)
            let id: Identifier<SupervisionAgreement>
            do {
                id = try practice.room.visit(
                    for: AgreeingSupervision.self, about: .newAgreement(supervisor: supervisor.id, trainee: trainee.id)
                ) { try $0.agree(from: from, until: end) }
            } catch {
                // Whoever may not record one is told that first.
                guard supervisor.id == trainee.id else { throw error }
                if case RoomError.denied(rule: .notDirector) = error { throw error }
                throw context.fieldFault("trainee", .supervisionSelf)
            }
            return Reply(
                lines: [context.say(.supervisionAgreed, ["id": id.shortForm(characters: 4)])],
                json: .object([
                    "id": .string(id.hex), "supervisor": .string(supervisor.id.hex), "trainee": .string(trainee.id.hex),
                    "from": .string(times.rfc3339(from.date)), "until": .optional(end.map { times.rfc3339($0.date) }),
                ]),
                remarks: [context.say(.supervisionAgreeNext, names)]
                    + (isAgain ? [context.say(.supervisionAgreeAgain, names)] : []))
        }
    }

    private static func date(_ typed: String?, _ field: FieldPath) throws -> CalendarDate? {
        guard let typed else { return nil }
        guard let date = CalendarDate(typed) else { throw CounselingError.field(field, .malformed(.date)) }
        return date
    }

    /// Two agreements of the same people at the same time would hand everything over twice.
    /// - Returns: whether the trainee was supervised before, so that something may have been handed in that nobody has now
    private func refuseSecond(
        _ supervisor: StaffEntry, _ trainee: StaffEntry, _ from: UTCTime, _ end: UTCTime?, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Bool {
        let there = try context.alreadyThere {
            try practice.room.visit(for: ListingSupervision.self, about: .practice) { try $0.agreements().entries }
        }
        let same = there.first { entry in
            entry.body.supervisor == supervisor.id && entry.body.trainee == trainee.id
                && (entry.present.until.map { from < $0 } ?? true) && (end.map { entry.body.from < $0 } ?? true)
        }
        guard let same else {
            return there.contains { $0.body.trainee == trainee.id && $0.body.from <= .now }
        }
        let arguments = [
            "id": same.id.shortForm(characters: 4), "time": try context.times(practice).table(same.body.from.date),
        ]
        throw CommandFault(
            .badInput, "already-agreed", .supervisionAlready, arguments,
            hint: same.body.from > .now ? .supervisionAlreadyHint : .faultUnharmedNothing, arguments)
    }
}

struct SupervisionList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpSupervisionList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (list, own, ofTrainees) = try practice.room.visit(for: ListingSupervision.self, about: .practice) {
                (try $0.agreements(), try $0.unheldNotes(), try $0.unheldOfTrainees())
            }
            let all = list.entries
            let times = try context.times(practice)
            let characters = Identifier.charactersNeeded(among: all.map(\.id))
            let now = UTCTime.now
            let table = Table(
                columns: [
                    .headingID, .headingSupervisor, .headingTrainee, .headingFrom, .headingUntil, .headingStanding,
                ].map { Table.Column(heading: context.say($0)) },
                rows: all.map { entry in
                    let standing: Sentence =
                        entry.isLost
                        ? .valueUnreadable
                        : entry.isInForce(at: now)
                            ? .valueInForce
                            : entry.body.from > now && !entry.present.wasCalledOff ? .valueNotYet : .valueOver
                    return [
                        entry.id.shortForm(characters: characters), entry.supervisor?.shortName.text ?? "",
                        entry.trainee?.shortName.text ?? "", times.table(entry.body.from.date),
                        entry.body.until.map(times.until) ?? "", context.say(standing),
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .agreements, all.map(\.id.hex), in: practice),
                json: .object([
                    "agreements": .array(all.map { SupervisionCommand.json($0, times) }),
                    "unreadable": .array(list.unreadable.map { .string($0) }),
                    "withNobody": .array((own.notes + ofTrainees).map { .string($0.hex) }),
                ]),
                remarks: (all.isEmpty && list.unreadable.isEmpty ? [context.say(.supervisionListEmpty)] : [])
                    + context.tell(own, to: try practice.room.ownEntry().member)
                    + context.tell(unheldOfTrainees: ofTrainees) + context.unreadableAgreements(list.unreadable),
                status: list.unreadable.isEmpty && !all.contains(where: \.isLost) ? .done : .integrity,
                layout: .list)
        }
    }
}

struct SupervisionEnd: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "end", abstract: HelpLanguage.text(.helpSupervisionEnd),
            discussion: HelpLanguage.text(.helpSupervisionEndMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionAgreement)) var agreement: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let all = try practice.room.visit(for: ListingSupervision.self, about: .practice) {
                try $0.agreements().entries
            }
            let typed = try context.meant(agreement, .agreements, in: practice)
            let id = try context.one(all.map(\.id).filter { try $0.matches(prefix: typed) }, typed: agreement)
            let entry = all.first { $0.id == id }
            try context.announce(
                .supervisionEndBefore,
                [
                    "supervisor": entry?.supervisor?.shortName.text ?? "?",
                    "trainee": entry?.trainee?.shortName.text ?? "?",
                ])
            if context.terminal.inputIsTerminal, !context.options.json { try context.confirm(.supervisionEndQuestion) }
            let ended: SupervisionAgreement
            do {
                ended = try practice.room.visit(for: EndingSupervision.self, about: .agreement(id)) { try $0.end() }
            } catch {
                guard case RoomError.notFound(.agreement) = error, entry?.present.until.map({ $0 <= .now }) == true
                else {
                    throw error
                }
                throw CommandFault(
                    .tryAgain, "already-ended", .supervisionEndedAlready, ["id": id.shortForm(characters: 4)],
                    hint: .faultUnharmedNothing)
            }
            let times = try context.times(practice)
            return Reply(
                lines: [context.say(.supervisionEnded, ["id": id.shortForm(characters: 4)])],
                json: .object([
                    "id": .string(id.hex), "until": .optional(ended.until.map { times.rfc3339($0.date) }),
                ]))
        }
    }
}
