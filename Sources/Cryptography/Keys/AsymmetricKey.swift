import COpenSSL

/// One `EVP_PKEY` of a curve of RFC 7748 or RFC 8032 and its 32-byte encodings.
///
/// Importing a private key computes its public key, some 40 µs; so what uses a key keeps this.
final class AsymmetricKey: @unchecked Sendable {
    // Safe to share: the key is never changed after its making, and OpenSSL locks what it caches in one.

    enum Curve: String {
        case x25519 = "X25519"
        case ed25519 = "ED25519"
    }

    let pointer: OpaquePointer

    init(privateKey: borrowing SecretBytes, on curve: Curve) throws(CryptographyError) {
        guard privateKey.count == 32 else { throw .invalidLength(what: "private key") }
        try OpenSSL.start()
        let key = privateKey.withUnsafeBytes {
            EVP_PKEY_new_raw_private_key_ex(nil, curve.rawValue, nil, $0.octets, $0.count)
        }
        guard let key else { throw OpenSSL.failure("EVP_PKEY_new_raw_private_key_ex") }
        pointer = key
    }

    init(publicKey: Octets32, on curve: Curve) throws(CryptographyError) {
        try OpenSSL.start()
        let key = publicKey.withUnsafeBytes {
            EVP_PKEY_new_raw_public_key_ex(nil, curve.rawValue, nil, $0.octets, $0.count)
        }
        guard let key else { throw OpenSSL.failure("EVP_PKEY_new_raw_public_key_ex") }
        pointer = key
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    func publicKey() throws(CryptographyError) -> Octets32 {
        var bytes = [UInt8](repeating: 0, count: Octets32.count)
        var count = bytes.count
        let status = bytes.withMutableOctets { EVP_PKEY_get_raw_public_key(pointer, $0.octets, &count) }
        guard status == 1, let octets = Octets32(bytes.prefix(count)) else {
            throw OpenSSL.failure("EVP_PKEY_get_raw_public_key")
        }
        return octets
    }

    func privateKey() throws(CryptographyError) -> SecretBytes {
        var secret = try SecretBytes(zeroed: 32)
        var count = 32
        let status = secret.withUnsafeMutableBytes { EVP_PKEY_get_raw_private_key(pointer, $0.octets, &count) }
        guard status == 1, count == 32 else { throw OpenSSL.failure("EVP_PKEY_get_raw_private_key") }
        return secret
    }
}
