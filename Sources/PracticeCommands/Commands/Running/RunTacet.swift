import ArgumentParser
import CPlatform
import Cryptography
import Foundation
import Glibc
import Practice
import RecordRoom

struct RootCommand: ParsableCommand {
    static let name = "tacet"
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: name, abstract: HelpLanguage.text(.helpRoot), discussion: HelpLanguage.text(.helpRootMore),
            version: Program.version, subcommands: only.map { [$0] } ?? commands)
    }

    /// The one command that is parsed for; nil for all of them.
    @TaskLocal private static var only: (any ParsableCommand.Type)?

    /// Parses a command line. The parser looks at every command of the program before it looks at the line, which took half
    /// of a start: where the first words name one, it sees that one alone.
    /// - Throws: what the parser finds
    static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        let first = arguments.first.flatMap { command(named: $0) }
        // Whatever the command alone does not take, help and faults among it, is told by the parser that sees the others too.
        if let first, let (command, rest) = leaf(of: first, arguments.dropFirst()),
            let parsed = try? command.parseAsRoot(Array(rest)), type(of: parsed) == command
        {
            return parsed
        }
        return try $only.withValue(first) { try parseAsRoot(arguments) }
    }

    /// The command that words name from a group on, and what follows them; nil where they name none.
    private static func leaf(
        of group: any ParsableCommand.Type, _ words: ArraySlice<String>
    ) -> (command: any ParsableCommand.Type, rest: ArraySlice<String>)? {
        let commands = group.configuration.subcommands
        guard !commands.isEmpty else { return (group, words) }
        guard let next = commands.first(where: { $0._commandName == words.first }) else { return nil }
        return leaf(of: next, words.dropFirst())
    }

    static func command(named name: String) -> (any ParsableCommand.Type)? { named.first { $0.key == name }?.value }

    static var commands: [any ParsableCommand.Type] { named.map(\.value) }

    /// By the names that they go by (`configuration.commandName`), in the order of help: asking each type for its name makes its
    /// help texts too.
    private static let named: KeyValuePairs<String, any ParsableCommand.Type> = [
        "init": InitCommand.self,
        "join": JoinCommand.self,
        "welcome": WelcomeCommand.self,
        "staff": StaffCommand.self,
        "client": ClientCommand.self,
        "case": CaseCommand.self,
        "note": NoteCommand.self,

        // appointments
        "appointment": AppointmentCommand.self,
        "book": BookCommand.self,
        "free": FreeCommand.self,
        "today": TodayCommand.self,
        "undo": UndoCommand.self,

        // consent
        "consent": ConsentCommand.self,

        // credentials
        "credential": CredentialCommand.self,

        // supervision
        "sign": SignCommand.self,
        "supervision": SupervisionCommand.self,

        // crisis
        "crisis": CrisisCommand.self,

        // reviews
        "review": ReviewCommand.self,

        // disclosures
        "disclosure": DisclosureCommand.self,

        // complaints
        "complaint": ComplaintCommand.self,

        // jots
        "jot": JotCommand.self,

        // drafts
        "draft": DraftCommand.self,

        // agent
        "unlock": UnlockCommand.self,
        "lock": LockCommand.self,
        "passphrase": PassphraseCommand.self,
        Agent.command: AgentCommand.self,
        // backups
        "backup": BackupCommand.self,

        // departure
        "key": KeyCommand.self,

        // epochs
        "restore": RestoreCommand.self,

        // recovery
        "recovery": RecoveryCommand.self,

        // break-glass
        "break-glass": BreakGlassCommand.self,

        // hand-over without the leaver
        "handover": HandoverCommand.self,
        // second device
        "device": DeviceCommand.self,
        // retention
        "retention": RetentionCommand.self,
        "disposal": DisposalCommand.self,

        "audit": AuditCommand.self,
        "status": StatusCommand.self,
        "check": CheckCommand.self,
        "demo": DemoCommand.self,
    ]
}

