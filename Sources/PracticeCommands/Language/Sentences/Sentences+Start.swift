// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Beginning a practice and joining one: init, join, welcome.
    static let startEntries: [Entry] = [
        Entry(.initZone, "Its hours are those of the time zone {zone}, which this computer has. For another, end this with Ctrl-C and name it: tacet init --time-zone ZONE", "时间按本机所在时区 {zone} 计算。如需其他时区，请按 Ctrl-C 结束并指定：tacet init --time-zone 时区"),
        Entry(.initBefore, "About to make a practice named '{practice}' in {path}, with {person} as service director and custodian.", "将在 {path} 新建机构“{practice}”，由 {person} 任咨询服务负责人和密钥保管人。"),
        Entry(.initNoFolder, "There is no folder '{path}' to make a practice in.", "没有文件夹 '{path}'，无法在其中新建机构。"),
        Entry(.initNoFolderHint, "Make it first: {command}", "请先创建该文件夹：{command}"),
        Entry(.initOthersKeys, "Keys of another practice lie in '{path}': {files}. Nothing was made.", "'{path}' 中有另一个机构的密钥：{files}。未建立任何内容。"),
        Entry(.initOthersKeysHint, "Found the new one in a folder of its own. Where the file practice.sqlite of that one is missing, put it back, or take its last backup into a folder: tacet restore unpack FILE --to FOLDER", "请在单独的文件夹中建立新机构。如果那个机构的 practice.sqlite 缺失，请放回原处，或将其最近的备份恢复到一个文件夹：tacet restore unpack 文件 --to 文件夹"),
        Entry(.initAfter, "The practice is ready. Your identity is {path}.", "机构已建立。您的身份文件是 {path}。"),
        Entry(.initKeepCopy, "Keep a copy of the identity file and the passphrase elsewhere: without them and without other custodians the records cannot be opened again.", "请将身份文件的副本和口令另行保存：若两者丢失且没有其他密钥保管人，记录将无法再打开。"),
        Entry(.initRecoveryCard, "Recovery card: these ten words open {path}, a copy of your identity, if the passphrase is lost. Write them on paper, seal it, and keep it away from this computer:", "恢复卡：如果忘记口令，以下十个单词可以打开 {path}（您身份文件的副本）。请抄在纸上封存，并与本机分开保管："),
        Entry(.initAlone, "You are the only custodian: you confirm your own statements until there is a second one.", "目前只有您一位密钥保管人：在有第二位之前，您的声明由您自己确认。"),
        Entry(.initNext, "Next: a colleague runs 'tacet join NAME', then you run 'tacet staff admit'.", "下一步：同事运行 'tacet join 简称'，然后您运行 'tacet staff admit'。"),
        Entry(.joinBefore, "About to make an identity for '{person}' in {path}.", "将在 {path} 为“{person}”生成身份。"),
        Entry(.joinAlreadyThere, "There is an identity for '{person}' here already: {path}. Nothing was asked or changed.", "此处已有“{person}”的身份文件：{path}。没有询问或更改任何内容。"),
        Entry(.joinAlreadyThereHint, "If it is yours, go on with it: 'tacet status --as {person}' tells your fingerprint again, and once you are admitted, 'tacet welcome Keys/{person}.welcome'. If it is somebody else's, join under another short name: 'tacet join NAME'.", "如果是您的身份，请继续使用：'tacet status --as {person}' 会再次告知您的指纹，获得接纳后运行 'tacet welcome Keys/{person}.welcome'。如果是他人的身份，请换一个简称：'tacet join 简称'。"),
        Entry(.joinAfter, "The identity is made: {path}. It is yours alone.", "身份已生成：{path}。它只属于您。"),
        Entry(.joinFingerprint, "Your fingerprint: {words}", "您的指纹：{words}"),
        Entry(.joinFingerprintDigits, "The same in digits: {digits}", "指纹的数字形式：{digits}"),
        Entry(.joinNext, "Next: give {path} to the service director and read the fingerprint to them by voice.", "下一步：将 {path} 交给咨询服务负责人，并当面或通过电话核对指纹。"),
        Entry(.welcomeBefore, "About to open the welcome file {path} for '{person}', and to delete it then.", "将为“{person}”打开欢迎文件 {path}，随后删除该文件。"),
        Entry(.welcomeAlready, "You belong to '{practice}' already. There is no welcome file '{path}': such a file is deleted once it was taken in.", "您已属于“{practice}”。没有欢迎文件 '{path}'：此类文件在使用后即被删除。"),
        Entry(.welcomeAfter, "You belong to '{practice}' now, as {roles}.", "您已加入“{practice}”，角色：{roles}。"),
        Entry(.welcomeRoster, "These people belong to the practice; say so if you do not know one of them:", "以下是机构的全体成员；如有您不认识的人，请提出："),
        Entry(.welcomeNext, "Next: 'tacet status' shows what is waiting for you.", "下一步：用 'tacet status' 查看待办事项。"),
    ]
}
