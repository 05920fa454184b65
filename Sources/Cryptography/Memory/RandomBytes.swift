import COpenSSL

/// Random bytes that need not stay secret: salts, nonces, identifiers. Keys come from ``SecretBytes/random(count:)``.
public enum RandomBytes {
    /// Draws `count` bytes (`RAND_bytes`, NIST SP 800-90A).
    /// - Throws: ``CryptographyError/library(operation:)`` when there is no entropy;
    ///   ``CryptographyError/outOfRange(what:)`` for a negative count.
    public static func make(_ count: Int) throws(CryptographyError) -> [UInt8] {
        guard count >= 0 else { throw .outOfRange(what: "count") }
        var bytes = [UInt8](repeating: 0, count: count)
        try fill(&bytes)
        return bytes
    }

    static func fill(_ bytes: inout [UInt8]) throws(CryptographyError) {
        try OpenSSL.start()
        guard let length = Int32(exactly: bytes.count) else { throw .outOfRange(what: "count") }
        let status = bytes.withMutableOctets { RAND_bytes($0.octets, length) }
        try OpenSSL.check(status, "RAND_bytes")
    }
}
