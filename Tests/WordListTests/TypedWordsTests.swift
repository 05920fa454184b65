import Testing
import WordList

/// Codes as they come over a telephone and through an input method.
struct TypedWordsTests {
    private let list = WordList.effLarge

    @Test(
        "a code is understood whatever its case, width and what stands between its words",
        arguments: [
            "bundle duly t-shirt", "Bundle  DULY\tT-SHIRT", "ｂｕｎｄｌｅ　ＤＵＬＹ　ｔ－ｓｈｉｒｔ", "bundle-duly-t-shirt",
            "bundle，duly、t shirt。", "bundle duly tshirt", " bundle\u{200B} duly\u{A0}t\u{2010}shirt\r",
        ])
    func written(typed: String) {
        #expect(
            list.indices(typed: typed) == [list.index(of: "bundle"), list.index(of: "duly"), list.index(of: "t-shirt")])
    }

    @Test("the digits of the dice will do, apart or in one, in full width too")
    func dice() throws {
        let digits = try #require(list.dice(ofIndex: 5))
        for typed in ["\(digits) \(digits)", "\(digits)\(digits)", "１１１１６　１１１１６"] {
            #expect(list.indices(typed: typed) == [5, 5], "\(typed)")
        }
    }

    @Test("what is no word is told by its place, and nothing is guessed")
    func unknown() {
        #expect(list.indices(typed: "bundle bundel duly").map { $0 == nil } == [false, true, false])
        #expect(list.indices(typed: "单词 111 ") == [nil])
        #expect(list.indices(typed: " - ").isEmpty)
    }

    @Test("every word is understood as itself, with and without its hyphen")
    func everyWord() throws {
        let words = try #require(list.words(fromIndices: Array(0..<list.count)))
        #expect(list.indices(typed: words.joined(separator: " ")) == Array(0..<list.count))
        for (index, word) in words.enumerated() where word.contains("-") {
            #expect(list.indices(typed: word.replacing("-", with: " ")) == [index])
            // "yoyo" is a word beside "yo-yo".
            guard list.index(of: word.filter { $0 != "-" }) == nil else { continue }
            #expect(list.indices(typed: word.filter { $0 != "-" }) == [index])
        }
    }
}
