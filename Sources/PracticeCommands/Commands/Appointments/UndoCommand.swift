import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct UndoCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "undo", abstract: HelpLanguage.text(.undoHelp), discussion: HelpLanguage.text(.undoHelpMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let found = try overtaken {
                try foundOrRestored(context, practice) {
                    try practice.room.visit(for: ListingAppointments.self, about: .practice) { try $0.lastOwnChange() }
                }
            }
            guard let (subject, present, before, isBeforeLoss, bookedSince) = found else {
                throw AppointmentFault.nothingToUndo
            }
            try context.announce(
                .undoBefore, on: subject,
                ["state": context.state(present.state), "before": context.state(before.state)])
            // What is meant may be a later one, which is gone.
            if isBeforeLoss { try context.confirm(.undoQuestion, because: .undoOverRestore) }
            if let bookedSince {
                try context.confirm(
                    .undoQuestion, because: .undoBookedSince, ["id": bookedSince.shortForm(characters: 4)])
            }
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

    /// That there is nothing to take back is said with why, where the file was restored lately.
    private func foundOrRestored<Found>(
        _ context: CommandContext, _ practice: OpenPractice, _ find: () throws -> Found?
    ) throws -> Found? {
        let found = Result { try find() }
        switch found {
        case .success(let found?): return found
        case .success(nil): break
        case .failure(let error):
            switch error as? RoomError {
            case .appointment(.nothingToUndo), .appointment(.undoneAlready): break
            default: throw error
            }
        }
        let restore = try practice.room.visit(for: ListingAppointments.self, about: .practice) {
            try $0.lastLossByRestore()
        }
        guard let at = restore?.at, UTCTime.now.seconds(since: at) < Self.lately else {
            return try found.get()
        }
        throw CommandFault(
            .notFound, "nothing-to-undo", .undoRestored, ["time": try context.times(practice).table(at.date)],
            hint: .undoRestoredHint)
    }

    /// A day: who was away when the file was restored hears of it at their next command.
    private static let lately: Int64 = 86_400

    /// Does the work; that somebody else was there since is told in its own words.
    private func overtaken<Result>(_ work: () throws -> Result) throws -> Result {
        do { return try work() } catch {
            guard case .changedMeanwhile? = error as? RoomError else { throw error }
            throw CommandFault(.tryAgain, "conflict", .undoOvertaken)
        }
    }
}
