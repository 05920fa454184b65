// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// The audit trail: log, verify, checkpoint.
    static let auditEntries: [Entry] = [
        Entry(.auditLogEmpty, "No entry matches.", "没有符合条件的日志。"),
        Entry(.auditLogCount, "Entries: {count}.", "共 {count} 条。"),
        Entry(.auditLogUnreadable, "cannot be read", "无法读取"),
        Entry(.auditLogUnreadableCount, "Entries among them whose details cannot be read: {count}. They may be about anything, so they stand in every list. 'tacet audit verify --deep' says more.", "其中 {count} 条的详情无法读取，内容不明，因此列在每一份清单中。运行 'tacet audit verify --deep' 可进一步了解。"),
        Entry(.auditVerifyBefore, "Verifying {count} entries of the audit trail and the records they tell of.", "正在验证 {count} 条审计日志及其对应的记录。"),
        Entry(.auditVerifyProgress, "{percent} % verified, about {seconds} s to go", "已验证 {percent}%，约需 {seconds} 秒"),
        Entry(.auditVerifyGood, "The audit trail is whole: {count} entries lead to the checkpoint, and all {rows} records are as they were logged.", "审计日志完整：{count} 条日志与检查点一致，全部 {rows} 条记录与日志相符。"),
        Entry(.auditVerifyUnsigned, "The {count} entries of the audit trail agree with each other, and all {rows} records are as they were logged. But no signed checkpoint lies in the file, though every command leaves one: somebody took them out, and what stood at its end may be gone with them. Hold it against a checkpoint that was kept elsewhere: 'tacet audit verify --against FILE'.", "审计日志的 {count} 条记录彼此一致，全部 {rows} 条记录与日志相符。但文件中没有任何签名检查点，而每条命令都会留下一个：可能有人将其删除，日志末尾的内容也可能一并丢失。请与另存的检查点核对：'tacet audit verify --against 文件'。"),
        Entry(.auditVerifyGoodDeep, "{count} signatures, the membership chain and all grants you can open are valid too.", "{count} 个签名、成员声明链以及您可打开的全部授权均有效。"),
        Entry(.auditVerifyFaults, "Faults found: {count}. Nothing was repaired, so that they can be looked into.", "发现 {count} 处异常。程序没有作任何修复，以便查明原因。"),
        Entry(.auditVerifyRoot, "Practice {practice}, founded with {root}, which never changes. The tree of {count} entries has the root {tree}.", "机构 {practice}，创建声明 {root}（始终不变）。{count} 条日志所成的树，其根为 {tree}。"),
        Entry(.auditVerifyRefused, "The practice does not let you in as it is, and what could be verified without you names no place. An auditor or another member may find it: tacet audit verify --deep --as <short-name>", "机构文件目前的状态不允许您进入；不以您的身份所能验证的部分没有指出具体位置。审计员或其他成员或可找到：tacet audit verify --deep --as <简称>"),
        Entry(.auditVerifyShallow, "Signatures were not checked: 'tacet audit verify --deep' does that.", "未检查签名：请用 'tacet audit verify --deep'。"),
        Entry(.auditCheckpointWritten, "The checkpoint is written to '{path}'.", "检查点已写入 '{path}'。"),
        Entry(.auditCheckpointKey, "Other programs verify its signature with this key:", "其他程序可用此密钥验证其签名："),
        Entry(.auditCheckpointNext, "Keep it outside this computer: 'tacet audit verify --against' shows later whether the trail was cut or rewritten.", "请将其保存在本机之外：日后用 'tacet audit verify --against' 可发现日志是否被删改。"),
    ]
}
