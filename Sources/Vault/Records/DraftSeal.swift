import Cryptography

/// Seals the words that a person has not filed yet, for that person alone (docs/file-format.md, "Draft file").
///
/// The person's keys are needed once, when a draft is begun, and again to open it: a draft key is sealed to the person and
/// signed by them. What follows is sealed under that key, so that words are saved every few seconds without the keys, also
/// after the agent that keeps them has locked.
public final class DraftSeal {
    static let label = "tacet/1/draft"
    private static let contentLabel = "tacet/1/draft-content"

    /// Random; names the draft.
    public let id: OpaqueID
    /// The signed head, with which every version of the file begins.
    private let head: [UInt8]
    private let headDigest: Digest
    private let key: SecretBytes

    /// Begins a draft.
    public init(for ring: KeyRing) throws(VaultError) {
        id = try cryptographic { () throws(CryptographyError) in try OpaqueID.random() }
        let key = try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) }
        let sealed = try HPKEMethod.psk.seal(
            key, to: ring.identity.publicKeys.agreement, info: Self.start(ring, id).bytes, membership: ring.membership)
        var writer = Self.start(ring, id)
        writer.fixed(sealed.encapsulatedKey)
        writer.prefixed(sealed.ciphertext)
        head = try SignedMessage(writer.bytes, by: ring.identity).bytes
        headDigest = try digest(of: head)
        self.key = key
    }

    /// Opens a draft file.
    /// - Throws: `.badSignature` or `.wrongKeyOrAltered` for what the ring's person did not begin in this practice
    public static func open(_ file: [UInt8], with ring: KeyRing) throws(VaultError) -> (DraftSeal, [UInt8]) {
        var reader = ByteReader(file, of: .draft)
        let message = try reader.prefixed()
        let signature = try reader.fixed(64)
        let seal = try DraftSeal(message, signature, with: ring)
        let salt = try reader.fixed(32)
        let commitment = try reader.fixed(32)
        let sealed = try reader.prefixed()
        try reader.end()
        return (seal, try seal.opened(sealed, salt: salt, commitment: commitment))
    }

    private init(_ message: [UInt8], _ signature: [UInt8], with ring: KeyRing) throws(VaultError) {
        guard ring.identity.publicKeys.signing.isValid(signature: signature, for: message) else {
            throw .badSignature(.draft)
        }
        var reader = ByteReader(message, of: .draft)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        guard try reader.id() == ring.membership.practice, try reader.id() == ring.identity.id,
            try reader.id() == ring.identity.keyID
        else { throw .wrongKeyOrAltered }
        id = try reader.id()
        let sealed = HPKE.SealedMessage(encapsulatedKey: try reader.fixed(32), ciphertext: try reader.prefixed())
        try reader.end()
        var writer = ByteWriter()
        writer.prefixed(message)
        writer.fixed(signature)
        head = writer.bytes
        headDigest = try digest(of: head)
        key = try HPKEMethod.psk.open(
            sealed, with: ring.identity.agreement, info: Self.start(ring, id).bytes, membership: ring.membership)
        guard key.count == 32 else { throw .wrongKeyOrAltered }
    }

    /// What the head begins with and what the draft key is bound to.
    private static func start(_ ring: KeyRing, _ id: OpaqueID) -> ByteWriter {
        var writer = ByteWriter(label: label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(ring.membership.practice)
        writer.id(ring.identity.id)
        writer.id(ring.identity.keyID)
        writer.id(id)
        return writer
    }

    /// A whole draft file with these words. Each has a salt, and so a key, of its own.
    public func sealed(_ plain: [UInt8]) throws(VaultError) -> [UInt8] {
        let salt = try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) }.revealed()
        let keys = try ContentKeys(key, salt: salt, info: ContentKeys.info(Self.contentLabel, header: headDigest))
        var padded = ByteWriter()
        padded.prefixed(plain)
        padded.zeros(Padding.padded(padded.bytes.count, least: 4096) - padded.bytes.count)
        let content = padded.bytes
        var writer = ByteWriter(capacity: content.count + 512)
        writer.fixed(head)
        writer.fixed(salt)
        writer.fixed(keys.commitment)
        writer.prefixed(
            try cryptographic { () throws(CryptographyError) in
                try AES256GCM.seal(content, key: keys.content, nonce: ContentKeys.nonce, aad: headDigest.bytes)
            })
        return writer.bytes
    }

    private func opened(_ sealed: [UInt8], salt: [UInt8], commitment: [UInt8]) throws(VaultError) -> [UInt8] {
        let keys = try ContentKeys(key, salt: salt, info: ContentKeys.info(Self.contentLabel, header: headDigest))
        guard keys.commitment == commitment else { throw .wrongKeyOrAltered }
        var reader = ByteReader(
            try cryptographic { () throws(CryptographyError) in
                try AES256GCM.open(sealed, key: keys.content, nonce: ContentKeys.nonce, aad: headDigest.bytes)
            }, of: .draft)
        let plain = try reader.prefixed()
        guard reader.restIsZero else { throw .malformed(.draft) }
        return plain
    }
}
