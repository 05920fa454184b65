import Counseling
import Practice

/// The questions of one command, asked line by line. What is answered and the text among them lie in one sealed draft until the act
/// is done; where the person goes on with a draft, Enter alone keeps an answer of it.
final class KeptForm {
    private let writing: TextWriting
    /// Nil where none can be saved, which was said.
    let draft: DraftFile?
    private let isContinued: Bool
    /// What was typed so far, to be shown where it cannot be filed.
    private var words: [String] = []
    private var isUnsavedTold = false

    private var context: CommandContext { writing.context }

    /// Offers a draft of the same thing, or begins one.
    init(_ writing: TextWriting) throws {
        let continued = try writing.offered()
        self.writing = writing
        isContinued = continued != nil
        draft = try continued ?? writing.begun()
        writing.context.typed.replace(with: [], draft: draft)
    }

    /// The versions that the note had when the draft was begun that is gone on with.
    var version: Int? { isContinued ? draft?.text.version : nil }

    // MARK: texts

    /// The text, up to a dot.
    func text() throws -> String { try texts()[.text] ?? "" }

    /// The text of each section.
    func texts() throws -> [NoteSection.Key: String] {
        let continued = isContinued ? draft?.text.text : nil
        let texts = try writing.typed(continued.flatMap { $0.isEmpty ? nil : $0 }, keeping: draft)
        // Whatever keeps it from being filed: the whole of it is shown then, and not only what was typed last.
        for key in writing.document.template.sections { add(texts[key] ?? "") }
        return texts
    }

    // MARK: answers

    /// An answer in the person's own words; empty where it may be and is.
    func line(_ field: String, _ question: Sentence, required: Bool = false) throws -> String {
        let answer = try context.askLine(question, required: required, kept: kept(field))
        keep([answer], field, isWords: true)
        return answer
    }

    /// Answers in the person's own words up to an empty line. Each that is kept is asked for first: a hyphen leaves it out.
    /// - Parameter check: what is no answer ends the command; what was answered before it is kept
    func lines(
        _ field: String, _ question: Sentence, check: (String) throws -> Void = { _ in }
    ) throws -> [String] {
        var (kept, lines) = (all(field), [String]())
        while true {
            let former = kept.isEmpty ? nil : kept.removeFirst()
            let line = try context.askLine(question, kept: former, mayDrop: true)
            if line.isEmpty, former == nil { return lines }
            if former == nil || !line.isEmpty {
                try check(line)
                lines.append(line)
            }
            keep(lines + kept, field, isWords: true)
        }
    }

    /// A word out of a closed list.
    func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ field: String, _ question: Sentence, of type: Word.Type
    ) throws -> Word {
        let word = try context.askChoice(question, of: type, kept: kept(field))
        keep([word.rawValue], field, isWords: false)
        return word
    }

    /// An answer that is read until it can be.
    func answer<Value>(
        _ field: String, _ question: Sentence, _ arguments: [String: String] = [:], required: Bool = true,
        isWords: Bool = false, reading: (String) throws -> Value
    ) throws -> Value {
        var understood = ""
        let value = try context.ask(question, arguments, required: required, kept: kept(field)) { typed in
            let value = try reading(typed)
            understood = typed
            return value
        }
        keep([understood], field, isWords: isWords)
        return value
    }

    /// What the draft holds of a field.
    func kept(_ field: String) -> String? { all(field).first.flatMap { $0.isEmpty ? nil : $0 } }

    /// The same of a field of which there may be several.
    func all(_ field: String) -> [String] { draft?.text.answers?[field] ?? [] }

    /// - Parameter isWords: false for a choice, which is no draft by itself
    func keep(_ answers: [String], _ field: String, isWords: Bool) {
        let answers = answers == [""] ? [] : answers
        if isWords { add(answers.last ?? "") }
        guard !answers.isEmpty || !all(field).isEmpty else { return }
        do { try draft?.keep(answers, to: field, isWords: isWords) } catch {
            guard !isUnsavedTold else { return }
            isUnsavedTold = true
            try? writing.tellUnsaved(error)
        }
    }

    private func add(_ text: String) {
        if !text.isEmpty { words.append(text) }
        context.typed.replace(with: words, draft: draft)
    }
}
