import Cryptography

/// What sealing and opening need beside the compartments' secrets, made once a session: contexts and locked memory cost more
/// to get than a record to open. The keys of the record opened last stay in that memory until the next or the session's end.
struct SealingTools: ~Copyable {
    var gcm: AES256GCM
    var hkdf: HKDFSHA256.Context
    private var pool = RandomPool()
    private var last: OpenedWrap?
    private var dataKey: SecretBytes
    private var between: SecretBytes
    private var both: SecretBytes
    private var content: SecretBytes

    init() throws(VaultError) {
        func room(_ count: Int) throws(VaultError) -> SecretBytes {
            try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: count) }
        }
        let gcm = try cryptographic { () throws(CryptographyError) in try AES256GCM() }
        let hkdf = try cryptographic { () throws(CryptographyError) in try HKDFSHA256.Context() }
        let dataKey = try room(32)
        let between = try room(32)
        let both = try room(64)
        let content = try room(32)
        self.gcm = gcm
        self.hkdf = hkdf
        self.dataKey = dataKey
        self.between = between
        self.both = both
        self.content = content
    }

    mutating func salt() throws(VaultError) -> [UInt8] {
        do throws(CryptographyError) { return try pool.bytes(32) } catch { throw VaultError(error) }
    }

    // MARK: opening

    /// Makes the two keys of a record ready (`ContentKeys`). The schedule of the wrapping key used last is kept, and no other:
    /// what is listed lies in one compartment after the other.
    mutating func deriveKeys(unwrapping wrapped: [UInt8], under secret: CompartmentSecret, salt: [UInt8], info: [UInt8])
        throws(VaultError)
    {
        let wrap: OpenedWrap
        if let last, last.secret === secret { wrap = last } else { wrap = try OpenedWrap(secret) }
        last = wrap
        do throws(CryptographyError) {
            try wrap.unwrap(wrapped, into: &dataKey)
            try hkdf.derive(from: dataKey, salt: salt, info: info, through: &between, into: &both)
        } catch { throw VaultError(error) }
        both.withUnsafeBytes { both in
            content.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: both[..<32])) }
        }
    }

    /// What the record must name, so that its ciphertext opens under no other key.
    var commitment: [UInt8] { both.withUnsafeBytes { Array($0[32..<64]) } }

    /// Opens under the content key that was made ready.
    mutating func open(_ ciphertext: [UInt8], aad: [UInt8]) throws(VaultError) -> [UInt8] {
        do throws(CryptographyError) {
            return try gcm.open(ciphertext, key: content, nonce: ContentKeys.nonce, aad: aad)
        } catch { throw VaultError(error) }
    }
}

/// A wrapping key, expanded.
private final class OpenedWrap {
    let secret: CompartmentSecret
    private var unwrapper: AES256KeyWrap.Unwrapper

    init(_ secret: CompartmentSecret) throws(VaultError) {
        self.secret = secret
        unwrapper = try cryptographic { () throws(CryptographyError) in
            try AES256KeyWrap.Unwrapper(key: secret.wrappingKey)
        }
    }

    func unwrap(_ wrapped: [UInt8], into key: inout SecretBytes) throws(CryptographyError) {
        try unwrapper.unwrap(wrapped, into: &key)
    }
}
