import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct CrisisAck: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "ack", abstract: HelpLanguage.text(.helpCrisisAck))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.flag(flag, in: practice)
            let short = id.shortForm(characters: 4)
            try context.announce(.crisisAckBefore, ["id": short])
            let isDeskTold = try Self.takeUp(id, practice, context)
            let person = try context.actingShortName().text
            return Reply(
                lines: [context.say(.crisisAckAfter, ["id": short, "person": person])],
                json: .object([
                    "id": .string(id.hex), "acknowledgedBy": .string(person),
                    "deskTold": isDeskTold.map { .boolean($0) } ?? .null,
                ]),
                remarks: (isDeskTold == false ? [context.say(.crisisDeskUntold)] : [])
                    + [context.say(.crisisAckNext, ["id": short])])
        }
    }

    /// - Returns: whether the desk is told of the flag; nil where it has no client
    private static func takeUp(
        _ id: Identifier<CrisisFlag>, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Bool? {
        do {
            return try practice.room.visit(for: AcknowledgingFlag.self, about: .flag(id)) { visit in
                try visit.acknowledge()
                return try visit.reachesDesk()
            }
        } catch let error {
            guard case .denied(.flagIsAcknowledged) = error else { throw error }
            throw try had(id, practice, context) ?? error
        }
    }

    /// Who had it already, and since when.
    private static func had(
        _ id: Identifier<CrisisFlag>, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> CommandFault? {
        let ledger = try practice.room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
        guard let flag = ledger.flags.first, let by = flag.acknowledgedBy, let at = flag.acknowledgedAt else {
            return nil
        }
        let short = id.shortForm(characters: 4)
        return CommandFault(
            .tryAgain, "already-acknowledged", .crisisAckHad,
            [
                "id": short, "person": ledger.staff[by]?.shortName.text ?? "?",
                "time": try context.times(practice).table(at.date),
            ], hint: .crisisAckNext, ["id": short])
    }
}

struct CrisisLog: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "log", abstract: HelpLanguage.text(.helpCrisisLog),
            discussion: HelpLanguage.text(.helpCrisisLogMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.textDocument(from).map { try CrisisText.read($0) }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.flag(flag, in: practice)
            let short = id.shortForm(characters: 4)
            try context.announce(.crisisLogBefore, ["id": short])
            let typed = given == nil ? try context.typeText(UnfinishedText(.crisisLog, flag: id), in: practice) : nil
            let text = try given ?? CrisisText(typed?.content ?? "")
            try practice.room.visit(for: LoggingIntervention.self, about: .flag(id)) { try $0.log(text) }
            typed?.draft?.remove()
            return Reply(
                lines: [context.say(.crisisLogAfter, ["id": short])], json: .object(["id": .string(id.hex)]))
        }
    }
}

struct CrisisContactCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "contact", abstract: HelpLanguage.text(.helpCrisisContact),
            discussion: HelpLanguage.text(.helpCrisisContactMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String
    @Option(help: .text(.optionCrisisWith)) var with: String
    @Option(help: .text(.optionCrisisBasis)) var basis: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let party = try context.choice(with, "with", CrisisParty.self)
        let reason = try context.choice(basis, "basis", DisclosureBasis.self)
        let given = try context.textDocument(from).map { try CrisisContact.read($0, with: party, basis: reason) }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.flag(flag, in: practice)
            let short = id.shortForm(characters: 4)
            if party == .guardian {
                let ledger = try practice.room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
                if ledger.flags.contains(where: { $0.kind == .abuse }) {
                    try context.confirm(.crisisContactAnyway, because: .crisisContactGuardian)
                }
            }
            try context.announce(
                .crisisContactBefore,
                ["id": short, "party": context.crisisParty(party), "basis": context.crisisBasis(reason)])
            let job = UnfinishedText(.crisisContact, flag: id, party: party, basis: reason)
            let contact = try given ?? asked(party, reason, try context.form(job, in: practice))
            try practice.room.visit(for: LoggingContact.self, about: .flag(id)) { try $0.log(contact) }
            context.typed.filed()
            return Reply(
                lines: [context.say(.crisisContactAfter, ["id": short])],
                json: .object([
                    "id": .string(id.hex), "with": .string(party.rawValue), "basis": .string(reason.rawValue),
                    "report": .boolean(contact.isReport),
                ]))
        }
    }

    private func asked(
        _ party: CrisisParty, _ basis: DisclosureBasis, _ form: KeptForm
    ) throws -> CrisisContact {
        let said = try form.text()
        let receipt = party.takesReports ? try form.line("receipt", .crisisAskReceipt) : nil
        return try CrisisContact(with: party, basis: basis, said: said, receipt: receipt)
    }
}

