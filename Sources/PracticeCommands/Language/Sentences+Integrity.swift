// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What verification finds, and the state of the practice file as a whole.
    static let integrityEntries: [Entry] = [
        Entry(.integrityStatement, "Statement {position} about who belongs here breaks the rules: the practice file was altered by somebody who had a key.", "关于成员身份的第 {position} 号声明违反规则：持有密钥者改动了机构文件。"),
        Entry(.integrityEntry, "Entry {place} of the log is not by whoever it says: the practice file was altered, or written with keys that do not count here.", "日志第 {place} 条记录并非出自其所称之人：机构文件被改动过，或有人用此处无效的密钥写入。"),
        Entry(.integrityUnreadable, "Something in the practice file cannot be opened: it was altered, or the key is another one.", "机构文件中有内容无法打开：内容被改动，或密钥不符。"),
        Entry(.integritySchema, "The tables of the practice file are not as tacet made them.", "机构文件的表结构与 tacet 建立时不同。"),
        Entry(.integrityDamaged, "The practice file is damaged (SQLite error {number}).", "机构文件已损坏（SQLite 错误 {number}）。"),
        Entry(.integrityOtherHistory, "This practice file has another history than the one you saw last: entries or statements about people that you had seen are not in it. Nothing was opened and nothing was changed.", "机构文件的历史与您上次看到的不同：您见过的日志或成员声明不在其中。程序没有打开任何内容，也没有作任何更改。"),
        Entry(.integrityRolledBack, "This practice file is older than the one you saw last: there were {seen} entries in the audit trail then, and there are {found} now, so that everything written in between is missing. Nothing was opened and nothing was changed.", "机构文件比您上次看到的旧：当时审计日志有 {seen} 条，现在有 {found} 条，其间写入的一切都不在其中。程序没有打开任何内容，也没有作任何更改。"),
        Entry(.integrityForked, "This practice file has another history than the one you saw last: the first {number} entries of its audit trail are not those that you saw, so that two versions of the practice exist. Nothing was opened and nothing was changed.", "机构文件的历史与您上次看到的不同：其审计日志的前 {number} 条并非您见过的内容，也就是说存在两个版本的机构文件。程序没有打开任何内容，也没有作任何更改。"),
        Entry(.integrityRolledBackHint, "What may have happened: somebody put back an older copy or a backup; a synchronising program (a cloud folder) replaced the file, or two computers wrote to two copies; or somebody who can write to the folder exchanged it, to make entries disappear. What to do: stop work in this folder; copy the whole folder away as it is, and whatever other copies there are; ask who restored or moved something; look for the newer file on other computers, in the cloud folder's history and in backups, and put that one back. If the newer file is lost for good, a director and a custodian sign that this one goes on: 'tacet restore propose', then 'tacet restore confirm'. If nobody knows, treat it as a theft: tell the service director and an auditor. Do not delete what this computer remembers: it is the evidence.", "可能的原因：有人放回了旧副本或备份；同步程序（云盘）替换了文件，或两台电脑分别写入了两个副本；或有权写入此文件夹的人为使某些日志消失而调换了文件。请这样做：停止在此文件夹中工作；原样复制整个文件夹及其他所有副本；询问是否有人恢复或移动过文件；在其他电脑、云盘的历史版本和备份中查找较新的文件并放回。若较新的文件已无法找回，由负责人和密钥保管人签署从此文件继续：先 'tacet restore propose'，再 'tacet restore confirm'。若无人知情，请按失窃处理：告知咨询服务负责人和审计员。请勿删除本机保存的状态记录，那是证据。"),
        Entry(.integrityKeepHint, "Keep a copy of the practice folder as it is, and tell the service director and an auditor.", "请原样保留机构文件夹的副本，并告知咨询服务负责人和审计员。"),
        Entry(.integrityNoPin, "This computer does not remember which state of the practice you saw last, so an older copy would go unnoticed this once.", "本机没有您上次所见状态的记录，因此这一次无法发现文件是否被换成旧版。"),
        Entry(.integrityNoPinHint, "Compare the checkpoint with a colleague: tacet audit checkpoint", "请与同事核对检查点：tacet audit checkpoint"),
        Entry(.integrityClock, "This computer's clock shows {now}, and your latest change was dated {last}: one of the two is wrong. Nothing was changed.", "本机时钟现在显示 {now}，而您最近一次更改的时间是 {last}：两者必有一误。未作任何更改。"),
        Entry(.integrityClockHint, "If the clock is behind, set it, for example: timedatectl set-ntp true. If it is right and was ahead before, say so: tacet check --clock-is-right", "若时钟偏慢，请校正，例如：timedatectl set-ntp true。若时钟正确而此前偏快，请声明：tacet check --clock-is-right"),
    ]
}
