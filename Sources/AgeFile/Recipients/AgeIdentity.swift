public import Cryptography

/// The private side of an ``AgeRecipient``: an X25519 private key, written `AGE-SECRET-KEY-1…`.
public struct AgeIdentity: ~Copyable, Sendable {
    private static let prefix = Array("AGE-SECRET-KEY-".utf8)
    private static let keyCount = 32

    let privateKey: X25519.PrivateKey

    /// An identity of an existing key.
    public init(_ privateKey: consuming X25519.PrivateKey) {
        self.privateKey = privateKey
    }

    /// Reads an identity as `age-keygen` prints it: Bech32 in capitals, without white space or comment lines.
    ///
    /// - Throws: `AgeFileError.invalidIdentity`, or `.cryptography` when memory for secrets is exhausted.
    public init(bech32 text: borrowing SecretBytes) throws(AgeFileError) {
        var key = try library { () throws(CryptographyError) in try SecretBytes(zeroed: AgeIdentity.keyCount) }
        let isValid = text.withUnsafeBytes { text in
            key.withUnsafeMutableBytes { Bech32.decode(text, prefix: AgeIdentity.prefix, into: $0) }
        }
        guard isValid else { throw .invalidIdentity }
        privateKey = try library { () throws(CryptographyError) in try X25519.PrivateKey(raw: key) }
    }

    /// Makes a new identity.
    ///
    /// - Throws: `AgeFileError.cryptography` when randomness or memory fails.
    public static func generate() throws(AgeFileError) -> AgeIdentity {
        try library { () throws(CryptographyError) in AgeIdentity(try X25519.PrivateKey.generate()) }
    }

    /// Who can seal a file for this identity.
    public var recipient: AgeRecipient {
        AgeRecipient(privateKey.publicKey)
    }

    /// The identity as the `age` program takes it, 74 ASCII characters without a line feed.
    ///
    /// - Throws: `AgeFileError.cryptography` when memory for secrets is exhausted.
    public borrowing func bech32() throws(AgeFileError) -> SecretBytes {
        do throws(CryptographyError) {
            let key = try privateKey.raw()
            var text = try SecretBytes(zeroed: Bech32.textCount(of: key.count, prefix: AgeIdentity.prefix))
            key.withUnsafeBytes { key in
                text.withUnsafeMutableBytes { Bech32.encode(key, prefix: AgeIdentity.prefix, into: $0) }
            }
            return text
        } catch { throw .cryptography(error) }
    }
}
