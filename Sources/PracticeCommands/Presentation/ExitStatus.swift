/// How `tacet` ends, in the numbers of sysexits.h. Scripts rely on them: a number is never given another meaning.
enum ExitStatus: Int32, CaseIterable, Sendable {
    /// It is done.
    case done = 0
    /// The command line was not understood (EX_USAGE).
    case usage = 64
    /// What was entered cannot be used (EX_DATAERR).
    case badInput = 65
    /// Nothing bears that id or name (EX_NOINPUT).
    case notFound = 66
    /// The practice file cannot be used: a network drive, a full or missing disk (EX_UNAVAILABLE).
    case storeUnavailable = 69
    /// A fault of the program (EX_SOFTWARE).
    case internalError = 70
    /// A file cannot be made, or is there already (EX_CANTCREAT).
    case cannotCreate = 73
    /// Reading or writing failed (EX_IOERR).
    case inputOutput = 74
    /// Busy, or someone else was faster: trying again helps (EX_TEMPFAIL).
    case tryAgain = 75
    /// The records or the audit trail are not as they were signed (EX_PROTOCOL's number).
    case integrity = 76
    /// The policy refuses, or no key is at hand (EX_NOPERM). JSON tells the two apart by their codes.
    case notAllowed = 77
    /// A setting is wrong (EX_CONFIG).
    case configuration = 78
    /// The person pressed Ctrl-C (128 + SIGINT).
    case interrupted = 130
}
