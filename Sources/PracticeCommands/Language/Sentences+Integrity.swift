// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What verification finds, and the state of the practice file as a whole.
    static let integrityEntries: [Entry] = [
        Entry(.integrityUnreadable, "Something in the practice file cannot be opened: it was altered, or the key is another one.", "机构文件中有内容无法打开：内容被改动，或密钥不符。"),
        Entry(.integritySchema, "The tables of the practice file are not as tacet made them.", "机构文件的表结构与 tacet 建立时不同。"),
        Entry(.integrityDamaged, "The practice file is damaged (SQLite error {number}).", "机构文件已损坏（SQLite 错误 {number}）。"),
        Entry(.integrityOtherHistory, "This practice file has another history than the one you saw last.", "机构文件的历史与您上次看到的不同。"),
        Entry(.integrityRolledBack, "This practice file is older than the one you saw last: {seen} entries then, {found} now.", "机构文件比您上次看到的旧：当时 {seen} 条，现在 {found} 条。"),
        Entry(.integrityForked, "This practice file has another history than the one you saw last, from entry {number} on.", "机构文件从第 {number} 条起与您上次看到的历史不同。"),
        Entry(.integrityKeepHint, "Keep a copy of the practice folder as it is, and tell the service director and an auditor.", "请原样保留机构文件夹的副本，并告知咨询服务负责人和审计员。"),
        Entry(.integrityNoPin, "This computer does not remember which state of the practice you saw last, so an older copy would go unnoticed this once.", "本机没有您上次所见状态的记录，因此这一次无法发现文件是否被换成旧版。"),
        Entry(.integrityNoPinHint, "Compare the checkpoint with a colleague: tacet audit checkpoint", "请与同事核对检查点：tacet audit checkpoint"),
        Entry(.integrityClock, "This computer's clock is set back: it shows {now}, and the last entry was made at {last}.", "本机时钟被拨回：现在显示 {now}，而上一条日志的时间是 {last}。"),
        Entry(.integrityClockHint, "Set the clock right. Until then nothing can be changed.", "请校正时钟。在此之前无法作任何更改。"),
    ]
}
