public import Cryptography

/// What an identity's private keys can be asked to do, wherever they lie: in this process or in the person's agent. There is
/// no way to ask for a key.
public protocol IdentityKeys: AnyObject {
    /// An Ed25519 signature (RFC 8032), 64 bytes, that holds.
    /// - Throws: `.keysAway`, `.cryptography`
    func signature(for message: [UInt8]) throws(VaultError) -> [UInt8]

    /// One that was not checked (`Signing.passingSignature`).
    func passingSignature(for message: [UInt8]) throws(VaultError) -> [UInt8]

    /// Decap of DHKEM(X25519, HKDF-SHA256) with the identity's key: what opens a grant, a share or a letter to the person.
    /// - Throws: `.wrongKeyOrAltered` for a weak or malformed key, `.keysAway`
    func decapsulated(_ encapsulatedKey: [UInt8]) throws(VaultError) -> SecretBytes

    /// The practice's secret extracted into a KEM's shared secret (RFC 9180, section 5.1).
    /// - Throws: `.keysStayInAgent` where there is none to be asked, `.keysAway`
    func blended(_ shared: borrowing SecretBytes) throws(VaultError) -> SecretBytes

    /// Sees that the keys can be used now. Throws `.keysAway`.
    func wake() throws(VaultError)

    /// What the command before left with the agent; nil where there is none, or where it left nothing. It is given once.
    func takeSession() -> SecretBytes?

    /// Leaves something for the next command. Where that cannot be done it makes its own.
    func keepSession(_ session: borrowing SecretBytes)
}

/// Private keys in this process.
final class OwnKeys: IdentityKeys {
    let agreement: X25519.PrivateKey
    let signing: Ed25519.PrivateKey

    init(agreement: consuming X25519.PrivateKey, signing: consuming Ed25519.PrivateKey) {
        self.agreement = agreement
        self.signing = signing
    }

    func signature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try cryptographic { () throws(CryptographyError) in try signing.signature(for: message) }
    }

    func passingSignature(for message: [UInt8]) throws(VaultError) -> [UInt8] { try signature(for: message) }

    func decapsulated(_ encapsulatedKey: [UInt8]) throws(VaultError) -> SecretBytes {
        do throws(CryptographyError) {
            return try HPKE.decapsulate(encapsulatedKey, with: agreement)
        } catch { throw VaultError(error) }
    }

    // The practice's secret lies beside them, in the membership.
    func blended(_ shared: borrowing SecretBytes) throws(VaultError) -> SecretBytes { throw .keysStayInAgent }

    func wake() {}

    func takeSession() -> SecretBytes? { nil }

    func keepSession(_ session: borrowing SecretBytes) {}
}
