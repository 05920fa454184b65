import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct UndoCommand: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "undo", abstract: HelpLanguage.text(.undoHelp), discussion: HelpLanguage.text(.undoHelpMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let found = try overtaken {
                try practice.room.visit(for: ListingAppointments.self, about: .practice) { try $0.lastOwnChange() }
            }
            guard let (subject, present, before) = found else { throw AppointmentFault.nothingToUndo }
            try context.announce(
                .undoBefore, on: subject,
                ["state": context.state(present.state), "before": context.state(before.state)])
            let clock = try context.clock(practice)
            let ((back, from), calls) = try overtaken {
                try context.arranging(UndoingAppointment.self, of: subject, in: practice) { try $0.undo(clock: clock) }
            }
            let times = try context.times(practice)
            var document = AppointmentTable.fields(of: back, times)
            document["undone"] = .string(from.rawValue)
            return Reply(
                lines: [
                    context.say(
                        .undoAfter,
                        [
                            "id": back.id.shortForm(characters: 4), "undone": context.state(from),
                            "state": context.state(back.state), "time": times.span(back),
                        ])
                ], json: .object(document)
            ).calling(calls, context)
        }
    }

    /// Does the work; that somebody else was there since is told in its own words.
    private func overtaken<Result>(_ work: () throws -> Result) throws -> Result {
        do { return try work() } catch {
            guard case .changedMeanwhile? = error as? RoomError else { throw error }
            throw CommandFault(.tryAgain, "conflict", .undoOvertaken)
        }
    }
}
