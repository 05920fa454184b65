import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ClientCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "client", abstract: HelpLanguage.text(.helpClient),
            subcommands: [ClientAdd.self, ClientShow.self, ClientList.self, ClientFind.self, ClientEdit.self])
    }

    /// What an empty list says: how to register a client, to whom the policy lets register one.
    static func empty(_ practice: OpenPractice) throws -> [Sentence] {
        let decision = Policy.decide(
            .registerClient, roles: try practice.room.ownEntry().member.roles, standing: .active,
            relationship: Relationship())
        guard case .allowed = decision else { return [.clientListEmpty] }
        return [.clientListEmpty, .clientListNext]
    }

    static func json(_ entry: ClientEntry) throws -> JSONValue {
        let profile = entry.profile
        func contacts(_ list: [ContactPerson]) -> JSONValue {
            .array(
                list.map {
                    .object([
                        "name": .string($0.name.text), "phone": .optional($0.phone?.text),
                        "relation": .optional($0.relation),
                    ])
                })
        }
        return .object([
            "id": .string(entry.id.hex), "code": .string(ClientCode(of: entry.id).description),
            "name": .string(profile.name.text), "phone": .array(profile.phones.map { .string($0.text) }),
            "birth": .optional(profile.birth?.text), "email": .optional(profile.email),
            "address": .optional(profile.address), "guardians": contacts(profile.guardians),
            "emergencyContacts": contacts(profile.emergencyContacts), "deskNotes": .optional(profile.deskNotes),
            "staffSafetyAlert": .boolean(profile.staffSafetyAlert),
        ])
    }

    static func reply(
        _ list: ClientsFound, calling: Set<Identifier<Client>>, empty: [Sentence], _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Reply {
        let clients = list.entries
        let characters = Identifier.charactersNeeded(among: clients.map(\.id))
        let table = Table(
            columns: [.headingClientCode, .headingName, .headingBirth, .headingPhone].map {
                Table.Column(heading: context.say($0))
            },
            rows: clients.map {
                [
                    ClientCode(of: $0.id, characters: characters).description, $0.profile.name.text,
                    $0.profile.birth?.text ?? "", $0.profile.phones.first?.text ?? "",
                ]
            })
        let leftOut: [String] = context.unopened(list.unopened) + context.spoiled(list.spoiled, in: practice)
        return Reply(
            lines: context.calls(calling, in: clients.map(\.id))
                + context.lines(of: table, .clients, clients.map(\.id.hex), in: practice),
            json: .object([
                "clients": .array(
                    try clients.map { entry in
                        guard case .object(var fields) = try json(entry) else { throw RoomError.notFound(.client) }
                        fields["callSupervisor"] = .boolean(calling.contains(entry.id))
                        return .object(fields)
                    }), "disposed": try context.filesGoneJSON(practice),
                "spoiled": .array(list.spoiled.map { .string($0.hex) }), "unopened": .number(list.unopened),
            ]),
            remarks: (clients.isEmpty && list.spoiled.isEmpty ? empty.map { context.say($0) } : [])
                + (try context.filesGone(practice))
                + leftOut,
            status: list.spoiled.isEmpty ? .done : .integrity, layout: .list)
    }
}

