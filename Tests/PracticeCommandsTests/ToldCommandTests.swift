import ArgumentParser
import Foundation
import Testing

@testable import PracticeCommands

/// What the program tells people to type is what it understands.
struct ToldCommandTests {
    /// The words after each `tacet` in a text, up to where the command must have ended: a sign that no command has.
    private func told(in sentence: String) -> [[String]] {
        // What is typed in its place is ASCII too.
        var text = sentence.replacing("简称", with: "NAME")
        for place in ["编号", "来访者", "记录", "评估", "日期", "文件"] { text.replace(" " + place, with: " NAME") }
        return text.ranges(of: "tacet ").compactMap { range in
            let before = text[..<range.lowerBound].last
            guard before.map({ !$0.isASCII || !($0.isLetter || $0 == "/" || $0 == "-") }) ?? true else { return nil }
            let rest = text[range.upperBound...].prefix { character in
                character.isASCII && (character.isLetter || character.isNumber || " {}-_/".contains(character))
            }
            return rest.split(separator: " ").map(String.init)
        }
    }

    /// What somebody would put in the place of `{id}` or `FLAG`; nil for a word that is meant as it stands.
    private func value(_ word: String) -> String? {
        if word.hasPrefix("{") { return word == "{word}" ? "high" : "abcd" }
        return word.count > 1 && word.allSatisfy { $0.isUppercase } ? "abcd" : nil
    }

    /// Whether the words begin with a command that can be typed so; prose may follow.
    private func isUnderstood(_ words: [String]) -> Bool {
        var command: any ParsableCommand.Type = RootCommand.self
        var path = 0
        while path < words.count,
            let next = command.configuration.subcommands.first(where: { $0._commandName == words[path] })
        {
            (command, path) = (next, path + 1)
        }
        if words.first == "help" { return true }
        guard path > 0 else { return false }
        let typed = words.map { value($0) ?? $0 }
        var needed = path
        for (place, word) in words.enumerated().dropFirst(path) {
            if word.hasPrefix("--") || value(word) != nil { needed = place + 1 }
        }
        // Named without anything after it, a command is only spoken of.
        if needed == path { return true }
        return (needed...words.count).contains { count in
            (try? RootCommand.parseAsRoot(Array(typed.prefix(count)))) != nil
        }
    }

    @Test("every command that is told in the chapters of crises, supervision, reviews and complaints can be typed so")
    func chapters() {
        let entries =
            Catalogue.crisisEntries + Catalogue.crisisHelpEntries + Catalogue.supervisionEntries
            + Catalogue.reviewEntries + Catalogue.complaintEntries
        var count = 0
        for entry in entries {
            for text in [entry.english, entry.chinese] {
                for words in told(in: text) {
                    count += 1
                    #expect(isUnderstood(words), "tacet \(words.joined(separator: " "))")
                }
            }
        }
        #expect(count > 80)
    }

    @Test("what cannot be typed is noticed")
    func noticed() {
        #expect(!isUnderstood(["crisis", "contact", "{id}", "--with", "police"]))
        #expect(!isUnderstood(["crisis", "reassess", "{id}"]) && !isUnderstood(["crises"]))
        #expect(isUnderstood(["crisis", "resolve", "{id}", "--cosign", "and", "so", "on"]))
    }
}
