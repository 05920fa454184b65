import ArgumentParser

/// The options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: .text(.optionPractice, valueName: "dir")) var practice: String?
    @Option(help: .text(.optionAs, valueName: "short-name")) var `as`: String?
    @Option(help: .text(.optionPassphraseFile, valueName: "file")) var passphraseFile: String?
    @Option(help: .text(.optionPassphraseFD, valueName: "number")) var passphraseFd: Int32?
    @Flag(help: .text(.optionJSON)) var json = false
    @Flag(help: .text(.optionYes)) var yes = false
}

/// A command that the program's main runs with what stands around it.
protocol TacetCommand: ParsableCommand {
    /// What the parser is to know of it.
    static var manual: CommandConfiguration { get }
    var common: CommonOptions { get }
    func perform(_ context: CommandContext) throws -> Reply
}

extension TacetCommand {
    /// The manual, for a command below another one: where the parser is given this command alone, it does not look through the line
    /// for a request for completions first, which takes twice as long as the parsing.
    static var configuration: CommandConfiguration {
        var configuration = manual
        configuration._superCommandName = RootCommand.name
        return configuration
    }
}

/// What a command gives back: lines for a person, one document for a program, and remarks beside the result.
struct Reply {
    /// Standard output, as text.
    var lines: [String] = []
    /// Standard output, with `--json`.
    var json: JSONValue = .object([:])
    /// Standard error, after the result: what happened and the likely next step. Silent with `--json`.
    var remarks: [String] = []
    /// A fault that showed after the act was done.
    var warning: FaultText?
    var status: ExitStatus = .done
    var layout = Layout.text
    /// What is remembered once all of it stands on the screen, or in the hands of whoever reads the output.
    var onceTold: (() -> Void)?

    /// How the lines stand on a terminal; elsewhere they stand as they are.
    enum Layout {
        /// Sentences, broken between words.
        case text
        /// Rows, which may be more than the screen holds.
        case list
        /// Something that is copied: not a character is changed.
        case exact
    }
}

/// Any fault, with what a program needs beside its code, message and hint.
struct DetailedFault: Error {
    let cause: any Error
    let details: [String: JSONValue]
}

/// A fault that a command itself finds.
struct CommandFault: Error {
    let status: ExitStatus
    let code: String
    let sentence: Sentence
    var arguments: [String: String] = [:]
    var hint: Sentence?
    var hintArguments: [String: String] = [:]
    /// What a program needs of it, beside code, message and hint.
    var details: [String: JSONValue] = [:]

    init(
        _ status: ExitStatus, _ code: String, _ sentence: Sentence, _ arguments: [String: String] = [:],
        hint: Sentence? = nil, _ hintArguments: [String: String] = [:], details: [String: JSONValue] = [:]
    ) {
        self.status = status
        self.code = code
        self.sentence = sentence
        self.arguments = arguments
        self.hint = hint
        self.hintArguments = hintArguments
        self.details = details
    }

    /// The same with another exit status and code.
    func ending(_ status: ExitStatus, code: String) -> CommandFault {
        CommandFault(status, code, sentence, arguments, hint: hint, hintArguments)
    }
}
