import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct DisclosureCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "disclosure", abstract: HelpLanguage.text(.disclosureHelp),
            subcommands: [
                DisclosureRequest.self, DisclosurePrepare.self, DisclosureList.self, DisclosureShow.self,
                DisclosureApprove.self, DisclosureRefuse.self, DisclosureWithdraw.self, DisclosureSend.self,
                DisclosureAccounting.self,
            ])
    }
}

struct DisclosureRequest: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "request", abstract: HelpLanguage.text(.disclosureHelpRequest),
            discussion: HelpLanguage.text(.disclosureHelpRequestMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String
    @Argument(help: .text(.disclosureOptionRecords)) var records: [String] = []
    @Option(help: .text(.disclosureOptionBasis)) var basis: String?
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        if basis == nil { try context.requireTerminal(or: "--basis BASIS") }
        let basis =
            try basis.map { try context.choice($0, "basis", ReleaseBasis.self) }
            ?? context.ask(.disclosureAskBasis) { try context.choice($0, "basis", ReleaseBasis.self) }
        let given = try context.document(from).map { try DisclosureForm.read(json: $0, basis: basis) }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.counselingCase(self.case, in: practice)
            let named = try context.disclosed(records, in: practice)
            func request(_ form: DisclosureForm) throws -> Identifier<DisclosureThread> {
                try practice.room.visit(for: RequestingDisclosure.self, about: .newDisclosure(id)) {
                    try $0.request(form, basis: basis, records: named)
                }
            }
            let about: CaseEntry
            do {
                about = try practice.room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
                    try $0.counselingCase()
                }
            } catch {
                // Whoever may not see the case is refused as what they came for.
                if case RoomError.denied = error { _ = try request(Self.nothing) }
                throw error
            }
            try context.announce(
                .disclosureRequestBefore,
                [
                    "id": id.shortForm(characters: 4), "client": ClientCode(of: about.client.id).description,
                    "basis": context.basis(basis), "records": context.records(named),
                ])
            let job = UnfinishedText(.disclosureRequest, caseID: id)
            let form = try given ?? Self.asked(basis, named, try context.form(job, in: practice))
            let made = try request(form)
            context.typed.filed()
            let arguments = ["id": made.shortForm(characters: 4)]
            return Reply(
                lines: [context.say(.disclosureRequestAfter, arguments)],
                json: .object([
                    "id": .string(made.hex), "case": .string(id.hex), "basis": .string(basis.rawValue),
                    "records": .array(named.map { .string($0.hex) }),
                ]), remarks: [context.say(.disclosureRequestNext, arguments)])
        }
    }

    private static var nothing: DisclosureForm {
        get throws { try DisclosureForm(recipient: "-", purpose: "-", grounds: "-", basis: .ownCopy) }
    }

    private static func asked(
        _ basis: ReleaseBasis, _ records: [Identifier<DisclosedRecord>], _ form: KeptForm
    ) throws -> DisclosureForm {
        // For the command that goes on with it.
        form.keep([basis.rawValue], "basis", isWords: false)
        form.keep(records.map(\.hex), "records", isWords: false)
        let recipient = try form.line("recipient", .disclosureAskRecipient, required: true)
        let purpose = try form.line("purpose", .disclosureAskPurpose, required: true)
        let grounds = try form.line("grounds", .disclosureAskGrounds, required: basis.needsGrounds)
        return try DisclosureForm(recipient: recipient, purpose: purpose, grounds: grounds, basis: basis)
    }
}

