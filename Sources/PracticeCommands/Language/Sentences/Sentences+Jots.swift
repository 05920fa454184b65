// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Jots: a few lines without unlocking.
    static let jotEntries: [Entry] = [
        Entry(.helpJot, "Leave a few lines for a case, without any passphrase.", "无需口令，为个案留下几行便条。"),
        Entry(.helpJotMore, "'tacet jot CASE' leaves one. Only the case's counselor can read it, who makes a note of it with 'tacet note write CASE --from-jot ID'.", "'tacet jot 个案' 留下便条。只有该个案的咨询师能够阅读，并可用 'tacet note write 个案 --from-jot 编号' 写成记录。"),
        Entry(.helpJotLeave, "Leave a jot: what one does not want to forget before there is time for a note.", "留下便条：来不及写记录时先记下要点。"),
        Entry(.helpJotLeaveMore, "Nobody is unlocked for it: this workstation signs, and seals it to the case's counselor. The text comes from the terminal line by line, or with --from.", "无需解锁：由本工作站签名，并加密给该个案的咨询师。内容在终端逐行输入，或用 --from 读取。"),
        Entry(.helpJotList, "Show the jots that wait for you.", "显示待您处理的便条。"),
        Entry(.helpJotDiscard, "Set a jot aside without making a note of it.", "搁置便条而不写成记录。"),
        Entry(.optionJotCase, "The case: its id, or its client's code where there is one case.", "个案编号；来访者只有一个个案时也可用来访者编号。"),
        Entry(.optionJot, "The jot's id.", "便条编号。"),
        Entry(.optionAddFromJot, "Add this jot; may be given more than once.", "补充此便条的内容；可重复使用。"),
        Entry(.optionFromJot, "Make the note of this jot; may be given more than once.", "用此便条写成记录；可重复使用。"),
        Entry(.jotBefore, "About to leave a jot for case {case}. Only the case's counselor will be able to read it; this workstation signs it.", "将为个案 {case} 留便条。只有该个案的咨询师能够阅读；由本工作站签名。"),
        Entry(.jotAfter, "Jot {id} is left with case {case}, encrypted.", "便条 {id} 已加密存入个案 {case}。"),
        Entry(.jotNext, "It cannot be read back here. The counselor sees it in 'tacet status' and 'tacet jot list'.", "此处无法再读出。咨询师可在 'tacet status' 和 'tacet jot list' 中看到。"),
        Entry(.jotCaseClosedHint, "Add it to a signed note of the case: tacet note add NOTE {jots}. Which there are: tacet note list {case}", "可补充到该个案已签署的记录：tacet note add 记录 {jots}。查看记录：tacet note list {case}"),
        Entry(.jotEmpty, "The jot is empty, so none was left.", "便条为空，没有留下。"),
        Entry(.jotNotSaved, "It could not be saved. Your words, to be kept elsewhere:", "未能保存。以下是您输入的内容，请另行保留："),
        Entry(.jotCut, "You ended this while writing. The line that was not finished is not kept.", "您在书写时中断。尚未按回车的一行不会保留。"),
        Entry(.jotCutQuestion, "Leave the finished lines for the counselor of case {case}, encrypted? Enter leaves them; 'n', or Ctrl-C again, throws them away", "把已写完的各行加密留给个案 {case} 的咨询师吗？直接按回车即留下；输入 'n' 或再次按 Ctrl-C 则丢弃"),
        Entry(.jotCutLeft, "You ended this while writing: the lines that were finished are left as jot {id} with case {case}, encrypted.", "您在书写时中断：已写完的各行已加密存为个案 {case} 的便条 {id}。"),
        Entry(.jotCutLeftHint, "It cannot be read back here. The counselor sees it in 'tacet jot list' and sets it aside with 'tacet jot discard {id}'; more goes into another: tacet jot {case}", "此处无法再读出。咨询师可在 'tacet jot list' 中看到，并可用 'tacet jot discard {id}' 搁置；补充内容请另留一张：tacet jot {case}"),
        Entry(.jotCutThrown, "Nothing was left. What you had typed is gone.", "没有留下便条，您输入的内容已丢弃。"),
        Entry(.jotNoKey, "Nobody could read a jot for case {case}: it has no key yet, or its counselor is gone.", "没有人能够阅读个案 {case} 的便条：尚无密钥，或其咨询师已离开。"),
        Entry(.jotNoKeyHint, "The key is made by the counselor's first act in the case.", "咨询师在该个案中的第一次操作会生成密钥。"),
        Entry(.jotHeading, "{id}  case {case}, {time}", "{id}  个案 {case}，{time}"),
        Entry(.jotNone, "No jot waits for you.", "没有待您处理的便条。"),
        Entry(.jotListNext, "Next: 'tacet note write CASE --from-jot ID' makes a note of one, 'tacet note add NOTE --from-jot ID' adds it to a signed note, also in a closed case, 'tacet jot discard ID' sets it aside.", "下一步：用 'tacet note write 个案 --from-jot 编号' 写成记录；用 'tacet note add 记录 --from-jot 编号' 补充到已签署的记录（个案结案后亦可）；或用 'tacet jot discard 编号' 搁置。"),
        Entry(.jotDiscardBefore, "About to set aside jot {id} of case {case} without a note.", "个案 {case} 的便条 {id} 将被搁置，不写成记录。"),
        Entry(.jotDiscardQuestion, "Set it aside?", "搁置吗？"),
        Entry(.jotDiscarded, "Jot {id} is set aside.", "便条 {id} 已搁置。"),
        Entry(.statusJots, "Jots waiting for you: {count} ('tacet jot list').", "待您处理的便条：{count}（'tacet jot list'）。"),
    ]
}
