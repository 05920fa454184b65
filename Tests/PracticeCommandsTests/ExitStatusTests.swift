import Counseling
import TestSupport
import Testing

@testable import PracticeCommands

/// docs/exit-codes.md is a promise to scripts.
struct ExitStatusTests {
    /// The rows of the table: the number, and the codes named as examples.
    private func rows() throws -> [(status: Int32, codes: [String])] {
        try SourceTree.text("docs/exit-codes.md").split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 5, let status = Int32(cells[1].filter { $0 != " " }) else { return nil }
            let codes = cells[3].split(separator: "`", omittingEmptySubsequences: false).enumerated()
            return (status, codes.filter { $0.offset % 2 == 1 }.map { String($0.element) })
        }
    }

    @Test("the numbers of the document are those of the program, each once")
    func numbers() throws {
        let documented = try rows().map(\.status)
        #expect(documented == PracticeCommands.ExitStatus.allCases.map(\.rawValue))
    }

    @Test("every code that the document names is one that the program gives with that number")
    func codes() throws {
        let names: [PracticeCommands.ExitStatus: String] = [
            .usage: "usage", .badInput: "badInput", .notFound: "notFound", .storeUnavailable: "storeUnavailable",
            .internalError: "internalError", .cannotCreate: "cannotCreate", .inputOutput: "inputOutput",
            .tryAgain: "tryAgain", .integrity: "integrity", .notAllowed: "notAllowed",
            .configuration: "configuration", .interrupted: "interrupted",
        ]
        let sources = try SourceTree.sources().map { $0.text.filter { !$0.isWhitespace } }
        var checked = 0
        for (status, codes) in try rows() where !codes.isEmpty {
            let name = try #require(PracticeCommands.ExitStatus(rawValue: status).flatMap { names[$0] })
            for code in codes where code != "denied" && code != "audit verify" {
                checked += 1
                // What is about the state of a thing bears the rule's own name.
                if status == 75, PolicyRule(rawValue: code)?.isAboutState == true { continue }
                #expect(
                    sources.contains { $0.contains("CommandFault(.\(name),\"\(code)\"") }, "\(status) \(code)")
            }
        }
        #expect(checked > 30)
    }
}
