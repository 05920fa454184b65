import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// Looking at complaints.

struct ComplaintList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpComplaintList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let overview = try context.complaints(in: practice)
            let view = try ComplaintView(practice, context)
            let table = Table(
                columns: [
                    .headingID, .complaintHeadReceived, .complaintHeadAgainst, .complaintHeadStage, .complaintHeadNext,
                    .complaintHeadDue, .complaintHeadDecideBy,
                ].map { Table.Column(heading: context.say($0)) },
                rows: overview.entries.map { entry in
                    [
                        context.receipt(entry.id), view.times.table(entry.complaint.filing.at.date),
                        view.against(entry.complaint.filing.against), context.say(entry.complaint.stage.sentence),
                        entry.next.map { view.step($0, of: entry) } ?? "",
                        entry.next?.due.map { view.day($0, dueIn: entry) } ?? "",
                        entry.complaint.decision == nil ? view.day(entry.decideBy, dueIn: entry) : "",
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .complaints, overview.entries.map(\.id.hex), in: practice),
                json: .object([
                    "complaints": .array(overview.entries.map { view.json($0, withText: false) }),
                    "spoiled": .number(overview.unreadable), "unknown": .number(overview.unknown),
                    "takenUpWithoutYou": .array(overview.withheld.map { .string($0.hex) }),
                    "putOutOf": .number(overview.lost),
                    "notTakenUp": .array(overview.waiting.map { .string($0.hex) }),
                    "nobodyEligible": .array(overview.stranded.map { .string($0.hex) }),
                    "nobodyGoesOn": .array(overview.left.map { .string($0.hex) }),
                ]),
                remarks: remarks(overview, practice, context),
                status: overview.isWhole ? .done : .integrity, layout: .list)
        }
    }

    private func remarks(
        _ overview: ComplaintOverview, _ practice: OpenPractice, _ context: CommandContext
    ) -> [String] {
        var remarks: [String] = []
        if overview.entries.isEmpty, overview.unreadable + overview.unknown + overview.lost == 0 {
            remarks.append(context.say(.complaintListEmpty))
        }
        remarks += context.kept(from: overview, in: practice)
        if !overview.waiting.isEmpty {
            remarks.append(context.say(.complaintNotTakenUp, ["ids": context.receipts(overview.waiting)]))
        }
        if !overview.stranded.isEmpty {
            remarks.append(context.say(.complaintStranded, ["ids": context.receipts(overview.stranded)]))
        }
        if !overview.left.isEmpty {
            remarks.append(context.say(.complaintLeft, ["ids": context.receipts(overview.left)]))
        }
        if let first = ComplaintNextCommand.first(overview.entries.filter(overview.mayTakeStep)) {
            remarks.append(context.say(.complaintListNext, ["id": context.receipt(first.id)]))
        }
        return remarks
    }
}

