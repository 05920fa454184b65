import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// What was being written when the program or the editor ended.
struct DraftCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "draft", abstract: HelpLanguage.text(.helpDraft),
            discussion: HelpLanguage.text(.helpDraftMore),
            subcommands: [DraftList.self, DraftShow.self, DraftDiscard.self], defaultSubcommand: DraftList.self)
    }
}

/// Lists them, without a word of what is in them.
struct DraftList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpDraftList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let drafts = context.unfinishedDrafts(practice)
            let times = try context.times(practice)
            let elsewhere = practice.draftsElsewhere()
            let spoiled = practice.spoiledDrafts()
            let remarks = [
                drafts.isEmpty ? (elsewhere == 0 && spoiled.isEmpty ? Sentence.draftNone : nil) : .draftListNext,
                elsewhere > 0 ? .waitingDraftElsewhere : nil,
            ].compactMap { $0 }
            return Reply(
                lines: drafts.map { Self.line($0, times, context) },
                json: .object([
                    "openElsewhere": .number(elsewhere),
                    "drafts": .array(drafts.map { .object(Self.fields($0, times)) }),
                    "spoiled": .array(spoiled.map { .string($0) }),
                ]),
                remarks: remarks.map { context.say($0, ["count": "\(elsewhere)"]) }
                    + spoiled.map { context.say(.draftSpoiled, ["path": $0]) })
        }
    }

    static func line(_ draft: UnfinishedDraft, _ times: TimeText, _ context: CommandContext) -> String {
        context.say(
            .draftLine,
            [
                "id": TextWriting.short(draft.id), "kind": context.say(name(draft.text.kind)),
                "time": times.table(draft.text.saved.date), "command": command(draft.text),
            ])
    }

    static func fields(_ draft: UnfinishedDraft, _ times: TimeText) -> [String: JSONValue] {
        [
            "id": .string(draft.id), "kind": .string(draft.text.kind.rawValue),
            "case": .optional(draft.text.caseID?.hex), "note": .optional(draft.text.note?.hex),
            "flag": .optional(draft.text.flag?.hex), "client": .optional(draft.text.client?.hex),
            "about": .optional(draft.text.about), "template": .optional(draft.text.template?.rawValue),
            "begun": .string(times.rfc3339(draft.text.begun.date)),
            "saved": .string(times.rfc3339(draft.text.saved.date)), "command": .string(command(draft.text)),
        ]
    }

    static func name(_ kind: UnfinishedText.Kind) -> Sentence {
        switch kind {
        case .note: .draftKindNote
        case .edit: .draftKindEdit
        case .addendum: .draftKindAddendum
        case .privateNote: .draftKindPrivate
        case .privateEdit: .draftKindPrivateEdit
        case .crisisLog: .draftKindCrisisLog
        case .crisisContact: .draftKindCrisisContact
        case .crisisEnd: .draftKindCrisisEnd
        case .cardPlan: .draftKindCardPlan
        case .noteReturn: .draftKindNoteReturn
        case .reviewFindings: .draftKindReviewFindings
        case .reviewAnswer: .draftKindReviewAnswer
        case .complaint: .draftKindComplaint
        case .complaintTriage, .complaintFinding, .complaintDecision: .draftKindComplaintStep
        case .disclosureRequest: .draftKindDisclosureRequest
        case .disclosurePassages: .draftKindDisclosurePassages
        case .glassRequest: .draftKindGlassRequest
        case .glassReview: .draftKindGlassReview
        case .suspension: .draftKindSuspension
        case .reinstatement: .draftKindReinstatement
        case .departure: .draftKindDeparture
        }
    }

    /// What goes on with it.
    static func command(_ text: UnfinishedText) -> String {
        let place = text.caseID?.shortForm(characters: 4) ?? ""
        let note = text.note?.shortForm(characters: 4) ?? ""
        let flag = text.flag?.shortForm(characters: 4) ?? ""
        func about<Named>(_: Named.Type, characters: Int = 4) -> String {
            text.about.flatMap { try? Identifier<Named>(hex: $0) }?.shortForm(characters: characters) ?? ""
        }
        let complaint = about(Complaint.self, characters: CommandContext.receiptCharacters)
        let answers = text.answers ?? [:]
        let person = answers["person"]?.first ?? ""
        let records = (answers["records"] ?? []).compactMap { try? Identifier<DisclosedRecord>(hex: $0) }
            .map { " " + $0.shortForm(characters: 4) }.joined()
        return switch text.kind {
        case .note:
            "tacet note write \(place)" + (text.template.map { $0 == .free ? "" : " --template \($0.rawValue)" } ?? "")
        case .privateNote: "tacet note write \(place) --private"
        case .edit, .privateEdit: "tacet note edit \(note)"
        case .addendum: "tacet note add \(note)"
        case .crisisLog: "tacet crisis log \(flag)"
        case .crisisContact:
            "tacet crisis contact \(flag)" + (text.party.map { " --with \($0.rawValue)" } ?? "")
                + (text.basis.map { " --basis \($0.rawValue)" } ?? "")
        case .crisisEnd: "tacet crisis resolve \(flag)"
        case .cardPlan: "tacet crisis card \(text.client.map { ClientCode(of: $0).description } ?? "") --write"
        case .noteReturn: "tacet note return \(note)"
        case .reviewFindings: "tacet review write \(about(ReviewThread.self))"
        case .reviewAnswer: "tacet review answer \(about(ReviewThread.self))"
        case .complaint: "tacet complaint file"
        case .complaintTriage: "tacet complaint triage \(complaint)"
        case .complaintFinding: "tacet complaint finding \(complaint)"
        case .complaintDecision: "tacet complaint decide \(complaint)"
        case .disclosureRequest:
            "tacet disclosure request \(place)\(records)" + (answers["basis"]?.first.map { " --basis \($0)" } ?? "")
        case .disclosurePassages: "tacet disclosure prepare \(about(DisclosureThread.self))\(records)"
        case .glassRequest: "tacet break-glass request \(place)"
        case .glassReview: "tacet break-glass review \(about(BreakGlass.self))"
        case .suspension: "tacet staff suspend \(person)"
        case .reinstatement: "tacet staff reinstate \(person)"
        case .departure: "tacet staff depart \(person)"
        }
    }
}

