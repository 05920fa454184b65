import Cryptography

/// The file key wrapped for the holder of an X25519 key (C2SP age, "The X25519 recipient type").
struct X25519Stanza {
    static let type = "X25519"
    private static let info = Array("age-encryption.org/v1/X25519".utf8)
    private static let shareCount = 32

    /// The public half of the key pair made for this stanza alone.
    private let share: [UInt8]
    private let body: [UInt8]

    /// Reads a stanza: nil if it is of another kind.
    ///
    /// - Throws: `malformedHeader(.x25519Stanza)`.
    init?(_ stanza: Stanza) throws(AgeFileError) {
        guard stanza.type == X25519Stanza.type else { return nil }
        guard stanza.arguments.count == 1, stanza.body.count == FileKey.wrappedCount,
            let share = Base64.decode(stanza.arguments[0], padded: false), share.count == X25519Stanza.shareCount
        else { throw .malformedHeader(.x25519Stanza) }
        self.share = share
        body = stanza.body
    }

    /// Wraps a file key.
    ///
    /// - Throws: `invalidRecipient` for a key of low order.
    init(wrapping fileKey: borrowing FileKey, for recipient: AgeRecipient) throws(AgeFileError) {
        do throws(CryptographyError) {
            let ephemeral = try X25519.PrivateKey.generate()
            let share = ephemeral.publicKey.bytes
            let secret = try ephemeral.sharedSecret(with: recipient.publicKey)
            let wrapKey = try X25519Stanza.wrapKey(secret, share: share, recipient: recipient)
            self.share = share
            body = try fileKey.wrapped(under: wrapKey)
        } catch { throw error == .invalidKey ? .invalidRecipient : .cryptography(error) }
    }

    /// The stanza's form in the header.
    var stanza: Stanza {
        Stanza(type: X25519Stanza.type, arguments: [Base64.encode(share, padded: false)], body: body)
    }

    /// The file key, or nil if the stanza is for someone else.
    ///
    /// - Throws: `malformedHeader(.lowOrderShare)`: the shared secret would be zero for every key.
    func unwrap(with identity: borrowing AgeIdentity) throws(AgeFileError) -> FileKey? {
        let wrapKey: SecretBytes
        do throws(CryptographyError) {
            guard let peer = X25519.PublicKey(share) else { throw .invalidKey }
            let secret = try identity.privateKey.sharedSecret(with: peer)
            wrapKey = try X25519Stanza.wrapKey(secret, share: share, recipient: identity.recipient)
        } catch { throw error == .invalidKey ? .malformedHeader(.lowOrderShare) : .cryptography(error) }
        return try FileKey.unwrap(body, under: wrapKey)
    }

    private static func wrapKey(
        _ sharedSecret: borrowing SecretBytes, share: [UInt8], recipient: AgeRecipient
    ) throws(CryptographyError) -> SecretBytes {
        try HKDFSHA256.derive(from: sharedSecret, salt: share + recipient.publicKey.bytes, info: info, count: 32)
    }
}
