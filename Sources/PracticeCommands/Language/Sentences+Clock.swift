// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// A clock that was ahead when something was changed.
    static let clockEntries: [Entry] = [
        Entry(.optionClockIsRight, "The clock is right now and was ahead before: let your next changes count from now. An entry says so.", "现在时钟正确，此前偏快：从现在起按此时间计。日志会记下此事。"),
        Entry(.clockNotBehind, "The clock is not behind your latest change. There is nothing to set right.", "时钟没有早于您最近一次更改的时间，无需更正。"),
        Entry(.clockRightBefore, "Your latest change was dated {last}, and this computer's clock shows {now}. If that is the right time, an entry signed by you will say that the clock was ahead, from which time to which; auditors read it. If it is not, set the clock first.", "您最近一次更改的时间是 {last}，而本机时钟现在显示 {now}。若现在的时间正确，日志会以您的签名记下：时钟此前偏快，以及更正前后的时间，审计员可以看到。若不正确，请先校正时钟。"),
        Entry(.clockRightQuestion, "Is the time that the clock shows now right?", "时钟现在显示的时间正确吗？"),
        Entry(.clockRightDone, "Set right: from {last} to {now}. You can make changes again.", "已更正：由 {last} 改为 {now}。您可以继续作更改了。"),
        Entry(.clockRightNext, "What you wrote while the clock was ahead keeps the date that it was given. Tell an auditor; their audit verify names those entries.", "时钟偏快期间写下的内容保留当时的日期。请告知审计员；其 audit verify 会指出这些日志。"),
        Entry(.auditRemarkFuture, "Please look: entry {place} is dated {time}, later than this computer's clock ({other}).", "请留意：第 {place} 条日志的时间为 {time}，晚于本机时钟（{other}）。"),
        Entry(.auditRemarkBack, "Please look: entry {place} is dated {time}, earlier than an entry before it ({other}).", "请留意：第 {place} 条日志的时间为 {time}，早于它之前的日志（{other}）。"),
        Entry(.auditRemarkSetRight, "Please look: in entry {place} somebody says that their clock was ahead ({other}) and is right now ({time}).", "请留意：第 {place} 条日志中有人声明其时钟此前偏快（{other}），现在正确（{time}）。"),
        Entry(.auditRemarkPin, "Please look: what this computer remembers of {place} is dated {time}, later than its clock ({other}). Until then they can change nothing, unless they say that the clock is right: tacet check --clock-is-right", "请留意：本机为 {place} 保存的时间为 {time}，晚于本机时钟（{other}）。在此之前此人无法作更改，除非声明时钟正确：tacet check --clock-is-right"),
    ]
}
