public import Cryptography

/// One generation's secret of a compartment, and the keys that HKDF-SHA256 derives from it under distinct labels.
public final class CompartmentSecret: Sendable {
    public let practice: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    /// Deposits are sealed to it.
    public let publicKey: X25519.PublicKey
    let secret: SecretBytes
    /// Wraps data keys and other compartments' secrets (AES-256 Key Wrap).
    let wrappingKey: SecretBytes
    /// Makes blind tags (HMAC-SHA256).
    let tagKey: SecretBytes
    let agreement: X25519.PrivateKey

    init(practice: OpaqueID, compartment: OpaqueID, generation: UInt32, secret: consuming SecretBytes)
        throws(VaultError)
    {
        func derived(_ purpose: String, from secret: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
            var info = ByteWriter(label: "tacet/1/compartment/" + purpose)
            info.id(compartment)
            info.u32(generation)
            return try cryptographic { () throws(CryptographyError) in
                try HKDFSHA256.derive(from: secret, salt: practice.bytes, info: info.bytes, count: 32)
            }
        }
        self.practice = practice
        self.compartment = compartment
        self.generation = generation
        wrappingKey = try derived("wrap", from: secret)
        tagKey = try derived("tag", from: secret)
        let seed = try derived("x25519", from: secret)
        agreement = try cryptographic { () throws(CryptographyError) in try X25519.PrivateKey(raw: seed) }
        publicKey = agreement.publicKey
        self.secret = secret
    }

    /// A new random secret.
    static func random(practice: OpaqueID, compartment: OpaqueID, generation: UInt32) throws(VaultError)
        -> CompartmentSecret
    {
        try CompartmentSecret(
            practice: practice, compartment: compartment, generation: generation,
            secret: try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) })
    }
}
