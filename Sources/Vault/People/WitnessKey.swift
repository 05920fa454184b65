public import Cryptography

/// The key of somebody outside who watches that the audit trail only grows. It has no part in a practice: a witness reads
/// nothing, and their signature says only that what they were shown contains what they were shown before.
public final class WitnessKey {
    static let opening = "tacet-witness 1"

    /// What note tools call the key; no spaces, no plus sign.
    public let name: String
    public let publicKey: Ed25519.PublicKey
    private let signing: Ed25519.PrivateKey

    private init(name: String, signing: consuming Ed25519.PrivateKey) {
        self.name = name
        publicKey = signing.publicKey
        self.signing = signing
    }

    public static func generate(name: String) throws(VaultError) -> WitnessKey {
        WitnessKey(
            name: name,
            signing: try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey.generate() })
    }

    public func signature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try cryptographic { () throws(CryptographyError) in try signing.signature(for: message) }
    }

    /// The file's bytes; to be written readable by its owner alone.
    public func file() throws(VaultError) -> SecretBytes {
        var lines = try SecretLines()
        try lines.add(Self.opening)
        try lines.add("name \(name)")
        try lines.add("ed25519", secret: try cryptographic { () throws(CryptographyError) in try signing.raw() })
        return try lines.finished()
    }

    /// Reads the file. Throws `.malformed(.witnessKey)`.
    public convenience init(parsing file: borrowing SecretBytes) throws(VaultError) {
        let values = try SecretLines.values(in: file, of: .witnessKey)
        guard try SecretLines.text(values[""], in: file, of: .witnessKey) == Self.opening else {
            throw .malformed(.witnessKey)
        }
        let name = try SecretLines.text(values["name"], in: file, of: .witnessKey)
        let seed = try SecretLines.secret(values["ed25519"], count: 32, in: file, of: .witnessKey)
        self.init(
            name: name,
            signing: try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey(raw: seed) })
    }
}
