import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ConsentCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "consent", abstract: HelpLanguage.text(.consentHelp),
            subcommands: [ConsentRecord.self, ConsentConfirm.self, ConsentWithdraw.self, ConsentList.self])
    }

    static func fields(of consent: Consent, _ times: TimeText) -> [String: JSONValue] {
        func time(_ moment: UTCTime?) -> JSONValue { .optional(moment.map { times.rfc3339($0.date) }) }
        return [
            "id": .string(consent.id.hex), "client": .string(consent.client.hex),
            "for": .string(consent.purpose.rawValue), "textVersion": .optional(consent.textVersion),
            "state": .string(consent.state.rawValue), "clientAgreed": .boolean(consent.clientAgreed),
            "guardians": .array(consent.guardians.map { .string($0.text) }), "on": .string(consent.agreedOn.text),
            "received": time(consent.received), "explained": time(consent.explained),
            "withdrawn": time(consent.withdrawn),
        ]
    }
}

extension CommandContext {
    func purpose(_ purpose: Consent.Purpose) -> String {
        switch purpose {
        case .counseling: say(.consentForCounseling)
        case .remote: say(.consentForRemote)
        case .recording: say(.consentForRecording)
        case .teaching: say(.consentForTeaching)
        case .research: say(.consentForResearch)
        }
    }

    func state(_ state: Consent.State) -> String {
        switch state {
        case .received: say(.consentReceived)
        case .inForce: say(.consentInForce)
        case .withdrawn: say(.consentWithdrawn)
        }
    }
}

struct ConsentRecord: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "record", abstract: HelpLanguage.text(.consentHelpRecord),
            discussion: HelpLanguage.text(.consentHelpRecordMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String?
    @Option(help: .text(.consentOptionFor, valueName: "kind")) var `for`: String?
    @Option(help: .text(.consentOptionTextVersion, valueName: "version")) var textVersion: String?
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        if client == nil || self.for == nil { try context.requireTerminal(or: "CLIENT --for KIND") }
        let given = try self.for.map { try context.choice($0, "for", Consent.Purpose.self) }
        let document = try context.document(from)
        if document == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id =
                try client.map { try context.client($0, in: practice) }
                ?? context.askClient(in: practice)
            let purpose =
                try given
                ?? context.ask(.consentPromptFor) { try context.choice($0, "for", Consent.Purpose.self) }
            let today = try context.clock(practice).day(of: .now)
            try context.announce(
                .consentRecordBefore,
                ["client": ClientCode(of: id).description, "purpose": context.purpose(purpose)])
            let form: ConsentForm
            if let document {
                form = try ConsentForm.read(json: document, textVersion: textVersion, today: today)
            } else {
                form = try asked(context, practice, today)
            }
            let (consent, calls) = try context.unlessWritten(
                .consentRecordAnyway, because: .consentRecordAlready, in: practice
            ) { isMeant in
                try practice.room.visit(for: RecordingConsent.self, about: .client(id)) {
                    (try $0.record(form, for: purpose, isMeant: isMeant), try $0.callsForSupervisor())
                }
            }
            let short = consent.id.shortForm(characters: 4)
            let profile = try practice.room.visit(for: ReadingClient.self, about: .client(id)) { try $0.client() }
                .profile
            let lacksGuardian = profile.isMinor(on: today) && form.guardians.isEmpty
            let after: Sentence = consent.state == .inForce ? .consentRecordInForce : .consentRecordReceived
            return Reply(
                lines: [context.say(after, ["id": short])],
                json: .object(ConsentCommand.fields(of: consent, try context.times(practice))),
                remarks: (lacksGuardian ? [context.say(.consentMinor)] : [])
                    + (consent.state == .inForce ? [] : [context.say(.consentNextConfirm, ["id": short])])
            ).calling(calls, context)
        }
    }

    private func asked(
        _ context: CommandContext, _ practice: OpenPractice, _ today: CalendarDate
    ) throws -> ConsentForm {
        let guardians = try context.ask(.consentPromptGuardian, required: false) {
            $0.isEmpty ? [] : [try PersonName($0, at: "guardians[0]")]
        }
        let clock = try context.clock(practice)
        let day = try context.ask(.consentPromptOn, required: false) {
            try $0.isEmpty ? today : NaturalTime.readDay($0, at: "on", now: .now, in: clock)
        }
        return try ConsentForm(
            textVersion: textVersion, clientAgreed: guardians.isEmpty, guardians: guardians, agreedOn: day, today: today
        )
    }
}

