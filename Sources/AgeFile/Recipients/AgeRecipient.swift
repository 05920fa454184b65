public import Cryptography

/// Whom a file is for: an X25519 public key, written `age1…`.
public struct AgeRecipient: Hashable, Sendable {
    private static let prefix = Array("age".utf8)

    /// The key that the file key is wrapped for.
    public let publicKey: X25519.PublicKey

    /// A recipient of a known key. A key of low order is refused when something is sealed to it.
    public init(_ publicKey: X25519.PublicKey) {
        self.publicKey = publicKey
    }

    /// Reads a recipient as `age-keygen` prints it: Bech32 in small letters, no white space.
    ///
    /// - Throws: `AgeFileError.invalidRecipient`, also for recipients of other kinds (`age1pq…`, plugins, SSH).
    public init(bech32 text: String) throws(AgeFileError) {
        var key = [UInt8](repeating: 0, count: 32)
        let isValid = Array(text.utf8).withUnsafeBytes { text in
            key.withUnsafeMutableBytes { Bech32.decode(text, prefix: AgeRecipient.prefix, into: $0) }
        }
        guard isValid, let publicKey = X25519.PublicKey(key) else { throw .invalidRecipient }
        self.publicKey = publicKey
    }

    /// The recipient as the `age` program takes it.
    public var bech32: String {
        let key = publicKey.bytes
        var text = [UInt8](repeating: 0, count: Bech32.textCount(of: key.count, prefix: AgeRecipient.prefix))
        key.withUnsafeBytes { key in
            text.withUnsafeMutableBytes { Bech32.encode(key, prefix: AgeRecipient.prefix, into: $0) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
