import ArgumentParser

/// A word that stands where a command should, and is none.
struct UnknownCommand: Equatable {
    let typed: String
    /// The command line up to that word: `tacet note`.
    let group: String
    /// The whole command that was probably meant; nil where none is near.
    let meant: String?

    /// Follows the arguments down the tree of commands to the first word that is no command.
    /// - Returns: nil where all words are known, or an option comes before the one that is not
    init?(in arguments: [String], of root: any ParsableCommand.Type) {
        var command = root
        var path = [root._commandName]
        // `tacet help note write`: the parser adds `help` to the root.
        let asksHelp = arguments.first == "help"
        for argument in arguments.dropFirst(asksHelp ? 1 : 0) {
            let subcommands = command.configuration.subcommands
            guard !argument.hasPrefix("-"), !subcommands.isEmpty else { return nil }
            if let next = subcommands.first(where: { Self.names(of: $0).contains(argument) }) {
                command = next
                path.append(next._commandName)
                continue
            }
            if argument == "help", path.count == 1 { return nil }
            typed = argument
            group = path.joined(separator: " ")
            let names = subcommands.flatMap(Self.names) + (path.count == 1 && !asksHelp ? ["help"] : [])
            let below = path.count == 1 ? Self.onlyGroup(with: argument, in: subcommands) : nil
            if asksHelp { path.insert("help", at: 1) }
            // `tacet arrive`: what stands under one group only is meant, however near another name is.
            if let below {
                meant = (path + [below, argument]).joined(separator: " ")
                return
            }
            meant = DidYouMean.nearest(to: argument, among: names).map { (path + [$0]).joined(separator: " ") }
            return
        }
        return nil
    }

    /// The command that the first words name, as far as they name one: `tacet note write`.
    static func known(in arguments: [String], of root: any ParsableCommand.Type) -> String {
        var command = root
        var path = [root._commandName]
        for argument in arguments {
            guard let next = command.configuration.subcommands.first(where: { names(of: $0).contains(argument) }) else {
                break
            }
            command = next
            path.append(next._commandName)
        }
        return path.joined(separator: " ")
    }

    /// The only one of these under which a command has that name; nil where there is none, or several.
    private static func onlyGroup(with name: String, in groups: [any ParsableCommand.Type]) -> String? {
        let found = groups.filter { $0.configuration.subcommands.contains { names(of: $0).contains(name) } }
        return found.count == 1 ? found[0]._commandName : nil
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }
}
