// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Unlocking and locking.
    static let agentEntries: [Entry] = [
        Entry(.unlockBefore, "The identity {person} will be unlocked on this computer: until it is not used for {idle} minutes, and for {total} minutes at most.", "将在本机解锁身份 {person}：连续 {idle} 分钟未使用即锁定，最长 {total} 分钟。"),
        Entry(.unlockAfter, "{person} is unlocked until {until}, or until it is not used for {idle} minutes.", "{person} 已解锁，至 {until} 或连续 {idle} 分钟未使用为止。"),
        Entry(.unlockNext, "'tacet lock' locks it at once; so does putting the computer to sleep.", "用 'tacet lock' 可立即锁定；电脑休眠时也会锁定。"),
        Entry(.unlockAlready, "{person} is unlocked already, since {since}, until {until} or until it is not used for {idle} minutes.", "{person} 自 {since} 起已解锁，至 {until} 或连续 {idle} 分钟未使用为止。"),
        Entry(.unlockAlreadyNext, "For other limits: 'tacet lock', then 'tacet unlock'.", "如需更改时限，请先 'tacet lock' 再 'tacet unlock'。"),
        Entry(.lockAfter, "Locked. Identities that were unlocked: {count}.", "已锁定。此前解锁的身份数：{count}。"),
        Entry(.lockNothing, "Nobody was unlocked.", "没有已解锁的身份。"),
        Entry(.agentGone, "{person} was locked meanwhile. Nothing is lost: give the passphrase to go on.", "{person} 已在此期间锁定。内容没有丢失：请输入口令继续。"),
        Entry(.agentHandsNothingOn, "This hands on the practice's secret, which an unlocked identity does not do by itself: your passphrase is needed.", "此操作会转交机构密钥，仅解锁身份还不够：请输入您的口令。"),
        Entry(.headingUnlocked, "Unlocked", "已解锁"),
        Entry(.statusUnlocked, "{person} since {since}, until {until} or until it is not used for {idle} minutes", "{person}，自 {since}，至 {until} 或连续 {idle} 分钟未使用为止"),
        Entry(.statusLocked, "nobody; 'tacet unlock' saves typing the passphrase each time", "无；用 'tacet unlock' 可免去每次输入口令"),
        Entry(.helpUnlock, "Unlock your identity for a while, so that commands do not ask for the passphrase.", "解锁您的身份一段时间，期间命令不再询问口令。"),
        Entry(.helpUnlockMore, "A process of yours then holds the keys and uses them for your commands; it never gives them out. It ends with 'tacet lock', when it is not used, when the computer sleeps, and after eight hours in any case.", "由您的一个后台进程持有密钥并供命令使用，绝不交出密钥。运行 'tacet lock'、长时间未使用、电脑休眠或满八小时后即结束。"),
        Entry(.helpLock, "Lock the identities that are unlocked in this practice.", "锁定本机构中已解锁的身份。"),
        Entry(.helpLockMore, "With --as that one alone. When it returns, the process that held the keys has ended.", "带 --as 时只锁定该身份。命令返回时，持有密钥的进程已结束。"),
        Entry(.helpAgent, "Holds an unlocked identity; started by 'tacet unlock'.", "持有已解锁的身份；由 'tacet unlock' 启动。"),
        Entry(.optionIdle, "Lock after so long without use, 5m to 2h (15m).", "连续未使用多久后锁定，5m 至 2h（默认 15m）。"),
        Entry(.optionUnlockFor, "Lock after so long in any case, 5m to 12h (8h).", "最长解锁多久，5m 至 12h（默认 8h）。"),
        Entry(.optionLockAll, "Lock every identity of yours on this computer, in other practices too.", "锁定您在本机的所有身份，包括其他机构。"),
        Entry(.optionSeconds, "Seconds.", "秒数。"),
        Entry(.faultReasonLimit, "must be a length from {least} to {most} minutes", "须为 {least} 至 {most} 分钟"),
        Entry(.faultLockedMeanwhile, "The identity was locked while this ran; nothing was changed.", "运行期间身份已被锁定；未作任何更改。"),
        Entry(.faultLockedMeanwhileHint, "Run 'tacet unlock' and repeat the command.", "请运行 'tacet unlock' 后重试。"),
        Entry(.faultPassphraseNeeded, "This hands on a secret, which an unlocked identity does not do by itself.", "此操作会转交密钥，仅解锁身份还不够。"),
        Entry(.faultPassphraseNeededHint, "Run it on a terminal and type your passphrase, or give --passphrase-file.", "请在终端运行并输入口令，或使用 --passphrase-file。"),
        Entry(.faultAgentFolder, "The folder {path}, where unlocked identities are met, cannot be used for you alone (error {number}).", "用于联系已解锁身份的文件夹 {path} 无法仅供您使用（错误 {number}）。"),
        Entry(.faultAgentFolderHint, "It must be yours with permissions 0700; make room on the disk if it is full. Commands work without: they ask for the passphrase.", "该文件夹须归您所有且权限为 0700；磁盘已满时请腾出空间。不解锁也可使用：命令会询问口令。"),
        Entry(.faultAgentBusy, "Somebody is unlocking this identity right now.", "此身份正在被另一个命令解锁。"),
        Entry(.faultAgentBusyHint, "Look with 'tacet status' in a moment.", "请稍后用 'tacet status' 查看。"),
        Entry(.faultAgentFailed, "The identity could not be kept unlocked. Nothing was changed.", "无法保持身份解锁。未作任何更改。"),
        Entry(.faultAgentFailedHint, "Commands work without: they ask for the passphrase. 'tacet check' looks at this computer.", "不解锁也可使用：命令会询问口令。可用 'tacet check' 检查本机。"),
        Entry(.faultAgentStays, "The process {number} that holds the keys did not end.", "持有密钥的进程 {number} 未能结束。"),
        Entry(.faultAgentStaysHint, "End it with 'kill -9 {number}', or restart the computer.", "请用 'kill -9 {number}' 结束它，或重启电脑。"),
    ]
}
