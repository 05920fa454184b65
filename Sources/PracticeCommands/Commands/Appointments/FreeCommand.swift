import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct FreeCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "free", abstract: HelpLanguage.text(.freeHelp), discussion: HelpLanguage.text(.freeHelpMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.freeOptionPerson)) var person: String?
    @Option(help: .text(.freeOptionPerson, valueName: "short-name")) var counselor: String?
    @Option(help: .text(.appointmentOptionWeek, valueName: "day")) var week: String?
    @Option(help: .text(.appointmentOptionFor, valueName: "length")) var `for`: String = "50m"

    func perform(_ context: CommandContext) throws -> Reply {
        let minutes = try NaturalTime.readLength(self.for, at: "for")
        return try context.inPractice { practice in
            let counselor = try self.whose(practice, context)
            let clock = try context.clock(practice)
            let days =
                try week.map { try DaySpan.week($0, at: "week", now: .now, in: clock) }
                ?? DaySpan(clock.day(of: .now), days: 7)
            let name = counselor.member.shortName.text
            // Times of somebody who is away are of no use to anybody, however free they are.
            guard counselor.standing == .active else { throw context.notCounseling(counselor) }
            try context.announce(
                .freeBefore,
                ["person": name, "first": days.first.text, "last": days.last.text, "minutes": "\(minutes)"])
            let found = try practice.room.visit(for: FindingFreeTimes.self, about: .person(counselor.id)) {
                try $0.stretches(on: days, minutes: minutes, clock: clock)
            }.filter { !$0.stretches.isEmpty }
            let times = try context.times(practice)
            let pairs = found.map { day, stretches in
                (
                    times.day(CivilDay(daysSinceEpoch: day.daysSince1970)),
                    context.catalogue.list(
                        stretches.map {
                            "\(times.table($0.start.date).suffix(5))–\(times.table($0.end.date).suffix(5))"
                        })
                )
            }
            // What would be refused is not proposed.
            let next: Sentence = Self.counsels(counselor) ? .freeNext : .freeNotCounselor
            let remark = found.isEmpty ? .freeNone : next
            return Reply(
                lines: KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth),
                json: .object([
                    "counselor": .string(name), "first": .string(days.first.text), "last": .string(days.last.text),
                    "minutes": .number(minutes),
                    "free": .array(
                        found.flatMap(\.stretches).map {
                            .object([
                                "start": .string(times.rfc3339($0.start.date)),
                                "end": .string(times.rfc3339($0.end.date)),
                            ])
                        }),
                ]),
                remarks: [context.say(remark, ["person": name])], layout: .list)
        }
    }

    private static func counsels(_ entry: StaffEntry) -> Bool {
        entry.standing == .active && !entry.member.roles.isDisjoint(with: [.counselor, .trainee])
    }

    /// Whoever is named; else oneself; else the only counselor there is.
    private func whose(_ practice: OpenPractice, _ context: CommandContext) throws -> StaffEntry {
        // As 'book' and 'case open' have it.
        if let counselor, let person, person != counselor {
            throw CommandFault(
                .usage, "usage", .freeTwice, hint: .faultUsageHint, ["command": "tacet free"])
        }
        if let person = person ?? counselor { return try context.person(person, in: practice) }
        let own = try practice.room.ownEntry()
        if Self.counsels(own) { return own }
        let counselors = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            .filter(Self.counsels)
        if let only = counselors.first, counselors.count == 1 { return only }
        guard let first = counselors.first else {
            throw CommandFault(.notFound, "nobody-counsels", .freeNobody, hint: .ruleAskDirector)
        }
        guard context.terminal.inputIsTerminal, !context.options.json else {
            throw CommandFault(
                .usage, "who-is-meant", .freeWho,
                ["people": context.catalogue.list(counselors.map(\.member.shortName.text))], hint: .freeWhoHint,
                ["person": first.member.shortName.text])
        }
        return try context.askPerson(.appointmentPromptCounselor, in: practice)
    }
}
