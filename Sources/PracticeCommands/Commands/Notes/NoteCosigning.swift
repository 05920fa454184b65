import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// What a supervisor does with a trainee's note.

struct NoteCosign: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "cosign", abstract: HelpLanguage.text(.helpNoteCosign),
            discussion: HelpLanguage.text(.helpNoteCosignMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let entry = try context.noteToDecide(CosigningNote.self, id, in: practice) { try $0.cosign(version: 0) }
            try context.showBeforeDeciding(entry, in: practice)
            try context.announce(
                .noteCosignBefore,
                [
                    "id": id.shortForm(characters: 4), "version": "\(entry.versions)",
                    "person": entry.author?.fullName.text ?? "?",
                ])
            if context.terminal.inputIsTerminal, !context.options.json { try context.confirm(.noteCosignQuestion) }
            return try context.cosign(entry, in: practice)
        }
    }
}

struct NoteReturn: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "return", abstract: HelpLanguage.text(.helpNoteReturn),
            discussion: HelpLanguage.text(.helpNoteReturnMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.textDocument(from).map { document in
            NoteCommand.isJSON(document) ? try CoSignature.readRemark(json: document) : try NoteCommand.text(document)
        }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let entry = try context.noteToDecide(ReturningNote.self, id, in: practice) {
                try $0.giveBack(version: 0, remark: "-")
            }
            try context.announce(
                .noteReturnBefore,
                ["id": id.shortForm(characters: 4), "person": entry.author?.fullName.text ?? "?"])
            if given == nil { try context.showBeforeDeciding(entry, in: practice) }
            return try context.giveBack(entry, remark: given, in: practice)
        }
    }
}

extension CommandContext {
    /// The list of what was handed to the acting supervisor and waits.
    func submissions(in practice: OpenPractice) throws -> Reply {
        let list = try practice.room.visit(for: ListingCosigning.self, about: .practice) { try $0.submissions() }
        let waiting = list.waiting
        let times = try times(practice)
        let characters = Identifier.charactersNeeded(among: waiting.map(\.note))
        let table = Table(
            columns: [.headingID, .headingAuthor, .headingSubmitted, .headingVersion, .headingCase].map {
                Table.Column(heading: say($0))
            },
            rows: waiting.map {
                [
                    $0.note.shortForm(characters: characters), $0.trainee?.shortName.text ?? "",
                    times.table($0.submittedAt.date), "\($0.version)", $0.caseID.shortForm(characters: 4),
                ]
            })
        return Reply(
            lines: lines(of: table, .notes, waiting.map(\.note.hex), in: practice),
            json: .object([
                "toCosign": .array(waiting.map { json($0, times) }),
                "overtaken": .array(list.overtaken.map { json($0, times) }),
                "withNobody": .array(list.unheld.map { .string($0.hex) }),
                "unreadableAgreements": .array(list.unreadableAgreements.map { .string($0) }),
                "spoiledTrainees": .array(list.spoiledTrainees.map { .string($0.shortName.text) }),
            ]),
            remarks: (waiting.first.map { [say(.noteToCosignNext, ["id": $0.note.shortForm(characters: characters)])] }
                ?? (list.isSound ? [say(.noteNothingToCosign)] : [])) + leftOut(list),
            status: list.isSound ? .done : .integrity, layout: .list)
    }

    /// What a supervisor is not asked about any more, and what may be hidden.
    func leftOut(_ list: SubmissionList) -> [String] {
        let overtaken = list.overtaken.map(\.note)
        let characters = max(Identifier.charactersNeeded(among: overtaken), Identifier<SessionNote>.shortestForm)
        let ids = catalogue.list(overtaken.map { $0.shortForm(characters: characters) })
        let told = overtaken.isEmpty ? [] : [say(.noteOvertaken, ["count": "\(overtaken.count)", "notes": ids])]
        return told + tell(unheldOfTrainees: list.unheld) + unreadableAgreements(list.unreadableAgreements)
            + spoiledTrainees(list.spoiledTrainees)
    }

