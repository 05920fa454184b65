import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct CaseCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "case", abstract: HelpLanguage.text(.helpCase),
            subcommands: [CaseOpen.self, CaseList.self, CaseShow.self, CaseClose.self])
    }
}

struct CaseOpen: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "open", abstract: HelpLanguage.text(.helpCaseOpen))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String
    @Option(help: .text(.optionCounselor, valueName: "short-name")) var counselor: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let client = try context.client(client, in: practice)
            let counselor = try context.person(counselor, in: practice)
            let name = counselor.member.shortName.text
            // Whoever does not counsel is refused at once: a yes would change nothing.
            let counsels =
                counselor.standing == .active && !counselor.member.roles.isDisjoint(with: [.counselor, .trainee])
            var known: Set<Identifier<CounselingCase>> = []
            var isAnnounced = false
            let (id, fitness): (Identifier<CounselingCase>, FitnessStanding)
            do {
                (id, fitness) = try context.lookingAgain {
                    let seen = try counsels ? confirmAnother(client, beside: &known, practice, context) : nil
                    if !isAnnounced {
                        let shown = ["client": ClientCode(of: client).description, "person": name]
                        try context.announce(.caseOpenBefore, shown)
                    }
                    isAnnounced = true
                    return try practice.room.visit(
                        for: OpeningCase.self, about: .newCase(client, counselor: counselor.id)
                    ) { (try $0.open(since: seen), try $0.counselorFitness()) }
                }
            } catch { throw context.explained(error, counselor: counselor, in: practice) }
            let short = id.shortForm(characters: 4)
            let isOwn = try practice.room.ownEntry().id == counselor.id
            return Reply(
                lines: [context.say(.caseOpenAfter, ["id": short])],
                json: .object([
                    "id": .string(id.hex), "client": .string(client.hex), "counselor": .string(counselor.id.hex),
                    "fitness": CommandContext.json(fitness),
                ]),
                remarks: (fitness == .noneRecorded ? try context.unbookable(counselor, in: practice) : []) + [
                    context.say(.caseOpenKey, ["person": name]),
                    context.say(isOwn ? .caseOpenNext : .caseOpenOther, ["id": short, "person": name]),
                ])
        }
    }

    /// A second case beside an open one is seldom meant: notes would be spread over both.
    /// - Parameter known: those of which it was asked already
    /// - Returns: what was looked through; nil for whoever may not look
    private func confirmAnother(
        _ client: Identifier<Client>, beside known: inout Set<Identifier<CounselingCase>>, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> SeenRows? {
        let looked = try context.unlessDenied {
            try practice.room.visit(for: ListingCases.self, about: .practice) {
                (try $0.cases().entries, try $0.seen(of: client))
            }
        }
        guard let (cases, seen) = looked else { return nil }
        let all = cases.filter { $0.client.id == client && $0.counselingCase.state == .open }
        guard let open = all.first(where: { !known.contains($0.id) }) else { return seen }
        try context.confirm(
            .caseOpenAnyway, because: .caseOpenAlready,
            [
                "client": ClientCode(of: client).description, "person": open.counselor?.shortName.text ?? "?",
                "id": open.id.shortForm(characters: Identifier<CounselingCase>.shortestForm),
            ])
        known.formUnion(all.map(\.id))
        return seen
    }
}

struct CaseList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpCaseList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let (list, calling) = try practice.room.visit(for: ListingCases.self, about: .practice) {
                let list = try $0.cases()
                let open = list.entries.filter { $0.counselingCase.state == .open }
                return (list, try $0.callsForSupervisor(among: open.map(\.client.id)))
            }
            let cases = list.entries
            let characters = Identifier.charactersNeeded(among: cases.map(\.id))
            let times = try context.times(practice)
            let called = context.called(among: cases.map(\.client))
            let table = Table(
                columns: [.headingID, .headingClient, .headingCounselor, .headingOpened, .headingStanding].map {
                    Table.Column(heading: context.say($0))
                },
                rows: cases.map {
                    [
                        $0.id.shortForm(characters: characters), called($0.client),
                        $0.counselor?.shortName.text ?? "", times.table($0.counselingCase.opened.date),
                        context.say(
                            $0.isDisposed
                                ? .valueDisposed : $0.counselingCase.state == .open ? .valueOpen : .valueClosed),
                    ]
                })
            let leftOut: [String] =
                context.unopened(list.unopened) + context.spoiled(list.spoiled, in: practice)
                + context.disturbed(list.disturbed, in: practice)
            return Reply(
                lines: context.calls(calling, in: cases.map(\.client.id))
                    + context.lines(of: table, .cases, cases.map(\.id.hex), in: practice),
                json: .object([
                    "cases": .array(
                        cases.map {
                            .object([
                                "id": .string($0.id.hex), "client": .string($0.client.id.hex),
                                "clientName": .string($0.client.profile.name.text),
                                "counselor": .optional($0.counselor?.shortName.text),
                                "opened": .string(times.rfc3339($0.counselingCase.opened.date)),
                                "state": .string($0.counselingCase.state.rawValue),
                                "callSupervisor": .boolean(calling.contains($0.client.id)),
                                "disposed": .boolean($0.isDisposed),
                            ])
                        }),
                    "spoiled": .array(list.spoiled.map { .string($0.hex) }), "unopened": .number(list.unopened),
                    "disturbed": .array(list.disturbed.map { .string($0.hex) }),
                ]),
                remarks: (cases.isEmpty && list.spoiled.isEmpty ? [context.say(.caseListEmpty)] : [])
                    + leftOut,
                status: list.spoiled.isEmpty && list.disturbed.isEmpty ? .done : .integrity, layout: .list)
        }
    }
}
