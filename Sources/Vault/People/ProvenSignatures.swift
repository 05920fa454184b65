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
        name.withUnsafeBytes { name in bytes.withUnsafeBytes { Self.place(of: name, in: $0).isThere } }
    }

    /// These and others; where they are too many, the others first.
    func with(_ others: Set<Digest>) -> ProvenNames {
        var writer = ByteWriter(capacity: others.count * Digest.count)
        for name in others.sorted().prefix(Self.limit) { writer.digest(name) }
        let first = ProvenNames(writer.bytes)
        let rest = subtracting(first).bytes.prefix((Self.limit - first.count) * Digest.count)
        return ProvenNames(Array(rest)).union(first)
    }

    /// These and others, however many.
    public func union(_ others: ProvenNames) -> ProvenNames {
        var union: [UInt8] = []
        union.reserveCapacity(bytes.count + others.bytes.count)
        bytes.withUnsafeBytes { these in
            var done = 0
            others.forEach { name in
                let place = Self.place(of: name, in: these, from: done)
                union.append(contentsOf: these[done * Digest.count..<place.number * Digest.count])
                if !place.isThere { union.append(contentsOf: name) }
                done = place.number
            }
            union.append(contentsOf: these[(done * Digest.count)...])
        }
        return ProvenNames(union)
    }

    /// Those of these that are not among others.
    public func subtracting(_ others: ProvenNames) -> ProvenNames {
        var rest: [UInt8] = []
        others.bytes.withUnsafeBytes { others in
            var done = 0
            forEach { name in
                let place = Self.place(of: name, in: others, from: done)
                if !place.isThere { rest.append(contentsOf: name) }
                done = place.number
            }
        }
        return ProvenNames(rest)
    }

    private func forEach(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for number in 0..<count {
                body(UnsafeRawBufferPointer(rebasing: bytes[number * Digest.count..<(number + 1) * Digest.count]))
            }
        }
    }

    /// Whether a name is among others, and how many of them come before it.
    private static func place(
        of name: UnsafeRawBufferPointer, in names: UnsafeRawBufferPointer, from first: Int = 0
    ) -> (number: Int, isThere: Bool) {
        var (low, high) = (first, names.count / Digest.count)
        while low < high {
            let middle = (low + high) / 2
            let found = UnsafeRawBufferPointer(rebasing: names[middle * Digest.count..<(middle + 1) * Digest.count])
            if found.elementsEqual(name) { return (middle, true) }
            if found.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }
}
