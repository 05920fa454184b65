import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct StaffSuspend: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "suspend", abstract: HelpLanguage.text(.helpStaffSuspend),
            discussion: HelpLanguage.text(.helpStaffSuspendMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String
    @Option(help: .text(.optionFromReason, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.reason(from)
        return try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            let shown = ["person": entry.member.shortName.text]
            try context.confirm(.standingSuspendQuestion, because: .standingSuspendBefore, shown)
            let reason = try given ?? context.askReason(.suspension, of: entry, in: practice)
            let waits: Bool
            do {
                waits = try practice.room.visit(for: SuspendingStaff.self, about: .person(entry.id)) {
                    try $0.suspend(because: reason)
                }
            } catch { throw context.naming(entry, error) }
            context.typed.filed()
            let next =
                try waits
                ? context.awaited(
                    entry.id, entry.member.shortName.text, in: practice, usually: .standingWaits)
                : context.say(.standingSuspendNext, shown)
            return Reply(
                lines: waits ? [] : [context.say(.standingSuspendAfter, shown)],
                json: .object(["id": .string(entry.id.hex), "waitsForConfirmation": .boolean(waits)]),
                remarks: [next] + context.vacancy(in: practice))
        }
    }
}

struct StaffReinstate: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "reinstate", abstract: HelpLanguage.text(.helpStaffReinstate))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String
    @Option(help: .text(.optionFromReason, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.reason(from)
        return try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            let shown = ["person": entry.member.shortName.text]
            guard entry.standing == .suspended else {
                throw CommandFault(
                    .badInput, "not-suspended", .waitingNotSuspended, shown, hint: .waitingNotSuspendedHint)
            }
            try context.confirm(
                .standingReinstateQuestion, because: .standingReinstateBefore,
                ["person": entry.member.shortName.text, "roles": context.roles(entry.member.roles)])
            let reason = try given ?? context.askReason(.reinstatement, of: entry, in: practice)
            let waits: Bool
            do {
                waits = try practice.room.visit(for: ReinstatingStaff.self, about: .person(entry.id)) {
                    try $0.reinstate(because: reason)
                }
            } catch { throw context.naming(entry, error) }
            context.typed.filed()
            return Reply(
                lines: waits ? [] : [context.say(.standingReinstateAfter, shown)],
                json: .object(["id": .string(entry.id.hex), "waitsForConfirmation": .boolean(waits)]),
                remarks: [
                    try waits
                        ? context.awaited(
                            entry.id, entry.member.shortName.text, in: practice, usually: .standingWaits)
                        : context.say(.standingReinstateNext, shown)
                ])
        }
    }
}
