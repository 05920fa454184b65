import Counseling
import Practice
import RecordRoom

/// What a person typed at length in this command. A full disk, a busy practice file or a refusal must not cost them their words,
/// which nobody but this process has: they stand on the terminal that they were typed on, to be kept elsewhere.
final class TypedWords {
    private var texts: [String] = []
    private var draft: DraftFile?
    /// What the command named, hexadecimal: a draft about it is told of where the command is refused.
    private(set) var named: Set<String> = []

    func name(_ id: String) { named.insert(id) }

    /// Whether words are being kept in a draft: what ends the command now is told.
    var isDrafting: Bool { draft.map { !$0.isOver } ?? false }

    /// The draft that holds them too; nil where there is none any more.
    var draftLeft: String? { draft.flatMap { $0.isSaved ? TextWriting.short($0.id) : nil } }

    /// Takes the whole of a text that was written in parts, of which this command may have heard the last alone.
    func replace(with whole: [String], draft: DraftFile?) {
        texts = whole.filter { !$0.isEmpty }
        self.draft = draft
    }

    func add(_ text: String) {
        if !text.isEmpty { texts.append(text) }
    }

    /// The act is done: what was typed is where it belongs, and its draft goes.
    func filed() {
        draft?.remove()
        replace(with: [], draft: nil)
    }

    /// They are kept, or shown already.
    func forget() { texts = [] }

    /// What to show after a fault. Whoever answered no to a question wants nothing.
    func left(after fault: any Error) -> [String] {
        (fault as? CommandFault)?.status == .interrupted ? [] : texts
    }
}

extension CommandContext {
    /// Asks, and reads a line as the answer. What ends the command while a text lies in a draft is told with what is kept; else it ends
    /// the program at once, as everywhere.
    func readAnswer(to prompt: String) throws -> String? {
        // Before the question stands there: whoever answers it with Ctrl-C at once is told as well.
        let interruption = typed.isDrafting ? Interruption() : nil
        defer { interruption?.end() }
        kept.beforeTelling?()
        try terminal.write(prompt, to: .question)
        return try tellingInterruption { try terminal.readLine(interruption: interruption?.descriptor) }
    }

    /// Does what a person may interrupt, and says then what became of their words.
    func tellingInterruption<Done>(_ act: () throws -> Done) throws -> Done {
        do { return try act() } catch TerminalError.interrupted {
            // Behind what the terminal shows of Ctrl-C.
            try? terminal.writeLine(to: .error)
            guard let id = typed.draftLeft else {
                throw CommandFault(.interrupted, "interrupted", .draftInterrupted, hint: .draftNothingKept)
            }
            throw CommandFault(.interrupted, "draft-kept", .draftInterrupted, hint: .draftKept, ["id": id])
        }
    }

    /// Where a command is refused before it offered a draft about what it named: which, and how its words are shown all the same.
    func tellDrafts(after fault: any Error, in practice: OpenPractice) {
        let status = FaultText(fault, catalogue).status
        guard !options.json, typed.draftLeft == nil, [.tryAgain, .notAllowed].contains(status) else { return }
        let about = practice.unfinished().filter { !typed.named.isDisjoint(with: $0.text.subjects) }
        for draft in about {
            let kind = say(DraftList.name(draft.text.kind))
            try? announce(.draftOfThis, ["id": TextWriting.short(draft.id), "kind": kind])
        }
    }

    /// Shows what was typed and may not have been saved.
    func showTyped(after fault: any Error) throws {
        guard !options.json else { return }
        let texts = typed.left(after: fault)
        if !texts.isEmpty {
            try announce(.typedNotSaved)
            for text in texts { try terminal.writeLine(text, to: .error) }
        }
        // Also where the person answered no: the draft is there, and may not be wanted.
        guard let id = typed.draftLeft, (fault as? CommandFault)?.hint != .draftKept else { return }
        try announce(.draftKept, ["id": id])
    }
}
