import Practice

/// Every sentence a person sees, in one language.
///
/// To add one: a case in `Sentence`, a line in the file of its chapter. Tests fail while a case has no line or two, while
/// the two languages do not take the same arguments, and while nobody uses it.
struct Catalogue: Sendable {
    let language: Language
    /// Whose time zone moments are told in, also by what went wrong; nil where there is no folder to ask.
    var folder: PracticeFolder?

    init(_ language: Language) { self.language = language }

    /// Made once, and by places, not by a hash of every name: the argument parser asks for the help of every command and option,
    /// one sentence at a time, and a start is over in milliseconds.
    private static let byPlace: [Entry?] = {
        var table = [Entry?](repeating: nil, count: Sentence.allCases.count)
        for chapter in chapters { for entry in chapter { table[entry.sentence.place] = entry } }
        return table
    }()

    static var entries: [Entry] { chapters.flatMap { $0 } }

    /// In the order of the command line's manual.
    private static let chapters: [[Entry]] = [
        faultEntries, ruleEntries, integrityEntries, promptEntries, noteFormEntries, headingEntries,
        startEntries, staffEntries, clientEntries, caseEntries, noteEntries, auditEntries, statusEntries,
        parserEntries, placeEntries, helpEntries, optionEntries, topicEntries,

        // appointments
        appointmentEntries,

        mannersEntries,

        // clock
        clockEntries, trialEntries,

        // consent
        consentEntries,

        // supervision
        supervisionEntries,

        // credentials
        credentialEntries,

        // reviews
        reviewEntries,

        // crisis
        crisisEntries, crisisHelpEntries,

        // disclosures
        disclosureEntries,

        // complaints
        complaintEntries,

        // agent
        agentEntries,

        // jots
        jotEntries,

        // drafts
        draftEntries,
        // witnesses, letters
        witnessEntries, attemptEntries,

        // backups
        backupEntries,

        // what waits; letters
        waitingEntries, letterActEntries,

        // departure
        departureEntries,
        // epochs
        restoreEntries,
        // recovery
        recoveryEntries,

        // days
        daysEntries,
        // break-glass
        glassEntries,

        // weak points mended
        noteTimeEntries, spoiledEntries,
        // asked again, asked before
        askingEntries,
        // hand-over without the leaver
        handoverEntries,
        // second device
        deviceEntries,
        // retention
        retentionEntries,
        // disposal of private notes
        privateDisposalEntries,
        // faults of verification, in words
        auditFaultEntries,
    ]

    /// A sentence with its places filled in.
    /// - Parameters:
    ///   - sentence: which one.
    ///   - arguments: by the names between the braces. Each is cleaned of control characters and line ends, because it may
    ///     come from a record. Nothing in an argument is taken for a place.
    func text(_ sentence: Sentence, _ arguments: [String: String] = [:]) -> String {
        guard let template = Self.byPlace[sentence.place]?.template(in: language) else { return sentence.rawValue }
        // By bytes: help asks for hundreds of sentences at each start, and walking characters took a tenth of it.
        let hasPlaces = template.utf8.withContiguousStorageIfAvailable { $0.contains(UInt8(ascii: "{")) } ?? true
        guard hasPlaces else { return template }
        var text = ""
        for part in Placeholder.parts(of: template) {
            switch part {
            case .words(let words): text += words
            case .place(let name):
                let value = arguments[name].map { Self.cut($0, at: name) }
                text += value.map { TerminalText.clean($0, keepingLines: false) } ?? "{\(name)}"
            }
        }
        return text
    }

    /// An example of what to type, as it is in English; its placeholders, which are in capitals, in this language.
    func typed(_ example: String) -> String {
        guard language != .english else { return example }
        var result = ""
        var word = ""
        for character in example + " " {
            if character.isASCII, character.isUppercase {
                word.append(character)
                continue
            }
            // A person is called by their short name; only a practice or a witness has a name that one chooses.
            let place = word == "NAME" && result.hasSuffix("--name ") ? .placeName : Self.typedPlaces[word]
            result += place.map { text($0).filter { !"<>".contains($0) } } ?? word
            word = ""
            result.append(character)
        }
        return String(result.dropLast())
    }

    private static let typedPlaces: [String: Sentence] = [
        "FILE": .placeFile, "CLIENT": .placeClient, "TIME": .placeTime, "KIND": .placeKind, "DATE": .placeDate,
        "NAME": .placeShortName, "BASIS": .placeBasis, "CHECKPOINT": .placeCheckpoint,
        "FLAG": .placeId, "ID": .placeId, "TEXT": .placeText,
    ]

    /// What was typed may be a book; its beginning says which it was. By the names of the places that repeat it: no name of a person,
    /// no path and no command that can be right is as long.
    private static func cut(_ text: String, at place: String) -> String {
        guard let most = longest[place], text.utf8.count > most, text.count > most else { return text }
        return text.prefix(60) + "…"
    }

    private static let longest: [String: Int] = [
        "id": 300, "person": 300, "typed": 300, "field": 300, "detail": 300, "device": 300, "path": 4096,
        "command": 4200,
    ]

    /// Items in a row: `a, b, c`; `a、b、c`.
    func list(_ items: [String]) -> String {
        items.joined(separator: language == .english ? ", " : "、")
    }

    /// Sentences one after the other, as each language spaces them.
    func paragraph(_ sentences: [String]) -> String {
        sentences.filter { !$0.isEmpty }.joined(separator: language == .english ? " " : "")
    }
}

extension Sentence {
    /// Its place among all: the number that the compiler keeps it as.
    fileprivate var place: Int { Int(withUnsafeBytes(of: self) { $0.loadUnaligned(as: UInt16.self) }) }
}
