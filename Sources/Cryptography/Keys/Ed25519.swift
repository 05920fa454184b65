import COpenSSL

/// Signatures on edwards25519, the pure variant (RFC 8032, section 5.1).
public enum Ed25519 {
    /// How many bytes a signature has.
    public static let signatureCount = 64

    /// Who signed: 32 bytes.
    public struct PublicKey: Hashable, Sendable {
        let octets: Octets32

        init(octets: Octets32) {
            self.octets = octets
        }

        /// Takes bytes as they are; nil unless there are 32. Bytes that are no point fail at verification.
        public init?(_ bytes: some Collection<UInt8>) {
            guard let octets = Octets32(bytes) else { return nil }
            self.octets = octets
        }

        /// The same of an array.
        public init?(_ bytes: [UInt8]) {
            guard let octets = Octets32(bytes) else { return nil }
            self.octets = octets
        }

        /// The 32 bytes of the key.
        public var bytes: [UInt8] { octets.bytes }

        /// Whether the signature is this key's for the message; false for anything malformed. For many messages of one
        /// key a ``Verifier`` saves a little.
        public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
            guard let verifier = try? Verifier(self) else { return false }
            return verifier.isValid(signature: signature, for: message)
        }
    }

    /// A public key kept in OpenSSL's form, for many signatures.
    public final class Verifier: @unchecked Sendable {
        // Safe to share: the key inside is never changed, and every check makes a context of its own.
        private let key: AsymmetricKey

        /// Takes the key in.
        /// - Throws: ``CryptographyError/library(operation:)`` when OpenSSL has no memory.
        public init(_ key: PublicKey) throws(CryptographyError) {
            self.key = try AsymmetricKey(publicKey: key.octets, on: .ed25519)
        }

        /// Whether the signature is the key's for the message; false for anything malformed, and when OpenSSL has no
        /// memory to look.
        public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
            guard signature.count == signatureCount, let context = EVP_MD_CTX_new() else { return false }
            defer { EVP_MD_CTX_free(context) }
            let status = signature.withOctets { signature in
                message.withOctets { message in
                    EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key.pointer, nil) == 1
                        ? EVP_DigestVerify(context, signature.octets, signature.count, message.octets, message.count)
                        : 0
                }
            }
            if status != 1 { ERR_clear_error() }
            return status == 1
        }
    }

    /// Who signs: owns the key in OpenSSL's secure heap.
    public struct PrivateKey: ~Copyable, @unchecked Sendable {
        // Safe to send and to borrow from many threads: the key inside is never changed.
        private let key: AsymmetricKey

        /// The public key that belongs to this one.
        public let publicKey: PublicKey

        /// Draws a new key.
        /// - Throws: ``CryptographyError/library(operation:)`` when there is no entropy.
        public static func generate() throws(CryptographyError) -> PrivateKey {
            try PrivateKey(raw: try SecretBytes.random(count: 32))
        }

        /// Takes the 32-byte seed that RFC 8032 calls the private key.
        /// - Throws: ``CryptographyError/invalidLength(what:)``.
        public init(raw seed: borrowing SecretBytes) throws(CryptographyError) {
            let key = try AsymmetricKey(privateKey: seed, on: .ed25519)
            publicKey = PublicKey(octets: try key.publicKey())
            self.key = key
        }

        /// The 32-byte seed, for an identity file.
        /// - Throws: ``CryptographyError/memoryExhausted``.
        public borrowing func raw() throws(CryptographyError) -> SecretBytes {
            try key.privateKey()
        }

        /// The 64-byte signature of a message; always the same for the same message.
        /// - Throws: ``CryptographyError/library(operation:)``.
        public borrowing func signature(for message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            guard let context = EVP_MD_CTX_new() else { throw OpenSSL.failure("EVP_MD_CTX_new") }
            defer { EVP_MD_CTX_free(context) }
            let begun = EVP_DigestSignInit_ex(context, nil, nil, nil, nil, key.pointer, nil)
            try OpenSSL.check(begun, "EVP_DigestSignInit_ex")
            var signature = [UInt8](repeating: 0, count: signatureCount)
            var count = signature.count
            let status = signature.withMutableOctets { signature in
                message.withOctets { EVP_DigestSign(context, signature.octets, &count, $0.octets, $0.count) }
            }
            guard status == 1, count == signatureCount else { throw OpenSSL.failure("EVP_DigestSign") }
            return signature
        }
    }
}
