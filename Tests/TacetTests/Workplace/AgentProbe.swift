import Foundation
import TestSupport
import Testing

/// What a test does to an agent's process and socket, in Python: searching its memory and sending it what no command sends.
enum AgentProbe {
    static func run(_ script: String, _ arguments: [String]) throws -> String {
        let reader = SourceTree.root.appendingPathComponent("Tests/Reader").path
        let ending = try SystemProgram.python(["-c", common + script, reader] + arguments)
        try #require(ending.status == 0, "\(ending.errors)")
        return ending.output
    }

    private static let common = #"""
        import glob, os, socket, struct, sys, time
        sys.path.insert(0, sys.argv[1])
        args = sys.argv[2:]

        def secrets(identity, passphrase):
            from structures import age_open, text_file
            return text_file(age_open(open(identity, "rb").read(), open(passphrase, "rb").readline().rstrip(b"\n")))

        def memory_of(pid):
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
                for line in maps:
                    fields = line.split()
                    low, high = (int(end, 16) for end in fields[0].split("-"))
                    if "r" not in fields[1] or "[v" in line: continue
                    try:
                        memory.seek(low)
                        yield memory.read(high - low)
                    except OSError: pass

        class Line:
            def __init__(self, path):
                self.socket = socket.socket(socket.AF_UNIX)
                self.socket.settimeout(20)
                here = os.open(os.path.dirname(path), os.O_RDONLY)
                for attempt in range(1000):
                    try: self.socket.connect(f"/proc/self/fd/{here}/{os.path.basename(path)}")
                    except BlockingIOError: time.sleep(0.01)  # The queue is full for the moment.
                    else: break
                os.close(here)
            def raw(self, data):
                try: self.socket.sendall(data)
                except (BrokenPipeError, ConnectionResetError): pass
            def read(self, count):
                data = b""
                while len(data) < count:
                    try: part = self.socket.recv(count - len(data))
                    except ConnectionResetError: return None
                    if not part: return None
                    data += part
                return data
            def ask(self, operation, argument=b"", version=1):
                self.raw(struct.pack(">IBB", len(argument) + 2, version, operation) + argument)
                head = self.read(6)
                if head is None: return None
                length, version, outcome = struct.unpack(">IBB", head)
                return outcome, self.read(length - 2)

        """#

    /// Prints how often each of these is in the process's memory: passphrase, X25519 key, Ed25519 key, practice secret.
    static let search = #"""
        pid, identity, passphrase = args
        found = secrets(identity, passphrase)
        needles = [open(passphrase, "rb").readline().rstrip(b"\n"), found["x25519"], found["ed25519"], found["practice-secret"]]
        counts = [0] * len(needles)
        for part in memory_of(pid):
            for place, needle in enumerate(needles): counts[place] += part.count(needle)
        print(*counts)
        """#

    /// Prints of each of these whether every place where it lies is locked and in no dump: X25519 key, Ed25519 key, practice secret.
    static let places = #"""
        pid, identity, passphrase = args
        found = secrets(identity, passphrase)
        flags, low, high = [], 0, 0
        for line in open(f"/proc/{pid}/smaps"):
            fields = line.split()
            if "-" in fields[0] and not fields[0].endswith(":"): low, high = (int(end, 16) for end in fields[0].split("-"))
            if fields[0] == "VmFlags:": flags.append((low, high, set(fields[1:])))
        with open(f"/proc/{pid}/mem", "rb") as memory:
            for name in ("x25519", "ed25519", "practice-secret"):
                where = []
                for low, high, flag in flags:
                    if "rd" not in flag or "io" in flag: continue
                    try:
                        memory.seek(low)
                        if found[name] in memory.read(high - low): where.append(flag)
                    except OSError: pass
                print(len(where), all({"lo", "dd"} <= flag for flag in where))
        """#

    /// Sends what no command sends, and looks for secrets in whatever comes back; the agent must answer afterwards still.
    static let attack = #"""
        path, identity, passphrase = args
        found = secrets(identity, passphrase)
        hidden = [found["x25519"], found["ed25519"], found["practice-secret"]]
        came = b""
        for operation in range(256):
            if operation == 65: continue  # lock
            for argument in [b"", b"\0" * 32, b"\x09" + b"\0" * 31, os.urandom(32), os.urandom(4096), b"\0\x0dtacet/1/entry" + os.urandom(9)]:
                answer = Line(path).ask(operation, argument)
                assert answer is None or answer[0] in (0, 1, 2), answer
                came += answer[1] if answer else b""
        for version in (0, 2, 255):
            line = Line(path)
            assert line.ask(64, version=version) == (3, b""), version
            assert line.read(1) is None
        for head in [b"\0\0\0\0\1\1", b"\0\0\0\1\1\1", b"\xff\xff\xff\xff\1\1", struct.pack(">IBB", (69 << 20), 1, 1),
                     struct.pack(">IBB", 5000, 1, 3)]:
            line = Line(path)
            line.raw(head)
            assert line.read(1) is None, head
        # A length alone takes no memory, and half a question is not waited for for ever; nor does it keep others waiting.
        slow = [Line(path) for _ in range(8)]
        for line in slow: line.raw(struct.pack(">IBB", 64 << 20, 1, 1) + b"\0")
        half = Line(path)
        half.raw(b"\0\0")
        begun = time.monotonic()
        assert Line(path).ask(4) == (0, b"")
        assert time.monotonic() - begun < 2
        assert half.read(1) is None and 5 < time.monotonic() - begun < 19
        # More connections than there are places: the rest are turned away, and places become free again.
        many = [Line(path) for _ in range(100)]
        answers = [line.ask(4) for line in many]
        assert answers[0] == (0, b"") and None in answers
        for line in many: line.socket.close()
        time.sleep(0.3)
        # A long message is signed.
        assert Line(path).ask(1, b"\0\x0dtacet/1/entry" + bytes(60 << 20))[0] == 0
        assert Line(path).ask(4) == (0, b"")
        assert not any(secret in came for secret in hidden)
        print("stands")
        """#
}
