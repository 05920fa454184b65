/// Every sentence a person sees, in one language.
///
/// To add one: a case in `Sentence`, a line in the file of its chapter. Tests fail while a case has no line or two, while
/// the two languages do not take the same arguments, and while nobody uses it.
struct Catalogue: Sendable {
    let language: Language

    init(_ language: Language) { self.language = language }

    /// Made once: the argument parser asks for the help of every command and option, one sentence at a time.
    private static let bySentence = Dictionary(entries.map { ($0.sentence, $0) }) { first, _ in first }

    /// All chapters in the order of the command line's manual.
    static var entries: [Entry] {
        faultEntries + ruleEntries + integrityEntries + promptEntries + noteFormEntries + headingEntries
            + startEntries + staffEntries + clientEntries + caseEntries + noteEntries + auditEntries + statusEntries
            + parserEntries + helpEntries + optionEntries + topicEntries

            // appointments
            + appointmentEntries

            + mannersEntries

            // clock
            + clockEntries + trialEntries

            // consent
            + consentEntries

            // supervision
            + supervisionEntries

            // credentials
            + credentialEntries

            // reviews
            + reviewEntries

            // crisis
            + crisisEntries + crisisHelpEntries

            // disclosures
            + disclosureEntries

            // complaints
            + complaintEntries

            // agent
            + agentEntries

            // jots
            + jotEntries

            // drafts
            + draftEntries
            // witnesses, letters
            + witnessEntries

            // backups
            + backupEntries

            // what waits; letters
            + waitingEntries + letterActEntries

            // departure
            + departureEntries
            // epochs
            + restoreEntries
            // recovery
            + recoveryEntries

            // days
            + daysEntries
            // break-glass
            + glassEntries

            // weak points mended
            + noteTimeEntries + spoiledEntries
            // asked again, asked before
            + askingEntries
            // hand-over without the leaver
            + handoverEntries
            // second device
            + deviceEntries
            // retention
            + retentionEntries
            // disposal of private notes
            + privateDisposalEntries
            // faults of verification, in words
            + auditFaultEntries
    }

    /// A sentence with its places filled in.
    /// - Parameters:
    ///   - sentence: which one.
    ///   - arguments: by the names between the braces. Each is cleaned of control characters and line ends, because it may
    ///     come from a record. Nothing in an argument is taken for a place.
    func text(_ sentence: Sentence, _ arguments: [String: String] = [:]) -> String {
        guard let template = Self.bySentence[sentence]?.template(in: language) else { return sentence.rawValue }
        // By bytes: help asks for hundreds of sentences at each start, and walking characters took a tenth of it.
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        var text = ""
        for part in Placeholder.parts(of: template) {
            switch part {
            case .words(let words): text += words
            case .place(let name):
                text += arguments[name].map { TerminalText.clean($0, keepingLines: false) } ?? "{\(name)}"
            }
        }
        return text
    }

    /// Items in a row: `a, b, c`; `a、b、c`.
    func list(_ items: [String]) -> String {
        items.joined(separator: language == .english ? ", " : "、")
    }

    /// Sentences one after the other, as each language spaces them.
    func paragraph(_ sentences: [String]) -> String {
        sentences.filter { !$0.isEmpty }.joined(separator: language == .english ? " " : "")
    }
}
