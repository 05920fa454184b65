import Glibc
import Synchronization

/// How long a command waits for whoever writes to the practice file: ten seconds, once. After that was in vain, whatever else it
/// tries is tried without waiting, until something was written: a command of several steps, each of which waited anew, would say
/// after a minute what it knew after ten seconds.
public final class Patience: Sendable {
    /// Milliseconds.
    private static let longestPause = 25

    private let began = Mutex<ContinuousClock.Instant?>(nil)
    private let isSpent = Atomic<Bool>(false)

    private let limit: Duration

    public init(limit: Duration = .seconds(10)) { self.limit = limit }

    /// Pauses before the file is tried again.
    /// - Parameter attempts: how often it was in use since this was asked for; 0 at first
    /// - Returns: false where no more is waited
    func waits(_ attempts: Int) -> Bool {
        guard !isSpent.load(ordering: .relaxed) else { return false }
        let now = ContinuousClock.now
        let since = began.withLock { began in
            let since = attempts == 0 ? now : began ?? now
            began = since
            return since
        }
        guard now - since < limit else {
            isSpent.store(true, ordering: .relaxed)
            return false
        }
        usleep(1000 * UInt32(min(1 + attempts, Self.longestPause)))
        return true
    }

    /// Something was written: who comes next is waited for again.
    func renew() { isSpent.store(false, ordering: .relaxed) }
}