struct ConsentConfirm: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "confirm", abstract: HelpLanguage.text(.consentHelpConfirm))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.consentOptionID)) var consent: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (id, client) = try context.consent(consent, in: practice)
            let shown = ["id": id.shortForm(characters: 4), "client": ClientCode(of: client).description]
            try context.requirePermitted(ConfirmingConsent.self, about: .consent(id, of: client), in: practice)
            try context.requireConsent(id, of: client, in: practice)
            try context.announce(.consentConfirmBefore, shown)
            let confirmed = try context.unsettled(shown) {
                try practice.room.visit(for: ConfirmingConsent.self, about: .consent(id, of: client)) {
                    try $0.confirm()
                }
            }
            return Reply(
                lines: [context.say(.consentConfirmAfter, shown)],
                json: .object(ConsentCommand.fields(of: confirmed, try context.times(practice))))
        }
    }
}

struct ConsentWithdraw: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "withdraw", abstract: HelpLanguage.text(.consentHelpWithdraw))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.consentOptionID)) var consent: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (id, client) = try context.consent(consent, in: practice)
            let shown = ["id": id.shortForm(characters: 4), "client": ClientCode(of: client).description]
            try context.requirePermitted(WithdrawingConsent.self, about: .consent(id, of: client), in: practice)
            try context.requireConsent(id, of: client, in: practice)
            // A withdrawal is never taken back; whoever agrees again does so anew.
            try context.confirm(.consentWithdrawQuestion, because: .consentWithdrawBefore, shown)
            let withdrawn = try context.unsettled(shown) {
                try practice.room.visit(for: WithdrawingConsent.self, about: .consent(id, of: client)) {
                    try $0.withdraw()
                }
            }
            return Reply(
                lines: [context.say(.consentWithdrawAfter, shown)],
                json: .object(ConsentCommand.fields(of: withdrawn, try context.times(practice))))
        }
    }
}

struct ConsentList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.consentHelpList))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.client(client, in: practice)
            let times = try context.times(practice)
            let (found, calls) = try practice.room.visit(for: ListingConsents.self, about: .client(id)) {
                (try $0.consents(), try $0.callsForSupervisor())
            }
            let entries = found.entries
            let characters = Identifier.charactersNeeded(among: entries.map(\.consent.id))
            let headings: [Sentence] = [
                .headingID, .consentHeadingFor, .consentHeadingTextVersion, .consentHeadingAgreed, .consentHeadingOn,
                .consentHeadingExplained, .headingStanding,
            ]
            let table = Table(
                columns: headings.map { Table.Column(heading: context.say($0)) },
                rows: entries.map { entry in
                    let consent = entry.consent
                    let agreed =
                        (consent.clientAgreed ? [context.say(.headingClient)] : []) + consent.guardians.map(\.text)
                    return [
                        consent.id.shortForm(characters: characters), context.purpose(consent.purpose),
                        consent.textVersion ?? "", context.catalogue.list(agreed), consent.agreedOn.text,
                        entry.explainedBy?.shortName.text ?? "", context.state(consent.state),
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .consents, entries.map(\.consent.id.hex), in: practice),
                json: .object([
                    "consents": .array(
                        entries.map { entry in
                            var fields = ConsentCommand.fields(of: entry.consent, times)
                            fields["receivedBy"] = .optional(entry.receivedBy?.shortName.text)
                            fields["explainedBy"] = .optional(entry.explainedBy?.shortName.text)
                            return .object(fields)
                        }),
                    "spoiled": .array(found.spoiled.map { .string($0.hex) }),
                    "disturbed": .array(found.disturbed.map { .string($0.hex) }),
                ]),
                remarks: (entries.isEmpty && found.spoiled.isEmpty
                    ? [context.say(.consentListEmpty, ["client": ClientCode(of: id).description])] : [])
                    + context.spoiled(found.spoiled, in: practice) + context.disturbed(found.disturbed, in: practice),
                status: found.spoiled.isEmpty && found.disturbed.isEmpty ? .done : .integrity, layout: .list
            ).calling(calls, context)
        }
    }
}
