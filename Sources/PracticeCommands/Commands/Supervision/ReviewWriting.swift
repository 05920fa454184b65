import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// What reviewer and counselor write to each other.

struct ReviewWrite: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "write", abstract: HelpLanguage.text(.reviewHelpWrite),
            discussion: HelpLanguage.text(.reviewHelpWriteMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        // What a script sends is checked before anything is unlocked; a person is asked after they were let in.
        let given = try context.document(from).map { try ReviewFindings.read(json: $0) }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.review(review, in: practice)
            func write(_ scores: [RubricScore], _ findings: ReviewFindings) throws {
                try practice.room.visit(for: WritingReview.self, about: .review(id)) { try $0.write(scores, findings) }
            }
            let entry = try context.reviewEntry(id, in: practice) {
                try write([], try ReviewFindings(overall: "-", actions: []))
            }
            let arguments = context.named(entry)
            try context.announce(.reviewWriteBefore, arguments)
            let (scores, findings) = try given ?? Self.asked(context)
            try write(scores, findings)
            return Reply(
                lines: [context.say(.reviewWriteAfter, arguments)],
                json: .object(["id": .string(id.hex), "scores": ReviewShow.json(scores)]),
                remarks: [context.say(.reviewWriteNext, arguments)])
        }
    }

    private static func asked(_ context: CommandContext) throws -> (scores: [RubricScore], findings: ReviewFindings) {
        var scores: [RubricScore] = []
        for item in RubricItem.allCases {
            let score = try context.ask(.reviewAskScore, ["item": context.rubric(item)], required: false) { typed in
                try typed.isEmpty ? nil : RubricScore(item, Int(typed) ?? 0)
            }
            if let score { scores.append(score) }
        }
        try context.announce(.reviewAskFindings)
        let overall = try context.askText()
        var actions: [(text: String, due: CalendarDate?)] = []
        while true {
            let text = try context.askLine(.reviewAskAction)
            if text.isEmpty { break }
            let due = try context.ask(.reviewAskDue, required: false) {
                $0.isEmpty ? nil : try CredentialCommand.day($0, "due")
            }
            actions.append((text, due))
        }
        return (scores, try ReviewFindings(overall: overall, actions: actions))
    }
}

struct ReviewAnswer: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "answer", abstract: HelpLanguage.text(.reviewHelpAnswer))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.reviewOptionID)) var review: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { document in
            document.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{")
                ? try ReviewFindings.readAnswer(json: document)
                : try ReviewFindings.readAnswer(try NoteCommand.text(document))
        }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let id = try context.review(review, in: practice)
            func answer(_ text: String) throws {
                try practice.room.visit(for: AnsweringReview.self, about: .review(id)) { try $0.answer(text) }
            }
            let entry = try context.reviewEntry(id, in: practice) { try answer("-") }
            let arguments = context.named(entry)
            try context.announce(.reviewAnswerBefore, arguments)
            if entry.review.answers > 0, try practice.room.ownEntry().id == entry.review.counselor {
                try context.confirm(.reviewAnswerQuestion, because: .reviewAnsweredAlready, arguments)
            }
            let text: String
            if let given {
                text = given
            } else {
                try context.announce(.reviewAskAnswer)
                text = try ReviewFindings.readAnswer(try context.askText())
            }
            try answer(text)
            return Reply(
                lines: [context.say(.reviewAnswerAfter, arguments)],
                json: .object(["id": .string(id.hex), "answers": .number(entry.review.answers + 1)]))
        }
    }
}
