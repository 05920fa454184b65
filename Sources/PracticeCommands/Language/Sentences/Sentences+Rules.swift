// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Why the policy refuses an act, and whom to turn to.
    static let ruleEntries: [Entry] = [
        Entry(.ruleNotYourCase, "This case is with another counselor.", "该个案由另一位咨询师负责。"),
        Entry(.ruleNoCases, "A case and its notes are the counselor's; your roles include no cases.", "个案及其记录由负责的咨询师保管；您的角色不负责个案。"),
        Entry(.ruleNoCasesHint, "Ask the case's counselor; the service director knows who that is. The refusal is in the audit trail, as every refusal is.", "请询问该个案的咨询师；由谁负责，咨询服务负责人知道。与每次拒绝一样，本次拒绝已写入审计日志。"),
        Entry(.ruleDesk, "This needs the role front desk or service director.", "此操作需要以下角色：前台或咨询服务负责人。"),
        Entry(.ruleRole, "This needs the role {roles}.", "此操作需要以下角色：{roles}。"),
        Entry(.ruleCaseClosed, "The case is closed.", "该个案已结案。"),
        Entry(.ruleSuspended, "Your service is suspended: until it is taken up again, nothing here can be read, written or booked. Your keys and what you wrote are kept.", "您已被暂停服务：恢复之前不能查阅、书写或预约。您的密钥和所写内容均予保留。"),
        Entry(.ruleSuspendedHint, "The service director takes you back: tacet staff reinstate NAME", "由咨询服务负责人恢复：tacet staff reinstate 简称"),
        Entry(.ruleEnded, "Your membership of the practice has ended.", "您已不再是本机构成员。"),
        Entry(.ruleNoteLocked, "The session note is signed already, and locked.", "该咨询记录已签署并锁定。"),
        Entry(.ruleNoteWithdrawn, "The session note was withdrawn, and nothing follows.", "该咨询记录已作废，不能再改动。"),
        Entry(.ruleNoteWithdrawnHint, "'tacet note write' begins a new one; 'tacet note show {id}' still shows what stood in it.", "可用 'tacet note write' 另写一份；'tacet note show {id}' 仍可查看原内容。"),
        Entry(.ruleNoteDraft, "The session note is not signed yet.", "该咨询记录尚未签署。"),
        Entry(.ruleSubjectCounsels, "The person named is no active counselor or trainee.", "所指定的人不是在职的咨询师或实习咨询师。"),
        Entry(.ruleNotAuthor, "Only the author may do that.", "只有作者本人可以这样做。"),
        Entry(.ruleAskSupervisor, "The supervisor can help.", "请联系督导师。"),
        Entry(.ruleTrainee, "A trainee's session note needs the supervisor's co-signature.", "实习咨询师的咨询记录需要督导审签。"),
        Entry(.ruleOwnStatement, "Nobody confirms a statement of their own.", "任何人都不能确认自己的声明。"),
        Entry(.ruleLastDirector, "The practice would be left without a service director.", "这样机构将没有咨询服务负责人。"),
        Entry(.ruleNotAvailable, "This is not available to you.", "您无法使用此内容。"),
        Entry(.ruleAuditOnly, "Only auditors read the details of the audit trail. Anyone may verify it.", "只有审计员可以阅读审计日志的详情；任何人都可以验证它。"),
        Entry(.ruleAskDirector, "The service director can help.", "请联系咨询服务负责人。"),
        Entry(.ruleAskCustodian, "A custodian can help.", "请联系密钥保管人。"),
        Entry(.ruleAskAuditor, "An auditor can help.", "请联系审计员。"),
        Entry(.ruleUseAddendum, "To correct or complete it, add an addendum with 'tacet note add {id}'.", "如需更正或补充，请用 'tacet note add {id}' 添加补充记录。"),
        Entry(.ruleNoRole, "At least one role has to be named or left.", "至少须指定或保留一个角色。"),
        Entry(.ruleNoRoleHint, "Give another role first: tacet staff role add {person} --role ROLE. Whoever is to have none at all is suspended or leaves: tacet staff suspend {person}, tacet staff depart {person}", "请先给予另一角色：tacet staff role add {person} --role 角色。若不应再有任何角色，请暂停其服务或办理离职：tacet staff suspend {person}、tacet staff depart {person}"),
        Entry(.ruleAlreadyAdmitted, "That person is admitted already, or waits for a confirmation.", "此人已加入，或正在等待确认。"),
        Entry(.ruleShortNameTaken, "Someone else in the practice has that short name.", "机构中已有人使用该简称。"),
        Entry(.faultConflict, "{id} was changed in the meantime: by you, in another window or on another computer. That change stands.", "{id} 在此期间已被修改：是您本人在另一窗口或另一台计算机上所改。该修改保持不变。"),
        Entry(.faultConflictHint, "Show it again, then repeat the change.", "请重新查看后再修改。"),
        Entry(.faultUnharmedDraft, "Your text is kept, sealed, as another draft note of the same case: tacet note show {id}. How the note stands now: tacet note show {old}; to change it: tacet note edit {old}", "您的文字已加密保存为同一个案的另一份记录草稿：tacet note show {id}。原记录的现状：tacet note show {old}；修改：tacet note edit {old}"),
        Entry(.valueNone, "none", "无"),
        Entry(
            .ruleChangeWaiting, "A change of this person's roles still waits for confirmation; a second one would take its place.",
            "该成员的角色变更仍待确认，再次变更会取代它。"),
        Entry(
            .ruleChangeWaitingHint, "Have a custodian confirm it first: tacet staff confirm {person}",
            "请先由密钥保管人确认：tacet staff confirm {person}"),
        Entry(
            .ruleStrangerInCase, "Somebody who is not a counselor was assigned to this case, so nothing was written in it.",
            "有非咨询师的成员被分配到该个案，因此没有写入任何内容。"),
        Entry(
            .ruleStrangerInCaseHint, "Ask the director who was assigned and why; nothing of yours was handed over.",
            "请向咨询服务负责人询问分配的是谁以及原因；您的内容没有交给任何人。"),
        Entry(.ruleOwnWelcome, "The welcome file is for someone else.", "该邀请文件是给另一个人的。"),
        Entry(.ruleLogged, "The refusal is in the audit trail, as every refusal is.", "与每次拒绝一样，本次拒绝已写入审计日志。"),
    ]
}