struct CrisisLinkCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "link", abstract: HelpLanguage.text(.helpCrisisLink))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String
    @Option(help: .text(.optionClient)) var client: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.flag(flag, in: practice)
            let person = try context.client(client, in: practice)
            let arguments = ["id": id.shortForm(characters: 4), "client": ClientCode(of: person).description]
            try context.announce(.crisisLinkBefore, arguments)
            let (isSound, isDeskTold) = try practice.room.visit(for: LinkingFlag.self, about: .flag(id)) { visit in
                try visit.link(to: person)
                return try (visit.reachesCounselors(of: person), visit.reachesDesk(of: person))
            }
            return Reply(
                lines: [context.say(.crisisLinkAfter, arguments)],
                json: .object([
                    "id": .string(id.hex), "client": .string(person.hex), "clientFileSound": .boolean(isSound),
                    "deskTold": .boolean(isDeskTold),
                ]),
                remarks: (isSound ? [] : [context.say(.crisisRaisedAlone)])
                    + (isDeskTold ? [] : [context.say(.crisisDeskUntold)]))
        }
    }
}

struct CrisisReassess: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "reassess", abstract: HelpLanguage.text(.helpCrisisReassess))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String
    @Option(help: .text(.optionCrisisLevel)) var level: String
    @Option(help: .text(.optionCrisisKind)) var kind: String?
    @Flag(help: .text(.optionCrisisMinor)) var minor = false
    @Option(help: .text(.optionCrisisDue)) var due: String?
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let level = try context.crisisLevel(typed: level)
        let kind = try kind.map { try context.crisisKind(typed: $0) }
        let given = try context.textDocument(from).map { try CrisisText.read($0) }
        return try context.inPractice { practice in
            let id = try context.flag(flag, in: practice)
            let times = try context.times(practice)
            let arguments = ["id": id.shortForm(characters: 4), "level": context.crisisLevel(level)]
            let reassessment = try CrisisReassessment(
                level: level, kind: kind, concernsMinor: minor ? true : nil,
                due: try due.map { try Self.moment($0, times, context) }, text: given?.text)
            try context.announce(.crisisReassessBefore, arguments)
            try practice.room.visit(for: ReassessingFlag.self, about: .flag(id)) { try $0.reassess(reassessment) }
            return Reply(
                lines: [context.say(.crisisReassessAfter, arguments)]
                    + (reassessment.due.map {
                        [context.say(.crisisReassessDue, ["due": times.table($0.date)])]
                    } ?? []),
                json: .object([
                    "id": .string(id.hex), "level": .string(level.rawValue),
                    "due": .optional(reassessment.due.map { times.rfc3339($0.date) }),
                ]))
        }
    }

    /// The longest until an open flag is looked at again, seconds.
    static let longest: Int64 = 31 * 86_400

    /// A length from now, a day in the practice's time zone, or an instant; to come, and not further away than a month.
    static func moment(_ typed: String, _ times: TimeText, _ context: CommandContext) throws -> UTCTime {
        guard let time = try read(typed, times) else { throw context.fieldFault("due", .crisisDueUnread) }
        let ahead = time.secondsSince1970 - UTCTime.now.secondsSince1970
        guard ahead > 0 else { throw context.fieldFault("due", .crisisDuePast) }
        guard ahead <= longest else { throw context.fieldFault("due", .crisisDueFar) }
        return time
    }

    private static func read(_ typed: String, _ times: TimeText) throws -> UTCTime? {
        let text = typed.trimmingCharacters(in: .whitespaces).lowercased()
        let length = text.hasPrefix("in ") ? text.dropFirst(3).drop { $0 == " " } : Substring(text)
        let units: [(String, Int64)] = [
            ("小时后", 3600), ("小时", 3600), ("天后", 86_400), ("天", 86_400), ("h", 3600), ("d", 86_400),
        ]
        if let (unit, seconds) = units.first(where: { length.hasSuffix($0.0) }),
            let count = Int64(length.dropLast(unit.count).filter { $0 != " " }), (1...10_000).contains(count)
        {
            return try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 + count * seconds)
        }
        if let time = UTCTime(rfc3339: text.uppercased()) { return time }
        return try CalendarDate(text).map { try times.startOfDay($0) }
    }
}