/// Shows the words of one's own, whatever became of what they are about: a draft opens with its author's key alone.
struct DraftShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: HelpLanguage.text(.helpDraftShow),
            discussion: HelpLanguage.text(.helpDraftShowMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionDraft)) var draft: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let file = try context.draft(draft, in: practice)
            let found = UnfinishedDraft(id: file.id, text: file.text)
            let times = try context.times(practice)
            let answers = (found.text.answers ?? [:]).filter { !$0.value.allSatisfy(\.isEmpty) }
            let document = context.document(for: found.text)
            // A heading that somebody mistyped takes nothing away: the text stands as it was written then.
            let sections = try? document.texts(found.text.text)
            var lines = [DraftList.line(found, times, context)]
            let pairs = answers.sorted { $0.key < $1.key }.map { ($0.key, context.catalogue.list($0.value)) }
            if !pairs.isEmpty {
                lines += [""] + KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth)
            }
            lines += words(found.text, sections, document, context)
            var fields = DraftList.fields(found, times)
            fields["text"] = .string(found.text.text)
            fields["sections"] = .object(
                Dictionary(uniqueKeysWithValues: (sections ?? [:]).map { ($0.key.rawValue, .string($0.value)) }))
            fields["answers"] = .object(answers.mapValues { .array($0.map { .string($0) }) })
            return Reply(
                lines: lines, json: .object(fields),
                remarks: [context.say(.draftShowNext, ["id": TextWriting.short(found.id)])])
        }
    }

    /// The text with its sections' titles where there are several.
    private func words(
        _ text: UnfinishedText, _ sections: [NoteSection.Key: String]?, _ document: NoteDocument,
        _ context: CommandContext
    ) -> [String] {
        guard !text.text.isEmpty else { return [] }
        guard let sections, document.template.sections.count > 1 else { return ["", sections?[.text] ?? text.text] }
        return document.template.sections.flatMap { key -> [String] in
            guard let words = sections[key], !words.isEmpty else { return [] }
            return ["", context.say(NoteCommand.question(key)), words]
        }
    }
}

