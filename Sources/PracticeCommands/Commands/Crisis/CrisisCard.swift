import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct CrisisCard: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "card", abstract: HelpLanguage.text(.helpCrisisCard),
            discussion: HelpLanguage.text(.helpCrisisCardMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String
    @Flag(help: .text(.optionCrisisWrite)) var write = false
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { try EmergencyCard.Changes.read(json: $0) }
        if write, given == nil { try context.requireTerminal() }
        if let given { try requireSomething(given) }
        return try context.inPractice { practice in
            let id = try context.client(client, in: practice)
            if write || given != nil { return try write(given, of: id, practice, context) }
            let isOwn = try practice.room.counsels(id)
            let (card, author) = try card(of: id, isOwn: isOwn, practice)
            return try show(card, by: author, isOwn: isOwn, practice, context)
        }
    }

    private func card(
        of id: Identifier<Client>, isOwn: Bool, _ practice: OpenPractice
    ) throws -> (EmergencyCard, CardAuthor) {
        do {
            guard isOwn else {
                return try practice.room.visit(for: OpeningCard.self, about: .emergencyCard(id)) { visit in
                    let card = try visit.card()
                    return (card, try visit.author(of: card))
                }
            }
            return try practice.room.visit(for: ReadingCard.self, about: .emergencyCard(id)) { visit in
                let card = try visit.card()
                return (card, try visit.author(of: card))
            }
        } catch let error {
            guard case .notFound(.card) = error else { throw error }
            let code = ["client": ClientCode(of: id).description]
            throw CommandFault(.notFound, "no-card", .crisisCardNone, code, hint: .crisisCardNoneHint, code)
        }
    }

    private func write(
        _ given: EmergencyCard.Changes?, of id: Identifier<Client>, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Reply {
        let code = ClientCode(of: id).description
        try context.announce(.crisisCardBefore, ["client": code])
        let changes = try given ?? asked(id, practice, context)
        try requireSomething(changes)
        let card = try practice.room.visit(for: WritingCard.self, about: .emergencyCard(id)) { try $0.write(changes) }
        context.typed.filed()
        return Reply(
            lines: [context.say(.crisisCardAfter, ["client": code, "version": "\(card.number)"])],
            json: .object(["id": .string(id.hex), "version": .number(card.number)]))
    }

    /// Whoever names nothing meant something else: a card that says the same would only look newer.
    private func requireSomething(_ changes: EmergencyCard.Changes) throws {
        guard changes.isEmpty else { return }
        throw CommandFault(.badInput, "empty", .crisisCardEmpty, hint: .crisisCardEmptyHint)
    }

    /// An empty answer keeps what the card has, a hyphen takes it away.
    private func asked(
        _ client: Identifier<Client>, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> EmergencyCard.Changes {
        func change(_ answer: String) -> String?? {
            switch answer.trimmingCharacters(in: .whitespacesAndNewlines) {
            case "": nil
            case "-": .some(nil)
            default: answer
            }
        }
        try context.announce(.appointmentClientEditManner)
        let form = try context.form(UnfinishedText(.cardPlan, client: client), in: practice)
        let location = change(try form.line("location", .crisisAskLocation))
        try context.announce(.crisisAskPlan)
        let plan = change(try form.text())
        let level: CrisisLevel?? = try form.answer("level", .crisisAskLevel, required: false) {
            answer -> CrisisLevel?? in
            switch change(answer) {
            case nil: .none
            case .some(nil): .some(nil)
            case .some(let word?): .some(try context.crisisLevel(typed: word))
            }
        }
        return try EmergencyCard.Changes(location: location, safetyPlan: plan, level: level)
    }

    private func show(
        _ card: EmergencyCard, by author: CardAuthor, isOwn: Bool, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Reply {
        let times = try context.times(practice)
        func contact(_ person: ContactPerson) -> String {
            [person.name.text, person.relation, person.phone?.text].compactMap { $0 }.joined(separator: " ")
        }
        func contacts(_ people: [ContactPerson]) -> JSONValue {
            .array(
                people.map {
                    .object([
                        "name": .string($0.name.text), "phone": .optional($0.phone?.text),
                        "relation": .optional($0.relation),
                    ])
                })
        }
        let pairs: [(Sentence, String?)] = [
            (.headingClientCode, ClientCode(of: card.client).description), (.headingName, card.name.text),
            (.headingPhone, context.catalogue.list(card.phones.map(\.text))), (.crisisHeadWhere, card.location),
            (.headingAddress, card.address), (.headingGuardians, card.guardians.map(contact).joined(separator: "\n")),
            (.headingEmergencyContacts, card.emergencyContacts.map(contact).joined(separator: "\n")),
            (.crisisHeadLevel, card.level.map(context.crisisLevel)), (.crisisHeadPlan, card.safetyPlan),
            (.headingWritten, times.table(card.at.date)), (.waitingCardHeading, name(author, card, context)),
        ]
        return Reply(
            lines: KeyValueLayout(
                pairs: pairs.compactMap { heading, value in
                    value.flatMap { $0.isEmpty ? nil : (context.say(heading), $0) }
                }
            ).lines(width: context.terminal.layoutWidth),
            json: .object([
                "id": .string(card.client.hex), "version": .number(card.number), "name": .string(card.name.text),
                "phone": .array(card.phones.map { .string($0.text) }), "location": .optional(card.location),
                "address": .optional(card.address), "guardians": contacts(card.guardians),
                "emergencyContacts": contacts(card.emergencyContacts), "level": .optional(card.level?.rawValue),
                "safetyPlan": .optional(card.safetyPlan), "written": .string(times.rfc3339(card.at.date)),
                "by": .string(card.by.hex), "byShortName": .optional(author.member?.shortName.text),
                "byIsActive": .boolean(author.isActive), "byIsCounselor": .boolean(author.isCounselor),
            ]),
            remarks: (author.isCounselor ? [] : [context.say(.waitingCardOld)])
                + (isOwn ? [] : [context.say(.crisisCardOpened)]))
    }

    private func name(_ author: CardAuthor, _ card: EmergencyCard, _ context: CommandContext) -> String {
        let name =
            author.member.map { "\($0.shortName.text) (\($0.fullName.text))" } ?? card.by.shortForm(characters: 4)
        if author.isCounselor { return name }
        return context.say(author.isActive ? .waitingCardFormer : .waitingCardGone, ["person": name])
    }
}

struct CrisisDuty: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "duty", abstract: HelpLanguage.text(.helpCrisisDuty),
            discussion: HelpLanguage.text(.helpCrisisDutyMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    /// Whether somebody says who they are.
    private var askedByName: Bool {
        common.as != nil || common.passphraseFile != nil || common.passphraseFd != nil
    }

    func perform(_ context: CommandContext) throws -> Reply {
        guard let document = try context.document(from) else {
            // Whoever stands before a locked workstation may see whom to phone: it lies there in clear.
            // Who is not let in sees the numbers all the same.
            let absent = askedByName ? (try? context.dutyAbsent()) ?? [] : []
            return Reply(
                lines: context.crisisPhones(), json: context.crisisPhonesJSON(),
                remarks: absent + [context.say(.crisisDutyNext)])
        }
        let list = try DutyList.read(json: document)
        return try context.inPractice { practice in
            // A slip in a short name would leave a number that nobody answers for when it is needed most.
            let roll = try practice.room.roll()
            let working = Set(roll.filter { $0.standing == .active }.map(\.member.shortName))
            if let stranger = list.people.first(where: { !working.contains($0.shortName) }) {
                throw context.noPerson(stranger.shortName.text, among: roll)
            }
            try practice.room.visit(for: SettingDutyList.self, about: .practice) { try $0.set(list) }
            try practice.keepDutySheet()
            let people = context.catalogue.list(list.people.map(\.shortName.text))
            return Reply(
                lines: [context.say(.crisisDutyAfter, ["people": people])], json: context.crisisPhonesJSON(),
                remarks: [context.say(.crisisDutyClear)])
        }
    }
}
