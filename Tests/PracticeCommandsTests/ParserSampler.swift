import ArgumentParser

/// Commands that make the parser say what `tacet` itself gives it no occasion for.
struct ParserSampler: ParsableCommand {
    enum Kind: String, EnumerableFlag { case former, latter }

    enum Choice: String, ExpressibleByArgument, CaseIterable { case one, two, three }

    enum Many: String, ExpressibleByArgument, CaseIterable { case one, two, three, four, five, six, seven }

    struct Inner: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "inner", abstract: "Invented.")
    }

    static let configuration = CommandConfiguration(
        commandName: "sampler", abstract: "Invented.", subcommands: [Inner.self],
        groupedSubcommands: [CommandGroup(name: "Further", subcommands: [Choices.self, Broad.self])],
        defaultSubcommand: Inner.self)

    struct Choices: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "choices", abstract: "Invented.")
        @Flag(exclusivity: .exclusive) var kind: Kind
        @Option(name: .shortAndLong) var choice: Choice = .one
        @Option var many: Many?
        @Option(name: .short) var bare: Choice?
        @Flag(name: .short) var x = false
    }

    /// More options than a line of usage lists.
    struct Broad: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "broad", abstract: "Invented.")
        @Option var a: Int?
        @Option var b: Int?
        @Option var c: Int?
        @Option var d: Int?
        @Option var e: Int?
        @Option var f: Int?
        @Option var g: Int?
        @Option var h: Int?
        @Option var i: Int?
        @Option var j: Int?
        @Option var k: Int?
        @Option var l: Int?
        @Argument var wanted: Int
    }
}
