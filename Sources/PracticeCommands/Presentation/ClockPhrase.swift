/// A time of day as people write it: `14:30`, `2:30pm`, `noon`, `下午2点半`.
struct ClockPhrase: Equatable, Sendable {
    let hour: Int
    let minute: Int
    let second: Int

    private enum Half { case before, after, night, midday }

    /// Takes a time of day at the place where the scanner stands.
    /// - Returns: nil when none stands there.
    /// - Throws: `halfOfDayUnclear`, `noSuchTime`.
    static func take(from scanner: inout PhraseScanner) throws(TimeFault) -> ClockPhrase? {
        if scanner.take("noon") { return ClockPhrase(hour: 12, minute: 0, second: 0) }
        var ahead = scanner
        var half = ahead.take(oneOf: halves)
        ahead.skipSpaces()
        guard let hour = ahead.takeNumber() else {
            if half == .midday {
                scanner = ahead
                return ClockPhrase(hour: 12, minute: 0, second: 0)
            }
            return nil
        }
        var minute = 0
        var second = 0
        var isSpoken = false
        if ahead.take(":") {
            guard let digits = ahead.takeDigits(2...2) else { return nil }
            minute = digits
            if ahead.take(":") {
                guard let digits = ahead.takeDigits(2...2) else { return nil }
                second = digits
            }
        } else if ahead.take("点") || ahead.take("时") {
            isSpoken = true
            minute = takeSpokenMinute(from: &ahead)
        }
        ahead.skipSpaces()
        let isEnglish = ahead.take(oneOf: [("am", Half.before), ("pm", Half.after)])
        guard minute < 60, second < 60 else { throw .noSuchTime }
        if let isEnglish {
            guard half == nil, (1...12).contains(hour) else { throw .noSuchTime }
            half = isEnglish
        } else if half == nil, isSpoken, (1...7).contains(hour) {
            throw .halfOfDayUnclear
        } else if half == nil, !isSpoken, !hasMinutes(after: scanner) {
            return nil
        }
        let resolved = try hourOfDay(hour, in: half, isEnglish: isEnglish != nil)
        scanner = ahead
        return ClockPhrase(hour: resolved, minute: minute, second: second)
    }

    /// A bare number is no time of day.
    private static func hasMinutes(after scanner: PhraseScanner) -> Bool {
        var ahead = scanner
        return ahead.takeNumber() != nil && ahead.take(":")
    }

    private static func takeSpokenMinute(from scanner: inout PhraseScanner) -> Int {
        if let fixed = scanner.take(oneOf: [("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0), ("钟", 0)]) { return fixed }
        guard let minute = scanner.takeNumber() else { return 0 }
        _ = scanner.take("分")
        return minute
    }

    private static func hourOfDay(_ hour: Int, in half: Half?, isEnglish: Bool) throws(TimeFault) -> Int {
        guard (0...23).contains(hour) else { throw .noSuchTime }
        switch half {
        case nil: return hour
        case .before where isEnglish: return hour % 12
        case .before:
            guard hour <= 12 else { throw .noSuchTime }
            return hour
        case .after: return hour < 12 ? hour + 12 : hour
        // 晚上12点 is the end of that day to some and its beginning to others.
        case .night where hour == 12 || hour < 5: throw .halfOfDayUnclear
        case .night: return hour < 12 ? hour + 12 : hour
        case .midday:
            guard [11, 12, 1, 2].contains(hour) else { throw .noSuchTime }
            return hour < 3 ? hour + 12 : hour
        }
    }

    private static let halves: [(String, Half)] = [
        ("凌晨", .before), ("清晨", .before), ("早上", .before), ("早晨", .before), ("上午", .before),
        ("中午", .midday), ("下午", .after), ("傍晚", .after), ("晚上", .night), ("今晚", .night),
    ]
}
