import Glibc

/// Runs the standard `age` and `age-keygen` programs (Debian: the package `age`; nothing else is needed).
///
/// `age` takes a passphrase from a terminal only, so each run has a pseudo-terminal of its own as the controlling one.
/// A missing program is an error, and so a failed test: without it nothing would show that other people can open our
/// files.
struct AgeProgram {
    enum Failure: Error {
        case notStarted(program: String, errno: Int32)
        case terminal(errno: Int32)
        case status(Int32, output: String)
        case silent(output: String)
    }

    /// What to type once a prompt has appeared.
    typealias Answer = (prompt: String, reply: String)

    /// In milliseconds: how long a program may say nothing. Generous, since scrypt may wait for memory.
    private static let patience: Int32 = 120_000

    private let process: pid_t
    private let terminal: Int32

    /// Runs a program to its end and returns what it wrote to the terminal.
    ///
    /// - Throws: `Failure`, also where it ends with a status other than 0.
    @discardableResult
    static func run(_ program: String, _ arguments: [String], answers: [Answer] = []) throws -> String {
        var (terminal, theirs): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard openpty(&terminal, &theirs, &name, nil, nil) == 0 else { throw Failure.terminal(errno: errno) }
        defer { close(terminal) }
        for side in [terminal, theirs] { _ = fcntl(side, F_SETFD, FD_CLOEXEC) }
        // The program opens its side by name; nobody else may hold that side then, or its end would not show.
        let process = Result { try start([program] + arguments, on: name) }
        close(theirs)
        return try AgeProgram(process: process.get(), terminal: terminal).converse(answers)
    }

    /// Starts a program in a session of its own. A session's first terminal to be opened becomes the controlling one.
    private static func start(_ words: [String], on terminalName: [CChar]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, terminalName, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, a macro that Swift does not import
        posix_spawnattr_setflags(&attributes, newSession)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let status = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
        guard status == 0 else { throw Failure.notStarted(program: words[0], errno: status) }
        return process
    }

    private func converse(_ answers: [Answer]) throws -> String {
        var (output, unanswered) = ("", "")
        var answers = answers[...]
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            var wait = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, AgeProgram.patience) > 0 else {
                kill(process, SIGKILL)
                _ = status()
                throw Failure.silent(output: output)
            }
            let count = read(terminal, &buffer, buffer.count)
            // EIO: the program has ended, and with it the terminal's other side.
            guard count > 0 else { break }
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            output += text
            unanswered += text
            if let answer = answers.first, unanswered.contains(answer.prompt) {
                let reply = Array((answer.reply + "\n").utf8)
                guard write(terminal, reply, reply.count) == reply.count else { throw Failure.terminal(errno: errno) }
                answers = answers.dropFirst()
                unanswered = ""
            }
        }
        let status = status()
        guard status == 0 else { throw Failure.status(status, output: output) }
        return output
    }

    private func status() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
