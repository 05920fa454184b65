/// The word that was probably meant; the argument parser offers none for subcommands.
enum DidYouMean {
    /// The name nearest to what was typed, if one is near enough: half of its letters wrong, two at most, or three where the first
    /// is right; or the beginning of one name only.
    static func nearest(to typed: String, among names: [String]) -> String? {
        let typed = typed.lowercased()
        guard !typed.isEmpty else { return nil }
        let begun = names.filter { $0.hasPrefix(typed) }
        if begun.count == 1 { return begun[0] }
        let allowed = max(1, min(typed.count / 2, 3))
        return names.map { (name: $0, distance: distance(from: Array(typed), to: Array($0))) }
            .filter { $0.distance <= allowed && ($0.distance < 3 || $0.name.first == typed.first) }
            .min { $0.distance < $1.distance }?.name
    }

    /// Damerau's distance in its restricted form: one for a letter too many, too few, wrong, or two swapped.
    static func distance(from former: [Character], to latter: [Character]) -> Int {
        var rows = [Array(0...latter.count)]
        for i in former.indices {
            var row = [i + 1]
            for j in latter.indices {
                let substitution = rows[i][j] + (former[i] == latter[j] ? 0 : 1)
                var best = min(substitution, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, former[i] == latter[j - 1], former[i - 1] == latter[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[former.count][latter.count]
    }
}
