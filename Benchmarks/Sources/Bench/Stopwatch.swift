import Glibc

/// Time as the kernel counts it, whatever someone does to the clock meanwhile.
enum Stopwatch {
    /// Which time is counted: what passes, or what all cores together spend on this process, which scatters less on a machine
    /// that is busy with other things, and is no less for work that is done on several cores at once.
    enum Clock: String { case elapsed, processor }

    // Safe: set once, before the first row.
    nonisolated(unsafe) static var clock = Clock.elapsed

    private static var now: Double {
        var time = timespec()
        clock_gettime(clock == .elapsed ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Seconds that one of `count` rounds takes.
    static func seconds(rounds count: Int = 1, _ body: (Int) throws -> Void) rethrows -> Double {
        let began = now
        for round in 0..<count { try body(round) }
        return (now - began) / Double(count)
    }
}
