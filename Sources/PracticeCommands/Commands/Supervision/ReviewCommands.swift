import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct ReviewCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "review", abstract: HelpLanguage.text(.reviewHelp),
            subcommands: [
                ReviewAssign.self, ReviewConfirm.self, ReviewList.self, ReviewShow.self, ReviewNudge.self,
                ReviewLend.self, ReviewWrite.self, ReviewAnswer.self, ReviewFinish.self,
            ])
    }
}

struct ReviewAssign: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "assign", abstract: HelpLanguage.text(.reviewHelpAssign),
            discussion: HelpLanguage.text(.reviewHelpAssignMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionNotes)) var notes: [String] = []
    @Option(help: .text(.reviewOptionTo, valueName: "short-name")) var to: String?
    @Option(help: .text(.reviewOptionKind)) var kind: String?
    @Option(help: .text(.reviewOptionCounselor, valueName: "short-name")) var counselor: String?
    @Option(help: .text(.reviewOptionCount)) var count: Int?

    func perform(_ context: CommandContext) throws -> Reply {
        if kind == nil { try context.requireTerminal(or: "--kind KIND") }
        let kind =
            try kind.map { try Self.kind($0, context) } ?? context.ask(.reviewAskKind) { try Self.kind($0, context) }
        let canAsk = context.terminal.inputIsTerminal && !context.options.json
        let asks = notes.isEmpty && count == nil && canAsk
        guard asks || notes.isEmpty != (count == nil), count == nil || counselor != nil else {
            throw context.fieldFault("notes", .reviewNeedsNotes)
        }
        if let count, !(1...100).contains(count) {
            throw CounselingError.field("count", .outOfRange(1, 100))
        }
        guard to != nil || kind == .own || canAsk else { throw context.fieldFault("to", .reviewNeedsReviewer) }
        return try context.inPractice { practice in
            let named = try asks ? askNotes(context, practice) : read(notes, context, practice)
            let counselor = try whose(named, in: practice, context)
            let reviewer =
                try to.map { try context.person($0, in: practice) }
                ?? (kind == .own ? counselor : context.askPerson(.reviewAskReviewer, in: practice))
            try context.announce(
                .reviewAssignBefore,
                [
                    "kind": context.reviewKind(kind), "counselor": counselor.member.shortName.text,
                    "reviewer": reviewer.member.shortName.text,
                    "notes": count.map { context.say(.reviewNotesDrawn, ["count": "\($0)"]) } ?? context.notes(named),
                ])
            let wanted = count.map { ReviewedNotes.drawn(count: $0) } ?? .named(named)
            let id = try practice.room.visit(
                for: AssigningReview.self, about: .newReview(counselor: counselor.id, reviewer: reviewer.id, kind)
            ) { try $0.assign(wanted) }
            // One's own program is here already.
            let isHere = try kind == .own && practice.room.ownEntry().id == counselor.id
            let done =
                isHere
                ? try practice.room.visit(for: FulfillingReview.self, about: .review(id)) { try $0.fulfill() } : nil
            let arguments = ["id": id.shortForm(characters: 4), "counselor": counselor.member.shortName.text]
            return Reply(
                lines: [context.say(.reviewAssignAfter, arguments)],
                json: .object([
                    "id": .string(id.hex), "counselor": .string(counselor.id.hex),
                    "reviewer": .string(reviewer.id.hex), "kind": .string(kind.rawValue),
                ]),
                remarks: [
                    done.map(context.fulfilled)
                        ?? context.say(kind == .own ? .reviewAssignOwn : .reviewAssignConfirm, arguments)
                ]
                    + (done == nil
                        ? [context.say(count == nil ? .reviewAssignUnseen : .reviewAssignDraw, arguments)] : []))
        }
    }

    private static func kind(_ typed: String, _ context: CommandContext) throws -> ReviewKind {
        guard let kind = ReviewKind(rawValue: typed) else {
            let choices = context.catalogue.list(ReviewKind.allCases.map(\.rawValue))
            throw context.fieldFault("kind", .faultReasonChoice, ["choices": choices])
        }
        return kind
    }

    private func read(_ notes: [String], _ context: CommandContext, _ practice: OpenPractice) throws -> [Identifier<
        SessionNote
    >] {
        var named: [Identifier<SessionNote>] = []
        for typed in notes {
            let note = try context.note(typed, in: practice)
            if !named.contains(note) { named.append(note) }
        }
        return named
    }

    /// Asks until every one of them is a note; what is wrong with one is said.
    private func askNotes(_ context: CommandContext, _ practice: OpenPractice) throws -> [Identifier<SessionNote>] {
        while true {
            let typed = try context.askLine(.reviewAskNotes, required: true)
            do {
                return try read(typed.split(separator: " ").map(String.init), context, practice)
            } catch {
                guard Self.isMistyped(error) else { throw error }
                try context.announceLine(FaultText(error, context.catalogue).message)
            }
        }
    }

    private static func isMistyped(_ error: any Error) -> Bool {
        switch error as? RoomError {
        case .notFound, .counseling: true
        case .some: false
        case nil: error is CommandFault || error is CounselingError
        }
    }

    /// The counselor named, or the one whose case all the notes lie in.
    private func whose(
        _ notes: [Identifier<SessionNote>], in practice: OpenPractice, _ context: CommandContext
    ) throws -> StaffEntry {
        if let counselor { return try context.person(counselor, in: practice) }
        let all = Set(try notes.flatMap { try practice.room.counselors(of: $0) })
        let staff = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        guard all.count == 1, let only = staff.first(where: { all.contains($0.id) }) else {
            throw context.fieldFault("notes", .reviewSeveralCounselors)
        }
        return only
    }
}

