import Glibc

extension Terminal {
    /// A passphrase longer than this is a mistake, a file pasted for instance.
    static let longestSecret = 1024

    /// Asks for a secret with echo off and lends it for the length of a call.
    ///
    /// Asked on standard input where that is a terminal, else on the controlling terminal, so that a record may come in
    /// through a pipe while the passphrase is typed. Ctrl-C and SIGTERM turn echo on again before the program ends.
    /// - Parameters:
    ///   - prompt: shown before the cursor, without a line end.
    ///   - body: gets the bytes without the line end. They are wiped afterwards: copy them into guarded memory, not into
    ///     a `String`.
    /// - Throws: `noTerminal`, `endOfInput`, `notUTF8`, `tooLong`, `cannotRead`; or what `body` throws.
    func withSecret<Result: ~Copyable>(
        prompt: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        if inputIsTerminal {
            try write(prompt, to: .question)
            return try Self.withSecretLine(from: input, isSilent: true, body)
        }
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TerminalError.noTerminal }
        defer { close(descriptor) }
        try Terminal(input: descriptor, output: descriptor, error: descriptor, environment: [:])
            .write(prompt, to: .question)
        return try Self.withSecretLine(from: descriptor, isSilent: true, body)
    }

    /// Reads a secret from a descriptor, up to the end of its first line.
    /// - Parameters:
    ///   - descriptor: one that a script opened, or a terminal.
    ///   - source: what people call the descriptor, where it is no terminal
    ///   - isSilent: whether it is a terminal whose echo has to be off meanwhile. It is on again when `body` runs.
    /// - Throws: `SecretFault` where there is a source, also for an empty line; without one `endOfInput` where there is not one
    ///   byte, otherwise as `withSecret(prompt:_:)`.
    static func withSecretLine<Result: ~Copyable>(
        from descriptor: Int32, called source: String? = nil, isSilent: Bool = false,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        guard let page = LockedPage(capacity: longestSecret + 1) else { throw TerminalError.cannotRead(errno: ENOMEM) }
        return try page.withBytes { bytes in
            let silence = isSilent ? try EchoOff(terminal: descriptor) : nil
            let reading = Swift.Result { () throws(TerminalError) in try readLine(from: descriptor, into: bytes) }
            silence?.end()
            func told(_ cause: TerminalError) -> any Error {
                guard let source else { return cause }
                return SecretFault(cause: cause, source: source)
            }
            let count: Int
            switch reading {
            case .success(let found): count = found
            case .failure(let cause): throw told(cause)
            }
            if count == 0, source != nil { throw told(.endOfInput) }
            let secret = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            guard isUTF8(secret) else { throw told(.notUTF8) }
            return try body(secret)
        }
    }

    private static func readLine(
        from descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer
    ) throws(TerminalError) -> Int {
        var count = 0
        while true {
            guard count < bytes.count else { throw .tooLong(limit: longestSecret) }
            let got = read(descriptor, bytes.baseAddress?.advanced(by: count), 1)
            if got < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(errno: errno)
            }
            if got == 0 {
                guard count > 0 else { throw .endOfInput }
                return count
            }
            if bytes[count] == UInt8(ascii: "\n") {
                return count > 0 && bytes[count - 1] == UInt8(ascii: "\r") ? count - 1 : count
            }
            count += 1
        }
    }

    /// Checked in place: `String(validating:)` would copy the secret.
    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid: continue
            case .emptyInput: return true
            case .error: return false
            }
        }
    }
}
