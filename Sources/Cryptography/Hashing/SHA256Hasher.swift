import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece; after ``finish()`` ready for the next message.
public struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// Makes a hasher with nothing in it.
    /// - Throws: ``CryptographyError/library(operation:)`` when OpenSSL has no memory.
    public init() throws(CryptographyError) {
        let algorithm = try OpenSSL.sha256.get()
        guard let context = EVP_MD_CTX_new() else { throw OpenSSL.failure("EVP_MD_CTX_new") }
        guard EVP_DigestInit_ex2(context, algorithm, nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw OpenSSL.failure("EVP_DigestInit_ex2")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes the next piece.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        try bytes.withOctets { bytes throws(CryptographyError) in try update(bytes) }
    }

    /// Takes the next piece.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try OpenSSL.check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "EVP_DigestUpdate")
    }

    /// Takes a digest as the next piece.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func update(_ digest: Digest) throws(CryptographyError) {
        try digest.withUnsafeBytes { bytes throws(CryptographyError) in try update(bytes) }
    }

    /// Gives the hash of all pieces, and starts anew.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func finish() throws(CryptographyError) -> Digest {
        let (status, digest) = Digest.filled { EVP_DigestFinal_ex(context, $0, nil) }
        try OpenSSL.check(status, "EVP_DigestFinal_ex")
        try begin()
        return digest
    }

    /// Gives the hash of a byte and two digests, as trees of hashes are made of, and starts anew. Nothing may have been taken.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func hash(
        _ first: UInt8, _ left: Digest, _ right: Digest
    ) throws(CryptographyError) -> Digest {
        try left.withUnsafeBytes(after: first, before: right) { bytes throws(CryptographyError) in try update(bytes) }
        return try finish()
    }

    /// Starts anew, whatever was taken before.
    mutating func begin() throws(CryptographyError) {
        try OpenSSL.check(EVP_DigestInit_ex2(context, nil, nil), "EVP_DigestInit_ex2")
    }

    /// Writes the hash of all pieces into 32 bytes of the caller; the next message starts with ``begin()``.
    mutating func end(into output: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
        guard output.count == Digest.count else { throw .invalidLength(what: "digest") }
        try OpenSSL.check(EVP_DigestFinal_ex(context, output.octets, nil), "EVP_DigestFinal_ex")
    }
}
