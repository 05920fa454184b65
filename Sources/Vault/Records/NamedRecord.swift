import Cryptography

/// Identifiers of records of which there is one a subject, such as what is published of a person: whoever holds the
/// compartment finds it by asking, and the store cannot tell whom it is about.
public enum NamedRecord {
    static let label = "tacet/1/named"

    /// The first 16 bytes of HMAC-SHA256(tag key of the compartment's generation 1, label, kind, subject). The first
    /// generation's, because it never changes.
    /// - Parameter ring: must hold the compartment
    /// - Throws: `.noKey`
    public static func id(_ kind: String, of subject: OpaqueID, in compartment: OpaqueID, with ring: KeyRing)
        throws(VaultError) -> OpaqueID
    {
        var writer = ByteWriter(label: label)
        writer.prefixed(Array(kind.utf8))
        writer.id(subject)
        let (message, first) = (writer.bytes, try ring.secret(of: compartment, generation: 1))
        let code = try cryptographic { () throws(CryptographyError) in
            try HMACSHA256.authenticationCode(for: message, key: first.tagKey)
        }
        return OpaqueID(code.bytes.prefix(OpaqueID.count)) ?? .none
    }
}
