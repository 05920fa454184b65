import TestSupport
import Testing

@testable import PracticeCommands

/// What was typed by someone else must not steer the reader's terminal (ECMA-48; Unicode Technical Report 36).
struct TerminalTextTests {
    @Test(
        "escape sequences are taken away whole",
        arguments: [
            ("a\u{1B}[31mb", "ab"), ("a\u{1B}[2J\u{1B}[1;1Hb", "ab"), ("a\u{1B}]0;title\u{07}b", "ab"),
            ("a\u{1B}]0;title\u{1B}\\b", "ab"),
            ("a\u{1B}]8;;http://example.com\u{1B}\\link\u{1B}]8;;\u{1B}\\b", "alinkb"),
            ("a\u{1B}P1$r\u{1B}\\b", "ab"), ("a\u{1B}Xsos\u{9C}b", "ab"), ("a\u{1B}^pm\u{9C}b", "ab"),
            ("a\u{1B}_apc\u{9C}b", "ab"), ("a\u{9B}31mb", "ab"), ("a\u{9D}0;t\u{9C}b", "ab"), ("a\u{90}q\u{9C}b", "ab"),
            ("a\u{1B}(Bb", "ab"), ("a\u{1B}cb", "ab"), ("a\u{1B}7b\u{1B}8", "ab"), ("a\u{1B}", "a"), ("a\u{1B}[", "a"),
            ("a\u{1B}[31", "a"), ("a\u{1B}#8b", "ab"), ("\u{1B}\u{1B}[31ma", "a"), ("a\u{1B}[31\u{1B}[0mb", "ab"),
            ("a\u{07}\u{08}\u{7F}b", "ab"), ("a\u{0}b", "ab"),
        ])
    func escapes(text: String, expected: String) {
        #expect(TerminalText.clean(text, keepingLines: false) == expected)
    }

    @Test("an unfinished control string hides no more than its line")
    func unfinished() {
        #expect(TerminalText.clean("a\u{1B}]0;title\nthe rest", keepingLines: true) == "a\nthe rest")
        #expect(TerminalText.clean("a\u{1B}Phidden", keepingLines: true) == "a")
    }

    @Test(
        "line ends stay where lines are kept, and are spaces where they are not",
        arguments: [
            "a\nb", "a\r\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b",
        ])
    func lineEnds(text: String) {
        #expect(TerminalText.clean(text, keepingLines: true) == "a\nb")
        #expect(TerminalText.clean(text, keepingLines: false) == "a b")
    }

    @Test("a tab stays in a text and is a space in a cell")
    func tabs() {
        #expect(TerminalText.clean("a\tb", keepingLines: true) == "a\tb")
        #expect(TerminalText.clean("a\tb", keepingLines: false) == "a b")
    }

    @Test("what turns the reading direction or hides in a text is taken away")
    func bidirectional() {
        for value in Array(0x202A...0x202E) + Array(0x2066...0x2069) + [0xFEFF, 0xE0041, 0xE007F] {
            let scalar = Unicode.Scalar(UInt32(value)).map(String.init) ?? ""
            #expect(TerminalText.clean("a\(scalar)b", keepingLines: true) == "ab", "\(value)")
        }
    }

    @Test(
        "people's texts are left as they are",
        arguments: [
            "plain text", "王小明，男，20岁。", "e\u{301}", "👩‍👩‍👧‍👦 ☎️", "שלום", "مرحبا", "naïve — “quoted”…", "",
        ])
    func untouched(text: String) {
        #expect(TerminalText.clean(text, keepingLines: false) == text)
        #expect(TerminalText.clean(text, keepingLines: true).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test("whatever comes in, nothing that steers comes out, and cleaning twice changes nothing more")
    func noise() {
        var generator = SeededGenerator(seed: 21)
        let alphabet = Array(
            "\u{1B}[]PX^_;m\\\u{07}\u{9B}\u{9C}\u{9D}\u{90}012a 林\n\r\t\u{202E}\u{FEFF}\u{85}".unicodeScalars)
        for _ in 0..<5_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...30, using: &generator) {
                scalars.append(alphabet[Int.random(in: alphabet.indices, using: &generator)])
            }
            for keeping in [true, false] {
                let once = TerminalText.clean(String(scalars), keepingLines: keeping)
                let steering = once.unicodeScalars.filter {
                    TerminalText.isControl($0) && !(keeping && ($0 == "\n" || $0 == "\t"))
                }
                #expect(steering.isEmpty, "\(String(scalars).debugDescription)")
                #expect(TerminalText.clean(once, keepingLines: keeping) == once)
            }
        }
    }
}
