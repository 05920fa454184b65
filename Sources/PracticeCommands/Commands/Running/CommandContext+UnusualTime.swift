import Counseling
import Practice

// A time that is most likely a slip.
extension CommandContext {
    private static var daysBack: Int64 { 7 }
    private static var daysAhead: Int64 { 731 }

    /// Asks before an appointment goes where hardly any belongs: more than a week back, so that last week's sessions are entered
    /// freely, more than two years ahead, or outside the hours. The last is a remark where nobody can be asked.
    func confirmUnusual(_ time: UTCTime, _ practice: OpenPractice) throws {
        let ahead = time.secondsSince1970 - UTCTime.now.secondsSince1970
        let shown = ["time": try times(practice).table(time.date)]
        if ahead < -Self.daysBack * 86_400 {
            return try confirm(.timeUnusualQuestion, because: .timeLongPast, shown)
        }
        if ahead > Self.daysAhead * 86_400 {
            return try confirm(.timeUnusualQuestion, because: .timeFarAhead, shown)
        }
        let isWithin = FreeTimes.Hours.standard.contain(from: try clock(practice).minutes(of: time), lasting: 1)
        if !isWithin, terminal.inputIsTerminal, !options.json { try confirm(.timeUnusualQuestion) }
    }
}
