public import Cryptography

/// What a command leaves with its person's agent for the next one: the key under which the details of their entries are sealed.
///
/// So several commands share a session, as the entries of one do, and its deposit is sealed and signed once. The agent gives it to
/// one command at a time and has it no more until that gives it back: a command that was killed does not, and no counter is used
/// twice under the key.
public struct KeptSession: ~Copyable {
    /// How many bytes it has as the agent keeps it.
    public static let count = 1 + 16 + 16 + 32 + 8 + 32 + 32

    public let practice: OpaqueID
    /// The deposit of the session.
    public let id: OpaqueID
    /// The hash of that deposit's row.
    public let row: Digest
    /// The last own counter that was used under the key.
    public let counter: UInt64
    let key: SecretBytes

    init(practice: OpaqueID, id: OpaqueID, row: Digest, counter: UInt64, key: consuming SecretBytes) {
        (self.practice, self.id, self.row, self.counter) = (practice, id, row, counter)
        self.key = key
    }

    /// Reads what an agent kept.
    /// - Throws: `.malformed(.identity)` for anything else
    public init(parsing kept: borrowing SecretBytes) throws(VaultError) {
        guard kept.count == Self.count else { throw .malformed(.identity) }
        let (front, check) = kept.withUnsafeBytes { bytes in
            ([UInt8](bytes[..<73]), [UInt8](bytes[105...]))
        }
        let key = try cryptographic { () throws(CryptographyError) in
            try kept.withUnsafeBytes { bytes throws(CryptographyError) in
                try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[73..<105]))
            }
        }
        let checked = try Self.check(front, key)
        var reader = ByteReader(front, of: .identity)
        guard try reader.u8() == 1, checked.bytes == check else { throw .malformed(.identity) }
        self.init(
            practice: try reader.id(), id: try reader.id(), row: try reader.digest(), counter: try reader.u64(),
            key: key)
    }

    /// As the agent keeps it.
    public func bytes() throws(VaultError) -> SecretBytes {
        var writer = ByteWriter()
        writer.u8(1)
        writer.id(practice)
        writer.id(id)
        writer.digest(row)
        writer.u64(counter)
        let front = writer.bytes
        let check = try Self.check(front, key)
        return try cryptographic { () throws(CryptographyError) in
            var kept = try SecretBytes(zeroed: Self.count)
            kept.withUnsafeMutableBytes { room in
                room.copyBytes(from: front)
                key.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: room[73..<105]).copyMemory(from: $0) }
                UnsafeMutableRawBufferPointer(rebasing: room[105...]).copyBytes(from: check.bytes)
            }
            return kept
        }
    }

    /// Tells what an agent spoiled. Under the key itself: what it is is not told by it.
    private static func check(_ front: [UInt8], _ key: borrowing SecretBytes) throws(VaultError) -> Digest {
        try cryptographic { () throws(CryptographyError) in
            try HMACSHA256.authenticationCode(for: front, key: key)
        }
    }
}