/// Removes one that is not wanted.
struct DraftDiscard: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "discard", abstract: HelpLanguage.text(.helpDraftDiscard))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionDraft)) var draft: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let only = try context.draft(draft, in: practice)
            let time = try context.times(practice).table(only.text.saved.date)
            try context.confirm(
                .draftDiscardQuestion, because: .draftDiscardBefore, ["id": TextWriting.short(only.id), "time": time])
            only.remove()
            return Reply(
                lines: [context.say(.draftDiscarded, ["id": TextWriting.short(only.id)])],
                json: .object(["id": .string(only.id)]))
        }
    }
}

extension CommandContext {
    /// The draft of one's own that was typed, taken up.
    func draft(_ typed: String, in practice: OpenPractice) throws -> DraftFile {
        rescueDrafts(practice)
        let prefix = typed.lowercased()
        let found = practice.unfinished().filter { prefix.count >= 4 && $0.id.hasPrefix(prefix) }
        guard let only = found.first, found.count == 1 else {
            throw CommandFault(.notFound, "not-found", .faultNotFound, ["id": typed], hint: .draftNotFoundHint)
        }
        return only
    }

    /// The changes of a note that its author did not file, the oldest first.
    func unfiledChanges(of note: Identifier<SessionNote>, in practice: OpenPractice) -> [DraftFile] {
        rescueDrafts(practice)
        return practice.unfinished().filter { $0.text.kind == .edit && $0.text.note == note }
    }

    /// Says before a note is signed that words for it lie in a draft: they are not in what is signed.
    func tellUnfiledChanges(of note: Identifier<SessionNote>, in practice: OpenPractice) throws {
        let times = try times(practice)
        for draft in unfiledChanges(of: note, in: practice) {
            try announce(
                .draftUnfiledChange,
                [
                    "draft": TextWriting.short(draft.id), "time": times.table(draft.text.saved.date),
                    "id": note.shortForm(characters: 4),
                ])
        }
    }

    /// Begins an addendum with the words of a change that came too late, where the note was signed and the person wants it: of a
    /// note in sections those that are others than what was signed.
    func addendum(ofChangesTo entry: NoteEntry, in practice: OpenPractice) throws -> DraftFile? {
        let times = try times(practice)
        for change in unfiledChanges(of: entry.id, in: practice).reversed() {
            let words = wordsChanged(change.text, from: entry.body.content)
            guard !words.isEmpty else { continue }
            let shown = ["id": TextWriting.short(change.id), "time": times.table(change.text.saved.date)]
            guard try askYes(.draftAddChange, shown) else { continue }
            let draft = try practice.beginDraft(UnfinishedText(.addendum, note: entry.id))
            try draft.save(document(for: draft.text).bare([.text: words]))
            change.remove()
            return draft
        }
        return nil
    }

    private func wordsChanged(_ change: UnfinishedText, from signed: NoteContent) -> String {
        let document = document(for: change)
        guard let texts = try? document.texts(change.text) else { return change.text }
        let before = Dictionary(signed.sections.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
        return document.template.sections.compactMap { key in
            guard let text = texts[key], !text.isEmpty, text != before[key] else { return nil }
            return document.template.sections.count > 1 ? say(NoteCommand.question(key)) + "\n" + text : text
        }.joined(separator: "\n\n")
    }
}
