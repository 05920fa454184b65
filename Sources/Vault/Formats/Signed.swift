import Cryptography

/// Someone whose Ed25519 key signs: an unlocked identity or a station.
public protocol Signing: AnyObject {
    /// The pseudonym under which the membership chain knows the key.
    var id: OpaqueID { get }
    /// The first 16 bytes of SHA-256 over the public keys: which of a person's keys signed.
    var keyID: OpaqueID { get }
    /// - Returns: 64 bytes (RFC 8032)
    func signature(for message: [UInt8]) throws(VaultError) -> [UInt8]
    /// The same for what the next command writes anew, and is of use to nobody where the signature does not hold: a checkpoint in
    /// the practice file, what is remembered of rows. Not a pin, which takes the place of the one before. An agent's is not checked before it is used.
    func passingSignature(for message: [UInt8]) throws(VaultError) -> [UInt8]
}

extension Signing {
    public func passingSignature(for message: [UInt8]) throws(VaultError) -> [UInt8] { try signature(for: message) }
}

/// A message and its signature, as most rows carry them: a length-prefixed message, then 64 bytes.
struct SignedMessage {
    let message: [UInt8]
    let signature: [UInt8]

    init(_ message: [UInt8], by signer: any Signing) throws(VaultError) {
        self.message = message
        signature = try signer.signature(for: message)
    }

    init(parsing body: [UInt8], as what: FormatName) throws(VaultError) {
        var reader = ByteReader(body, of: what)
        message = try reader.prefixed()
        signature = try reader.fixed(64)
        try reader.end()
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(message)
        writer.fixed(signature)
        return writer.bytes
    }

    func check(_ key: Ed25519.PublicKey, as what: FormatName) throws(VaultError) {
        guard key.isValid(signature: signature, for: message) else { throw .badSignature(what) }
    }
}

/// SHA-256 in the vault's own error.
func digest(of bytes: [UInt8]) throws(VaultError) -> Digest {
    try cryptographic { () throws(CryptographyError) in try SHA256.hash(bytes) }
}
