import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// Takes back a note that is not signed: one in the wrong client's case would stay there as a draft for ever.
struct NoteWithdraw: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "withdraw", abstract: HelpLanguage.text(.helpNoteWithdraw),
            discussion: HelpLanguage.text(.helpNoteWithdrawMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionWithdrawReason)) var reason: String?
    @Option(help: .text(.optionWithdrawTo, valueName: "case")) var to: String?

    /// How a session's times are written in a form.
    private static let times = #"{"start": "2026-12-01T10:00:00+08:00", "end": "2026-12-01T10:50:00+08:00"}"#

    func perform(_ context: CommandContext) throws -> Reply {
        var given = try reason.map { try context.choice($0, "reason", WithdrawnNote.Reason.self) }
        if to != nil {
            guard given ?? .wrongCase == .wrongCase else {
                throw CommandFault(
                    .usage, "usage", .noteWithdrawToReason, hint: .faultUsageHint, ["command": "tacet note withdraw"])
            }
            given = .wrongCase
        }
        let asks = context.terminal.inputIsTerminal && !context.options.json
        guard given != nil || asks else { throw context.missing("--reason", "--reason wrong-case") }
        return try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let (entry, client) = try self.entry(id, in: practice, context)
            var target = try to.map { try rightCase($0, instead: entry, in: practice, context) }
            let shown = ["id": id.shortForm(characters: 4), "case": entry.body.caseID.shortForm(characters: 4)]
            if asks { try context.showBeforeDeciding(entry, client: client, in: practice) }
            try context.announce(.noteWithdrawBefore, shown)
            try context.tellUnfiledChanges(of: id, in: practice)
            let reason = try given ?? askReason(context)
            // Whoever chose it here was not asked yet where the words belong.
            if given == nil, reason == .wrongCase { target = try askRightCase(instead: entry, in: practice, context) }
            let leavesTimes = entry.body.content.session != nil
            if let target {
                try context.announce(.noteWithdrawTarget, target.shown)
                if leavesTimes { try context.announce(.noteWithdrawTimes) }
            }
            if asks { try context.confirm(.noteWithdrawQuestion, shown) }
            // First the new one: whatever happens in between, the text is somewhere where it counts.
            let filed = try target.map { try file(entry, in: $0.id, practice) }
            let moved = filed.map { ["id": $0.id, "case": $0.caseID.shortForm(characters: 4)] }
            do {
                try practice.room.visit(for: WithdrawingNote.self, about: .note(id)) {
                    _ = try $0.withdraw(reason, version: entry.versions)
                }
            } catch {
                // Changed or signed from elsewhere while it was asked: the words are there all the same, and that is to be known.
                if let moved { try context.announce(.noteWithdrawHalf, moved) }
                throw error
            }
            return Reply(
                lines: [context.say(.noteWithdrawn, shown)]
                    + (moved.map { [context.say(.noteWithdrawnTo, $0)] } ?? [])
                    + (leavesTimes
                        ? moved.map { [context.say(.noteWithdrawnTimes, ["id": $0["id"] ?? "", "form": Self.times])] }
                            ?? [] : []),
                json: .object([
                    "id": .string(id.hex), "version": .number(entry.versions + 1),
                    "reason": .string(reason.rawValue), "newNote": .optional(filed?.hex),
                    "newCase": .optional(filed?.caseID.hex),
                ]),
                remarks: [context.say(.noteWithdrawnStays, shown)])
        }
    }

    /// The note as it stands, and whose case it lies in. Where it cannot be withdrawn, the act itself refuses: so the trail says.
    private func entry(
        _ id: Identifier<SessionNote>, in practice: OpenPractice, _ context: CommandContext
    ) throws -> (NoteEntry, client: NamedClient?) {
        func refuse() throws {
            try practice.room.visit(for: WithdrawingNote.self, about: .note(id)) {
                _ = try $0.withdraw(.mistake, version: 0)
            }
        }
        let (read, client): (ReadNote, NamedClient?)
        do {
            (read, client) = try practice.room.visit(for: ReadingNote.self, about: .note(id)) {
                (try $0.read(), $0.client())
            }
        } catch {
            if case RoomError.denied = error { try refuse() }
            throw error
        }
        guard case .session(let entry) = read else {
            try refuse()
            throw RoomError.notFound(.note)
        }
        guard entry.standing == .draft || entry.standing == .returned else {
            do { try refuse() } catch { throw try context.explained(error, editing: entry, in: practice) }
            throw RoomError.changedMeanwhile
        }
        // Another's draft: whoever reads the case does not take it back.
        if entry.body.author != (try practice.room.ownEntry().id) { try refuse() }
        return (entry, client)
    }

    /// The case into which the text goes: another one that is open.
    /// - Returns: also what is said of it
    private func rightCase(
        _ typed: String, instead entry: NoteEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws -> (id: Identifier<CounselingCase>, shown: [String: String]) {
        let target = try context.counselingCase(typed, in: practice)
        guard target != entry.body.caseID else { throw context.fieldFault("to", .noteWithdrawSameCase) }
        let found = try practice.room.visit(for: ReadingCase.self, about: .counselingCase(target)) {
            try $0.counselingCase()
        }
        if found.counselingCase.state != .open {
            try practice.room.visit(for: WritingNote.self, about: .counselingCase(target)) { _ in }
        }
        let shown = [
            "case": target.shortForm(characters: 4), "name": found.client.profile.name.text,
            "client": ClientCode(of: found.client.id).description,
        ]
        return (target, shown)
    }

    /// Asks until another open case is meant; nil where the words go nowhere.
    private func askRightCase(
        instead entry: NoteEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws -> (id: Identifier<CounselingCase>, shown: [String: String])? {
        while true {
            let typed = try context.askLine(.noteWithdrawRightCase)
            guard !typed.isEmpty else { return nil }
            let found = Result { try rightCase(typed, instead: entry, in: practice, context) }
            guard case .failure(let error) = found else { return try found.get() }
            let fault = FaultText(error, context.catalogue)
            guard [.badInput, .notFound].contains(fault.status) else { throw error }
            for line in [fault.message, fault.hint] where !line.isEmpty { try context.announceLine(line) }
        }
    }

    private func askReason(_ context: CommandContext) throws -> WithdrawnNote.Reason {
        let all = WithdrawnNote.Reason.allCases
        for (place, reason) in all.enumerated() {
            try context.terminal.writeLine("\(place + 1)  \(context.withdrawal(reason))", to: .error)
        }
        return all[try context.askNumber(.noteWithdrawWhy, upTo: all.count) - 1]
    }

    /// A new draft with the same words.
    private struct Filed {
        let caseID: Identifier<CounselingCase>
        /// In full, where that is without doubt, and as it is called.
        let hex: String?
        let id: String
    }

    private func file(
        _ entry: NoteEntry, in target: Identifier<CounselingCase>, _ practice: OpenPractice
    ) throws -> Filed {
        let content = try entry.body.content.withoutSession()
        do {
            let draft = try practice.room.visit(for: WritingNote.self, about: .counselingCase(target)) {
                try $0.refuseRepeated(content, copiedFrom: entry.body.writtenAt)
                return try $0.write(content)
            }
            return Filed(caseID: target, hex: draft.id.hex, id: draft.id.shortForm(characters: 4))
        } catch {
            // An earlier try came so far, and was cut off before the other half.
            guard case RoomError.writtenAlready(let id, _) = error else { throw error }
            let found = try practice.room.notes(matching: id)
            return Filed(caseID: target, hex: found.count == 1 ? found[0].hex : nil, id: id)
        }
    }
}

extension NoteContent {
    /// The words alone: when a session was is the other case's, and may be another client's appointment.
    fileprivate func withoutSession() throws -> NoteContent {
        try NoteContent(template: template, sections: sections, feedback: feedback)
    }
}

extension CommandContext {
    /// Why a note was withdrawn, in words.
    func withdrawal(_ reason: WithdrawnNote.Reason) -> String {
        let sentence: Sentence =
            switch reason {
            case .wrongCase: .valueWrongCase
            case .duplicate: .valueDuplicate
            case .mistake: .valueMistake
            }
        return say(sentence)
    }
}
