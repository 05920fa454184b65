import Cryptography

/// What sealing and opening need beside the compartments' secrets, made once a session: contexts and locked memory cost more
/// to get than a record to open. The keys of the record opened last stay in that memory until the next or the session's end.
struct SealingTools: ~Copyable {
    var gcm: AES256GCM
    var hkdf: HKDFSHA256.Context
    private var hasher: SHA256Hasher
    /// Label and hash of the header, the latter written anew for each record.
    private var info = ContentKeys.info(Envelope.keyLabel, header: .zero)
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
        let hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        let dataKey = try room(32)
        let between = try room(32)
        let both = try room(64)
        let content = try room(32)
        self.gcm = gcm
        self.hkdf = hkdf
        self.hasher = hasher
        self.dataKey = dataKey
        self.between = between
        self.both = both
        self.content = content
    }

    mutating func salt() throws(VaultError) -> [UInt8] {
        do throws(CryptographyError) { return try pool.bytes(32) } catch { throw VaultError(error) }
    }

    // MARK: opening

    mutating func hash(_ bytes: UnsafeRawBufferPointer) throws(VaultError) -> Digest {
        do throws(CryptographyError) {
            try hasher.update(bytes)
            return try hasher.finish()
        } catch { throw VaultError(error) }
    }

    /// Makes the two keys of a record ready (`ContentKeys`). The schedule of the wrapping key used last is kept, and no other:
    /// what is listed lies in one compartment after the other.
    mutating func deriveKeys(
        unwrapping wrapped: UnsafeRawBufferPointer, under secret: CompartmentSecret, salt: UnsafeRawBufferPointer,
        header: Digest
    ) throws(VaultError) {
        let wrap: OpenedWrap
        if let last, last.secret === secret { wrap = last } else { wrap = try OpenedWrap(secret) }
        last = wrap
        header.withUnsafeBytes { header in
            info.withUnsafeMutableBytes { info in
                UnsafeMutableRawBufferPointer(rebasing: info.suffix(Digest.count)).copyMemory(from: header)
            }
        }
        do throws(CryptographyError) {
            try wrap.unwrap(wrapped, into: &dataKey)
            try hkdf.derive(from: dataKey, salt: salt, info: info, through: &between, into: &both)
        } catch { throw VaultError(error) }
        both.withUnsafeBytes { both in
            content.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: both[..<32])) }
        }
    }

    /// Whether the record names the keys that were made ready, so that its ciphertext opens under no other.
    func isCommitted(to commitment: UnsafeRawBufferPointer) -> Bool {
        both.withUnsafeBytes { constantTimeEqual(UnsafeRawBufferPointer(rebasing: $0[32..<64]), commitment) }
    }

    /// Opens under the content key that was made ready.
    mutating func open(_ ciphertext: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer) throws(VaultError) -> [UInt8]
    {
        guard ciphertext.count >= AES256GCM.tagCount else { throw .wrongKeyOrAltered }
        var plain = [UInt8](repeating: 0, count: ciphertext.count - AES256GCM.tagCount)
        do throws(CryptographyError) {
            var span = plain.mutableSpan
            // The pointer stays within the call, and the array is as long as what is opened into it.
            try span.withUnsafeMutableBytes { plain throws(CryptographyError) in
                try gcm.open(ciphertext, key: content, nonce: ContentKeys.nonce, aad: aad, into: plain)
            }
        } catch { throw VaultError(error) }
        return plain
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

    func unwrap(_ wrapped: UnsafeRawBufferPointer, into key: inout SecretBytes) throws(CryptographyError) {
        try unwrapper.unwrap(wrapped, into: &key)
    }
}
