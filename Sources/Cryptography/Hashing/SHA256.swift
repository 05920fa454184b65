import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that lie in one piece. For many in a row a ``SHA256Hasher`` is faster.
public enum SHA256 {
    /// Hashes an array.
    /// - Throws: ``CryptographyError/library(operation:)`` when OpenSSL has no memory.
    public static func hash(_ bytes: [UInt8]) throws(CryptographyError) -> Digest {
        try bytes.withOctets { bytes throws(CryptographyError) in try hash(bytes) }
    }

    /// Hashes bytes in place.
    /// - Throws: ``CryptographyError/library(operation:)`` when OpenSSL has no memory.
    public static func hash(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) -> Digest {
        let algorithm = try OpenSSL.sha256.get()
        let (status, digest) = Digest.filled { EVP_Digest(bytes.baseAddress, bytes.count, $0, nil, algorithm, nil) }
        try OpenSSL.check(status, "EVP_Digest")
        return digest
    }
}
