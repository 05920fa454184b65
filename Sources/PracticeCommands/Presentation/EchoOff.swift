import Glibc

/// A terminal that does not show what is typed, until `end()`.
///
/// A signal that ends the program meanwhile must not leave the shell mute. Its handler needs no memory of ours: it
/// turns echo on again on the terminals the process has, by calls that are safe there (POSIX.1-2017, 2.4.3), and ends the
/// process with 128 plus the signal's number, as a shell would report it. Where echo was off already, nothing is changed.
struct EchoOff {
    private let terminal: Int32
    private let before: termios
    private let actions: [(signal: Int32, action: sigaction)]

    private static let endingSignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// - Parameter terminal: the descriptor of a terminal.
    /// - Throws: `noTerminal` if it is none.
    init(terminal: Int32) throws(TerminalError) {
        var mode = termios()
        guard tcgetattr(terminal, &mode) == 0 else { throw .noTerminal }
        self.terminal = terminal
        before = mode
        var replaced: [(Int32, sigaction)] = []
        if mode.c_lflag & tcflag_t(ECHO) != 0 {
            for signal in Self.endingSignals {
                replaced.append((signal, Self.install(Self.endWithEcho, for: signal)))
            }
            // Stopped with echo off, the shell would be mute; so Ctrl-Z waits until the answer is given.
            replaced.append((SIGTSTP, Self.install(SIG_IGN, for: SIGTSTP)))
        }
        actions = replaced
        mode.c_lflag &= ~tcflag_t(ECHO)
        // The line end is shown, or the next line would be written behind the prompt.
        mode.c_lflag |= tcflag_t(ECHONL)
        guard tcsetattr(terminal, TCSANOW, &mode) == 0 else {
            Self.restore(actions)
            throw .noTerminal
        }
    }

    /// Shows again what is typed, and puts the signals back.
    func end() {
        var mode = before
        tcsetattr(terminal, TCSANOW, &mode)
        Self.restore(actions)
    }

    private static func install(_ handler: sighandler_t?, for signal: Int32) -> sigaction {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        sigemptyset(&action.sa_mask)
        var old = sigaction()
        sigaction(signal, &action, &old)
        return old
    }

    private static func restore(_ actions: [(signal: Int32, action: sigaction)]) {
        for (signal, action) in actions {
            var action = action
            sigaction(signal, &action, nil)
        }
    }

    private static let endWithEcho: @convention(c) (Int32) -> Void = { signal in
        EchoOff.showTyping(on: STDIN_FILENO)
        EchoOff.showTyping(on: STDERR_FILENO)
        let controlling = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        if controlling >= 0 { EchoOff.showTyping(on: controlling) }
        // The shell's own prompt begins on a line of its own.
        var end = UInt8(ascii: "\n")
        _ = write(controlling >= 0 ? controlling : isatty(STDERR_FILENO) == 1 ? STDERR_FILENO : -1, &end, 1)
        _exit(128 + signal)
    }

    private static func showTyping(on descriptor: Int32) {
        var mode = termios()
        guard tcgetattr(descriptor, &mode) == 0 else { return }
        mode.c_lflag |= tcflag_t(ECHO)
        mode.c_lflag &= ~tcflag_t(ECHONL)
        tcsetattr(descriptor, TCSANOW, &mode)
    }
}
