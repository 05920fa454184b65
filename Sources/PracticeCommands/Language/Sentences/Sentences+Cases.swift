// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Cases: open, list.
    static let caseEntries: [Entry] = [
        Entry(.caseOpenBefore, "About to open a case for client {client}, with {person} as counselor.", "将为来访者 {client} 开立个案，由咨询师 {person} 负责。"),
        Entry(.caseOpenAfter, "Case {id} is open.", "个案 {id} 已开立。"),
        Entry(.caseOpenAlready, "Client {client} has an open case with {person} already: {id}.", "来访者 {client} 与 {person} 已有进行中的个案：{id}。"),
        Entry(.caseOpenAnyway, "Open another one?", "仍要另开一个吗？"),
        Entry(.caseOpenKey, "Its key is made by {person} at their next command; no colleague and no administrator will hold it.", "其密钥由 {person} 在下次运行命令时生成；同事和管理员都不会持有。"),
        Entry(.caseOpenNext, "Next: tacet note write {id}", "下一步：tacet note write {id}"),
        Entry(.caseOpenOther, "{person} writes its notes. Next for you: tacet book --case {id} --at TIME", "其记录由 {person} 撰写。您的下一步：tacet book --case {id} --at 时间"),
        Entry(.caseListEmpty, "There is no case here that you may see.", "没有您可以查看的个案。"),
        Entry(.caseNoneOpen, "Client {client} has no open case that you may see.", "来访者 {client} 没有您可以查看的进行中个案。"),
        Entry(.caseSeveral, "Client {client} has several open cases: {candidates}.", "来访者 {client} 有多个进行中的个案：{candidates}。"),
        Entry(.caseSeveralHint, "Name the case instead of the client.", "请改用个案编号。"),
        Entry(.caseChosen, "The client's only open case is meant: {id}.", "采用该来访者唯一进行中的个案：{id}。"),
    ]
}
