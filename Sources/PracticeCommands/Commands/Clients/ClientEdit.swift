import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ClientEdit: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "edit", abstract: HelpLanguage.text(.appointmentHelpClientEdit),
            discussion: HelpLanguage.text(.appointmentHelpClientEditMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let document = try context.document(from)
        if document == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.client(client, in: practice)
            let code = ClientCode(of: id).description
            let today = try context.clock(practice).day(of: .now)
            try context.announce(.appointmentClientEditBefore, ["id": code])
            let form = try document ?? asked(id, practice, context)
            let (isChanged, calls) = try practice.room.visit(for: EditingClient.self, about: .client(id)) {
                (try $0.edit { try $0.merged(json: form, today: today) }, try $0.callsForSupervisor())
            }
            return Reply(
                lines: [
                    context.say(
                        isChanged ? .appointmentClientEditAfter : .appointmentClientEditSame, ["id": code])
                ],
                json: .object([
                    "id": .string(id.hex), "code": .string(code), "changed": .boolean(isChanged),
                ])
            ).calling(calls, context)
        }
    }

    /// Each field with what it holds now: an empty answer keeps it, a hyphen takes it away.
    private func asked(
        _ id: Identifier<Client>, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> [UInt8] {
        let profile = try practice.room.visit(for: ReadingClient.self, about: .client(id)) { try $0.client() }.profile
        try context.announce(.appointmentClientEditManner)
        var fields: [String: JSONValue] = [:]
        let questions: [(String, Sentence, String)] = [
            ("name", .promptClientName, profile.name.text),
            ("phone", .promptClientPhone, profile.phones.map(\.text).joined(separator: ", ")),
            ("birth", .promptClientBirth, profile.birth?.text ?? ""),
            ("email", .promptClientEmail, profile.email ?? ""),
            ("address", .promptClientAddress, profile.address ?? ""),
        ]
        for (key, question, present) in questions {
            if !present.isEmpty { try context.terminal.writeLine(present, to: .error, tone: .quiet) }
            let answer = try context.askLine(question)
            if answer == "-" { fields[key] = .null } else if !answer.isEmpty { fields[key] = .string(answer) }
        }
        return Array(JSONValue.object(fields).rendered().utf8)
    }
}
