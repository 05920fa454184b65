import Foundation

/// A line on the terminal that says how far a work has come and how long it may still take. It appears when the work has
/// taken a second, is drawn over itself, and goes away at the end. Where nobody looks there is none.
final class ProgressLine {
    private let terminal: Terminal
    private let now: () -> Date
    private let sentence: (_ percent: String, _ seconds: String) -> String
    private let began: Date
    private var drawn: Date?

    /// Less is not worth a line, more often than that nobody can read.
    private static let patience: TimeInterval = 1
    private static let interval: TimeInterval = 0.2

    /// - Parameter sentence: says the percentage and the seconds still to go
    init(
        on terminal: Terminal, now: @escaping () -> Date = Date.init,
        _ sentence: @escaping (_ percent: String, _ seconds: String) -> String
    ) {
        self.terminal = terminal
        self.now = now
        self.sentence = sentence
        began = now()
    }

    /// - Parameter fraction: 0 ... 1
    func show(_ fraction: Double) {
        let moment = now()
        let taken = moment.timeIntervalSince(began)
        guard terminal.canRedraw, taken >= Self.patience, fraction > 0,
            drawn.map({ moment.timeIntervalSince($0) >= Self.interval }) ?? true
        else { return }
        drawn = moment
        // The share is of what the file says that there is; of one that says too much a day is as good as any longer time.
        let seconds = Int(min(max((taken * (1 / fraction - 1)).rounded(.up), 0), 86_400))
        try? terminal.redraw(sentence("\(Int(min(fraction, 1) * 100))", "\(seconds)"))
    }

    func end() {
        if drawn != nil { try? terminal.redraw("") }
    }
}
