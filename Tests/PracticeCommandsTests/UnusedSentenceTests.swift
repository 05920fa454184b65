import TestSupport
import Testing

@testable import PracticeCommands

struct UnusedSentenceTests {
    @Test("every sentence is used: outside the catalogue's tables something names it")
    func used() throws {
        var words: Set<Substring> = []
        for (name, text) in try SourceTree.sources() where name != "Sentence.swift" && !name.hasPrefix("Sentences+") {
            for part in text.split(separator: ".").dropFirst() {
                words.insert(part.prefix { $0.isLetter || $0.isNumber })
            }
        }
        // HelpTranslation reads the parser's chapter as a whole; ParserChapterTests sees that the parser says each of them.
        let parser = Set((Catalogue.parserEntries + Catalogue.placeEntries).map(\.sentence))
        let unused = Sentence.allCases.filter { !parser.contains($0) && !words.contains("\($0)"[...]) }
        #expect(unused.isEmpty, "\(unused.map { "\($0)" }.joined(separator: " "))")
    }
}
