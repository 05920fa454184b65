import ArgumentParser
import Foundation

/// What a command cannot do without and the command line does not hold.
struct MissingArgument {
    /// `--counselor`; nil for what is known by its place.
    let option: String?
    /// What its help page shows in its place: `note`.
    let valueName: String
    /// Its line of help, in the language of help.
    let help: String

    /// Read from the parser's messages: it keeps its errors to itself, and the catalogue holds its words already.
    /// - Returns: nil where something else is wrong, or where one of several would do
    init?(_ error: any Error) {
        let words = Catalogue(.english)
        let opening = words.text(.parserMissing, ["name": ""]).dropLast()
        let message = RootCommand.message(for: error)
        guard message.hasPrefix(opening), message.hasSuffix("'") else { return nil }
        let synopsis = message.dropFirst(opening.count).dropLast().split(separator: " ")
        guard let value = synopsis.first(where: { $0.hasPrefix("<") && $0.hasSuffix(">") }) else { return nil }
        valueName = String(value.dropFirst().dropLast())
        option = synopsis.first.flatMap { $0.hasPrefix("--") ? String($0) : nil }
        let heading = words.text(.parserHelp)
        let line = RootCommand.fullMessage(for: error).split(separator: "\n").first { $0.hasPrefix(heading) }
        // "Help:  --counselor <short-name>  Short name of the counselor."
        guard let line = line?.dropFirst(heading.count), let gap = line.firstRange(of: "  ") else { return nil }
        help = String(line[gap.upperBound...])
    }

    /// The command line with what was answered in its place, whatever the answer begins with.
    func completing(_ arguments: [String], with answer: String) -> [String] {
        var arguments = arguments
        let end = arguments.firstIndex(of: "--")
        if let option {
            arguments.insert("\(option)=\(answer)", at: end ?? arguments.endIndex)
            return arguments
        }
        return arguments + (end == nil && answer.hasPrefix("-") ? ["--", answer] : [answer])
    }

    /// What the program calls that which was answered: a word that stands beside the keyword on the help page will do.
    func keyword(for answer: String) -> String { PromptWords.keyword(for: answer, shownIn: [help]) ?? answer }

    /// The command that lists what can be answered, as it can be typed; nil where there is none.
    var listing: String? {
        let names = [option.map { String($0.dropFirst(2)) }, valueName]
        guard let group = names.lazy.compactMap({ $0.flatMap { Self.groups[$0] } }).first,
            (try? RootCommand.parsed([group, "list"])) is any TacetCommand
        else { return nil }
        return "tacet \(group) list"
    }

    /// Under which command things and people are listed, by the name that arguments and options give them.
    private static let groups = [
        "client": "client", "case": "case", "note": "note", "appointment": "appointment", "complaint": "complaint",
        "consent": "consent", "credential": "credential", "review": "review", "disclosure": "disclosure", "jot": "jot",
        "draft": "draft", "flag": "crisis", "agreement": "supervision", "person": "staff", "counselor": "staff",
        "device": "device", "supervisor": "staff", "trainee": "staff",
    ]
}

/// Parses a command line, and asks whoever sits at a terminal for what it lacks. Arguments are never confidential, so
/// what is asked here may be seen while it is typed.
struct ArgumentAsking {
    let terminal: Terminal
    let catalogue: Catalogue
    private let typed: [String]
    /// What was asked for, in this order, and answered.
    private var answers: [(missing: MissingArgument, answer: String)] = []

    init(_ typed: [String], terminal: Terminal, catalogue: Catalogue) {
        (self.typed, self.terminal, self.catalogue) = (typed, terminal, catalogue)
    }

    /// The command line with everything that was answered.
    private var arguments: [String] {
        answers.reduce(typed) { line, answered in
            answered.missing.completing(line, with: answered.missing.keyword(for: answered.answer))
        }
    }

    /// The same command with another answer, after one that was given here turned out to be wrong.
    /// - Returns: nil where the fault is about something else, or where nothing is answered
    mutating func again(after error: any Error, _ context: CommandContext) throws -> (any ParsableCommand)? {
        let fault = FaultText.fault(error, context.catalogue)
        guard [.badInput, .notFound].contains(fault.status), let place = wrongAnswer(fault) else { return nil }
        let text = FaultText(error, context.catalogue)
        for line in [text.message, text.hint] where !line.isEmpty { try context.announceLine(line) }
        guard let answer = try ask(answers[place].missing) else { return nil }
        answers[place].answer = answer
        return try parse()
    }

    /// Which answer a fault is about: it repeats it, or names its option; an id that cannot be one is told without either.
    private func wrongAnswer(_ fault: CommandFault) -> Int? {
        let repeated = answers.lastIndex { answered in
            ["person", "id", "number", "typed"].contains { fault.arguments[$0] == answered.answer }
        }
        guard repeated == nil, let field = fault.arguments["field"] else { return repeated }
        let named = answers.lastIndex { answered in
            [answered.missing.option.map { String($0.dropFirst(2)) }, answered.missing.valueName].contains(field)
        }
        guard named == nil, field == "id" else { return named }
        return answers.firstIndex { !Self.mayBeID($0.answer) } ?? (answers.count == 1 ? 0 : nil)
    }

    private static func mayBeID(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    /// A question that nobody can be asked, with what answers this command's questions instead.
    func advising(_ error: any Error, _ command: any TacetCommand) -> any Error {
        let fault = FaultText.fault(error, catalogue)
        guard fault.code == "no-terminal", fault.hint == .faultNoTerminalHint else { return error }
        let known = UnknownCommand.known(in: typed, of: RootCommand.self)
        let own = type(of: command)._commandName
        // Of a group typed alone the page of the command that it stands for is meant.
        let name = known.hasSuffix(" " + own) ? known : "\(known) \(own)"
        let takesForm = Mirror(reflecting: command).children.contains { $0.label == "_from" }
        return CommandFault(
            fault.status, fault.code, fault.sentence, fault.arguments,
            hint: takesForm ? .faultNoTerminalFrom : .faultNoTerminalPage, ["command": name], details: fault.details)
    }

    /// - Throws: what the parser finds; where nothing is answered, what it found missing. `TerminalError`.
    mutating func parse() throws -> any ParsableCommand {
        while true {
            let arguments = arguments
            let fault: any Error
            do { return try RootCommand.parsed(arguments) } catch { fault = error }
            guard terminal.inputIsTerminal, terminal.errorIsTerminal, !arguments.contains("--json"),
                let missing = MissingArgument(fault)
            else { throw fault }
            if answers.isEmpty {
                try announce(.promptMissing, ["command": UnknownCommand.known(in: typed, of: RootCommand.self)])
            }
            guard let answer = try ask(missing) else { throw fault }
            answers.append((missing, answer))
        }
    }

    /// nil where nothing is answered.
    private func ask(_ missing: MissingArgument) throws -> String? {
        if let listing = missing.listing { try announce(.promptMissingWhere, ["command": listing]) }
        var question = missing.help
        if let last = question.last, ".。".contains(last) { question.removeLast() }
        try terminal.write(catalogue.text(.promptRequired, ["question": question]), to: .question)
        guard let line = try terminal.readLine() else {
            // Ctrl-D leaves the cursor behind the question.
            try terminal.writeLine(to: .error)
            return nil
        }
        let answer = line.trimmingCharacters(in: .whitespaces)
        return answer.isEmpty ? nil : answer
    }

    private func announce(_ sentence: Sentence, _ arguments: [String: String]) throws {
        for line in TextFitting.wrapped(catalogue.text(sentence, arguments), to: terminal.width) {
            try terminal.writeLine(line, to: .error)
        }
    }
}
