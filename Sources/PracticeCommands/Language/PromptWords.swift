/// The words that a question shows beside the keywords that the program knows: `来访者` in "取消方（client 来访者、counselor 咨询师）". What
/// is shown may be answered, in either language.
enum PromptWords {
    /// - Returns: the keyword; nil where nothing of the kind is shown
    static func keyword(for typed: String, shownIn texts: [String]) -> String? {
        guard !typed.isEmpty else { return nil }
        return texts.lazy.compactMap { keyword(for: typed, shownIn: $0) }.first
    }

    private static func keyword(for typed: String, shownIn text: String) -> String? {
        for shown in text.ranges(of: " " + typed) {
            guard text[shown.upperBound...].first.map(ends.contains) ?? true else { continue }
            let keyword = text[..<shown.lowerBound].reversed().prefix { $0.isASCII && ($0.isLowercase || $0 == "-") }
            // What stands beside an English word is another word of a sentence.
            if !keyword.isEmpty, !typed.allSatisfy(\.isASCII) { return String(keyword.reversed()) }
        }
        return nil
    }

    private static let ends: Set<Character> = ["、", "，", "。", "；", "）", ")", ";", ",", "."]

    /// A question in every language.
    static func texts(_ question: Sentence, _ arguments: [String: String]) -> [String] {
        Language.allCases.map { Catalogue($0).text(question, arguments) }
    }
}
