import AuditTrail
import Cryptography

/// Entries whose signatures are still to be checked: a check costs a hundred times what reading the entry does, so they are
/// gathered and checked on every core.
struct SignatureBatch {
    private var entries: [(entry: Entry, verifier: Ed25519.Verifier)] = []

    /// Entries a batch: enough to keep every core at work, few enough to stay small in memory.
    private static let limit = 4096

    var isFull: Bool { entries.count >= Self.limit }

    mutating func add(_ entry: Entry, _ verifier: Ed25519.Verifier) { entries.append((entry, verifier)) }

    /// The places whose signature does not hold, ascending.
    func checked() -> [EntryPlace] {
        EveryCore.map(entries) { entry, verifier in
            (try? entry.isSigned(with: verifier)) == true ? nil : entry.place
        }.compactMap(\.self)
    }
}