struct ClientAdd: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "add", abstract: HelpLanguage.text(.helpClientAdd),
            discussion: HelpLanguage.text(.helpClientAddMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        guard let today = CalendarDate(UTCTime.now.rfc3339.prefix(10)) else { throw CounselingError.timeOutOfRange }
        let given = try context.document(from)
        if given == nil { try context.requireTerminal() }
        let typed = try given.map { try ClientProfile.read(json: $0, today: today) }
        return try context.inPractice { practice in
            try context.announce(.clientAddBefore)
            let profile: ClientProfile
            if let typed {
                profile = typed
            } else {
                var asking = ClientAsking(context, today: today)
                profile = try asking.profile()
            }
            var known: Set<Identifier<Client>> = []
            let id = try context.lookingAgain {
                let seen = try confirmNew(profile, among: &known, practice, context)
                return try practice.room.visit(for: RegisteringClient.self, about: .practice) {
                    try $0.register(profile, since: seen)
                }
            }
            let code = ClientCode(of: id).description
            return Reply(
                lines: [context.say(.clientAddAfter, ["id": code])],
                json: .object(["id": .string(id.hex), "code": .string(code)]),
                remarks: [context.say(try next(practice), ["id": code])])
        }
    }

    /// Cases are opened by directors; the desk books.
    private func next(_ practice: OpenPractice) throws -> Sentence {
        try practice.room.ownEntry().member.roles.contains(.director) ? .clientAddNext : .clientAddNextDesk
    }

    /// One person registered twice would have two files, each with half of what matters.
    /// - Parameter known: those of whom it was asked already
    /// - Returns: what was looked through; nil for whoever may not look
    private func confirmNew(
        _ profile: ClientProfile, among known: inout Set<Identifier<Client>>, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> SeenRows? {
        let looked = try context.unlessDenied {
            try practice.room.visit(for: FindingClient.self, about: .practice) { try $0.clients(like: profile) }
        }
        guard let (alike, seen) = looked else { return nil }
        guard !known.isSuperset(of: alike.map(\.id)) else { return seen }
        let characters = Identifier.charactersNeeded(among: alike.map(\.id))
        let codes = alike.map { ClientCode(of: $0.id, characters: characters).description }
        try context.confirm(
            .clientAddAnyway, because: .clientAddAlike, ["candidates": context.catalogue.list(codes)])
        known.formUnion(alike.map(\.id))
        return seen
    }
}

struct ClientShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpClientShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.client(client, in: practice)
            try context.announceGone(id, in: practice)
            context.look(in: practice)
            let (entry, isAlert) = try practice.room.visit(for: ReadingClient.self, about: .client(id)) {
                (try $0.client(), try $0.callsForSupervisor())
            }
            let profile = entry.profile
            func contact(_ person: ContactPerson) -> String {
                [person.name.text, person.relation, person.phone?.text].compactMap { $0 }.joined(separator: " ")
            }
            var pairs: [(String, String)] = [
                (context.say(.headingClientCode), ClientCode(of: id).description),
                (context.say(.headingName), profile.name.text),
                (context.say(.headingPhone), context.catalogue.list(profile.phones.map(\.text))),
                (context.say(.headingBirth), profile.birth?.text ?? ""),
                (context.say(.headingEmail), profile.email ?? ""),
                (context.say(.headingAddress), profile.address ?? ""),
                (context.say(.headingDeskNotes), profile.deskNotes ?? ""),
                (context.say(.headingGuardians), profile.guardians.map(contact).joined(separator: "\n")),
                (
                    context.say(.headingEmergencyContacts),
                    profile.emergencyContacts.map(contact).joined(separator: "\n")
                ),
            ]
            pairs.removeAll { $0.1.isEmpty }
            guard case .object(var fields) = try ClientCommand.json(entry) else { throw RoomError.notFound(.client) }
            fields["callSupervisor"] = .boolean(isAlert)
            return Reply(
                lines: (isAlert ? [context.say(.crisisDeskCall)] : [])
                    + KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth),
                json: .object(fields))
        }
    }
}

struct ClientList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpClientList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let (clients, calling) = try practice.room.visit(for: ListingClients.self, about: .practice) {
                let found = try $0.clients()
                return (found, try $0.callsForSupervisor(among: found.entries.map(\.id)))
            }
            return try ClientCommand.reply(
                clients, calling: calling, empty: try ClientCommand.empty(practice), practice, context)
        }
    }
}

struct ClientFind: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "find", abstract: HelpLanguage.text(.helpClientFind),
            discussion: HelpLanguage.text(.helpClientFindMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let wanted: String
        if let document = try context.document(from) {
            wanted = try TextSearch.readWords(json: document)
        } else {
            wanted = try context.askLine(.promptSearch, required: true)
        }
        let search = try NameMatching(wanted)
        return try context.looking { practice in
            let (clients, calling) = try practice.room.visit(for: FindingClient.self, about: .practice) {
                let found = try $0.clients(matching: search)
                return (found, try $0.callsForSupervisor(among: found.entries.map(\.id)))
            }
            return try ClientCommand.reply(clients, calling: calling, empty: [.clientFindNone], practice, context)
        }
    }
}
