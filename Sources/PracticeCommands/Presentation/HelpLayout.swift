/// A help page set by the columns of a terminal. The argument parser counts characters, of which a Chinese one takes two columns.
enum HelpLayout {
    /// As many columns as no line has: the parser then breaks none.
    static let unbroken = 100_000

    /// Where explanations begin; the parser's own column.
    private static let explanation = 26

    /// The lines of a page that the parser broke nowhere.
    /// - Parameters:
    ///   - page: names stand behind two spaces, two spaces or more before what explains them, or alone on a line before it.
    ///   - columns: at hand.
    static func lines(of page: String, columns: Int) -> [String] {
        page.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            guard let (name, explained) = parts(of: line) else { return TextFitting.wrapped(String(line), to: columns) }
            let blank = String(repeating: " ", count: explanation)
            var lines = TextFitting.wrapped(blank + explained, to: columns)
            let named = TextFitting.padded("  " + name, to: explanation)
            if named.hasSuffix(" ") {
                lines[0] = named + lines[0].dropFirst(explanation)
            } else {
                lines.insert(named, at: 0)
            }
            return lines
        }
    }

    /// The name that a line begins with and what explains it; nil where it is no such line.
    private static func parts(of line: Substring) -> (name: Substring, explained: String)? {
        guard line.hasPrefix("  "), line.dropFirst(2).first != " ", let gap = line.dropFirst(2).firstRange(of: "  ")
        else { return nil }
        return (line.dropFirst(2)[..<gap.lowerBound], String(line[gap.upperBound...].drop { $0 == " " }))
    }
}
