import CPlatform
public import Counseling
public import Cryptography
import Foundation
import Glibc
import RecordRoom

/// Starting and ending agents.
public enum Agent {
    /// The hidden command that is an agent's process.
    public static let command = "agent"

    /// What a process that becomes an agent says before it serves; the first byte of one line.
    private enum Report: UInt8 {
        case ready = 0x52  // R
        case busy = 0x42  // B
        case wrongPassphrase = 0x50  // P
        case unusableFile = 0x49  // I
        case otherName = 0x4e  // N
        case notWelcomed = 0x57  // W
        case folder = 0x46  // F
        case failed = 0x58  // X
    }

    // MARK: starting

    /// Starts the agent of an identity. The passphrase goes to it through a pipe, and only the agent opens the identity file.
    /// - Throws: `RoomError.wrongPassphrase`, `.unusableFile`, `.notWelcomed`; `AgentFault`
    public static func start(
        _ shortName: ShortName, in folder: PracticeFolder, passphrase: borrowing SecretBytes, limits: AgentLimits
    ) throws {
        try endOutdated(shortName, in: folder)
        var (input, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw AgentFault.failed }
        var open = Set(input + output)
        func shut(_ descriptor: Int32) {
            if open.remove(descriptor) != nil { close(descriptor) }
        }
        defer { for descriptor in open { close(descriptor) } }
        let arguments = [
            "tacet", command, "--practice", folder.path, "--as", shortName.text, "--idle-seconds", "\(limits.idle)",
            "--total-seconds", "\(limits.total)",
        ]
        let environment = folder.environment.map { "\($0.key)=\($0.value)" }
        var process: pid_t = 0
        let fault = withCStrings(arguments) { arguments in
            withCStrings(environment) { platform_start_apart(arguments, $0, input[0], output[1], &process) }
        }
        guard fault == 0 else { throw AgentFault.failed }
        shut(input[0])
        shut(output[1])
        // Within a pipe's room: it never waits, and a process that has ended shows below.
        let usual = signal(SIGPIPE, SIG_IGN)
        passphrase.withUnsafeBytes { _ = write(input[1], $0.baseAddress, $0.count) }
        signal(SIGPIPE, usual)
        shut(input[1])
        try hear(output[0], shortName, folder)
    }

