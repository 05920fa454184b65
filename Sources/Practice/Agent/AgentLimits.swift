import CPlatform

/// How long an agent holds an identity.
public struct AgentLimits: Equatable, Sendable {
    /// Seconds without use after which it ends.
    public let idle: Int
    /// Seconds after which it ends in any case.
    public let total: Int

    /// 15 minutes and 8 hours.
    public static let usual = AgentLimits(idle: 900, total: 28_800)
    /// A forgotten agent is an open door; these are the longest it may stand open.
    public static let longestIdle = 7200
    public static let longestTotal = 43_200

    private init(idle: Int, total: Int) {
        self.idle = idle
        self.total = total
    }

    /// nil outside of the bounds: one second to ``longestIdle`` and ``longestTotal``.
    public init?(idleSeconds idle: Int, totalSeconds total: Int) {
        guard (1...Self.longestIdle).contains(idle), (1...Self.longestTotal).contains(total) else { return nil }
        self.init(idle: idle, total: total)
    }
}

/// Why an agent ends.
enum AgentEnding: Equatable {
    case idle, total, suspended, asked, signal, fileChanged, failed
}

/// An agent's eye on the clocks: idle, too long, or the machine slept. Setting the clock changes nothing here.
struct AgentWatch {
    /// Milliseconds since the machine started, awake and as a whole.
    struct Reading: Equatable {
        let awake: Int64
        let whole: Int64

        static func now() -> Reading? {
            var awake: Int64 = 0
            var whole: Int64 = 0
            return platform_clocks(&awake, &whole) == 0 ? Reading(awake: awake, whole: whole) : nil
        }

        var asleep: Int64 { whole - awake }
    }

    /// How far the two clocks may be apart for having been read one after the other.
    private static let tolerance: Int64 = 1000
    /// How often an agent looks whether the machine slept or the file changed, milliseconds.
    private static let tick: Int64 = 5000

    private let limits: AgentLimits
    private let began: Reading
    private var used: Reading

    init(_ limits: AgentLimits, began: Reading) {
        self.limits = limits
        self.began = began
        used = began
    }

    mutating func use(at reading: Reading) { used = reading }

    /// nil while it may go on.
    func ending(at reading: Reading) -> AgentEnding? {
        if reading.asleep - began.asleep > Self.tolerance { return .suspended }
        if reading.whole - began.whole >= Int64(limits.total) * 1000 { return .total }
        if reading.whole - used.whole >= Int64(limits.idle) * 1000 { return .idle }
        return nil
    }

    /// Seconds that remain: at most, and without use.
    func left(at reading: Reading) -> (total: Int, idle: Int) {
        let total = max(0, Int64(limits.total) - (reading.whole - began.whole) / 1000)
        let idle = max(0, Int64(limits.idle) - (reading.whole - used.whole) / 1000)
        return (Int(total), Int(min(idle, total)))
    }

    /// Milliseconds until it is worth looking again.
    func wait(at reading: Reading) -> Int32 {
        let total = Int64(limits.total) * 1000 - (reading.whole - began.whole)
        let idle = Int64(limits.idle) * 1000 - (reading.whole - used.whole)
        return Int32(max(1, min(total, idle, Self.tick)))
    }
}
