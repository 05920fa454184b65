import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct RetentionCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "retention", abstract: HelpLanguage.text(.helpRetention),
            discussion: HelpLanguage.text(.helpRetentionMore),
            subcommands: [
                RetentionSet.self, RetentionDue.self, RetentionNotice.self, RetentionRequest.self, RetentionHold.self,
                RetentionReleaseHold.self, RetentionReview.self,
            ])
    }
}

struct RetentionSet: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "set", abstract: HelpLanguage.text(.helpRetentionSet),
            discussion: HelpLanguage.text(.helpRetentionSetMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionJurisdiction, valueName: "mainland|elsewhere")) var jurisdiction: String
    @Option(help: .text(.optionRetentionYears, valueName: "years")) var years: Int?
    @Option(help: .text(.optionRetentionMinorYears, valueName: "years")) var minorYears: Int?
    @Option(help: .text(.optionRetentionNoticeDays, valueName: "days")) var noticeDays: Int?

    func perform(_ context: CommandContext) throws -> Reply {
        guard let place = Jurisdiction(rawValue: jurisdiction) else {
            throw CounselingError.field("jurisdiction", .notAChoice(Jurisdiction.allCases.map(\.rawValue)))
        }
        let schedule = try RetentionSchedule(
            jurisdiction: place, years: years, minorYears: minorYears, noticeDays: noticeDays)
        return try context.inPractice { practice in
            try context.announceLine(context.say(schedule))
            let set = try practice.room.visit(for: SettingRetention.self, about: .practice) { try $0.set(schedule) }
            return Reply(
                lines: [context.say(.retentionSetAfter)], json: context.json(set),
                remarks: [context.say(.retentionSetNext)])
        }
    }
}

struct RetentionDue: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "due", abstract: HelpLanguage.text(.helpRetentionDue),
            discussion: HelpLanguage.text(.helpRetentionDueMore))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionRetentionAll)) var all = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (found, files, schedule) = try practice.room.visit(for: ListingRetention.self, about: .practice) {
                (try $0.cases(), try $0.clients(), try $0.schedule())
            }
            let spoiled = Set(found.spoiled + files.spoiled).sorted { $0.hex < $1.hex }
            let shown = all ? found.entries : found.entries.filter(Self.asksForSomething)
            // While a case of theirs is kept, that alone says how long.
            let clients = files.entries.filter { all ? $0.standing != .open : Self.asksForSomething($0) }
            let rows = shown + clients
            let table = Table(
                columns: [
                    .headingID, .headingClient, .headingRetentionClosed, .headingKeepUntil, .headingStanding,
                    .headingHolds,
                ].map { Table.Column(heading: context.say($0)) },
                rows: zip(context.codes(rows.map(\.target)), rows).map { code, entry in
                    [
                        code, entry.client.profile.name.text,
                        entry.standing.period?.closed.text ?? "", entry.standing.period?.keepUntil.text ?? "",
                        context.say(entry), entry.holds > 0 ? "\(entry.holds)" : "",
                    ]
                })
            return Reply(
                lines: context.lines(
                    of: table, clients.isEmpty ? .cases : .disposals, rows.map(\.target.hex), in: practice),
                json: .object([
                    "schedule": context.json(schedule), "cases": .array(shown.map { context.json($0, schedule) }),
                    "clients": .array(clients.map { context.json($0, schedule) }),
                    "spoiled": .array(spoiled.map { .string($0.hex) }),
                ]),
                remarks: [context.say(schedule)]
                    + (rows.isEmpty && spoiled.isEmpty ? [context.say(.retentionDueEmpty)] : [])
                    + context.spoiled(spoiled, in: practice),
                status: spoiled.isEmpty ? .done : .integrity, layout: .list)
        }
    }

    private static func asksForSomething(_ entry: RetentionEntry) -> Bool {
        switch entry.standing {
        case .toNotify, .notified, .due, .birthUnknown, .closingUnknown: true
        case .open, .kept, .disposed: false
        }
    }
}

struct RetentionNotice: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "notice", abstract: HelpLanguage.text(.helpRetentionNotice),
            discussion: HelpLanguage.text(.helpRetentionNoticeMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String
    @Option(help: .text(.optionRetentionOn, valueName: "day")) var on: String?
    @Flag(help: .text(.optionRetentionCollected)) var collected = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let day = try context.retentionDay(on, in: practice)
            let entry = try practice.room.visit(for: NotingRetention.self, about: target.subject) {
                try $0.note(on: day, collected: collected)
            }
            let arguments = [
                "what": context.name(target), "id": context.code(target),
                "date": (collected ? entry.record?.collected : entry.record?.notice)?.text ?? "?",
            ]
            return Reply(
                lines: [context.say(collected ? .retentionCollectedAfter : .retentionNoticeAfter, arguments)],
                json: context.json(entry, try practice.room.retentionSchedule()),
                remarks: [context.say(entry)])
        }
    }
}

struct RetentionRequest: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "request", abstract: HelpLanguage.text(.helpRetentionRequest),
            discussion: HelpLanguage.text(.helpRetentionRequestMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let arguments = ["what": context.name(target), "id": context.code(target)]
            try context.announce(.retentionRequestBefore, arguments)
            let entry = try practice.room.visit(for: RequestingDeletion.self, about: target.subject) {
                try $0.request()
            }
            let schedule = try practice.room.retentionSchedule()
            guard let reason = context.reason(entry, schedule) else {
                return Reply(
                    lines: [context.say(.retentionRequestGranted, arguments)], json: context.json(entry, schedule),
                    remarks: [context.say(.retentionRequestGrantedNext, arguments)])
            }
            return Reply(
                lines: [context.say(.retentionRequestRefused, arguments), reason],
                json: context.json(entry, schedule), remarks: [context.say(.retentionRequestRefusedNext)])
        }
    }
}

struct RetentionHold: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "hold", abstract: HelpLanguage.text(.helpRetentionHold),
            discussion: HelpLanguage.text(.helpRetentionHoldMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let hold = try practice.room.visit(for: PlacingHold.self, about: target.subject) { try $0.place() }
            let arguments = ["what": context.name(target), "id": context.code(target)]
            return Reply(
                lines: [context.say(.retentionHoldAfter, arguments)],
                json: .object(["id": .string(hold), context.key(target): .string(target.hex)]),
                remarks: [context.say(.retentionHoldNext, arguments)])
        }
    }
}

struct RetentionReleaseHold: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "release-hold", abstract: HelpLanguage.text(.helpRetentionRelease),
            discussion: HelpLanguage.text(.helpRetentionReleaseMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionKept)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            let (released, left) = try practice.room.visit(for: ReleasingHold.self, about: target.subject) {
                try $0.release()
            }
            let arguments = [
                "what": context.name(target), "id": context.code(target), "count": "\(released)", "number": "\(left)",
            ]
            return Reply(
                lines: [context.say(.retentionReleaseAfter, arguments)],
                json: .object([
                    context.key(target): .string(target.hex), "released": .number(released), "holds": .number(left),
                ]), remarks: left > 0 ? [context.say(.retentionReleaseLeft, arguments)] : [])
        }
    }
}

struct RetentionReview: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "review", abstract: HelpLanguage.text(.helpRetentionReview),
            discussion: HelpLanguage.text(.helpRetentionReviewMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let schedule = try practice.room.visit(for: ReviewingArchive.self, about: .practice) { try $0.review() }
            return Reply(
                lines: [context.say(.retentionReviewAfter, ["date": schedule.reviewed?.text ?? "?"])],
                json: context.json(schedule), remarks: [context.say(.retentionReviewNext)])
        }
    }
}
