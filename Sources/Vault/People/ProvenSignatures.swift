import Cryptography
import Synchronization

/// The signatures that held before in this process: one command asks about the same assignments, generations and grants
/// several times, and a check costs more than everything else it does with them.
///
/// Remembered is a hash of key, signature and message together, so another signature, text or key is checked by itself. What
/// did not hold is not remembered.
final class ProvenSignatures: Sendable {
    /// More than a day's commands need; then it begins anew.
    private static let limit = 65_536

    private let proven = Mutex<Set<Digest>>([])

    func isValid(message: [UInt8], signature: [UInt8], key: Ed25519.PublicKey) -> Bool {
        // The first two have one length, so no two triples are the same bytes.
        guard signature.count == Ed25519.signatureCount else { return false }
        guard let name = try? digest(of: key.bytes + signature + message) else {
            return key.isValid(signature: signature, for: message)
        }
        if proven.withLock({ $0.contains(name) }) { return true }
        guard key.isValid(signature: signature, for: message) else { return false }
        proven.withLock { proven in
            if proven.count >= Self.limit { proven.removeAll() }
            proven.insert(name)
        }
        return true
    }
}
