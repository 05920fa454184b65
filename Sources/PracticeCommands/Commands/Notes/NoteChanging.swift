import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// What becomes of a draft: other words, a signature, an addition.

struct NoteEdit: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "edit", abstract: HelpLanguage.text(.helpNoteEdit),
            discussion: HelpLanguage.text(.helpNoteEditMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?
    @OptionGroup var writing: EditorOptions

    func perform(_ context: CommandContext) throws -> Reply {
        let document = try context.textDocument(from)
        if document == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let read = try NoteCommand.anyNoteToEdit(id, in: practice)
            guard case .session(let entry) = read else {
                guard case .personal(let own) = read else { throw RoomError.notFound(.note) }
                return try edit(own, document, in: practice, context)
            }
            let draft = entry.body.draft
            // Whether it may be changed the visit decides; a person is not asked for a text that nobody can file.
            if document == nil {
                do { try NoteCommand.requireChangeable(entry, in: practice) } catch {
                    throw try context.explained(error, editing: entry, in: practice)
                }
            }
            let short = id.shortForm(characters: 4)
            try context.announce(.noteEditBefore, ["id": short, "version": "\(entry.versions)"])
            if document == nil {
                if let remark = entry.standingReturn?.remark { try context.announce(.noteEditRemark, ["text": remark]) }
            }
            let content: NoteContent
            var written: TextWriting.Written<NoteContent>?
            if let document {
                if NoteCommand.isJSON(document) {
                    content = try NoteCommand.readingForm(of: draft.content.template) {
                        try NoteContent.read(
                            json: document, template: draft.content.template, changing: draft.content, now: .now)
                    }
                } else {
                    guard draft.content.template == .free else { throw CounselingError.formIsNotJSON }
                    content = try NoteContent(
                        template: .free, sections: [NoteSection(.text, try NoteCommand.text(document))],
                        session: draft.content.session, feedback: draft.content.feedback)
                }
            } else {
                let job = UnfinishedText(
                    .edit, caseID: draft.caseID, note: id, version: entry.versions, template: draft.content.template)
                written = try context.writeContent(
                    job, writing, former: draft.content, prompting: .replaces, in: practice)
                content = written?.content ?? draft.content
            }
            // What was submitted is no draft: also with the same words the visit has to say whether it may be one again.
            guard content != draft.content || (entry.body.state != .draft && (document != nil || written != nil)) else {
                written?.draft?.remove()
                return Reply(
                    lines: [context.say(.noteEditSame)],
                    json: .object(["id": .string(id.hex), "version": .number(entry.versions)]))
            }
            let lacksConsent: Bool
            do {
                lacksConsent = try NoteCommand.file(
                    content, over: entry, version: written?.version, in: practice, context)
            } catch {
                // The text of whoever came second is filed as a note of its own.
                if (error as? CommandFault)?.code == "conflict" { written?.draft?.remove() }
                throw try context.explained(error, editing: entry, in: practice)
            }
            written?.draft?.remove()
            return Reply(
                lines: [context.say(.noteEdited, ["id": short, "version": "\(entry.versions + 1)"])],
                json: .object([
                    "id": .string(id.hex), "version": .number(entry.versions + 1),
                    "signingNeedsConsent": .boolean(lacksConsent),
                ]), remarks: try context.afterDraft(id, lacksConsent: lacksConsent, in: practice))
        }
    }

    private func edit(
        _ own: PrivateNoteEntry, _ document: [UInt8]?, in practice: OpenPractice, _ context: CommandContext
    ) throws -> Reply {
        let short = own.id.shortForm(characters: 4)
        try context.announce(.notePrivateEditBefore, ["id": short, "version": "\(own.versions)"])
        let text: String
        var written: TextWriting.Written<String>?
        if let document {
            text =
                NoteCommand.isJSON(document)
                ? try PrivateNote.readText(json: document) : try NoteCommand.text(document)
        } else {
            let job = UnfinishedText(
                .privateEdit, caseID: own.body.caseID, note: own.id, version: own.versions)
            written = try context.writeText(job, writing, former: own.body.text, in: practice)
            text = written?.content ?? own.body.text
        }
        guard text != own.body.text else {
            written?.draft?.remove()
            return Reply(
                lines: [context.say(.noteEditSame)],
                json: .object(["id": .string(own.id.hex), "version": .number(own.versions)]))
        }
        do { try file(text, over: own, version: written?.version, in: practice) } catch {
            if (error as? CommandFault)?.code == "conflict" { written?.draft?.remove() }
            throw error
        }
        written?.draft?.remove()
        return Reply(
            lines: [context.say(.notePrivateEdited, ["id": short, "version": "\(own.versions + 1)"])],
            json: .object(["id": .string(own.id.hex), "version": .number(own.versions + 1)]))
    }
}

