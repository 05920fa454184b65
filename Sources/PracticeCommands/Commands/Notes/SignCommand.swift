import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// Steps through what waits for one's signature: own drafts, and what trainees handed in.
struct SignCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "sign", abstract: HelpLanguage.text(.helpSign), discussion: HelpLanguage.text(.helpSignMore))
    }
    @OptionGroup var common: CommonOptions

    /// What one step led to.
    private enum Step { case done, later, quit, again }

    func perform(_ context: CommandContext) throws -> Reply {
        if !common.json, !context.terminal.inputIsTerminal {
            throw CommandFault(.usage, "no-terminal", .faultNoTerminal, hint: .signNoTerminalHint)
        }
        return try context.inPractice { practice in
            let roles = try practice.room.ownEntry().member.roles
            var own: [NoteEntry] = []
            var handed = SubmissionList(entries: [], unreadableAgreements: [])
            // Whoever signs nothing is refused as whoever wants to see notes is.
            if !roles.contains(.supervisor) || !roles.isDisjoint(with: [.counselor, .trainee]) {
                own = try drafts(in: practice)
            }
            if roles.contains(.supervisor) {
                handed = try practice.room.visit(for: ListingCosigning.self, about: .practice) { try $0.submissions() }
            }
            if common.json { return try document(own, handed, practice, context) }
            return try walk(own, handed, practice, context)
        }
    }

    private func drafts(in practice: OpenPractice) throws -> [NoteEntry] {
        let me = try practice.room.ownEntry().member.shortName
        return try practice.room.visit(for: ListingNotes.self, about: .practice) { try $0.notes() }.filter {
            $0.author?.shortName == me
                && ($0.standing == .draft || $0.standing == .returned || canHandIn($0))
        }
    }

    /// What waits for co-signing while nobody has it, and can be brought before somebody.
    private func canHandIn(_ entry: NoteEntry) -> Bool { entry.unheld == .handIn || entry.unheld == .sign }

    private func document(
        _ own: [NoteEntry], _ handed: SubmissionList, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Reply {
        let page = NotePage(context: context, times: try context.times(practice))
        return Reply(
            json: .object([
                "toSign": .array(own.map { page.json($0, withText: false) }),
                "toCosign": .array(handed.waiting.map { context.json($0, page.times) }),
                "overtaken": .array(handed.overtaken.map { context.json($0, page.times) }),
                "unreadableAgreements": .array(handed.unreadableAgreements.map { .string($0) }),
                "spoiledTrainees": .array(handed.spoiledTrainees.map { .string($0.shortName.text) }),
            ]), remarks: context.leftOut(handed), status: handed.isSound ? .done : .integrity)
    }

    private func walk(
        _ own: [NoteEntry], _ list: SubmissionList, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Reply {
        for line in context.leftOut(list) { try context.announceLine(line) }
        let handed = list.waiting
        guard !own.isEmpty || !handed.isEmpty else {
            return Reply(
                lines: [context.say(.signNothing)], status: list.isSound ? .done : .integrity)
        }
        let total = own.count + handed.count
        var done = 0
        let ids = own.map { ($0.id, false) } + handed.map { ($0.note, true) }
        for (place, (id, isHanded)) in ids.enumerated() {
            try context.terminal.writeLine(to: .error)
            try context.announce(.signStep, ["number": "\(place + 1)", "count": "\(total)"])
            var step: Step
            repeat {
                let (entry, client) = try practice.room.visit(for: ReadingNote.self, about: .note(id)) {
                    (try $0.note(), isHanded ? nil : $0.client())
                }
                try context.showBeforeDeciding(entry, client: client, in: practice)
                step = try deciding(entry, isHanded, practice, context)
            } while step == .again
            if step == .quit { return closing(done, total, context) }
            if step == .done { done += 1 }
        }
        return closing(done, total, context)
    }

    /// Nothing is signed that was not shown: what came in its place meanwhile is shown next.
    private func deciding(
        _ entry: NoteEntry, _ isHanded: Bool, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Step {
        do {
            return try isHanded ? cosigning(entry, practice, context) : signing(entry, practice, context)
        } catch {
            let fault = FaultText.fault(error, context.catalogue)
            guard fault.code == "conflict" else { throw error }
            try context.announce(.signConflict, ["id": entry.id.shortForm(characters: 4)])
            try context.announce(.signConflictShown)
            return .again
        }
    }

    private func signing(
        _ entry: NoteEntry, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Step {
        // Signed, handed in or withdrawn from elsewhere since the list was made.
        let isDone = [.signed, .cosigned, .withdrawn].contains(entry.standing)
        if isDone || (entry.standing == .submitted && !canHandIn(entry)) {
            try context.announce(.signSince, ["id": entry.id.shortForm(characters: 4)])
            return .later
        }
        // What was returned is changed first.
        guard entry.standing == .draft || canHandIn(entry) else {
            try context.announce(.signReturned, ["id": entry.id.shortForm(characters: 4)])
            return try context.askLetter(.signAskReturned, ["l", "q"]) == "q" ? .quit : .later
        }
        let question: Sentence = try context.signsAlone(in: practice) ? .signAskSign : .signAskSubmit
        // What was handed in is changed only after it was returned.
        let isHandedIn = canHandIn(entry)
        if isHandedIn {
            let own = try practice.room.ownEntry().member
            for line in context.tell(context.unheld([entry]), to: own) { try context.announceLine(line) }
        }
        try context.tellUnfiledChanges(of: entry.id, in: practice)
        let letters = isHandedIn ? ["s", "l", "q"] : ["s", "l", "e", "q"]
        switch try context.askLetter(isHandedIn ? .signAskHandIn : question, letters) {
        case "s":
            do { try tell(try context.sign(entry.id, version: entry.versions, in: practice), context) } catch {
                // One that lacks a consent keeps nobody from the rest.
                guard let fault = error as? CommandFault, let hint = fault.hint,
                    [.consentNoteMissing, .consentUnreadable].contains(fault.sentence)
                else {
                    throw error
                }
                try context.announce(fault.sentence, fault.arguments)
                try context.announce(hint, fault.hintArguments)
                return .later
            }
            return .done
        case "e":
            try context.announce(.signEditLater, ["id": entry.id.shortForm(characters: 4)])
            return .later
        case "q": return .quit
        default: return .later
        }
    }

    private func cosigning(
        _ entry: NoteEntry, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Step {
        switch try context.askLetter(.signAskCosign, ["c", "r", "l", "q"]) {
        case "c": try tell(try context.cosign(entry, in: practice), context)
        case "r": try tell(try context.giveBack(entry, remark: nil, in: practice), context)
        case "q": return .quit
        default: return .later
        }
        return .done
    }

    private func tell(_ reply: Reply, _ context: CommandContext) throws {
        for line in reply.lines { try context.terminal.writeLine(line, to: .error) }
    }

    private func closing(_ done: Int, _ total: Int, _ context: CommandContext) -> Reply {
        Reply(lines: [context.say(.signDone, ["count": "\(done)", "left": "\(total - done)"])])
    }
}
