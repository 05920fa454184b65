// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What verification finds, and the state of the practice file as a whole.
    static let integrityEntries: [Entry] = [
        Entry(.integrityAltered, "Record {id} is not as it was logged.", "记录 {id} 与审计日志不符。"),
        Entry(.integrityMissing, "Record {id} is in the audit trail, but not in the file.", "审计日志中有记录 {id}，但文件中没有。"),
        Entry(.integrityAdded, "Record {id} is in the file, but not in the audit trail.", "文件中有记录 {id}，但审计日志中没有。"),
        Entry(.integrityRowRolledBack, "Record {id} was put back to revision {revision}.", "记录 {id} 被退回到第 {revision} 版。"),
        Entry(.integritySignature, "The signature of {id} is not valid.", "{id} 的签名无效。"),
        Entry(.integrityChain, "The chain of membership statements is broken at position {position}.", "成员声明链在第 {position} 处断裂。"),
        Entry(.integrityKey, "A key is in use that no statement vouches for ({id}).", "有一个密钥没有任何声明作担保（{id}）。"),
        Entry(.integrityGrant, "{person} holds a key grant that no duty explains ({id}).", "{person} 持有与职责不符的密钥授权（{id}）。"),
        Entry(.integrityEntry, "Entry {number} of the audit trail is not as it was signed.", "审计日志第 {number} 条与签署时不符。"),
        Entry(.integrityRoot, "The tree of the audit trail does not add up at {number} entries.", "审计日志的哈希树在 {number} 条处不一致。"),
        Entry(.integrityCheckpoint, "The audit trail does not lead to the checkpoint at {number} entries.", "审计日志与 {number} 条处的检查点不符。"),
        Entry(.integrityUnreadable, "Something in the practice file cannot be opened: it was altered, or the key is another one.", "机构文件中有内容无法打开：内容被改动，或密钥不符。"),
        Entry(.integritySchema, "The tables of the practice file are not as tacet made them.", "机构文件的表结构与 tacet 建立时不同。"),
        Entry(.integrityDamaged, "The practice file is damaged (SQLite error {number}).", "机构文件已损坏（SQLite 错误 {number}）。"),
        Entry(.integrityOtherHistory, "This practice file has another history than the one you saw last.", "机构文件的历史与您上次看到的不同。"),
        Entry(.integrityRolledBack, "This practice file is older than the one you saw last: {seen} entries then, {found} now.", "机构文件比您上次看到的旧：当时 {seen} 条，现在 {found} 条。"),
        Entry(.integrityForked, "This practice file has another history than the one you saw last, from entry {number} on.", "机构文件从第 {number} 条起与您上次看到的历史不同。"),
        Entry(.integrityRefused, "It is not used, so that nothing is lost or hidden.", "为避免丢失或掩盖内容，程序拒绝使用它。"),
        Entry(.integrityRestoreHint, "If it was restored from a backup on purpose, the director and a custodian declare that first.", "如果是有意从备份恢复，须先由咨询服务负责人和密钥保管人声明。"),
        Entry(.integrityKeepHint, "Keep a copy of the practice folder as it is, and tell the service director and an auditor.", "请原样保留机构文件夹的副本，并告知咨询服务负责人和审计员。"),
        Entry(.integrityNoPin, "This computer does not remember which state of the practice you saw last, so an older copy would go unnoticed this once.", "本机没有您上次所见状态的记录，因此这一次无法发现文件是否被换成旧版。"),
        Entry(.integrityNoPinHint, "Compare the checkpoint with a colleague: tacet audit checkpoint", "请与同事核对检查点：tacet audit checkpoint"),
        Entry(.integrityClock, "This computer's clock is set back: it shows {now}, and the last entry was made at {last}.", "本机时钟被拨回：现在显示 {now}，而上一条日志的时间是 {last}。"),
        Entry(.integrityClockHint, "Set the clock right. Until then nothing can be changed.", "请校正时钟。在此之前无法作任何更改。"),
    ]
}
