public import Cryptography
public import Vault

/// A state of the log, as a C2SP tlog-checkpoint signed note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), which existing
/// tools verify.
public struct Checkpoint: Sendable, Equatable {
    public let practice: OpaqueID
    public let epoch: UInt32
    /// Number of leaves.
    public let size: UInt64
    public let root: Digest

    public init(practice: OpaqueID, epoch: UInt32, size: UInt64, root: Digest) {
        self.practice = practice
        self.epoch = epoch
        self.size = size
        self.root = root
    }

    /// `tacet/<practice>/<epoch>`: also the name of the key in the signature line.
    public var origin: String { "tacet/\(practice.hex)/\(epoch)" }

    /// The signed text: three lines.
    public var body: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes, padded: true))\n" }

    /// The note with one signature.
    /// - Parameter isPassing: for one that the next command replaces (`Signing.passingSignature`)
    public func signed(
        by signer: any Signing, key: Ed25519.PublicKey, isPassing: Bool = false
    ) throws(AuditError) -> String {
        let signature = try vaulted { () throws(VaultError) in
            let message = Array(body.utf8)
            return isPassing ? try signer.passingSignature(for: message) : try signer.signature(for: message)
        }
        let line = Base64.encode(try keyHash(key) + signature, padded: true)
        return body + "\n\u{2014} \(origin) \(line)\n"
    }

    /// The first 4 bytes of SHA-256(name, newline, 0x01, Ed25519 key).
    private func keyHash(_ key: Ed25519.PublicKey) throws(AuditError) -> [UInt8] {
        let named = Array(origin.utf8) + [0x0a, 0x01] + key.bytes
        return Array(try cryptographic { () throws(CryptographyError) in try SHA256.hash(named) }.bytes.prefix(4))
    }

    /// The key as note tools take it: name, key hash and key.
    public func verifierKey(_ key: Ed25519.PublicKey) throws(AuditError) -> String {
        "\(origin)+\(Hex.encode(try keyHash(key)))+\(Base64.encode([1] + key.bytes, padded: true))"
    }

    /// Reads a note and checks the signature of this key. Other signatures, witnesses' ones, may stand beside it.
    /// - Throws: `.malformed(.checkpoint)`, `.badSignature(.checkpoint)`
    public init(verifying note: String, key: Ed25519.PublicKey) throws(AuditError) {
        self = try Checkpoint(reading: note)
        let wanted = try keyHash(key)
        let own = Self.signatures(of: note)?.first { $0.name == origin && Array($0.bytes.prefix(4)) == wanted }
        // The first signature under the key's name and hash decides, as in the specification: no second try.
        guard let own, key.isValid(signature: Array(own.bytes.dropFirst(4)), for: Array(body.utf8)) else {
            throw .badSignature(.checkpoint)
        }
    }

    /// The signature lines after the text's three lines and the blank one; nil where one is malformed or none is there.
    static func signatures(of note: String) -> [(name: Substring, bytes: [UInt8])]? {
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(4).dropLast()
        var found: [(name: Substring, bytes: [UInt8])] = []
        for line in lines {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "\u{2014}", !parts[1].isEmpty, !parts[1].contains("+"),
                let bytes = Base64.decode(parts[2], padded: true), bytes.count > 4
            else { return nil }
            found.append((parts[1], bytes))
        }
        return found.isEmpty ? nil : found
    }

    /// Reads what a note says, believing nothing yet.
    public init(reading note: String) throws(AuditError) {
        let lines = note.split(separator: "\n", maxSplits: 4, omittingEmptySubsequences: false)
        guard lines.count == 5, lines[3].isEmpty, note.hasSuffix("\n"), Self.signatures(of: note) != nil else {
            throw .malformed(.checkpoint)
        }
        let origin = lines[0].split(separator: "/", omittingEmptySubsequences: false)
        guard origin.count == 3, origin[0] == "tacet", let practice = OpaqueID(hex: origin[1]),
            let epoch = UInt32(origin[2]), let size = UInt64(lines[1]), String(size) == lines[1],
            let root = Base64.decode(lines[2], padded: true).flatMap({ Digest($0) })
        else { throw .malformed(.checkpoint) }
        self.init(practice: practice, epoch: epoch, size: size, root: root)
        guard note.hasPrefix(body + "\n") else { throw .malformed(.checkpoint) }
    }
}
