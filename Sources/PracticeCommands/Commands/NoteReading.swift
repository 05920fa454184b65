import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// Looking at notes.

struct NoteList: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpNoteList))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String
    @Flag(help: .text(.optionUnsigned)) var unsigned = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let times = try context.times(practice)
            let notes = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(id)) { try $0.notes() }
                .filter { !unsigned || $0.body.state == .draft }
            let characters = Identifier.charactersNeeded(among: notes.map(\.id))
            let table = Table(
                columns: [
                    .headingID, .headingWritten, .headingTemplate, .headingStanding, .headingVersion, .headingAuthor,
                ].map {
                    Table.Column(heading: context.say($0))
                },
                rows: notes.map { entry in
                    let (content, written): (NoteContent, UTCTime) =
                        switch entry.body {
                        case .draft(let note): (note.content, note.writtenAt)
                        case .signed(let note): (note.content, note.writtenAt)
                        }
                    return [
                        entry.id.shortForm(characters: characters), times.table(written.date),
                        content.template.rawValue,
                        context.say(entry.body.state == .draft ? .valueDraft : .valueSigned), "\(entry.versions)",
                        entry.author?.shortName.text ?? "",
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .notes, notes.map(\.id.hex), in: practice),
                json: .object(["notes": .array(notes.map { NoteCommand.json($0, times, withText: false) })]),
                remarks: notes.isEmpty ? [context.say(unsigned ? .noteListAllSigned : .noteListEmpty)] : [],
                layout: .list)
        }
    }
}

struct NoteShow: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpNoteShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionNote)) var note: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.note(note, in: practice)
            let times = try context.times(practice)
            let entry = try practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.note() }
            let (content, written, signed): (NoteContent, UTCTime, UTCTime?) =
                switch entry.body {
                case .draft(let note): (note.content, note.writtenAt, nil)
                case .signed(let note): (note.content, note.writtenAt, note.signedAt)
                }
            var pairs = [
                (context.say(.headingID), id.shortForm(characters: 4)),
                (context.say(.headingStanding), context.say(signed == nil ? .valueDraft : .valueSigned)),
                (context.say(.headingAuthor), entry.author?.fullName.text ?? ""),
                (context.say(.headingWritten), times.table(written.date)),
            ]
            if let signed { pairs.append((context.say(.headingSigned), times.table(signed.date))) }
            pairs.append((context.say(.headingVersion), "\(entry.versions)"))
            var lines = KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth)
            for section in content.sections {
                lines += ["", context.say(NoteCommand.question(section.key)), section.text]
            }
            if let feedback = content.feedback { lines += ["", context.say(.noteFormFeedback), feedback] }
            for addendum in entry.addenda {
                lines += ["", "\(context.say(.headingAddendum)) \(times.table(addendum.signedAt.date))", addendum.text]
            }
            let person = ["person": entry.author?.fullName.text ?? ""]
            return Reply(
                lines: lines, json: NoteCommand.json(entry, times, withText: true),
                remarks: (signed == nil ? [] : [context.say(.noteShowSignatureGood, person)]) + [
                    context.say(.noteShowLogged)
                ])
        }
    }
}
