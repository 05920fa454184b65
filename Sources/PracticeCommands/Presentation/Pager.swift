import Glibc

/// Shows what is longer than the screen page by page, through the person's own pager. The text goes through a pipe and never
/// into a file, and the pager is told to keep no history and to write no files.
struct Pager {
    /// A shell command that reads standard input.
    private let command: String
    private let environment: [String: String]

    /// - Returns: nil where the person wants none: PAGER is empty or `cat`.
    init?(environment: [String: String]) {
        // -F: what fits is only printed; -R: colours pass; -X: the text stays on the screen afterwards.
        let wanted = environment["PAGER"] ?? "less -FRX"
        guard !wanted.isEmpty, wanted != "cat" else { return nil }
        command = wanted
        // What is shown is UTF-8, also where the locale was never generated, in which less would show bytes as numbers.
        self.environment = ["LESSCHARSET": "utf-8"].merging(environment) { $1 }
            .merging(["LESSHISTFILE": "-", "LESSSECURE": "1"]) { $1 }
    }

    /// - Returns: false where there is no such pager, and nothing was shown
    func show(_ text: String) -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        // A pager that held the writing end itself would wait for its own end.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Ctrl-C is the pager's while it runs.
        let before = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, action) in before { signal(number, action) } }
        guard let pager = start(reading: ends[0]) else {
            ends.forEach { close($0) }
            return false
        }
        close(ends[0])
        feed(text, to: ends[1])
        close(ends[1])
        var status: Int32 = 0
        while waitpid(pager, &status, 0) < 0, errno == EINTR {}
        // What a shell says of a command that it cannot find or run (POSIX.1-2017, Shell, 2.8.2).
        let ended = (status >> 8) & 0xff
        return status & 0x7f != 0 || (ended != 126 && ended != 127)
    }

    private func start(reading input: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGQUIT)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        // In the program's own process group: a pager in another one would be stopped when it reads the keyboard.
        var arguments = (["sh", "-c", command] as [String]).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pager = pid_t()
        return posix_spawn(&pager, "/bin/sh", &actions, &attributes, &arguments, &variables) == 0 ? pager : nil
    }

    private func feed(_ text: String, to pipe: Int32) {
        var rest = ContiguousArray(text.utf8)[...]
        while !rest.isEmpty {
            let (written, fault) = rest.withUnsafeBytes { BrokenPipe.write($0, to: pipe) }
            if fault == EINTR { continue }
            // Whoever has seen enough ends the pager before the end.
            guard fault == 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
