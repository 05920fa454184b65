import Counseling
import Foundation
import Practice
import RecordRoom

/// Writing one text, in the person's editor or line by line, with its draft.
///
/// Every way out of it keeps the words: they are in what is returned, or in the sealed draft, or there are none.
struct TextWriting {
    let context: CommandContext
    let practice: OpenPractice
    let job: UnfinishedText
    let document: NoteDocument
    /// Where it is known, in which editor; else line by line.
    let editor: KnownEditor?
    /// What stands there already.
    let former: [NoteSection.Key: String]
    let prompting: Prompting
    /// A draft that the person chose already.
    var continuing: DraftFile?

    /// What a text typed at the prompt does to one that stands there. To a draft that is continued it is always added.
    enum Prompting {
        /// It is put behind it.
        case adds
        /// It takes its place, unless nothing is typed.
        case replaces
    }

    /// What was written.
    struct Written<Content> {
        let content: Content
        /// Removed once the content is filed.
        let draft: DraftFile?
        /// The versions that the note had when this was begun.
        let version: Int?
    }

    /// - Parameter make: what is made of the texts; a `CounselingError` is shown, and the editor opened again
    /// - Returns: nil where nothing is to be filed: nothing was written, or nothing changed
    func run<Content>(_ make: ([NoteSection.Key: String]) throws -> Content) throws -> Written<Content>? {
        guard let editor else { return try lineByLine(make) }
        let continued = try offered()
        var bare = continued?.text.text ?? document.bare(former)
        let draft = try continued ?? begun()
        context.typed.replace(with: [], draft: draft)
        let version = continued?.text.version ?? job.version
        var notice: [String] = []
        while true {
            let outcome = try EditorSession(writing: self, editor: editor, draft: draft).edit(bare, notice: notice)
            guard let outcome else { return try leftUnsaved(bare, continued, make, version) }
            if document.isEmpty(outcome) {
                draft?.remove()
                return nil
            }
            if outcome == document.bare(former), continued == nil {
                draft?.remove()
                return nil
            }
            do {
                let texts = try document.texts(outcome)
                return Written(content: try make(texts), draft: draft, version: version)
            } catch {
                let said = try words(for: error)
                // Whoever saved it again as it was does not want to mend it now.
                guard outcome != bare || notice.isEmpty else { throw kept(error, draft) }
                notice = said
                bare = outcome
                for line in said { try context.announceLine(line) }
            }
        }
    }

    /// Left without saving: what was continued may be meant to be filed as it is.
    private func leftUnsaved<Content>(
        _ bare: String, _ continued: DraftFile?, _ make: ([NoteSection.Key: String]) throws -> Content, _ version: Int?
    ) throws -> Written<Content>? {
        guard let continued else { return nil }
        guard try context.askYes(.draftFileAsIs) else {
            throw CommandFault(
                .interrupted, "draft-kept", .draftLeft, hint: .draftKept, ["id": TextWriting.short(continued.id)])
        }
        return Written(content: try make(try document.texts(bare)), draft: continued, version: version)
    }

    /// What the person mends in the editor.
    private func words(for error: any Error) throws -> [String] {
        switch error {
        case let error as NoteDocument.UnknownHeading:
            return [
                context.say(
                    .draftUnknownHeading,
                    [
                        "line": error.line,
                        "headings": context.catalogue.list(document.template.sections.map { "#= " + $0.rawValue }),
                    ])
            ]
        case let error as CounselingError:
            let fault = FaultText(error, context.catalogue)
            return [fault.message, fault.hint].filter { !$0.isEmpty }
        default: throw error
        }
    }

    private func kept(_ error: any Error, _ draft: DraftFile?) -> any Error {
        guard let draft, draft.isSaved else { return error }
        let said = (try? words(for: error))?.first ?? ""
        return CommandFault(
            .badInput, "draft-kept", .draftNotFiled, ["reason": said], hint: .draftKept,
            ["id": TextWriting.short(draft.id)])
    }

    static func short(_ id: String) -> String { String(id.prefix(8)) }

    // MARK: drafts

