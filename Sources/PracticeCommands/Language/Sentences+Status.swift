// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// status, check and demo.
    static let statusEntries: [Entry] = [
        Entry(.statusNothingWaits, "Nothing is waiting for you.", "没有待您处理的事项。"),
        Entry(.statusUnsigned, "Drafts of yours older than 24 hours, not signed yet: {count}.", "您有 {count} 份草稿超过 24 小时未签署。"),
        Entry(.statusConfirm, "Statements that wait for your confirmation: {count}.", "{count} 项声明等待您确认。"),
        Entry(.statusOneCustodian, "There is one custodian only: that person's statements stand alone, and a lost passphrase loses records.", "只有一位密钥保管人：其声明无人复核，口令遗失即会丢失记录。"),
        Entry(.statusNoAuditor, "Nobody is auditor yet, so the service director keeps the key to the details of the audit trail.", "尚未指定审计员，审计日志的详情暂由创建者保管。"),
        Entry(.statusFailedUnlocks, "Wrong passphrases since your last unlock: {count}, the last at {time}.", "自您上次解锁以来口令输错 {count} 次，最近一次是 {time}。"),
        Entry(.checkBefore, "Checking this computer and the practice folder.", "正在检查本机和机构文件夹。"),
        Entry(.checkGood, "Everything that was checked is in order.", "检查的各项均正常。"),
        Entry(.checkFaults, "Points that need attention: {count}.", "有 {count} 项需要处理。"),
        Entry(.checkSwap, "Swap is not encrypted: memory may be written to disk in the clear.", "交换区未加密：内存内容可能以明文写入磁盘。"),
        Entry(.checkLockedMemory, "Keys cannot be locked in memory (limit {limit} KiB).", "密钥无法锁定在内存中（上限 {limit} KiB）。"),
        Entry(.checkPermissions, "Only you, or your group, can reach the practice folder.", "只有您或您的用户组可以访问机构文件夹。"),
        Entry(.checkSwapGood, "Nothing of memory is written to disk in the clear.", "内存内容不会以明文写入磁盘。"),
        Entry(.checkLockedMemoryGood, "Keys are locked in memory.", "密钥已锁定在内存中。"),
        Entry(.checkLocalDrive, "The practice folder is on a disk of this computer.", "机构文件夹位于本机磁盘上。"),
        Entry(.checkPracticeFile, "The practice file opens with its safe settings.", "机构文件可以按安全设置打开。"),
        Entry(.checkPracticeFileFault, "The practice file in {path} cannot be opened safely.", "无法安全打开 {path} 中的机构文件。"),
        Entry(.checkDiskFull, "Only {free} MiB are free on the disk; without space nothing can be written or read.", "磁盘仅剩 {free} MiB；没有空间时将无法写入或读取。"),
        Entry(.checkOwed, "Keys that are owed: {count}. Each is handed over when someone who holds it runs a command.", "有 {count} 把密钥尚未交付；持有者运行任意命令时会自动交付。"),
        Entry(.checkDiskSpace, "{free} MiB are free on the disk.", "磁盘剩余 {free} MiB。"),
        Entry(.checkLibraries, "OpenSSL {openssl}, SQLite {sqlite}.", "OpenSSL 版本 {openssl}，SQLite 版本 {sqlite}。"),
        Entry(.demoBefore, "About to make a fictitious practice in {path}. All people in it are invented.", "将在 {path} 建立一个虚构机构，其中人物均为虚构。"),
        Entry(.demoStep, "Step {number}: {title}", "第 {number} 步：{title}"),
        Entry(.demoAdmit, "The director admits a counselor, a colleague who sits on the committee, a supervisor and the front desk.", "咨询服务负责人接纳一位咨询师、一位兼任管理委员会成员的同事、一位督导师和前台。"),
        Entry(.demoBook, "The desk registers a client and books an hour; the same hour cannot be booked twice.", "前台登记来访者并预约；同一时段不能重复预约。"),
        Entry(.demoWrite, "The counselor writes a session note and signs it.", "咨询师书写咨询记录并签署。"),
        Entry(.demoRefused, "A colleague and the director try to read it, and are refused.", "一位同事和咨询服务负责人尝试查阅，均被拒绝。"),
        Entry(.demoReview, "A supervisor is given exactly this session note to review, by the counselor's own program.", "督导师只获得这一份咨询记录用于评估，由咨询师自己的程序交付。"),
        Entry(.demoCrisis, "A crisis flag is raised without unlocking; the supervisor acknowledges it.", "无需解锁即可上报危机预警，由督导师确认接手。"),
        Entry(.demoComplaint, "A complaint is handed in; the committee reads it, the desk and the counselor cannot.", "提交一份投诉：管理委员会可以查阅，前台和被投诉的咨询师不能。"),
        Entry(.demoVerify, "The audit trail is verified.", "验证审计日志。"),
        Entry(.demoAlter, "One byte of the database is altered behind the program's back.", "绕过程序改动数据库中的一个字节。"),
        Entry(.demoFound, "The alteration is found.", "改动被发现。"),
        Entry(.demoAfter, "That was the main job, in {seconds} s.", "主要流程演示完毕，用时 {seconds} 秒。"),
        Entry(.demoKept, "The folder is kept: {path}", "文件夹已保留：{path}"),
        Entry(.demoDeleted, "The folder is deleted.", "文件夹已删除。"),
    ]
}
