import ArgumentParser
import Testing

@testable import PracticeCommands

/// Faults of usage in the person's language.
struct ParserFaultTests {
    /// What the parser says of these arguments; empty where they are in order.
    static func said(of command: any ParsableCommand.Type, _ arguments: [String]) -> String {
        do {
            _ = try command.parseAsRoot(arguments)
            return ""
        } catch { return command.fullMessage(for: error) }
    }

    /// Faults of `tacet` itself, and what the first line of each is in Chinese.
    static let faults: [(arguments: [String], chinese: String)] = [
        (["status", "--frobnicate"], "错误：未知选项 '--frobnicate'"),
        (["status", "--jsom"], "错误：未知选项 '--jsom'。您是否要输入 '--json'？"),
        (["status", "-x"], "错误：未知选项 '-x'"),
        (["status", "---x"], "错误：无效的选项：---x"),
        (["audit", "log", "--actor"], "错误：选项 '--actor <actor>' 缺少值"),
        (["status", "--json=3"], "错误：选项 '--json' 不带值，但给出了 '3'。"),
        (["status", "more"], "错误：多余的参数 'more'"),
        (["status", "more", "and"], "错误：有 2 个多余的参数：'more', 'and'"),
        (["note", "show"], "错误：缺少参数 '<记录>'"),
        (["status", "--passphrase-fd", "x"], "错误：值 'x' 不能用于 '--passphrase-fd <number>'"),
        (["--generate-completion-script=tcsh"], "错误：无法为 'tcsh' 生成补全脚本。"),
    ]

    @Test("every fault of usage is said in Chinese, and what was typed stays as it was typed")
    func chinese() {
        for (arguments, chinese) in Self.faults {
            let said = HelpLanguage.$catalogue.withValue(Catalogue(.simplifiedChinese)) {
                HelpTranslation.translate(Self.said(of: RootCommand.self, arguments), to: .simplifiedChinese)
            }
            let lines = said.split(separator: "\n")
            #expect(lines.first.map(String.init) == chinese)
            for line in lines where !line.hasPrefix("    ") { #expect(line.hasHan, "\(line)") }
            for word in ["Error", "Usage", "Help", "See", "Unknown", "Missing", "Unexpected", "more information"] {
                #expect(!said.contains(word), "\(said)")
            }
        }
    }

    @Test("in English everything stays as the parser says it")
    func english() {
        for (arguments, _) in Self.faults {
            let said = Self.said(of: RootCommand.self, arguments)
            #expect(said.hasPrefix("Error: "))
            #expect(HelpTranslation.translate(said, to: .english) == said)
        }
    }

    @Test("what was typed is shown without what would steer the terminal, and never translated")
    func typed() {
        let said = Self.said(of: RootCommand.self, ["status", "a\u{1B}[31mb OPTIONS: (default: "])
        let chinese = HelpTranslation.translate(said, to: .simplifiedChinese)
        #expect(chinese.hasPrefix("错误：多余的参数 'a‹U+001B›[31mb OPTIONS: (default: '"))
        let english = HelpTranslation.translate(said, to: .english)
        #expect(english.hasPrefix("Error: Unexpected argument 'a‹U+001B›[31mb OPTIONS"))
    }
}