    /// A draft of the same thing that the person wants to go on with, the latest first.
    func offered() throws -> DraftFile? {
        if let continuing { return continuing }
        context.rescueDrafts(practice)
        let times = try context.times(practice)
        for draft in practice.unfinished().reversed() where draft.text.continues(job) {
            // One of another shape would lose its headings; it waits for its own.
            guard draft.text.template == job.template else { continue }
            let time = times.table(draft.text.saved.date)
            // Whoever answers with Ctrl-C is told that it stays.
            context.typed.replace(with: [], draft: draft)
            let shown = ["time": time, "id": Self.short(draft.id)]
            do { if try context.askYes(.draftContinue, shown) { return draft } } catch {
                guard (error as? CommandFault)?.code == "draft-kept" else { throw error }
                throw CommandFault(.interrupted, "draft-kept", .draftAsItWas, shown, hint: .draftKept, shown)
            }
            context.typed.replace(with: [], draft: nil)
        }
        return nil
    }

    /// A new draft. Without one the text is written all the same; the person knows then.
    func begun() throws -> DraftFile? {
        do { return try practice.beginDraft(job) } catch {
            try tellUnsaved(error)
            return nil
        }
    }

    func tellUnsaved(_ fault: any Error) throws {
        try context.announceLine(
            context.say(.draftUnsaved, ["reason": FaultText(fault, context.catalogue).message]))
    }

    // MARK: line by line

    /// Asks on the terminal, whatever editor there is.
    func lineByLine<Content>(_ make: ([NoteSection.Key: String]) throws -> Content) throws -> Written<Content> {
        let form = try KeptForm(self)
        let content = try make(try form.texts())
        return Written(content: content, draft: form.draft, version: form.version ?? job.version)
    }

    /// Asks for each section; each line typed is in the draft before the next is asked for.
    func typed(
        _ continued: String?, keeping draft: DraftFile?
    ) throws -> [NoteSection.Key: String] {
        let bare = continued ?? document.bare(former)
        let prompting = continued == nil ? self.prompting : .adds
        // A heading that the template lacks cannot be mended at a prompt; its text stays with the section above.
        let texts = (try? document.texts(bare)) ?? [document.template.sections[0]: bare]
        let shown = document.template.sections.filter { texts[$0]?.isEmpty == false }
        for key in shown {
            if isHeaded {
                try context.terminal.writeLine(context.say(NoteCommand.question(key)), to: .error, tone: .quiet)
            }
            try context.terminal.writeLine(texts[key] ?? "", to: .error, tone: .quiet)
        }
        if !shown.isEmpty { try context.announce(remark(prompting)) }
        let interruption = Interruption()
        defer { interruption?.end() }
        return try context.tellingInterruption {
            try typed(into: texts, prompting, keeping: draft, interruption?.descriptor)
        }
    }

    private func typed(
        into former: [NoteSection.Key: String], _ prompting: Prompting, keeping draft: DraftFile?,
        _ interruption: Int32?
    ) throws -> [NoteSection.Key: String] {
        var texts = former
        var isTold = false
        for key in document.template.sections {
            if isHeaded { try context.announce(NoteCommand.question(key)) }
            let before = texts[key] ?? ""
            let keep: (String) -> Void = { lines in
                texts[key] = joined(before, lines, prompting)
                let bare = document.bare(texts)
                // Empty lines are no words: nobody is told of a draft with nothing in it.
                guard draft?.isSaved == true || !document.isEmpty(bare) else { return }
                do { try draft?.save(bare) } catch {
                    guard !isTold else { return }
                    isTold = true
                    try? tellUnsaved(error)
                }
            }
            let typed = try context.askText(soFar: keep, interruption: interruption)
            texts[key] = typed.isEmpty ? before : joined(before, typed, prompting)
        }
        return texts
    }

    /// Whether it has sections, which are asked for by name; a text of one piece needs no question above it.
    private var isHeaded: Bool { job.kind == .note || job.kind == .edit || document.template.sections.count > 1 }

    /// What becomes of what stands there.
    private func remark(_ prompting: Prompting) -> Sentence {
        switch prompting {
        case .adds: .noteNowAdd
        case .replaces: isHeaded ? .noteEditKeeps : .noteEditKeepsText
        }
    }

    private func joined(_ before: String, _ typed: String, _ prompting: Prompting) -> String {
        prompting == .replaces || before.isEmpty ? typed : before + "\n" + typed
    }
}