struct DisclosurePrepare: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "prepare", abstract: HelpLanguage.text(.disclosureHelpPrepare),
            discussion: HelpLanguage.text(.disclosureHelpPrepareMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.disclosureOptionID)) var disclosure: String
    @Argument(help: .text(.disclosureOptionRecords)) var records: [String] = []
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { try DisclosureForm.readPassages(json: $0) }
        return try context.inPractice { practice in
            let id = try context.disclosure(disclosure, in: practice)
            let named = try context.disclosed(records, in: practice)
            var caseID: Identifier<CounselingCase>?
            var known: DisclosureEntry?
            func prepare(_ passages: [String]) throws {
                do {
                    _ = try practice.room.visit(for: PreparingDisclosure.self, about: .disclosure(id, of: caseID)) {
                        try $0.prepare(named, leavingOut: passages)
                    }
                } catch {
                    if let known {
                        throw try context.unlessStranded(Self.explained(error, context), known, in: practice)
                    }
                    throw Self.explained(error, context)
                }
            }
            let entry = try context.disclosureEntry(id, in: practice) { try prepare([]) }
            known = entry
            caseID = entry.disclosure.caseID
            var arguments = context.named(entry)
            if !named.isEmpty { arguments["records"] = context.records(named) }
            try context.announce(.disclosurePrepareBefore, arguments)
            let passages = try given ?? Self.asked(id, named, practice, context)
            try prepare(passages)
            context.typed.filed()
            let done = try context.disclosureEntry(id, in: practice) {}
            arguments["count"] = "\(done.disclosure.prepared?.items.count ?? 0)"
            arguments["passages"] = "\(passages.count)"
            return Reply(
                lines: [context.say(.disclosurePrepareAfter, arguments)],
                json: DisclosureShow.json(done, try context.times(practice)),
                remarks: [context.say(.disclosurePrepareNext, arguments)])
        }
    }

    /// A passage that stands nowhere, and records that nobody named, are told by their field.
    private static func explained(_ error: any Error, _ context: CommandContext) -> any Error {
        guard case RoomError.counseling(.field(let path, .missing)) = error else { return error }
        if path.description == "records" { return context.fieldFault("records", .disclosureNeedsRecords) }
        guard path.description.hasPrefix("leaveOut") else { return error }
        return context.fieldFault(path.description, .disclosurePassageNowhere)
    }

    private static func asked(
        _ id: Identifier<DisclosureThread>, _ records: [Identifier<DisclosedRecord>], _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> [String] {
        guard context.terminal.inputIsTerminal, !context.options.json else { return [] }
        let form = try context.form(UnfinishedText(.disclosurePassages, about: id.hex), in: practice)
        form.keep(records.map(\.hex), "records", isWords: false)
        return try form.lines("leaveOut", .disclosureAskPassage) { _ = try DisclosureForm.passage($0, at: "leaveOut") }
            .map { try DisclosureForm.passage($0, at: "leaveOut") }
    }
}

struct DisclosureApprove: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "approve", abstract: HelpLanguage.text(.disclosureHelpApprove))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.disclosureOptionID)) var disclosure: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.disclosure(disclosure, in: practice)
            var caseID: Identifier<CounselingCase>?
            func approve(_ digest: String) throws {
                try practice.room.visit(for: ApprovingDisclosure.self, about: .disclosure(id, of: caseID)) {
                    try $0.approve(digest)
                }
            }
            let entry = try context.disclosureEntry(id, in: practice) { try approve("") }
            caseID = entry.disclosure.caseID
            // Whoever may not, or too early, is told so before they are asked.
            let me = try practice.room.ownEntry()
            let mayAsk =
                entry.disclosure.state == .prepared && entry.disclosure.mayMake(.approved, me.id)
                && !me.member.roles.isDisjoint(with: [.director, .supervisor])
            guard mayAsk else {
                do { try approve(entry.disclosure.prepared?.digest ?? "") } catch {
                    guard case RoomError.counseling(.refusedStep) = error else { throw error }
                    throw Self.outOfTurn(entry, context, me)
                }
                throw CounselingError.refusedStep
            }
            let stranded = context.strandedLines(entry, for: me)
            for line in stranded { try context.announceLine(line) }
            try context.confirm(.disclosureApproveQuestion, because: .disclosureApproveBefore, context.named(entry))
            try approve(entry.disclosure.prepared?.digest ?? "")
            return Reply(
                lines: [context.say(.disclosureApproveAfter, context.named(entry))],
                json: .object(["id": .string(id.hex), "state": .string("approved")]),
                remarks: stranded.isEmpty
                    ? [context.say(.disclosureApproveNext, context.named(entry))]
                    : [context.say(.disclosureApproveStranded)] + stranded)
        }
    }
}

