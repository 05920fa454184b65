import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// What becomes of a draft: other words, a signature, an addition.

struct NoteEdit: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "edit", abstract: HelpLanguage.text(.helpNoteEdit),
            discussion: HelpLanguage.text(.helpNoteEditMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let document = try context.document(from)
        if document == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let entry = try NoteCommand.noteToEdit(id, in: practice)
            guard case .draft(let draft) = entry.body else { throw RoomError.denied(rule: .signedNoteIsLocked) }
            let short = id.shortForm(characters: 4)
            try context.announce(.noteEditBefore, ["id": short, "version": "\(entry.versions)"])
            if document == nil {
                for section in draft.content.sections {
                    try context.terminal.writeLine(
                        context.say(NoteCommand.question(section.key)), to: .error, tone: .quiet)
                    try context.terminal.writeLine(section.text, to: .error, tone: .quiet)
                }
            }
            let content: NoteContent
            if let document {
                if document.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{") {
                    content = try NoteContent.read(json: document, template: draft.content.template, now: .now)
                } else {
                    guard draft.content.template == .free else { throw CounselingError.formIsNotJSON }
                    content = try NoteContent(
                        template: .free, sections: [NoteSection(.text, try NoteCommand.text(document))],
                        session: draft.content.session, feedback: draft.content.feedback)
                }
            } else {
                let typed = try NoteCommand.content(nil, template: draft.content.template, context)
                content = try NoteContent(
                    template: typed.template, sections: typed.sections, session: draft.content.session,
                    feedback: draft.content.feedback)
            }
            guard content != draft.content else {
                return Reply(
                    lines: [context.say(.noteEditSame)],
                    json: .object(["id": .string(id.hex), "version": .number(entry.versions)]))
            }
            do {
                _ = try practice.room.visit(for: EditingNote.self, about: .note(id)) {
                    try $0.edit(content, over: entry.versions)
                }
            } catch RoomError.changedMeanwhile {
                throw try NoteCommand.kept(content, of: entry, in: practice, context)
            }
            return Reply(
                lines: [context.say(.noteEdited, ["id": short, "version": "\(entry.versions + 1)"])],
                json: .object(["id": .string(id.hex), "version": .number(entry.versions + 1)]),
                remarks: [context.say(.noteWriteNext, ["id": short])])
        }
    }
}

struct NoteSign: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "sign", abstract: HelpLanguage.text(.helpNoteSign))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let short = id.shortForm(characters: 4)
            try context.announce(.noteSignBefore, ["id": short])
            if context.terminal.inputIsTerminal, !context.options.json { try context.confirm(.noteSignQuestion) }
            let signed = try practice.room.visit(for: SigningNote.self, about: .note(id)) { try $0.sign() }
            let times = try context.times(practice)
            return Reply(
                lines: [context.say(.noteSigned, ["id": short])],
                json: .object(["id": .string(id.hex), "signed": .string(times.rfc3339(signed.signedAt.date))]),
                remarks: [context.say(.noteSignNext, ["id": short])])
        }
    }
}

struct NoteAdd: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "add", abstract: HelpLanguage.text(.helpNoteAdd))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let document = try context.document(from)
        if document == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let short = id.shortForm(characters: 4)
            try context.announce(.noteAddBefore, ["id": short])
            let text: String
            if let document {
                let isJSON = document.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{")
                text = isJSON ? try Addendum.readText(json: document) : try NoteCommand.text(document)
            } else {
                text = try context.askText()
            }
            let addendum = try practice.room.visit(for: AddingAddendum.self, about: .note(id)) { try $0.add(text) }
            let times = try context.times(practice)
            let signed = times.rfc3339(addendum.signedAt.date)
            return Reply(
                lines: [context.say(.noteAdded, ["id": short, "addendum": signed])],
                json: .object(["id": .string(id.hex), "signed": .string(signed)]))
        }
    }
}
