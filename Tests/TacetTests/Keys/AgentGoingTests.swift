import Foundation
import TestSupport
import Testing

/// An agent that goes in the middle of a look: what could not be opened by then is not told as if it were not there.
struct AgentGoingTests {
    /// Stands before an agent, in a folder that is looked in first, and goes after so many questions.
    private static let between = """
        import glob, os, socket, struct, subprocess, sys, threading
        state, runtime, most, command = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
        agents = os.open(state + "/tacet/agents", os.O_RDONLY)
        name = [n for n in os.listdir(agents) if n.endswith(".socket")][0]
        os.makedirs(runtime + "/tacet", mode=0o700, exist_ok=True)
        here = os.open(runtime + "/tacet", os.O_RDONLY)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("/proc/self/fd/%d/%s" % (here, name))
        listener.listen(8)
        def read(line, count):
            got = b""
            while len(got) < count:
                more = line.recv(count - len(got))
                if not more: raise EOFError
                got += more
            return got
        def frame(line):
            head = read(line, 6)
            return head + read(line, struct.unpack(">I", head[:4])[0] - 2)
        def serve(caller):
            try:
                agent = socket.socket(socket.AF_UNIX)
                agent.connect("/proc/self/fd/%d/%s" % (agents, name))
                for _ in range(most):
                    agent.sendall(frame(caller))
                    caller.sendall(frame(agent))
            except (EOFError, OSError): pass
            caller.close()
        def welcome():
            while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        threading.Thread(target=welcome, daemon=True).start()
        environment = dict(os.environ, XDG_RUNTIME_DIR=runtime)
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        sys.stdout.buffer.write(done.stdout)
        sys.stderr.buffer.write(done.stderr)
        sys.stdout.flush()
        os._exit(done.returncode)
        """

    @Test(
        "a list shows all or nothing, wherever the agent went", arguments: ["crisis", "client"])
    func lists(what: String) throws {
        // An agent is started without what makes scrypt cheap.
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("su", name: "苏督", roles: ["supervisor"])
        let client = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin").client
        let raise = ["crisis", "raise", "--client", client, "--level", "imminent", "--from", "-", "--json"]
        let raised = try place.run(raise, as: "su", input: "他说今晚不想活了")
        try #require(raised.status == 0, "\(raised.errors)")
        let person = what == "crisis" ? "su" : "fang"
        try #require(try place.run(["unlock"], as: person).status == 0)
        let script = place.everything.appendingPathComponent("between.py")
        try Data(Self.between.utf8).write(to: script)
        func listed(_ questions: Int) throws -> Workplace.Ending {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [
                script.path, place.state.path, place.everything.appendingPathComponent("run-\(questions)").path,
                "\(questions)", place.program.path, what, "list", "--as", person,
            ]
            return try place.ended(process, in: nil, input: "", language: "en")
        }
        let whole = try listed(1000)
        try #require(whole.status == 0 && whole.output.contains(what == "crisis" ? "imminent" : client), "\(whole)")
        var cut = 0
        for questions in stride(from: 1, to: 200, by: 3) {
            let ending = try listed(questions)
            if ending.output == whole.output, ending.errors == whole.errors { break }
            cut += 1
            // What was shown before the agent went is whole; what is not shown is told as locked.
            #expect(
                ending.output.isEmpty ? ending.status == 77 : ending.output == whole.output, "\(questions): \(ending)")
        }
        #expect(cut > 4 && cut < 60)
        #expect(try place.run(["lock"]).status == 0)
        #expect(try place.run(["audit", "verify", "--deep"], as: person).status == 0)
    }
}
