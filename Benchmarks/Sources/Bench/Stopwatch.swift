import Glibc

/// Time as the kernel counts it, whatever someone does to the clock meanwhile.
enum Stopwatch {
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Seconds that one of `count` rounds takes.
    static func seconds(rounds count: Int = 1, _ body: (Int) throws -> Void) rethrows -> Double {
        let began = now
        for round in 0..<count { try body(round) }
        return (now - began) / Double(count)
    }
}