    private static func hear(_ descriptor: Int32, _ shortName: ShortName, _ folder: PracticeFolder) throws {
        var byte: UInt8 = 0
        var count = read(descriptor, &byte, 1)
        while count < 0, errno == EINTR { count = read(descriptor, &byte, 1) }
        switch count == 1 ? Report(rawValue: byte) : nil {
        case .ready: return
        case .busy: throw AgentFault.busy
        case .wrongPassphrase: throw RoomError.wrongPassphrase
        case .unusableFile: throw RoomError.unusableFile(.altered)
        case .otherName: throw RoomError.unusableFile(.otherName)
        case .notWelcomed: throw RoomError.notWelcomed
        case .folder: throw AgentFault.folder(folder.agentFolders.last ?? "")
        case .failed, nil: throw AgentFault.failed
        }
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else {
                preconditionFailure("it ends with nil, so that it is not empty")
            }
            return body(start)
        }
    }

    // MARK: being one

    /// Becomes an agent: reads the passphrase from standard input up to its end, reports on standard output, and serves until
    /// something ends it.
    public static func serve(_ shortName: ShortName, in folder: PracticeFolder, limits: AgentLimits) {
        guard let begun = begin(shortName, in: folder, limits: limits) else { return }
        _ = begun.server.serve()
        // Before the lock goes with the process: whoever comes next finds the name free.
        begun.folder.remove(AgentFolder.socket(begun.name))
    }

    private struct Begun: ~Copyable {
        let server: AgentServer
        let folder: AgentFolder
        let name: String
        let lock: AgentLock
    }

    private static func begin(_ shortName: ShortName, in folder: PracticeFolder, limits: AgentLimits) -> Begun? {
        // Before the passphrase comes in: what the libraries copy lies in locked pages then.
        _ = platform_keep_memory_in_place()
        do {
            let met = try AgentFolder.made(for: folder)
            let name = try AgentFolder.name(of: shortName, in: folder)
            guard let lock = try met.lock(name) else {
                report(.busy)
                return nil
            }
            let place = try AgentPlace(shortName.text, in: folder)
            let identity = try OpenPractice.unlock(folder, as: shortName, passphrase: try readPassphrase())
            guard identity.isMember else { throw RoomError.notWelcomed }
            guard place.isUnchanged else { throw RoomError.unusableFile(.altered) }
            // Nobody else holds the lock, so whatever socket stands there belongs to nobody.
            met.remove(AgentFolder.socket(name))
            var (listener, signals): (Int32, Int32) = (-1, -1)
            let fault = platform_socket_listen(met.descriptor, AgentFolder.socket(name), &listener)
            guard fault == 0 else { throw AgentFault.socket(met.path, code: fault) }
            guard platform_signal_descriptor(&signals) == 0 else { throw AgentFault.failed }
            let server = try AgentServer(
                identity, at: place, listener: listener, signals: signals, limits: limits,
                isFindable: met.standing(name))
            // Whoever asked for it may have gone meanwhile: then nobody knows that it is there.
            guard report(.ready) else {
                met.remove(AgentFolder.socket(name))
                return nil
            }
            leaveEverything()
            return Begun(server: server, folder: met, name: name, lock: lock)
        } catch {
            report(Self.report(of: error))
            return nil
        }
    }

    /// Keeps neither the terminal nor a folder: a practice on a stick can be taken out.
    private static func leaveEverything() {
        let nothing = open("/dev/null", O_RDWR)
        if nothing >= 0 {
            for descriptor in 0...2 as ClosedRange<Int32> { dup2(nothing, descriptor) }
            if nothing > 2 { close(nothing) }
        }
        _ = chdir("/")
    }

    private static func readPassphrase() throws -> SecretBytes {
        var bytes = try SecretBytes(zeroed: 4096)
        var count = 0
        while count < bytes.count {
            let start = count
            let got = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress?.advanced(by: start), $0.count - start) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            count += got
        }
        return try bytes.slice(0..<count)
    }

    private static func report(of error: any Error) -> Report {
        switch error {
        case RoomError.wrongPassphrase: .wrongPassphrase
        case RoomError.notWelcomed: .notWelcomed
        case RoomError.unusableFile(.otherName): .otherName
        case RoomError.unusableFile: .unusableFile
        case AgentFault.folder, AgentFault.socket: .folder
        default: .failed
        }
    }

    @discardableResult
    private static func report(_ report: Report) -> Bool {
        signal(SIGPIPE, SIG_IGN)
        var byte = report.rawValue
        return write(1, &byte, 1) == 1
    }

    // MARK: ending

    /// Ends the agents of these identities, and waits until their processes have.
    /// - Returns: how many there were
    public static func lock(_ people: [ShortName], in folder: PracticeFolder) throws(AgentFault) -> Int {
        var names: Set<String> = []
        for person in people { names.insert(try AgentFolder.name(of: person, in: folder)) }
        return try end(folder) { names.contains($0) }
    }

    /// Ends every agent of this person on this computer.
    public static func lockAll(_ folder: PracticeFolder) throws(AgentFault) -> Int { try end(folder) { _ in true } }

    private static func end(_ folder: PracticeFolder, where isMeant: (String) -> Bool) throws(AgentFault) -> Int {
        var ended = 0
        for place in AgentFolder.all(for: folder) {
            for name in place.names() where isMeant(name) {
                if try end(name, in: place) { ended += 1 }
            }
        }
        return ended
    }

    /// - Returns: whether there was one
    private static func end(_ name: String, in place: AgentFolder) throws(AgentFault) -> Bool {
        // Free: nobody is there, and a socket that stands there was left by one that was killed.
        if let lock = try place.lock(name) {
            place.remove(AgentFolder.socket(name))
            _ = consume lock
            return false
        }
        // One that is only just being unlocked is waited for: it would hold the keys in a moment.
        for attempt in 0..<500 {
            if let line = AgentLine(name, in: place, patience: 3000) {
                line.lock()
                try waitForEnd(of: name, in: place, process: line.process)
                return true
            }
            if let lock = try place.lock(name) {
                _ = consume lock
                return false
            }
            if attempt < 499 { usleep(20_000) }
        }
        throw .busy
    }

    /// Ends an agent that holds what stood in the identity file before it was replaced. It would notice within seconds.
    private static func endOutdated(_ shortName: ShortName, in folder: PracticeFolder) throws {
        let name = try AgentFolder.name(of: shortName, in: folder)
        let digest = try AgentPlace.digest(of: folder.identityFile(shortName.text))
        for place in AgentFolder.all(for: folder) {
            guard let line = AgentLine(name, in: place, patience: 3000) else { continue }
            if let found = AgentConnection(line), found.state.file == digest { continue }
            line.lock()
            try waitForEnd(of: name, in: place, process: line.process)
        }
    }

    /// The lock is free once the process has ended and its memory with it. One that was stopped does not answer and is killed.
    private static func waitForEnd(of name: String, in place: AgentFolder, process: pid_t) throws(AgentFault) {
        for attempt in 0..<200 {
            if let lock = try place.lock(name) {
                place.remove(AgentFolder.socket(name))
                _ = consume lock
                return
            }
            if attempt == 100 { kill(process, SIGKILL) }
            usleep(20_000)
        }
        throw .stays(process: process)
    }
}
