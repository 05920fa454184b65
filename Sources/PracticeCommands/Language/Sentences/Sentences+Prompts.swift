// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Questions at the terminal. What is typed is written behind them.
    static let promptEntries: [Entry] = [
        Entry(.promptPassphrase, "Passphrase of {person}: ", "{person} 的口令："),
        Entry(.promptNewPassphrase, "New passphrase: ", "新口令："),
        Entry(.promptRepeatPassphrase, "The same again: ", "再输入一次："),
        Entry(.promptPassphrasesDiffer, "The two are not the same. Once more.", "两次输入不一致，请重新输入。"),
        Entry(.promptPassphraseShort, "At least {limit} characters, please.", "至少需要 {limit} 个字符。"),
        Entry(.promptProposedPassphrase, "Proposed passphrase: {words}", "建议的口令：{words}"),
        Entry(.promptTakeProposed, "Press Enter to take it (write it down first), or type one of your own.", "按回车采用（请先抄下来），或输入您自己的口令。"),
        Entry(.promptJoiningCode, "Joining code (eight words): ", "加入码（八个单词）："),
        Entry(.promptFullName, "Full name", "姓名"),
        Entry(.promptSearch, "Search for", "搜索内容"),
        Entry(.promptClientName, "Client's name", "来访者姓名"),
        Entry(.promptClientPhone, "Phone", "电话"),
        Entry(.promptClientBirth, "Date of birth, such as 2001-09-30", "出生日期，如 2001-09-30"),
        Entry(.promptClientEmail, "E-mail", "电子邮箱"),
        Entry(.promptClientAddress, "Address", "住址"),
        Entry(.promptGuardian, "Guardian's name", "监护人姓名"),
        Entry(.promptEmergencyContact, "Emergency contact's name", "紧急联系人姓名"),
        Entry(.promptContactRelation, "Relation to the client", "与来访者的关系"),
        Entry(.promptContactPhone, "That person's phone", "联系人电话"),
        Entry(.promptOptional, "{question} (may stay empty): ", "{question}（可留空）："),
        Entry(.promptKept, "{question} (Enter keeps: {answer}): ", "{question}（直接按回车保留：{answer}）："),
        Entry(.promptKeptOrNot, "{question} (Enter keeps: {answer}; - leaves it out): ", "{question}（直接按回车保留：{answer}；输入 - 略去）："),
        Entry(.promptEmptyWord, "empty", "留空"),
        Entry(.promptRequired, "{question}: ", "{question}："),
        Entry(.promptConfirm, "{question} [y/N] ", "{question} [是/否] "),
        Entry(.promptAnswerNeeded, "An answer is needed here.", "此项必填。"),
        Entry(.promptYesOrNo, "Please answer yes or no.", "请回答“是”或“否”。"),
        Entry(.promptLineCut, "A line on a terminal holds {limit} bytes, and this one was longer: it was left out, with what waited behind it. What stood before is kept: go on from there in shorter lines, or use --from.", "终端的一行最多 {limit} 字节，这一行过长，已连同其后等待读入的内容一并舍去。此前的内容均已保留：请从该处起用较短的行继续，或使用 --from。"),
        Entry(.promptEndWithDot, "End with a line holding only a dot.", "输入完毕后，另起一行只输入一个句点（. 或 。）。"),
        Entry(.promptMissing, "'{command}' needs to know more. Enter alone stops here, with nothing done.", "'{command}' 还需要以下内容。直接按回车即停止，不执行任何操作。"),
        Entry(.promptMissingWhere, "To look it up: {command}", "查询：{command}"),
    ]
}
