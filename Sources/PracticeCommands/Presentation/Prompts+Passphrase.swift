import Glibc

extension Prompts {
    /// Shorter ones are guessed. NIST SP 800-63B asks for 8 where tries are limited; against a stolen identity file nothing
    /// limits them but scrypt.
    static let shortestPassphrase = 12

    /// Asks for the passphrase of a person.
    /// - Parameter body: gets it for the length of the call; see `Terminal.withSecret(prompt:_:)`.
    /// - Throws: `TerminalError`, or what `body` throws.
    func withPassphrase<Result>(of person: String, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        try terminal.withSecret(prompt: catalogue.text(.promptPassphrase, ["person": person]), body)
    }

    /// Asks for the joining code that was told by voice.
    /// - Throws: `TerminalError`, or what `body` throws.
    func withJoiningCode<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        try terminal.withSecret(prompt: catalogue.text(.promptJoiningCode), body)
    }

    /// Asks for a new passphrase, twice, until both are the same and long enough.
    /// - Parameters:
    ///   - proposed: words from the word list; shown, and taken when the person presses Enter.
    ///   - body: gets the passphrase; for the proposal, its UTF-8.
    /// - Throws: `TerminalError`, or what `body` throws.
    func withNewPassphrase<Result>(
        proposed: [Substring], _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let words = proposed.joined(separator: " ")
        try terminal.writeLine(catalogue.text(.promptProposedPassphrase, ["words": words]), to: .error)
        try terminal.writeLine(catalogue.text(.promptTakeProposed), to: .error)
        while true {
            let accepted: Result? = try terminal.withSecret(prompt: catalogue.text(.promptNewPassphrase)) { first in
                if first.isEmpty {
                    var words = words
                    return try words.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
                }
                guard isLongEnough(first) else { return try retry(.promptPassphraseShort) }
                let isSame = try terminal.withSecret(prompt: catalogue.text(.promptRepeatPassphrase)) { second in
                    Self.areEqual(first, second)
                }
                return isSame ? try body(first) : try retry(.promptPassphrasesDiffer)
            }
            if let accepted { return accepted }
        }
    }

    private func retry<Result>(_ reason: Sentence) throws(TerminalError) -> Result? {
        let limit = ["limit": String(Self.shortestPassphrase)]
        try terminal.writeLine(catalogue.text(reason, limit), to: .error)
        return nil
    }

    /// Characters as scalars, counted in place: every byte but those that continue one.
    private func isLongEnough(_ secret: UnsafeRawBufferPointer) -> Bool {
        secret.count { $0 & 0xC0 != 0x80 } >= Self.shortestPassphrase
    }

    private static func areEqual(_ former: UnsafeRawBufferPointer, _ latter: UnsafeRawBufferPointer) -> Bool {
        guard former.count == latter.count, let first = former.baseAddress, let second = latter.baseAddress else {
            return former.count == latter.count
        }
        return memcmp(first, second, former.count) == 0
    }
}
