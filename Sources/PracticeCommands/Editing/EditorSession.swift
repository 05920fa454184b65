import Counseling
import Foundation
import Practice
import RecordRoom

/// One run of the editor on a text in memory, saved into its draft meanwhile and at the end, whatever the end is.
struct EditorSession {
    let writing: TextWriting
    let editor: KnownEditor
    let draft: DraftFile?

    private var context: CommandContext { writing.context }

    /// - Returns: what was saved, without the guidance; nil where nothing was saved
    /// - Throws: `CommandFault` where the editor did not end well: what was written is in the draft
    func edit(_ bare: String, notice: [String]) throws -> String? {
        guard let folder = MemoryFolder.make(context.environment) else {
            throw CommandFault(.configuration, "no-memory-place", .editorNoMemory, hint: .editorUsePrompt)
        }
        // Also when what follows throws: nothing of the text stays behind.
        defer { folder.remove() }
        let file = writing.document.file(bare, notice: notice)
        try folder.write(
            try DraftRescue.note(writing.job, draft: draft?.id ?? "", of: writing.practice), to: DraftRescue.about)
        try folder.write(Array(file.utf8), to: KnownEditor.text)
        let first = folder.stamp(KnownEditor.text)
        let saver = DraftSaver(draft: draft, before: bare)
        let look = { self.latest(in: folder, notice) }
        let ending = run(in: folder, line: writing.document.firstLine(of: file)) { saver.save(look()) }
        let last = look()
        let isSaved = folder.stamp(KnownEditor.text) != first
        if case .exited(0) = ending, isSaved {
            guard let bytes = folder.read(KnownEditor.text) else { throw ended(.killed(0), saver) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                saver.save(last)
                try tell(saver)
                throw TerminalError.notUTF8
            }
            let outcome = writing.document.bare(ofFile: text, notice: notice)
            saver.save(outcome)
            try tell(saver)
            return outcome
        }
        saver.save(last)
        try tell(saver)
        // Left as it was, and nothing typed: there is nothing to keep.
        if case .exited(0) = ending, last == nil || last == bare { return nil }
        throw ended(ending, saver)
    }

    private func run(in folder: MemoryFolder, line: Int, meanwhile: () -> Void) -> EditorRun.Ending {
        let environment = KnownEditor.environment(
            context.environment, in: folder.path, temporary: folder.makeFolder("tmp"), home: folder.makeFolder("home"))
        return EditorRun(
            arguments: editor.arguments(folder.file(KnownEditor.text), line: line), environment: environment,
            kept: folder.descriptor, terminal: context.terminal
        ).run(meanwhile: meanwhile)
    }

    /// The latest words in the folder: as saved, or where the editor keeps what is not saved yet.
    private func latest(in folder: MemoryFolder, _ notice: [String]) -> String? {
        DraftRescue.latest(in: folder).map { writing.document.bare(ofFile: $0, notice: notice) }
            .flatMap { writing.document.isEmpty($0) ? nil : $0 }
    }

    private func tell(_ saver: DraftSaver) throws {
        guard let fault = saver.fault else { return }
        try? context.announceLine(context.say(.draftUnsaved, ["reason": FaultText(fault, context.catalogue).message]))
    }

    private func ended(_ ending: EditorRun.Ending, _ saver: DraftSaver) -> CommandFault {
        let id = ["id": TextWriting.short(draft?.id ?? "")]
        let hint: Sentence = draft?.isSaved == true ? .draftKept : .draftNothingKept
        switch ending {
        case .notStarted:
            return CommandFault(
                .configuration, "editor-missing", .editorMissing, ["editor": editor.name], hint: .editorUsePrompt)
        case .exited(126), .exited(127):
            return CommandFault(
                .configuration, "editor-missing", .editorMissing, ["editor": editor.name], hint: .editorUsePrompt)
        case .exited(0): return CommandFault(.interrupted, "editor-left", .draftLeft, hint: hint, id)
        case .exited(let status):
            return CommandFault(.interrupted, "editor-left", .editorLeft, ["status": "\(status)"], hint: hint, id)
        case .killed, .toldToEnd:
            return CommandFault(.interrupted, "editor-ended", .editorEnded, hint: hint, id)
        }
    }
}

/// Saves into a draft what changed, and remembers what kept it from that.
private final class DraftSaver {
    private let draft: DraftFile?
    private let before: String
    private(set) var fault: (any Error)?

    init(draft: DraftFile?, before: String) {
        self.draft = draft
        self.before = before
    }

    /// Nothing typed yet is no draft, and what an editor shows as empty for a moment takes no words away.
    func save(_ words: String?) {
        guard let draft, let words, words != before || draft.isSaved else { return }
        do {
            try draft.save(words)
            fault = nil
        } catch { fault = error }
    }
}
