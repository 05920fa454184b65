import Counseling
import Foundation
import Practice
import RecordRoom

/// Whoever was unlocked for a command. Where an answer to a question turns out to be wrong, the command begins again, and their
/// passphrase is not asked for twice.
final class KeptIdentity {
    var identity: UnlockedIdentity?
    /// The practice's folder, the same one for whatever a command does there.
    var folder: PracticeFolder?
    /// What is done before anything is told or asked while the practice is open: nobody else waits for whoever reads or answers it.
    var beforeTelling: (() -> Void)?
    /// What their agent said of itself, where their keys lie in one.
    var agent: AgentState?
    /// What was told of crises above everything else, for those who say again what waits.
    var crisis: [String] = []
    /// Whether what was left there is not what the log says: then no command ends as if all were well.
    var isCrisisSpoiled = false
    /// The crisis flag that the command shows, as it was typed: above it nobody is sent to look at it.
    var shownFlag: String?
    /// The crisis flag that the command is about.
    var flag: Identifier<CrisisFlag>?
    /// The note that it is about.
    var note: Identifier<SessionNote>?
}

// People, as whoever sits before a question knows them.
extension CommandContext {
    /// By short name; by full name where one person has it. Nobody where two have that short name.
    func named(_ typed: String, among people: [StaffEntry]) -> StaffEntry? {
        let bearers = bearers(of: typed, among: people)
        guard bearers.isEmpty else { return bearers.count == 1 ? bearers.first : nil }
        let name = typed.precomposedStringWithCanonicalMapping.lowercased()
        let all = people.filter { $0.member.fullName.text.lowercased() == name }
        let active = all.filter { $0.standing == .active }
        let meant = active.isEmpty ? all : active
        return meant.count == 1 ? meant.first : nil
    }

    /// Everyone who has that short name. The program gives none to two; a changed one can.
    func bearers(of shortName: String, among people: [StaffEntry]) -> [StaffEntry] {
        people.filter { $0.member.shortName.text == shortName }
    }

    /// Who can be meant: `lin (林梅), su (苏督)`.
    func names(of people: [StaffEntry]) -> String {
        let active = people.filter { $0.standing == .active }
        let names = active.prefix(Self.mostNames).map { "\($0.member.shortName.text) (\($0.member.fullName.text))" }
        return catalogue.list(names) + (active.count > names.count ? " …" : "")
    }

    private static var mostNames: Int { 20 }

    /// Asks until somebody on the staff is meant.
    func askPerson(_ question: Sentence, in practice: OpenPractice) throws -> StaffEntry {
        while true {
            let typed = try askLine(question, required: true)
            let found = Result { try person(typed, in: practice) }
            guard case .failure(let error) = found else { return try found.get() }
            let fault = FaultText(error, catalogue)
            guard [.badInput, .notFound].contains(fault.status) else { throw error }
            for line in [fault.message, fault.hint] where !line.isEmpty { try announceLine(line) }
        }
    }
}
