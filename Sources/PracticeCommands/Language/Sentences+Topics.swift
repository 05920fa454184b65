// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Short guides, a paragraph an entry.
    static let topicEntries: [Entry] = [
        Entry(.topicHow, "'tacet help <topic>' shows one of them; 'tacet help <command>' shows a command's options.", "用 'tacet help <主题>' 查看其中一篇；用 'tacet help <命令>' 查看命令的选项。"),

        Entry(.topicFirstDay, "From an empty folder to the first note", "从空文件夹到第一份咨询记录"),
        Entry(.topicFirstDayFound, "The director makes a folder, goes into it and runs 'tacet init --name \"Name of the practice\" --as short-name'. A passphrase of six words is proposed and a recovery card is shown once: write both down on paper, and keep the papers apart.", "负责人新建文件夹，进入后运行 'tacet init --name \"机构名称\" --as 简称'。程序会建议一个六词口令，并只显示一次恢复卡：请把两者都抄在纸上，并分开保管。"),
        Entry(.topicFirstDayAdmit, "Everyone else runs 'tacet join short-name' in the same folder. The director then runs 'tacet staff admit Keys/short-name.public --role counselor', compares six words with the newcomer by voice, and tells them eight other words by voice.", "其他人在同一文件夹中运行 'tacet join 简称'。负责人随后运行 'tacet staff admit Keys/<short-name>.public --role counselor'，与对方口头核对六个单词，再口头告知八个单词的加入码。"),
        Entry(.topicFirstDayWelcome, "The newcomer runs 'tacet welcome Keys/short-name.welcome' and types the eight words. Name two custodians early: with one, a lost passphrase and a lost recovery card lose records.", "新成员运行 'tacet welcome Keys/<short-name>.welcome' 并输入这八个单词。请尽早任命两名密钥保管人：只有一名时，口令与恢复卡同时遗失会丢失记录。"),
        Entry(.topicFirstDayWork, "The desk registers a client with 'tacet client add'; 'tacet case open CLIENT --counselor short-name' gives them a counselor; the counselor writes with 'tacet note write CASE' and signs with 'tacet note sign NOTE'. 'tacet status' says what waits for you.", "前台用 'tacet client add' 登记来访者；'tacet case open 来访者 --counselor 简称' 指定咨询师；咨询师用 'tacet note write 个案' 书写、用 'tacet note sign 记录' 签署。'tacet status' 显示您的待办事项。"),

        Entry(.topicRoles, "Who can read what, and why", "谁能看到什么，以及原因"),
        Entry(.topicRolesKeys, "A role is a key. A session note opens with the key of its case, which only the case's counselor holds; no setting and no administrator can open it to somebody else.", "角色就是密钥。咨询记录只能用该个案的密钥打开，而该密钥只有负责的咨询师持有；任何设置或管理员都不能让其他人打开。"),
        Entry(.topicRolesSee, "The director and the front desk keep the client directory and see no note. Supervisors read exactly what was handed to them. Committee members read complaints in which they have no conflict of interest. Auditors read who did what and when, and no content.", "负责人和前台管理来访者名录，看不到咨询记录。督导师只能看到交给其审阅的内容。管理委员会成员只能查阅与其没有利益冲突的投诉。审计员能看到何人何时做了什么，看不到内容。"),
        Entry(.topicRolesGuarded, "Roles are given with 'tacet staff role add' and confirmed by a custodian where there are two. A role that is taken away takes its keys along: they are renewed, so that what is written afterwards is closed to that person. What was read before cannot be unread.", "用 'tacet staff role add' 分配角色；有两名密钥保管人时需由保管人确认。取消角色时相关密钥会更新，此后写入的内容对其关闭；以前已读过的内容无法收回。"),

        Entry(.topicIds, "How ids, row numbers and names are typed", "如何输入编号、行号和简称"),
        Entry(.topicIdsShort, "Ids are letters and digits, and as many of their first characters as no other id shares are enough, at least four. Upper and lower case, O and 0, I, L and 1 are the same.", "编号由字母和数字组成，输入开头若干字符即可，至少四位，只要不与其他编号重复。不分大小写，O 与 0、I、L 与 1 视为相同。"),
        Entry(.topicIdsRows, "On a terminal the rows of a list are numbered, and until the next list the number stands for the id: 'tacet note show 3'.", "在终端中，列表的行带有序号；在显示下一个列表之前，行号可代替编号：'tacet note show 3'。"),
        Entry(.topicIdsNames, "A person of the staff is meant by their short name. A client's code stands for their only open case where a case is wanted.", "机构成员用简称表示。需要个案时，可用来访者编号代替其唯一进行中的个案。"),

        Entry(.topicForms, "What a script sends with --from", "脚本如何用 --from 提交内容"),
        Entry(.topicFormsWhere, "Nothing confidential is an argument. Without --from a command asks on the terminal; with '--from -' it reads one JSON document from standard input, with '--from FILE' from a file. Unknown names are refused. '--json' gives the result as one JSON document and errors as {\"error\": {\"code\", \"message\", \"hint\"}}.", "保密内容不作为参数。不带 --from 时命令在终端询问；'--from -' 从标准输入读取一个 JSON 文档，'--from 文件' 从文件读取。未知的字段名会被拒绝。'--json' 以一个 JSON 文档给出结果，错误为 {\"error\": {\"code\", \"message\", \"hint\"}}。"),
        Entry(.topicFormsPeople, "init, join: {\"name\"}, the full name.", "init、join：{\"name\"}，即姓名。"),
        Entry(.topicFormsClient, "client add: {\"name\", \"phone\", \"birth\": \"2001-02-28\", \"guardians\": [{\"name\", \"phone\", \"relation\"}], \"emergencyContacts\": […], \"email\", \"address\", \"deskNotes\", \"staffSafetyAlert\"}; only the name is required, a phone may be a list of them, contacts have the fields of guardians. client find: {\"search\"}.", "client add：{\"name\", \"phone\", \"birth\": \"2001-02-28\", \"guardians\": [{\"name\", \"phone\", \"relation\"}], \"emergencyContacts\": […], \"email\", \"address\", \"deskNotes\", \"staffSafetyAlert\"}；仅姓名必填，电话可为列表，联系人的字段与监护人相同。client find：{\"search\"}。"),
        Entry(.topicFormsNote, "note write and note edit: plain text, or {\"text\": …, \"feedback\", \"start\", \"end\"} with times of RFC 3339. Instead of text the sections of the template: soap has subjective, objective, assessment, plan; dap data, assessment, plan; birp behavior, intervention, response, plan; pirp problem, intervention, response, plan. In an edit what is not named stays. note add: plain text.", "note write 和 note edit：纯文本，或 {\"text\": …, \"feedback\", \"start\", \"end\"}，时间采用 RFC 3339。其他模板用各自的栏目代替 text：soap 为 subjective、objective、assessment、plan；dap 为 data、assessment、plan；birp 为 behavior、intervention、response、plan；pirp 为 problem、intervention、response、plan。修改时未提到的栏目保持原样。note add：纯文本。"),
        Entry(.topicFormsMore, "The forms of consent record, credential add, crisis raise and card, review write, and complaint file, triage and decide stand in the help of each: 'tacet help complaint file'.", "consent record、credential add、crisis raise 和 card、review write 以及 complaint file、triage 和 decide 的格式见各自的帮助：'tacet help complaint file'。"),

        Entry(.topicKeys, "Keeping passphrases and key files", "保管口令和密钥文件"),
        Entry(.topicKeysFile, "Keys/short-name.identity is your key, sealed under your passphrase. Whoever has the file and the passphrase is you. It may lie on a USB stick; a copy on paper of the passphrase belongs in a safe, not beside the computer.", "Keys/<short-name>.identity 是用您的口令加密的密钥。持有该文件和口令的人就等同于您。文件可存放在 U 盘；口令的纸质副本应放进保险柜，而不是电脑旁。"),
        Entry(.topicKeysLost, "A forgotten passphrase cannot be looked up by anybody. The founder has a recovery card; what only you could open is split among the custodians, two of whom can give it back to you together.", "忘记的口令任何人都查不到。创建者有恢复卡；只有您能打开的内容，其密钥分存于各密钥保管人，须其中两人共同才能交还给您。"),
        Entry(.topicKeysStation, "Keys/station.key is this computer's own key. It can leave things for others to read and cannot read anything.", "Keys/station.key 是这台电脑自己的密钥，只能存入供他人阅读的内容，不能读取任何内容。"),

        Entry(.topicAudit, "What the audit trail proves", "审计日志能证明什么"),
        Entry(.topicAuditWhat, "Every act and every refusal is an entry, written before anything is shown. The entries form a tree whose root changes with each of them, and everyone who worked last signed that root.", "每次操作和每次拒绝都是一条记录，在显示任何内容之前写入。所有记录构成一棵树，每增加一条树根都会改变，最后操作的人会对树根签名。"),
        Entry(.topicAuditDaily, "'tacet audit verify' needs no passphrase and holds every row of the practice file against the log: let it run daily. With --deep it checks every signature and every right.", "'tacet audit verify' 不需要口令，逐行核对机构文件与日志：请每天运行。加 --deep 会检查每个签名和每项权限。"),
        Entry(.topicAuditOutside, "Give the file of 'tacet audit checkpoint --out FILE' to somebody outside now and then. 'tacet audit verify --against FILE' shows them that nothing was cut or rewritten since.", "请不时把 'tacet audit checkpoint --out 文件' 的结果交给机构外的人保存。'tacet audit verify --against 文件' 可向其证明此后没有内容被删减或改写。"),
    ]
}
