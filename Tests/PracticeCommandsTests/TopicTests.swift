import ArgumentParser
import Testing

@testable import PracticeCommands

struct TopicTests {
    @Test(
        "every topic is listed and can be read, in both languages", arguments: [Language.english, .simplifiedChinese])
    func all(_ language: Language) throws {
        let catalogue = Catalogue(language)
        let list = try #require(Topic.reply(to: ["help", "topics"], catalogue))
        for topic in Topic.allCases {
            #expect(list.lines.contains { $0.hasPrefix(topic.rawValue + " ") })
            let guide = try #require(Topic.reply(to: ["help", topic.rawValue], catalogue))
            #expect(guide.lines.count == 1 + 2 * topic.paragraphs.count)
        }
    }

    @Test("no topic bears the name of a command, which would hide its help")
    func names() {
        let commands = RootCommand.configuration.subcommands.map { $0._commandName }
        #expect(Set(commands).isDisjoint(with: Topic.allCases.map(\.rawValue)))
        #expect(Topic.reply(to: ["help", "note"], Catalogue(.english)) == nil)
        #expect(Topic.reply(to: ["help"], Catalogue(.english)) == nil)
    }
}
