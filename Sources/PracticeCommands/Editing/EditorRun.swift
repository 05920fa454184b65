import CPlatform
import Foundation
import Glibc

/// Runs an editor in the foreground and waits for its end, or for a signal that ends this program.
struct EditorRun {
    enum Ending: Equatable {
        case exited(Int32)
        /// A signal ended the editor.
        case killed(Int32)
        /// Somebody wants this program to end; the editor was ended.
        case toldToEnd(Int32)
        /// It could not be started.
        case notStarted(errno: Int32)
    }

    let arguments: [String]
    let environment: [String: String]
    /// What the editor inherits besides the terminal.
    let kept: Int32
    let terminal: Terminal

    /// How long an editor has to save what it holds when it is ended, seconds.
    private static let grace = 2.0
    /// How often `meanwhile` is called, seconds.
    private static let pace: TimeInterval = 2

    /// - Parameter meanwhile: called every two seconds
    func run(meanwhile: () -> Void) -> Ending {
        // Taken by this loop instead of ending the program: a text that is being written is saved first.
        var awaited = sigset_t()
        sigemptyset(&awaited)
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCHLD] { sigaddset(&awaited, signal) }
        var blocked = awaited
        // Putting the terminal back must not stop the program where an editor left it in the background.
        sigaddset(&blocked, SIGTTOU)
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        var mode = termios()
        let hasMode = tcgetattr(terminal.input, &mode) == 0
        _ = platform_adopt_orphans()
        defer {
            if hasMode { tcsetattr(terminal.input, TCSANOW, &mode) }
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        var editor = pid_t()
        let fault = start(&editor)
        guard fault == 0 else { return .notStarted(errno: fault) }
        let ending = wait(for: editor, &awaited, meanwhile)
        // What it left running may hold the text.
        Self.end(Self.descendants(of: getpid()))
        return ending
    }

    private func start(_ editor: inout pid_t) -> Int32 {
        var arguments = self.arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        return platform_start_editor(&arguments, &variables, kept, !terminal.outputIsTerminal, &editor)
    }

    private func wait(for editor: pid_t, _ awaited: inout sigset_t, _ meanwhile: () -> Void) -> Ending {
        var next = Date().addingTimeInterval(Self.pace)
        while true {
            if let ending = Self.ended(editor) { return ending }
            var limit = timespec(tv_sec: 0, tv_nsec: 250_000_000)
            var info = siginfo_t()
            let signal = sigtimedwait(&awaited, &info, &limit)
            switch signal {
            case SIGTERM, SIGHUP:
                Self.end([editor] + Self.descendants(of: editor))
                return .toldToEnd(signal)
            // Pressed on the terminal it is the editor's; the kernel sends it to both. Sent by somebody it is meant.
            case SIGINT, SIGQUIT:
                guard info.si_code <= 0 else { break }
                Self.end([editor] + Self.descendants(of: editor))
                return .toldToEnd(signal)
            default: break
            }
            if Date() >= next {
                meanwhile()
                next = Date().addingTimeInterval(Self.pace)
            }
        }
    }

    private static func ended(_ editor: pid_t) -> Ending? {
        var status: Int32 = 0
        let found = waitpid(editor, &status, WNOHANG)
        guard found != 0, !(found < 0 && errno == EINTR) else { return nil }
        guard found == editor else { return .killed(0) }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
    }

    // MARK: ending

    /// Asks processes to end, as a closing terminal does, and ends by force those that do not.
    private static func end(_ processes: [pid_t]) {
        guard !processes.isEmpty else { return }
        for process in processes {
            kill(process, SIGHUP)
            // One that is stopped hears nothing.
            kill(process, SIGCONT)
        }
        let limit = Date().addingTimeInterval(grace)
        while processes.contains(where: isAlive), Date() < limit { usleep(20_000) }
        for process in processes where isAlive(process) {
            kill(process, SIGKILL)
            while isAlive(process) { usleep(5000) }
        }
    }

    /// Reaps a child on the way.
    private static func isAlive(_ process: pid_t) -> Bool {
        var status: Int32 = 0
        if waitpid(process, &status, WNOHANG) == process { return false }
        guard kill(process, 0) == 0, let fields = stat(process) else { return false }
        return fields.state != "Z"
    }

    /// All processes below one. A child that is adopted meanwhile is found in the next round.
    private static func descendants(of process: pid_t) -> [pid_t] {
        let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
        let parents = all.compactMap { id in stat(id).map { (id, $0.parent, $0.state) } }
        var found: [pid_t] = []
        var open = [process]
        while let parent = open.popLast() {
            for (id, its, state) in parents where its == parent && state != "Z" {
                found.append(id)
                open.append(id)
            }
        }
        return found
    }

    /// proc(5): the name stands in brackets and may hold anything; state and parent follow the last one.
    private static func stat(_ process: pid_t) -> (state: Substring, parent: pid_t)? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 1, let parent = pid_t(fields[1]) else { return nil }
        return (fields[0], parent)
    }
}
