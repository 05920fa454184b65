import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct NoteCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "note", abstract: HelpLanguage.text(.helpNote),
            subcommands: [
                NoteNow.self, NoteWrite.self, NoteList.self, NoteShow.self, NoteEdit.self, NoteSign.self, NoteAdd.self,
                NoteWithdraw.self, NoteCosign.self, NoteReturn.self, NoteSearch.self,
            ], defaultSubcommand: NoteNow.self)
    }

    static func question(_ key: NoteSection.Key) -> Sentence {
        switch key {
        case .subjective: .noteFormSubjective
        case .objective: .noteFormObjective
        case .assessment: .noteFormAssessment
        case .plan: .noteFormPlan
        case .data: .noteFormData
        case .behavior: .noteFormBehavior
        case .intervention: .noteFormIntervention
        case .response: .noteFormResponse
        case .problem: .noteFormProblem
        case .text: .noteFormText
        }
    }

    /// A note's content from `--from`, JSON where it begins with a brace and plain text otherwise; nil without.
    static func content(_ from: String?, template: NoteTemplate, _ context: CommandContext) throws -> NoteContent? {
        if let document = try context.textDocument(from) {
            if isJSON(document) {
                return try readingForm(of: template) {
                    try NoteContent.read(json: document, template: template, now: .now)
                }
            }
            let text = try text(document)
            // Plain text fills the only section of free text; the other templates have several and need names.
            guard template == .free else { throw CounselingError.formIsNotJSON }
            return try NoteContent(template: .free, sections: [NoteSection(.text, text)])
        }
        return nil
    }

    /// Files the next version of a note over the one that was read.
    /// - Parameter version: the version that was changed, where that is not the one that was read now
    /// - Returns: whether signing it will need a consent that is not there
    static func file(
        _ content: NoteContent, over entry: NoteEntry, version: Int? = nil, in practice: OpenPractice,
        _ context: CommandContext
    ) throws -> Bool {
        do {
            return try practice.room.visit(for: EditingNote.self, about: .note(entry.id)) {
                _ = try $0.edit(content, over: version ?? entry.versions)
                return try $0.lacksConsent()
            }
        } catch {
            guard case RoomError.changedMeanwhile = error else { throw error }
            throw try kept(content, of: entry, in: practice, context)
        }
    }

    /// Keeps the text of whoever came second as a draft of its own, sealed like every note, so that nothing typed is lost.
    static func kept(
        _ content: NoteContent, of entry: NoteEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws -> CommandFault {
        let draft = try practice.room.visit(for: WritingNote.self, about: .counselingCase(entry.body.caseID)) {
            try $0.write(content)
        }
        return CommandFault(
            .tryAgain, "conflict", .faultConflict, ["id": entry.id.shortForm(characters: 4)],
            hint: .faultUnharmedDraft,
            ["id": draft.id.shortForm(characters: 4), "old": entry.id.shortForm(characters: 4)])
    }

    /// The note as it stands. Whoever may not even read it is refused as what they came for, an editor: so the trail says.
    static func anyNoteToEdit(_ id: Identifier<SessionNote>, in practice: OpenPractice) throws -> ReadNote {
        do {
            return try practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.read() }
        } catch {
            if case RoomError.denied = error { try refuseEditing(id, in: practice) }
            throw error
        }
    }

    static func noteToEdit(_ id: Identifier<SessionNote>, in practice: OpenPractice) throws -> NoteEntry {
        guard case .session(let entry) = try anyNoteToEdit(id, in: practice) else { throw RoomError.notFound(.note) }
        return entry
    }

    /// Refuses before anybody types a text, where the note is locked or waits for the supervisor.
    static func requireChangeable(_ entry: NoteEntry, in practice: OpenPractice) throws {
        guard entry.standing != .draft, entry.standing != .returned else { return }
        try refuseEditing(entry.id, in: practice)
    }

    private static func refuseEditing(_ id: Identifier<SessionNote>, in practice: OpenPractice) throws {
        let nothing = try NoteContent(template: .free, sections: [NoteSection(.text, "-")])
        _ = try practice.room.visit(for: EditingNote.self, about: .note(id)) { try $0.edit(nothing, over: 0) }
    }

    /// Reads a form; where it is none, a text may be meant that begins with a brace.
    /// - Parameter template: nil for what has no sections
    static func readingForm<Read>(of template: NoteTemplate?, _ read: () throws -> Read) throws -> Read {
        do { return try read() } catch {
            guard case CounselingError.formIsNotJSON = error, template == nil || template == .free else { throw error }
            throw CommandFault(
                .badInput, "not-json", .faultNotJSON, hint: .faultBraceHint,
                ["brace": "{", "form": #"{"text": "{…"}"#])
        }
    }

    static func text(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw TerminalError.notUTF8 }
        return text
    }

    /// Whether a document is JSON, and not the text itself: it begins with a brace.
    static func isJSON(_ document: [UInt8]) -> Bool {
        document.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{")
    }

    /// The template of that name.
    static func template(_ name: String, _ context: CommandContext) throws -> NoteTemplate {
        guard let chosen = NoteTemplate(rawValue: name) else {
            let choices = context.catalogue.list(NoteTemplate.allCases.map(\.rawValue))
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "template", "reason": context.say(.faultReasonChoice, ["choices": choices])],
                hint: .faultFieldHint)
        }
        return chosen
    }

    /// What stands in a draft, shown before it is written anew.
    static func show(_ content: NoteContent, _ context: CommandContext) throws {
        for section in content.sections {
            try context.terminal.writeLine(context.say(question(section.key)), to: .error, tone: .quiet)
            try context.terminal.writeLine(section.text, to: .error, tone: .quiet)
        }
    }
}

