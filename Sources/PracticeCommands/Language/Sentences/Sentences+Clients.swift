// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// Clients: add, show, list, find.
    static let clientEntries: [Entry] = [
        Entry(.clientAddBefore, "About to register a client. Only the front desk, the service director and the assigned counselor can read this.", "将登记一位来访者。只有前台、咨询服务负责人和负责的咨询师可以查阅这些内容。"),
        Entry(.clientAddAfter, "The client is registered: {id}.", "来访者已登记：{id}。"),
        Entry(.clientAddAlike, "A client alike is registered already: {candidates}.", "已有相似的来访者：{candidates}。"),
        Entry(.clientContactLeftOut, "Without a phone number this contact is left out. 'tacet client edit' adds one later.", "没有电话号码，未登记该联系人。之后可用 'tacet client edit' 补充。"),
        Entry(.clientAddAnyway, "Register another one?", "仍要另行登记吗？"),
        Entry(.clientAddNextDesk, "Next: tacet book --client {id} --counselor NAME --at TIME. A case is opened by the service director.", "下一步：tacet book --client {id} --counselor 简称 --at 时间。个案由咨询服务负责人开立。"),
        Entry(.clientAddNext, "Next: tacet case open {id} --counselor NAME", "下一步：tacet case open {id} --counselor 简称"),
        Entry(.clientListEmpty, "No client's file is open to you.", "没有您可以查看的来访者档案。"),
        Entry(.clientListNext, "'tacet client add' registers one.", "用 'tacet client add' 登记来访者。"),
        Entry(.clientFindNone, "No client matches.", "没有匹配的来访者。"),
        Entry(.clientFilesUnopened, "Client files that are not open to you yet: {count}. Their keys are on their way, and come by themselves once somebody who has them runs a command. 'tacet status' says whom to ask.", "有 {count} 份来访者档案尚未对您开放。密钥在途中，持有者运行任意命令时会自动交付。可向谁询问：tacet status"),
    ]
}
