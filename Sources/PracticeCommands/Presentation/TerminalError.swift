/// What is wrong with a secret that a file or a descriptor was to hold.
struct SecretFault: Error {
    let cause: TerminalError
    /// The file's path, or the option with its descriptor, as it was given.
    let source: String
}

/// What can go wrong between the program and the person in front of it.
enum TerminalError: Error, Equatable, Sendable {
    /// Input holds bytes that are not UTF-8.
    case notUTF8
    /// Input is longer than the place for it.
    /// - Parameter limit: in bytes.
    case tooLong(limit: Int)
    /// A question cannot be asked because nobody sits at a terminal.
    case noTerminal
    /// The person ended the input (Ctrl-D) where an answer was needed.
    case endOfInput
    /// The person pressed Ctrl-C where that is answered, or the program was told to end, or the terminal was closed.
    /// - Parameter by: the signal's number
    case interrupted(by: Int32)
    /// Reading failed.
    /// - Parameter errno: the system's error number.
    case cannotRead(errno: Int32)
    /// Writing failed, for another reason than a closed pipe.
    /// - Parameter errno: the system's error number.
    case cannotWrite(errno: Int32)
}
