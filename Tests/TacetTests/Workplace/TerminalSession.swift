import Foundation
import Testing

/// A terminal with a person before it: a shell on a pseudo-terminal of its own session, so that what the program does only
/// for people is tested as people meet it.
struct TerminalSession {
    /// What the person does, in order.
    enum Step {
        /// Waits until this is on the screen, after what was waited for before.
        case expect(String)
        /// Types this.
        case type(String)
        /// Something happens elsewhere meanwhile: a shell command.
        case meanwhile(String)
        /// Closes the terminal.
        case hangUp
    }

    /// How the shell ended, and everything that was on the screen, with plain line ends.
    struct Ending: Decodable {
        let status: Int32
        let screen: String
    }

    var rows = 24
    var columns = 100
    let environment: [String: String]

    /// Runs a shell script; a step that waits for longer than a minute ends it with status 99.
    func run(_ script: String, in folder: URL, _ steps: [Step] = []) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", Self.driver]
        process.currentDirectoryURL = folder
        process.environment = environment
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        let plan: [String: Any] = [
            "script": script, "rows": rows, "columns": columns,
            "steps": steps.map { step in
                switch step {
                case .expect(let text): ["expect", text]
                case .type(let text): ["type", text]
                case .meanwhile(let command): ["meanwhile", command]
                case .hangUp: ["hang up", ""]
                }
            },
        ]
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: try JSONSerialization.data(withJSONObject: plan))
        try input.fileHandleForWriting.close()
        let told = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Ending.self, from: told)
    }

    private static let driver = #"""
        import fcntl, json, os, pty, select, struct, subprocess, sys, termios, time
        plan = json.load(sys.stdin)
        child, master = pty.fork()
        if child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", plan["rows"], plan["columns"], 0, 0))
            os.execv("/bin/sh", ["/bin/sh", "-c", plan["script"]])
        screen, seen, steps, deadline, failed = b"", 0, plan["steps"], time.time() + 60, False
        unsent, is_open = b"", True
        while is_open:
            while steps and not unsent:
                kind, text = steps[0]
                if kind == "expect":
                    at = screen.find(text.encode(), seen)
                    if at < 0: break
                    seen = at + len(text.encode())
                elif kind == "type":
                    unsent = text.encode()
                elif kind == "hang up":
                    os.close(master)
                    is_open = False
                else:
                    subprocess.run(["/bin/sh", "-c", text], check=True, stdout=subprocess.DEVNULL)
                steps, deadline = steps[1:], time.time() + 60
            if not is_open: break
            if time.time() > deadline:
                failed = True
                os.kill(child, 9)
                break
            readable, writable, _ = select.select([master], [master] if unsent else [], [], 0.2)
            if writable:
                unsent = unsent[os.write(master, unsent[:512]):]
            if readable:
                try:
                    got = os.read(master, 65536)
                except OSError:
                    got = b""
                if not got: break
                screen, deadline = screen + got, time.time() + 60
        _, ended = os.waitpid(child, 0)
        status = 99 if failed or steps else os.waitstatus_to_exitcode(ended)
        print(json.dumps({"status": status, "screen": screen.decode("utf-8", "replace").replace("\r\n", "\n")}))
        """#
}

extension Workplace {
    /// Runs a shell script on a terminal. In it a person's short name is a command: the program with them acting.
    func onTerminal(
        _ script: String, people: [String], rows: Int = 24, columns: Int = 100, environment: [String: String] = [:],
        _ steps: [TerminalSession.Step] = []
    ) throws -> TerminalSession.Ending {
        let functions = try people.map { person in
            "\(person)() { '\(program.path)' \"$@\" --as \(person) --passphrase-file '\(try passphraseFile(person))'; }"
        }
        let session = TerminalSession(
            rows: rows, columns: columns, environment: self.environment(language: "en").merging(environment) { $1 })
        return try session.run((functions + [script]).joined(separator: "\n"), in: folder, steps)
    }
}
