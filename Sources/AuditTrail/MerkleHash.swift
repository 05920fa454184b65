public import Cryptography

/// The two hashes of RFC 6962, section 2.1.
public enum MerkleHash {
    /// SHA-256(0x00, leaf).
    public static func leaf(_ leaf: [UInt8]) throws(AuditError) -> Digest {
        var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        return try self.leaf(leaf, with: &hasher)
    }

    /// The same with a hasher that is kept, for many leaves in a row.
    public static func leaf(_ leaf: [UInt8], with hasher: inout SHA256Hasher) throws(AuditError) -> Digest {
        do throws(CryptographyError) {
            try hasher.update([0])
            try hasher.update(leaf)
            return try hasher.finish()
        } catch { throw .cryptography(error) }
    }

    /// SHA-256(0x01, left, right).
    public static func node(_ left: Digest, _ right: Digest) throws(AuditError) -> Digest {
        var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        return try node(left, right, with: &hasher)
    }

    /// The same with a hasher that is kept, for many nodes in a row.
    public static func node(_ left: Digest, _ right: Digest, with hasher: inout SHA256Hasher) throws(AuditError)
        -> Digest
    {
        do throws(CryptographyError) { return try hasher.hash(1, left, right) } catch { throw .cryptography(error) }
    }

    /// The root of an empty tree: SHA-256 of nothing.
    public static func empty() throws(AuditError) -> Digest {
        try cryptographic { () throws(CryptographyError) in try SHA256.hash([]) }
    }
}
