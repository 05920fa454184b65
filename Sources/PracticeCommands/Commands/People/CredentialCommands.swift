import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct CredentialCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "credential", abstract: HelpLanguage.text(.credentialHelp),
            subcommands: [
                CredentialAdd.self, CredentialVerify.self, CredentialRenew.self, CredentialWithdraw.self,
                CredentialList.self, CredentialRequired.self,
            ])
    }

    static func kind(_ typed: String, _ context: CommandContext) throws -> StaffCredential.Kind {
        guard let kind = StaffCredential.Kind(rawValue: typed) else {
            let choices = context.catalogue.list(StaffCredential.Kind.allCases.map(\.rawValue))
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "kind", "reason": context.say(.faultReasonChoice, ["choices": choices])],
                hint: .faultFieldHint)
        }
        return kind
    }

    static func day(_ typed: String, _ path: FieldPath) throws -> CalendarDate {
        guard let day = CalendarDate(typed) else { throw CounselingError.field(path, .malformed(.date)) }
        return day
    }
}

struct CredentialAdd: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "add", abstract: HelpLanguage.text(.credentialHelpAdd),
            discussion: HelpLanguage.text(.credentialHelpAddMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String
    @Option(help: .text(.credentialOptionKind)) var kind: String?
    @Option(help: .text(.credentialOptionNumber)) var number: String?
    @Option(help: .text(.credentialOptionIssuer)) var issuer: String?
    @Option(help: .text(.credentialOptionIssued, valueName: "date")) var issued: String?
    @Option(help: .text(.credentialOptionExpires, valueName: "date")) var expires: String?
    @Flag(help: .text(.credentialOptionNever)) var neverExpires = false
    @Option(help: .text(.credentialOptionRecheck, valueName: "date")) var recheck: String?
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        if kind == nil || issued == nil { try context.requireTerminal(or: "--kind KIND --issued DATE") }
        let kind =
            try kind.map { try CredentialCommand.kind($0, context) }
            ?? context.ask(.credentialAskKind) { try CredentialCommand.kind($0, context) }
        let issued =
            try issued.map { try CredentialCommand.day($0, "issued") }
            ?? context.ask(.credentialAskIssued) { try CredentialCommand.day($0, "issued") }
        var expires = try expires.map { try CredentialCommand.day($0, "expires") }
        let recheck = try recheck.map { try CredentialCommand.day($0, "recheck") }
        if expires == nil, !neverExpires, from == nil, context.terminal.inputIsTerminal, !context.options.json {
            expires = try context.ask(.credentialAskExpires, required: false) {
                $0.isEmpty ? nil : try CredentialCommand.day($0, "expires")
            }
        } else if (expires != nil) == neverExpires {
            // Forgotten is not the same as for ever.
            throw context.fieldFault("expires", .credentialReasonEnd)
        }
        let term = try CredentialTerm(expires: expires, recheck: recheck, issued: issued)
        var (number, issuer) = (number, issuer)
        if let document = try context.document(from) {
            let form = try StaffCredential.readForm(json: document)
            (number, issuer) = (form.number ?? number, form.issuer ?? issuer)
        } else if number == nil || issuer == nil {
            try context.requireTerminal()
            number = try number ?? context.askLine(.credentialAskNumber, required: true)
            issuer = try issuer ?? context.askLine(.credentialAskIssuer, required: true)
        }
        guard let latest = CalendarDate(try UTCTime(Date() + 86_400).rfc3339.prefix(10)) else {
            throw CounselingError.timeOutOfRange
        }
        let details = try StaffCredential(
            kind: kind, number: number ?? "", issuer: issuer ?? "", issued: issued, today: latest)
        return try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            let name = entry.member.shortName.text
            try context.announce(.credentialAddBefore, ["person": name, "kind": context.credentialKind(kind)])
            let id = try practice.room.visit(for: AddingCredential.self, about: .person(entry.id)) {
                try $0.add(details, term: term)
            }
            let short = id.shortForm(characters: 4)
            return Reply(
                lines: [context.say(.credentialAddAfter, ["id": short])],
                json: .object([
                    "id": .string(id.hex), "person": .string(entry.id.hex),
                    "state": .string(CredentialState.claimed.rawValue),
                ]),
                remarks: [context.say(try next(entry, practice), ["id": short, "person": name])])
        }
    }

    private func next(_ entry: StaffEntry, _ practice: OpenPractice) throws -> Sentence {
        let own = try practice.room.ownEntry()
        guard own.member.roles.contains(.director) else { return .credentialAddNextOther }
        guard own.id == entry.id else { return .credentialAddNextAnother }
        let directors = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            .filter { $0.standing == .active && $0.member.roles.contains(.director) }
        return directors.count == 1 ? .credentialAddNextSelf : .credentialAddNextOther
    }
}

