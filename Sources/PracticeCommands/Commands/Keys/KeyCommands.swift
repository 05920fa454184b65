import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct KeyCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "key", abstract: HelpLanguage.text(.helpKey), subcommands: [KeyRotate.self])
    }
}

struct KeyRotate: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "rotate", abstract: HelpLanguage.text(.helpKeyRotate),
            discussion: HelpLanguage.text(.helpKeyRotateMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCompartment)) var compartment: String?
    @Option(help: .text(.optionRotateCase)) var `case`: String?
    @Flag(help: .text(.optionRotateAll)) var all = false

    func perform(_ context: CommandContext) throws -> Reply {
        let given = (compartment == nil ? 0 : 1) + (`case` == nil ? 0 : 1) + (all ? 1 : 0)
        guard given <= 1 else { throw CommandFault(.usage, "usage", .keyRotateOne) }
        return try context.inPractice { practice in
            // What is named is renewed whether or not anybody who left may know it.
            let (wanted, onlyStale) = try meant(context, practice)
            guard !wanted.isEmpty else {
                return Reply(lines: [context.say(.keyRotateNothing)], json: .object(["renewed": .array([])]))
            }
            try context.confirm(.keyRotateQuestion, because: .keyRotateBefore, ["count": "\(wanted.count)"])
            var renewed: [JSONValue] = []
            for (index, one) in wanted.enumerated() {
                let generation = try practice.room.visit(for: RotatingKey.self, about: .compartment(one)) {
                    try $0.rotate(onlyStale: onlyStale)
                }
                guard let generation else { continue }
                try context.announce(
                    .keyRotateDone,
                    [
                        "number": "\(index + 1)", "count": "\(wanted.count)", "generation": "\(generation)",
                        "what": practice.room.name(of: one) ?? context.short([one]),
                    ])
                renewed.append(.object(["id": .string(one.hex), "generation": .number(Int(generation))]))
            }
            let follow = wanted.contains { practice.room.name(of: $0) == "desk" } && given == 1 && !all
            return Reply(
                lines: [context.say(.keyRotateAfter, ["count": "\(renewed.count)"])],
                json: .object(["renewed": .array(renewed)]),
                remarks: (follow ? [context.say(.keyRotateFollow)] : []) + [context.say(.keyRotateNext)])
        }
    }

    private func meant(_ context: CommandContext, _ practice: OpenPractice) throws -> (
        [Identifier<CaseCompartment>], onlyStale: Bool
    ) {
        if let typed = `case` {
            return ([try Identifier(hex: try context.counselingCase(typed, in: practice).hex)], false)
        }
        guard let name = compartment else { return (try practice.room.renewable(all: all), !all) }
        if let fixed = practice.room.compartment(named: name) { return ([fixed], false) }
        let clients = try? practice.room.clients(matching: try context.meant(name, .clients, in: practice))
        guard let client = clients?.first, clients?.count == 1 else {
            throw CommandFault(
                .notFound, "not-found", .keyNoCompartment, ["name": name], hint: .keyNoCompartmentHint)
        }
        return ([try Identifier(hex: client.hex)], false)
    }
}
