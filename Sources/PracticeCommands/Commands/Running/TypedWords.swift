import Counseling
import Practice
import RecordRoom

/// What a person typed at length in this command. A full disk, a busy practice file or a refusal must not cost them their words,
/// which nobody but this process has: they stand on the terminal that they were typed on, to be kept elsewhere.
final class TypedWords {
    private var texts: [String] = []
    private var draft: DraftFile?

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

    /// They are kept, or shown already.
    func forget() { texts = [] }

    /// What to show after a fault. Whoever answered no to a question wants nothing.
    func left(after fault: any Error) -> [String] {
        (fault as? CommandFault)?.status == .interrupted ? [] : texts
    }
}

extension CommandContext {
    /// Shows what was typed and may not have been saved.
    func showTyped(after fault: any Error) throws {
        let texts = typed.left(after: fault)
        guard !texts.isEmpty, !options.json else { return }
        try announce(.typedNotSaved)
        for text in texts { try terminal.writeLine(text, to: .error) }
        if let id = typed.draftLeft { try announce(.draftKept, ["id": id]) }
    }
}
