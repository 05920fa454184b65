/// Lengths of time as people write them: `50m`, `1h`, `1h30m`, `1小时`, `一个半小时`, `90分钟`.
enum LengthText {
    /// - Throws: `unreadable`; `lengthOutOfRange` for nothing and for more than a day.
    static func read(_ phrase: String) throws(TimeFault) -> Duration {
        var scanner = PhraseScanner(phrase)
        var minutes = 0
        if scanner.take("半小时") || scanner.take("半个小时") {
            minutes = 30
        } else {
            guard let first = scanner.takeNumber() else { throw .unreadable }
            scanner.skipSpaces()
            if let isHalf = takeHours(from: &scanner) {
                minutes = first * 60 + (isHalf ? 30 : 0)
                scanner.skipSpaces()
                if !isHalf, let second = scanner.takeNumber() {
                    scanner.skipSpaces()
                    // `1h30` is as common as `1h30m`.
                    guard takeMinutes(from: &scanner) || scanner.isAtEnd, second < 60 else { throw .unreadable }
                    minutes += second
                } else if !isHalf, scanner.take("半") {
                    minutes += 30
                }
            } else if takeMinutes(from: &scanner) {
                minutes = first
            } else {
                throw .unreadable
            }
        }
        scanner.skipSpaces()
        guard scanner.isAtEnd else { throw .unreadable }
        guard (1...1440).contains(minutes) else { throw .lengthOutOfRange }
        return .seconds(minutes * 60)
    }

    /// `50 min`, `1 h 30 min`; `50分钟`, `1小时30分钟`.
    static func text(_ length: Duration, in language: Language) -> String {
        let minutes = Int(length.components.seconds / 60)
        let (hours, rest) = (minutes / 60, minutes % 60)
        let words = language == .english ? (" h", " min", " ") : ("小时", "分钟", "")
        if hours == 0 { return "\(rest)\(words.1)" }
        return rest == 0 ? "\(hours)\(words.0)" : "\(hours)\(words.0)\(words.2)\(rest)\(words.1)"
    }

    /// - Returns: whether half an hour is added (`个半小时`); nil when no unit of hours stands here.
    private static func takeHours(from scanner: inout PhraseScanner) -> Bool? {
        scanner.take(oneOf: [
            ("个半小时", true), ("个小时", false), ("小时", false), ("个钟头", false),
            ("hours", false), ("hour", false), ("hrs", false), ("hr", false), ("h", false),
        ])
    }

    private static func takeMinutes(from scanner: inout PhraseScanner) -> Bool {
        scanner.take(oneOf: [
            ("分钟", ()), ("分", ()), ("minutes", ()), ("minute", ()), ("mins", ()), ("min", ()), ("m", ()),
        ]) != nil
    }
}
