import Cryptography
import Vault

/// That an entry is in the log, as a file that can be checked offline: c2sp.org/tlog-proof. The extra data is the leaf itself,
/// whose hash the proof begins with.
public struct InclusionText: Sendable, Equatable {
    static let opening = "c2sp.org/tlog-proof@v1"

    public let leaf: [UInt8]
    public let index: UInt64
    public let proof: MerkleProof
    /// The checkpoint, a signed note, verbatim.
    public let note: String

    public init(leaf: [UInt8], index: UInt64, proof: MerkleProof, note: String) {
        self.leaf = leaf
        self.index = index
        self.proof = proof
        self.note = note
    }

    public var text: String {
        "\(Self.opening)\nextra \(Base64.encode(leaf, padded: true))\nindex \(index)\n\(ProofLines.text(proof))\n\(note)"
    }

    /// Whether a text claims to be one.
    public static func isOne(_ text: String) -> Bool { text.hasPrefix(opening + "\n") }

    /// - Throws: `.malformed(.proof)`; also without the leaf, which proofs of other logs may leave out
    public init(parsing text: String) throws(AuditError) {
        var lines = ProofLines(text)
        guard lines.next() == Self.opening,
            let leaf = lines.value("extra").flatMap({ Base64.decode($0, padded: true) }),
            let index = lines.value("index").flatMap({ ProofLines.number($0) }), let proof = lines.proof()
        else { throw .malformed(.proof) }
        self.init(leaf: leaf, index: index, proof: proof, note: lines.rest)
    }
}

/// That a checkpoint only adds to an earlier one: the body of an `add-checkpoint` request (c2sp.org/tlog-witness), which other
/// witnesses take as well.
public struct ConsistencyText: Sendable, Equatable {
    /// How many entries the earlier checkpoint had.
    public let old: UInt64
    public let proof: MerkleProof
    public let note: String

    public init(old: UInt64, proof: MerkleProof, note: String) {
        self.old = old
        self.proof = proof
        self.note = note
    }

    public var text: String { "old \(old)\n\(ProofLines.text(proof))\n\(note)" }

    public static func isOne(_ text: String) -> Bool { text.hasPrefix("old ") }

    /// - Throws: `.malformed(.proof)`
    public init(parsing text: String) throws(AuditError) {
        var lines = ProofLines(text)
        guard let old = lines.value("old").flatMap({ ProofLines.number($0) }), let proof = lines.proof() else {
            throw .malformed(.proof)
        }
        self.init(old: old, proof: proof, note: lines.rest)
    }
}

/// A text line by line, up to the note that ends it.
struct ProofLines {
    private(set) var rest: String

    init(_ text: String) { rest = text }

    mutating func next() -> String? {
        guard let end = rest.utf8.firstIndex(of: 0x0a) else { return nil }
        defer { rest = String(rest[rest.utf8.index(after: end)...]) }
        return String(rest[..<end])
    }

    mutating func value(_ name: String) -> String? {
        guard let line = next(), line.hasPrefix(name + " ") else { return nil }
        return String(line.dropFirst(name.count + 1))
    }

    /// The hashes up to the empty line.
    mutating func proof() -> MerkleProof? {
        var path: [Digest] = []
        while let line = next() {
            if line.isEmpty { return MerkleProof(path: path) }
            guard path.count < MerkleProof.longest, let hash = Base64.decode(line, padded: true).flatMap({ Digest($0) })
            else { return nil }
            path.append(hash)
        }
        return nil
    }

    /// Decimal without leading zeros.
    static func number(_ text: String) -> UInt64? {
        UInt64(text).flatMap { String($0) == text ? $0 : nil }
    }

    static func text(_ proof: MerkleProof) -> String {
        proof.path.map { Base64.encode($0.bytes, padded: true) + "\n" }.joined()
    }
}