    private func spoiledTrainees(_ trainees: [StaffMember]) -> [String] {
        guard !trainees.isEmpty else { return [] }
        return [say(.noteTraineesSpoiled, ["people": catalogue.list(trainees.map(\.shortName.text).sorted())])]
    }

    func unreadableAgreements(_ places: [String]) -> [String] {
        guard !places.isEmpty else { return [] }
        return [
            say(.supervisionUnreadable, ["count": "\(places.count)", "places": catalogue.list(places)])
        ]
    }

    func json(_ submission: SubmissionEntry, _ times: TimeText) -> JSONValue {
        .object([
            "id": .string(submission.note.hex), "case": .string(submission.caseID.hex),
            "author": .optional(submission.trainee?.shortName.text), "version": .number(submission.version),
            "submitted": .string(times.rfc3339(submission.submittedAt.date)),
        ])
    }

    /// The note that a supervisor is about to decide on. Whoever may not read it is refused as what they came for, a
    /// co-signer: so the trail says, and so the reason is the one that helps.
    func noteToDecide<P: ChangingPurpose, Done>(
        _ purpose: P.Type, _ id: Identifier<SessionNote>, in practice: OpenPractice,
        _ refused: (borrowing Visit<P>) throws -> Done
    ) throws -> NoteEntry {
        do {
            return try practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.note() }
        } catch {
            let fault: any Error = error
            if case RoomError.denied = error { _ = try practice.room.visit(for: purpose, about: .note(id), refused) }
            if case RoomError.noKey = error { _ = try practice.room.visit(for: purpose, about: .note(id), refused) }
            throw fault
        }
    }

    /// On a terminal the text stands before the question; a script read it with `note show`.
    func showBeforeDeciding(_ entry: NoteEntry, client: NamedClient? = nil, in practice: OpenPractice) throws {
        guard terminal.inputIsTerminal, !options.json else { return }
        for line in NotePage(context: self, times: try times(practice)).lines(entry, client: client) {
            try terminal.writeLine(line, to: .error)
        }
        try terminal.writeLine(to: .error)
    }

    func cosign(_ entry: NoteEntry, in practice: OpenPractice) throws -> Reply {
        let done = try practice.room.visit(for: CosigningNote.self, about: .note(entry.id)) {
            try $0.cosign(version: entry.versions)
        }
        return try decided(done, entry, .noteCosigned, .noteCosignNext, in: practice)
    }

    /// - Parameter remark: nil to ask for it
    func giveBack(_ entry: NoteEntry, remark: String?, in practice: OpenPractice) throws -> Reply {
        let text: String
        if let remark {
            text = remark
        } else {
            let form = try form(UnfinishedText(.noteReturn, note: entry.id), in: practice)
            try announce(.noteReturnAsk)
            text = try form.text()
        }
        let done = try practice.room.visit(for: ReturningNote.self, about: .note(entry.id)) {
            try $0.giveBack(version: entry.versions, remark: text)
        }
        typed.filed()
        return try decided(done, entry, .noteReturned, .noteReturnNext, in: practice)
    }

    private func decided(
        _ done: CoSignature, _ entry: NoteEntry, _ after: Sentence, _ next: Sentence, in practice: OpenPractice
    ) throws -> Reply {
        let arguments = [
            "id": entry.id.shortForm(characters: 4), "person": entry.author?.shortName.text ?? "?",
            "version": "\(entry.versions)",
        ]
        return Reply(
            lines: [say(after, arguments)],
            json: .object([
                "id": .string(entry.id.hex), "version": .number(entry.versions),
                "verdict": .string(done.verdict.rawValue), "at": .string(try times(practice).rfc3339(done.at.date)),
            ]),
            remarks: [say(next, arguments)])
    }
}
