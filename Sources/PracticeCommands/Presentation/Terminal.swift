import Glibc

/// The three descriptors between the program and a person or a script, and what the person's side can show.
///
/// Passed in wherever something is shown or asked, so that a test stands in with pipes.
struct Terminal: Sendable {
    /// Where text goes.
    enum Stream: Sendable {
        /// Results.
        case output
        /// Notices and errors. Where they cannot be written they are lost, and what the command does is what it would have done.
        case error
        /// Questions, on the same descriptor: nobody can answer what they were not asked.
        case question
    }

    /// What a line is; shown by colour where colour is allowed, and never by colour alone.
    enum Tone: String, Sendable {
        case plain = ""
        case strong = "1"
        case quiet = "2"
        case warning = "33"
        case fault = "31"
    }

    let input: Int32
    let output: Int32
    let error: Int32
    let inputIsTerminal: Bool
    let outputIsTerminal: Bool
    let errorIsTerminal: Bool
    /// Columns to lay text out in; where `outputIsTerminal` is false, tables ignore it.
    let width: Int
    /// Lines that standard output shows at once; nil where it is no terminal.
    let height: Int?
    /// Whether a line on standard error can be drawn over itself.
    let canRedraw: Bool
    private let colourWanted: Bool

    /// - Parameters:
    ///   - input: a descriptor open for reading; the terminal does not close it.
    ///   - output: a descriptor for results.
    ///   - error: a descriptor for everything else.
    ///   - environment: COLUMNS, NO_COLOR and TERM are read from it.
    init(
        input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO, error: Int32 = STDERR_FILENO,
        environment: [String: String]
    ) {
        self.input = input
        self.output = output
        self.error = error
        inputIsTerminal = isatty(input) == 1
        outputIsTerminal = isatty(output) == 1
        errorIsTerminal = isatty(error) == 1
        let asked = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? min($0, 10_000) : nil }
        height = Self.size(of: output).flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil }
        canRedraw = isatty(error) == 1 && environment["TERM"] != "dumb"
        width = Self.columns(of: output) ?? Self.columns(of: error) ?? asked ?? 80
        // no-color.org: set to anything but the empty string.
        colourWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// The width for tables on standard output: nil where nobody looks at it, so that a script gets whole cells.
    var layoutWidth: Int? { outputIsTerminal ? width : nil }

    /// Names the terminal that lists are shown on, within its login session; nil where standard output is none.
    var showingPlace: String? { outputIsTerminal ? Self.place(of: output) : nil }

    /// Names the terminal that somebody sits at; nil where neither standard input nor standard error is one.
    var typingPlace: String? {
        if inputIsTerminal { return Self.place(of: input) }
        return errorIsTerminal ? Self.place(of: error) : nil
    }

    /// Device and session together: a device number is given to the next window as soon as one is closed.
    private static func place(of descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return "\(status.st_rdev)-\(getsid(0))"
    }

    /// Whether a stream may carry colour.
    func allowsColour(on stream: Stream) -> Bool {
        colourWanted && (stream == .output ? outputIsTerminal : errorIsTerminal)
    }

    /// Writes text, cleaned of everything that could steer the terminal.
    /// - Parameters:
    ///   - text: with its line ends.
    ///   - tone: laid over each line by the terminal itself, never taken from the text.
    /// - Throws: `cannotWrite`, but for notices. A reader that went away (`| head`) is no fault: what was done stays done.
    func write(_ text: String, to stream: Stream = .output, tone: Tone = .plain) throws(TerminalError) {
        let clean = TerminalText.clean(stream == .question ? fitted(text) : text, keepingLines: true)
        guard tone != .plain, allowsColour(on: stream) else { return try send(clean, to: stream) }
        let lines = clean.split(separator: "\n", omittingEmptySubsequences: false)
        let toned = lines.map { $0.isEmpty ? "" : "\u{1B}[\(tone.rawValue)m\($0)\u{1B}[0m" }
        try send(toned.joined(separator: "\n"), to: stream)
    }

    /// A question breaks between words too where it is longer than the screen is wide; the cursor stays behind the last of them.
    private func fitted(_ question: String) -> String {
        guard errorIsTerminal else { return question }
        let space = String(question.reversed().prefix { $0 == " " })
        let lines = TextFitting.wrapped(String(question.dropLast(space.count)), to: width)
        return lines.joined(separator: "\n") + space
    }

    /// Writes one line and its end.
    func writeLine(_ line: String = "", to stream: Stream = .output, tone: Tone = .plain) throws(TerminalError) {
        try write(line + "\n", to: stream, tone: tone)
    }

    /// Writes lines to standard output at once.
    func writeLines(_ lines: [String]) throws(TerminalError) { try write(Self.text(of: lines)) }

    private static func text(of lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    /// Draws over the line of standard error that the cursor stands in. A line longer than the screen is wide would leave its
    /// beginning behind, so it is cut.
    func redraw(_ line: String) throws(TerminalError) {
        let clean = TerminalText.clean(line, keepingLines: false)
        try send("\r\u{1B}[K" + TextFitting.truncated(clean, to: width - 1), to: .error)
    }

    /// Writes lines to standard output; through a pager where they are a list that the screen cannot hold.
    func writeList(_ lines: [String], environment: [String: String]) throws(TerminalError) {
        let text = Self.text(of: lines)
        let rows = text.utf8.count { $0 == UInt8(ascii: "\n") }
        // The last line of the screen is the shell's.
        if let height, outputIsTerminal, rows >= height, let pager = Pager(environment: environment),
            pager.show(TerminalText.clean(text, keepingLines: true))
        {
            return
        }
        try write(text)
    }

    private func send(_ text: String, to stream: Stream) throws(TerminalError) {
        let descriptor = stream == .output ? output : error
        var rest = ContiguousArray(text.utf8)[...]
        while !rest.isEmpty {
            let (written, fault) = rest.withUnsafeBytes { BrokenPipe.write($0, to: descriptor) }
            switch fault {
            case 0: rest = rest.dropFirst(written)
            case EINTR: continue
            case EPIPE: return
            case EAGAIN: Self.waitUntilWritable(descriptor)
            default:
                if stream == .error { return }
                throw .cannotWrite(errno: fault)
            }
        }
    }

    /// A shell may have left the shared terminal in non-blocking mode.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
    }

    private static func columns(of descriptor: Int32) -> Int? {
        size(of: descriptor).flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil }
    }

    private static func size(of descriptor: Int32) -> winsize? {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }
}
