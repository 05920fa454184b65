/// Reads words and numbers from the beginning of a line, whichever width and case they were typed in.
struct TextScanner {
    private(set) var rest: Substring

    /// - Parameter text: full-width forms, as Chinese keyboards give them, count as their ASCII letters, digits and marks
    init(_ text: String) {
        var plain = ""
        for scalar in text.trimmed().unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: plain.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3000: plain.append(" ")
            default: plain.unicodeScalars.append(scalar)
            }
        }
        rest = plain.lowercased()[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skipSpaces() {
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    }

    /// Passes one character, whatever it is.
    mutating func takeCharacter() -> Character? { rest.popFirst() }

    /// Whether the word stood there, which is then passed. A word of letters ends where letters end.
    mutating func take(_ word: String) -> Bool {
        guard rest.hasPrefix(word) else { return false }
        let after = rest.dropFirst(word.count)
        if Self.isLetter(word.last), Self.isLetter(after.first) { return false }
        rest = after
        return true
    }

    /// The value of the first of these words that stands there.
    mutating func take<Value>(_ words: KeyValuePairs<String, Value>) -> Value? {
        for (word, value) in words where take(word) { return value }
        return nil
    }

    /// A number of so many ASCII digits, and no more of them.
    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard count.contains(digits.utf8.count), let number = Int(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// A number in ASCII digits, or in Chinese ones up to 99.
    mutating func number(_ count: ClosedRange<Int>) -> Int? { digits(count) ?? hanNumber() }

    private mutating func hanNumber() -> Int? {
        let start = rest
        _ = rest.first == "零" || rest.first == "〇" ? rest.removeFirst() : nil
        let tens = hanDigit()
        guard rest.first == "十" else {
            if tens == nil { rest = start }
            return tens
        }
        rest.removeFirst()
        return (tens ?? 1) * 10 + (hanDigit() ?? 0)
    }

    private mutating func hanDigit() -> Int? {
        let known: [Character: Int] = [
            "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
        ]
        guard let first = rest.first, let value = known[first] else { return nil }
        rest.removeFirst()
        return value
    }

    private static func isLetter(_ character: Character?) -> Bool {
        guard let character else { return false }
        return ("a"..."z").contains(character)
    }
}
