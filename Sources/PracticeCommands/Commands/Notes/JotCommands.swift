import ArgumentParser
import Counseling
import Foundation
import Glibc
import Practice
import RecordRoom

struct JotCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "jot", abstract: HelpLanguage.text(.helpJot), discussion: HelpLanguage.text(.helpJotMore),
            subcommands: [JotLeave.self, JotList.self, JotDiscard.self], defaultSubcommand: JotLeave.self)
    }
}

/// Leaves a few lines for a case's counselor. Nobody is unlocked for it: the workstation signs.
struct JotLeave: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "leave", abstract: HelpLanguage.text(.helpJotLeave),
            discussion: HelpLanguage.text(.helpJotLeaveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionJotCase)) var `case`: String
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.textDocument(from).map { document in
            NoteCommand.isJSON(document) ? try Jot.readText(json: document) : try NoteCommand.text(document)
        }
        if given == nil { try context.requireTerminal() }
        try context.requirePractice()
        let desk = try OpenPractice.lockedDesk(context.folder)
        let row = try context.row(`case`, [.cases, .clients], practice: desk.practice())
        let id = try context.one(desk.cases(matching: row ?? `case`), typed: `case`)
        let short = id.shortForm(characters: 4)
        try context.announce(.jotBefore, ["case": short])
        let typed = given == nil ? try self.typed(short, context) : nil
        let text = given ?? typed?.text ?? ""
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw CommandFault(.badInput, "empty", .jotEmpty)
        }
        let jot: Identifier<Jot>
        do { jot = try desk.leave(text, in: id) } catch {
            // What cannot be left is shown, to be kept elsewhere; a script has it still.
            if given == nil {
                try context.announce(.jotNotSaved)
                try context.announceLine(text)
                context.typed.forget()
            }
            guard case .noKey = error else { throw error }
            throw CommandFault(.notAllowed, "no-key", .jotNoKey, ["case": short], hint: .jotNoKeyHint)
        }
        if typed?.isCut == true {
            throw CommandFault(
                .interrupted, "draft-kept", .jotCutLeft, ["id": jot.shortForm(characters: 4), "case": short],
                hint: .jotCutLeftHint, ["id": jot.shortForm(characters: 4), "case": short])
        }
        return Reply(
            lines: [context.say(.jotAfter, ["id": jot.shortForm(characters: 4), "case": short])],
            json: .object(["id": .string(jot.hex), "case": .string(id.hex), "signedBy": .string("station")]),
            remarks: [context.say(.jotNext)])
    }

    /// Whether the lines that were finished are left; a second Ctrl-C is a no, and is answered as one.
    private func isWanted(_ short: String, _ context: CommandContext) throws -> Bool {
        let interruption = Interruption()
        defer { interruption?.end() }
        return try context.askUnlessNo(.jotCutQuestion, ["case": short], interruption: interruption?.descriptor)
    }

    /// Nobody is unlocked, so what is cut short can be sealed for the case's counselor alone. Whoever typed says whether it
    /// is: they may have stopped because the case was the wrong one. No answer keeps it, for nobody else has these words.
    private func typed(_ short: String, _ context: CommandContext) throws -> (text: String, isCut: Bool) {
        var lines = ""
        let interruption = Interruption()
        do {
            let text = try context.askText(soFar: { lines = $0 }, interruption: interruption?.descriptor)
            interruption?.end()
            return (text, false)
        } catch TerminalError.interrupted(let signal) {
            // A terminal that was closed answers nothing, and whatever ends the program does not wait for it. The signal may come
            // once more, by the shell: it is not to cut short what is left.
            let isAsked = signal == SIGINT
            if isAsked { interruption?.end() }
            // Behind what the terminal shows of Ctrl-C.
            try? context.terminal.writeLine(to: .error)
            guard lines.contains(where: { !$0.isWhitespace }) else {
                throw CommandFault(.interrupted, "interrupted", .jotCut, hint: .draftNothingKept)
            }
            context.typed.add(lines)
            guard isAsked else { return (lines, true) }
            try context.announce(.jotCut)
            let isWanted = Result { try self.isWanted(short, context) }
            if case .failure(let fault) = isWanted, case TerminalError.interrupted(let second) = fault {
                guard second == SIGINT else { return (lines, true) }
                try? context.terminal.writeLine(to: .error)
                throw CommandFault(.interrupted, "declined", .jotCutThrown)
            }
            guard try isWanted.get() else { throw CommandFault(.interrupted, "declined", .jotCutThrown) }
            return (lines, true)
        } catch {
            interruption?.end()
            throw error
        }
    }
}

/// Shows what waits for the counselor.
struct JotList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpJotList))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCaseOrAll)) var `case`: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let found = try context.jots(of: `case`, in: practice)
            let jots = found.entries
            let times = try context.times(practice)
            let characters = Identifier.charactersNeeded(among: jots.map(\.id))
            return Reply(
                lines: jots.flatMap { entry in
                    [
                        context.say(
                            .jotHeading,
                            [
                                "id": entry.id.shortForm(characters: characters),
                                "case": entry.caseID.shortForm(characters: 4),
                                "time": times.table(entry.jot.at.date),
                            ])
                    ] + entry.jot.text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
                },
                json: .object([
                    "jots": .array(
                        jots.map { entry in
                            .object([
                                "id": .string(entry.id.hex), "case": .string(entry.caseID.hex),
                                "at": .string(times.rfc3339(entry.jot.at.date)), "text": .string(entry.jot.text),
                            ])
                        }),
                    "spoiled": .array(found.spoiled.map { .string($0.hex) }),
                ]),
                remarks: remarks(found, context) + context.spoiled(found.spoiled, in: practice),
                status: found.spoiled.isEmpty ? .done : .integrity, layout: .list)
        }
    }
}

extension JotList {
    /// That none waits is said only where every case could be looked at.
    private func remarks(_ found: JotsFound, _ context: CommandContext) -> [String] {
        if !found.entries.isEmpty { return [context.say(.jotListNext)] }
        return found.spoiled.isEmpty ? [context.say(.jotNone)] : []
    }
}

/// Sets one aside of which no note is to be made.
struct JotDiscard: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "discard", abstract: HelpLanguage.text(.helpJotDiscard))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionJot)) var jot: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let found = try context.jot(jot, among: try context.jots(of: nil, in: practice).entries)
            let id = found.id.shortForm(characters: 4)
            try context.confirm(
                .jotDiscardQuestion, because: .jotDiscardBefore,
                ["id": id, "case": found.caseID.shortForm(characters: 4)])
            try practice.room.visit(for: DiscardingJot.self, about: .counselingCase(found.caseID)) {
                try $0.discard(found.id)
            }
            return Reply(
                lines: [context.say(.jotDiscarded, ["id": id])], json: .object(["id": .string(found.id.hex)]))
        }
    }
}

extension CommandContext {
    /// The jots that wait in a case, or in all of one's own.
    func jots(of typed: String?, in practice: OpenPractice) throws -> JotsFound {
        let subject: Subject = try typed.map { .counselingCase(try counselingCase($0, in: practice)) } ?? .practice
        return try practice.room.visit(for: ListingNotes.self, about: subject) { try $0.jotsFound() }
    }

    func jot(_ typed: String, among jots: [JotEntry]) throws -> JotEntry {
        let prefix = try Identifier<Jot>.characters(typed: typed)
        let id = try one(jots.map(\.id).filter { try !prefix.isEmpty && $0.matches(prefix: prefix) }, typed: typed)
        guard let found = jots.first(where: { $0.id == id }) else { throw RoomError.notFound(.jot) }
        return found
    }
}
