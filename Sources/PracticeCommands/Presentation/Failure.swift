/// Why a command did not do what it was asked: what happened, what is unharmed, what to do.
///
/// Carries sentences and ids, never a name or a word of a record, so it may be printed and logged whole.
struct Failure: Error, Equatable, Sendable {
    /// For scripts, in camelCase: `notFound`, `locked`, `notAllowed`. Never reworded.
    let code: String
    let status: ExitStatus
    /// What happened.
    let what: Sentence
    /// What is unharmed, where that is true.
    var unharmed: Sentence?
    /// What to do.
    var hint: Sentence?
    /// For the places in all three.
    var arguments: [String: String] = [:]

    /// What happened and what is unharmed, in one paragraph.
    func message(in catalogue: Catalogue) -> String {
        catalogue.paragraph([what, unharmed].compactMap { $0 }.map { catalogue.text($0, arguments) })
    }

    /// `{"error": {"code", "message", "hint"}}`.
    func json(in catalogue: Catalogue) -> JSONValue {
        [
            "error": [
                "code": .string(code),
                "message": .string(message(in: catalogue)),
                "hint": .optional(hint.map { catalogue.text($0, arguments) }),
            ]
        ]
    }

    /// Writes the failure to standard error.
    /// - Throws: `TerminalError.cannotWrite`.
    func deliver(to terminal: Terminal, as format: Reply.Format, in catalogue: Catalogue) throws(TerminalError) {
        switch format {
        case .json: try terminal.write(json(in: catalogue).rendered(), to: .error)
        case .text:
            let width = terminal.errorIsTerminal ? terminal.width : nil
            for line in TextFitting.wrapped(message(in: catalogue), to: width) {
                try terminal.writeLine(line, to: .error, tone: .fault)
            }
            guard let hint else { return }
            for line in TextFitting.wrapped(catalogue.text(hint, arguments), to: width) {
                try terminal.writeLine(line, to: .error)
            }
        }
    }
}
