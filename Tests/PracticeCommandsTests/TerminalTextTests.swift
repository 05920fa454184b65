import TestSupport
import Testing

@testable import PracticeCommands

/// What was typed by someone else must not steer the reader's terminal (ECMA-48; Unicode Technical Report 36).
struct TerminalTextTests {
    @Test(
        "what would steer is written out, and nothing beside it is hidden",
        arguments: [
            ("a\u{1B}[31mb", "a‹U+001B›[31mb"), ("a\u{1B}]0;title\u{07}b", "a‹U+001B›]0;title‹U+0007›b"),
            ("a\u{1B}]0;t\u{1B}\\b", "a‹U+001B›]0;t‹U+001B›\\b"), ("a\u{9B}31mb", "a‹U+009B›31mb"),
            ("a\u{9D}0;t\u{9C}b", "a‹U+009D›0;t‹U+009C›b"), ("a\u{1B}", "a‹U+001B›"),
            ("a\u{08}\u{7F}b", "a‹U+0008›‹U+007F›b"), ("a\u{0}b", "a‹U+0000›b"),
        ])
    func escapes(text: String, expected: String) {
        #expect(TerminalText.clean(text, keepingLines: false) == expected)
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

    @Test("what turns the reading direction or hides in a text is written out")
    func bidirectional() {
        let steering = Array(0x202A...0x202E) + Array(0x2066...0x2069) + [0x061C, 0x200E, 0x200F, 0xFEFF, 0xE0041]
        for value in steering {
            let scalar = Unicode.Scalar(UInt32(value)).map(String.init) ?? ""
            let digits = String(value, radix: 16, uppercase: true)
            let shown = "a‹U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "›b"
            #expect(TerminalText.clean("a\(scalar)b", keepingLines: true) == shown)
            #expect(!JSONValue.string("a\(scalar)b").rendered().contains(scalar), "\(value)")
        }
        #expect(TerminalText.clean("王\u{202E}明小", keepingLines: false) == "王‹U+202E›明小")
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
