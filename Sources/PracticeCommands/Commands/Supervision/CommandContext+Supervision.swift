import Counseling
import Foundation
import Practice
import RecordRoom

// Signing, and small questions about it.
extension CommandContext {
    /// Whether the acting person's signature locks a note: a trainee's hands it to the supervisor.
    func signsAlone(in practice: OpenPractice) throws -> Bool {
        let roles = try practice.room.ownEntry().member.roles
        return roles.contains(.counselor) || !roles.contains(.trainee)
    }

    /// Signs a note, or hands it to the supervisor, and says which.
    /// - Parameter version: the one that the person saw, or was asked about; nil where they were not
    func sign(
        _ id: Identifier<SessionNote>, version: Int?, inCrisis: Bool = false, in practice: OpenPractice
    ) throws -> Reply {
        let outcome: SigningOutcome
        do {
            outcome =
                try inCrisis
                ? practice.room.visit(for: SigningNoteInCrisis.self, about: .note(id)) {
                    try $0.sign(version: version)
                }
                : practice.room.visit(for: SigningNote.self, about: .note(id)) { try $0.sign(version: version) }
        } catch {
            if case RoomError.changedMeanwhile = error {
                let shown = ["id": id.shortForm(characters: 4)]
                throw CommandFault(
                    .tryAgain, "conflict", .signConflict, shown, hint: .signConflictHint, shown)
            }
            guard case RoomError.denied(rule: .noConsent) = error else { throw error }
            let client = try practice.room.client(of: practice.room.caseID(of: id))
            let fault = CommandFault(
                .notAllowed, "no-consent", .consentNoteMissing, hint: .consentNoteMissingHint,
                ["client": ClientCode(of: client).description, "id": id.shortForm(characters: 4)])
            throw lackingConsent(of: client, fault, in: practice)
        }
        let mark = outcome.withoutConsent ? [say(.consentNoteMarked)] : []
        let short = id.shortForm(characters: 4)
        var fields: [String: JSONValue] = [
            "id": .string(id.hex), "signed": .string(try times(practice).rfc3339(outcome.signedAt.date)),
            "withoutConsent": .boolean(outcome.withoutConsent),
            "unfiledChanges": .array(unfiledChanges(of: id, in: practice).map { .string($0.id) }),
        ]
        let client = try? practice.room.client(of: practice.room.caseID(of: id))
        fields["client"] = .optional(client?.hex)
        fields["clientCode"] = .optional(client.map { ClientCode(of: $0).description })
        switch outcome {
        case .signed:
            fields["state"] = .string("signed")
            return Reply(
                lines: [say(.noteSigned, ["id": short])], json: .object(fields),
                remarks: mark + [say(.noteSignNext, ["id": short])])
        case .submitted(_, let supervisors, let unreached):
            let names = supervisors.map(\.shortName.text)
            let others = unreached.map(\.shortName.text)
            let told = others.isEmpty ? [] : [say(.noteUnreached, ["person": catalogue.list(others)])]
            fields["state"] = .string("submitted")
            fields["supervisors"] = .array(names.map { .string($0) })
            fields["unreached"] = .array(others.map { .string($0) })
            return Reply(
                lines: [say(.noteSubmitted, ["id": short, "person": catalogue.list(names)])], json: .object(fields),
                remarks: mark + told + [say(.noteSubmitNext)])
        }
    }

    /// Whose case a note lies in, for a program: no more of the client than people are shown.
    static func json(_ client: NamedClient?) -> [String: JSONValue] {
        [
            "client": .optional(client?.id.hex),
            "clientCode": .optional(client.map { ClientCode(of: $0.id).description }),
            "clientName": .optional(client?.name),
        ]
    }

    /// The next step once a draft is saved: where no consent stands that comes first, as signing would be refused.
    func afterDraft(
        _ id: Identifier<SessionNote>, lacksConsent: Bool, in practice: OpenPractice
    ) throws -> [String] {
        let short = id.shortForm(characters: 4)
        guard lacksConsent else {
            return [say(try signsAlone(in: practice) ? .noteWriteNext : .noteWriteNextTrainee, ["id": short])]
        }
        let client = ClientCode(of: try practice.room.client(of: practice.room.caseID(of: id)))
        return [say(.consentNoteWillNeed), say(.consentNoteNext, ["client": client.description, "id": short])]
    }

    /// What waits in notes, a line each.
    func waiting(_ notes: WaitingNotes) -> [String] {
        let counts: [(Sentence, Int)] = [
            (.statusReturned, notes.returned.count), (.statusToCosign, notes.toCosign.count),
            (.statusUnsigned, notes.unsigned.count), (.statusSubmitted, notes.submitted.count),
        ]
        return counts.filter { $0.1 > 0 }.map { say($0.0, ["count": "\($0.1)"]) }
    }

    /// What its author handed in and nobody has: how many, which, and what to run.
    func tell(_ unheld: UnheldNotes, to author: StaffMember) -> [String] {
        guard let first = unheld.notes.first else { return [] }
        let sentence: Sentence =
            switch unheld.next {
            case .handIn: .statusUnheldHandIn
            case .agreement: .statusUnheldAgreement
            case .sign: .statusUnheldSign
            }
        return [say(sentence, named(unheld.notes, first).merging(["person": author.shortName.text]) { $1 })]
    }

