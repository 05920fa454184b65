import Counseling
import Cryptography
import Foundation
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
}
