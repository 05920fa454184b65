import ArgumentParser

/// The word that was probably meant; the argument parser offers none for subcommands.
enum DidYouMean {
    /// The name nearest to what was typed, if one is near enough: a third of its letters wrong at most, or the beginning of
    /// one name only.
    static func nearest(to typed: String, among names: [String]) -> String? {
        let typed = typed.lowercased()
        guard !typed.isEmpty else { return nil }
        let begun = names.filter { $0.hasPrefix(typed) }
        if begun.count == 1 { return begun[0] }
        let allowed = max(1, typed.count / 3)
        return names.map { (name: $0, distance: distance(from: Array(typed), to: Array($0))) }
            .filter { $0.distance <= allowed }
            .min { $0.distance < $1.distance }?.name
    }

    /// Follows the arguments down the tree of commands to the first word that is no command.
    /// - Returns: that word and the full command line, up to it, that was probably meant; nil if all words are known, or
    ///   none is near.
    static func suggestion(
        for arguments: [String], root: any ParsableCommand.Type
    ) -> (typed: String, meant: String)? {
        var command = root
        var path = [root._commandName]
        for argument in arguments {
            let subcommands = command.configuration.subcommands
            guard !argument.hasPrefix("-"), !subcommands.isEmpty else { return nil }
            if let next = subcommands.first(where: { names(of: $0).contains(argument) }) {
                command = next
                path.append(next._commandName)
                continue
            }
            guard let meant = nearest(to: argument, among: subcommands.flatMap(names)) else { return nil }
            return (argument, (path + [meant]).joined(separator: " "))
        }
        return nil
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }

    /// Damerau's distance in its restricted form: one for a letter too many, too few, wrong, or two swapped.
    static func distance(from former: [Character], to latter: [Character]) -> Int {
        var rows = [Array(0...latter.count)]
        for i in former.indices {
            var row = [i + 1]
            for j in latter.indices {
                let substitution = rows[i][j] + (former[i] == latter[j] ? 0 : 1)
                var best = min(substitution, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, former[i] == latter[j - 1], former[i - 1] == latter[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[former.count][latter.count]
    }
}
