import ArgumentParser
import Counseling
import Practice
import RecordRoom

/// A wrong mark is taken off. `undo` does so for one's own last change and ten minutes; this for any mark and at any time.
struct AppointmentReopen: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "reopen", abstract: HelpLanguage.text(.appointmentHelpReopen),
            discussion: HelpLanguage.text(.appointmentHelpReopenMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.appointmentOptionID)) var appointment: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let subject = try context.appointment(appointment, in: practice)
            try context.announce(.appointmentReopenBefore, on: subject)
            let ((changed, from), calls) = try context.arranging(
                ReopeningAppointment.self, of: subject, in: practice
            ) { try $0.reopen() }
            let times = try context.times(practice)
            let id = changed.id.shortForm(characters: 4)
            var document = AppointmentTable.fields(of: changed, times)
            document["reopened"] = .string(from.rawValue)
            return Reply(
                lines: [
                    context.say(
                        .appointmentReopenAfter,
                        [
                            "id": id, "from": context.state(from), "state": context.state(changed.state),
                            "time": times.span(changed),
                        ])
                ], json: .object(document), remarks: [context.say(.appointmentNextArrive, ["id": id])]
            ).calling(calls, context)
        }
    }
}
