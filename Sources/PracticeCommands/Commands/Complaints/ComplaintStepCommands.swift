import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ComplaintAcknowledge: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "acknowledge", abstract: HelpLanguage.text(.helpComplaintAcknowledge))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String

    func perform(_ context: CommandContext) throws -> Reply {
        try ComplaintStep.take(complaint, context) { _, _, _ in .acknowledged }
    }
}

struct ComplaintTriageCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "triage", abstract: HelpLanguage.text(.helpComplaintTriage),
            discussion: HelpLanguage.text(.helpComplaintTriageMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { try ComplaintTriage.read(json: $0) }
        if given == nil { try context.requireTerminal() }
        return try ComplaintStep.take(complaint, context) { entry, view, practice in
            if let given { return .triaged(given) }
            try ComplaintStep.requireDue(.triage, entry, view, context)
            return .triaged(try ComplaintStep.askTriage(entry, practice, context))
        }
    }
}

struct ComplaintPanel: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "panel", abstract: HelpLanguage.text(.helpComplaintPanel),
            discussion: HelpLanguage.text(.helpComplaintPanelMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionComplaintMember, valueName: "short-name")) var member: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        if member.isEmpty { try context.requireTerminal(or: "--member NAME") }
        return try ComplaintStep.take(complaint, context) { entry, view, practice in
            if !member.isEmpty { return .seated(try ComplaintStep.people(member, practice, context)) }
            try ComplaintStep.requireDue(.seat, entry, view, context)
            guard entry.complaint.placesLeft != 0 else { throw RoomError.denied(rule: .panelStands) }
            return try ComplaintNextCommand.askPanel(entry, view, practice, context)
        }
    }
}

struct ComplaintRecuse: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "recuse", abstract: HelpLanguage.text(.helpComplaintRecuse))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionComplaintRecused, valueName: "short-name")) var member: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try ComplaintStep.take(complaint, context, orAbsent: leftAlready) { _, _, practice in
            .recused(
                try member.map { try ComplaintStep.people([$0], practice, context)[0] } ?? practice.room.ownEntry().id)
        }
    }

    /// Whoever repeats that they step back finds no complaint any more: that they are out already is what they want to know.
    /// - Parameter error: that it is not there
    private func leftAlready(
        _ practice: OpenPractice, _ error: any Error, _ context: CommandContext
    ) throws -> any Error {
        guard member == nil else { return error }
        return try context.explained(error, complaint: complaint, in: practice) { ids in
            CommandFault(
                .tryAgain, "recused-already", .complaintLeftAlready, ["ids": ids], hint: .complaintLeftHint)
        }
    }
}

struct ComplaintShare: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "share", abstract: HelpLanguage.text(.helpComplaintShare))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionComplaintOn, valueName: "day")) var on: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try ComplaintStep.take(complaint, context) { entry, _, practice in
            let day = try ComplaintStep.day(on, practice)
            let said = entry.complaint.stage == .shared ? entry.complaint.sharedOn : nil
            guard day != said else {
                throw CommandFault(
                    .tryAgain, "day-unchanged", .complaintDayUnchanged, hint: .ruleStepNotDueHint,
                    ["id": context.receipt(entry.id)])
            }
            // Nobody begins the respondent's time anew by repeating the command on another day.
            guard said == nil || on != nil || entry.complaint.dayStands else {
                throw context.missing("--on", "tacet complaint share \(context.receipt(entry.id)) --on YYYY-MM-DD")
            }
            return .shared(on: day)
        }
    }
}

struct ComplaintFindingCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "finding", abstract: HelpLanguage.text(.helpComplaintFinding))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.textDocument(from).map { document in
            document.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{")
                ? try ComplaintFinding.read(json: document)
                : try ComplaintFinding.read(text: try NoteCommand.text(document))
        }
        if given == nil { try context.requireTerminal() }
        return try ComplaintStep.take(complaint, context) { entry, view, practice in
            if let given { return .finding(given) }
            try ComplaintStep.requireDue(.find, entry, view, context)
            return .finding(try ComplaintStep.askFinding(entry, practice, context))
        }
    }
}

struct ComplaintVote: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "vote", abstract: HelpLanguage.text(.helpComplaintVote))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionComplaintVerdict)) var verdict: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try verdict.map { typed in
            guard let verdict = ComplaintVerdict(rawValue: typed) else {
                throw CounselingError.field("verdict", .notAChoice(ComplaintVerdict.allCases.map(\.rawValue)))
            }
            return verdict
        }
        if given == nil { try context.requireTerminal() }
        return try ComplaintStep.take(complaint, context) { entry, view, _ in
            if let given { return .vote(given) }
            try ComplaintStep.requireDue(.vote, entry, view, context)
            return .vote(try context.askChoice(.complaintAskVerdict, of: ComplaintVerdict.self))
        }
    }
}

struct ComplaintDecide: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "decide", abstract: HelpLanguage.text(.helpComplaintDecide),
            discussion: HelpLanguage.text(.helpComplaintDecideMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { try ComplaintDecision.read(json: $0) }
        if given == nil { try context.requireTerminal() }
        return try ComplaintStep.take(complaint, context) { entry, view, practice in
            if let given { return .decided(given) }
            try ComplaintStep.requireDue(entry.complaint.votes.isEmpty ? .settle : .decide, entry, view, context)
            return .decided(try ComplaintStep.askDecision(entry, view, practice, context))
        }
    }
}

struct ComplaintCommunicate: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "communicate", abstract: HelpLanguage.text(.helpComplaintCommunicate))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String
    @Option(help: .text(.optionComplaintOn, valueName: "day")) var on: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try ComplaintStep.take(complaint, context) { _, _, practice in
            .communicated(on: try ComplaintStep.day(on, practice))
        }
    }
}

struct ComplaintClose: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "close", abstract: HelpLanguage.text(.helpComplaintClose))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionComplaint)) var complaint: String

    func perform(_ context: CommandContext) throws -> Reply {
        try ComplaintStep.take(complaint, context) { _, _, _ in .closed }
    }
}
