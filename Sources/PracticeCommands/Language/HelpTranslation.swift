/// Help and errors of the argument parser in the person's language.
///
/// swift-argument-parser 1.8 writes its section words and error sentences in English only. The catalogue's `parser` chapter
/// holds them exactly as the parser writes them, with places for what varies, beside their translation; a test compares
/// them with what the parser really says, so a new version that words one otherwise is noticed.
enum HelpTranslation {
    /// The text cleaned of control characters (an error repeats what was typed) and translated, line by line.
    static func translate(_ text: String, to language: Language) -> String {
        let clean = TerminalText.clean(text, keepingLines: true)
        guard language != .english else { return clean }
        let isPage = isPage(text)
        let lines = clean.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            let said = translateLine(String(line), to: language)
            // A script for a shell, and what somebody typed, keep such words.
            return isPage ? translatePlaces(said, to: language) : said
        }.joined(separator: "\n")
    }

    /// The parser lists its own `--version` also where a command has an option of that name, which is the one that counts there.
    static func withoutSecondVersion(_ help: String) -> String {
        guard help.contains("  --version <") else { return help }
        return help.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !($0.hasPrefix("  --version ") && $0.hasSuffix("Show the version.")) }.joined(separator: "\n")
    }

    /// The parser offers the nearest of a command's options however far it is. What is no slip of that name is offered to nobody.
    static func withoutFarGuess(_ text: String) -> String {
        let entries = Catalogue.parserLineEntries
        guard let guess = entries.first(where: { $0.sentence == .parserUnknownOptionMeant }),
            let found = match(text, against: Placeholder.parts(of: guess.english)), let typed = found["option"],
            let meant = found["meant"], let plain = entries.first(where: { $0.sentence == .parserUnknownOption })
        else { return text }
        let (word, name) = (typed.drop { $0 == "-" }, meant.drop { $0 == "-" })
        guard DidYouMean.nearest(to: String(word), among: [String(name)]) == nil else { return text }
        return Placeholder.parts(of: plain.english).map { part in
            if case .words(let words) = part { words } else { typed }
        }.joined()
    }

    /// Whether the parser's text is a page of help, in its own words.
    static func isPage(_ text: String) -> Bool {
        Catalogue.parserPrefixEntries.contains { $0.sentence == .parserOverview && text.hasPrefix($0.english) }
    }

    private static func translateLine(_ line: String, to language: Language) -> String {
        // First how a line begins: a sentence that begins with a place would take "Error: " for what fills it.
        for entry in Catalogue.parserPrefixEntries where line.hasPrefix(entry.english) {
            let rest = String(line.dropFirst(entry.english.count))
            let template = entry.template(in: language)
            // A usage line goes on with placeholders, an error line with a sentence of its own.
            return template + (wholeLine(rest, to: language) ?? translatePhrases(rest, to: language))
        }
        return wholeLine(line, to: language) ?? translatePhrases(line, to: language)
    }

    private static func wholeLine(_ line: String, to language: Language) -> String? {
        for entry in Catalogue.parserLineEntries {
            guard let found = match(line, against: Placeholder.parts(of: entry.english)) else { continue }
            return Placeholder.parts(of: entry.template(in: language)).map { part in
                switch part {
                case .words(let words): words
                // What was typed stays as it was typed; only the parser's own appendix goes on in words.
                case .place(let name) where [.parserMissing, .parserMissingOneOf].contains(entry.sentence):
                    translatePlaces(found[name] ?? "", to: language)
                case .place("more"): translatePhrases(found["more"] ?? "", to: language)
                case .place(let name): found[name] ?? ""
                }
            }.joined()
        }
        return nil
    }

    /// What stands for an argument or a value: `<case>`.
    private static func translatePlaces(_ line: String, to language: Language) -> String {
        guard line.contains("<") else { return line }
        return Catalogue.placeEntries.reduce(line) { $0.replacing($1.english, with: $1.template(in: language)) }
    }

    private static func translatePhrases(_ line: String, to language: Language) -> String {
        Catalogue.parserPhraseEntries.reduce(line) { line, entry in
            line.split(separator: entry.english, omittingEmptySubsequences: false)
                .joined(separator: entry.template(in: language))
        }
    }

    /// What stands in the places of a template, if the line has its words in its order and nothing else.
    private static func match(_ line: String, against parts: [Placeholder.Part]) -> [String: String]? {
        var found: [String: String] = [:]
        var rest = line[...]
        var place: String?
        for (position, part) in parts.enumerated() {
            switch part {
            case .place(let name): place = name
            case .words(let words):
                // The last words stand at the end, whatever was typed before them.
                let isLast = position == parts.count - 1
                guard let range = isLast ? rest.lastRange(of: words) : rest.firstRange(of: words) else { return nil }
                if let place {
                    found[place] = String(rest[..<range.lowerBound])
                } else if range.lowerBound != rest.startIndex {
                    return nil
                }
                rest = rest[range.upperBound...]
                place = nil
            }
        }
        if let place {
            found[place] = String(rest)
        } else if !rest.isEmpty {
            return nil
        }
        return found
    }
}

extension Substring {
    /// Where the words stand last, if they end the text.
    fileprivate func lastRange(of words: String) -> Range<Index>? {
        guard hasSuffix(words) else { return nil }
        return index(endIndex, offsetBy: -words.count)..<endIndex
    }
}
