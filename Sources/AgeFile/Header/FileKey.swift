import Cryptography

/// The 16 random bytes that encrypt one file, never used for another.
struct FileKey: ~Copyable {
    static let count = 16
    /// The length of the file key once wrapped by ChaCha20-Poly1305.
    static let wrappedCount = count + 16
    /// A wrap key encrypts one file key only, so its nonce may be fixed.
    private static let wrapNonce = [UInt8](repeating: 0, count: 12)

    private let secret: SecretBytes

    /// A file key of known bytes, 16 of them: the published vectors name theirs.
    init(_ secret: consuming SecretBytes) {
        self.secret = secret
    }

    static func random() throws(AgeFileError) -> FileKey {
        try library { () throws(CryptographyError) in FileKey(try SecretBytes.random(count: count)) }
    }

    /// HMAC-SHA-256 under HKDF(file key, no salt, "header"): 32 bytes.
    borrowing func headerMAC(of bytes: [UInt8]) throws(AgeFileError) -> [UInt8] {
        do throws(CryptographyError) {
            let key = try HKDFSHA256.derive(from: secret, salt: [], info: Array("header".utf8), count: 32)
            return try HMACSHA256.authenticationCode(for: bytes, key: key).bytes
        } catch { throw .cryptography(error) }
    }

    /// HKDF(file key, nonce, "payload"): 32 bytes.
    borrowing func payloadKey(nonce: [UInt8]) throws(AgeFileError) -> SecretBytes {
        do throws(CryptographyError) {
            return try HKDFSHA256.derive(from: secret, salt: nonce, info: Array("payload".utf8), count: 32)
        } catch { throw .cryptography(error) }
    }

    /// The file key encrypted under a wrap key: a stanza's body.
    borrowing func wrapped(under wrapKey: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        try ChaCha20Poly1305.sealSecret(secret, key: wrapKey, nonce: FileKey.wrapNonce, aad: [])
    }

    /// The file key out of a stanza's body, or nil if the body does not authenticate under this wrap key.
    ///
    /// The body's length must have been checked: a longer one could be made to open under several passphrases,
    /// which would let a stranger try many of them with one file (a partitioning oracle).
    static func unwrap(_ body: [UInt8], under wrapKey: borrowing SecretBytes) throws(AgeFileError) -> FileKey? {
        precondition(body.count == wrappedCount)
        do throws(CryptographyError) {
            return FileKey(try ChaCha20Poly1305.openSecret(body, key: wrapKey, nonce: wrapNonce, aad: []))
        } catch {
            if error == .wrongKeyOrAltered { return nil }
            throw .cryptography(error)
        }
    }
}