/// Runs one command line and gives its exit status.
public func runTacet() -> Int32 {
    // Before anything is opened: what got the number of a closed output would be written to as that output.
    guard platform_occupy_standard_descriptors() == 0 else { return ExitStatus.inputOutput.rawValue }
    // Before anything secret is in memory: no dumps, and no crash report that prints memory.
    _ = platform_forbid_core_dumps()
    _ = platform_restore_fatal_signals()
    _ = SecureMemory.start()
    // A limit on the size of files is a full disk: told, not died of.
    signal(SIGXFSZ, SIG_IGN)
    umask(0o007)
    let mayOpen = makeRoomForFiles()
    let environment = ProcessInfo.processInfo.environment
    let catalogue = Catalogue(Language.chosen(environment: environment, practiceSetting: nil))
    let terminal = Terminal(environment: environment)
    // The arguments are read from a file too: without them the line would look like one that asks for help.
    guard mayOpen, !CommandLine.arguments.isEmpty else {
        let fault = CommandFault(.inputOutput, "io", .faultFewFiles, hint: .faultFewFilesHint)
        return tell(FaultText(fault, catalogue), asJSON: CommandLine.arguments.contains("--json"), terminal)
    }
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.contains("--version"), Set(arguments) == ["--version", "--json"] {
        let version = Reply(lines: [Program.version], json: .object(["version": .string(Program.version)]))
        return tell(version, asJSON: true, terminal, environment, catalogue)
    }
    if let guide = Topic.reply(to: arguments, catalogue) {
        return tell(guide, asJSON: arguments.contains("--json"), terminal, environment, catalogue)
    }
    return HelpLanguage.$catalogue.withValue(catalogue) {
        // The same as the parser comes to, without a look at every command's options.
        if arguments == ["--help"] || arguments == ["-h"] {
            return help(RootCommand.helpMessage(columns: HelpLayout.unbroken), terminal, catalogue)
        }
        do {
            var asking = ArgumentAsking(arguments, terminal: terminal, catalogue: catalogue)
            if let command = PlainLine.read(arguments) {
                return perform(command, &asking, terminal, environment, catalogue)
            }
            var parsed = try asking.parse()
            guard let command = parsed as? any TacetCommand else {
                try parsed.run()
                return 0
            }
            return perform(command, &asking, terminal, environment, catalogue)
        } catch let error as TerminalError {
            return tell(FaultText(error, catalogue), asJSON: false, terminal)
        } catch {
            if !RootCommand.exitCode(for: error).isSuccess, let hurry = CrisisHurry(arguments) {
                return answer(hurry, error, arguments, terminal, environment, catalogue)
            }
            return explain(error, arguments, terminal, catalogue)
        }
    }
}

/// How many files a command may need open at once, with room to spare: with 8 and fewer some commands were seen to end by a signal.
private let fewestFiles: rlim_t = 16

/// Takes as many open files as the program may have where somebody allowed it few.
/// - Returns: whether they are enough for any command
private func makeRoomForFiles() -> Bool {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0, limit.rlim_cur < 64 else { return true }
    limit.rlim_cur = min(64, limit.rlim_max)
    return setrlimit(files, &limit) == 0 && limit.rlim_cur >= fewestFiles
}

private func perform(
    _ command: any TacetCommand, _ asking: inout ArgumentAsking, _ terminal: Terminal,
    _ environment: [String: String], _ catalogue: Catalogue
) -> Int32 {
    var command = command
    let kept = KeptIdentity()
    while true {
        var context = CommandContext(
            terminal: terminal, environment: environment, speech: Speech(catalogue),
            options: command.common)
        (context.kept, context.unlocked) = (kept, kept.identity)
        do {
            let reply = try command.perform(context)
            return tell(reply, asJSON: command.common.json, terminal, environment, context.catalogue)
        } catch let found {
            // Without keys nothing opens, and no record is to be blamed for that.
            let error = kept.identity?.isAgentGone == true ? RoomError.lockedMeanwhile : found
            try? context.showTyped(after: error)
            // What was answered to a question for an argument, and is none, is asked again.
            if let again = try? asking.again(after: error, context) as? any TacetCommand {
                command = again
                continue
            }
            let fault = asking.advising(context.naming(error), command)
            return tell(FaultText(fault, context.catalogue), asJSON: command.common.json, terminal)
        }
    }
}

/// Raises the flag that somebody in a hurry meant; where another command was meant, whom to phone stands before what is wrong.
private func answer(
    _ hurry: CrisisHurry, _ error: any Error, _ arguments: [String], _ terminal: Terminal,
    _ environment: [String: String], _ catalogue: Catalogue
) -> Int32 {
    var context = CommandContext(
        terminal: terminal, environment: environment, speech: Speech(catalogue), options: hurry.command.common)
    let asJSON = hurry.command.common.json
    do {
        if hurry.isOther { throw try hurry.turnedAway(usageFault(error, arguments, catalogue), context) }
        context.typedLine = hurry.words
        let reply = try hurry.command.perform(context)
        return tell(reply, asJSON: asJSON, terminal, environment, context.catalogue)
    } catch {
        return tell(FaultText(error, context.catalogue), asJSON: asJSON, terminal)
    }
}

