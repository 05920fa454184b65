import Foundation

/// Prints the rows as they come, so that a long run shows where it is.
enum Table {
    static func head() {
        row(["what", "against", "ours", "theirs", "ratio", "least", "most", "bar", ""])
        row(["---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---"])
    }

    static func show(_ measurement: Measurement) {
        let ratios = measurement.ratios
        row([
            measurement.comparison.title, measurement.comparison.against, time(measurement.ours),
            time(measurement.theirs), number(measurement.ratio), number(ratios.first ?? 0), number(ratios.last ?? 0),
            number(measurement.comparison.bar), measurement.ratio <= measurement.comparison.bar ? "" : "over",
        ])
    }

    private static func row(_ cells: [String]) {
        FileHandle.standardOutput.write(Data(("| " + cells.joined(separator: " | ") + " |\n").utf8))
    }

    private static func number(_ value: Double) -> String { String(format: "%.2f", value) }

    private static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<1e-4: String(format: "%.2f µs", seconds * 1e6)
        case ..<1: String(format: "%.2f ms", seconds * 1e3)
        default: String(format: "%.2f s", seconds)
        }
    }
}
