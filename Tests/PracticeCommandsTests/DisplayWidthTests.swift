import Testing

@testable import PracticeCommands

/// Unicode Standard Annex 11.
struct DisplayWidthTests {
    @Test(
        "the columns of a text are those a terminal gives it",
        arguments: [
            ("", 0), ("abc", 3), ("a b~", 4), ("é", 1), ("Ünïcödé", 7), ("е́", 1), ("林梅", 4), ("林梅a", 5),
            ("，。《》", 8), ("…", 1), ("“”", 2), ("ｱ", 1), ("ア", 2), ("한글", 4), ("ＡＢ", 4), ("𠮷", 2), ("㐀", 2),
            ("　", 2), ("☎", 1), ("☎️", 2), ("😀", 2), ("👩‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🇨🇳", 2), ("❤️", 2),
        ])
    func columns(text: String, expected: Int) {
        #expect(DisplayWidth.columns(of: text) == expected)
    }

    @Test("combining marks, however many, take no column of their own")
    func combining() {
        #expect(DisplayWidth.columns(of: "e\u{301}") == 1)
        #expect(DisplayWidth.columns(of: "Z" + String(repeating: "\u{0335}", count: 60)) == 1)
        #expect(DisplayWidth.columns(of: "林\u{0308}") == 2)
        #expect(DisplayWidth.columns(of: "a\u{200D}b\u{200B}c") == 3)
        #expect(DisplayWidth.columns(of: "\u{301}") == 0)
    }

    @Test("control characters take none")
    func control() {
        #expect(DisplayWidth.columns(of: "\u{1B}\u{07}\u{7F}\u{85}\u{9B}") == 0)
    }

    @Test("a text is as wide as its graphemes together, wherever it is divided")
    func additive() {
        let text = "王小明 Wáng 👩‍👩‍👧‍👦 — 2026年 ｶﾅ ☎️ e\u{301}\u{302}!"
        #expect(DisplayWidth.columns(of: text) == text.reduce(0) { $0 + DisplayWidth.columns(of: $1) })
        for place in text.indices {
            let (head, tail) = (text[..<place], text[place...])
            #expect(
                DisplayWidth.columns(of: head) + DisplayWidth.columns(of: tail) == DisplayWidth.columns(of: text))
        }
    }

    @Test("every character has 0, 1 or 2 columns, and Chinese ideographs 2")
    func everyScalar() {
        for value in UInt32(0)...0x3FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let columns = DisplayWidth.columns(of: Character(scalar))
            if (0x4E00...0x9FFF).contains(value) || (0x20000...0x2A6DF).contains(value) {
                #expect(columns == 2)
            } else if !(0...2).contains(columns) {
                Issue.record("\(value) has \(columns)")
            }
        }
    }
}