extension NoteEdit {
    /// Files the next version of a private note; the text of whoever came second is kept as one of its own.
    private func file(
        _ text: String, over own: PrivateNoteEntry, version: Int?, in practice: OpenPractice
    ) throws {
        do {
            _ = try practice.room.visit(for: EditingNote.self, about: .note(own.id)) {
                try $0.editPrivate(text, over: version ?? own.versions)
            }
        } catch {
            guard case RoomError.changedMeanwhile = error else { throw error }
            let kept = try practice.room.visit(for: WritingPrivateNote.self, about: .counselingCase(own.body.caseID)) {
                try $0.write(text)
            }
            throw CommandFault(
                .tryAgain, "conflict", .faultConflict, ["id": own.id.shortForm(characters: 4)],
                hint: .faultUnharmedDraft,
                ["id": kept.id.shortForm(characters: 4), "old": own.id.shortForm(characters: 4)])
        }
    }
}

struct NoteSign: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "sign", abstract: HelpLanguage.text(.helpNoteSign),
            discussion: HelpLanguage.text(.consentHelpNote))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Flag(help: .text(.consentOptionNoteCrisis)) var crisis = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let short = id.shortForm(characters: 4)
            let asks = context.terminal.inputIsTerminal && !context.options.json
            // What is signed is what was there when it was asked.
            var version: Int?
            if asks, !context.options.yes {
                switch try own(id, practice) {
                case .another:
                    // Nobody is asked about another's note: the refusal is all there is to say.
                    return try context.sign(id, version: nil, inCrisis: crisis, in: practice)
                case .own(let entry, let client):
                    version = entry.versions
                    // Nobody signs what they did not see.
                    try context.showBeforeDeciding(entry, client: client, in: practice)
                case .personal: break
                }
            }
            let alone = try context.signsAlone(in: practice)
            try context.announce(alone ? .noteSignBefore : .noteSubmitBefore, ["id": short])
            try context.tellUnfiledChanges(of: id, in: practice)
            if crisis {
                try context.confirmCrisis(ofCase: practice.room.caseID(of: id), in: practice)
            }
            if asks { try context.confirm(alone ? .noteSignQuestion : .noteSubmitQuestion) }
            return try context.sign(id, version: version, inCrisis: crisis, in: practice)
        }
    }

    /// Whose a note is.
    private enum Whose {
        case own(NoteEntry, NamedClient?), personal
        /// Somebody else wrote it, or this person may not even read it.
        case another
    }

    private func own(_ id: Identifier<SessionNote>, _ practice: OpenPractice) throws -> Whose {
        do {
            let (read, client) = try practice.room.visit(for: ReadingNote.self, about: .note(id)) {
                (try $0.read(), $0.client())
            }
            guard case .session(let entry) = read else { return .personal }
            return entry.body.author == (try practice.room.ownEntry().id) ? .own(entry, client) : .another
        } catch {
            switch error {
            case RoomError.denied, RoomError.noKey: return .another
            default: throw error
            }
        }
    }
}

