import Cryptography
public import Vault

/// What leads a witness from one epoch of a log into a later one (docs/file-format.md, section 10): the restores between, as their
/// rows have them, the keys that signed them, that what the witness saw lies in what was restored where it does, and that the new
/// epoch begins with the last of them.
public struct CrossingText: Sendable {
    static let opening = "tacet-crossing 1"
    private static let most = 64

    /// The keys of those who signed, X25519 and Ed25519.
    public let signers: [PublicKeys]
    /// The rows' bodies, the oldest first.
    public let openings: [OpenedEpoch]
    /// The first entry of the newest epoch, and that it is in the note's tree.
    public let leaf: [UInt8]
    public let inclusion: MerkleProof
    /// How many of the entries that the witness saw lie in what was restored, and the proof; 0 where not all do.
    public let old: UInt64
    public let consistency: MerkleProof
    public let note: String

    public init(
        signers: [PublicKeys], openings: [OpenedEpoch], leaf: [UInt8], inclusion: MerkleProof, old: UInt64,
        consistency: MerkleProof, note: String
    ) {
        self.signers = signers
        self.openings = openings
        self.leaf = leaf
        self.inclusion = inclusion
        self.old = old
        self.consistency = consistency
        self.note = note
    }

    public var text: String {
        var lines = [Self.opening]
        lines += signers.map { "signer " + Base64.encode($0.agreement.bytes + $0.signing.bytes, padded: true) }
        lines += openings.map { "epoch " + Base64.encode($0.body, padded: true) }
        lines.append("extra " + Base64.encode(leaf, padded: true))
        return lines.joined(separator: "\n") + "\n\(ProofLines.text(inclusion))\nold \(old)\n"
            + "\(ProofLines.text(consistency))\n\(note)"
    }

    public static func isOne(_ text: String) -> Bool { text.hasPrefix(opening + "\n") }

    /// - Throws: `.malformed(.proof)`
    public init(parsing text: String) throws(AuditError) {
        var lines = ProofLines(text)
        guard lines.next() == Self.opening else { throw .malformed(.proof) }
        var (signers, openings): ([PublicKeys], [OpenedEpoch]) = ([], [])
        while signers.count + openings.count < Self.most {
            guard let line = lines.next() else { throw .malformed(.proof) }
            if openings.isEmpty, let bytes = Self.bytes(line, "signer"), bytes.count == 64,
                let agreement = X25519.PublicKey(bytes.prefix(32)), let signing = Ed25519.PublicKey(bytes.suffix(32))
            {
                signers.append(PublicKeys(agreement: agreement, signing: signing))
            } else if let bytes = Self.bytes(line, "epoch"), let opened = try? OpenedEpoch(parsing: bytes) {
                openings.append(opened)
            } else {
                guard let leaf = Self.bytes(line, "extra"), let inclusion = lines.proof(),
                    let old = lines.value("old").flatMap({ ProofLines.number($0) }), let consistency = lines.proof()
                else { throw .malformed(.proof) }
                self.init(
                    signers: signers, openings: openings, leaf: leaf, inclusion: inclusion, old: old,
                    consistency: consistency, note: lines.rest)
                return
            }
        }
        throw .malformed(.proof)
    }

    private static func bytes(_ line: String, _ name: String) -> [UInt8]? {
        guard line.hasPrefix(name + " ") else { return nil }
        return Base64.decode(line.dropFirst(name.count + 1), padded: true)
    }
}
