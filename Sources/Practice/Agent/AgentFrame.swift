import Cryptography

/// How a command and an agent speak: a length of four bytes (big-endian), then so many bytes. A question is version, operation
/// and argument; an answer version, outcome and value.
enum AgentFrame {
    static let version: UInt8 = 1
    static let headCount = 6

    /// A deposit's signature covers up to 64 MiB and what stands around them; everything else is short.
    static let longestArgument = 68 << 20
    /// Up to here an argument may be secret, and is held in guarded memory.
    static let longestSecret = 4096
    static let longestAnswer = 16_384

    /// Operations of the agent itself; the smaller numbers are its keys'.
    enum Control: UInt8 {
        case describe = 64
        case lock = 65
    }

    enum Outcome: UInt8 {
        case done = 0
        /// What was given does not open.
        case altered = 1
        /// What was asked is no question.
        case refused = 2
        case otherVersion = 3
    }

    /// Length, version, and operation or outcome.
    static func head(_ second: UInt8, count: Int) -> [UInt8] {
        let length = UInt32(truncatingIfNeeded: count + 2)
        return withUnsafeBytes(of: length.bigEndian) { Array($0) } + [version, second]
    }

    /// - Returns: nil where the length cannot be
    static func parse(_ head: [UInt8], longest: Int) -> (version: UInt8, second: UInt8, count: Int)? {
        guard head.count == headCount else { return nil }
        let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length >= 2, length - 2 <= longest else { return nil }
        return (head[4], head[5], length - 2)
    }
}

/// What an agent tells of itself. Nothing of it is secret.
public struct AgentState: Equatable, Sendable {
    /// Whose identity it holds.
    public let shortName: String
    /// The practice folder, by its one path.
    public let folder: String
    /// When it was unlocked, seconds since 1970.
    public let since: Int64
    public let limits: AgentLimits
    /// Seconds until it ends at the latest, and without use.
    public let left: Int
    public let idleLeft: Int
    /// SHA-256 of the identity file as it was opened.
    let file: String
    /// The identity's public side.
    let identity: [UInt8]
    /// Whether nothing that it works with can reach a disk by swapping.
    public let isMemoryLocked: Bool
    /// Whether it keeps what a command leaves for the next: one of before does not.
    let keepsSessions: Bool

    private static let opening = "tacet-agent 1"

    init(
        shortName: String, folder: String, since: Int64, limits: AgentLimits, left: (total: Int, idle: Int),
        file: String,
        identity: [UInt8],
        isMemoryLocked: Bool, keepsSessions: Bool = true
    ) {
        self.shortName = shortName
        self.folder = folder
        self.since = since
        self.limits = limits
        self.left = left.total
        idleLeft = left.idle
        self.file = file
        self.identity = identity
        self.isMemoryLocked = isMemoryLocked
        self.keepsSessions = keepsSessions
    }

    var bytes: [UInt8] {
        Array(
            """
            \(Self.opening)
            short-name \(shortName)
            folder \(Hex.encode(Array(folder.utf8)))
            since \(since)
            idle \(limits.idle)
            total \(limits.total)
            left \(left)
            idle-left \(idleLeft)
            file \(file)
            memory \(isMemoryLocked ? "locked" : "swappable")
            sessions \(keepsSessions ? "kept" : "none")
            identity \(Hex.encode(identity))

            """.utf8)
    }

    init?(parsing bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first.map(String.init) == Self.opening else { return nil }
        var values: [String: String] = [:]
        for line in lines.dropFirst() {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { return nil }
            values[words[0]] = words[1]
        }
        func number(_ key: String) -> Int? { values[key].flatMap { Int($0) } }
        // They become times: what no agent says of itself is not looked at.
        let lefts = 0...AgentLimits.longestTotal
        guard let shortName = values["short-name"], let folder = values["folder"].flatMap({ Hex.decode($0) }),
            let since = values["since"].flatMap({ Int64($0) }), (0...253_402_300_799).contains(since),
            let idle = number("idle"), let total = number("total"),
            let limits = AgentLimits(idleSeconds: idle, totalSeconds: total),
            let left = number("left"), lefts.contains(left),
            let idleLeft = number("idle-left"), lefts.contains(idleLeft), let file = values["file"],
            let identity = values["identity"].flatMap({ Hex.decode($0) })
        else { return nil }
        self.init(
            shortName: shortName, folder: String(decoding: folder, as: UTF8.self), since: since, limits: limits,
            left: (left, idleLeft), file: file, identity: identity, isMemoryLocked: values["memory"] == "locked",
            keepsSessions: values["sessions"] == "kept")
    }
}
