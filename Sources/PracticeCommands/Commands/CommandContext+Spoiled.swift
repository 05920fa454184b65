import Counseling
import Practice
import RecordRoom

// What a list leaves out because somebody spoiled it: named by id, so that the rest can be worked with.
extension CommandContext {
    func spoiled(_ clients: [Identifier<Client>], in practice: OpenPractice) -> [String] {
        guard !clients.isEmpty else { return [] }
        let characters = Identifier.charactersNeeded(among: clients)
        return [
            say(
                .clientFilesSpoiled,
                [
                    "count": "\(clients.count)",
                    "clients": catalogue.list(clients.map { ClientCode(of: $0, characters: characters).description }),
                    "person": practice.identity.shortName,
                ])
        ]
    }

    func spoiled(_ cases: [Identifier<CounselingCase>], in practice: OpenPractice) -> [String] {
        guard !cases.isEmpty else { return [] }
        let characters = max(Identifier.charactersNeeded(among: cases), Identifier<CounselingCase>.shortestForm)
        return [
            say(
                .casesSpoiled,
                [
                    "count": "\(cases.count)",
                    "cases": catalogue.list(cases.map { $0.shortForm(characters: characters) }),
                    "person": practice.identity.shortName,
                ])
        ]
    }
}
