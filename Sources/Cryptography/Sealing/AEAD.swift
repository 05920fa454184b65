/// AES-256-GCM (NIST SP 800-38D).
public typealias AES256GCM = AEAD<AES256GCMCipher>

/// ChaCha20-Poly1305 (RFC 8439).
public typealias ChaCha20Poly1305 = AEAD<ChaCha20Poly1305Cipher>

/// Which algorithm an ``AEAD`` is. That it is part of the type keeps one from being taken for the other.
public protocol AEADCipher {
    static var algorithm: AEADAlgorithm { get }
}

/// The algorithms with a 32-byte key, a 12-byte nonce and a 16-byte tag.
public enum AEADAlgorithm: Sendable {
    case aes256GCM, chaCha20Poly1305

    var fetched: OpenSSL.Algorithm {
        switch self {
        case .aes256GCM: OpenSSL.aes256GCM
        case .chaCha20Poly1305: OpenSSL.chaCha20Poly1305
        }
    }
}

public enum AES256GCMCipher: AEADCipher {
    public static var algorithm: AEADAlgorithm { .aes256GCM }
}

public enum ChaCha20Poly1305Cipher: AEADCipher {
    public static var algorithm: AEADAlgorithm { .chaCha20Poly1305 }
}

/// Authenticated encryption with a 32-byte key, a 12-byte nonce and a 16-byte tag behind the ciphertext.
///
/// A value owns one context of OpenSSL and is fast from the second use on; the static functions make one for a single
/// use. Not shared between threads. **A key and a nonce may meet only once**; the caller sees to that.
///
/// Everywhere: `key` has 32 bytes, `nonce` 12; `aad` is authenticated, not encrypted, and may be empty. All throw
/// ``CryptographyError/invalidLength(what:)`` for other lengths, and opening throws
/// ``CryptographyError/wrongKeyOrAltered`` for everything that does not authenticate.
public struct AEAD<Cipher: AEADCipher>: ~Copyable {
    /// How many bytes the tag adds.
    public static var tagCount: Int { AEADContext.tagCount }
    /// How many bytes the nonce has.
    public static var nonceCount: Int { AEADContext.nonceCount }
    /// How many bytes the key has.
    public static var keyCount: Int { AEADContext.keyCount }

    private var context: AEADContext

    /// Makes a context without a key.
    /// - Throws: ``CryptographyError/library(operation:)`` when OpenSSL has no memory.
    public init() throws(CryptographyError) {
        context = try AEADContext(Cipher.algorithm.fetched)
    }

    /// Seals bytes into a buffer of the caller.
    /// - Parameter output: exactly `plaintext.count + tagCount` bytes, apart from the plaintext.
    public mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try context.seal(plaintext, key: key, nonce: nonce, aad: aad, into: output)
    }

    /// Seals bytes into a buffer of the caller.
    /// - Parameter output: exactly `plaintext.count + tagCount` bytes, apart from the plaintext.
    public mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8],
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try aad.withOctets { aad throws(CryptographyError) in
            try context.seal(plaintext, key: key, nonce: nonce, aad: aad, into: output)
        }
    }

    /// Opens into a buffer of the caller, which is wiped on failure.
    /// - Parameter output: exactly `sealed.count - tagCount` bytes, apart from the ciphertext or its very place.
    public mutating func open(
        _ sealed: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try context.open(sealed, key: key, nonce: nonce, aad: aad, into: output)
    }

    /// Opens into a buffer of the caller, which is wiped on failure.
    /// - Parameter output: exactly `sealed.count - tagCount` bytes, apart from the ciphertext or its very place.
    public mutating func open(
        _ sealed: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8],
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try aad.withOctets { aad throws(CryptographyError) in
            try context.open(sealed, key: key, nonce: nonce, aad: aad, into: output)
        }
    }

    /// Seals an array: ciphertext and tag.
    public mutating func seal(
        _ plaintext: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try context.seal(plaintext, key: key, nonce: nonce, aad: aad)
    }

    /// Opens to an array.
    public mutating func open(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try context.open(sealed, key: key, nonce: nonce, aad: aad)
    }

    /// Seals a secret: ciphertext and tag.
    public mutating func sealSecret(
        _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try context.seal(plaintext, key: key, nonce: nonce, aad: aad)
    }

    /// Opens to a secret, so that the plaintext never lies in ordinary memory.
    public mutating func openSecret(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        try context.openSecret(sealed, key: key, nonce: nonce, aad: aad)
    }
}

// One use of a context made for it.
extension AEAD {
    /// Seals an array: ciphertext and tag.
    public static func seal(
        _ plaintext: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        var cipher = try AEAD()
        return try cipher.seal(plaintext, key: key, nonce: nonce, aad: aad)
    }

    /// Opens to an array.
    public static func open(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        var cipher = try AEAD()
        return try cipher.open(sealed, key: key, nonce: nonce, aad: aad)
    }

    /// Seals a secret: ciphertext and tag.
    public static func sealSecret(
        _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        var cipher = try AEAD()
        return try cipher.sealSecret(plaintext, key: key, nonce: nonce, aad: aad)
    }

    /// Opens to a secret, so that the plaintext never lies in ordinary memory.
    public static func openSecret(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        var cipher = try AEAD()
        return try cipher.openSecret(sealed, key: key, nonce: nonce, aad: aad)
    }
}
