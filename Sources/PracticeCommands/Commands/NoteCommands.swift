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
                NoteWrite.self, NoteList.self, NoteShow.self, NoteEdit.self, NoteSign.self, NoteAdd.self,
            ])
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

    /// A note's content from `--from`, JSON where it begins with a brace and plain text otherwise, or line by line.
    static func content(_ from: String?, template: NoteTemplate, _ context: CommandContext) throws -> NoteContent {
        if let document = try context.document(from) {
            if document.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{") {
                return try NoteContent.read(json: document, template: template, now: .now)
            }
            let text = try text(document)
            // Plain text fills the only section of free text; the other templates have several and need names.
            guard template == .free else { throw CounselingError.formIsNotJSON }
            return try NoteContent(template: .free, sections: [NoteSection(.text, text)])
        }
        try context.requireTerminal()
        var sections: [NoteSection] = []
        for key in template.sections {
            try context.announce(question(key))
            sections.append(NoteSection(key, try context.askText()))
        }
        return try NoteContent(template: template, sections: sections)
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
            hint: .faultUnharmedDraft, ["id": draft.id.shortForm(characters: 4)])
    }

    /// The note as it stands. Whoever may not even read it is refused as what they came for, an editor: so the trail says.
    static func noteToEdit(_ id: Identifier<SessionNote>, in practice: OpenPractice) throws -> NoteEntry {
        do {
            return try practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.note() }
        } catch {
            if case RoomError.denied = error {
                let nothing = try NoteContent(template: .free, sections: [NoteSection(.text, "-")])
                _ = try practice.room.visit(for: EditingNote.self, about: .note(id)) { try $0.edit(nothing, over: 0) }
            }
            throw error
        }
    }

    static func text(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw TerminalError.notUTF8 }
        return text
    }

    static func json(_ entry: NoteEntry, _ times: TimeText, withText: Bool) -> JSONValue {
        let draft: (NoteContent, UTCTime, Bool, UTCTime?) =
            switch entry.body {
            case .draft(let note): (note.content, note.writtenAt, note.isLateEntry, nil)
            case .signed(let note): (note.content, note.writtenAt, note.isLateEntry, note.signedAt)
            }
        let (content, written, late, signed) = draft
        var fields: [String: JSONValue] = [
            "id": .string(entry.id.hex), "case": .string(entry.body.caseID.hex),
            "state": .string(entry.body.state.rawValue),
            "template": .string(content.template.rawValue), "version": .number(entry.versions),
            "author": .optional(entry.author?.shortName.text), "written": .string(times.rfc3339(written.date)),
            "signed": .optional(signed.map { times.rfc3339($0.date) }), "lateEntry": .boolean(late),
        ]
        guard withText else { return .object(fields) }
        fields["sections"] = .object(
            Dictionary(uniqueKeysWithValues: content.sections.map { ($0.key.rawValue, .string($0.text)) }))
        fields["feedback"] = .optional(content.feedback)
        fields["start"] = .optional(content.session.map { times.rfc3339($0.start.date) })
        fields["end"] = .optional(content.session.map { times.rfc3339($0.end.date) })
        fields["addenda"] = .array(
            entry.addenda.map {
                .object(["text": .string($0.text), "signed": .string(times.rfc3339($0.signedAt.date))])
            })
        return .object(fields)
    }
}

struct NoteWrite: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "write", abstract: HelpLanguage.text(.helpNoteWrite),
            discussion: HelpLanguage.text(.helpNoteWriteMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String
    @Option(help: .text(.optionTemplate)) var template: String = "free"
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        guard let chosen = NoteTemplate(rawValue: template) else {
            let choices = context.catalogue.list(NoteTemplate.allCases.map(\.rawValue))
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "template", "reason": context.say(.faultReasonChoice, ["choices": choices])],
                hint: .faultFieldHint)
        }
        // What a script sends is read and checked before anything is unlocked; a person is asked after they were let in.
        let given = from == nil ? nil : try NoteCommand.content(from, template: chosen, context)
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let short = id.shortForm(characters: 4)
            try context.announce(.noteWriteBefore, ["case": short, "template": chosen.rawValue])
            let content: NoteContent
            if let given { content = given } else { content = try NoteCommand.content(nil, template: chosen, context) }
            let draft = try practice.room.visit(for: WritingNote.self, about: .counselingCase(id)) {
                try $0.write(content)
            }
            let note = draft.id.shortForm(characters: 4)
            return Reply(
                lines: [context.say(.noteWritten, ["id": note])],
                json: .object([
                    "id": .string(draft.id.hex), "case": .string(id.hex), "lateEntry": .boolean(draft.isLateEntry),
                ]),
                remarks: (draft.isLateEntry ? [context.say(.noteWriteLate)] : []) + [
                    context.say(.noteWriteNext, ["id": note])
                ])
        }
    }
}
