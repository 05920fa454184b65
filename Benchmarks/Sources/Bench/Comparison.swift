/// One row of the table: what we do, what it is held against, and the ratio to stay under.
struct Comparison {
    let title: String
    let against: String
    let bar: Double
    var repetitions = 9
    /// Seconds for one operation.
    let ours: () throws -> Double
    let theirs: () throws -> Double

    /// Runs both in turn, A B A B, after one round that warms caches and is thrown away.
    func measured() throws -> Measurement {
        _ = try (theirs(), ours())
        var pairs: [(ours: Double, theirs: Double)] = []
        for _ in 0..<repetitions {
            let theirs = try theirs()
            pairs.append((try ours(), theirs))
        }
        return Measurement(comparison: self, pairs: pairs)
    }
}

/// What the repetitions gave.
struct Measurement {
    let comparison: Comparison
    let pairs: [(ours: Double, theirs: Double)]

    var ratios: [Double] { pairs.map { $0.ours / $0.theirs }.sorted() }
    var ratio: Double { Self.median(ratios) }
    var ours: Double { Self.median(pairs.map(\.ours).sorted()) }
    var theirs: Double { Self.median(pairs.map(\.theirs).sorted()) }

    private static func median(_ sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
