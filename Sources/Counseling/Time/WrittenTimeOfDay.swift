/// A time of day as people write it: minutes after midnight.
enum WrittenTimeOfDay {
    private enum Part { case night, morning, noon, afternoon, evening }

    /// A time, and whether the afternoon was taken for granted.
    struct Read {
        let minutes: Int
        var isAfternoonAssumed = false
    }

    /// The time at the scanner's place; nil where none stands there, or none that a clock shows.
    ///
    /// An hour from 1 to 6 that is said as people say it (`2点`, `两点半`, `at 2`) and not as a clock shows it (`2:00`, `02点`)
    /// means the afternoon: nobody is seen at two in the night.
    /// - Parameter isHourEnough: whether a bare number can only be an hour, as in `tomorrow 2`: it is taken as said
    static func read(_ scanner: inout TextScanner, isHourEnough: Bool = false) -> Read? {
        let isSaid = scanner.take("at")
        scanner.skipSpaces()
        if scanner.take("noon") || scanner.take("midday") { return Read(minutes: 12 * 60) }
        let part = scanner.take([
            "凌晨": Part.night, "早上": .morning, "上午": .morning, "早": .morning, "中午": .noon, "下午": .afternoon,
            "午后": .afternoon, "傍晚": .evening, "晚上": .evening, "晚": .evening,
        ])
        scanner.skipSpaces()
        let isOnClock = scanner.rest.first == "0" || scanner.rest.first == "零"
        guard let hour = scanner.number(1...2) else { return nil }
        var minute = 0
        var isTime = isSaid
        var isSpoken = isSaid
        if scanner.take(":") {
            guard let given = scanner.digits(2...2) else { return nil }
            (minute, isTime) = (given, true)
            if scanner.take(":"), scanner.digits(2...2) != 0 { return nil }
        } else if scanner.take("点") || scanner.take("點") || scanner.take("时") {
            (minute, isTime, isSpoken) = (minutesInWords(&scanner), true, true)
        } else if isHourEnough {
            (isTime, isSpoken) = (true, true)
        }
        scanner.skipSpaces()
        let half: KeyValuePairs = ["am": Part.morning, "a.m.": .morning, "pm": .afternoon, "p.m.": .afternoon]
        let latin = part == nil ? scanner.take(half) : nil
        // A bare number alone is no time: it may as well be a length, or a day.
        guard isTime || latin != nil, minute < 60, let hour = hour24(hour, part ?? latin, isLatin: latin != nil) else {
            return nil
        }
        let isAssumed = isSpoken && !isOnClock && part == nil && latin == nil && (1...6).contains(hour)
        return Read(minutes: (isAssumed ? hour + 12 : hour) * 60 + minute, isAfternoonAssumed: isAssumed)
    }

    private static func minutesInWords(_ scanner: inout TextScanner) -> Int {
        if let minutes = scanner.take(["整": 0, "半": 30, "一刻": 15, "三刻": 45] as KeyValuePairs) { return minutes }
        guard let minutes = scanner.number(1...2) else { return 0 }
        _ = scanner.take("分")
        return minutes
    }

    /// The hour of a clock of 24. Twelve is said of noon and of midnight alike, so it is taken where only one can be meant.
    private static func hour24(_ hour: Int, _ part: Part?, isLatin: Bool) -> Int? {
        if isLatin {
            guard (1...12).contains(hour) else { return nil }
            return hour % 12 + (part == .afternoon ? 12 : 0)
        }
        switch part {
        case nil: return (0...23).contains(hour) ? hour : nil
        case .night: return (0...6).contains(hour) ? hour : nil
        case .morning: return (4...12).contains(hour) ? hour : nil
        case .noon: return [11, 12].contains(hour) ? hour : hour == 1 ? 13 : nil
        case .afternoon: return (1...11).contains(hour) ? hour + 12 : (12...19).contains(hour) ? hour : nil
        case .evening: return (5...11).contains(hour) ? hour + 12 : (17...23).contains(hour) ? hour : nil
        }
    }
}
