public import Cryptography

/// The two hashes of RFC 6962, section 2.1.
public enum MerkleHash {
    /// SHA-256(0x00, leaf).
    public static func leaf(_ leaf: [UInt8]) throws(AuditError) -> Digest {
        try cryptographic { () throws(CryptographyError) in try SHA256.hash([0] + leaf) }
    }

    /// SHA-256(0x01, left, right).
    public static func node(_ left: Digest, _ right: Digest) throws(AuditError) -> Digest {
        var bytes: [UInt8] = [1]
        bytes.reserveCapacity(65)
        left.append(to: &bytes)
        right.append(to: &bytes)
        return try cryptographic { () throws(CryptographyError) in try SHA256.hash(bytes) }
    }

    /// The root of an empty tree: SHA-256 of nothing.
    public static func empty() throws(AuditError) -> Digest {
        try cryptographic { () throws(CryptographyError) in try SHA256.hash([]) }
    }
}