extension DisclosureApprove {
    /// Which step comes first, or that it is done.
    fileprivate static func outOfTurn(
        _ entry: DisclosureEntry, _ context: CommandContext, _ own: StaffEntry
    ) -> any Error {
        let named = context.named(entry)
        switch entry.disclosure.state {
        case .requested:
            if let (now, next, arguments) = context.stranded(entry, for: own) {
                return CommandFault(.tryAgain, "not-prepared", now, arguments, hint: next, arguments)
            }
            return CommandFault(
                .tryAgain, "not-prepared", .disclosureNotPrepared, named, hint: .disclosureNotPreparedHint, named)
        case .approved, .sent:
            return CommandFault(
                .tryAgain, "already-approved", .disclosureApprovedAlready, named, hint: .disclosureHowItStands, named)
        default:
            return CommandFault(
                .tryAgain, "refused-step", .ruleRefusedStep, hint: .disclosureHowItStands, named)
        }
    }
}

struct DisclosureRefuse: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "refuse", abstract: HelpLanguage.text(.disclosureHelpRefuse))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.disclosureOptionID)) var disclosure: String
    @Option(help: .text(.disclosureOptionReason)) var reason: String?
    @Flag(help: .text(.disclosureOptionLift)) var lift = false

    func perform(_ context: CommandContext) throws -> Reply {
        let reason = try reason.map { try context.choice($0, "reason", DisclosureRefusal.self) }
        guard (reason == nil) == lift else { throw context.fieldFault("reason", .disclosureNeedsReason) }
        return try context.inPractice { practice in
            let id = try context.disclosure(disclosure, in: practice)
            func refuse(_ reason: DisclosureRefusal) throws -> Bool {
                try practice.room.visit(for: RefusingDisclosure.self, about: .disclosure(id)) {
                    try $0.refuse(reason)
                }
            }
            let entry = try context.disclosureEntry(id, in: practice) { _ = try refuse(reason ?? .harm) }
            var arguments = context.named(entry)
            guard let reason else {
                try practice.room.visit(for: RefusingDisclosure.self, about: .disclosure(id)) { try $0.lift() }
                let lifted = try context.disclosureEntry(id, in: practice) {}
                return Reply(
                    lines: [context.say(.disclosureRefuseLifted, arguments)],
                    json: .object(["id": .string(id.hex), "state": .string("requested")]),
                    remarks: context.strandedLines(lifted, for: try practice.room.ownEntry()))
            }
            arguments["reason"] = context.refusal(reason)
            try context.announce(.disclosureRefuseBefore, arguments)
            let isDone = try refuse(reason)
            return Reply(
                lines: [context.say(isDone ? .disclosureRefuseAfter : .disclosureRefuseProposed, arguments)],
                json: .object(["id": .string(id.hex), "state": .string(isDone ? "refused" : "refusing")]),
                remarks: isDone ? [] : [context.say(.disclosureRefuseNext, arguments)])
        }
    }
}

struct DisclosureWithdraw: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "withdraw", abstract: HelpLanguage.text(.disclosureHelpWithdraw))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.disclosureOptionID)) var disclosure: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.disclosure(disclosure, in: practice)
            func withdraw() throws {
                try practice.room.visit(for: WithdrawingDisclosure.self, about: .disclosure(id)) { try $0.withdraw() }
            }
            let entry = try context.disclosureEntry(id, in: practice, orRefuse: withdraw)
            try context.announce(.disclosureWithdrawBefore, context.named(entry))
            try withdraw()
            return Reply(
                lines: [context.say(.disclosureWithdrawAfter, context.named(entry))],
                json: .object(["id": .string(id.hex), "state": .string("withdrawn")]))
        }
    }
}
