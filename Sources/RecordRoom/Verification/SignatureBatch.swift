import AuditTrail
import Cryptography
import Dispatch
import Synchronization

/// Entries whose signatures are checked together, on all cores: of deep verification they are nearly all the work.
struct SignatureBatch {
    /// Enough that waiting for the slowest core does not matter, few enough to hold in memory.
    static let size = 4096
    private static let portion = 64

    private var waiting: [(entry: Entry, key: Ed25519.Verifier)] = []

    var isFull: Bool { waiting.count >= Self.size }

    mutating func add(_ entry: Entry, key: Ed25519.Verifier) { waiting.append((entry, key)) }

    /// Checks what waits.
    /// - Returns: the entries in the order in which they came, and whether the signature of each holds
    mutating func checked() -> [(entry: Entry, isSigned: Bool)] {
        let entries = waiting
        waiting = []
        let failed = Mutex<Set<Int>>([])
        let portions = (entries.count + Self.portion - 1) / Self.portion
        DispatchQueue.concurrentPerform(iterations: portions) { portion in
            for place in portion * Self.portion..<min((portion + 1) * Self.portion, entries.count) {
                let (entry, key) = entries[place]
                if (try? entry.isSigned(with: key)) != true { failed.withLock { _ = $0.insert(place) } }
            }
        }
        let unsigned = failed.withLock { $0 }
        return entries.enumerated().map { ($1.entry, !unsigned.contains($0)) }
    }
}
