import ArgumentParser
import Testing

@testable import PracticeCommands

/// That a command is parsed alone, and told of as one of many.
struct RootCommandTests {
    private static func name(_ command: any ParsableCommand.Type) -> String { command._commandName }

    @Test("every command is found by the name that help shows")
    func names() throws {
        for command in RootCommand.commands {
            let found = RootCommand.command(named: Self.name(command)).map { ObjectIdentifier($0) }
            #expect(found == ObjectIdentifier(command))
        }
        #expect(Set(RootCommand.commands.map(Self.name)).count == RootCommand.commands.count)
        #expect(RootCommand.command(named: "help") == nil)
    }

    @Test("a command parsed alone is what the parser of all commands comes to")
    func alone() throws {
        for line in [
            ["status", "--json"], ["note", "list", "7", "--as", "lin"], ["note"], ["jot", "list"], ["draft"],
        ] {
            let alone = try RootCommand.parsed(line)
            let among = try RootCommand.parseAsRoot(line)
            #expect(type(of: alone) == type(of: among), "\(line)")
            #expect(alone is any TacetCommand, "\(line)")
        }
        let listed = try #require(try RootCommand.parsed(["note", "list", "7", "--as", "lin"]) as? any TacetCommand)
        #expect(listed.common.as == "lin")
    }

    @Test("help and faults name the whole command")
    func whole() throws {
        for line in [
            ["note", "list", "--help"], ["note", "list", "--nonsense"], ["note", "help", "list"], ["status", "x"],
        ] {
            #expect(throws: (any Error).self) {
                var parsed = try RootCommand.parsed(line)
                try parsed.run()
            }
        }
        let fault = #expect(throws: (any Error).self) { try RootCommand.parsed(["note", "list", "--nonsense"]) }
        #expect(RootCommand.fullMessage(for: try #require(fault)).contains("tacet note list"))
        #expect(RootCommand.fullMessage(for: try #require(fault)).contains("--nonsense"))
        let asked = #expect(throws: (any Error).self) { try RootCommand.parsed(["status", "--version"]) }
        #expect(RootCommand.exitCode(for: try #require(asked)).isSuccess)
    }
}
