import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// `tacet note` alone: the note of the session that just ended.
struct NoteNow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "now", abstract: HelpLanguage.text(.helpNoteNow))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionTemplate)) var template: String?
    @OptionGroup var writing: EditorOptions

    func perform(_ context: CommandContext) throws -> Reply {
        let chosen = try template.map { try NoteCommand.template($0, context) }
        guard context.terminal.inputIsTerminal, !context.options.json else {
            throw CommandFault(.usage, "no-terminal", .noteNowTerminal, hint: .noteNowTerminalHint)
        }
        return try context.inPractice { practice in
            let waiting = try NoteSession.waiting(in: practice, context)
            let session = try waiting?.session.completed(in: practice, context)
            let (caseID, client) =
                try waiting.map { ($0.session.caseID, $0.client) } ?? caseOfSession(in: practice, context)
            let short = caseID.shortForm(characters: 4)
            if let draft = try draftOfToday(caseID, of: client, in: practice, context) {
                let (version, lacksConsent) = try continued(draft, in: practice, context)
                return try signing(draft.id, version, lacksConsent: lacksConsent, in: practice, context)
            }
            let template = chosen ?? .free
            try context.announce(.noteWriteBefore, ["case": short, "template": context.template(template)])
            let job = UnfinishedText(.note, caseID: caseID, template: template)
            guard let written = try context.writeContent(job, writing, in: practice) else {
                return context.nothingWritten()
            }
            let content = try written.content.of(session)
            let (draft, lacksConsent) = try practice.room.visit(for: WritingNote.self, about: .counselingCase(caseID)) {
                (try $0.write(content), try $0.lacksConsent())
            }
            written.draft?.remove()
            try context.announce(.noteWritten, ["id": draft.id.shortForm(characters: 4)])
            for remark in session?.remark(on: content, draft.id, context) ?? [] {
                try context.announceLine(remark)
            }
            return try signing(draft.id, 1, lacksConsent: lacksConsent, in: practice, context)
        }
    }

    /// The case whose session is written up: one's only open case, or the one chosen among several.
    private func caseOfSession(
        in practice: OpenPractice, _ context: CommandContext
    ) throws -> (Identifier<CounselingCase>, NamedClient) {
        let me = try practice.room.ownEntry().id
        let open = try practice.room.visit(for: ListingCases.self, about: .practice) { try $0.cases().entries }
            .filter { $0.counselingCase.counselor == me && $0.counselingCase.state == .open }
        guard let first = open.first else {
            throw CommandFault(.notFound, "no-open-case", .noteNowNoCase, hint: .ruleAskDirector)
        }
        guard open.count > 1 else {
            try context.announce(
                .noteNowOnlyCase,
                ["id": first.id.shortForm(characters: 4), "client": first.client.named.called])
            return (first.id, first.client.named)
        }
        let characters = Identifier.charactersNeeded(among: open.map(\.id))
        for (place, entry) in open.enumerated() {
            try context.terminal.writeLine(
                "\(place + 1)  \(entry.id.shortForm(characters: characters))  \(entry.client.named.called)",
                to: .error)
        }
        let chosen = open[try context.askNumber(.noteNowWhichCase, upTo: open.count) - 1]
        return (chosen.id, chosen.client.named)
    }

    /// A draft of one's own for that case that was begun today and that the person wants to go on with.
    private func draftOfToday(
        _ caseID: Identifier<CounselingCase>, of client: NamedClient, in practice: OpenPractice,
        _ context: CommandContext
    ) throws -> NoteEntry? {
        let times = try context.times(practice)
        let today = times.civilTime(Date()).day
        let author = try practice.room.ownEntry().member.shortName
        let notes = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(caseID)) { try $0.notes() }
        let draft = notes.last {
            $0.standing == .draft && $0.author?.shortName == author
                && times.civilTime($0.body.writtenAt.date).day == today
        }
        guard let draft else { return nil }
        let arguments = [
            "id": draft.id.shortForm(characters: 4), "time": times.table(draft.body.writtenAt.date),
            "case": caseID.shortForm(characters: 4), "client": client.called,
        ]
        return try context.askYes(.noteNowContinue, arguments) ? draft : nil
    }

    /// Puts what is typed now behind what stands in the draft.
    /// - Returns: the version that stands then, and whether signing it will need a consent that is not there; false where nothing was
    ///   typed, when signing tells
    private func continued(
        _ listed: NoteEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws -> (version: Int, lacksConsent: Bool) {
        let entry = try NoteCommand.noteToEdit(listed.id, in: practice)
        let former = entry.body.content
        let job = UnfinishedText(
            .edit, caseID: entry.body.caseID, note: entry.id, version: entry.versions, template: former.template)
        let written = try context.writeContent(job, writing, former: former, in: practice)
        guard let written, written.content != former else {
            written?.draft?.remove()
            return (entry.versions, false)
        }
        let lacksConsent: Bool
        do {
            lacksConsent = try NoteCommand.file(
                written.content, over: entry, version: written.version, in: practice, context)
        } catch {
            if (error as? CommandFault)?.code == "conflict" { written.draft?.remove() }
            throw error
        }
        written.draft?.remove()
        try context.announce(
            .noteEdited, ["id": entry.id.shortForm(characters: 4), "version": "\(entry.versions + 1)"])
        return (entry.versions + 1, lacksConsent)
    }

    private func signing(
        _ id: Identifier<SessionNote>, _ version: Int, lacksConsent: Bool, in practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Reply {
        let short = id.shortForm(characters: 4)
        let later = Reply(
            json: .object(["id": .string(id.hex)]),
            remarks: try context.afterDraft(id, lacksConsent: lacksConsent, in: practice))
        // A yes would only be refused.
        if lacksConsent { return later }
        try context.announce(context.signsAlone(in: practice) ? .noteSignBefore : .noteSubmitBefore, ["id": short])
        let question: Sentence = try context.signsAlone(in: practice) ? .noteSignQuestion : .noteSubmitQuestion
        guard try context.askYes(question) else { return later }
        return try context.sign(id, version: version, in: practice)
    }
}
