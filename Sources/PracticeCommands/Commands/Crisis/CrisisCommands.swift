import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct CrisisCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "crisis", abstract: HelpLanguage.text(.helpCrisis),
            discussion: HelpLanguage.text(.helpCrisisMore),
            subcommands: [
                CrisisRaise.self, CrisisAck.self, CrisisList.self, CrisisShow.self, CrisisLog.self,
                CrisisContactCommand.self,
                CrisisLinkCommand.self, CrisisReassess.self, CrisisResolve.self, CrisisCard.self, CrisisDuty.self,
            ], defaultSubcommand: CrisisRaise.self)
    }

    static func json(_ demand: CrisisDemand, _ times: TimeText) -> JSONValue {
        .object([
            "wants": .string(demand.word), "due": .optional(demand.due.map { times.rfc3339($0.date) }),
            "overdue": .boolean(demand.isOverdue),
        ])
    }

    static func json(_ flag: CrisisFlag, _ ledger: CrisisLedger, _ times: TimeText, _ context: CommandContext)
        -> JSONValue
    {
        let now = UTCTime.now
        let isPartial = ledger.isPartial(flag)
        func time(_ time: UTCTime?) -> JSONValue { .optional(time.map { times.rfc3339($0.date) }) }
        func person(_ id: Identifier<Person>?) -> JSONValue {
            .optional(id.map { ledger.staff[$0]?.shortName.text ?? $0.hex })
        }
        return .object([
            "id": .string(flag.id.hex), "level": .string(flag.level.rawValue),
            "assessed": .boolean(flag.assessedLevel != nil), "kind": .optional(flag.kind?.rawValue),
            "state": isPartial ? .null : .string(flag.state.rawValue),
            "partial": .boolean(isPartial), "client": .optional(flag.client?.hex),
            "saidClient": .optional(flag.saidClient?.hex),
            "concernsMinor": .boolean(flag.concernsMinor), "raised": time(flag.raisedAt),
            "raisedBy": flag.raisedBy == .station ? .string("station") : person(flag.raisedBy.person),
            "clockBehind": .boolean(flag.clockBehind), "clockAhead": .boolean(flag.clockAhead(at: now)),
            "due": time(flag.due(at: now)),
            "acknowledged": time(flag.acknowledgedAt), "acknowledgedBy": person(flag.acknowledgedBy),
            "reassessmentDue": time(flag.reassessmentDue), "reportDue": time(flag.reportDue(at: now)),
            "reported": .boolean(flag.isReported), "resolved": time(flag.resolvedAt),
            "demands": .array(
                isPartial ? [] : flag.demands(at: now, supervisors: ledger.onlooker.supervisors).map { json($0, times) }
            ),
            "mustAct": .array(
                isPartial
                    ? []
                    : flag.responsible(at: now, supervisors: ledger.onlooker.supervisors).map {
                        .string($0.rawValue)
                    }),
        ])
    }

    static func json(_ report: CrisisReport) -> [String: JSONValue] {
        [
            "seen": .optional(report.seen), "name": .optional(report.name), "where": .optional(report.place),
            "alone": report.alone.map { .boolean($0) } ?? .null, "means": .optional(report.means),
            "callback": .optional(report.callback),
        ]
    }
}

struct CrisisList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpCrisisList))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionCrisisOpen)) var open = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let ledger = try practice.room.visit(for: ListingFlags.self, about: .practice) { try $0.ledger() }
            let times = try context.times(practice)
            let now = UTCTime.now
            let supervisors = ledger.onlooker.supervisors
            // What is open first, and of that what is most pressing.
            func rank(_ flag: CrisisFlag) -> (Int, Int64) {
                switch flag.demands(at: now, supervisors: supervisors).first {
                case let demand? where demand.isOverdue: (0, demand.due?.secondsSince1970 ?? 0)
                case .acknowledge(let due, _): (1, due.secondsSince1970)
                case .some: (2, 0)
                case nil: (flag.state == .resolved ? 4 : 3, 0)
                }
            }
            let flags = ledger.flags.filter { !open || $0.state != .resolved }.sorted { rank($0) < rank($1) }
            let characters = Identifier.charactersNeeded(among: ledger.flags.map(\.id))
            let table = Table(
                columns: [
                    .headingID, .crisisHeadLevel, .crisisHeadKind, .crisisHeadState, .crisisHeadRaised,
                    .crisisHeadDue, .headingClient, .crisisHeadMustAct,
                ].enumerated().map { Table.Column(heading: context.say($1), isElastic: $0 != 0) },
                rows: flags.map { flag in
                    let isPartial = ledger.isPartial(flag)
                    let demand = isPartial ? nil : flag.demands(at: now, supervisors: supervisors).first
                    return [
                        flag.id.shortForm(characters: characters), context.crisisLevel(flag),
                        flag.kind.map(context.crisisKind) ?? "",
                        isPartial
                            ? "" : context.crisisState(flag, supervisors: supervisors),
                        times.table(flag.raisedAt.date),
                        (demand?.isOverdue == true ? "! " : "") + (demand?.due.map { times.table($0.date) } ?? ""),
                        flag.client.map { ClientCode(of: $0).description } ?? "",
                        isPartial
                            ? ""
                            : context.catalogue.list(
                                flag.responsible(at: now, supervisors: ledger.onlooker.supervisors).map(
                                    context.role)),
                    ]
                })
            let unopened: [String] = ledger.lacksNewestKey ? [context.say(.crisisUnopened)] : []
            return Reply(
                lines: context.lines(of: table, .flags, flags.map(\.id.hex), in: practice),
                json: .object([
                    "flags": .array(flags.map { CrisisCommand.json($0, ledger, times, context) }),
                    "unreadable": .number(ledger.unreadable), "unopened": .number(ledger.lacksNewestKey ? 1 : 0),
                ]),
                remarks: unopened
                    + (flags.isEmpty ? [context.say(.crisisListEmpty)] : [])
                    + (ledger.unreadable > 0
                        ? [context.say(.crisisUnreadable, ["count": "\(ledger.unreadable)"])] : [])
                    + flags.filter { $0.state != .resolved && $0.clockAhead(at: now) }.map {
                        context.say(.crisisListAhead, ["id": $0.id.shortForm(characters: characters)])
                    },
                layout: .list)
        }
    }
}
