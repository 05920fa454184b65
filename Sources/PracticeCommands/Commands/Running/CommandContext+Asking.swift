import Counseling
import Cryptography
import Foundation
import Glibc
import Practice
import RecordRoom

// What a command asks a person, or reads from a script in their stead.
extension CommandContext {
    // MARK: passphrases

    func passphrase(of person: ShortName) throws -> SecretBytes {
        if let given = try givenPassphrase() { return given }
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(.notAllowed, "locked", .faultLocked, hint: .faultLockedHint)
        }
        return try ask(.promptPassphrase, ["person": person.text])
    }

    /// Opens somebody's identity. On a terminal a wrong passphrase is asked for again, twice: whoever mistyped types it anew at once,
    /// and would else type it to the shell, which keeps it.
    func unlock(_ person: ShortName) throws -> UnlockedIdentity {
        var left = isPassphraseGiven || !terminal.inputIsTerminal || options.json ? 1 : 3
        while true {
            do { return try OpenPractice.unlock(folder, as: person, passphrase: try passphrase(of: person)) } catch {
                left -= 1
                guard case .wrongPassphrase? = error as? RoomError, left > 0 else { throw error }
                try announceLine(FaultText(error, catalogue).message)
            }
        }
    }

    private static var shortestPassphrase: Int { 12 }

    /// A new passphrase: from a file or descriptor; on a terminal a generated one is proposed.
    func newPassphrase() throws -> SecretBytes {
        try newPassphrase(given: try givenPassphrase())
    }

    /// The same with a file of its own, where the option for passphrases means the old one.
    func newPassphrase(inFile path: String?) throws -> SecretBytes {
        guard let path else {
            try requireTerminal(or: "--new-passphrase-file FILE", .notAllowed)
            return try newPassphrase(given: nil)
        }
        return try newPassphrase(given: try Self.secret(inFile: path))
    }

    private func newPassphrase(given: consuming SecretBytes?) throws -> SecretBytes {
        if let given {
            try Self.requireLength(Self.length(given))
            return given
        }
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(
                .notAllowed, "no-terminal", .faultNoTerminal, hint: .faultNoTerminalPassphrase)
        }
        let proposed = words(try randomWordNumbers(count: 6))
        try announce(.promptProposedPassphrase, ["words": proposed])
        try announce(.promptTakeProposed)
        while true {
            let first = try ask(.promptNewPassphrase)
            if first.count == 0 { return try SecretBytes(copying: Array(proposed.utf8)) }
            guard Self.length(first) >= Self.shortestPassphrase else {
                try announce(.promptPassphraseShort, ["limit": "\(Self.shortestPassphrase)"])
                continue
            }
            if first.isEqual(to: try ask(.promptRepeatPassphrase)) { return first }
            try announce(.promptPassphrasesDiffer)
        }
    }

    func ask(_ prompt: Sentence, _ arguments: [String: String] = [:]) throws -> SecretBytes {
        try terminal.withSecret(prompt: say(prompt, arguments)) { try SecretBytes(copying: $0) }
    }

    /// How many bytes a passphrase has without spaces around: twelve spaces are none.
    private static func length(_ secret: borrowing SecretBytes) -> Int {
        secret.withUnsafeBytes { bytes in
            let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
            guard let first = bytes.firstIndex(where: { !isSpace($0) }),
                let last = bytes.lastIndex(where: { !isSpace($0) })
            else { return 0 }
            return last - first + 1
        }
    }

    private static func requireLength(_ count: Int) throws {
        guard count < shortestPassphrase else { return }
        throw CommandFault(.badInput, "passphrase-short", .promptPassphraseShort, ["limit": "\(shortestPassphrase)"])
    }

    private func givenPassphrase() throws -> SecretBytes? {
        if let descriptor = options.passphraseFd {
            return try Terminal.withSecretLine(from: descriptor, called: "--passphrase-fd \(descriptor)") {
                try SecretBytes(copying: $0)
            }
        }
        guard let path = options.passphraseFile else { return nil }
        return try Self.secret(inFile: path)
    }

    /// The first line of a file, read straight into guarded memory.
    static func secret(inFile path: String) throws -> SecretBytes {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? FileFault.missing(path) : FileFault.unreadable(path, code: errno)
        }
        defer { close(descriptor) }
        return try Terminal.withSecretLine(from: descriptor, called: path) { try SecretBytes(copying: $0) }
    }

    // MARK: answers

    /// A word out of a closed list, as options take it.
    func choice<Value: RawRepresentable & CaseIterable>(_ typed: String, _ option: String, _: Value.Type) throws
        -> Value
    where Value.RawValue == String {
        if let value = Value(rawValue: typed) { return value }
        let choices = catalogue.list(Value.allCases.map(\.rawValue))
        throw CommandFault(
            .badInput, "bad-field", .faultField,
            ["field": option, "reason": say(.faultReasonChoice, ["choices": choices])], hint: .faultFieldHint)
    }

    /// The bytes of `--from FILE` or `--from -`; nil where the option is not given.
    func document(_ from: String?) throws -> [UInt8]? {
        guard let bytes = try wholeDocument(from) else { return nil }
        // Some programs put a byte order mark before what they save; it is no character of the text.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    }

    /// The same for what takes a text or a form: an empty value of a script, as JSON has it, is no text.
    /// - Throws: `empty`
    func textDocument(_ from: String?) throws -> [UInt8]? {
        guard let bytes = try document(from) else { return nil }
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        let rest = bytes.drop(while: isSpace)
        let bare = rest.prefix((rest.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? rest.startIndex) - rest.startIndex)
        guard !["null", "[]", "{}", "\"\""].contains(where: { bare.elementsEqual($0.utf8) }) else {
            throw CommandFault(.badInput, "empty", .faultNoText)
        }
        return bytes
    }

    private func wholeDocument(_ from: String?) throws -> [UInt8]? {
        guard let from else { return nil }
        if from == "-", let input { return input }
        guard from != "-" else { return Array(try terminal.readToEnd(limit: Self.longestDocument).utf8) }
        do { return try WholeFile.read(from, limit: Self.longestDocument, waiting: true) } catch FileFault.unreadable(
            _, EFBIG)
        {
            throw TerminalError.tooLong(limit: Self.longestDocument)
        }
    }

    /// The file that `--out` names; nil where it is not given, and for `-`: what would be written is shown.
    func file(_ out: String?) -> String? { out == "-" ? nil : out }

    /// For what never goes to standard output, being secret or no text.
    /// - Throws: `bad-field` for `-`, which names no file anywhere
    func requireFile(_ path: String?, option: String) throws {
        if path == "-" { throw fieldFault(option, .faultReasonNotShown) }
    }

    /// For a joining code, before anybody is admitted: what lies there is somebody's, a device or a folder too. An empty file was made for
    /// it, and an earlier code is of no use any more once the same is done again. Whether it can be written is tried.
    /// - Throws: `FileFault.exists`, or what keeps the file from being made
    func requireRoom(forCode path: String?) throws {
        guard let path else { return }
        if let found = try? FileManager.default.attributesOfItem(atPath: path) {
            guard found[.type] as? FileAttributeType == .typeRegular,
                let bytes = try? WholeFile.read(path, limit: 1024), bytes.isEmpty || Self.isCode(bytes)
            else { throw FileFault.exists(path) }
            return
        }
        try WholeFile.write([], to: path, replacing: false)
        try FileManager.default.removeItem(atPath: path)
    }

    /// Eight words in small letters, in one line.
    private static func isCode(_ bytes: [UInt8]) -> Bool {
        let words = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let marks = Set("abcdefghijklmnopqrstuvwxyz- ".utf8)
        return words.count == 8 && bytes.last == UInt8(ascii: "\n") && bytes.dropLast().allSatisfy(marks.contains)
    }

    /// The longest form there is: a note whose every character is escaped.
    private static var longestDocument: Int { 64 << 20 }

    /// Text line by line, up to a dot.
    /// - Parameters:
    ///   - soFar: told of all lines after each one
    ///   - interruption: where Ctrl-C is answered, its descriptor
    func askText(soFar: (String) -> Void = { _ in }, interruption: Int32? = nil) throws -> String {
        try announce(.promptEndWithDot)
        let text = try terminal.readText(
            cut: { try? announce(.promptLineCut, ["limit": "\(Terminal.longestTypedLine)"]) }, soFar: soFar,
            interruption: interruption)
        typed.add(text)
        return text
    }

    func requireTerminal() throws {
        try requireTerminal(hint: .faultNoTerminalHint)
    }

    /// The same where options answer the question.
    /// - Parameter options: as they are typed: `--at TIME`
    func requireTerminal(or options: String, _ status: ExitStatus = .usage) throws {
        try requireTerminal(hint: .faultNoTerminalOption, ["option": catalogue.typed(options)], status)
    }

    /// The same where a JSON document with this one field answers it.
    func requireTerminal(orField field: String) throws {
        try requireTerminal(hint: .faultNoTerminalForm, ["form": catalogue.typed("{\"\(field)\": \"TEXT\"}")])
    }

    private func requireTerminal(
        hint: Sentence, _ arguments: [String: String] = [:], _ status: ExitStatus = .usage
    ) throws {
        guard terminal.inputIsTerminal, !options.json else {
            throw CommandFault(status, "no-terminal", .faultNoTerminal, hint: hint, arguments)
        }
    }

    /// An option that the others make necessary and that was not given.
    /// - Parameter example: how it can be typed
    func missing(_ option: String, _ example: String) -> CommandFault {
        CommandFault(
            .usage, "bad-field", .faultOptionMissing, ["option": catalogue.typed(option)],
            hint: .faultOptionMissingHint, ["example": catalogue.typed(example)])
    }

    /// - Parameters:
    ///   - kept: what was answered before, in a draft that is gone on with; Enter alone keeps it
    ///   - mayDrop: whether a hyphen leaves out what is kept: the answer is empty then
    func askLine(
        _ question: Sentence, _ arguments: [String: String] = [:], required: Bool = false, kept: String? = nil,
        mayDrop: Bool = false
    ) throws -> String {
        try requireTerminal()
        while true {
            let asked = say(question, arguments)
            if let kept {
                let prompt = say(mayDrop ? .promptKeptOrNot : .promptKept, ["question": asked, "answer": kept])
                guard let line = try readAnswer(to: prompt) else { throw TerminalError.endOfInput }
                let answer = line.trimmingCharacters(in: .whitespaces)
                if mayDrop, answer == "-" { return "" }
                return answer.isEmpty ? kept : answer
            }
            // A question that says what Enter alone does is not followed by that it may stay empty.
            let isSaid = required || asked.contains(say(.promptEmptyWord))
            let prompt = say(isSaid ? .promptRequired : .promptOptional, ["question": asked])
            guard let line = try readAnswer(to: prompt) else { throw TerminalError.endOfInput }
            let answer = line.trimmingCharacters(in: .whitespaces)
            if !answer.isEmpty || !required { return answer }
            try announce(.promptAnswerNeeded)
        }
    }

    /// The same where the question itself says what Enter alone does.
    func askFreely(_ question: Sentence) throws -> String {
        try requireTerminal()
        guard let line = try readAnswer(to: say(.promptRequired, ["question": say(question)])) else {
            throw TerminalError.endOfInput
        }
        return line.trimmingCharacters(in: .whitespaces)
    }

    /// Asks before an unusual act; `--yes` answers; without a terminal and without `--yes` it refuses.
    /// - Parameter reason: what makes it unusual, told before the question, or as the fault where nobody can be asked
    func confirm(_ question: Sentence, because reason: Sentence? = nil, _ arguments: [String: String] = [:]) throws {
        if let reason { try announce(reason, arguments) }
        if options.yes { return }
        guard terminal.inputIsTerminal, !options.json else {
            if let reason, options.json {
                throw CommandFault(.usage, "needs-yes", reason, arguments, hint: .faultNeedsYesHint)
            }
            throw CommandFault(.usage, "needs-yes", .faultNeedsYes, hint: .faultNeedsYesHint)
        }
        while true {
            let prompt = say(.promptConfirm, ["question": say(question, arguments)])
            switch try readAnswer(to: prompt)?.trimmingCharacters(in: .whitespaces).lowercased() {
            case "y", "yes", "是", "好": return
            case nil, "", "n", "no", "否", "不": throw CommandFault(.interrupted, "declined", .faultDeclined)
            default: try announce(.promptYesOrNo)
            }
        }
    }
}
