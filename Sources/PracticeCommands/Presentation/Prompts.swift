/// Questions to the person at the terminal, in their language.
///
/// Asked only where standard input is a terminal; a script that lacks an answer gets an error instead of a program that
/// waits for ever.
struct Prompts: Sendable {
    let terminal: Terminal
    let catalogue: Catalogue

    /// Asks until there is an answer.
    /// - Throws: `TerminalError`.
    func required(_ question: Sentence) throws(TerminalError) -> String {
        while true {
            if let answer = try ask(.promptRequired, question) { return answer }
            try terminal.writeLine(catalogue.text(.promptAnswerNeeded), to: .error)
        }
    }

    /// Asks once.
    /// - Returns: nil where the answer was left empty.
    /// - Throws: `TerminalError`.
    func optional(_ question: Sentence) throws(TerminalError) -> String? { try ask(.promptOptional, question) }

    /// Asks for text of several lines under a title.
    /// - Throws: `TerminalError`.
    func text(_ title: Sentence) throws(TerminalError) -> String {
        try requireTerminal()
        try terminal.writeLine(catalogue.text(title), to: .error, tone: .strong)
        try terminal.writeLine(catalogue.text(.promptEndWithDot), to: .error, tone: .quiet)
        return try terminal.readText()
    }

    /// Asks for each section of a note.
    /// - Returns: texts by the sections' JSON keys.
    /// - Throws: `TerminalError`.
    func sections(of form: NoteForm) throws(TerminalError) -> [String: String] {
        var texts: [String: String] = [:]
        for section in form.sections { texts[section.key] = try text(section.title) }
        return texts
    }

    /// Asks for a yes or no; an empty answer is a no.
    /// - Parameters:
    ///   - question: filled in.
    ///   - isAnswered: whether `--yes` answered it already.
    /// - Throws: `Failure.needsYes` where nobody can be asked; a `Failure` for what the terminal cannot do.
    func confirm(_ question: String, isAnswered: Bool) throws(Failure) -> Bool {
        if isAnswered { return true }
        guard terminal.inputIsTerminal else { throw .needsYes }
        do throws(TerminalError) {
            while true {
                try terminal.write(catalogue.text(.promptConfirm, ["question": question]), to: .error)
                guard let answer = try terminal.readLine() else { throw .endOfInput }
                switch answer.trimmingSpaces().lowercased() {
                case "y", "yes", "是", "是的", "确定": return true
                case "", "n", "no", "否", "不": return false
                default: try terminal.writeLine(catalogue.text(.promptYesOrNo), to: .error)
                }
            }
        } catch {
            throw Failure(error)
        }
    }

    private func ask(_ form: Sentence, _ question: Sentence) throws(TerminalError) -> String? {
        try requireTerminal()
        try terminal.write(catalogue.text(form, ["question": catalogue.text(question)]), to: .error)
        guard let line = try terminal.readLine() else { throw .endOfInput }
        let answer = line.trimmingSpaces()
        return answer.isEmpty ? nil : answer
    }

    private func requireTerminal() throws(TerminalError) {
        guard terminal.inputIsTerminal else { throw .noTerminal }
    }
}

extension String {
    /// Without the white space at both ends that a hurried hand leaves.
    func trimmingSpaces() -> String {
        let start = drop(while: \.isWhitespace)
        return String(start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)])
    }
}
