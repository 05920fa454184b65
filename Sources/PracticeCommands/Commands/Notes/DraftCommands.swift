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
            discussion: HelpLanguage.text(.helpDraftMore), subcommands: [DraftList.self, DraftDiscard.self],
            defaultSubcommand: DraftList.self)
    }
}

/// Shows them; never a word of what is in them, which is continued by the command that began it.
struct DraftList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpDraftList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let drafts = context.unfinishedDrafts(practice)
            let times = try context.times(practice)
            let elsewhere = practice.draftsElsewhere()
            let remarks = [
                drafts.isEmpty ? (elsewhere == 0 ? Sentence.draftNone : nil) : .draftListNext,
                elsewhere > 0 ? .waitingDraftElsewhere : nil,
            ].compactMap { $0 }
            return Reply(
                lines: drafts.map { draft in
                    context.say(
                        .draftLine,
                        [
                            "id": TextWriting.short(draft.id), "kind": context.say(Self.name(draft.text.kind)),
                            "time": times.table(draft.text.saved.date), "command": Self.command(draft.text),
                        ])
                },
                json: .object([
                    "openElsewhere": .number(elsewhere),
                    "drafts": .array(
                        drafts.map { draft in
                            .object([
                                "id": .string(draft.id), "kind": .string(draft.text.kind.rawValue),
                                "case": .optional(draft.text.caseID?.hex), "note": .optional(draft.text.note?.hex),
                                "flag": .optional(draft.text.flag?.hex),
                                "client": .optional(draft.text.client?.hex), "about": .optional(draft.text.about),
                                "template": .optional(draft.text.template?.rawValue),
                                "begun": .string(times.rfc3339(draft.text.begun.date)),
                                "saved": .string(times.rfc3339(draft.text.saved.date)),
                                "command": .string(Self.command(draft.text)),
                            ])
                        }),
                ]),
                remarks: remarks.map { context.say($0, ["count": "\(elsewhere)"]) })
        }
    }

    private static func name(_ kind: UnfinishedText.Kind) -> Sentence {
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

/// Removes one that is not wanted.
struct DraftDiscard: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "discard", abstract: HelpLanguage.text(.helpDraftDiscard))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionDraft)) var draft: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            context.rescueDrafts(practice)
            let typed = draft.lowercased()
            let found = practice.unfinished().filter { typed.count >= 4 && $0.id.hasPrefix(typed) }
            guard let only = found.first, found.count == 1 else {
                throw CommandFault(.notFound, "not-found", .faultNotFound, ["id": draft], hint: .draftNotFoundHint)
            }
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
