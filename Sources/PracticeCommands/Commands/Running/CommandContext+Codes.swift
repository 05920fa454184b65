import Cryptography
import Practice
import RecordRoom
import WordList

// Codes of words that somebody was told by voice, and types.
extension CommandContext {
    /// How often a person may type a code before a command ends: one slip must not cost them all the rest.
    static let codeAttempts = 3

    /// Opens something with a code: out of a file, or asked for without echo, and once more where it was not right.
    /// - Parameters:
    ///   - count: how many words it has
    ///   - option: how the file is named, for whoever has no terminal
    ///   - fault: what is told where it does not open in the end
    ///   - use: throws `RoomError.wrongPassphrase` for another code
    func withCode<Result>(
        _ prompt: Sentence, words count: Int, inFile path: String?, option: String, fault: CommandFault,
        _ use: (borrowing SecretBytes) throws -> Result
    ) throws -> Result {
        if let path {
            // Whoever was killed while writing the code left it beside, in clear.
            WholeFile.removeRemnants(of: path)
            let given = try Self.secret(inFile: path)
            let code = try meant(given, count) ?? given.duplicate()
            if let opened = try unlessWrong(code, use) { return opened }
            throw fault
        }
        try requireTerminal(or: "\(option) FILE")
        for attempt in 1...Self.codeAttempts {
            let typed: SecretBytes = try ask(prompt)
            let isLast = attempt == Self.codeAttempts
            guard let code = try meant(typed, count) else {
                if !isLast { try tellSlip(in: typed, words: count) }
                continue
            }
            if let opened = try unlessWrong(code, use) { return opened }
            if !isLast { try announce(.codeAgain, ["reason": say(fault.sentence, fault.arguments)]) }
        }
        throw fault
    }

    private func unlessWrong<Result>(
        _ code: borrowing SecretBytes, _ use: (borrowing SecretBytes) throws -> Result
    ) throws -> Result? {
        do { return try use(code) } catch RoomError.wrongPassphrase { return nil }
    }

    /// The code as it was made, out of what was typed; nil where those are not words of codes, or not so many.
    private func meant(_ typed: borrowing SecretBytes, _ count: Int) throws -> SecretBytes? {
        let found = Self.indices(typed)
        let numbers = found.compactMap { $0 }
        guard numbers.count == found.count, numbers.count == count else { return nil }
        return try SecretBytes(copying: Array(words(numbers).utf8))
    }

    private static func indices(_ typed: borrowing SecretBytes) -> [Int?] {
        WordList.effLarge.indices(typed: String(decoding: typed.revealed(), as: UTF8.self))
    }

    /// What is wrong with the form of it, without the words themselves.
    private func tellSlip(in typed: borrowing SecretBytes, words count: Int) throws {
        let found = Self.indices(typed)
        try announceLine(codeSlip(found, words: count))
    }

    /// Where something is no word of codes; else that there are too many or too few.
    func codeSlip(_ found: [Int?], words count: Int) -> String {
        if let place = found.firstIndex(where: { $0 == nil }) {
            return say(.codeUnknownWord, ["number": "\(place + 1)"])
        }
        return say(.codeOtherCount, ["count": "\(found.count)", "limit": "\(count)"])
    }
}
