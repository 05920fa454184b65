import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct StaffShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpStaffShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            let pairs = [
                (context.say(.headingID), entry.id.fullForm),
                (context.say(.headingShortName), entry.member.shortName.text),
                (context.say(.headingName), entry.member.fullName.text),
                (context.say(.headingRoles), context.roles(entry.member.roles)),
                (context.say(.headingSince), entry.member.since.text),
                (context.say(.headingStanding), StaffCommand.standing(entry, context)),
                (context.say(.headingFingerprint), context.words(entry.fingerprint)),
            ]
            let reasons = try context.reasons(of: entry, practice)
            return Reply(
                lines: KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth) + reasons.lines,
                json: StaffCommand.json(entry, context, reasons: reasons.json, spoiled: reasons.spoiled),
                remarks: reasons.spoiled == 0
                    ? []
                    : [
                        context.say(
                            .standingReasonsSpoiled,
                            [
                                "person": entry.member.shortName.text, "count": "\(reasons.spoiled)",
                                "name": practice.identity.shortName,
                            ])
                    ], status: reasons.spoiled == 0 ? .done : .integrity)
        }
    }
}
