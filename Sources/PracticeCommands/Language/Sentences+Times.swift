// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Why a time or a length cannot be read.
    static let timeEntries: [Entry] = [
        Entry(.timeUnreadable, "'{typed}' is not a time that can be read here.", "无法识别时间“{typed}”。"),
        Entry(.timeUnreadableHint, "Write it as in 2026-12-01 10:00, tomorrow 10:00, fri 14:30.", "请写成 2026-12-01 10:00、明天 10:00、下周五 下午2点半 这样的形式。"),
        Entry(.timeOfDayMissing, "'{typed}' names a day, but no time of day.", "“{typed}”只有日期，没有几点。"),
        Entry(.timeOfDayMissingHint, "Add it: {typed} 10:00", "请补上时间：{typed} 10:00"),
        Entry(.timeHalfUnclear, "'{typed}' could be in the morning or later.", "“{typed}”分不清是上午还是下午。"),
        Entry(.timeHalfUnclearHint, "Write 下午3点 or 15:00.", "请写成“下午3点”或 15:00。"),
        Entry(.timeNone, "'{typed}' does not exist in the calendar.", "“{typed}”这个时间不存在。"),
        Entry(.timeNoneHint, "Check the day and the hour.", "请检查日期和钟点。"),
        Entry(.timeSkipped, "'{typed}' does not exist: the clocks are set forward over it.", "“{typed}”这个时间不存在：时钟正好在此时拨快。"),
        Entry(.timeTwice, "'{typed}' comes twice: the clocks are set back over it.", "“{typed}”会出现两次：时钟正好在此时拨慢。"),
        Entry(.timeEitherHint, "Write one of {former} and {latter}.", "请写成 {former} 或 {latter}。"),
        Entry(.timeLengthUnreadable, "'{typed}' is not a length of time that can be read here.", "无法识别时长“{typed}”。"),
        Entry(.timeLengthRange, "'{typed}' is not between one minute and one day.", "时长“{typed}”不在一分钟到一天之间。"),
        Entry(.timeLengthHint, "Write it as in 50m, 1h, 1h30m.", "请写成 50分钟、1小时、1小时30分钟 这样的形式。"),
    ]
}
