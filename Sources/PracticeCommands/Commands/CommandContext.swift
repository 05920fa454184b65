import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import WordList

/// What a command has around it: the terminal, the environment, the language and the common options.
struct CommandContext {
    let terminal: Terminal
    let environment: [String: String]
    let catalogue: Catalogue
    let options: CommonOptions

    func say(_ sentence: Sentence, _ arguments: [String: String] = [:]) -> String {
        catalogue.text(sentence, arguments)
    }

    /// A remark before the act, on standard error; silent with `--json`.
    func announce(_ sentence: Sentence, _ arguments: [String: String] = [:]) throws {
        guard !options.json else { return }
        try terminal.writeLine(say(sentence, arguments), to: .error)
    }

    // MARK: the practice and who is acting

    var folder: PracticeFolder {
        let path = options.practice ?? environment["TACET_PRACTICE"] ?? FileManager.default.currentDirectoryPath
        return PracticeFolder(
            path: URL(fileURLWithPath: path).standardizedFileURL.path(percentEncoded: false).trimmingSlash,
            environment: environment)
    }

    func actingShortName() throws -> ShortName {
        if let named = options.as ?? environment["TACET_AS"], !named.isEmpty { return try ShortName(named) }
        let here = folder.identities()
        guard let only = here.first else {
            throw CommandFault(.notFound, "no-identity", .faultNoIdentity, ["person": ""], hint: .faultNoIdentityHint)
        }
        guard here.count == 1 else {
            throw CommandFault(
                .usage, "who-is-acting", .faultWhoIsActing, ["people": catalogue.list(here)],
                hint: .faultWhoIsActingHint)
        }
        return try ShortName(only)
    }

    func requirePractice() throws {
        guard OpenPractice.exists(in: folder) else { throw RoomError.practiceMissing }
        OpenPractice.completeFounding(in: folder)
    }

    /// Opens the practice as the acting person; the passphrase is asked for.
    func open() throws -> OpenPractice {
        try requirePractice()
        let person = try actingShortName()
        try requireIdentity(person)
        let passphrase = try self.passphrase(of: person)
        return try OpenPractice(folder, as: person, passphrase: passphrase)
    }

    func requireIdentity(_ person: ShortName) throws {
        guard FileManager.default.fileExists(atPath: folder.identityFile(person.text)) else {
            throw CommandFault(
                .notFound, "no-identity", .faultNoIdentity, ["person": person.text], hint: .faultNoIdentityHint)
        }
    }

    /// Opens the practice, does the work, and leaves: the log's state is signed and remembered also when the work failed.
    func inPractice(_ work: (OpenPractice) throws -> Reply) throws -> Reply {
        let practice = try open()
        do {
            let reply = try work(practice)
            try practice.room.leave()
            return reply
        } catch {
            try? practice.room.leave()
            throw error
        }
    }

    // MARK: passphrases

