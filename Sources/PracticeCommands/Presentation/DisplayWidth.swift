/// How many columns of a terminal a text takes: Chinese, Japanese and Korean characters two, combining marks none.
///
/// By Unicode Standard Annex 11; characters of ambiguous width count one, as terminals outside East Asian legacy settings
/// show them.
enum DisplayWidth {
    /// The columns of a whole text without line ends or control characters.
    static func columns(of text: some StringProtocol) -> Int {
        var ascii = 0
        for byte in text.utf8 {
            guard (0x20...0x7E).contains(byte) else { return text.reduce(0) { $0 + columns(of: $1) } }
            ascii += 1
        }
        return ascii
    }

    /// The columns of one grapheme: never more than two, whatever its parts add up to (a family emoji has seven).
    static func columns(of character: Character) -> Int {
        var sum = 0
        var isPicture = false
        for scalar in character.unicodeScalars {
            // Variation selector 16 asks for the emoji picture of a character that is narrow as text, ☎️ for instance.
            if scalar == "\u{FE0F}" { isPicture = true }
            sum += columns(of: scalar)
        }
        return isPicture && sum > 0 ? 2 : min(sum, 2)
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x20 || value == 0x7F { return 0 }
        if value < 0x300 { return (0x80...0x9F).contains(value) ? 0 : 1 }
        if contains(value, in: EastAsianWidthRanges.wide) { return 2 }
        return contains(value, in: EastAsianWidthRanges.none) ? 0 : 1
    }

    /// Binary search over pairs (first, last).
    private static func contains(_ value: UInt32, in ranges: [UInt32]) -> Bool {
        var low = 0
        var high = ranges.count / 2
        while low < high {
            let middle = (low + high) / 2
            if value < ranges[2 * middle] {
                high = middle
            } else if value > ranges[2 * middle + 1] {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
