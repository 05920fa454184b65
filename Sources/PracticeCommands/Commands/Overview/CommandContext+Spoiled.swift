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

    func spoiled(_ consents: [Identifier<Consent>], in practice: OpenPractice) -> [String] {
        guard !consents.isEmpty else { return [] }
        let characters = max(Identifier.charactersNeeded(among: consents), Identifier<Consent>.shortestForm)
        return [
            say(
                .consentsSpoiled,
                [
                    "count": "\(consents.count)",
                    "ids": catalogue.list(consents.map { $0.shortForm(characters: characters) }),
                    "person": practice.identity.shortName,
                ])
        ]
    }

    /// What a list of threads leaves out.
    /// - Parameter sentence: says of how many of its kind
    func unread(_ unread: (spoiled: Int, unknown: Int), _ sentence: Sentence, in practice: OpenPractice) -> [String] {
        [(unread.spoiled, sentence), (unread.unknown, .statusThreadsUnknown)].filter { $0.0 > 0 }.map {
            count, sentence in
            say(sentence, ["count": "\(count)", "person": practice.identity.shortName])
        }
    }

    /// Records that are listed, in whose history somebody wrote who had no right to.
    private func disturbed<Entity>(_ sentence: Sentence, _ ids: [Identifier<Entity>], in practice: OpenPractice)
        -> [String]
    {
        guard !ids.isEmpty else { return [] }
        let characters = max(Identifier.charactersNeeded(among: ids), Identifier<Entity>.shortestForm)
        return [
            say(
                sentence,
                [
                    "count": "\(ids.count)",
                    "ids": catalogue.list(ids.map { $0.shortForm(characters: characters) }),
                    "person": practice.identity.shortName,
                ])
        ]
    }

    func disturbed(_ consents: [Identifier<Consent>], in practice: OpenPractice) -> [String] {
        disturbed(.consentsDisturbed, consents, in: practice)
    }

    func disturbed(_ cases: [Identifier<CounselingCase>], in practice: OpenPractice) -> [String] {
        disturbed(.casesDisturbed, cases, in: practice)
    }

    /// Statements that wait and do not say whom they are about, by their positions.
    func unreadable(_ positions: [UInt32], in practice: OpenPractice) -> [String] {
        guard !positions.isEmpty else { return [] }
        return [
            say(
                .staffUnreadablePending,
                ["positions": catalogue.list(positions.map(String.init)), "person": practice.identity.shortName])
        ]
    }

    /// What is not in order with the appointments of some lists.
    func unsound(_ lists: [AppointmentList], in practice: OpenPractice) -> [String] {
        var lines: [String] = []
        let person = practice.identity.shortName
        let unreadable = lists.reduce(0) { $0 + $1.unreadable }
        if unreadable > 0 {
            lines.append(say(.appointmentUnreadable, ["count": "\(unreadable)", "person": person]))
        }
        let mistimed = lists.flatMap(\.mistimed)
        if !mistimed.isEmpty {
            let characters = max(
                Identifier.charactersNeeded(among: mistimed), Identifier<Appointment>.shortestForm)
            let ids = catalogue.list(mistimed.map { $0.shortForm(characters: characters) })
            lines.append(say(.appointmentMistimed, ["count": "\(mistimed.count)", "ids": ids, "person": person]))
        }
        return lines
            + disturbed(
                .appointmentsDisturbed, Set(lists.flatMap(\.disturbed)).sorted { $0.hex < $1.hex }, in: practice)
    }
}
