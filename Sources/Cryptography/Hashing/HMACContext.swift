import COpenSSL

/// One `EVP_MAC_CTX` for HMAC-SHA-256 (RFC 2104), keyed again for every use. The piece that ``HMACSHA256`` and
/// ``HKDFSHA256`` are built from.
struct HMACContext: ~Copyable {
    private let context: OpaquePointer

    init() throws(CryptographyError) {
        guard let context = tacet_hmac_sha256_new(try OpenSSL.hmac.get()) else {
            throw OpenSSL.failure("EVP_MAC_CTX_new")
        }
        self.context = context
    }

    deinit {
        EVP_MAC_CTX_free(context)
    }

    /// Begins a message under a key.
    mutating func begin(key: UnsafeRawBufferPointer) throws(CryptographyError) {
        if key.isEmpty {
            // A null key would mean "the key of last time". HMAC pads a key with zeros, so one zero byte is the empty key.
            var zero: UInt8 = 0
            try OpenSSL.check(EVP_MAC_init(context, &zero, 1, nil), "EVP_MAC_init")
        } else {
            try OpenSSL.check(EVP_MAC_init(context, key.octets, key.count, nil), "EVP_MAC_init")
        }
    }

    /// Begins another message under the key of last time, which is cheaper.
    mutating func beginAgain() throws(CryptographyError) {
        try OpenSSL.check(EVP_MAC_init(context, nil, 0, nil), "EVP_MAC_init")
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try OpenSSL.check(EVP_MAC_update(context, bytes.octets, bytes.count), "EVP_MAC_update")
    }

    mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        try bytes.withOctets { bytes throws(CryptographyError) in try update(bytes) }
    }

    mutating func finish() throws(CryptographyError) -> Digest {
        let (status, digest) = Digest.filled { EVP_MAC_final(context, $0, nil, Digest.count) }
        try OpenSSL.check(status, "EVP_MAC_final")
        return digest
    }

    /// Writes the code into `output`: all of it, or its front when `output` is shorter.
    mutating func finish(into output: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
        if output.count >= Digest.count {
            try OpenSSL.check(EVP_MAC_final(context, output.octets, nil, output.count), "EVP_MAC_final")
            return
        }
        var room = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        let status = Swift.withUnsafeMutableBytes(of: &room) { room in
            let status = EVP_MAC_final(context, room.octets, nil, room.count)
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<output.count]))
            // The rest of the code is key material of nobody, but of the same make as the part that is used.
            OPENSSL_cleanse(room.baseAddress, room.count)
            return status
        }
        try OpenSSL.check(status, "EVP_MAC_final")
    }
}
