import ArgumentParser

/// A command line that begins with `crisis` and cannot be parsed: what somebody in a hurry types. They are not turned away: what
/// stands behind it is taken as the line that bare `tacet crisis` asks for (docs/decisions/0026).
struct CrisisHurry {
    /// The same with every option that is known.
    let command: CrisisRaise
    /// What else was typed; nil where nothing was.
    let words: String?
    /// Whether another command under `crisis` was meant, and no flag is to be raised.
    let isOther: Bool

    private static let flags: Set<String> = ["--json", "--yes", "--minor"]
    private static let options: Set<String> = [
        "--practice", "--as", "--passphrase-file", "--passphrase-fd", "--client", "--kind", "--level", "--from",
    ]

    /// - Returns: nil where the line begins otherwise, or where the parser's own answer is the right one
    init?(_ typed: [String]) {
        guard typed.first?.lowercased() == "crisis" else { return nil }
        var rest = typed.dropFirst()
        let isRaise = rest.first?.lowercased() == CrisisRaise._commandName
        if isRaise { rest = rest.dropFirst() }
        var known: [String] = []
        var words: [String] = []
        while let token = rest.popFirst() {
            if token == "--" { break }
            let name = String(token.prefix { $0 != "=" })
            if Self.flags.contains(token) {
                known.append(token)
            } else if Self.options.contains(name) {
                // An option without a value is no reason to stop.
                if name != token {
                    known.append(token)
                } else if let value = rest.first, !Self.options.union(Self.flags).contains(value) {
                    known.append("\(name)=\(value)")
                    rest = rest.dropFirst()
                }
            } else {
                words.append(token)
            }
        }
        words += rest
        isOther = !isRaise && Self.meansOther(words)
        if !isRaise, !isOther, let first = words.first {
            if Self.others.contains(first) { return nil }
            // `crisis rais`
            if words.count == 1, Self.near(first) == CrisisRaise._commandName { words = [] }
        }
        let plain = known.filter { $0 == "--json" || $0.hasPrefix("--practice=") }
        let all = [known, plain, []].lazy.compactMap { options in
            (try? RootCommand.parsed(["crisis", CrisisRaise._commandName] + options)) as? CrisisRaise
        }
        guard let command = all.first else { return nil }
        self.command = command
        self.words = words.isEmpty ? nil : words.joined(separator: " ")
    }

    private static var others: [String] {
        CrisisCommand.configuration.subcommands.map { $0._commandName }.filter { $0 != CrisisRaise._commandName }
    }

    /// The name of one of them, with ids or other words behind it; or a slip in one with ids behind it, which nobody cries for help
    /// with. A slip alone may be a word (`shot`, one letter from `show`).
    private static func meansOther(_ words: [String]) -> Bool {
        guard let first = words.first else { return false }
        let isOnlyIDs = words.dropFirst().allSatisfy(isID)
        if others.contains(first) { return words.count > 2 && !isOnlyIDs }
        guard let near = near(first), near != CrisisRaise._commandName else { return false }
        return words.count > 1 && isOnlyIDs && words.dropFirst().allSatisfy { $0.utf8.count > 3 }
    }

    private static func near(_ word: String) -> String? {
        let names = others + [CrisisRaise._commandName]
        guard word.utf8.count > 1, let near = DidYouMean.nearest(to: word, among: names) else { return nil }
        let typed = word.lowercased()
        return near.hasPrefix(typed) || DidYouMean.distance(from: Array(typed), to: Array(near)) < 2 ? near : nil
    }

    /// What may be a number of a row or an id: words have small letters and no digits.
    private static func isID(_ word: String) -> Bool {
        word.hasPrefix("-")
            || word.unicodeScalars.allSatisfy {
                ("0"..."9").contains($0) || ("A"..."Z").contains($0) || ("a"..."z").contains($0) || $0 == "-"
            } && (word.contains(where: \.isNumber) || word == word.uppercased())
    }

    /// Whom to phone, before what the parser says; the words, to be kept.
    func turnedAway(_ fault: CommandFault, _ context: CommandContext) throws -> any Error {
        // Ids are no words to be kept.
        let behind = (words ?? "").split(separator: " ").dropFirst().map(String.init)
        let kept = behind.allSatisfy(Self.isID) ? nil : words
        guard context.options.json else {
            for line in context.crisisPhones() { try context.announceLine(line, tone: .warning) }
            let said = context.say(kept == nil ? .crisisNoneRaised : .crisisNotSaved)
            try context.announceLine(said, tone: .fault)
            if let kept { try context.terminal.writeLine(kept, to: .error) }
            return fault
        }
        return DetailedFault(
            cause: fault,
            details: [
                "saved": .boolean(false), "call": context.crisisPhonesJSON(),
                "words": .array(kept.map { [.string($0)] } ?? []),
            ])
    }
}
