// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Session notes: write, list, show, edit, sign, add, withdraw.
    static let noteEntries: [Entry] = [
        Entry(.noteWriteClient, "The client is {name}, {client}. What is written here stays in their record.", "来访者：{name}（{client}）。写下的内容会留在其记录中。"),
        Entry(.noteWriteBefore, "About to write a session note for case {case}, template {template}.", "将为个案 {case} 书写咨询记录，模板：{template}。"),
        Entry(.noteAppointmentOfOtherCase, "the appointment is not of this case", "该预约不属于此个案"),
        Entry(.noteEditKeeps, "What you type for a section replaces it; a section that is left empty stays as it was.", "为某一栏目输入的内容将替换该栏目的原文；留空的栏目保持原样。"),
        Entry(.noteEditKeepsText, "What you type replaces it; where you type nothing, it stays as it was.", "您输入的内容将替换原文；不输入则保持原样。"),
        Entry(.noteWritten, "Draft {id} is saved, encrypted.", "草稿 {id} 已加密保存。"),
        Entry(.faultNoText, "What was sent holds no text, so nothing was saved.", "收到的内容中没有文本，没有保存。"),
        Entry(.noteWriteEmpty, "The note is empty, so none was saved.", "内容为空，没有保存。"),
        Entry(.noteWriteAlready, "The same text was filed in this case at {time} already, word for word: {id}. If you repeat a command that gave no answer, it was carried out.", "同样的文字已于 {time} 记入此个案，一字不差：{id}。如果您在重复一个没有回应的命令，那次命令已经执行。"),
        Entry(.noteWriteAnyway, "File it once more?", "仍要再记一次吗？"),
        Entry(.noteWriteLate, "The session was more than a day ago: the note is marked as a late entry.", "会谈已过去一天以上：该记录将标为补录。"),
        Entry(.noteWriteNext, "Next: 'tacet note sign {id}' signs and locks it.", "下一步：用 'tacet note sign {id}' 签署并锁定。"),
        Entry(.noteListEmpty, "The case has no session note yet.", "该个案还没有咨询记录。"),
        Entry(.noteListAllSigned, "Every session note of the case is signed.", "该个案的咨询记录均已签署。"),
        Entry(.noteShowLogged, "That you read this is in the audit trail.", "本次查阅已写入审计日志。"),
        Entry(.noteShowSignatureGood, "Signed by {person}; the signature is valid.", "由 {person} 签署，签名有效。"),
        Entry(.noteEditBefore, "About to edit draft {id}, version {version}.", "将修改草稿 {id}（第 {version} 版）。"),
        Entry(.noteEdited, "Draft {id} is saved as version {version}. Earlier versions are kept.", "草稿 {id} 已保存为第 {version} 版，旧版本均保留。"),
        Entry(.noteEditSame, "Nothing was altered, so no new version was made.", "内容没有变化，未生成新版本。"),
        Entry(.noteSignBefore, "About to sign note {id}. It is locked then, and only addenda can follow.", "您将签署记录 {id}。签署后即锁定，此后只能添加补充记录。"),
        Entry(.noteSignQuestion, "Sign and lock it?", "签署并锁定吗？"),
        Entry(.noteSigned, "Note {id} is signed and locked.", "记录 {id} 已签署并锁定。"),
        Entry(.noteSignNext, "A correction is made with 'tacet note add {id}'.", "如需更正，请用 'tacet note add {id}'。"),
        Entry(.noteAddBefore, "About to add to note {id}. The note itself stays as it is.", "将为记录 {id} 添加补充记录，原记录保持不变。"),
        Entry(.noteAddAlready, "An addition to note {id}, of {time}, is the same text, word for word. If you repeat a command that gave no answer, it was carried out.", "记录 {id} 已有的一条补充（{time}）与此文字一字不差。如果您在重复一个没有回应的命令，那次命令已经执行。"),
        Entry(.noteAddAnyway, "Add it once more?", "仍要再补充一次吗？"),
        Entry(.noteAdded, "Addendum of {addendum} to note {id} is signed and saved.", "记录 {id} 的补充记录（{addendum}）已签署并保存。"),
        Entry(.noteWithdrawBefore, "About to withdraw draft {id} of case {case}: it counts as no record of a session then, and cannot be changed any more.", "将作废个案 {case} 的草稿 {id}：作废后不再算作咨询记录，也不能再修改。"),
        Entry(.noteWithdrawTarget, "Its words are filed first as a new draft in case {case} of {name}, {client}.", "其内容将先作为新草稿记入 {name}（{client}）的个案 {case}。"),
        Entry(.noteWithdrawToReason, "With --to the reason is wrong-case.", "使用 --to 时，原因只能是 wrong-case。"),
        Entry(.noteWithdrawSameCase, "the note is in that case already", "该记录已在此个案中"),
        Entry(.noteWithdrawWhy, "Why", "作废原因"),
        Entry(.noteWithdrawQuestion, "Withdraw it?", "确定作废吗？"),
        Entry(.noteWithdrawn, "Note {id} is withdrawn.", "记录 {id} 已作废。"),
        Entry(.noteWithdrawnTo, "Its words are draft {id} in case {case} now.", "其内容现为个案 {case} 的草稿 {id}。"),
        Entry(.noteWithdrawnStays, "What stood in it is not deleted: whoever has case {case} can still read it with 'tacet note show {id}', as every version. It is left out of searches and disclosures.", "原内容并未删除：持有个案 {case} 的人仍可用 'tacet note show {id}' 查看各版本；但不会出现在搜索和披露中。"),
    ]
}
