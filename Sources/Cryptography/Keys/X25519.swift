import COpenSSL

/// Diffie-Hellman on Curve25519 (RFC 7748).
public enum X25519 {
    /// Where to send: 32 bytes, any of which are a possible key. Weak ones are refused when a secret is agreed on.
    public struct PublicKey: Hashable, Sendable {
        let octets: Octets32

        init(octets: Octets32) {
            self.octets = octets
        }

        /// Takes bytes as they are; nil unless there are 32.
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

        /// Whether a secret can be agreed on with this key: with a point of small order none can (RFC 7748, section 6.1).
        public var canAgree: Bool {
            do throws(CryptographyError) {
                let own = try PrivateKey.generate()
                _ = try own.sharedSecret(with: self)
                return true
            } catch { return false }
        }
    }

    /// What opens: owns the key in OpenSSL's secure heap.
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

        /// Takes 32 bytes; the bits that RFC 7748 fixes are fixed when the key is used.
        /// - Throws: ``CryptographyError/invalidLength(what:)``.
        public init(raw: borrowing SecretBytes) throws(CryptographyError) {
            let key = try AsymmetricKey(privateKey: raw, on: .x25519)
            publicKey = PublicKey(octets: try key.publicKey())
            self.key = key
        }

        /// The 32 bytes of the key, for an identity file.
        /// - Throws: ``CryptographyError/memoryExhausted``.
        public borrowing func raw() throws(CryptographyError) -> SecretBytes {
            try key.privateKey()
        }

        /// The 32-byte secret shared with the holder of another key. Not uniform: derive from it, never use it as it is.
        /// - Throws: ``CryptographyError/invalidKey`` for a peer whose secret would be all zero (a point of small order,
        ///   RFC 7748, section 6.1).
        public borrowing func sharedSecret(with peer: PublicKey) throws(CryptographyError) -> SecretBytes {
            let peerKey = try AsymmetricKey(publicKey: peer.octets, on: .x25519)
            guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil) else {
                throw OpenSSL.failure("EVP_PKEY_CTX_new_from_pkey")
            }
            defer { EVP_PKEY_CTX_free(context) }
            try OpenSSL.check(EVP_PKEY_derive_init_ex(context, nil), "EVP_PKEY_derive_init_ex")
            // No validation of the peer: every 32 bytes are a key, and small order shows in the result.
            try OpenSSL.check(EVP_PKEY_derive_set_peer_ex(context, peerKey.pointer, 0), "EVP_PKEY_derive_set_peer_ex")
            var secret = try SecretBytes(zeroed: 32)
            var count = 32
            let status = secret.withUnsafeMutableBytes { EVP_PKEY_derive(context, $0.octets, &count) }
            // The library fails for an all-zero result; looked at here again, for safety hangs on it.
            guard status == 1, count == 32, !secret.isEqual(to: try SecretBytes(zeroed: 32)) else {
                ERR_clear_error()
                throw .invalidKey
            }
            return secret
        }
    }
}
