import Counseling
import Foundation
import Practice
import RecordRoom

// Texts that a person writes, in their editor or line by line.
extension CommandContext {
    /// Writes a note's content.
    /// - Parameter former: what stands there already
    func writeContent(
        _ job: UnfinishedText, _ options: EditorOptions, former: NoteContent? = nil,
        prompting: TextWriting.Prompting = .adds, in practice: OpenPractice
    ) throws -> TextWriting.Written<NoteContent>? {
        let template = job.template ?? .free
        let texts = Dictionary(
            (former?.sections ?? []).map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
        return try writing(job, options, former: texts, prompting: prompting, in: practice).run { texts in
            try NoteContent(
                template: template, sections: template.sections.map { NoteSection($0, texts[$0] ?? "") },
                session: former?.session, feedback: former?.feedback)
        }
    }

    /// Writes a text of one piece.
    /// - Parameter draft: one to go on with, which the person chose already
    func writeText(
        _ job: UnfinishedText, _ options: EditorOptions, former: String = "", continuing draft: DraftFile? = nil,
        in practice: OpenPractice
    ) throws -> TextWriting.Written<String>? {
        var writing = try writing(job, options, former: [.text: former], prompting: .replaces, in: practice)
        writing.continuing = draft
        return try writing.run { $0[.text] ?? "" }
    }

    /// Asks for a text of one piece line by line, and keeps it sealed meanwhile as a note is kept.
    func typeText(_ job: UnfinishedText, in practice: OpenPractice) throws -> TextWriting.Written<String> {
        let form = try form(job, in: practice)
        return TextWriting.Written(content: try form.text(), draft: form.draft, version: nil)
    }

    /// Opens the questions of a command, whose answers and text are kept together.
    func form(_ job: UnfinishedText, in practice: OpenPractice) throws -> KeptForm {
        try KeptForm(
            TextWriting(
                context: self, practice: practice, job: job, document: document(for: job), editor: nil, former: [:],
                prompting: .adds))
    }

    private func writing(
        _ job: UnfinishedText, _ options: EditorOptions, former: [NoteSection.Key: String],
        prompting: TextWriting.Prompting, in practice: OpenPractice
    ) throws -> TextWriting {
        TextWriting(
            context: self, practice: practice, job: job, document: document(for: job), editor: try editor(options),
            former: former, prompting: prompting)
    }

    /// How a text stands in an editor.
    func document(for job: UnfinishedText) -> NoteDocument {
        let template = job.template ?? .free
        let titles = Dictionary(
            uniqueKeysWithValues: template.sections.map { ($0, say(NoteCommand.question($0))) })
        let guidance: [Sentence] =
            [.editorGuideFile, .editorGuideMemory] + (template.sections.count > 1 ? [.editorGuideHeadings] : [])
        return NoteDocument(
            template: template, titles: titles,
            guidance: guidance.map {
                say($0, ["id": job.note?.shortForm(characters: 4) ?? job.caseID?.shortForm(characters: 4) ?? ""])
            })
    }

    /// The editor that the person wants; nil where they want none, or the text would reach a disk in it, which is said.
    private func editor(_ options: EditorOptions) throws -> KnownEditor? {
        guard !options.noEditor else { return nil }
        let wanted =
            options.editor
            ?? ["TACET_EDITOR", "VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first {
                !$0.allSatisfy(\.isWhitespace)
            }
        guard let wanted, let editor = KnownEditor(wanted, environment: environment) else { return nil }
        guard editor.kind != .keepsCopies else {
            try announce(.editorKeepsCopies, ["editor": editor.name])
            return nil
        }
        guard MemoryFolder.isPossible(environment) else {
            try announce(.editorNoMemory)
            return nil
        }
        if editor.kind == .other { try announce(.editorUnknown, ["editor": editor.name]) }
        let swap = Checkup(folder).swapFinding()
        if !swap.isGood { try announce(.checkSwap, swap.values) }
        return editor
    }

    /// What a command says where nothing was written.
    func nothingWritten() -> Reply { Reply(remarks: [say(.draftNothingWritten)]) }

    /// What a killed program left in memory is sealed and wiped there.
    func rescueDrafts(_ practice: OpenPractice) { DraftRescue.run(practice, self) }

    /// What the person has not finished, to be said where they look at what waits.
    func unfinishedDrafts(_ practice: OpenPractice) -> [UnfinishedDraft] {
        rescueDrafts(practice)
        return practice.unfinished().map { UnfinishedDraft(id: $0.id, text: $0.text) }
    }

    /// A line of that; none where there is nothing.
    func tellDrafts(_ drafts: [UnfinishedDraft]) -> [String] {
        drafts.isEmpty ? [] : [say(.draftWaiting, ["count": "\(drafts.count)"])]
    }
}

/// A draft that nobody is writing at the moment.
struct UnfinishedDraft {
    /// 32 hexadecimal digits.
    let id: String
    let text: UnfinishedText
}
