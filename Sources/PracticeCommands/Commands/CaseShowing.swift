import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct CaseShow: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.appointmentHelpCaseShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let times = try context.times(practice)
            let entry = try practice.room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
                try $0.counselingCase()
            }
            let shown = entry.counselingCase
            let code = ClientCode(of: entry.client.id).description
            let pairs = [
                (context.say(.headingID), id.shortForm(characters: 4)),
                (context.say(.headingClient), "\(entry.client.profile.name.text) \(code)"),
                (context.say(.headingCounselor), entry.counselor?.fullName.text ?? ""),
                (context.say(.headingOpened), times.table(shown.opened.date)),
                (context.say(.headingStanding), context.say(shown.state == .open ? .valueOpen : .valueClosed)),
            ]
            return Reply(
                lines: KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth),
                json: .object([
                    "id": .string(id.hex), "client": .string(entry.client.id.hex), "clientCode": .string(code),
                    "clientName": .string(entry.client.profile.name.text),
                    "counselor": .optional(entry.counselor?.shortName.text),
                    "opened": .string(times.rfc3339(shown.opened.date)), "state": .string(shown.state.rawValue),
                ]))
        }
    }
}

struct CaseClose: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "close", abstract: HelpLanguage.text(.appointmentHelpCaseClose),
            discussion: HelpLanguage.text(.appointmentHelpCaseCloseMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let shown = ["id": id.shortForm(characters: 4)]
            try context.confirm(.appointmentCaseCloseQuestion, because: .appointmentCaseCloseBefore, shown)
            try practice.room.visit(for: ClosingCase.self, about: .counselingCase(id)) { try $0.close() }
            return Reply(
                lines: [context.say(.appointmentCaseCloseAfter, shown)],
                json: .object(["id": .string(id.hex), "state": .string(CaseState.closed.rawValue)]))
        }
    }
}
