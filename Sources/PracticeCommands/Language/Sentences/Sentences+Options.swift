// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What options and arguments mean.
    static let optionEntries: [Entry] = [
        Entry(.optionPractice, "Folder of the practice; else TACET_PRACTICE, else this folder.", "机构文件夹；否则取 TACET_PRACTICE，再否则为当前文件夹。"),
        Entry(.optionAs, "Short name of the acting person; else TACET_AS.", "操作人的简称；否则取 TACET_AS。"),
        Entry(.optionJSON, "Give the result as one JSON document.", "以一个 JSON 文档给出结果。"),
        Entry(.optionYes, "Answer yes to confirmations.", "对确认问题一律回答“是”。"),
        Entry(.optionPassphraseFile, "File whose first line is the passphrase.", "首行为口令的文件。"),
        Entry(.optionWorkFactor, "How dear guessing the passphrase is: 17 to 20, 18 by default; each step doubles time and memory.", "猜测口令的代价：17 至 20，默认 18；每加一级，时间和内存加倍。"),
        Entry(.optionPassphraseFD, "Open file descriptor to read the passphrase from.", "用于读取口令的已打开文件描述符。"),
        Entry(.optionFromJSON, "File with the answers as JSON; - for standard input.", "含答案的 JSON 文件；- 表示标准输入。"),
        Entry(.optionFromText, "File with the text or JSON; - for standard input.", "含文本或 JSON 的文件；- 表示标准输入。"),
        Entry(.optionPracticeName, "Name of the practice.", "机构名称。"),
        Entry(.optionShortName, "Short name, such as lin-mei.", "简称，如 lin-mei。"),
        Entry(.optionTimeZone, "Time zone, such as Asia/Shanghai; else this computer's.", "时区，如 Asia/Shanghai；否则取本机时区。"),
        Entry(.optionLanguage, "Language of the practice: en or zh-Hans.", "机构使用的语言：en 或 zh-Hans。"),
        Entry(.optionPublicFile, "The newcomer's file Keys/<short-name>.public.", "新成员的 Keys/<简称>.public 文件。"),
        Entry(.optionWelcomeFile, "The file Keys/<short-name>.welcome.", "Keys/<简称>.welcome 文件。"),
        Entry(.optionCodeFile, "File for the joining code, instead of the terminal.", "存放加入码的文件，代替终端。"),
        Entry(
            .optionAgainst, "Hold the log against a checkpoint that was kept elsewhere.",
            "与另行保存的检查点核对。"),
        Entry(
            .optionRole,
            "Role; may be repeated: counselor, trainee, intake-worker, supervisor, committee-member, director, front-desk, bookkeeper, auditor, custodian.",
            "角色，可重复使用：counselor 咨询师、trainee 实习咨询师、intake-worker 初访员、supervisor 督导师、committee-member 管理委员会成员、director 咨询服务负责人、front-desk 前台、bookkeeper 财务、auditor 审计员、custodian 密钥保管人。"),
        Entry(.optionPerson, "Short name or id of a person.", "某人的简称或编号。"),
        Entry(.optionClient, "Id of the client.", "来访者的编号。"),
        Entry(.optionCounselor, "Short name of the counselor.", "咨询师的简称。"),
        Entry(.optionCase, "Id of the case, or of a client with one open case.", "个案编号，或只有一个进行中个案的来访者的编号。"),
        Entry(.optionNote, "Id of the session note.", "咨询记录的编号。"),
        Entry(.optionWithdrawReason, "wrong-case, duplicate or mistake.", "wrong-case（写错个案）、duplicate（重复）或 mistake（误写）。"),
        Entry(.optionWithdrawTo, "The case in which it belongs: its words become a new draft there.", "正确的个案：其内容将成为该个案的新草稿。"),
        Entry(.optionTemplate, "Template: soap, dap, birp, pirp or free.", "模板：soap、dap、birp、pirp 或 free。"),
        Entry(.optionNoteAppointment, "The appointment whose session the note is about; its times are taken.", "记录所属的预约；采用其会谈时间。"),
        Entry(.optionUnsigned, "Drafts only.", "只列草稿。"),
        Entry(.optionSubject, "Entries about this id only.", "只显示与该编号有关的日志。"),
        Entry(.optionActor, "Entries of this person only.", "只显示此人的日志。"),
        Entry(.optionSince, "Entries from this time on only: 2026-12-01 (from midnight in the practice), or 2026-12-01T10:00:00Z.", "只显示此时间以后的日志，如 2026-12-01（机构所在时区的零点起）或 2026-12-01T10:00:00Z。"),
        Entry(.optionDeep, "Check every signature, statement and grant too.", "同时检查每个签名、声明和授权。"),
        Entry(.optionOut, "File to write to; - for standard output.", "写入的文件；- 表示标准输出。"),
        Entry(.optionKeep, "Keep the folder of the demonstration.", "保留演示用的文件夹。"),
    ]
}
