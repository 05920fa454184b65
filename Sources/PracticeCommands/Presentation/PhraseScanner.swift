/// Reads a short phrase from left to right: words of a list, numbers in digits or in Chinese numerals.
struct PhraseScanner {
    private var rest: Substring

    /// The phrase is folded first: lower case, full-width forms (`：`, `２`) as ASCII.
    init(_ phrase: String) {
        var folded = String.UnicodeScalarView()
        for scalar in phrase.lowercased().unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0x3000, 0x09, 0xA0: folded.append(" ")
            default: folded.append(scalar)
            }
        }
        rest = Substring(String(folded))
        skipSpaces()
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { rest.isEmpty }

    /// Whether the next character is a digit that a longer number could go on with.
    var isAtDigit: Bool { rest.first.map { $0.isASCII && $0.isNumber } ?? false }

    mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

    /// Takes the word if the phrase goes on with it. An English word must not go on in letters: `mon` is not in `month`.
    mutating func take(_ word: String) -> Bool {
        guard rest.hasPrefix(word) else { return false }
        let after = rest.dropFirst(word.count)
        if let last = word.last, last.isASCII, last.isLetter, let next = after.first, next.isASCII, next.isLetter {
            return false
        }
        rest = after
        return true
    }

    /// Takes the first of the words that the phrase goes on with, and gives its value.
    mutating func take<Value>(oneOf words: [(String, Value)]) -> Value? {
        for (word, value) in words where take(word) { return value }
        return nil
    }

    /// Takes a number of ASCII digits.
    /// - Parameter digits: how many there must be.
    mutating func takeDigits(_ digits: ClosedRange<Int>) -> Int? {
        let run = rest.prefix { $0.isASCII && $0.isNumber }
        guard digits.contains(run.count), let number = Int(run) else { return nil }
        rest = rest.dropFirst(run.count)
        return number
    }

    /// Takes a number below 100 in ASCII digits or Chinese numerals: `15`, `十五`, `两`.
    mutating func takeNumber() -> Int? {
        if let number = takeDigits(1...4) { return number }
        let run = rest.prefix { $0 == "十" || Self.numerals[$0] != nil }
        guard !run.isEmpty, let number = Self.value(of: run) else { return nil }
        rest = rest.dropFirst(run.count)
        return number
    }

    private static let numerals: [Character: Int] = [
        "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]

    private static func value(of run: Substring) -> Int? {
        let parts = run.split(separator: "十", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            // 零五 is a minute as a clock shows it.
            let digits = run.compactMap { numerals[$0] }
            guard digits.count == 1 || digits.count == 2 && digits[0] == 0 else { return nil }
            return digits.last
        case 2 where parts[0].count <= 1 && parts[1].count <= 1:
            let tens = parts[0].first.flatMap { numerals[$0] } ?? 1
            return tens * 10 + (parts[1].first.flatMap { numerals[$0] } ?? 0)
        default: return nil
        }
    }
}
