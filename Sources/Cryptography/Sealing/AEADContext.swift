import COpenSSL

/// One `EVP_CIPHER_CTX` for an AEAD with a 32-byte key, a 12-byte nonce and a 16-byte tag, keyed again for every use.
/// The piece that ``AEAD`` is built from.
///
/// A new context for every record would cost several times the encryption. The context keeps the schedule of its last
/// key, in ordinary memory, until the next use or its end, when the library wipes it.
struct AEADContext: ~Copyable {
    static let keyCount = 32
    static let nonceCount = 12
    static let tagCount = 16

    private let context: OpaquePointer

    init(_ algorithm: OpenSSL.Algorithm) throws(CryptographyError) {
        let cipher = try algorithm.get()
        guard let context = EVP_CIPHER_CTX_new() else { throw OpenSSL.failure("EVP_CIPHER_CTX_new") }
        guard EVP_EncryptInit_ex2(context, cipher, nil, nil, nil) == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw OpenSSL.failure("EVP_EncryptInit_ex2")
        }
        self.context = context
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    /// Writes ciphertext and tag into `output`, which must hold exactly both. Nothing readable is left in it on failure.
    mutating func seal(
        _ plaintext: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try Self.checkLengths(key: key, nonce: nonce)
        guard output.count == plaintext.count + Self.tagCount else { throw .invalidLength(what: "output") }
        let (count, aadCount) = (try Self.length(plaintext), try Self.length(aad))
        var written: Int32 = 0

        let begun = key.withUnsafeBytes { key in
            nonce.withOctets { EVP_EncryptInit_ex2(context, nil, key.octets, $0.octets, nil) }
        }
        try OpenSSL.check(begun, "EVP_EncryptInit_ex2")
        if aadCount > 0 {
            try OpenSSL.check(EVP_EncryptUpdate(context, nil, &written, aad.octets, aadCount), "EVP_EncryptUpdate")
        }
        var fine = true
        if count > 0 {
            fine = EVP_EncryptUpdate(context, output.octets, &written, plaintext.octets, count) == 1 && written == count
        }
        let tag = output.baseAddress.map { $0 + plaintext.count }
        fine = fine && EVP_EncryptFinal_ex(context, tag?.assumingMemoryBound(to: UInt8.self), &written) == 1
        fine = fine && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagCount), tag) == 1
        guard fine else {
            OPENSSL_cleanse(output.baseAddress, output.count)
            throw OpenSSL.failure("EVP_EncryptUpdate")
        }
    }

    /// Writes the plaintext into `output`, which must hold exactly that. Wipes it on failure, for OpenSSL decrypts
    /// before it knows whether the tag is right.
    mutating func open(
        _ sealed: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try Self.checkLengths(key: key, nonce: nonce)
        guard sealed.count >= Self.tagCount else { throw .wrongKeyOrAltered }
        let ciphertext = UnsafeRawBufferPointer(rebasing: sealed.dropLast(Self.tagCount))
        let tag = UnsafeMutableRawPointer(mutating: sealed.baseAddress.map { $0 + ciphertext.count })
        guard output.count == ciphertext.count else { throw .invalidLength(what: "output") }
        let (count, aadCount) = (try Self.length(ciphertext), try Self.length(aad))
        var written: Int32 = 0

        let begun = key.withUnsafeBytes { key in
            nonce.withOctets { EVP_DecryptInit_ex2(context, nil, key.octets, $0.octets, nil) }
        }
        try OpenSSL.check(begun, "EVP_DecryptInit_ex2")
        try OpenSSL.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagCount), tag), "EVP_CIPHER_CTX_ctrl")
        if aadCount > 0 {
            try OpenSSL.check(EVP_DecryptUpdate(context, nil, &written, aad.octets, aadCount), "EVP_DecryptUpdate")
        }
        var fine = true
        if count > 0 {
            fine =
                EVP_DecryptUpdate(context, output.octets, &written, ciphertext.octets, count) == 1 && written == count
        }
        // Final writes nothing in these modes, but an OpenSSL pointer may not be null.
        var none: UInt8 = 0
        fine = EVP_DecryptFinal_ex(context, &none, &written) == 1 && fine
        guard fine else {
            OPENSSL_cleanse(output.baseAddress, output.count)
            throw OpenSSL.authenticationFailure()
        }
    }

    private static func checkLengths(key: borrowing SecretBytes, nonce: [UInt8]) throws(CryptographyError) {
        guard key.count == keyCount else { throw .invalidLength(what: "key") }
        guard nonce.count == nonceCount else { throw .invalidLength(what: "nonce") }
    }

    /// The count as OpenSSL takes it: an `int`, so one message ends at 2 GiB.
    private static func length(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) -> Int32 {
        guard let length = Int32(exactly: bytes.count) else { throw .invalidLength(what: "message") }
        return length
    }
}

// The shapes in which the rooms above hold their bytes.
extension AEADContext {
    mutating func seal(
        _ plaintext: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try plaintext.withOctets { plaintext throws(CryptographyError) in
            try sealed(plaintext, key: key, nonce: nonce, aad: aad)
        }
    }

    mutating func seal(
        _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try plaintext.withUnsafeBytes { plaintext throws(CryptographyError) in
            try sealed(plaintext, key: key, nonce: nonce, aad: aad)
        }
    }

    mutating func open(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard sealed.count >= Self.tagCount else { throw .wrongKeyOrAltered }
        var plaintext = [UInt8](repeating: 0, count: sealed.count - Self.tagCount)
        try plaintext.withMutableOctets { plaintext throws(CryptographyError) in
            try open(sealed, key: key, nonce: nonce, aad: aad, into: plaintext)
        }
        return plaintext
    }

    mutating func openSecret(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        guard sealed.count >= Self.tagCount else { throw .wrongKeyOrAltered }
        var plaintext = try SecretBytes(zeroed: sealed.count - Self.tagCount)
        try plaintext.withUnsafeMutableBytes { plaintext throws(CryptographyError) in
            try open(sealed, key: key, nonce: nonce, aad: aad, into: plaintext)
        }
        return plaintext
    }

    private mutating func open(
        _ sealed: [UInt8], key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8],
        into plaintext: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try sealed.withOctets { sealed throws(CryptographyError) in
            try aad.withOctets { aad throws(CryptographyError) in
                try open(sealed, key: key, nonce: nonce, aad: aad, into: plaintext)
            }
        }
    }

    private mutating func sealed(
        _ plaintext: UnsafeRawBufferPointer, key: borrowing SecretBytes, nonce: [UInt8], aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: plaintext.count + Self.tagCount)
        try output.withMutableOctets { output throws(CryptographyError) in
            try aad.withOctets { aad throws(CryptographyError) in
                try seal(plaintext, key: key, nonce: nonce, aad: aad, into: output)
            }
        }
        return output
    }
}
