import Cryptography

/// Identifiers of records that belong to another record, an addendum to its note: whoever holds the compartment finds them by
/// asking, without opening every record there, and the store cannot tell what belongs to what.
public enum AttachedRecord {
    static let label = "tacet/1/attached"

    /// The identifier of the `number`th record attached to a record: the first 16 bytes of HMAC-SHA256(tag key of the
    /// compartment's generation 1, label, record, number). The first generation's, because it never changes.
    /// - Parameters:
    ///   - number: from 1
    ///   - ring: must hold the compartment
    /// - Throws: `.noKey`
    public static func id(_ number: UInt32, of record: OpaqueID, in compartment: OpaqueID, with ring: KeyRing)
        throws(VaultError) -> OpaqueID
    {
        var writer = ByteWriter(label: label)
        writer.id(record)
        writer.u32(number)
        let (message, first) = (writer.bytes, try ring.secret(of: compartment, generation: 1))
        let code = try cryptographic { () throws(CryptographyError) in
            try HMACSHA256.authenticationCode(for: message, key: first.tagKey)
        }
        return OpaqueID(code.bytes.prefix(OpaqueID.count)) ?? .none
    }
}
