import Cryptography
import Synchronization

/// The signatures that held before: one command asks about the same assignments, generations and grants several times, and a
/// check costs more than everything else it does with them.
///
/// Remembered is a hash of key, signature and message together, so another signature, text or key is checked by itself. What
/// did not hold is not remembered.
final class ProvenSignatures: Sendable {
    /// More than a day's commands need; then it begins anew.
    private static let limit = 65_536

    private struct State {
        var proven: Set<Digest> = []
        /// Those of them, or of the known ones, that were asked for and belong to what every session asks for.
        var lasting: Set<Digest> = []
    }

    private let known: ProvenNames
    private let state = Mutex(State())

    init(_ known: ProvenNames = ProvenNames()) { self.known = known }

    /// - Parameter isLasting: whether later sessions will ask for the same: what keys rest on, and not what people write
    func isValid(message: [UInt8], signature: [UInt8], key: Ed25519.PublicKey, isLasting: Bool) -> Bool {
        // The first two have one length, so no two triples are the same bytes.
        guard signature.count == Ed25519.signatureCount else { return false }
        guard let name = try? digest(of: key.bytes + signature + message) else {
            return key.isValid(signature: signature, for: message)
        }
        if !state.withLock({ $0.proven.contains(name) }), !known.contains(name) {
            guard key.isValid(signature: signature, for: message) else { return false }
        }
        state.withLock { state in
            if state.proven.count >= Self.limit { state = State() }
            state.proven.insert(name)
            if isLasting { state.lasting.insert(name) }
        }
        return true
    }

    /// What a later session should know: what this one asked for, and what was known before.
    var lasting: ProvenNames { known.with(state.withLock { $0.lasting }) }
    /// How many of what this session asked for were not known.
    var newCount: Int { state.withLock { $0.lasting.count { !known.contains($0) } } }
}

/// Names of signatures that held, for a later session of the same person: each SHA-256 of signing key, signature and message. Only
/// what nobody else can have written is to be taken for such.
public struct ProvenNames: Sendable {
    /// In ascending order, 32 bytes each.
    public let bytes: [UInt8]

    /// What a practice of twenty people and their cases asks for in a day; more would be read and hashed at every command.
    private static let limit = 4096

    public init() { bytes = [] }

    /// - Parameter bytes: as `bytes` was; whatever has another length holds none
    public init(_ bytes: [UInt8]) { self.bytes = bytes.count.isMultiple(of: Digest.count) ? bytes : [] }

    private var count: Int { bytes.count / Digest.count }

    func contains(_ name: Digest) -> Bool {
        name.withUnsafeBytes { name in
            bytes.withUnsafeBytes { bytes in
                var (low, high) = (0, count)
                while low < high {
                    let middle = (low + high) / 2
                    let place = UnsafeRawBufferPointer(
                        rebasing: bytes[middle * Digest.count..<(middle + 1) * Digest.count])
                    if place.elementsEqual(name) { return true }
                    if place.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
                }
                return false
            }
        }
    }

    /// These and others; where they are too many, the others first.
    func with(_ others: Set<Digest>) -> ProvenNames {
        var names = Set(others.prefix(Self.limit))
        for place in 0..<count where names.count < Self.limit {
            if let name = Digest(Array(bytes[place * Digest.count..<(place + 1) * Digest.count])) { names.insert(name) }
        }
        var writer = ByteWriter(capacity: names.count * Digest.count)
        for name in names.map(\.bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) { writer.fixed(name) }
        return ProvenNames(writer.bytes)
    }
}
