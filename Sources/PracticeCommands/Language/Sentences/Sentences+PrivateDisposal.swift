// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Private notes that go after the case they were about; emergency cards that a director cannot read.
    static let privateDisposalEntries: [Entry] = [
        Entry(.helpDisposalPrivate, "Name your private notes about a case that was disposed of, so that they go too.", "指定自己关于某个已销毁个案的个人笔记，使其一并销毁。"),
        Entry(.helpDisposalPrivateMore, "Your own command does this by itself once the case is gone. A custodian, committee member or director, not you, then runs 'tacet disposal approve CASE'; nobody but you can read the notes. Where you keep none about the case, that is recorded.", "个案销毁后，您自己运行的命令会自动完成此步骤。之后由您以外的密钥保管人、管理委员会成员或咨询服务负责人运行 'tacet disposal approve 个案'；笔记内容只有您能读。如果没有关于该个案的笔记，也会登记。"),
        Entry(.disposalPrivateNamed, "Case {id} was disposed of. Private notes of yours about it, named to go too: {count}.", "个案 {id} 已销毁。已指定您关于该个案的个人笔记一并销毁：{count} 条。"),
        Entry(.disposalPrivateNext, "Next: a custodian, committee member or director, not you, runs 'tacet disposal approve {id}'. Until then you can read them still.", "下一步：由您以外的密钥保管人、管理委员会成员或咨询服务负责人运行 'tacet disposal approve {id}'。在此之前您仍可查阅。"),
        Entry(.disposalPrivateNone, "You keep no private notes about case {id}. That is recorded.", "您没有关于个案 {id} 的个人笔记，已登记。"),
        Entry(.disposalPrivateGone, "Your private notes about case {id} are gone.", "您关于个案 {id} 的个人笔记已销毁。"),
        Entry(.disposalPrivateLeft, "Cases that were disposed of, about which you keep private notes still: {count} ({cases}). 'tacet disposal private'.", "已销毁的个案中，您仍保留着个人笔记的有 {count} 个（{cases}）。'tacet disposal private'。"),
        Entry(.disposalPrivateApproveBefore, "About to dispose of {count} private notes of {person} about case {id}, which is gone: {number} rows, for good. You cannot read them; the program has seen that they lie where nobody but {person} was ever let in.", "将销毁 {person} 关于已销毁个案 {id} 的 {count} 条个人笔记：{number} 行，不可恢复。您无法查阅其内容；程序已确认它们位于只有 {person} 能进入的位置。"),
        Entry(.disposalPrivateApproved, "Disposed of: {count} private notes of {person} about case {id}.", "已销毁 {person} 关于个案 {id} 的 {count} 条个人笔记。"),
        Entry(.certificatePrivate, "Private notes about the case, which nobody but their author reads:", "关于该个案的个人笔记（只有作者本人能查阅）："),
        Entry(.certificatePrivateRemoved, "- {name}: {count} notes ({number} rows) were disposed of, named by their author, approved by {person}, {time}.", "- {name}：{count} 条笔记（{number} 行）已销毁，由作者指定，{person} 批准，{time}。"),
        Entry(.certificatePrivateWaits, "- {name}: {count} notes were named by their author on {time} and wait for a second person's approval. They are there still.", "- {name}：作者已于 {time} 指定 {count} 条笔记，等待第二人批准，目前仍然存在。"),
        Entry(.certificatePrivateOutdated, "- {name}: {count} notes were named by their author on {time} and changed since, so that nobody can approve it. They are there still; {name} names them again with 'tacet disposal private {case}'.", "- {name}：作者曾于 {time} 指定 {count} 条笔记，此后笔记有改动，无法批准。笔记目前仍然存在，须由其本人运行 'tacet disposal private {case}' 重新指定。"),
        Entry(.disposalPrivateOutdated, "{person} named {count} private notes about case {id} to go too, and wrote in them since. What was named is outdated, and nothing more went.", "{person} 曾指定关于个案 {id} 的 {count} 条个人笔记一并销毁，此后笔记有改动，原指定已失效，未销毁更多内容。"),
        Entry(.disposalPrivateOutdatedHint, "{person} names them again with 'tacet disposal private {id}'; after that you can approve it.", "须由 {person} 运行 'tacet disposal private {id}' 重新指定，然后您才能批准。"),
        Entry(.disposalPrivateEarly, "Case {id} itself was not disposed of yet. Your private notes about it go after it, and not before.", "个案 {id} 本身尚未销毁。您关于它的个人笔记在其之后销毁，不能提前。"),
        Entry(.disposalPrivateEarlyHint, "'tacet retention due --all' says until when the case is kept. Nothing is changed.", "'tacet retention due --all' 会说明该个案的保存期限。未作任何更改。"),
        Entry(.certificatePrivateNone, "- {name}: says that there are none ({time}).", "- {name}：声明没有（{time}）。"),
        Entry(.certificatePrivateKeepsNone, "- {name}: keeps nothing under a key of theirs alone.", "- {name}：没有任何仅本人密钥可读的内容。"),
        Entry(.certificatePrivateSilent, "- {name}: keeps private notes, and has not said yet whether any are about this case. They do so with 'tacet disposal private {case}'.", "- {name}：保留着个人笔记，尚未说明其中是否有关于该个案的；可由其本人运行 'tacet disposal private {case}' 予以说明。"),
        Entry(.certificatePrivateLeft, "- {name}: does not work here now and keeps private notes. Whether any are about this case nobody can tell: they stay, sealed, and open only with that person's own identity file, or where enough custodians put their shares of its key together.", "- {name}：目前不在本机构工作，保留着个人笔记。其中是否有关于该个案的，无人知晓；笔记仍加密保存，只有用其本人的身份文件，或由足够多的密钥保管人合并其密钥份额，才能打开。"),
        Entry(.disposalCardsClosed, "Among the crises {count} entries by people who counseled this client were sealed to single people, while that key was being renewed, and do not open to you. If one of them is an emergency card of this client and is not named, it stays, sealed.", "危机记录中有 {count} 条由该来访者的咨询师留下、在更换密钥期间只密封给个别人的内容，您无法打开。其中若有该来访者的紧急卡且未被指定，将继续加密保留。"),
        Entry(.disposalNeedsCrisis, "Whether a crisis of this client is open, and which emergency cards are theirs, your keys do not open yet. Nothing was proposed.", "您的密钥尚不能打开危机记录，无法得知该来访者是否有未结束的危机、有哪些紧急卡。未提出任何销毁。"),
        Entry(.disposalNeedsCrisisHint, "Ask a supervisor or another director to run any tacet command: the key is handed over to you then.", "请一位督导师或另一位咨询服务负责人运行任意 tacet 命令，届时密钥会交给您。"),
        Entry(.standInNaming, "Until it is confirmed nothing has changed. The only director is one of two custodians: either both custodians stand under it and somebody of the committee, or, where that director is gone, the other custodian and somebody of the committee who is not {person} ({people}), with 'tacet staff confirm {person}'.", "确认之前一切不变。唯一的咨询服务负责人同时是两位密钥保管人之一：可由两位密钥保管人加一位管理委员会成员共同确认；若该咨询服务负责人已不在，则由另一位密钥保管人加一位 {person} 以外的管理委员会成员（{people}）用 'tacet staff confirm {person}' 确认。"),
        Entry(.checkNoSuccessor, "Were {people} gone, nobody could make anybody director any more: it takes two custodians, or the other of two, and somebody of the committee.", "若 {people} 不在，将无人能任命新的咨询服务负责人：这需要两位密钥保管人（或两位中的另一位）加一位管理委员会成员。"),
        Entry(.checkRoleAsk, "Ask the service director: tacet staff role add NAME --role {role}", "请由咨询服务负责人操作：tacet staff role add 简称 --role {role}"),
        Entry(.checkRoleAdd, "tacet staff role add NAME --role {role}", "tacet staff role add 简称 --role {role}"),
    ]
}
