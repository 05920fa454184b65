public import Cryptography
public import Vault

/// A witness, or a member who signs checkpoints, by name and key, as note tools write it: `<name>+<key hash>+<key>`
/// (c2sp.org/signed-note, "Verifier keys").
public struct NoteKey: Sendable, Hashable {
    /// What a key signs: a log's own checkpoints, or cosignatures with a time (c2sp.org/tlog-cosignature).
    public enum Use: UInt8, Sendable { case log = 0x01, witness = 0x04 }

    public let use: Use
    public let name: String
    public let key: Ed25519.PublicKey

    public init(_ use: Use, name: String, key: Ed25519.PublicKey) {
        self.use = use
        self.name = name
        self.key = key
    }

    /// Reads `<name>+<key hash>+<key>`; the hash must be that of name and key.
    /// - Throws: `.malformed(.noteKey)`
    public init(parsing text: String) throws(AuditError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isName(parts[0]), let bytes = Base64.decode(parts[2], padded: true),
            let use = bytes.first.flatMap({ Use(rawValue: $0) }), let key = Ed25519.PublicKey(bytes.dropFirst())
        else { throw .malformed(.noteKey) }
        self.init(use, name: String(parts[0]), key: key)
        guard try text == self.text() else { throw .malformed(.noteKey) }
    }

    /// Neither empty nor with spaces, control characters or a plus sign.
    public static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0.properties.generalCategory != .control && $0 != "+"
                    && $0.properties.generalCategory != .format
            }
    }

    /// The first 4 bytes of SHA-256(name, newline, use, key).
    public func keyHash() throws(AuditError) -> [UInt8] {
        let named = Array(name.utf8) + [0x0a, use.rawValue] + key.bytes
        return Array(try cryptographic { () throws(CryptographyError) in try SHA256.hash(named) }.bytes.prefix(4))
    }

    /// As note tools take it.
    public func text() throws(AuditError) -> String {
        "\(name)+\(Hex.encode(try keyHash()))+\(Base64.encode([use.rawValue] + key.bytes, padded: true))"
    }
}

/// A witness's statement that, at a time, this checkpoint was the largest consistent one that they had seen of this log.
public struct Cosignature: Sendable, Equatable {
    /// The witness, as the line says.
    public let name: String
    let keyHash: [UInt8]
    /// Seconds since 1970, by the witness's clock.
    public let time: UInt64
    let signature: [UInt8]

    private static func message(_ checkpoint: Checkpoint, time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(checkpoint.body)".utf8)
    }

    /// Signs a checkpoint. Whoever calls has made sure that it only adds to what the witness saw before.
    public init(of checkpoint: Checkpoint, by witness: WitnessKey, at time: UInt64) throws(AuditError) {
        let key = NoteKey(.witness, name: witness.name, key: witness.publicKey)
        name = witness.name
        keyHash = try key.keyHash()
        self.time = time
        let message = Self.message(checkpoint, time: time)
        signature = try vaulted { () throws(VaultError) in try witness.signature(for: message) }
    }

    private init?(name: Substring, bytes: [UInt8]) {
        // Key hash, time and signature; a line of another length is somebody else's kind of signature.
        guard bytes.count == 4 + 8 + Ed25519.signatureCount else { return nil }
        self.name = String(name)
        keyHash = Array(bytes.prefix(4))
        time = bytes[4..<12].reduce(0) { $0 << 8 | UInt64($1) }
        signature = Array(bytes.suffix(Ed25519.signatureCount))
    }

    /// The cosignatures that stand under a checkpoint, whoever made them.
    public static func all(in note: String) -> [Cosignature] {
        (Checkpoint.signatures(of: note) ?? []).compactMap { Cosignature(name: $0.name, bytes: $0.bytes) }
    }

    /// Whether name and key hash are a key's: whoever knows that key must check it.
    public func isNamed(by key: NoteKey) throws(AuditError) -> Bool {
        guard key.use == .witness, name == key.name else { return false }
        return keyHash == (try key.keyHash())
    }

    public func isValid(for checkpoint: Checkpoint, _ key: NoteKey) -> Bool {
        time <= UInt64(Int64.max) && key.key.isValid(signature: signature, for: Self.message(checkpoint, time: time))
    }

    private var line: String {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: self.time >> UInt64(56 - $0 * 8)) }
        return "\u{2014} \(name) \(Base64.encode(keyHash + time + signature, padded: true))\n"
    }

    /// The note with this cosignature in the place of an earlier one by the same key, else as its last line.
    public func added(to note: String) -> String {
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let kept = lines.enumerated().filter { place, line in
            guard place > 3, let other = Self.all(in: "\n\n\n\n\(line)\n").first else { return true }
            return other.name != name || other.keyHash != keyHash
        }
        return kept.map { $0.element + "\n" }.joined() + line
    }
}
