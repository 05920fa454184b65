// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What stands in the way as things are, and what follows: steps out of order, what is there already, days without fitness.
    static let mannersEntries: [Entry] = [
        Entry(.appointmentIsAlready, "The appointment is {from} already.", "该预约的状态已是“{from}”。"),
        Entry(.appointmentStepCompleted, "The session is recorded as held; what follows is its note: tacet note write. If it was marked by mistake: tacet appointment reopen {id}", "会谈已登记为完成，接下来是咨询记录：tacet note write。如登记有误：tacet appointment reopen {id}"),
        Entry(.appointmentStepOver, "Nothing follows on it. Within 10 minutes 'tacet undo' takes back your last change; another time is booked with 'tacet book'.", "该预约已经结束。10 分钟内可用 'tacet undo' 撤回您最近的更改；另约时间请用 'tacet book'。"),
        Entry(.appointmentStepMoved, "It was moved. Its successor: tacet appointment show {id}", "该预约已改约。查看新预约：tacet appointment show {id}"),
        Entry(.appointmentUnreadable, "More appointments, which are not as they should be: {count}. 'tacet audit verify --deep --as {person}' says more.", "另有 {count} 项预约的记录异常，详见 'tacet audit verify --deep --as {person}'。"),
        Entry(.appointmentMistimed, "The time that is marked as taken is not the time of {count} of these appointments ({ids}): somebody changed the marks. Until that is mended the hour may be booked twice. 'tacet audit verify --deep --as {person}' says more.", "其中 {count} 项预约（{ids}）所占用的时间标记与预约时间不符：标记被人改动，同一时段可能被重复预约。详见 'tacet audit verify --deep --as {person}'。"),
        Entry(.appointmentsDisturbed, "Appointments in whose history somebody wrote who had no right to: {count} ({ids}). They stand here as they were rightly written, and can be gone on with. What it is: tacet audit verify --deep --as {person}", "有 {count} 项预约（{ids}）的历史中有人写入了无权写入的内容。此处所列是有权者写下的内容，可照常继续。查看详情：tacet audit verify --deep --as {person}"),
        Entry(.appointmentNotBegunHint, "Say it again then. A session that began earlier on that day is completed with --started TIME.", "请届时再次登记。如会谈在当天提前开始，请在完成时加 --started 时间。"),
        Entry(.appointmentAlreadyBooked, "The same client, counselor and time are booked already: appointment {id}. Nothing was booked again.", "相同的来访者、咨询师和时间已有预约：{id}。没有重复预约。"),
        Entry(.appointmentAlreadyBookedHint, "If the first command was interrupted, it was done all the same: tacet appointment show {id}", "如果上一条命令被中断，它其实已经完成：tacet appointment show {id}"),
        Entry(.appointmentTakenCounselor, "counselor", "咨询师"),
        Entry(.appointmentTakenRoom, "room", "咨询室"),
        Entry(.appointmentTakenClient, "client", "来访者"),
        Entry(.timeAfternoonAssumed, "Neither morning nor afternoon was given; understood as {time}.", "未说明上午或下午，理解为 {time}。"),
        Entry(.credentialDayEnded, "{person} cannot be booked on {day}: their credentials hold until {date}.", "{day} 不能预约 {person}：其资质有效期至 {date}。"),
        Entry(.credentialDayBegins, "{person} cannot be booked on {day}: their credentials hold from {date} on.", "{day} 不能预约 {person}：其资质自 {date} 起有效。"),
        Entry(.credentialDayNothing, "{person} cannot be booked on {day}: credentials are recorded, but what is required is not verified.", "{day} 不能预约 {person}：资质已登记，但所需资质未经核实。"),
        Entry(.credentialNoneNext, "{person} or a director records one, and a director verifies it: tacet credential add {person}", "请由 {person} 或咨询服务负责人登记，再由咨询服务负责人核实资质：tacet credential add {person}"),
        Entry(.credentialSettled, "Credential {id} of {person} is {state} already; that does not follow.", "{person} 的资质 {id} 已是“{state}”，不能这样做。"),
        Entry(.credentialSettledHint, "A later end is claimed with: tacet credential renew {id}", "延长有效期：tacet credential renew {id}"),
        Entry(.credentialWithdrawnHint, "Nothing follows a withdrawal. Record it anew: tacet credential add {person}", "撤回后不能再更改，请重新登记：tacet credential add {person}"),
        Entry(.consentWithdrawnAlreadyHint, "All consents of the client: tacet consent list {client}. Whoever agrees again does so anew: tacet consent record {client}", "查看该来访者的全部知情同意书：tacet consent list {client}。再次同意须重新登记：tacet consent record {client}"),
        Entry(.ruleCaseClosedHint, "It is read as before. For new sessions open another: tacet case open CLIENT", "仍可查阅。如有新的会谈，请另行开立个案：tacet case open 来访者"),
        Entry(.ruleNoteDraftHint, "Its author signs it first: tacet note sign {id}", "须由作者先签署：tacet note sign {id}"),
        Entry(.ruleCounselorNamesOther, "A counselor opens cases for themself only; for a colleague the service director does.", "咨询师只能为自己开立个案；为同事开立须由咨询服务负责人操作。"),
    ]
}
