/// Names and values of one thing, as the `show` commands lay them out: values lined up, long ones wrapped beside the name.
struct KeyValueLayout: Equatable, Sendable {
    /// One line or more of the layout.
    struct Pair: Equatable, Sendable {
        /// What the value is.
        var key: String
        /// May hold line ends.
        var value: String
    }

    /// From top to bottom.
    var pairs: [Pair]

    init(pairs: [(String, String)]) {
        self.pairs = pairs.map { Pair(key: $0.0, value: $0.1) }
    }

    /// Narrower than this beside the name, a value begins on its own line instead.
    private static let leastValueColumns = 20

    /// How many columns values have with such keys: beside the longest of them, or below each.
    static func valueColumns(under keys: [String], width: Int) -> Int {
        let beside = width - keyColumns(keys)
        return beside < leastValueColumns ? width - 2 : beside
    }

    private static func keyColumns(_ keys: [String]) -> Int {
        keys.reduce(0) { max($0, DisplayWidth.columns(of: $1)) } + 2
    }

    /// The lines of the layout.
    /// - Parameter width: columns at hand; nil (not a terminal) wraps nothing.
    func lines(width: Int?) -> [String] {
        let keyColumns = Self.keyColumns(pairs.map(\.key))
        return pairs.flatMap { pair in
            let value = TerminalText.clean(pair.value, keepingLines: true)
            if let width, width - keyColumns < Self.leastValueColumns {
                return [pair.key] + TextFitting.wrapped(value, to: width - 2).map { "  " + $0 }
            }
            let lines = TextFitting.wrapped(value, to: width.map { $0 - keyColumns })
            return lines.enumerated().map { position, line in
                let key = TextFitting.padded(position == 0 ? pair.key : "", to: keyColumns)
                return (key + line).trimmingTrailingSpaces()
            }
        }
    }
}
