import Counseling
import Testing

/// Words within clinical texts.
struct TextSearchTests {
    private func find(_ haystack: [UInt8], _ needle: [UInt8]) -> Int? {
        guard haystack.count >= needle.count else { return nil }
        return (0...haystack.count - needle.count).first { haystack[$0..<$0 + needle.count].elementsEqual(needle) }
    }

    private func hit(_ words: String, in text: String) throws -> Excerpt? {
        try TextSearch(words).excerpt(of: text, find: find)
    }

    @Test(
        "case and width do not matter, and one Chinese character is enough",
        arguments: [
            ("失眠", "来访者失眠两周", "失眠"), ("眠", "来访者失眠两周", "眠"), ("INSOMNIA", "chronic Insomnia", "Insomnia"),
            ("phq-9", "得分 ＰＨＱ-９ 12", "ＰＨＱ-９"), ("ＡＢＣ", "see abc", "abc"), ("strasse", "Straße 5", "Straße"),
            ("Σίσυφοσ", "ΣΊΣΥΦΟΣ", "ΣΊΣΥΦΟΣ"), ("e\u{301}tude", "ÉTUDE", "ÉTUDE"),
            ("two words", "two\nwords", "two words"),
            ("一　二", "一 二", "一 二"),
        ])
    func found(words: String, text: String, expected: String) throws {
        #expect(try hit(words, in: text)?.hit == expected)
    }

    @Test("what does not stand there is not found")
    func notFound() throws {
        #expect(try hit("失眠症", in: "来访者失眠两周") == nil)
        #expect(try hit("x", in: "") == nil)
    }

    @Test("an excerpt is one line, with a mark where the text goes on")
    func excerpt() throws {
        let text = String(repeating: "前", count: 100) + "失眠\n" + String(repeating: "后", count: 100)
        let found = try #require(try hit("失眠", in: text))
        #expect(found.before == "…" + String(repeating: "前", count: 24))
        #expect(found.after == " " + String(repeating: "后", count: 23) + "…")
        let whole = try #require(try hit("失眠", in: "失眠"))
        #expect((whole.before, whole.hit, whole.after) == ("", "失眠", ""))
    }

    @Test("nothing, or too much, is not searched for")
    func refused() {
        #expect(throws: CounselingError.field("search", .missing)) { try TextSearch(" \u{3000}\n") }
        #expect(throws: CounselingError.field("search", .tooLong(limit: 200))) {
            try TextSearch(String(repeating: "眠", count: 201))
        }
        #expect(throws: CounselingError.field("words", .unknownField(known: ["search"]))) {
            try TextSearch.readWords(json: Array(#"{"words": "x"}"#.utf8))
        }
    }
}
