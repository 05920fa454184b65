// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// A clock that was ahead when something was changed.
    static let clockEntries: [Entry] = [
        Entry(.optionClockIsRight, "The clock is right now and was ahead before: let your next changes count from now. An entry says so.", "现在时钟正确，此前偏快：从现在起按此时间计。日志会记下此事。"),
        Entry(.clockNotBehind, "The clock is not behind your latest change. There is nothing to set right.", "时钟没有早于您最近一次更改的时间，无需更正。"),
        Entry(.clockRightBefore, "About to record under your signature that this computer's clock was ahead and is right now: your latest change was dated {last}, and the clock shows {now}. Auditors read it. If that is not the time, set the clock first.", "将以您的签名记入日志：本机时钟此前偏快，现在正确。您最近一次更改的时间是 {last}，时钟现在显示 {now}。审计员可以看到。若这不是现在的时间，请先校正时钟。"),
        Entry(.clockRightQuestion, "Is the time that the clock shows now right?", "时钟现在显示的时间正确吗？"),
        Entry(.clockRightDone, "Set right: from {last} to {now}. You can make changes again.", "已更正：由 {last} 改为 {now}。您可以继续作更改了。"),
        Entry(.clockRightNext, "What you wrote while the clock was ahead keeps the date that it was given. Tell an auditor; their audit verify names those entries.", "时钟偏快期间写下的内容保留当时的日期。请告知审计员；其 audit verify 会指出这些日志。"),
        Entry(.auditRemarkFuture, "Please look: entry {place} is dated {time}, later than this computer's clock ({other}).", "请留意：第 {place} 条日志的时间为 {time}，晚于本机时钟（{other}）。"),
        Entry(.auditRemarkBack, "Please look: entry {place} is dated {time}, earlier than an entry before it ({other}).", "请留意：第 {place} 条日志的时间为 {time}，早于它之前的日志（{other}）。"),
        Entry(.auditRemarkAhead, "Please look: entry {place} is dated {time}, later than entries of others after it ({other}).", "请留意：第 {place} 条日志的时间为 {time}，晚于它之后他人的日志（{other}）。"),
        Entry(.auditRemarkSetRight, "Please look: in entry {place} somebody says that their clock was ahead ({other}) and is right now ({time}).", "请留意：第 {place} 条日志中有人声明其时钟此前偏快（{other}），现在正确（{time}）。"),
        Entry(.auditRemarkCase, "Please look: case {place} is dated as closed on {time}, before it was opened ({other}).", "请留意：个案 {place} 的结案时间为 {time}，早于开案时间（{other}）。"),
        Entry(.auditRemarkPin, "Please look: what this computer remembers of {place} is dated {time}, later than its clock ({other}). Until then they can change nothing, unless they say that the clock is right: tacet check --clock-is-right", "请留意：本机为 {place} 保存的时间为 {time}，晚于本机时钟（{other}）。在此之前此人无法作更改，除非声明时钟正确：tacet check --clock-is-right"),
    ]

    /// What a newcomer stumbled over: what is done already, what comes first, and what was meant.
    static let trialEntries: [Entry] = [
        Entry(.crisisDueUnread, "it is none of 12h, 3d, 2026-12-01 and 2026-12-01T10:00:00Z", "写法不对，请写作 12h、3d、2026-12-01 或 2026-12-01T10:00:00Z"),
        Entry(.crisisDuePast, "it is over already; a day begins at midnight", "该时间已过；日期按当天零点计"),
        Entry(.crisisDueFar, "it is more than 31 days away; an open crisis is looked at sooner", "超过 31 天；未解除的危机须更早再评估"),
        Entry(.crisisHarmWithinDay, "Suspected abuse or harm to a minor or dependant: whatever the level, somebody must take it up within a day.", "疑似虐待，或伤害未成年人、无自理能力者：无论等级，均须在一天内有人接手。"),
        Entry(.supervisionEndedAlready, "Supervision agreement {id} has ended already.", "督导协议 {id} 此前已结束。"),
        Entry(.supervisionSelf, "nobody supervises themself: name another person", "不能督导自己，请指定另一人"),
        Entry(.disclosureNotPrepared, "Nothing is prepared for disclosure {id} yet, so that there is nothing to approve.", "披露 {id} 的内容尚未确定，无可批准。"),
        Entry(.disclosureNotPreparedHint, "First {counselor} fixes what would leave: tacet disclosure prepare {id}", "请先由 {counselor} 确定披露内容：tacet disclosure prepare {id}"),
        Entry(.disclosureApprovedAlready, "Disclosure {id} is approved already.", "披露 {id} 此前已获批准。"),
        Entry(.disclosureHowItStands, "Nothing was changed. How it stands: tacet disclosure show {id}", "没有任何改动。查看当前状态：tacet disclosure show {id}"),
        Entry(.faultConflictSomewhere, "It was changed in the meantime.", "在此期间已有修改。"),
        Entry(.reviewDrawFew, "Notes asked for by lot: {count}; notes to draw from: {found}. All of them were drawn.", "要求抽取 {count} 份；可抽取的有 {found} 份，已全部抽取。"),
        Entry(.reviewAssignDraw, "How many signed notes there are only {counselor}'s program knows. Where there are fewer, all are drawn, and it says so: tacet review show {id}", "已签署记录的份数只有 {counselor} 的程序知道。若不足，将全部抽取并注明：tacet review show {id}"),
        Entry(.reviewAnsweredAlready, "Review {id} has an answer of yours already. Another one is shown in its place; the earlier stays in the record.", "质量评估 {id} 已有您的回应。新的回应将取代其显示，原有的仍保留在记录中。"),
        Entry(.reviewAnswerQuestion, "Answer anew?", "重新回应吗？"),
        Entry(.reviewConfirmedAlready, "Review {id} is confirmed already, or needs nobody to confirm it.", "质量评估 {id} 此前已确认，或无须确认。"),
        Entry(.reviewFinishedAlready, "Review {id} is finished already.", "质量评估 {id} 此前已结束。"),
        Entry(.reviewHowItStands, "Nothing was changed. How it stands: tacet review show {id}", "没有任何改动。查看当前状态：tacet review show {id}"),
        Entry(.noteAddOwnDraft, "Your session note is a draft: it is changed, not added to.", "您的咨询记录仍是草稿：可直接修改，不需补充。"),
        Entry(.noteAddOwnDraftHint, "Change it: tacet note edit {id}. Sign it: tacet note sign {id}", "修改：tacet note edit {id}。签署：tacet note sign {id}"),
    ]
}