struct CrisisResolve: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "resolve", abstract: HelpLanguage.text(.helpCrisisResolve),
            discussion: HelpLanguage.text(.helpCrisisResolveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCrisisFlag)) var flag: String
    @Flag(help: .text(.optionCrisisCosign)) var cosign = false
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.textDocument(from).map { try CrisisProposal.read($0) }
        return try context.inPractice { practice in
            let id = try context.flag(flag, in: practice)
            let ledger = try practice.room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
            guard let flag = ledger.flags.first else { throw RoomError.noKey }
            // What is missing may say that it is not over.
            try context.requireNothingUnseen(in: practice)
            // What nobody can co-sign another person proposes anew.
            let isAnew =
                flag.isStuck(supervisors: ledger.onlooker.supervisors)
                && flag.proposal?.by != ledger.onlooker.person
            if cosign || (given == nil && flag.state == .proposed && !isAnew) {
                return try sign(flag, ledger, practice, context)
            }
            // Somebody's word that waits is not put aside unseen.
            if let waiting = flag.proposal, flag.state == .proposed {
                let arguments = [
                    "id": flag.id.shortForm(characters: 4), "person": ledger.staff[waiting.by]?.shortName.text ?? "?",
                ]
                if isAnew {
                    try context.announce(.crisisResolveAnew, arguments)
                } else {
                    try context.confirm(.crisisResolveInPlace, because: .crisisResolveWaits, arguments)
                }
            }
            return try propose(flag, ledger, given, practice, context)
        }
    }

    private func sign(
        _ flag: CrisisFlag, _ ledger: CrisisLedger, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Reply {
        let short = flag.id.shortForm(characters: 4)
        if let proposal = flag.proposal {
            let person = ledger.staff[proposal.by]?.shortName.text ?? "?"
            try context.announce(.crisisCosignBefore, ["id": short, "person": person])
            if !context.options.json {
                try context.terminal.writeLine(proposal.what.text, to: .error)
                if let reason = proposal.what.noReport { try context.announce(.crisisNoReport, ["text": reason]) }
            }
            if context.terminal.inputIsTerminal, !context.options.json { try context.confirm(.crisisCosignQuestion) }
        }
        let isDeskTold: Bool?
        do {
            isDeskTold = try practice.room.visit(for: CosigningResolution.self, about: .flag(flag.id)) { visit in
                try visit.cosign(flag.proposal)
                return try visit.reachesDesk()
            }
        } catch { throw explained(error, flag, ledger, context) }
        return Reply(
            lines: [context.say(.crisisCosignAfter, ["id": short])],
            json: .object([
                "id": .string(flag.id.hex), "state": .string(CrisisState.resolved.rawValue),
                "deskTold": isDeskTold.map { .boolean($0) } ?? .null,
            ]), remarks: isDeskTold == false ? [context.say(.crisisDeskUntoldOver)] : [])
    }

    /// Who proposed it cannot co-sign; who is no supervisor could not co-sign another's either, and is not told so.
    private func explained(
        _ error: any Error, _ flag: CrisisFlag, _ ledger: CrisisLedger, _ context: CommandContext
    ) -> any Error {
        guard case RoomError.denied(rule: .ownProposal) = error,
            !ledger.onlooker.supervisors.contains(ledger.onlooker.person)
        else { return error }
        let plain = FaultText.denied(.ownProposal, context.catalogue)
        return CommandFault(
            plain.status, plain.code, .crisisRuleOwnProposal,
            hint: ledger.onlooker.supervisors.isEmpty ? .crisisStuckNobody : .crisisRuleOwnProposalOther,
            ["id": flag.id.shortForm(characters: 4)])
    }

    private func propose(
        _ flag: CrisisFlag, _ ledger: CrisisLedger, _ given: CrisisProposal?, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Reply {
        let short = flag.id.shortForm(characters: 4)
        let onlooker = ledger.onlooker
        let isStuck = onlooker.supervisors.subtracting([onlooker.person]).isEmpty
        if given == nil {
            try context.requireTerminal()
            // Nobody is asked for an account that cannot be filed.
            if flag.state == .raised || flag.state == .resolved {
                // Refused as it is, or somebody was faster.
                try practice.room.visit(for: ProposingResolution.self, about: .flag(flag.id)) { _ -> Void in
                    throw RoomError.busy
                }
            }
            if isStuck {
                try context.announceLine(
                    onlooker.supervisors.isEmpty
                        ? context.say(.crisisStuckNobody, ["id": short])
                        : context.say(.crisisResolveAlone, ["id": short]))
            }
        }
        try context.announce(.crisisResolveBefore, ["id": short])
        let proposal =
            try given ?? asked(flag, try context.form(UnfinishedText(.crisisEnd, flag: flag.id), in: practice))
        if proposal.noReport == nil {
            try practice.room.visit(for: ProposingResolution.self, about: .flag(flag.id)) { try $0.propose(proposal) }
        } else {
            try practice.room.visit(for: ProposingUnreported.self, about: .flag(flag.id)) { try $0.propose(proposal) }
        }
        context.typed.filed()
        return Reply(
            lines: [context.say(.crisisResolveAfter, ["id": short])],
            json: .object([
                "id": .string(flag.id.hex), "state": .string(CrisisState.proposed.rawValue),
                "canBeCosigned": .boolean(!isStuck),
            ]),
            remarks: [
                isStuck
                    ? context.crisisStuck(flag.id, by: onlooker.person, ledger)
                    : context.say(
                        .crisisResolveNext,
                        [
                            "id": short,
                            "people": context.catalogue.list(
                                onlooker.supervisors.subtracting([onlooker.person])
                                    .map { ledger.staff[$0]?.shortName.text ?? $0.shortForm(characters: 4) }.sorted()),
                        ])
            ])
    }

    private func asked(_ flag: CrisisFlag, _ form: KeptForm) throws -> CrisisProposal {
        let text = try form.text()
        let reason = flag.needsReport && !flag.isReported ? try form.line("noReport", .crisisResolveNoReport) : nil
        return try CrisisProposal(text, noReport: reason)
    }
}
