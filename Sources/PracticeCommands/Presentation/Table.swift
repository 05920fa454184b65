/// Rows under headings, fitted to the width of the terminal.
struct Table: Equatable, Sendable {
    /// On which side of its column a cell stands.
    enum Alignment: Sendable { case leading, trailing }

    /// One column.
    struct Column: Equatable, Sendable {
        /// What stands above it.
        var heading: String
        /// Numbers and amounts stand at the right.
        var alignment: Alignment = .leading
        /// Whether its cells may go on below themselves. An id must stay on one line, because it is copied.
        var isElastic = true
    }

    /// From left to right.
    var columns: [Column]
    /// Each with one cell a column; missing ones are left blank.
    var rows: [[String]]
    /// Whether rows bear the numbers that stand for their ids until the next list.
    var isNumbered = false

    private static let gap = "  "
    /// Narrower than this a cell is a column of syllables; then each row is shown as a block instead.
    private static let leastColumns = 6

    /// The lines of the table. What does not fit its column goes on below itself: nothing is cut.
    /// - Parameter width: columns at hand; nil (not a terminal) leaves every cell on its line.
    func lines(width: Int?) -> [String] {
        let columns = numberColumn + self.columns
        let cells = rows.enumerated().map { position, row in
            let known = row.prefix(self.columns.count).map { TerminalText.clean($0, keepingLines: false) }
            let blank = [String](repeating: "", count: self.columns.count - known.count)
            return (isNumbered ? [String(position + 1)] : []) + known + blank
        }
        let natural = columns.indices.map { index in
            cells.reduce(DisplayWidth.columns(of: columns[index].heading)) {
                max($0, DisplayWidth.columns(of: $1[index]))
            }
        }
        func rendered(_ widths: [Int]) -> [String] {
            ([columns.map(\.heading)] + cells).flatMap { lines(of: $0, columns, widths) }
        }
        func longest(keepingTogether: Bool) -> [Int] {
            columns.indices.map { index in
                ([columns[index].heading] + cells.map { $0[index] }).reduce(Self.leastColumns) {
                    max($0, TextFitting.longestPiece(of: $1, keepingTogether: keepingTogether))
                }
            }
        }
        guard let width else { return rendered(natural) }
        let fitted = fit(
            natural, of: columns, together: longest(keepingTogether: true), whole: longest(keepingTogether: false),
            into: width)
        return fitted.map(rendered) ?? blocks(of: cells, under: columns, width)
    }

    private func lines(of row: [String], _ columns: [Column], _ widths: [Int]) -> [String] {
        let folded = columns.indices.map { TextFitting.folded(row[$0], to: widths[$0]) }
        return (0..<(folded.map(\.count).max() ?? 0)).map { line in
            let padded = columns.indices.map { index in
                TextFitting.padded(
                    line < folded[index].count ? folded[index][line] : "", to: widths[index],
                    alignment: columns[index].alignment)
            }
            return padded.joined(separator: Self.gap).trimmingTrailingSpaces()
        }
    }

    private var numberColumn: [Column] {
        isNumbered ? [Column(heading: "#", alignment: .trailing, isElastic: false)] : []
    }

    /// Takes columns from the widest elastic column first, so that short ones stay whole: first without parting a day from its time,
    /// then without breaking a word. Where a word would be broken, blocks show it whole; one that is longer than any line of theirs is
    /// broken here, where it goes on below itself.
    /// - Parameters:
    ///   - together: from which width on nothing of a column is parted that stands together
    ///   - whole: from which width on no word of it is broken
    /// - Returns: nil when the table cannot be fitted.
    private func fit(
        _ natural: [Int], of columns: [Column], together: [Int], whole: [Int], into width: Int
    ) -> [Int]? {
        let longestLine = KeyValueLayout.valueColumns(under: columns.map(\.heading), width: width)
        let overlong = columns.indices.filter { whole[$0] > longestLine }
        var fitted = natural
        var surplus = natural.reduce(0, +) + Self.gap.count * max(0, columns.count - 1) - width
        while surplus > 0 {
            let elastic = columns.indices.filter { columns[$0].isElastic && fitted[$0] > Self.leastColumns }
            let givingWay = [
                elastic.filter { fitted[$0] > together[$0] },
                elastic.filter { overlong.contains($0) && fitted[$0] > longestLine / 2 },
                elastic.filter { fitted[$0] > whole[$0] }, overlong.isEmpty ? [] : elastic,
            ].first { !$0.isEmpty }
            guard let widest = givingWay?.max(by: { fitted[$0] < fitted[$1] }) else { return nil }
            fitted[widest] -= 1
            surplus -= 1
        }
        return fitted
    }

    private func blocks(of cells: [[String]], under columns: [Column], _ width: Int?) -> [String] {
        let blocks = cells.map { row in
            KeyValueLayout(pairs: zip(columns, row).map { ($0.heading, $1) }).lines(width: width)
        }
        return Array(blocks.joined(separator: [""]))
    }
}

extension String {
    /// Without the spaces at the end, which a copied line would carry along.
    func trimmingTrailingSpaces() -> String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
