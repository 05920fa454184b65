import AuditTrail
import Cryptography
import Dispatch
import Synchronization

/// Entries whose signatures are still to be checked: a check costs a hundred times what reading the entry does, so they are
/// gathered and checked on every core.
struct SignatureBatch {
    private var entries: [(entry: Entry, verifier: Ed25519.Verifier)] = []

    /// Entries a batch: enough to keep every core at work, few enough to stay small in memory.
    private static let limit = 4096
    private static let share = 64

    var isFull: Bool { entries.count >= Self.limit }

    mutating func add(_ entry: Entry, _ verifier: Ed25519.Verifier) { entries.append((entry, verifier)) }

    /// The positions whose signature does not hold, ascending.
    func checked() -> [UInt64] {
        guard !entries.isEmpty else { return [] }
        let wrong = Mutex<[UInt64]>([])
        let entries = entries
        DispatchQueue.concurrentPerform(iterations: (entries.count + Self.share - 1) / Self.share) { number in
            for (entry, verifier) in entries[(number * Self.share)...].prefix(Self.share) {
                guard (try? entry.isSigned(with: verifier)) == true else {
                    wrong.withLock { $0.append(entry.place.position) }
                    continue
                }
            }
        }
        return wrong.withLock { $0.sorted() }
    }
}
