// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What cannot be about the times of a note.
    static let noteTimeEntries: [Entry] = [
        Entry(.auditRemarkNote, "Please look: note {place}: {what}", "请留意：记录 {place}：{what}"),
        Entry(.noteTimeDoubt, "Please look at the times of this note: {what}", "请留意这份记录的时间：{what}"),
        Entry(.noteTimeFuture, "it is dated {time}, later than this computer's clock ({other}).", "其时间为 {time}，晚于本机时钟（{other}）。"),
        Entry(.noteTimeSigned, "it is dated as signed on {time}, before it was written ({other}).", "其签署时间为 {time}，早于书写时间（{other}）。"),
        Entry(.noteTimeBack, "a version or an addition is dated {time}, before the one that it follows ({other}).", "某一版本或补充的时间为 {time}，早于其前一项（{other}）。"),
        Entry(.noteTimeWriting, "a version says that it was first written on {time}; the version before says {other}.", "某一版本称首次书写于 {time}；前一版本称 {other}。"),
        Entry(.noteTimeAdded, "an addition is dated {time}, before the note was signed ({other}).", "某一补充的时间为 {time}，早于记录的签署时间（{other}）。"),
        Entry(.noteTimeCosigned, "the supervisor's decision is dated {time}, before the note was handed in ({other}).", "督导的决定时间为 {time}，早于提交时间（{other}）。"),
        Entry(.noteTimeEntry, "something of it is dated {time}; the entry that brought it is dated {other}.", "其中一项的时间为 {time}；带来该项的日志时间为 {other}。"),
        Entry(.noteTimeLog, "something of it is dated {time}, although what stands before it in the audit trail is dated {other}.", "其中一项的时间为 {time}，而审计日志中排在它之前的内容时间为 {other}。"),
    ]
    /// What somebody spoiled: a key kept from those to whom it belongs, an identity under another name, files that are left out.
    static let spoiledEntries: [Entry] = [
        Entry(.integrityKeyWithheld, "You belong to this practice, but its newest common key (number {number}, made by {person}) is not there for you. Its maker kept it from you, or somebody took your copy out of the file; no unchanged program does either.", "您属于本机构，但机构最新的共用密钥（第 {number} 个，由 {person} 生成）没有您的一份。要么生成者没有授予您，要么有人从文件中删去了您的一份；未经改动的程序两者都不会做。"),
        Entry(.integrityKeyWithheldHint, "Do not work on in this folder, and copy it as it is. 'tacet audit verify --deep' says whether something is missing. Tell a director in person. What helps is a backup from before: tacet restore unpack", "请不要在此文件夹中继续工作，先原样复制一份。'tacet audit verify --deep' 会说明是否有内容缺失。请当面告知咨询服务负责人。可用此前的备份恢复：tacet restore unpack"),
        Entry(.faultOtherName, "The file in Keys/ that bears this person's name holds another person's identity. Nothing was done.", "Keys/ 中以此人命名的文件装着另一个人的身份。未作任何操作。"),
        Entry(.faultOtherNameHint, "Somebody renamed or replaced it. Give each identity file its own person's name again; a good copy is in a backup.", "有人改名或替换了该文件。请把各身份文件改回其本人的名称；备份中有完好的副本。"),
        Entry(.recoveryCardUnknown, "No recovery card of {person} is known to have been shown. With fewer than two custodians a lost passphrase then loses the records. Make one and keep it: tacet recovery make-card --as {person}", "没有记录表明 {person} 的恢复卡曾经显示过。密钥保管人不足两人时，忘记密码将导致记录丢失。请生成并妥善保存：tacet recovery make-card --as {person}"),
        Entry(.recoveryCardKnown, "The recovery card was shown. Whether it is where you put it, only you know.", "恢复卡曾经显示过。它是否仍在您存放之处，只有您知道。"),
        Entry(.clientFilesSpoiled, "Client files that are not as they should be and are left out: {count} ({clients}). Somebody put something there that has no right to be; the others are complete. What it is: tacet audit verify --deep --as {person}", "有 {count} 份来访者档案异常，未列出（{clients}）。有人在其中放入了无权放入的内容；其余档案完整。查看详情：tacet audit verify --deep --as {person}"),
        Entry(.casesSpoiled, "Cases that are not as they should be and are left out: {count} ({cases}). Somebody put something there that has no right to be; the others are complete. What it is: tacet audit verify --deep --as {person}", "有 {count} 个个案异常，未列出（{cases}）。有人在其中放入了无权放入的内容；其余个案完整。查看详情：tacet audit verify --deep --as {person}"),
        Entry(.casesDisturbed, "Cases in whose history somebody wrote who had no right to: {count} ({ids}). They stand here as they were rightly written, and can be gone on with. What it is: tacet audit verify --deep --as {person}", "有 {count} 个个案（{ids}）的历史中有人写入了无权写入的内容。此处所列是有权者写下的内容，可照常继续。查看详情：tacet audit verify --deep --as {person}"),
        Entry(.casesUnreadable, "Whether client {client} has an open case cannot be told: something in their file was spoiled and cannot be read.", "无法确定来访者 {client} 是否有进行中的个案：其档案中有内容已损坏，不能读取。"),
        Entry(.casesUnreadableHint, "Nothing was changed. What it is: tacet audit verify --deep --as {person}", "未作任何更改。查看详情：tacet audit verify --deep --as {person}"),
        Entry(.statusThreadsUnknown, "Of {count} in which you have a part nobody can tell what they are, and whether they belong here: their beginning was spoiled or taken away. What is wrong: tacet audit verify --deep --as {person}", "另有 {count} 项您参与的事项，其开头已损坏或被删去，无法判断是什么、是否属于此列表。查看原因：tacet audit verify --deep --as {person}"),
        Entry(.statusSpoiledFiles, "Client files and cases that somebody spoiled and that lists leave out: {count}. What is wrong: tacet audit verify --deep --as {person}", "有 {count} 份来访者档案或个案已被损坏，列表中不会出现。查看原因：tacet audit verify --deep --as {person}"),
    ]
}
