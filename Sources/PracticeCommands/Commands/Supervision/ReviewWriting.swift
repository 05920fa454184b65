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
            let job = UnfinishedText(.reviewFindings, about: id.hex)
            let (scores, findings) = try given ?? Self.asked(try context.form(job, in: practice), context)
            try write(scores, findings)
            context.typed.filed()
            return Reply(
                lines: [context.say(.reviewWriteAfter, arguments)],
                json: .object(["id": .string(id.hex), "scores": ReviewShow.json(scores)]),
                remarks: [context.say(.reviewWriteNext, arguments)])
        }
    }

    private static func asked(
        _ form: KeptForm, _ context: CommandContext
    ) throws -> (scores: [RubricScore], findings: ReviewFindings) {
        var scores: [RubricScore] = []
        for item in RubricItem.allCases {
            let score = try form.answer(
                item.rawValue, .reviewAskScore, ["item": context.rubric(item)], required: false
            ) { typed in try typed.isEmpty ? nil : RubricScore(item, Int(typed) ?? 0) }
            if let score { scores.append(score) }
        }
        try context.announce(.reviewAskFindings)
        let overall = try form.text()
        return (scores, try ReviewFindings(overall: overall, actions: try askedActions(form, context)))
    }

    private static func askedActions(
        _ form: KeptForm, _ context: CommandContext
    ) throws -> [(text: String, due: CalendarDate?)] {
        var (kept, keptDays) = (form.all("actions"), form.all("due"))
        var (texts, days) = ([String](), [String]())
        var actions: [(text: String, due: CalendarDate?)] = []
        while true {
            let former = kept.isEmpty ? nil : kept.removeFirst()
            let formerDay = keptDays.isEmpty ? nil : keptDays.removeFirst()
            let text = try context.askLine(.reviewAskAction, kept: former, mayDrop: true)
            if text.isEmpty, former == nil { return actions }
            guard !text.isEmpty else {
                form.keep(texts + kept, "actions", isWords: true)
                form.keep(days + keptDays, "due", isWords: false)
                continue
            }
            texts.append(text)
            form.keep(texts + kept, "actions", isWords: true)
            var typed = ""
            let due = try context.ask(
                .reviewAskDue, required: false, kept: formerDay.flatMap { $0.isEmpty ? nil : $0 }
            ) { answer in
                typed = answer
                return answer.isEmpty ? nil : try CredentialCommand.day(answer, "due")
            }
            days.append(typed)
            form.keep(days + keptDays, "due", isWords: false)
            actions.append((text, due))
        }
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
        let given = try context.textDocument(from).map { document in
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
                let form = try context.form(UnfinishedText(.reviewAnswer, about: id.hex), in: practice)
                try context.announce(.reviewAskAnswer)
                text = try ReviewFindings.readAnswer(try form.text())
            }
            try answer(text)
            context.typed.filed()
            return Reply(
                lines: [context.say(.reviewAnswerAfter, arguments)],
                json: .object(["id": .string(id.hex), "answers": .number(entry.review.answers + 1)]))
        }
    }
}
