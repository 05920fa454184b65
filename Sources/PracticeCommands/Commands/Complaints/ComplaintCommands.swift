import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ComplaintCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "complaint", abstract: HelpLanguage.text(.helpComplaint),
            subcommands: [
                ComplaintFile.self, ComplaintList.self, ComplaintShow.self, ComplaintNextCommand.self,
                ComplaintAcknowledge.self, ComplaintTriageCommand.self, ComplaintPanel.self, ComplaintRecuse.self,
                ComplaintShare.self, ComplaintFindingCommand.self, ComplaintVote.self, ComplaintDecide.self,
                ComplaintCommunicate.self, ComplaintClose.self,
            ])
    }
}

struct ComplaintFile: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "file", abstract: HelpLanguage.text(.helpComplaintFile),
            discussion: HelpLanguage.text(.helpComplaintFileMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { try ComplaintForm.read(json: $0) }
        if given == nil { try context.requireTerminal() }
        // Neither an entry on entering nor a checkpoint on leaving: either would name who was here at this place of the log.
        let practice = try unlocked(context)
        let form: ComplaintForm
        if let given { form = given } else { form = try asked(practice, context) }
        let against = try respondent(form.against, practice, context)
        let reach = try practice.room.complaintReach(against: against, urgent: form.sexualMisconduct)
        if reach.isActing { try context.announce(.complaintFileActing) }
        if reach.isOnlySelf { try context.announce(.complaintFileSelf) }
        let before: Sentence = reach.isOfCommittee ? .complaintFileBeforeMember : .complaintFileBefore
        try context.announce(before, ["count": "\(reach.drawn)"])
        if context.terminal.inputIsTerminal, !context.options.json { try context.confirm(.complaintFileQuestion) }
        let id = try practice.room.fileComplaint(form, against: against)
        context.typed.filed()
        let times = try context.times(practice)
        func day(_ day: CalendarDate) -> String { times.day(CivilDay(daysSinceEpoch: day.daysSince1970)) }
        return Reply(
            lines: [context.say(.complaintFileAfter, ["id": context.receipt(id)])],
            json: .object([
                "id": .string(id.hex), "receipt": .string(context.receipt(id)), "members": .number(reach.drawn),
                "directorActs": .boolean(reach.isActing), "acknowledgeBy": .string(reach.acknowledgeBy.text),
                "triageBy": .string(reach.triageBy.text), "decideBy": .string(reach.decideBy.text),
            ]),
            remarks: [
                context.say(
                    .complaintFileTell,
                    [
                        "acknowledge": day(reach.acknowledgeBy), "triage": day(reach.triageBy),
                        "decide": day(reach.decideBy),
                    ]), context.say(.complaintFileKeep),
            ])
    }

    /// Somebody must unlock: the committee and conflicts of interest are sealed to the staff. That it names nobody is said.
    private func unlocked(_ context: CommandContext) throws -> OpenPractice {
        do { return try context.open(keepingHouse: false) } catch let fault as CommandFault {
            guard fault.code == "who-is-acting" else { throw fault }
            throw CommandFault(fault.status, fault.code, fault.sentence, fault.arguments, hint: .complaintFileUnlock)
        }
    }

    /// Whom it is against. Fault messages do not repeat what was typed: it names somebody.
    private func respondent(
        _ typed: String, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> ComplaintRespondent {
        switch typed {
        case "service": return .service
        case "unknown": return .unknown
        default:
            guard let found = context.named(typed, among: try practice.room.roll()) else {
                throw CommandFault(
                    .badInput, "bad-field", .faultField,
                    ["field": "against", "reason": context.say(.complaintAgainstUnknown)], hint: .faultFieldHint)
            }
            return .person(found.id)
        }
    }

    /// Before the story is told: whoever mistypes a name must not tell it twice.
    private func askedAgainst(
        _ kept: String?, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> String {
        while true {
            let typed = try context.askLine(.complaintAskAgainst, required: true, kept: kept)
            let shown = PromptWords.texts(.complaintAskAgainst, [:])
            let word = PromptWords.keyword(for: typed, shownIn: shown) ?? typed
            if ["service", "unknown"].contains(word) { return word }
            let roll = try practice.room.roll()
            if let found = context.named(typed, among: roll) {
                // Asked by full name where two have the short one: what is kept of the answer is looked up once more.
                let shortName = found.member.shortName.text
                return context.named(shortName, among: roll) == nil ? typed : shortName
            }
            try context.announce(
                .faultField, ["field": "against", "reason": context.say(.complaintAgainstUnknown)])
            try context.announce(.promptStaff, ["people": context.names(of: roll)])
        }
    }

    private func asked(_ practice: OpenPractice, _ context: CommandContext) throws -> ComplaintForm {
        let form = try context.form(UnfinishedText(.complaint), in: practice)
        let by = try form.choice("by", .complaintAskBy, of: ComplaintFiler.self)
        let against = try askedAgainst(form.kept("against"), practice, context)
        form.keep([against], "against", isWords: false)
        try context.announce(.complaintAskText)
        var fields: [String: JSONValue] = [
            "by": .string(by.rawValue), "against": .string(against), "text": .string(try form.text()),
        ]
        for (key, question) in [("name", Sentence.complaintAskName), ("contact", .complaintAskContact)] {
            let answer = try form.line(key, question)
            if !answer.isEmpty { fields[key] = .string(answer) }
        }
        fields["sexualMisconduct"] = .boolean(try context.askTruth(.complaintAskSexual))
        fields["feeDispute"] = .boolean(try context.askTruth(.complaintAskFee))
        return try ComplaintForm.read(json: Array(JSONValue.object(fields).rendered().utf8))
    }
}

// Questions of complaints' forms.
extension CommandContext {
    func askChoice<Word: RawRepresentable<String> & CaseIterable>(
        _ question: Sentence, of _: Word.Type, kept: String? = nil
    ) throws -> Word {
        while true {
            let answer = try askLine(question, required: true, kept: kept).lowercased()
            let keyword = PromptWords.keyword(for: answer, shownIn: PromptWords.texts(question, [:]))
            if let word = Word(rawValue: keyword ?? answer) { return word }
            try announce(.faultReasonChoice, ["choices": catalogue.list(Word.allCases.map(\.rawValue))])
        }
    }

    /// Empty is no.
    func askTruth(_ question: Sentence) throws -> Bool {
        try requireTerminal()
        while true {
            guard let line = try readAnswer(to: say(.promptConfirm, ["question": say(question)])) else {
                throw TerminalError.endOfInput
            }
            switch line.trimmingCharacters(in: .whitespaces).lowercased() {
            case "y", "yes", "是", "好": return true
            case "", "n", "no", "否", "不": return false
            default: try announce(.promptYesOrNo)
            }
        }
    }
}
