import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that lie in one piece. For many in a row a ``SHA256Hasher`` is faster.
public enum SHA256 {
    /// Hashes an array.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public static func hash(_ bytes: [UInt8]) throws(CryptographyError) -> Digest {
        try bytes.withOctets { bytes throws(CryptographyError) in try hash(bytes) }
    }

    /// Hashes bytes in place.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public static func hash(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) -> Digest {
        var hasher = try SHA256Hasher()
        try hasher.update(bytes)
        return try hasher.finish()
    }
}
