/// AES Key Wrap with a 256-bit key (RFC 3394, NIST SP 800-38F "KW"): one key under another, without a nonce.
///
/// Wrapping is deterministic: the same secret under the same key gives the same bytes.
public enum AES256KeyWrap {
    /// How many bytes wrapping adds.
    public static let overhead = 8

    /// Wraps a secret of 16 or more bytes, a multiple of 8.
    /// - Parameter key: 32 bytes.
    /// - Returns: `secret.count + 8` bytes.
    /// - Throws: ``CryptographyError/invalidLength(what:)``.
    public static func wrap(
        _ secret: borrowing SecretBytes, under key: borrowing SecretBytes
    ) throws(CryptographyError) -> [UInt8] {
        var context = try KeyWrapContext(key: key, direction: .wrapping)
        return try context.wrap(secret)
    }

    /// Unwraps one secret. For many under one key an ``Unwrapper`` is faster.
    /// - Throws: ``CryptographyError/wrongKeyOrAltered``, for impossible lengths too;
    ///   ``CryptographyError/invalidLength(what:)`` for a key of other than 32 bytes.
    public static func unwrap(
        _ wrapped: [UInt8], under key: borrowing SecretBytes
    ) throws(CryptographyError) -> SecretBytes {
        var context = try KeyWrapContext(key: key, direction: .unwrapping)
        return try context.unwrap(wrapped)
    }

    /// Wraps many secrets under one key, which is expanded once. Not shared between threads.
    public struct Wrapper: ~Copyable {
        private var context: KeyWrapContext

        /// Takes the key in; the context keeps its schedule until it ends.
        /// - Throws: ``CryptographyError/invalidLength(what:)`` unless the key has 32 bytes.
        public init(key: borrowing SecretBytes) throws(CryptographyError) {
            context = try KeyWrapContext(key: key, direction: .wrapping)
        }

        /// As ``AES256KeyWrap/wrap(_:under:)``.
        public mutating func wrap(_ secret: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
            try context.wrap(secret)
        }
    }

    /// Unwraps many secrets under one key, which is expanded once: a desk opens 20,000 client files in a row. Not
    /// shared between threads.
    public struct Unwrapper: ~Copyable {
        private var context: KeyWrapContext

        /// Takes the key in; the context keeps its schedule until it ends.
        /// - Throws: ``CryptographyError/invalidLength(what:)`` unless the key has 32 bytes.
        public init(key: borrowing SecretBytes) throws(CryptographyError) {
            context = try KeyWrapContext(key: key, direction: .unwrapping)
        }

        /// As ``AES256KeyWrap/unwrap(_:under:)``.
        public mutating func unwrap(_ wrapped: [UInt8]) throws(CryptographyError) -> SecretBytes {
            try context.unwrap(wrapped)
        }

        /// Unwraps many 32-byte keys together, which costs a fraction of one by one, into locked memory that the caller keeps.
        /// - Parameters:
        ///   - wrapped: 40 bytes for each key
        ///   - keys: 32 bytes for each key, or more
        /// - Returns: for each key, whether it lay under this one; what stands in the place of one that did not is of no use
        /// - Throws: ``CryptographyError/invalidLength(what:)``
        public mutating func unwrap(
            keys wrapped: [UInt8], into keys: inout SecretBytes
        ) throws(CryptographyError) -> [Bool] {
            try context.unwrap(keys: wrapped, into: &keys)
        }
    }
}
