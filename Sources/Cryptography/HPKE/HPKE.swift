/// Hybrid public key encryption (RFC 9180) of one message to one recipient, with one suite:
/// DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001, AES-256-GCM 0x0002.
///
/// It does not say who sealed: sign what needs an author. With a pre-shared key (mode_psk) opening takes that secret
/// besides the private key; it is what stays closed should X25519 fall one day.
///
/// Everywhere: `info` binds the purpose, `aad` the message; both must be the same when opening and may be empty.
public enum HPKE {
    /// What the recipient gets.
    public struct SealedMessage: Sendable, Equatable {
        /// The sender's one-time public key, 32 bytes.
        public var encapsulatedKey: [UInt8]
        /// The ciphertext and its 16-byte tag.
        public var ciphertext: [UInt8]

        /// Puts together what came from outside; ``HPKE`` checks it when opening.
        public init(encapsulatedKey: [UInt8], ciphertext: [UInt8]) {
            self.encapsulatedKey = encapsulatedKey
            self.ciphertext = ciphertext
        }
    }

    /// Seals to a public key (mode_base).
    /// - Throws: ``CryptographyError/invalidKey`` for a recipient of small order.
    public static func seal(
        _ plaintext: borrowing SecretBytes, to recipient: X25519.PublicKey, info: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> SealedMessage {
        let encapsulation = try Encapsulation(to: recipient, ephemeral: try X25519.PrivateKey.generate())
        var context = try Context(encapsulation, info: info)
        return SealedMessage(
            encapsulatedKey: encapsulation.encapsulatedKey, ciphertext: try context.seal(plaintext, aad: aad))
    }

    /// Seals to a public key under a pre-shared key (mode_psk).
    /// - Parameters:
    ///   - psk: 32 bytes or more of full entropy, never a passphrase.
    ///   - pskID: names the pre-shared key; not empty, not secret.
    /// - Throws: ``CryptographyError/invalidKey`` for a recipient of small order;
    ///   ``CryptographyError/invalidLength(what:)`` for a short `psk` or an empty `pskID`.
    public static func seal(
        _ plaintext: borrowing SecretBytes, to recipient: X25519.PublicKey, info: [UInt8], aad: [UInt8],
        psk: borrowing SecretBytes, pskID: [UInt8]
    ) throws(CryptographyError) -> SealedMessage {
        let encapsulation = try Encapsulation(to: recipient, ephemeral: try X25519.PrivateKey.generate())
        var context = try Context(encapsulation, info: info, psk: psk, pskID: pskID)
        return SealedMessage(
            encapsulatedKey: encapsulation.encapsulatedKey, ciphertext: try context.seal(plaintext, aad: aad))
    }

    /// Opens what was sealed to this key (mode_base).
    /// - Throws: ``CryptographyError/wrongKeyOrAltered``, for every malformed message too.
    public static func open(
        _ message: SealedMessage, with key: borrowing X25519.PrivateKey, info: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        var context = try Context(try Encapsulation(of: message, with: key), info: info)
        return try context.open(message.ciphertext, aad: aad)
    }

    /// Opens what was sealed to this key under a pre-shared key (mode_psk).
    /// - Throws: ``CryptographyError/wrongKeyOrAltered``, for every malformed message too;
    ///   ``CryptographyError/invalidLength(what:)`` for a short `psk` or an empty `pskID`.
    public static func open(
        _ message: SealedMessage, with key: borrowing X25519.PrivateKey, info: [UInt8], aad: [UInt8],
        psk: borrowing SecretBytes, pskID: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        var context = try Context(try Encapsulation(of: message, with: key), info: info, psk: psk, pskID: pskID)
        return try context.open(message.ciphertext, aad: aad)
    }
}