struct ReviewConfirm: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "confirm", abstract: HelpLanguage.text(.reviewHelpConfirm))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.review(review, in: practice)
            func confirm() throws {
                try practice.room.visit(for: ConfirmingReview.self, about: .review(id)) { try $0.confirm() }
            }
            let entry = try context.reviewEntry(id, in: practice, orRefuse: confirm)
            let arguments = context.named(entry)
            if [.confirmed, .lent, .written].contains(entry.review.state) {
                let done = CommandFault(
                    .tryAgain, "already-confirmed", .reviewConfirmedAlready, arguments, hint: .reviewHowItStands,
                    arguments)
                try context.refuse(done, after: confirm)
            }
            try context.announce(.reviewConfirmBefore, arguments)
            try confirm()
            return Reply(
                lines: [context.say(.reviewConfirmAfter, arguments)], json: .object(["id": .string(id.hex)]),
                remarks: [context.say(.reviewConfirmNext, arguments)])
        }
    }
}

struct ReviewNudge: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "nudge", abstract: HelpLanguage.text(.reviewHelpNudge))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.review(review, in: practice)
            func nudge() throws {
                try practice.room.visit(for: NudgingReview.self, about: .review(id)) { try $0.nudge() }
            }
            let entry = try context.reviewEntry(id, in: practice, orRefuse: nudge)
            let arguments = context.named(entry)
            if [.finished, .declined].contains(entry.review.state) {
                let done = CommandFault(
                    .tryAgain, "refused-step", .reviewNudgeOver, arguments, hint: .reviewHowItStands, arguments)
                try context.refuse(done) {
                    // That it was nudged today is no longer of interest.
                    do { try nudge() } catch {
                        guard case RoomError.denied(rule: .nudgedToday) = error else { throw error }
                    }
                }
            }
            try context.announce(.reviewNudgeBefore, arguments)
            try nudge()
            return Reply(
                lines: [context.say(.reviewNudgeAfter, arguments)], json: .object(["id": .string(id.hex)]),
                remarks: entry.isOverdue ? [context.say(.reviewOverdue, arguments)] : [])
        }
    }
}

struct ReviewLend: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "lend", abstract: HelpLanguage.text(.reviewHelpLend))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.review(review, in: practice)
            func lend() throws -> FulfilledReview {
                try practice.room.visit(for: FulfillingReview.self, about: .review(id)) { try $0.fulfill() }
            }
            let entry = try context.reviewEntry(id, in: practice) { _ = try lend() }
            // Whoever may not is refused by the act itself, before anybody is asked.
            if entry.review.state == .requested, try practice.room.ownEntry().id == entry.review.counselor {
                try context.confirm(.reviewLendQuestion, because: .reviewLendBefore, context.named(entry))
            }
            let done = try lend()
            return Reply(
                lines: [context.fulfilled(done)],
                json: .object([
                    "id": .string(id.hex), "notes": .array(done.notes.map { .string($0.hex) }),
                    "declined": .optional(done.refusal?.rawValue),
                ]))
        }
    }
}

struct ReviewFinish: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "finish", abstract: HelpLanguage.text(.reviewHelpFinish))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.review(review, in: practice)
            func finish() throws {
                try practice.room.visit(for: FinishingReview.self, about: .review(id)) { try $0.finish() }
            }
            let entry = try context.reviewEntry(id, in: practice, orRefuse: finish)
            let arguments = context.named(entry)
            if entry.review.state == .finished {
                let done = CommandFault(
                    .tryAgain, "already-finished", .reviewFinishedAlready, arguments, hint: .reviewHowItStands,
                    arguments)
                try context.refuse(done, after: finish)
            }
            try context.announce(.reviewFinishBefore, arguments)
            try finish()
            return Reply(
                lines: [context.say(.reviewFinishAfter, arguments)], json: .object(["id": .string(id.hex)]))
        }
    }
}
