import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct HandoverCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "handover", abstract: HelpLanguage.text(.helpHandover),
            discussion: HelpLanguage.text(.helpHandoverMore),
            subcommands: [
                HandoverList.self, HandoverApprove.self, HandoverFinish.self, HandoverWithdraw.self,
            ])
    }
}

struct HandoverList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpHandoverList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let all = try context.successions(in: practice)
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            let characters = Identifier.charactersNeeded(among: all.map(\.id))
            let headings: [Sentence] = [
                .headingID, .headingCase, .headingLeaver, .headingSuccessor, .headingShares, .headingStanding,
            ]
            let table = Table(
                columns: headings.map { Table.Column(heading: context.say($0)) },
                rows: all.map { entry in
                    [
                        entry.id.shortForm(characters: characters), context.short([entry.caseID]),
                        context.names([entry.leaver], everyone), context.names([entry.successor], everyone),
                        "\(entry.released.count)/\(entry.needed)", context.say(entry.state),
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .successions, all.map(\.id.hex), in: practice),
                json: .object(["handovers": .array(all.map(context.json))]),
                remarks: all.isEmpty ? [context.say(.handoverListEmpty)] : [], layout: .list)
        }
    }
}

struct HandoverApprove: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "approve", abstract: HelpLanguage.text(.helpHandoverApprove),
            discussion: HelpLanguage.text(.helpHandoverApproveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionHandover)) var ids: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let chosen = try context.successions(ids, in: practice, else: \.isAsked) { id in
                try practice.room.visit(for: ApprovingSuccession.self, about: .succession(id)) { try $0.approve() }
            }
            guard !chosen.isEmpty else {
                return Reply(
                    lines: [context.say(.handoverNothingToApprove)], json: .object(["approved": .array([])]))
            }
            var compared: Set<Identifier<Person>> = []
            for entry in chosen {
                try context.announce(.handoverApproveBefore, context.arguments(entry))
                guard compared.insert(entry.successor).inserted else { continue }
                let words = ["person": context.successor(entry), "words": context.words(entry.fingerprint)]
                try context.announce(.handoverFingerprint, words)
                try context.announce(.staffAdmitFingerprintDigits, ["digits": context.digits(entry.fingerprint)])
            }
            try context.confirm(.handoverApproveQuestion)
            var done: [JSONValue] = []
            for (index, entry) in chosen.enumerated() {
                // The approval and its entry are durable before the share is opened.
                try practice.room.visit(for: ApprovingSuccession.self, about: .succession(entry.id)) {
                    try $0.approve()
                }
                try practice.room.visit(for: ReleasingSuccessionShare.self, about: .succession(entry.id)) {
                    try $0.release()
                }
                var arguments = context.arguments(entry)
                (arguments["number"], arguments["count"]) = ("\(index + 1)", "\(chosen.count)")
                try context.announce(.handoverApproved, arguments)
                done.append(.object(["id": .string(entry.id.hex), "case": .string(entry.caseID.hex)]))
            }
            return Reply(
                lines: [context.say(.handoverApprovedAll, ["count": "\(done.count)"])],
                json: .object(["approved": .array(done)]), remarks: [context.say(.handoverApproveNext)])
        }
    }
}

struct HandoverFinish: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "finish", abstract: HelpLanguage.text(.helpHandoverFinish),
            discussion: HelpLanguage.text(.helpHandoverFinishMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionHandover)) var ids: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let chosen = try context.successions(ids, in: practice, else: { $0.isOwn && $0.state == .ready }) { id in
                _ = try practice.room.visit(for: FinishingSuccession.self, about: .succession(id)) { try $0.finish() }
            }
            guard !chosen.isEmpty else {
                guard try context.successions(in: practice).contains(where: { $0.isOwn && $0.state == .asked }) else {
                    throw CommandFault(.notFound, "not-found", .handoverNoneBegun, hint: .handoverNoneBegunHint)
                }
                throw CommandFault(
                    .tryAgain, "shares-missing", .handoverNoneReady, hint: .handoverSharesMissingHint)
            }
            for entry in chosen { try context.announce(.handoverFinishBefore, context.arguments(entry)) }
            try context.confirm(.handoverFinishQuestion)
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            var done: [JSONValue] = []
            var remarks: [String] = []
            for (index, entry) in chosen.enumerated() {
                let taken: TakenOver
                do {
                    taken = try practice.room.visit(for: FinishingSuccession.self, about: .succession(entry.id)) {
                        try $0.finish()
                    }
                } catch { throw context.unready(error) }
                var arguments = context.arguments(entry)
                (arguments["number"], arguments["count"]) = ("\(index + 1)", "\(chosen.count)")
                try context.announce(.handoverFinished, arguments)
                if !taken.unsigned.isEmpty {
                    remarks.append(
                        context.say(
                            .handoverUnsigned,
                            ["id": context.short([entry.caseID]), "ids": context.short(taken.unsigned)]))
                }
                if !taken.wrong.isEmpty {
                    remarks.append(
                        context.say(.recoveryWrongShares, ["people": context.names(taken.wrong, everyone)]))
                }
                done.append(
                    .object([
                        "id": .string(entry.id.hex), "case": .string(entry.caseID.hex),
                        "unsigned": .array(taken.unsigned.map { .string($0.hex) }),
                        "wrong": .array(taken.wrong.map { .string($0.hex) }),
                    ]))
            }
            return Reply(
                lines: [context.say(.handoverFinishedAll, ["count": "\(done.count)"])],
                json: .object(["finished": .array(done)]), remarks: remarks + [context.say(.handoverFinishNext)])
        }
    }
}

struct HandoverWithdraw: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "withdraw", abstract: HelpLanguage.text(.helpHandoverWithdraw),
            discussion: HelpLanguage.text(.helpHandoverWithdrawMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionHandover)) var id: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            func withdraw(_ id: Identifier<Succession>) throws {
                try practice.room.visit(for: WithdrawingSuccession.self, about: .succession(id)) { try $0.withdraw() }
            }
            let chosen = try context.successions([id], in: practice, else: { _ in false }, act: withdraw)
            for entry in chosen {
                try context.confirm(
                    .handoverWithdrawQuestion, because: .handoverWithdrawBefore, context.arguments(entry))
                try withdraw(entry.id)
            }
            return Reply(
                lines: chosen.map { context.say(.handoverWithdrawn, context.arguments($0)) },
                json: .object(["withdrawn": .array(chosen.map { .string($0.id.hex) })]))
        }
    }
}
