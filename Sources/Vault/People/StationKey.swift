public import Cryptography

/// A workstation's own signing key, admitted to the membership chain with one right: to deposit, and to sign the refusal of
/// someone whom the chain does not know. It is not encrypted, because it must work while everyone is locked out.
public final class StationKey: Signing {
    static let opening = "tacet-station 1"

    public let id: OpaqueID
    public let keyID: OpaqueID
    public let publicKey: Ed25519.PublicKey
    private let signing: Ed25519.PrivateKey

    private init(id: OpaqueID, signing: consuming Ed25519.PrivateKey) throws(VaultError) {
        self.id = id
        publicKey = signing.publicKey
        keyID = try Self.keyID(publicKey)
        self.signing = signing
    }

    /// The first 16 bytes of SHA-256(label "tacet/1/key-id", 32 zero bytes, Ed25519 key).
    static func keyID(_ key: Ed25519.PublicKey) throws(VaultError) -> OpaqueID {
        var writer = ByteWriter(label: "tacet/1/key-id")
        writer.fixed([UInt8](repeating: 0, count: 32))
        writer.fixed(key.bytes)
        return OpaqueID(try digest(of: writer.bytes).bytes.prefix(16)) ?? .none
    }

    public static func generate() throws(VaultError) -> StationKey {
        try StationKey(
            id: try cryptographic { () throws(CryptographyError) in try OpaqueID.random() },
            signing: try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey.generate() })
    }

    public func signature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try cryptographic { () throws(CryptographyError) in try signing.signature(for: message) }
    }

    /// The file's bytes; to be written readable by its owner alone.
    public func file() throws(VaultError) -> SecretBytes {
        var lines = try SecretLines()
        try lines.add(Self.opening)
        try lines.add("station \(id.hex)")
        try lines.add("ed25519", secret: try cryptographic { () throws(CryptographyError) in try signing.raw() })
        return try lines.finished()
    }

    /// Reads the file. Throws `.malformed(.stationKey)`.
    public convenience init(parsing file: borrowing SecretBytes) throws(VaultError) {
        let values = try SecretLines.values(in: file, of: .stationKey)
        guard try SecretLines.text(values[""], in: file, of: .stationKey) == Self.opening,
            let id = OpaqueID(hex: try SecretLines.text(values["station"], in: file, of: .stationKey))
        else { throw .malformed(.stationKey) }
        let seed = try SecretLines.secret(values["ed25519"], count: 32, in: file, of: .stationKey)
        try self.init(
            id: id, signing: try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey(raw: seed) })
    }
}