struct CredentialVerify: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "verify", abstract: HelpLanguage.text(.credentialHelpVerify))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.credentialOptionID)) var credential: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (found, entry) = try context.credential(credential, for: VerifyingCredential.self, in: practice)
            try context.requirePermitted(
                VerifyingCredential.self, about: .credential(found.id, of: entry.person), in: practice)
            var arguments = context.named(found, entry)
            arguments["kind"] = context.credentialKind(found.details.kind)
            try context.announce(.credentialVerifyBefore, arguments)
            if context.terminal.inputIsTerminal, !context.options.json {
                try context.confirm(.credentialVerifyQuestion)
            }
            let isOwn = try practice.room.ownEntry().id == entry.person
            let standing = try context.stepping(found, entry) {
                try practice.room.visit(
                    for: VerifyingCredential.self, about: .credential(found.id, of: entry.person)
                ) { try $0.verify(found.term) }
            }
            let said = context.fitness(standing, of: arguments["person"] ?? "")
            return Reply(
                lines: [context.say(.credentialVerifyAfter, arguments)],
                json: .object([
                    "id": .string(found.id.hex), "person": .string(entry.person.hex), "selfVerified": .boolean(isOwn),
                    "fitness": CommandContext.json(standing),
                ]), remarks: (isOwn ? [context.say(.credentialVerifySelf)] : []) + said)
        }
    }
}

struct CredentialRenew: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "renew", abstract: HelpLanguage.text(.credentialHelpRenew))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.credentialOptionID)) var credential: String
    @Option(help: .text(.credentialOptionExpires, valueName: "date")) var expires: String?
    @Flag(help: .text(.credentialOptionNever)) var neverExpires = false
    @Option(help: .text(.credentialOptionRecheck, valueName: "date")) var recheck: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let expires = try expires.map { try CredentialCommand.day($0, "expires") }
        let recheck = try recheck.map { try CredentialCommand.day($0, "recheck") }
        guard (expires != nil) != (neverExpires || recheck != nil) else {
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "expires", "reason": context.say(.credentialReasonEnd)], hint: .faultFieldHint)
        }
        return try context.inPractice { practice in
            let (found, entry) = try context.credential(credential, for: RenewingCredential.self, in: practice)
            try context.requirePermitted(
                RenewingCredential.self, about: .credential(found.id, of: entry.person), in: practice)
            var arguments = context.named(found, entry)
            arguments["date"] = (expires ?? recheck)?.text ?? context.say(.credentialForever)
            try context.announce(.credentialRenewBefore, arguments)
            let term = try context.stepping(found, entry) {
                try practice.room.visit(
                    for: RenewingCredential.self, about: .credential(found.id, of: entry.person)
                ) { try $0.renew(expires: expires, recheck: recheck) }
            }
            return Reply(
                lines: [context.say(.credentialRenewAfter, arguments)],
                json: .object([
                    "id": .string(found.id.hex), "person": .string(entry.person.hex),
                    "expires": .optional(term.expires?.text), "recheck": .optional(term.recheck?.text),
                ]), remarks: [context.say(.credentialAddNextOther, arguments)])
        }
    }
}

struct CredentialWithdraw: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "withdraw", abstract: HelpLanguage.text(.credentialHelpWithdraw))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.credentialOptionID)) var credential: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (found, entry) = try context.credential(credential, for: WithdrawingCredential.self, in: practice)
            try context.requirePermitted(
                WithdrawingCredential.self, about: .credential(found.id, of: entry.person), in: practice)
            let arguments = context.named(found, entry)
            try context.confirm(.credentialWithdrawQuestion, because: .credentialWithdrawBefore, arguments)
            let standing = try context.stepping(found, entry) {
                try practice.room.visit(
                    for: WithdrawingCredential.self, about: .credential(found.id, of: entry.person)
                ) { try $0.withdraw() }
            }
            return Reply(
                lines: [context.say(.credentialWithdrawAfter, arguments)],
                json: .object([
                    "id": .string(found.id.hex), "person": .string(entry.person.hex),
                    "fitness": CommandContext.json(standing),
                ]), remarks: context.fitness(standing, of: arguments["person"] ?? ""))
        }
    }
}