    func passphrase(of person: ShortName) throws -> SecretBytes {
        if let given = try givenPassphrase() { return given }
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(.notAllowed, "locked", .faultLocked, hint: .faultLockedHint)
        }
        return try ask(.promptPassphrase, ["person": person.text])
    }

    /// A new passphrase: from a file or descriptor; on a terminal a generated one is proposed.
    func newPassphrase() throws -> SecretBytes {
        if let given = try givenPassphrase() { return given }
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(.notAllowed, "no-terminal", .faultNoTerminal, hint: .faultNoTerminalHint)
        }
        let proposed = words(try randomWordNumbers(count: 6))
        try announce(.promptProposedPassphrase, ["words": proposed])
        try announce(.promptTakeProposed)
        while true {
            let first = try ask(.promptNewPassphrase)
            if first.count == 0 { return try SecretBytes(copying: Array(proposed.utf8)) }
            guard first.count >= 12 else {
                try announce(.promptPassphraseShort, ["limit": "12"])
                continue
            }
            if first.isEqual(to: try ask(.promptRepeatPassphrase)) { return first }
            try announce(.promptPassphrasesDiffer)
        }
    }

    func ask(_ prompt: Sentence, _ arguments: [String: String] = [:]) throws -> SecretBytes {
        var secret: [UInt8] = []
        try terminal.withSecret(prompt: say(prompt, arguments)) { secret = Array($0) }
        return try SecretBytes(copying: secret)
    }

    private func givenPassphrase() throws -> SecretBytes? {
        if let descriptor = options.passphraseFd {
            guard let handle = try FileHandle(fileDescriptor: descriptor).readToEnd() else { return nil }
            return try Self.firstLine(Array(handle))
        }
        guard let path = options.passphraseFile else { return nil }
        return try Self.firstLine(try WholeFile.read(path, limit: 65_536))
    }

    static func firstLine(_ bytes: [UInt8]) throws -> SecretBytes {
        var line = Array(bytes.prefix { $0 != 0x0a })
        if line.last == 0x0d { line.removeLast() }
        return try SecretBytes(copying: line)
    }

    // MARK: answers

    /// The bytes of `--from FILE` or `--from -`; nil where the option is not given.
    func document(_ from: String?) throws -> [UInt8]? {
        guard let from else { return nil }
        guard from == "-" else { return try WholeFile.read(from, limit: 40 << 20) }
        return Array(try terminal.readToEnd(limit: 40 << 20).utf8)
    }

    func requireTerminal() throws {
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(.usage, "no-terminal", .faultNoTerminal, hint: .faultNoTerminalHint)
        }
    }

    func askLine(_ question: Sentence, required: Bool = false) throws -> String {
        try requireTerminal()
        while true {
            let prompt = say(required ? .promptRequired : .promptOptional, ["question": say(question)])
            try terminal.write(prompt, to: .error)
            guard let line = try terminal.readLine() else { throw TerminalError.endOfInput }
            let answer = line.trimmingCharacters(in: .whitespaces)
            if !answer.isEmpty || !required { return answer }
            try announce(.promptAnswerNeeded)
        }
    }

    /// Asks before an unusual act; `--yes` answers; without a terminal and without `--yes` it refuses.
    func confirm(_ question: Sentence) throws {
        if options.yes { return }
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(.usage, "needs-yes", .faultNeedsYes, hint: .faultNeedsYesHint)
        }
        while true {
            try terminal.write(say(.promptConfirm, ["question": say(question)]), to: .error)
            switch try terminal.readLine()?.trimmingCharacters(in: .whitespaces).lowercased() {
            case "y", "yes", "是", "好": return
            case nil, "", "n", "no", "否", "不": throw CommandFault(.interrupted, "declined", .faultDeclined)
            default: try announce(.promptYesOrNo)
            }
        }
    }

    // MARK: finding what is meant

    func one<Entity>(_ found: [Identifier<Entity>], typed: String) throws -> Identifier<Entity> {
        guard let first = found.first else {
            throw CommandFault(.notFound, "not-found", .faultNotFound, ["id": typed], hint: .faultNotFoundHint)
        }
        guard found.count == 1 else {
            let characters = Identifier.charactersNeeded(among: found)
            throw CommandFault(
                .notFound, "ambiguous", .faultAmbiguous,
                [
                    "id": typed,
                    "candidates": catalogue.list(found.prefix(10).map { $0.shortForm(characters: characters) }),
                ],
                hint: .faultAmbiguousHint)
        }
        return first
    }

    func person(_ typed: String, in practice: OpenPractice) throws -> StaffEntry {
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        if let named = everyone.first(where: { $0.member.shortName.text == typed }) { return named }
        let matching = typed.count < 4 ? [] : everyone.filter { (try? $0.id.matches(prefix: typed)) ?? false }
        guard let only = matching.first, matching.count == 1 else {
            throw CommandFault(
                .notFound, "person-not-found", .faultPersonNotFound, ["person": typed], hint: .faultPersonNotFoundHint)
        }
        return only
    }

    // MARK: showing

    func role(_ role: Role) -> String {
        let sentence: Sentence =
            switch role {
            case .counselor: .roleCounselor
            case .trainee: .roleTrainee
            case .intakeWorker: .roleIntakeWorker
            case .supervisor: .roleSupervisor
            case .committeeMember: .roleCommitteeMember
            case .director: .roleDirector
            case .frontDesk: .roleFrontDesk
            case .bookkeeper: .roleBookkeeper
            case .auditor: .roleAuditor
            case .custodian: .roleCustodian
            }
        return say(sentence)
    }

    func roles(_ roles: Set<Role>) -> String { catalogue.list(Role.allCases.filter(roles.contains).map(role)) }

    func times(_ practice: OpenPractice) throws -> TimeText {
        let settings = try practice.room.settings()
        return TimeText(zone: TimeZone(identifier: settings.timeZone) ?? .gmt, language: catalogue.language)
    }

    func words(_ numbers: [Int]) -> String {
        (WordList.effLarge.words(fromIndices: numbers) ?? []).joined(separator: " ")
    }

    /// The same as throws of a die, five digits a word, for whom English words are only letters.
    func digits(_ numbers: [Int]) -> String {
        numbers.compactMap { WordList.effLarge.dice(ofIndex: $0) }.joined(separator: " ")
    }
}

extension String {
    fileprivate var trimmingSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
