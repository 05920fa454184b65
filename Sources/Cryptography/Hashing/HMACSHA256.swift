/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
public enum HMACSHA256 {
    /// The 32-byte authentication code of a message.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public static func authenticationCode(
        for message: [UInt8], key: borrowing SecretBytes
    ) throws(CryptographyError) -> Digest {
        var context = try HMACContext()
        try key.withUnsafeBytes { key throws(CryptographyError) in try context.begin(key: key) }
        try context.update(message)
        return try context.finish()
    }

    /// Whether `code` authenticates the message, compared in constant time.
    /// - Throws: ``CryptographyError/library(operation:)``; a code of another length is merely false.
    public static func isValid(
        authenticationCode code: [UInt8], for message: [UInt8], key: borrowing SecretBytes
    ) throws(CryptographyError) -> Bool {
        constantTimeEqual(code, try authenticationCode(for: message, key: key).bytes)
    }

    /// Authenticates many messages under one key: the key is taken in once. Not shared between threads.
    public struct Authenticator: ~Copyable {
        private var context: HMACContext

        /// Takes the key in; the context keeps a copy of it until it ends.
        /// - Throws: ``CryptographyError/library(operation:)``.
        public init(key: borrowing SecretBytes) throws(CryptographyError) {
            var context = try HMACContext()
            try key.withUnsafeBytes { key throws(CryptographyError) in try context.begin(key: key) }
            self.context = context
        }

        /// The 32-byte authentication code of a message.
        /// - Throws: ``CryptographyError/library(operation:)``.
        public mutating func authenticationCode(for message: [UInt8]) throws(CryptographyError) -> Digest {
            try context.beginAgain()
            try context.update(message)
            return try context.finish()
        }
    }
}