struct ComplaintShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpComplaintShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let entry = try context.complaintToRead(complaint, of: try context.complaints(in: practice), in: practice)
            let view = try ComplaintView(practice, context)
            return Reply(
                lines: lines(entry, view, context), json: view.json(entry, withText: true),
                remarks: doubts(entry, view, context) + view.next(entry))
        }
    }

    /// What is not as it should be in it.
    private func doubts(_ entry: ComplaintEntry, _ view: ComplaintView, _ context: CommandContext) -> [String] {
        var remarks: [String] = []
        let irregular = entry.complaint.irregular.map { "\($0)" }
        if !irregular.isEmpty {
            remarks.append(context.say(.complaintIrregular, ["numbers": context.catalogue.list(irregular)]))
        }
        if entry.complaint.lacksWithdrawer { remarks.append(context.say(.complaintWithdrawerUnknown)) }
        if !entry.missing.isEmpty {
            remarks.append(
                context.say(
                    .complaintPanelPutOut, ["people": view.list(entry.missing), "id": context.receipt(entry.id)]))
        }
        // Of who is gone the next step speaks.
        let conflicted = entry.conflicted.filter { entry.next?.act != .recuse || !entry.gone.contains($0) }
        if !conflicted.isEmpty {
            remarks.append(context.say(.complaintPanelConflict, ["people": view.list(conflicted)]))
        }
        return remarks
    }

    private func lines(_ entry: ComplaintEntry, _ view: ComplaintView, _ context: CommandContext) -> [String] {
        let (complaint, filing) = (entry.complaint, entry.complaint.filing)
        var pairs: [(Sentence, String)] = [
            (.headingID, context.receipt(entry.id)),
            (.complaintHeadReceived, view.times.table(filing.at.date)),
            (.complaintHeadAgainst, view.against(filing.against)), (.complaintHeadBy, context.say(filing.by.sentence)),
            (.complaintHeadName, filing.name ?? ""), (.complaintHeadContact, filing.contact ?? ""),
            (.complaintHeadSexual, filing.sexualMisconduct ? context.say(.complaintYes) : ""),
            (.complaintHeadFee, filing.feeDispute ? context.say(.complaintYes) : ""),
            (.complaintHeadStage, context.say(complaint.stage.sentence)),
            (.complaintHeadTrack, complaint.track.map { context.say($0.sentence) } ?? ""),
            (.complaintHeadPanel, view.list(complaint.panel)), (.complaintHeadReaders, view.list(entry.people)),
            (.complaintHeadEligible, view.list(entry.eligible)), (.complaintHeadDecideBy, view.day(entry.decideBy)),
        ]
        pairs.removeAll { $0.1.isEmpty }
        var lines = KeyValueLayout(pairs: pairs.map { (context.say($0.0), $0.1) })
            .lines(width: context.terminal.layoutWidth)
        lines += ["", filing.text]
        if let triage = complaint.triage {
            lines += ["", triage.summary]
            if !triage.allegations.isEmpty { lines += ["", context.say(.complaintHeadAllegations)] }
            lines += triage.allegations.enumerated().map { "\($0 + 1). \($1)" }
        }
        if let decision = complaint.decision {
            if let by = decision.withdrawnBy, let on = decision.withdrawnOn {
                let said = ["person": context.say(by.sentence), "day": view.day(on)]
                lines += ["", context.say(.complaintWasWithdrawn, said)]
            }
            lines += ["", context.say(.complaintHeadReasons), decision.reasons]
            for (heading, texts) in [
                (Sentence.complaintHeadRemedies, decision.remedies), (.complaintHeadLessons, decision.lessons),
            ] where !texts.isEmpty {
                lines += ["", context.say(heading)] + texts.enumerated().map { "\($0 + 1). \($1)" }
            }
        }
        lines += ["", context.say(.complaintHeadHistory)]
        return lines
            + complaint.events.flatMap { event -> [String] in
                let what = ComplaintHistory.text(event.what, view, context)
                return ["\(event.number). \(view.times.table(event.at.date)) \(view.name(event.by)): \(what.line)"]
                    + (what.text.map { [$0] } ?? [])
            }
    }
}

/// What an event says, in a line.
private enum ComplaintHistory {
    static func text(
        _ event: ComplaintEvent, _ view: ComplaintView, _ context: CommandContext
    ) -> (line: String, text: String?) {
        switch event {
        case .received: (context.say(.complaintWasReceived), nil)
        case .acknowledged: (context.say(.complaintStageAcknowledged), nil)
        case .triaged(let triage):
            ("\(context.say(.complaintStageTriaged)) (\(context.say(triage.track.sentence)))", nil)
        case .seated(let people, _): (context.say(.complaintWasSeated, ["people": view.list(people)]), nil)
        case .recused(let person, _): (context.say(.complaintWasRecused, ["people": view.name(person)]), nil)
        case .shared(let day): (context.say(.complaintWasShared, ["day": view.day(day)]), nil)
        case .finding(let text): (context.say(.complaintActFind), text)
        case .vote(let verdict):
            (context.say(.complaintWasVote, ["verdict": context.say(verdict.sentence)]), nil)
        case .decided(let decision):
            (context.say(.complaintWasDecided, ["verdict": context.say(decision.outcome.sentence)]), nil)
        case .communicated(let day): (context.say(.complaintWasCommunicated, ["day": view.day(day)]), nil)
        case .closed: (context.say(.complaintStageClosed), nil)
        }
    }
}
