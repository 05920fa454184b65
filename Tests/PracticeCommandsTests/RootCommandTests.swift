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

/// That a line read without the parser is read as the parser reads it.
struct PlainLineTests {
    private static let looks = HelpPageTests.commands.compactMap { path, type -> [String]? in
        type is any PlainCommand.Type ? path.split(separator: " ").dropFirst().map(String.init) : nil
    }

    private static let options: [[String]] = [
        [], ["--json"], ["--as", "lin"], ["--practice", "/诊所 一", "--yes", "--json"],
        ["--passphrase-file", "口令.txt", "--as", "方", "--practice", "."],
    ]

    private func same(_ line: [String], _ read: any TacetCommand) throws {
        let parsed = try #require(try RootCommand.parsed(line) as? any TacetCommand)
        #expect(type(of: parsed) == type(of: read), "\(line)")
        let (one, other) = (parsed.common, read.common)
        #expect(one.practice == other.practice && one.as == other.as, "\(line)")
        #expect(one.passphraseFile == other.passphraseFile && one.passphraseFd == other.passphraseFd, "\(line)")
        #expect(one.json == other.json && one.yes == other.yes, "\(line)")
    }

    @Test("every look's line is the command that the parser makes of it")
    func looks() throws {
        #expect(Self.looks.count == 16)
        for look in Self.looks {
            for options in Self.options {
                try same(look + options, try #require(PlainLine.read(look + options), "\(look + options)"))
            }
        }
    }

    @Test(
        "whatever else stands in a line is the parser's",
        arguments: [
            ["--help"], ["-h"], ["--version"], ["x"], ["--as"], ["--as", "--json"], ["--as", ""], ["--json", "--json"],
            ["--as", "a", "--as", "b"], ["--as=lin"], ["--", "--json"], ["--passphrase-fd", "3"], ["--jso"], ["—json"],
        ])
    func others(_ rest: [String]) {
        for look in Self.looks { #expect(PlainLine.read(look + rest) == nil) }
    }

    @Test(
        "a line that names no look is the parser's",
        arguments: [
            [], ["list"], ["staff"], ["staff", "lists"], ["note", "list"], ["--json", "status"], ["help", "status"],
        ])
    func noLooks(_ line: [String]) { #expect(PlainLine.read(line) == nil) }
}
