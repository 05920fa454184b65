import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct RecoveryCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "recovery", abstract: HelpLanguage.text(.helpRecovery),
            subcommands: [
                RecoveryRequestCommand.self, RecoveryList.self, RecoveryApprove.self, RecoveryFinish.self,
                RecoveryRehearse.self, RecoveryUseCard.self, RecoveryMakeCard.self,
            ])
    }
}

struct RecoveryRequestCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "request", abstract: HelpLanguage.text(.helpRecoveryRequest),
            discussion: HelpLanguage.text(.helpRecoveryRequestMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let made = try practice.room.visit(for: RequestingRecovery.self, about: .practice) {
                try $0.requestMissing()
            }
            var lines = made.requests.map { entry in
                context.say(
                    .recoveryRequested,
                    ["id": entry.id.shortForm(characters: 4), "what": context.say(entry.content)])
            }
            lines += made.lost.map { context.say(.recoveryLost, ["what": context.say($0)]) }
            if lines.isEmpty { lines = [context.say(.recoveryNothingMissing)] }
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            let custodians = made.requests.reduce(into: Set<Identifier<Person>>()) { $0.formUnion($1.custodians) }
            return Reply(
                lines: lines,
                json: .object([
                    "requests": .array(made.requests.map(context.json)), "lost": .number(made.lost.count),
                ]),
                remarks: made.requests.isEmpty
                    ? []
                    : [
                        context.say(
                            .recoveryRequestNext,
                            [
                                "people": context.names(custodians, everyone),
                                "limit": "\(made.requests.map(\.needed).max() ?? 2)",
                                "ids": made.requests.map { $0.id.shortForm(characters: 4) }.joined(separator: " "),
                            ])
                    ])
        }
    }
}

struct RecoveryList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpRecoveryList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let all = try context.recoveries([], in: practice) { !$0.isRehearsed }
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            let characters = Identifier.charactersNeeded(among: all.map(\.id))
            let table = Table(
                columns: [.headingID, .headingFor, .headingWhat, .headingShares, .headingApprovedBy].map {
                    Table.Column(heading: context.say($0))
                },
                rows: all.map { entry in
                    [
                        entry.id.shortForm(characters: characters), context.names([entry.recipient], everyone),
                        context.say(entry.content), "\(entry.released.count)/\(entry.needed)",
                        context.names(entry.approved, everyone),
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .recoveries, all.map(\.id.hex), in: practice),
                json: .object(["requests": .array(all.map(context.json))]),
                remarks: all.isEmpty ? [context.say(.recoveryListEmpty)] : [], layout: .list)
        }
    }
}

struct RecoveryApprove: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "approve", abstract: HelpLanguage.text(.helpRecoveryApprove),
            discussion: HelpLanguage.text(.helpRecoveryApproveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionRecovery)) var request: [String]

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let chosen = try context.recoveries(request, in: practice) { _ in false }
            var lines: [String] = []
            var done: [JSONValue] = []
            for entry in chosen {
                let name = entry.recipientMember?.shortName.text ?? entry.recipient.shortForm(characters: 4)
                let full = entry.recipientMember?.fullName.text ?? ""
                let words = ["person": "\(name) (\(full))", "what": context.say(entry.content)]
                try context.announce(.recoveryApproveBefore, words)
                try context.announce(
                    .waitingColleagueFingerprint,
                    [
                        "words": context.words(entry.fingerprint),
                        "person": entry.recipientMember?.shortName.text ?? entry.recipient.shortForm(characters: 4),
                    ])
                try context.announce(.staffAdmitFingerprintDigits, ["digits": context.digits(entry.fingerprint)])
                try context.confirm(.recoveryApproveQuestion)
                // The approval and its entry are durable before the share is opened.
                try practice.room.visit(for: ApprovingRecovery.self, about: .recovery(entry.id)) { try $0.approve() }
                try practice.room.visit(for: ReleasingShare.self, about: .recovery(entry.id)) { try $0.release() }
                lines.append(context.say(.recoveryApproved, words))
                done.append(.string(entry.id.hex))
            }
            return Reply(
                lines: lines, json: .object(["approved": .array(done)]),
                remarks: [context.say(.recoveryApproveNext)])
        }
    }
}

struct RecoveryFinish: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "finish", abstract: HelpLanguage.text(.helpRecoveryFinish),
            discussion: HelpLanguage.text(.helpRecoveryFinishMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionRecovery)) var request: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            // Without a word: all of one's own that have enough.
            let chosen = try context.recoveries(request, in: practice) {
                $0.isOwn && $0.released.count >= $0.needed && !$0.isRehearsed
            }
            if let done = chosen.first(where: \.isRehearsed) { throw done.alreadyRehearsed }
            guard !chosen.isEmpty else {
                let own = try context.recoveries([], in: practice, \.isOwn)
                if let done = own.last, own.allSatisfy(\.isRehearsed) { throw done.alreadyRehearsed }
                guard try !context.recoveries([], in: practice, { $0.isOwn }).isEmpty else {
                    throw CommandFault(.notFound, "not-found", .recoveryNoneBegun, hint: .recoveryNoneBegunHint)
                }
                throw CommandFault(
                    .tryAgain, "shares-missing", .recoveryNoneReady, hint: .recoverySharesMissingHint)
            }
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            var (lines, remarks): ([String], [String]) = ([], [])
            var done: [JSONValue] = []
            for entry in chosen {
                let what = ["what": context.say(entry.content)]
                let wrong: [Identifier<Person>]
                if entry.isHeld {
                    wrong = try practice.room.visit(for: RehearsingRecovery.self, about: .recovery(entry.id)) {
                        try $0.rehearse()
                    }
                    lines.append(context.say(.recoveryRehearsed, what))
                } else {
                    wrong = try practice.room.visit(for: FinishingRecovery.self, about: .recovery(entry.id)) {
                        try $0.finish()
                    }
                    lines.append(context.say(.recoveryFinished, what))
                }
                if !wrong.isEmpty {
                    remarks.append(context.say(.recoveryWrongShares, ["people": context.names(wrong, everyone)]))
                }
                done.append(
                    .object([
                        "id": .string(entry.id.hex), "rehearsal": .boolean(entry.isHeld),
                        "wrong": .array(wrong.map { .string($0.hex) }),
                    ]))
            }
            return Reply(lines: lines, json: .object(["finished": .array(done)]), remarks: remarks)
        }
    }
}

extension RecoveryEntry {
    fileprivate var alreadyRehearsed: CommandFault {
        CommandFault(
            .tryAgain, "already-finished", .recoveryRehearsalDone, ["id": id.shortForm(characters: 4)],
            hint: .recoveryRehearsalDoneHint)
    }
}

struct RecoveryRehearse: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "rehearse", abstract: HelpLanguage.text(.helpRecoveryRehearse),
            discussion: HelpLanguage.text(.helpRecoveryRehearseMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            try context.requireTwoOtherCustodians(in: practice)
            let entry = try practice.room.visit(for: RequestingRecovery.self, about: .practice) {
                try $0.requestRehearsal()
            }
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            return Reply(
                lines: [
                    context.say(
                        .recoveryRequested,
                        ["id": entry.id.shortForm(characters: 4), "what": context.say(entry.content)])
                ],
                json: context.json(entry),
                remarks: [
                    context.say(
                        .recoveryRequestNext,
                        [
                            "people": context.names(entry.custodians, everyone), "limit": "\(entry.needed)",
                            "ids": entry.id.shortForm(characters: 4),
                        ])
                ])
        }
    }
}
