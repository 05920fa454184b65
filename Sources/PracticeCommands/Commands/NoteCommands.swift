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

struct NoteList: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpNoteList))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String
    @Flag(help: .text(.optionUnsigned)) var unsigned = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let times = try context.times(practice)
            let notes = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(id)) { try $0.notes() }
                .filter { !unsigned || $0.body.state == .draft }
            let characters = Identifier.charactersNeeded(among: notes.map(\.id))
            let table = Table(
                columns: [
                    .headingID, .headingWritten, .headingTemplate, .headingStanding, .headingVersion, .headingAuthor,
                ].map {
                    Table.Column(heading: context.say($0))
                },
                rows: notes.map { entry in
                    let (content, written): (NoteContent, UTCTime) =
                        switch entry.body {
                        case .draft(let note): (note.content, note.writtenAt)
                        case .signed(let note): (note.content, note.writtenAt)
                        }
                    return [
                        entry.id.shortForm(characters: characters), times.table(written.date),
                        content.template.rawValue,
                        context.say(entry.body.state == .draft ? .valueDraft : .valueSigned), "\(entry.versions)",
                        entry.author?.shortName.text ?? "",
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .notes, notes.map(\.id.hex), in: practice),
                json: .object(["notes": .array(notes.map { NoteCommand.json($0, times, withText: false) })]),
                remarks: notes.isEmpty ? [context.say(unsigned ? .noteListAllSigned : .noteListEmpty)] : [],
                isList: true)
        }
    }
}

struct NoteShow: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpNoteShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let times = try context.times(practice)
            let entry = try practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.note() }
            let (content, written, signed): (NoteContent, UTCTime, UTCTime?) =
                switch entry.body {
                case .draft(let note): (note.content, note.writtenAt, nil)
                case .signed(let note): (note.content, note.writtenAt, note.signedAt)
                }
            var pairs = [
                (context.say(.headingID), id.shortForm(characters: 4)),
                (context.say(.headingStanding), context.say(signed == nil ? .valueDraft : .valueSigned)),
                (context.say(.headingAuthor), entry.author?.fullName.text ?? ""),
                (context.say(.headingWritten), times.table(written.date)),
            ]
            if let signed { pairs.append((context.say(.headingSigned), times.table(signed.date))) }
            pairs.append((context.say(.headingVersion), "\(entry.versions)"))
            var lines = KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth)
            for section in content.sections {
                lines += ["", context.say(NoteCommand.question(section.key)), section.text]
            }
            if let feedback = content.feedback { lines += ["", context.say(.noteFormFeedback), feedback] }
            for addendum in entry.addenda {
                lines += ["", "\(context.say(.headingAddendum)) \(times.table(addendum.signedAt.date))", addendum.text]
            }
            let person = ["person": entry.author?.fullName.text ?? ""]
            return Reply(
                lines: lines, json: NoteCommand.json(entry, times, withText: true),
                remarks: (signed == nil ? [] : [context.say(.noteShowSignatureGood, person)]) + [
                    context.say(.noteShowLogged)
                ])
        }
    }
}

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
