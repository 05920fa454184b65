import Foundation
import TestSupport
import Testing

@testable import PracticeCommands

/// RFC 8259.
struct JSONTests {
    @Test(
        "a string is escaped so that it is JSON and steers no terminal",
        arguments: [
            ("plain", #""plain""#), (#"a"b\c/d"#, #""a\"b\\c/d""#), ("a\nb\tc\rd", #""a\nb\tc\rd""#),
            ("\u{0}\u{1F}\u{7F}", #""\u0000\u001f\u007f""#), ("\u{1B}[31m", #""\u001b[31m""#),
            ("\u{85}\u{9B}", #""\u0085\u009b""#), ("\u{2028}\u{202E}", #""\u2028\u202e""#), ("林梅", #""林梅""#),
            ("😀e\u{301}", "\"😀e\u{301}\""), ("\u{E0041}", #""\udb40\udc41""#), ("", #""""#), ("\r\n", #""\r\n""#),
        ])
    func strings(text: String, expected: String) {
        #expect(JSONValue.string(text).rendered() == expected + "\n")
    }

    @Test("what is written, Foundation reads back as it was, keys too")
    func readBack() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<300 {
            var text = String.UnicodeScalarView()
            for _ in 0..<20 {
                let value = UInt32.random(in: 0...0x2FFFF, using: &generator)
                if let scalar = Unicode.Scalar(value) { text.append(scalar) }
            }
            // Foundation takes a byte order mark for one.
            let string = String(text).replacing("\u{FEFF}", with: "")
            let rendered = JSONValue.object([string: .string(string)]).rendered()
            let read = try JSONSerialization.jsonObject(with: Data(rendered.utf8)) as? [String: String]
            #expect(try #require(read?.first).value.unicodeScalars.elementsEqual(string.unicodeScalars))
            #expect(try #require(read?.first).key.unicodeScalars.elementsEqual(string.unicodeScalars))
        }
    }

    @Test(
        "numbers of 64 bits are written as they are",
        arguments: [0, 1, 1 << 53, UInt64.max / 2, 1 << 63, UInt64.max] as [UInt64])
    func counts(number: UInt64) {
        #expect(JSONValue.count(number).rendered() == "\(number)\n")
        #expect((JSONValue.count(number) == .large(number)) == (number > UInt64(Int.max)))
    }

    @Test("a document has one form: sorted keys, two spaces a level, a line feed at the end")
    func form() {
        let value: JSONValue = [
            "b": [1, -2, nil, true, false], "a": [:], "é": "x", "Z": [[]], "c": .optional(nil), "d": .optional("y"),
        ]
        #expect(
            value.rendered() == """
                {
                  "Z": [
                    []
                  ],
                  "a": {},
                  "b": [
                    1,
                    -2,
                    null,
                    true,
                    false
                  ],
                  "c": null,
                  "d": "y",
                  "é": "x"
                }

                """)
    }

    @Test("whole numbers are written whole")
    func numbers() {
        #expect(JSONValue.number(.max).rendered() == "9223372036854775807\n")
        #expect(JSONValue.number(.min).rendered() == "-9223372036854775808\n")
    }
}
