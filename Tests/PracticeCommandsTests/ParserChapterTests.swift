import ArgumentParser
import Foundation
import Testing

@testable import PracticeCommands

/// The argument parser's sentences in the catalogue against what it really says: a new version that words one of them
/// otherwise is noticed here.
struct ParserChapterTests {
    private func said(of command: any ParsableCommand.Type, _ arguments: [String]) -> String {
        ParserFaultTests.said(of: command, arguments)
    }

    /// What is said where no shell can be recognised: in a process of its own, whose environment may be changed.
    private func shellUnknown() async throws -> String {
        let ending = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            unsetenv("SHELL")
            print(ParserFaultTests.said(of: RootCommand.self, ["--generate-completion-script"]))
        }
        return String(decoding: try #require(ending).standardOutputContent, as: UTF8.self)
    }

    private func pages() -> [String] {
        let own: [any ParsableCommand.Type] = [RootCommand.self, NoteCommand.self, NoteWrite.self]
        let sampled: [any ParsableCommand.Type] = [
            ParserSampler.self, ParserSampler.Choices.self, ParserSampler.Broad.self,
        ]
        return own.map { RootCommand.helpMessage(for: $0, columns: 100) }
            + sampled.map { ParserSampler.helpMessage(for: $0, columns: 100) }
    }

    private func faults() -> [String] {
        let sampled = [
            ["choices", "--former", "--latter"], ["choices"], ["choices", "--former", "-c", "x"], ["broad"],
            ["choices", "--former", "--many", "x"], ["choices", "--former", "-bx"],
        ]
        return sampled.map { said(of: ParserSampler.self, $0) }
            + ParserFaultTests.faults.map { said(of: RootCommand.self, $0.arguments) }
    }

    @Test("the parser says every sentence of its chapter")
    func everySentence() async throws {
        let script = said(of: RootCommand.self, ["--generate-completion-script=zsh"])
        let said = pages() + faults() + [script, try await shellUnknown()]
        let lines = said.flatMap { $0.split(separator: "\n") }
        for entry in Catalogue.parserEntries {
            let words = Placeholder.parts(of: entry.english).compactMap { part -> String? in
                if case .words(let words) = part { words } else { nil }
            }
            let isSaid = lines.contains { line in
                var rest = line
                for word in words {
                    guard let range = rest.firstRange(of: word) else { return false }
                    rest = rest[range.upperBound...]
                }
                return true
            }
            #expect(isSaid, "\(entry.english)")
        }
    }
}
