import Counseling
import Practice
import RecordRoom

// Whoever stands before the desk says their name and no code. A name is no argument, but at a prompt it may be typed.
extension CommandContext {
    /// Asks for a client until one is meant: by code, by a row's number, or by what `client find` takes.
    func askClient(in practice: OpenPractice) throws -> Identifier<Client> {
        while true {
            let typed = try askLine(.promptClient, required: true)
            do { return try client(typed, in: practice) } catch {
                let fault = FaultText(error, catalogue)
                guard [.badInput, .notFound].contains(fault.status) else { throw error }
                guard let search = try? NameMatching(typed), !typed.allSatisfy(\.isNumber) || typed.count > 3 else {
                    try announceLine(fault.message)
                    continue
                }
                let (found, calling) = try practice.room.visit(for: FindingClient.self, about: .practice) {
                    let found = try $0.clients(matching: search)
                    return (found, try $0.callsForSupervisor(among: found.entries.map(\.id)))
                }
                if let only = found.entries.first, found.entries.count == 1 {
                    try announce(
                        .clientChosen,
                        ["client": ClientCode(of: only.id).description, "name": only.profile.name.text])
                    // Half a name may fit one client alone, and another be meant who is not registered yet.
                    guard try askTruth(.clientChosenQuestion) else { continue }
                    return only.id
                }
                for line in unopened(found.unopened) + spoiled(found.spoiled, in: practice) { try announceLine(line) }
                guard !found.entries.isEmpty else {
                    try announce(.clientFindNone)
                    continue
                }
                for line in try ClientCommand.reply(found, calling: calling, empty: [], practice, self).lines {
                    try terminal.writeLine(line, to: .error)
                }
            }
        }
    }
}
