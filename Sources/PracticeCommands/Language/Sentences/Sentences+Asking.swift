// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What is said where something was typed in a hurry, or wrongly: it is asked again, or asked before it is done.
    static let askingEntries: [Entry] = [
        Entry(.crisisWordsTyped, "The words were taken from the command line, where the shell's history keeps them and others at this computer may see them. Next time type only 'tacet crisis': it asks for the line.", "这些文字取自命令行，会留在命令历史中，本机的其他人也可能看到。下次请只输入 tacet crisis，程序会询问内容。"),
        Entry(.crisisNotSavedNothing, "NOT SAVED: no flag was raised. Phone as above, and raise it again: tacet crisis", "未能保存：没有上报危机预警。请按上面的号码致电，并再次上报：tacet crisis"),
        Entry(.crisisNoneRaised, "No flag was raised. To raise one: tacet crisis", "没有上报危机预警。如需上报：tacet crisis"),
        Entry(.crisisPhoneNextNote, "If nobody answers: {person}, {phone} ({note}).", "无人接听时：{person}，{phone}（{note}）。"),
        Entry(.promptStaff, "On the staff: {people}.", "在职员工：{people}。"),
        Entry(.faultNoClientCode, "The field '{field}' cannot be used: a client's code belongs here, such as C-X6RG.", "字段 '{field}' 无法使用：这里应填来访者编号，如 C-X6RG。"),
        Entry(.faultNoClientCodeHint, "'tacet client find' asks for a name and shows the code.", "tacet client find 会询问姓名并显示编号。"),
        Entry(.timeLongPast, "{time} is more than a week ago.", "{time} 已过去一周以上。"),
        Entry(.timeFarAhead, "{time} is more than two years ahead.", "{time} 在两年以后。"),
        Entry(.timeUnusualQuestion, "Is that meant?", "确定是这个时间吗？"),
    ]
}
