import Counseling
import Foundation
import Practice
import RecordRoom
import WordList

// Values as people read them.
extension CommandContext {
    /// The four with names of the trade keep them in every language.
    func template(_ template: NoteTemplate) -> String {
        template == .free ? say(.headingTemplateFree) : template.rawValue
    }

    func role(_ role: Role) -> String {
        let sentence: Sentence =
            switch role {
            case .counselor: .roleCounselor
            case .trainee: .roleTrainee
            case .intakeWorker: .roleIntakeWorker
            case .supervisor: .roleSupervisor
            case .committeeMember: .roleCommitteeMember
            case .director: .roleDirector
            case .frontDesk: .roleFrontDesk
            case .bookkeeper: .roleBookkeeper
            case .auditor: .roleAuditor
            case .custodian: .roleCustodian
            }
        return say(sentence)
    }

    func roles(_ roles: Set<Role>) -> String { catalogue.list(Role.allCases.filter(roles.contains).map(role)) }

    /// What clients are called in a list: by name, and by code too where two of it have one name.
    func called(among clients: [ClientEntry]) -> (ClientEntry) -> String {
        let bearers = Dictionary(grouping: clients) { $0.profile.name.text }.mapValues { Set($0.map(\.id)).count }
        return { (bearers[$0.profile.name.text] ?? 0) > 1 ? $0.named.called : $0.profile.name.text }
    }

    func times(_ practice: OpenPractice) throws -> TimeText {
        let settings = try practice.room.settings()
        return TimeText(zone: TimeZone(identifier: settings.timeZone) ?? .gmt, language: catalogue.language)
    }

    func words(_ numbers: [Int]) -> String {
        (WordList.effLarge.words(fromIndices: numbers) ?? []).joined(separator: " ")
    }

    /// The same as throws of a die, five digits a word, for whom English words are only letters.
    func digits(_ numbers: [Int]) -> String {
        numbers.compactMap { WordList.effLarge.dice(ofIndex: $0) }.joined(separator: " ")
    }
}

extension NamedClient {
    /// By name and code: two clients may have one name.
    var called: String { "\(name) \(ClientCode(of: id).description)" }
}
