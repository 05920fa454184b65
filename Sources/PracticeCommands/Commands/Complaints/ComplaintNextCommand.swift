import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ComplaintNextCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "next", abstract: HelpLanguage.text(.helpComplaintNext),
            discussion: HelpLanguage.text(.helpComplaintNextMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let overview = try context.complaints(in: practice)
            let chosen = try complaint.map { try context.complaintToRead($0, of: overview, in: practice) }
            guard let entry = chosen ?? Self.first(overview.entries.filter(overview.mayTakeStep)) else {
                return Reply(
                    json: .object(["complaint": .null]),
                    remarks: (overview.isWhole
                        ? [context.say(.complaintNextNothing)] : context.kept(from: overview, in: practice))
                        + (overview.left.isEmpty
                            ? [] : [context.say(.complaintLeft, ["ids": context.receipts(overview.left)])]),
                    status: overview.isWhole ? .done : .integrity)
            }
            let view = try ComplaintView(practice, context)
            let lines = view.next(entry)
            let told = Reply(lines: lines, json: .object(["complaint": view.json(entry, withText: false)]))
            guard context.terminal.inputIsTerminal, !context.options.json, overview.mayTakeStep(in: entry),
                let next = entry.next,
                view.hands(entry, next).contains(try practice.room.ownEntry().id)
            else { return told }
            // What can only be done later is told, not asked for.
            guard view.waitsUntil(next) == nil else { return told }
            for line in lines { try context.terminal.writeLine(line, to: .error) }
            guard try context.askTruth(.complaintNextQuestion) else { return Reply() }
            let event = try Self.ask(next.act, entry, view, practice, context)
            return try ComplaintStep.record(event, in: entry, view, practice, context)
        }
    }

    /// The one whose step is due first; a step without a day of its own counts as due with the decision, and after it as last.
    static func first(_ entries: [ComplaintEntry]) -> ComplaintEntry? {
        let open = entries.filter { $0.next != nil }
        return open.filter { $0.due != nil }.min { one, other in
            guard let first = one.due, let second = other.due else { return false }
            return first < second
        } ?? open.first
    }

    private static func ask(
        _ act: ComplaintAct, _ entry: ComplaintEntry, _ view: ComplaintView, _ practice: OpenPractice,
        _ context: CommandContext
    ) throws -> ComplaintEvent {
        switch act {
        case .acknowledge: .acknowledged
        case .triage: .triaged(try ComplaintStep.askTriage(entry, practice, context))
        case .seat: try askPanel(entry, view, practice, context)
        case .recuse: .recused(try entry.gone.first ?? practice.room.ownEntry().id)
        case .share: .shared(on: try askDay(practice, context))
        case .find: .finding(try ComplaintStep.askFinding(entry, practice, context))
        case .vote: .vote(try context.askChoice(.complaintAskVerdict, of: ComplaintVerdict.self))
        case .decide, .settle: .decided(try ComplaintStep.askDecision(entry, view, practice, context))
        case .communicate: .communicated(on: try askDay(practice, context))
        case .close: .closed
        }
    }

    private static func askDay(_ practice: OpenPractice, _ context: CommandContext) throws -> CalendarDate {
        try context.ask(.complaintAskOn, required: false) { try ComplaintStep.day($0, practice) }
    }

    /// Who could sit is shown first: those who could not are known by the door alone.
    static func askPanel(
        _ entry: ComplaintEntry, _ view: ComplaintView, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> ComplaintEvent {
        try context.terminal.writeLine(
            "\(context.say(.complaintHeadEligible)): \(view.list(entry.eligible))", to: .error)
        return .seated(
            try context.ask(.complaintAskMembers) { typed in
                try ComplaintStep.people(
                    typed.split { $0 == " " || $0 == "," || $0 == "、" }.map(String.init), practice, context)
            })
    }
}