    /// The same for the supervisor to whom it was handed before.
    func tell(unheldOfTrainees notes: [Identifier<SessionNote>]) -> [String] {
        guard let first = notes.first else { return [] }
        return [say(.noteUnheldOfTrainees, named(notes, first))]
    }

    private func named(_ notes: [Identifier<SessionNote>], _ first: Identifier<SessionNote>) -> [String: String] {
        let characters = max(Identifier.charactersNeeded(among: notes), Identifier<SessionNote>.shortestForm)
        return [
            "count": "\(notes.count)", "notes": catalogue.list(notes.map { $0.shortForm(characters: characters) }),
            "id": first.shortForm(characters: characters),
        ]
    }

    /// How a note of one's own that waits for co-signing can be changed or added to.
    func handedInHint(_ entry: NoteEntry, in practice: OpenPractice) throws -> Sentence {
        if try signsAlone(in: practice) { return .noteHandedInAlone }
        switch entry.unheld {
        case nil: return .noteHandedInHint
        case .agreement: return .noteHandedInAgreement
        case .handIn, .sign: return .noteHandedInAgain
        }
    }

    /// Where a note of one's own waits for co-signing and so is not edited: what can be done, as it stands.
    func explained(_ error: any Error, editing entry: NoteEntry, in practice: OpenPractice) throws -> any Error {
        guard case RoomError.denied(rule: .noteAwaitsCosigning) = error else { return error }
        let plain = FaultText.denied(.noteAwaitsCosigning, catalogue)
        return CommandFault(
            plain.status, plain.code, plain.sentence, hint: try handedInHint(entry, in: practice),
            ["id": entry.id.shortForm(characters: 4)])
    }

    /// Those of a list that nobody has.
    func unheld(_ entries: [NoteEntry]) -> UnheldNotes {
        UnheldNotes(
            notes: entries.filter { $0.unheld != nil }.map(\.id),
            next: entries.compactMap(\.unheld).first ?? .handIn)
    }

    /// A yes or no where either lets the work go on; the end of input is a no.
    func askYes(_ question: Sentence, _ arguments: [String: String] = [:]) throws -> Bool {
        if options.yes { return true }
        while true {
            let prompt = say(.promptConfirm, ["question": say(question, arguments)])
            switch try readAnswer(to: prompt)?.trimmingCharacters(in: .whitespaces).lowercased() {
            case "y", "yes", "是", "好": return true
            case nil, "", "n", "no", "否", "不": return false
            default: try announce(.promptYesOrNo)
            }
        }
    }

    /// The same where whoever gives no answer means yes, as the question says.
    /// - Parameter interruption: where Ctrl-C is answered, its descriptor
    func askUnlessNo(
        _ question: Sentence, _ arguments: [String: String] = [:], interruption: Int32? = nil
    ) throws -> Bool {
        while true {
            try terminal.write(say(.promptRequired, ["question": say(question, arguments)]), to: .question)
            switch try terminal.readLine(interruption: interruption)?.trimmingCharacters(in: .whitespaces).lowercased()
            {
            case nil, "", "y", "yes", "是", "好": return true
            case "n", "no", "否", "不": return false
            default: try announce(.promptYesOrNo)
            }
        }
    }

    /// One of some letters; the end of input is `q`, an empty line `l`.
    func askLetter(_ question: Sentence, _ letters: [String]) throws -> String {
        while true {
            guard let line = try readAnswer(to: say(question)) else { return "q" }
            let answer = line.trimmingCharacters(in: .whitespaces).lowercased()
            if answer.isEmpty { return "l" }
            if letters.contains(answer) { return answer }
            try announce(.signAskAgain, ["choices": catalogue.list(letters)])
        }
    }

    /// A number of a list that was just shown.
    func askNumber(_ question: Sentence, upTo count: Int) throws -> Int {
        while true {
            let typed = try askLine(question, required: true)
            if let number = Int(typed), (1...count).contains(number) { return number }
            try announce(.noteNowNumber, ["count": "\(count)"])
        }
    }
}

extension TimeText {
    /// The last day of what ends with the beginning of the next in the practice's time zone; nil for an end within a day.
    func lastDay(before end: UTCTime) -> CivilDay? {
        let civil = Int(end.secondsSince1970) + zone.secondsFromGMT(for: end.date)
        return civil % 86_400 == 0 ? CivilDay(daysSinceEpoch: civil / 86_400 - 1) : nil
    }

    /// An end as people say it: the last day that belongs to it, or the moment.
    func until(_ end: UTCTime) -> String { lastDay(before: end).map(day) ?? table(end.date) }

    /// When a day begins in the practice's time zone, or one some days later.
    func startOfDay(_ day: CalendarDate, daysLater: Int = 0) throws -> UTCTime {
        let civil = (day.daysSince1970 + daysLater) * 86_400
        // The offset of that moment; where the clocks change at midnight, of the hours behind it.
        let guess = Date(
            timeIntervalSince1970: Double(civil - zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(civil)))))
        return try UTCTime(secondsSince1970: Int64(civil - zone.secondsFromGMT(for: guess)))
    }
}