/// Writes what a command gave back and gives its exit status.
private func tell(
    _ reply: Reply, asJSON: Bool, _ terminal: Terminal, _ environment: [String: String], _ catalogue: Catalogue
) -> Int32 {
    do {
        if asJSON {
            try terminal.write(reply.json.withShortIDs().rendered())
        } else {
            switch reply.layout {
            case .list:
                // Rows fit already; sentences among them break between words.
                let lines = reply.lines.flatMap { TextFitting.wrapped($0, to: terminal.layoutWidth) }
                try terminal.writeList(lines, environment: environment)
            case .exact: try terminal.writeLines(reply.lines)
            case .text:
                try terminal.writeLines(reply.lines.flatMap { TextFitting.wrapped($0, to: terminal.layoutWidth) })
            }
            try tell(reply.remarks, terminal)
        }
        reply.onceTold?()
        if let warning = reply.warning { try warn(warning, asJSON: asJSON, terminal, catalogue) }
        return reply.status.rawValue
    } catch {
        return tell(FaultText(unwritten(error, catalogue), catalogue), asJSON: asJSON, terminal)
    }
}

/// What kept a reply from being written. The act is done by then, and whoever took it for failed would repeat it.
private func unwritten(_ error: any Error, _ catalogue: Catalogue) -> any Error {
    guard case TerminalError.cannotWrite = error else { return error }
    var fault = FaultText.fault(error, catalogue)
    fault.hint = .faultUnwrittenHint
    return fault
}

/// Writes what went wrong after the act to standard error. Only what concerns the records as a whole says what to do: any
/// other hint would have the act repeated.
private func warn(_ fault: FaultText, asJSON: Bool, _ terminal: Terminal, _ catalogue: Catalogue) throws {
    if asJSON {
        try terminal.write(fault.json(as: "warning").rendered(), to: .error)
    } else {
        try tell(["tacet: " + catalogue.text(.faultAfterwards, ["fault": fault.message])], terminal, tone: .warning)
        if fault.status == .integrity { try tell([fault.hint], terminal) }
    }
}

/// Writes a fault to standard error and gives its exit status.
private func tell(_ fault: FaultText, asJSON: Bool, _ terminal: Terminal) -> Int32 {
    if asJSON {
        try? terminal.write(fault.json().rendered(), to: .error)
    } else {
        try? tell(["tacet: " + fault.message], terminal, tone: .fault)
        try? tell([fault.hint], terminal)
    }
    return fault.status.rawValue
}

/// Writes remarks to standard error, wrapped to a terminal's width.
private func tell(_ remarks: [String], _ terminal: Terminal, tone: Terminal.Tone = .plain) throws {
    for remark in remarks where !remark.isEmpty {
        for line in TextFitting.wrapped(remark, to: terminal.errorIsTerminal ? terminal.width : nil) {
            try terminal.writeLine(line, to: .error, tone: tone)
        }
    }
}

/// What the argument parser says, in the language chosen: help to standard output, faults to standard error.
private func explain(_ error: any Error, _ arguments: [String], _ terminal: Terminal, _ catalogue: Catalogue) -> Int32 {
    // The parser knows only of an unexpected argument where a command is mistyped, and shows its group's help where help
    // is asked on it.
    let isUnknown = UnknownCommand(in: arguments, of: RootCommand.self) != nil
    guard !isUnknown, RootCommand.exitCode(for: error).isSuccess else {
        let fault = usageFault(error, arguments, catalogue)
        return tell(FaultText(fault, catalogue), asJSON: arguments.contains("--json"), terminal)
    }
    let said = RootCommand.fullMessage(for: error, columns: HelpLayout.unbroken)
    return help(HelpTranslation.withoutSecondVersion(said), terminal, catalogue)
}

private func help(_ text: String, _ terminal: Terminal, _ catalogue: Catalogue) -> Int32 {
    let said = HelpTranslation.translate(text, to: catalogue.language)
    // Scripts for a shell come this way too, and keep their lines.
    let lines =
        HelpTranslation.isPage(text)
        ? HelpLayout.lines(of: said, columns: terminal.width).joined(separator: "\n") : said
    do {
        try terminal.writeLine(lines)
    } catch {
        return tell(FaultText(error, catalogue), asJSON: false, terminal)
    }
    return 0
}

private func usageFault(_ error: any Error, _ arguments: [String], _ catalogue: Catalogue) -> CommandFault {
    if let unknown = UnknownCommand(in: arguments, of: RootCommand.self) { return unknown.fault }
    let said = HelpTranslation.translate(
        HelpTranslation.withoutFarGuess(RootCommand.message(for: error)), to: catalogue.language)
    return CommandFault(
        .usage, "usage", .faultUsage, ["detail": said], hint: .faultUsageHint,
        ["command": UnknownCommand.known(in: arguments, of: RootCommand.self)])
}

extension UnknownCommand {
    fileprivate var fault: CommandFault {
        let arguments = ["typed": typed]
        guard let meant else {
            return CommandFault(
                .usage, "unknown-command", .faultUnknownCommand, arguments, hint: .faultUsageHint, ["command": group])
        }
        return CommandFault(
            .usage, "unknown-command", .faultUnknownCommand, arguments, hint: .faultUnknownCommandHint,
            ["meant": meant])
    }
}
