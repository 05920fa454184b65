import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct NoteSearch: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "search", abstract: HelpLanguage.text(.helpNoteSearch),
            discussion: HelpLanguage.text(.helpNoteSearchMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.document(from).map { try TextSearch(try TextSearch.readWords(json: $0)) }
        if given == nil { try context.requireTerminal() }
        return try context.inPractice { practice in
            let search = try given ?? TextSearch(try context.askLine(.promptSearch, required: true))
            let (hits, spoiled) = try found(search, in: practice)
            let times = try context.times(practice)
            let characters = Identifier.charactersNeeded(among: hits.map(\.note))
            let table = Table(
                columns: [
                    Table.Column(heading: context.say(.headingID), isElastic: false),
                    Table.Column(heading: context.say(.headingWritten), isElastic: false),
                    Table.Column(heading: context.say(.headingCase), isElastic: false),
                    Table.Column(heading: context.say(.headingExcerpt)),
                ],
                rows: hits.map { hit in
                    let mark = hit.isPrivate ? context.say(.valuePrivateNote) + " " : ""
                    return [
                        hit.note.shortForm(characters: characters), times.table(hit.writtenAt.date),
                        hit.caseID.shortForm(characters: 4),
                        mark + "\(hit.excerpt.before)【\(hit.excerpt.hit)】\(hit.excerpt.after)",
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .notes, hits.map(\.note.hex), in: practice),
                json: .object([
                    "hits": .array(hits.map { json($0, times) }), "spoiled": .array(spoiled.map { .string($0.hex) }),
                ]),
                remarks: [context.say(hits.isEmpty ? .noteSearchNone : .noteSearchCount, ["count": "\(hits.count)"])]
                    + context.spoiled(spoiled, in: practice),
                status: spoiled.isEmpty ? .done : .integrity, layout: .list)
        }
    }

    /// What was handed to a supervisor is found too; which cases that is, is asked first, so that the search can say them.
    private func found(_ search: TextSearch, in practice: OpenPractice) throws -> (
        hits: [NoteHit], spoiled: [Identifier<CounselingCase>]
    ) {
        var lent: [Identifier<CounselingCase>] = []
        if try practice.room.ownEntry().member.roles.contains(.supervisor) {
            let submissions = try practice.room.visit(for: ListingCosigning.self, about: .practice) {
                try $0.submissions().entries
            }
            for submission in submissions where !lent.contains(submission.caseID) { lent.append(submission.caseID) }
        }
        return try practice.room.visit(for: SearchingNotes.self, about: .noteSearch(lent: lent)) {
            try $0.notes(with: search)
        }
    }

    private func json(_ hit: NoteHit, _ times: TimeText) -> JSONValue {
        .object([
            "id": .string(hit.note.hex), "case": .string(hit.caseID.hex), "private": .boolean(hit.isPrivate),
            "lent": .boolean(hit.isLent), "written": .string(times.rfc3339(hit.writtenAt.date)),
            "excerpt": .object([
                "before": .string(hit.excerpt.before), "hit": .string(hit.excerpt.hit),
                "after": .string(hit.excerpt.after),
            ]),
        ])
    }
}
