import Counseling
import RecordRoom

/// What a person typed at length in this command. A full disk, a busy practice file or a refusal must not cost them their words,
/// which nobody but this process has: they stand on the terminal that they were typed on, to be kept elsewhere.
final class TypedWords {
    private var texts: [String] = []

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
    }
}
