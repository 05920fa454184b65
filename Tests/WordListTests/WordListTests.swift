import Testing
import WordList

@Suite("The word list")
struct WordListTests {
    let list = WordList.effLarge

    @Test("holds six to the fifth words in strict alphabetical order")
    func order() throws {
        #expect(list.count == 7776)
        let words = try #require(list.words(fromIndices: Array(0..<list.count)))
        for (earlier, later) in zip(words, words.dropFirst()) {
            #expect(earlier < later)
        }
        #expect(words.map(\.count).min() == 3)
        #expect(words.map(\.count).max() == 9)
    }

    /// Entries as the EFF prints them, https://www.eff.org/files/2016/07/18/eff_large_wordlist.txt
    @Test(
        "names the words by the dice numbers that the EFF prints",
        arguments: [("11111", "abacus"), ("11112", "abdomen"), ("66665", "zoology"), ("66666", "zoom")])
    func dice(digits: String, word: String) throws {
        let index = try #require(list.index(ofDice: digits))
        #expect(list.word(at: index).map(String.init) == word)
        #expect(list.dice(ofIndex: index) == digits)
    }

    @Test("finds every word and every dice number again")
    func roundTrip() throws {
        for index in 0..<list.count {
            let word = try #require(list.word(at: index))
            let digits = try #require(list.dice(ofIndex: index))
            #expect(list.index(of: word) == index)
            #expect(list.index(ofDice: digits) == index)
        }
    }

    @Test("takes words in capitals and says nothing to words it lacks")
    func strangers() {
        #expect(list.index(ofWordOrDice: "ABACUS") == 0)
        #expect(list.index(ofWordOrDice: "66666") == 7775)
        for stranger in ["", "abacu", "abacuss", "zzz", "算盘", "11117", "01111", "1111", "111111", "a b"] {
            #expect(list.index(ofWordOrDice: stranger) == nil)
        }
        #expect(list.word(at: -1) == nil)
        #expect(list.word(at: 7776) == nil)
        #expect(list.dice(ofIndex: 7776) == nil)
        #expect(list.words(fromIndices: [0, 7776]) == nil)
        #expect(list.words(fromIndices: [7775, 0]) == ["zoom", "abacus"])
    }

    @Test("is ready in a few milliseconds at its first use")
    func quick() {
        let elapsed = ContinuousClock().measure { _ = WordList.effLarge.count }
        #expect(elapsed < .milliseconds(100))
    }
}
