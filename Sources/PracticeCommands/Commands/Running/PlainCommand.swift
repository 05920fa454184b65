import ArgumentParser

/// A look that takes what every command takes and nothing else. A line that names one is read without the parser, which asks the
/// runtime about every property of a command and takes longer for that than a list takes to be read.
protocol PlainCommand: TacetCommand {
    var common: CommonOptions { get set }
}

extension PlainCommand {
    fileprivate static func made(_ common: CommonOptions) -> any TacetCommand {
        var command = Self()
        command.common = common
        return command
    }
}

/// Reads the lines that are no more than a look's name and common options.
enum PlainLine {
    /// - Returns: nil for everything else, which is the parser's: help and faults among it
    static func read(_ arguments: [String]) -> (any TacetCommand)? {
        guard let (look, rest) = look(arguments[...]), let common = options(rest) else { return nil }
        return look.made(common)
    }

    /// Named here once more, for only what a line names is to be touched.
    private static func look(_ words: ArraySlice<String>) -> (any PlainCommand.Type, rest: ArraySlice<String>)? {
        guard let first = words.first else { return nil }
        let rest = words.dropFirst()
        switch first {
        case "status": return (StatusCommand.self, rest)
        case "today": return (TodayCommand.self, rest)
        default: break
        }
        let found: (any PlainCommand.Type)? =
            switch (first, rest.first) {
            case ("backup", "list"): BackupList.self
            case ("break-glass", "list"): GlassList.self
            case ("case", "list"): CaseList.self
            case ("client", "list"): ClientList.self
            case ("complaint", "list"): ComplaintList.self
            case ("disclosure", "list"): DisclosureList.self
            case ("disposal", "list"): DisposalList.self
            case ("draft", "list"): DraftList.self
            case ("handover", "list"): HandoverList.self
            case ("recovery", "list"): RecoveryList.self
            case ("retention", "review"): RetentionReview.self
            case ("review", "list"): ReviewList.self
            case ("staff", "list"): StaffList.self
            case ("supervision", "list"): SupervisionList.self
            default: nil
            }
        return found.map { ($0, rest.dropFirst()) }
    }

    /// Options spelled out, each once, its value behind it.
    private static func options(_ words: ArraySlice<String>) -> CommonOptions? {
        var rest = words
        var values: [String: String] = [:]
        var flags: Set<String> = []
        while let word = rest.popFirst() {
            switch word {
            case "--json", "--yes":
                guard flags.insert(word).inserted else { return nil }
            case "--practice", "--as", "--passphrase-file":
                guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-"), values[word] == nil else {
                    return nil
                }
                values[word] = value
            default: return nil
            }
        }
        // Set, not initialized: what a property is initialized with is only its default to the parser.
        var options = CommonOptions()
        options.practice = values["--practice"]
        options.as = values["--as"]
        options.passphraseFile = values["--passphrase-file"]
        options.passphraseFd = nil
        options.json = flags.contains("--json")
        options.yes = flags.contains("--yes")
        return options
    }
}
