import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// Looking at notes.

struct NoteList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: HelpLanguage.text(.helpNoteList),
            discussion: HelpLanguage.text(.helpNoteListMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCaseOrAll)) var `case`: String?
    @Flag(help: .text(.optionUnsigned)) var unsigned = false
    @Flag(help: .text(.optionToCosign)) var toCosign = false

    func perform(_ context: CommandContext) throws -> Reply {
        guard !toCosign || (`case` == nil && !unsigned) else {
            throw CommandFault(
                .usage, "usage", .noteListToCosignAlone, hint: .faultUsageHint, ["command": "tacet note list"])
        }
        return try context.looking { practice in
            if toCosign { return try context.submissions(in: practice) }
            let subject: Subject =
                try `case`.map { .counselingCase(try context.counselingCase($0, in: practice)) }
                ?? .practice
            let looked = Result {
                try practice.room.visit(for: ListingNotes.self, about: subject) {
                    (try $0.noteList(), unsigned ? [] : try $0.privateNotes(), try $0.jots().count)
                }
            }
            let (all, personal, jots) = try looked.mapError { refusal($0, practice, context) }.get()
            let notes = all.entries.filter { entry in
                !unsigned || entry.standing == .draft || entry.standing == .returned
            }
            let drafts = context.unfinishedDrafts(practice)
            let page = NotePage(context: context, times: try context.times(practice))
            let ids = notes.map(\.id.hex) + personal.map(\.id.hex)
            let own = try practice.room.ownEntry().member
            return Reply(
                lines: context.lines(
                    of: page.table(notes, personal, withCases: `case` == nil), .notes, ids, in: practice),
                json: .object([
                    "notes": .array(notes.map { page.json($0, withText: false) }),
                    "privateNotes": .array(personal.map { page.json($0) }),
                    "waitingJots": .number(jots), "unfinishedDrafts": .number(drafts.count),
                    "spoiled": .array(all.spoiled.map { .string($0.hex) }),
                ]),
                remarks: (ids.isEmpty && all.spoiled.isEmpty ? [context.say(empty)] : [])
                    + (jots > 0 ? [context.say(.statusJots, ["count": "\(jots)"])] : []) + context.tellDrafts(drafts)
                    + context.tell(context.unheld(all.entries), to: own) + context.spoiled(all.spoiled, in: practice),
                status: all.spoiled.isEmpty ? .done : .integrity, layout: .list)
        }
    }

    /// Whoever supervises has a list of their own, and is told of it.
    private func refusal(_ error: any Error, _ practice: OpenPractice, _ context: CommandContext) -> any Error {
        guard case RoomError.denied(let rule) = error, [.notCounselor, .notAssignedCounselor].contains(rule),
            (try? practice.room.ownEntry().member.roles.contains(.supervisor)) == true
        else { return error }
        var fault = FaultText.denied(rule, context.catalogue)
        (fault.hint, fault.hintArguments) = (.noteListHandedInHint, [:])
        return fault
    }

    private var empty: Sentence {
        if `case` == nil { return unsigned ? .noteListNothingUnsigned : .noteListNone }
        return unsigned ? .noteListAllSigned : .noteListEmpty
    }
}

struct NoteShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpNoteShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String
    @Option(help: .text(.optionVersion, valueName: "number")) var version: Int?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let id = try context.note(note, in: practice)
            let page = NotePage(context: context, times: try context.times(practice))
            let (found, client) = try read(id, in: practice)
            switch found {
            case .personal(let entry):
                let version = try checked(entry.history.count, newest: entry.versions)
                return Reply(
                    lines: page.lines(entry, version: version), json: page.json(entry, version: version),
                    remarks: [context.say(.notePrivateOnly), context.say(.noteShowLogged)])
            case .session(let entry):
                let isNewest = version == nil || version == entry.versions
                let version = isNewest ? entry.versions : try checked(entry.history.count, newest: entry.versions)
                let signed = entry.body.signedAt != nil && isNewest
                let person = ["person": entry.author?.fullName.text ?? ""]
                let own = try practice.room.ownEntry().member
                return Reply(
                    lines: isNewest
                        ? page.lines(entry, client: client) : page.lines(entry, version: version, client: client),
                    json: isNewest
                        ? page.json(entry, withText: true, client: client)
                        : page.json(entry, version: version, client: client),
                    remarks: (signed ? [context.say(.noteShowSignatureGood, person)] : []) + [
                        context.say(.noteShowLogged)
                    ] + (entry.isOvertaken ? [context.say(.noteShowOvertaken)] : [])
                        + context.tell(context.unheld([entry]), to: own))
            }
        }
    }

    /// A supervisor comes here by an agreement with the note's author, and has a key of what was handed in alone.
    private func read(
        _ id: Identifier<SessionNote>, in practice: OpenPractice
    ) throws -> (ReadNote, client: NamedClient?) {
        do {
            return try practice.room.visit(for: ReadingNote.self, about: .note(id)) {
                (try $0.read(), $0.client())
            }
        } catch {
            guard case RoomError.noKey = error, try practice.room.ownEntry().member.roles.contains(.supervisor) else {
                throw error
            }
            throw CommandFault(
                .notAllowed, "no-key", .noteNotHandedIn, ["id": id.shortForm(characters: 4)],
                hint: .noteNotHandedInHint)
        }
    }

    /// The version asked for, among those that there are.
    private func checked(_ count: Int, newest: Int) throws -> Int {
        guard let version else { return newest }
        guard (1...max(count, 1)).contains(version), count > 0 else {
            throw CommandFault(
                .notFound, "no-such-version", .noteNoVersion, ["number": "\(version)", "count": "\(newest)"])
        }
        return version
    }
}
