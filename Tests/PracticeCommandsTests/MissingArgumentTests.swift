import ArgumentParser
import Testing

@testable import PracticeCommands

/// What a command line lacks, named and completed.
struct MissingArgumentTests {
    private func missing(_ arguments: [String], _ language: Language = .english) -> MissingArgument? {
        HelpLanguage.$catalogue.withValue(Catalogue(language)) {
            do {
                _ = try RootCommand.parseAsRoot(arguments)
                return nil
            } catch { return MissingArgument(error) }
        }
    }

    // In one language: the parser makes hundreds of help pages for this.
    @Test("every command, typed bare, can be completed by answers")
    func complete() {
        var asked = 0
        for (path, type) in HelpPageTests.commands where type.configuration.subcommands.isEmpty {
            var arguments = path.split(separator: " ").dropFirst().map(String.init)
            while let lacking = missing(arguments, .simplifiedChinese), arguments.count < 20 {
                asked += 1
                #expect(!lacking.help.isEmpty && !lacking.valueName.isEmpty, "\(path)")
                #expect(lacking.help.hasHan, "\(path): \(lacking.help)")
                arguments = lacking.completing(arguments, with: "1")
            }
            let all = arguments
            #expect(throws: Never.self, "\(all)") { try RootCommand.parseAsRoot(all) }
        }
        #expect(asked > 80)
    }

    @Test("an argument and an option are told apart, each with its help and where to look")
    func named() throws {
        let client = try #require(missing(["case", "open"]))
        #expect(client.option == nil && client.valueName == "client")
        #expect(client.help == "Id of the client." && client.listing == "tacet client list")
        let counselor = try #require(missing(["case", "open", "1"]))
        #expect(counselor.option == "--counselor" && counselor.listing == "tacet staff list")
        // A newcomer's own short name stands in no list.
        #expect(try #require(missing(["join"])).listing == nil)
        #expect(missing(["case", "list", "--frobnicate"]) == nil && missing(["note"]) == nil)
        #expect(missing(["case", "open", "--counselor"]) == nil)
    }

    @Test("an answer is one argument, whatever it begins with, and what follows it is still understood")
    func completed() throws {
        let client = try #require(missing(["case", "open"]))
        let counselor = try #require(missing(["case", "open", "1"]))
        let first = client.completing(["case", "open", "--yes"], with: "--json")
        #expect(first == ["case", "open", "--yes", "--", "--json"])
        let whole = counselor.completing(first, with: "-x y")
        #expect(whole == ["case", "open", "--yes", "--counselor=-x y", "--", "--json"])
        let parsed = try #require(try RootCommand.parseAsRoot(whole) as? CaseOpen)
        #expect(parsed.client == "--json" && parsed.counselor == "-x y" && !parsed.common.json)
        #expect(client.completing(["case", "open", "--"], with: "-") == ["case", "open", "--", "-"])
        #expect(client.completing(["case", "open"], with: "a b") == ["case", "open", "a b"])
    }
}
