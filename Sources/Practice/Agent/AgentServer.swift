import CPlatform
import Counseling
import Cryptography
import Glibc
import RecordRoom

/// An agent at work: one thread, one identity, questions one after the other. It opens no file of the practice.
final class AgentServer {
    /// More commands than a person runs at once.
    private static let mostCallers = 64
    /// What all that is being received may take, bytes: a few signatures of the longest kind at once.
    private static let mostHeld = 256 << 20
    /// How long a question may take to come, milliseconds.
    private static let patience: Int64 = 10_000

    private var identity: UnlockedIdentity?
    private let place: AgentPlace
    private let listener: Int32
    private let signals: Int32
    private let limits: AgentLimits
    private let since: Int64
    private var watch: AgentWatch
    private var callers: [AgentCaller] = []
    private let isFindable: () -> Bool
    private let read: () -> AgentWatch.Reading?
    private var memory = AgentMemory()

    /// - Parameters:
    ///   - isFindable: whether `lock` finds this agent still; else it ends within seconds
    ///   - read: the clocks
    init(
        _ identity: UnlockedIdentity, at place: AgentPlace, listener: Int32, signals: Int32, limits: AgentLimits,
        isFindable: @escaping () -> Bool, read: @escaping () -> AgentWatch.Reading? = AgentWatch.Reading.now
    ) throws(AgentFault) {
        guard let began = read() else { throw .failed }
        self.identity = identity
        self.place = place
        self.listener = listener
        self.signals = signals
        self.limits = limits
        self.isFindable = isFindable
        self.read = read
        since = UTCTime.now.secondsSince1970
        watch = AgentWatch(limits, began: began)
    }

    /// Serves until something ends it. The keys are wiped when this returns.
    func serve() -> AgentEnding {
        defer {
            identity = nil
            callers = []
        }
        while true {
            memory.lock()
            guard let now = read() else { return .failed }
            if let ending = watch.ending(at: now) { return ending }
            guard place.isUnchanged, isFindable() else { return .fileChanged }
            var waiting = [listener, signals].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            waiting += callers.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            let found = poll(&waiting, nfds_t(waiting.count), watch.wait(at: now))
            guard found >= 0 || errno == EINTR else { return .failed }
            // The machine may have slept while this waited: then nobody is answered any more.
            guard let now = read() else { return .failed }
            if let ending = watch.ending(at: now) { return ending }
            if waiting[1].revents != 0 { return .signal }
            if found > 0, let ending = serve(waiting.dropFirst(2).map { $0.revents != 0 }, at: now) { return ending }
            callers.removeAll { caller in caller.began.map { now.whole - $0.whole > Self.patience } ?? false }
            if waiting[0].revents != 0 { welcome() }
        }
    }

    private func serve(_ isReady: [Bool], at now: AgentWatch.Reading) -> AgentEnding? {
        var gone: [Int] = []
        for (index, caller) in callers.enumerated() where isReady[index] {
            switch caller.take(at: now) {
            case .waiting: if callers.reduce(0, { $0 + $1.held }) > Self.mostHeld { gone.append(index) }
            case .gone: gone.append(index)
            case .whole:
                switch answer(caller, at: now) {
                case .answered: continue
                case .lost: gone.append(index)
                case .locked: return .asked
                }
            }
        }
        for index in gone.reversed() { callers.remove(at: index) }
        return nil
    }

    private func welcome() {
        var descriptor: Int32 = -1
        guard platform_socket_accept(listener, &descriptor) == 0 else { return }
        var user = uid_t.max
        guard platform_peer_user(descriptor, &user) == 0, user == geteuid(), callers.count < Self.mostCallers else {
            close(descriptor)
            return
        }
        callers.append(AgentCaller(descriptor))
    }

    private enum Answered {
        case answered, lost, locked
    }

    private func answer(_ caller: AgentCaller, at now: AgentWatch.Reading) -> Answered {
        caller.question { version, operation, argument in
            func say(_ outcome: AgentFrame.Outcome) -> Answered {
                caller.answer(outcome, UnsafeRawBufferPointer(start: nil, count: 0)) ? .answered : .lost
            }
            guard version == AgentFrame.version else {
                _ = say(.otherVersion)
                return .lost
            }
            switch AgentFrame.Control(rawValue: operation) {
            case .lock:
                // Wiped before it is said that they are.
                identity = nil
                _ = say(.done)
                return .locked
            case .describe:
                guard argument.isEmpty, let state = state(at: now) else { return say(.refused) }
                return state.withUnsafeBytes { caller.answer(.done, $0) } ? .answered : .lost
            case nil:
                guard let identity else { return .lost }
                do throws(RoomError) {
                    let value = try identity.answer(operation, argument)
                    watch.use(at: now)
                    return value.withUnsafeBytes { caller.answer(.done, $0) } ? .answered : .lost
                } catch .altered { return say(.altered) } catch { return say(.refused) }
            }
        }
    }

    private func state(at now: AgentWatch.Reading) -> [UInt8]? {
        guard let identity else { return nil }
        return AgentState(
            shortName: place.shortName, folder: place.folder, since: since, limits: limits, left: watch.left(at: now),
            file: place.digest, identity: identity.publicDescription, isMemoryLocked: memory.isLocked
        ).bytes
    }
}

/// Whose identity file an agent opened, and whether that file still stands there.
struct AgentPlace {
    let shortName: String
    /// The practice folder, by its one path.
    let folder: String
    /// SHA-256 of the identity file.
    let digest: String
    private let path: String
    private let mark: Mark?

    /// What tells a file from the one that takes its place.
    private struct Mark: Equatable {
        let device: dev_t
        let number: ino_t
        let size: off_t
        let seconds: Int
        let nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, number, size) = (status.st_dev, status.st_ino, status.st_size)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
    }

    init(_ shortName: String, in folder: PracticeFolder) throws {
        self.shortName = shortName
        self.folder = AgentFolder.realPath(folder.path)
        path = self.folder + "/Keys/\(shortName).identity"
        mark = Mark(path)
        digest = try Self.digest(of: path)
    }

    static func digest(of path: String) throws -> String {
        Hex.encode(try SHA256.hash(try WholeFile.read(path, limit: 65_536)).bytes)
    }

    /// A changed passphrase, a new identity, a stick that was pulled out: all end the agent.
    var isUnchanged: Bool { mark != nil && Mark(path) == mark }
}

/// What an agent works with, kept out of swap: keys lie there, wherever libraries copied them to.
struct AgentMemory {
    private(set) var isLocked = false
    private var end: UnsafeMutableRawPointer?

    /// Locks what came since the last time. More than the limit allows stays as it is, and the next look tries again.
    mutating func lock() {
        guard !isLocked || platform_heap_end() != end else { return }
        isLocked = platform_lock_memory() == 0
        end = platform_heap_end()
    }
}
