// The steps of HPKE one by one, for keys that lie in another process: what opens a message is worked out where the private
// key or the pre-shared key is, and only the result of that step crosses over.
extension HPKE {
    /// A KEM's output for a recipient: what is sent, and what both sides then share.
    public struct SharedWithRecipient: ~Copyable {
        public let encapsulatedKey: [UInt8]
        public let shared: SecretBytes
    }

    /// Encap of RFC 9180, section 4.1, with a fresh key.
    /// - Throws: ``CryptographyError/invalidKey`` for a recipient of small order.
    public static func encapsulate(to recipient: X25519.PublicKey) throws(CryptographyError) -> SharedWithRecipient {
        let made = try Encapsulation(to: recipient, ephemeral: try X25519.PrivateKey.generate())
        return SharedWithRecipient(
            encapsulatedKey: made.encapsulatedKey, shared: try made.sharedSecret.duplicate())
    }

    /// Decap of RFC 9180, section 4.1: the 32-byte shared secret, a hash of the Diffie-Hellman result and both public keys.
    /// - Throws: ``CryptographyError/wrongKeyOrAltered`` for a malformed or weak encapsulated key.
    public static func decapsulate(_ encapsulatedKey: [UInt8], with key: borrowing X25519.PrivateKey)
        throws(CryptographyError) -> SecretBytes
    {
        let message = SealedMessage(encapsulatedKey: encapsulatedKey, ciphertext: [])
        return try Encapsulation(of: message, with: key).sharedSecret.duplicate()
    }

    /// `secret` of KeySchedule (section 5.1): the shared secret with the pre-shared key extracted into it. One such result says
    /// nothing about the pre-shared key.
    /// - Throws: ``CryptographyError/invalidLength(what:)`` for a short `psk`.
    public static func blend(_ shared: borrowing SecretBytes, psk: borrowing SecretBytes) throws(CryptographyError)
        -> SecretBytes
    {
        guard psk.count >= 32 else { throw .invalidLength(what: "psk") }
        return try Context.scheduleSecret(shared, psk: psk)
    }

    /// Seals one message in mode_psk under what ``blend(_:psk:)`` gave.
    public static func seal(
        _ plaintext: borrowing SecretBytes, underBlended secret: borrowing SecretBytes, info: [UInt8], aad: [UInt8],
        pskID: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        var context = try Context(blended: secret, info: info, pskID: pskID)
        return try context.seal(plaintext, aad: aad)
    }

    /// Opens one message in mode_psk under what ``blend(_:psk:)`` gave.
    public static func open(
        _ ciphertext: [UInt8], underBlended secret: borrowing SecretBytes, info: [UInt8], aad: [UInt8], pskID: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        var context = try Context(blended: secret, info: info, pskID: pskID)
        return try context.open(ciphertext, aad: aad)
    }

    /// Opens one message in mode_base under what ``decapsulate(_:with:)`` gave.
    public static func open(
        _ ciphertext: [UInt8], underShared shared: borrowing SecretBytes, info: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        let secret = try Context.scheduleSecret(shared, psk: try SecretBytes(zeroed: 0))
        var context = try Context(mode: 0x00, secret: secret, info: info, pskID: [])
        return try context.open(ciphertext, aad: aad)
    }
}