struct NoteWrite: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "write", abstract: HelpLanguage.text(.helpNoteWrite),
            discussion: HelpLanguage.text(.helpNoteWriteMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String
    @Option(help: .text(.optionTemplate)) var template: String = "free"
    @Option(help: .text(.optionNoteAppointment, valueName: "id")) var appointment: String?
    @Flag(help: .text(.optionPrivate)) var `private` = false
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?
    @Option(help: .text(.optionFromJot, valueName: "id")) var fromJot: [String] = []
    @OptionGroup var writing: EditorOptions

    func perform(_ context: CommandContext) throws -> Reply {
        if `private` {
            guard template == "free", fromJot.isEmpty else {
                throw CommandFault(
                    .usage, "usage", .notePrivateTemplate, hint: .faultUsageHint, ["command": "tacet note write"])
            }
            return try personal(context)
        }
        let chosen = try NoteCommand.template(template, context)
        // What a script sends is read and checked before anything is unlocked; a person is asked after they were let in.
        let given = from == nil ? nil : try NoteCommand.content(from, template: chosen, context)
        let isOfJots = given == nil && chosen == .free && !fromJot.isEmpty
        if given == nil, !isOfJots { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let short = id.shortForm(characters: 4)
            let waiting = fromJot.isEmpty ? [] : try context.jots(of: `case`, in: practice).entries
            let jots = try fromJot.map { try context.jot($0, among: waiting) }
            try context.announce(.noteWriteBefore, ["case": short, "template": context.template(chosen)])
            if given == nil, !isOfJots { try tellWhose(id, practice, context) }
            let session = try appointment.map { try NoteSession.named($0, of: id, in: practice, context) }
            let words = jots.map(\.jot.text).joined(separator: "\n\n")
            let written: NoteContent
            var draftKept: DraftFile?
            if isOfJots {
                written = try NoteContent(template: .free, sections: [NoteSection(.text, words)])
            } else {
                if given == nil, !jots.isEmpty { try context.terminal.writeLine(words, to: .error, tone: .quiet) }
                if let given {
                    written = given
                } else {
                    let job = UnfinishedText(.note, caseID: id, template: chosen)
                    guard let typed = try context.writeContent(job, writing, in: practice) else {
                        return context.nothingWritten()
                    }
                    (written, draftKept) = (typed.content, typed.draft)
                }
            }
            let content = try written.of(session)
            let (draft, lacksConsent) = try context.unlessWritten(
                .noteWriteAnyway, because: .noteWriteAlready, in: practice
            ) { isMeant in
                try file(content, in: id, of: jots, isMeant: isMeant, practice)
            }
            draftKept?.remove()
            let note = draft.id.shortForm(characters: 4)
            let times = try context.times(practice)
            return Reply(
                lines: [context.say(.noteWritten, ["id": note])],
                json: .object([
                    "id": .string(draft.id.hex), "case": .string(id.hex), "lateEntry": .boolean(draft.isLateEntry),
                    "signingNeedsConsent": .boolean(lacksConsent),
                    "start": .optional(content.session.map { times.rfc3339($0.start.date) }),
                    "end": .optional(content.session.map { times.rfc3339($0.end.date) }),
                ]),
                remarks: (draft.isLateEntry ? [context.say(.noteWriteLate)] : [])
                    + (session?.remark(on: content, draft.id, context) ?? [])
                    + (try context.afterDraft(draft.id, lacksConsent: lacksConsent, in: practice)))
        }
    }

    /// Says whose case it is before anything is typed: under a mistyped code the words would stand in somebody else's record, and what is
    /// written there stays. A closed case refuses now, and not once the words are there.
    private func tellWhose(
        _ id: Identifier<CounselingCase>, _ practice: OpenPractice, _ context: CommandContext
    ) throws {
        // Where it cannot be looked up, for want of a right or of space, the words are taken all the same: they are kept as a draft.
        let look = try? practice.room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
            try $0.counselingCase()
        }
        guard let entry = look else { return }
        if entry.counselingCase.state != .open {
            try practice.room.visit(for: WritingNote.self, about: .counselingCase(id)) { _ in }
        }
        try context.announce(
            .noteWriteClient,
            ["name": entry.client.profile.name.text, "client": ClientCode(of: entry.client.id).description])
    }

    private func file(
        _ content: NoteContent, in id: Identifier<CounselingCase>, of jots: [JotEntry], isMeant: Bool,
        _ practice: OpenPractice
    ) throws -> (DraftNote, lacksConsent: Bool) {
        do {
            return try practice.room.visit(for: WritingNote.self, about: .counselingCase(id)) {
                if !isMeant { try $0.refuseRepeated(content) }
                return (try $0.write(content, of: jots.map(\.id)), try $0.lacksConsent())
            }
        } catch {
            // Nothing is begun in a closed case. What was jotted down for it can still be added to what is there.
            guard !jots.isEmpty, case RoomError.denied(rule: .caseIsClosed) = error else { throw error }
            let characters = Identifier.charactersNeeded(among: jots.map(\.id))
            throw CommandFault(
                .notAllowed, "denied", .ruleCaseClosed, hint: .jotCaseClosedHint,
                [
                    "case": id.shortForm(characters: 4),
                    "jots": jots.map { "--from-jot \($0.id.shortForm(characters: characters))" }.joined(separator: " "),
                ])
        }
    }

    private func personal(_ context: CommandContext) throws -> Reply {
        let given = try context.textDocument(from).map { document -> String in
            guard NoteCommand.isJSON(document) else { return try NoteCommand.text(document) }
            return try NoteCommand.readingForm(of: nil) { try PrivateNote.readText(json: document) }
        }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            try context.announce(.notePrivateBefore, ["case": id.shortForm(characters: 4)])
            let job = UnfinishedText(.privateNote, caseID: id)
            let written =
                try given.map { TextWriting.Written(content: $0, draft: nil, version: nil) }
                ?? context.writeText(job, writing, in: practice)
            guard let written else { return context.nothingWritten() }
            let note = try context.unlessWritten(.noteWriteAnyway, because: .noteWriteAlready, in: practice) {
                isMeant in
                try practice.room.visit(for: WritingPrivateNote.self, about: .counselingCase(id)) {
                    try $0.write(written.content, isMeant: isMeant)
                }
            }
            written.draft?.remove()
            return Reply(
                lines: [context.say(.notePrivateWritten, ["id": note.id.shortForm(characters: 4)])],
                json: .object([
                    "id": .string(note.id.hex), "case": .string(id.hex), "private": .boolean(true),
                ]), remarks: [context.say(.notePrivateOnly)])
        }
    }
}
