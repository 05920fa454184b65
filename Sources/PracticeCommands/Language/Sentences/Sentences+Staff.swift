// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// People of the practice: staff admit, confirm, list, role add, role remove.
    static let staffEntries: [Entry] = [
        Entry(.staffNoRole, "Say which role with --role, once for each: {choices}.", "请用 --role 指定角色，可重复使用：{choices}。"),
        Entry(.staffNoRoleHint, "For example: {command}", "例如：{command}"),
        Entry(.staffAdmitBefore, "About to admit '{person}' as {roles}.", "将接纳“{person}”，角色：{roles}。"),
        Entry(.staffAdmitFingerprint, "Fingerprint of the newcomer's keys: {words}", "新成员的密钥指纹：{words}"),
        Entry(.staffAdmitFingerprintDigits, "In digits: {digits}", "数字形式：{digits}"),
        Entry(.staffAdmitCompare, "Did the newcomer read you the same, by voice?", "新成员当面或通过电话读给您的指纹是否一致？"),
        Entry(.staffAdmitAfter, "'{person}' is admitted. The welcome file is {path}.", "已接纳“{person}”。欢迎文件是 {path}。"),
        Entry(.staffAdmitAgain, "'{person}' was admitted before. This welcome file took the place of the one made then, and needs the joining code made now.", "“{person}”此前已获接纳。此欢迎文件取代了当时的文件，须使用本次生成的加入码。"),
        Entry(.staffAdmitHasCome, "'{person}' came in before and needs no welcome file. Delete '{path}' and forget the code, unless their identity file was put back from the days before they came in: then they run 'tacet welcome {path}'.", "“{person}”此前已加入，不需要欢迎文件。请删除 '{path}' 并作废加入码；除非其身份文件是用加入之前的备份恢复的，那样请由其运行 'tacet welcome {path}'。"),
        Entry(.staffAdmitCode, "Joining code, to be told by voice only: {words}", "加入码（只可当面或通过电话告知）：{words}"),
        Entry(.staffAdmitCodeFile, "The joining code is in {path}. Delete it when it has been told.", "加入码在 {path} 中，告知后请删除。"),
        Entry(.staffAdmitNeedsConfirmation, "It counts when a custodian has confirmed it ({custodians}): tacet staff confirm {id}", "须由密钥保管人（{custodians}）确认后生效：tacet staff confirm {id}"),
        Entry(.staffAdmitThen, "After that the newcomer runs 'tacet welcome {path}'.", "确认之后，新成员运行 'tacet welcome {path}'。"),
        Entry(.staffAdmitNext, "Next: the newcomer runs 'tacet welcome {path}'.", "下一步：新成员运行 'tacet welcome {path}'。"),
        Entry(.staffConfirmBefore, "About to confirm a change of {id}: {person}, {roles}.", "将确认 {id} 的变更：{person}，{roles}。"),
        Entry(.staffConfirmNames, "It changes what {subject} is called. It was signed by {signer}.", "该声明更改{subject}的姓名或简称，签署人：{signer}。"),
        Entry(.staffConfirmNameTaken, "The short name '{id}' is {person}'s. The statement would give it to {subject}, and is not confirmed.", "简称“{id}”属于{person}。该声明要将其给予{subject}，因此未予确认。"),
        Entry(.staffConfirmRolesKept, "Roles, which stay: {before}.", "角色（不变）：{before}。"),
        Entry(
            .staffConfirmRoles, "Roles before: {before}. Fingerprint of the keys: {words}",
            "此前的角色：{before}。密钥指纹：{words}"),
        Entry(.staffConfirmQuestion, "Is this right, and do you confirm it?", "以上内容是否无误，确认此变更？"),
        Entry(.staffConfirmAfter, "The change of {id} is confirmed.", "{id} 的变更已确认。"),
        Entry(.staffConfirmNothing, "No statement is waiting for confirmation.", "没有待确认的声明。"),
        Entry(.staffRoleAddBefore, "About to give '{person}' the role {role} as well.", "将为“{person}”增加角色：{role}。"),
        Entry(.staffRoleAddAfter, "'{person}' has the role {role} now.", "“{person}”现在具有角色：{role}。"),
        Entry(.staffRoleHas, "'{person}' has the role {role} already.", "“{person}”已有角色：{role}。"),
        Entry(.staffRoleRemoveBefore, "About to take the role {role} from '{person}'.", "将取消“{person}”的角色：{role}。"),
        Entry(.staffRoleRemoveAfter, "'{person}' no longer has the role {role}. New records are closed to them; what was read cannot be unread.", "“{person}”不再具有角色：{role}。新记录对其关闭；已读过的内容无法收回。"),
        Entry(.staffRoleLacks, "'{person}' has not the role {role}.", "“{person}”没有角色：{role}。"),
    ]
}
