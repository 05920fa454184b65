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
        // The room is filled wholly before it is read, and the pointer does not leave the closure.
        let hash = withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.count, alignment: 1) { room in
            room[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: room[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: room[33..<65]).copyMemory(from: $0) }
            return Result { () throws(CryptographyError) in try SHA256.hash(UnsafeRawBufferPointer(room)) }
        }
        return try cryptographic { () throws(CryptographyError) in try hash.get() }
    }

    /// The root of an empty tree: SHA-256 of nothing.
    public static func empty() throws(AuditError) -> Digest {
        try cryptographic { () throws(CryptographyError) in try SHA256.hash([]) }
    }
}
