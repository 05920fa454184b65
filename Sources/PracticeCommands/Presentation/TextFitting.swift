/// Cutting, padding and wrapping by the columns of a terminal, never inside a grapheme.
enum TextFitting {
    /// The text in at most so many columns, its end replaced by "…" where it is longer.
    static func truncated(_ text: String, to columns: Int) -> String {
        if DisplayWidth.columns(of: text) <= columns { return text }
        guard columns > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let width = DisplayWidth.columns(of: character)
            if used + width > columns - 1 { break }
            kept.append(character)
            used += width
        }
        return kept + "…"
    }

    /// The text filled with spaces up to so many columns; a longer one is left as it is.
    static func padded(_ text: String, to columns: Int, alignment: Table.Alignment = .leading) -> String {
        let missing = columns - DisplayWidth.columns(of: text)
        guard missing > 0 else { return text }
        let spaces = String(repeating: " ", count: missing)
        return alignment == .leading ? text + spaces : spaces + text
    }

    /// The lines of a text, each of at most so many columns where a place to break can be found.
    ///
    /// Breaks after spaces and between ideographs, but never before a closing mark or after an opening one (the rule that
    /// Chinese typesetting calls 避头尾, GB/T 15834), nor within a moment, a number or a command that fits into a line. No character
    /// stands alone on the last line (单字不成行, as W3C's Requirements for Chinese Text Layout has it): one more goes down with it.
    /// - Parameter columns: nil leaves every line as long as it is.
    static func wrapped(_ text: String, to columns: Int?) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let columns, columns > 0 else { return lines.map(String.init) }
        return lines.flatMap { wrappedLine($0, to: columns) }
    }

    /// The lines of a text, none of them longer: a word that is goes on in the next.
    static func folded(_ text: String, to columns: Int) -> [String] {
        wrapped(text, to: columns).flatMap { line -> [String] in
            guard columns > 0, DisplayWidth.columns(of: line) > columns else { return [line] }
            var lines = [""]
            var used = 0
            for character in line {
                let width = DisplayWidth.columns(of: character)
                if used + width > columns, used > 0 {
                    lines.append("")
                    used = 0
                }
                lines[lines.count - 1].append(character)
                used += width
            }
            return lines
        }
    }

    /// The columns of the longest part that is broken nowhere by choice.
    /// - Parameter keepingTogether: whether a moment, a number in groups and a command count as one part
    static func longestPiece(of text: String, keepingTogether: Bool = false) -> Int {
        let parts = pieces(of: text[...])
        return (keepingTogether ? KeptTogether.joined(parts, to: .max) : parts)
            .reduce(0) { max($0, DisplayWidth.columns(of: $1.trimmingTrailingSpaces())) }
    }

    private static let opening: Set<Character> = ["（", "「", "『", "《", "〈", "【", "“", "‘", "(", "["]
    private static let closing: Set<Character> = [
        "，", "。", "、", "；", "：", "？", "！", "）", "」", "』", "》", "〉", "】", "”", "’", "…", "%", ",", ".", ";", ":", "?",
        "!", ")", "]",
    ]

    private static func wrappedLine(_ line: Substring, to columns: Int) -> [String] {
        // No character takes more columns than bytes.
        if line.utf8.count <= columns, line.utf8.last != 0x20 { return [String(line)] }
        // What is set in stays set in on every line it takes.
        let indent = String(line.prefix { $0 == " " })
        var lines: [[String]] = [[]]
        var used = 0
        for piece in KeptTogether.joined(pieces(of: line), to: columns - indent.count) {
            let width = DisplayWidth.columns(of: piece)
            if used + DisplayWidth.columns(of: piece.trimmingTrailingSpaces()) > columns,
                lines[lines.count - 1].contains(where: { $0.contains { $0 != " " } })
            {
                lines.append([indent])
                used = indent.count
            }
            lines[lines.count - 1].append(piece)
            used += width
        }
        bringCompany(to: &lines, of: columns, indent)
        return lines.map { $0.joined().trimmingTrailingSpaces() }
    }

    /// Takes the last character of the line before down to one that would stand alone, where that line keeps two at least.
    private static func bringCompany(to lines: inout [[String]], of columns: Int, _ indent: String) {
        guard lines.count > 1, let alone = lines[lines.count - 1].last, lines[lines.count - 1].count == 2,
            isIdeograph(alone), let before = lines[lines.count - 2].last, isIdeograph(before),
            lines[lines.count - 2].count(where: { $0.contains { $0 != " " } }) > 2,
            indent.count + DisplayWidth.columns(of: before + alone) <= columns
        else { return }
        lines[lines.count - 2].removeLast()
        lines[lines.count - 1] = [indent, before, alone]
    }

    /// Whether a part is one character as wide as an ideograph, with the marks that may not be parted from it.
    private static func isIdeograph(_ piece: String) -> Bool {
        let bare = piece.filter { !opening.contains($0) && !closing.contains($0) }
        return bare.count == 1 && DisplayWidth.columns(of: bare) == 2
    }

    /// The smallest parts that may stand on a line of their own.
    private static func pieces(of line: Substring) -> [String] {
        var pieces: [String] = []
        var previous: Character?
        for character in line {
            if let previous, !breaks(between: previous, and: character) {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append(String(character))
            }
            previous = character
        }
        return pieces
    }

    private static func breaks(between former: Character, and latter: Character) -> Bool {
        if latter == " " || opening.contains(former) || closing.contains(latter) { return false }
        if former == " " { return true }
        // Two answers to choose from stay together.
        if former == "/" || latter == "/" { return false }
        return DisplayWidth.columns(of: former) == 2 || DisplayWidth.columns(of: latter) == 2
    }
}
