import ArgumentParser
import Testing

@testable import PracticeCommands

/// Every command's help page, in both languages.
struct HelpPageTests {
    /// Every command of the program with the words that call it.
    static let commands: [(path: String, type: any ParsableCommand.Type)] = below(RootCommand.self, "tacet")

    private static func below(
        _ command: any ParsableCommand.Type, _ path: String
    ) -> [(path: String, type: any ParsableCommand.Type)] {
        [(path, command)]
            + command.configuration.subcommands.flatMap {
                below($0, path + " " + ($0.configuration.commandName ?? "?"))
            }
    }

    /// Every page once: making one is the slow part.
    private static let pages: [Language: [(path: String, page: String)]] = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { language in
            (language, commands.map { ($0.path, page($0.type, language)) })
        })

    private func pages(_ language: Language) -> [(path: String, page: String)] { Self.pages[language] ?? [] }

    private static func page(_ command: any ParsableCommand.Type, _ language: Language) -> String {
        HelpLanguage.$catalogue.withValue(Catalogue(language)) {
            let said = RootCommand.helpMessage(for: command, columns: HelpLayout.unbroken)
            return HelpTranslation.translate(said, to: language)
        }
    }

    @Test("every command is there, and has a page of its own")
    func pages() {
        #expect(Self.commands.count >= 30)
        for language in Language.allCases {
            let pages = pages(language).map(\.page)
            #expect(Set(pages).count == pages.count)
        }
        #expect(Self.commands.contains { $0.path == "tacet staff role remove" })
    }

    @Test("no word of the parser is left in English on a Chinese page")
    func fixedWords() {
        let fixed = [
            "OVERVIEW", "USAGE", "Usage", "ARGUMENTS", "OPTIONS", "SUBCOMMANDS", "See '", "for detailed help",
            "for more information", "Show ", "help information", "(default", "default:", "(values", "<subcommand>",
            "<options>", "Please provide",
        ]
        for (path, page) in pages(.simplifiedChinese) {
            for word in fixed { #expect(!page.contains(word), "\(path): \(word)") }
        }
    }

    @Test(
        "no line goes beyond the terminal, explanations stand in one column, and nothing is lost",
        arguments: Language.allCases)
    func columns(language: Language) {
        for (path, page) in pages(language) {
            for columns in [60, 80, 121] {
                let lines = HelpLayout.lines(of: page, columns: columns)
                for line in lines { #expect(DisplayWidth.columns(of: line) <= columns, "\(path): \(line)") }
                #expect(lines.joined().filter { !$0.isWhitespace } == page.filter { !$0.isWhitespace }, "\(path)")
                for line in lines where line.hasPrefix("  ") && line.dropFirst(2).first != " " {
                    guard let gap = line.dropFirst(2).firstRange(of: "  ") else { continue }
                    let named = line[..<gap.lowerBound] + line[gap.lowerBound...].prefix { $0 == " " }
                    #expect(DisplayWidth.columns(of: named) == 26, "\(path): \(line)")
                }
            }
        }
    }

    @Test("every sentence on a Chinese page is Chinese, and none on an English page is")
    func sentences() {
        for (path, page) in pages(.simplifiedChinese) {
            for line in page.split(separator: "\n") {
                // What an option or argument is called stands alone where its help begins on the next line.
                let isName = line.hasPrefix("  ") && !line.dropFirst(2).contains("  ")
                guard !isName || !(line.contains("<") || line.contains("--")) else { continue }
                guard !line.hasPrefix("       ") else { continue }
                #expect(line.hasHan, "\(path): \(line)")
            }
        }
        for (path, page) in pages(.english) { #expect(!page.hasHan, "\(path)") }
    }

    @Test("every option, argument and command is explained", arguments: Language.allCases)
    func explained(language: Language) {
        for (path, page) in pages(language) {
            let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
            for (line, next) in zip(lines, lines.dropFirst() + [""])
            where line.hasPrefix("  ") && line.dropFirst(2).first != " " {
                let rest = line.dropFirst(2)
                guard rest.first == "-" || rest.first == "<" else { continue }
                // The help stands behind the name, from the same column on, or below it.
                let stands = line.count > 26 || rest.contains("  ")
                #expect(stands || next.hasPrefix("        "), "\(path): \(line)")
            }
        }
    }

    @Test("what stands for arguments and values on a Chinese page is Chinese")
    func places() {
        for (path, page) in pages(.simplifiedChinese) {
            // Words to choose from are typed as they stand.
            let left = page.firstMatch(of: /<[a-z-]+>/).map { String($0.0) }
            #expect(left == nil, "\(path): \(left ?? "")")
        }
    }

    @Test("brackets on a Chinese page have their partners")
    func brackets() {
        for (path, page) in pages(.simplifiedChinese) {
            for (open, close) in [("（", "）"), ("(", ")"), ("“", "”"), ("<", ">"), ("[", "]")] {
                let counts = [open, close].map { mark in page.count { String($0) == mark } }
                #expect(counts[0] == counts[1], "\(path): \(open)")
            }
        }
    }
}