struct NoteAdd: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "add", abstract: HelpLanguage.text(.helpNoteAdd))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?
    @Option(help: .text(.optionAddFromJot, valueName: "id")) var fromJot: [String] = []
    @OptionGroup var writing: EditorOptions

    func perform(_ context: CommandContext) throws -> Reply {
        let document = try context.textDocument(from)
        if document == nil, fromJot.isEmpty { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let short = id.shortForm(characters: 4)
            let jots = try self.jots(of: id, in: practice, context)
            try context.announce(.noteAddBefore, ["id": short])
            let text: String
            var draft: DraftFile?
            if let document {
                text =
                    NoteCommand.isJSON(document)
                    ? try NoteCommand.readingForm(of: nil) { try Addendum.readText(json: document) }
                    : try NoteCommand.text(document)
            } else if !jots.isEmpty {
                text = jots.map(\.jot.text).joined(separator: "\n\n")
            } else {
                let entry = try signed(id, in: practice, context)
                let change = try entry.flatMap { try context.addendum(ofChangesTo: $0, in: practice) }
                let job = UnfinishedText(.addendum, note: id)
                guard let written = try context.writeText(job, writing, continuing: change, in: practice) else {
                    return context.nothingWritten()
                }
                (text, draft) = (written.content, written.draft)
            }
            let addendum = try context.unlessWritten(.noteAddAnyway, because: .noteAddAlready, in: practice) {
                try add(text, to: id, of: jots.map(\.id), isMeant: $0, in: practice, context)
            }
            draft?.remove()
            let times = try context.times(practice)
            let signed = addendum.signedAt.date
            return Reply(
                lines: [context.say(.noteAdded, ["id": short, "addendum": times.table(signed)])],
                json: .object(["id": .string(id.hex), "signed": .string(times.rfc3339(signed))]))
        }
    }

    /// The jots that the words come from: of the note's own case.
    private func jots(
        of id: Identifier<SessionNote>, in practice: OpenPractice, _ context: CommandContext
    ) throws -> [JotEntry] {
        guard !fromJot.isEmpty else { return [] }
        let place = try practice.room.caseID(of: id)
        let waiting = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(place)) { try $0.jots() }
        return try fromJot.map { try context.jot($0, among: waiting) }
    }

    /// Before anybody types a text: a draft is changed, not added to.
    /// - Returns: nil for whoever may not read it, who is refused by the act itself
    private func signed(
        _ id: Identifier<SessionNote>, in practice: OpenPractice, _ context: CommandContext
    ) throws -> NoteEntry? {
        let read = try? practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.read() }
        guard case .session(let entry)? = read else { return nil }
        guard entry.standing != .signed, entry.standing != .cosigned else { return entry }
        throw try Self.unsigned(entry, in: practice, context)
    }

    /// What can be done instead of adding to a note that is not locked, by whoever of its case reads it.
    private static func unsigned(
        _ entry: NoteEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws -> CommandFault {
        let code = "note-is-not-signed"
        let shown = [
            "id": entry.id.shortForm(characters: 4), "person": context.name(entry.author),
            "case": entry.body.caseID.shortForm(characters: 4),
        ]
        let own = try practice.room.ownEntry()
        guard entry.body.author == own.id else {
            let state = try? practice.room.visit(for: ReadingCase.self, about: .counselingCase(entry.body.caseID)) {
                try $0.counselingCase().counselingCase.state
            }
            let hint: Sentence? = state == .open ? .noteAddOthersHint : nil
            return CommandFault(.tryAgain, code, .noteAddOthers, shown, hint: hint, shown)
        }
        switch entry.standing {
        case .draft, .signed, .cosigned:
            return CommandFault(.tryAgain, code, .noteAddOwnDraft, hint: .noteAddOwnDraftHint, shown)
        case .returned: return CommandFault(.tryAgain, code, .ruleReturned, hint: .noteAddReturnedHint, shown)
        case .withdrawn:
            var told = FaultText.denied(.noteIsWithdrawn, context.catalogue)
            told.hintArguments = shown
            return told
        case .submitted:
            let hint = try context.handedInHint(entry, in: practice)
            return CommandFault(.tryAgain, code, .noteAddHandedIn, shown, hint: hint, shown)
        }
    }

    private func add(
        _ text: String, to id: Identifier<SessionNote>, of jots: [Identifier<Jot>], isMeant: Bool,
        in practice: OpenPractice, _ context: CommandContext
    ) throws -> Addendum {
        do {
            return try practice.room.visit(for: AddingAddendum.self, about: .note(id)) {
                try $0.add(text, isMeant: isMeant, of: jots)
            }
        } catch {
            // Whoever may see it is told what can be done with it as it stands.
            if case RoomError.denied(rule: .noteIsNotSigned) = error,
                let entry = try? NoteCommand.noteToEdit(id, in: practice)
            {
                throw try Self.unsigned(entry, in: practice, context)
            }
            guard case RoomError.denied(rule: .traineeCannotSignAlone) = error else { throw error }
            throw CommandFault(.notAllowed, "denied", .noteAddTrainee, hint: .noteAddTraineeHint)
        }
    }
}
