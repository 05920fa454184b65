import Cryptography

/// What sealing and opening need beside the compartments' secrets, made once a session: contexts and locked memory cost more
/// to get than a record to open. The keys of the records opened last stay in that memory until the next or the session's end.
struct SealingTools: ~Copyable {
    var gcm: AES256GCM
    var hkdf: HKDFSHA256.Context
    private var hasher: SHA256Hasher
    /// Label and hash of the header, the latter written anew for each record.
    private var info = ContentKeys.info(Envelope.keyLabel, header: .zero)
    private var pool = RandomPool()
    private var last: OpenedWrap?
    /// As many as were opened together; the room stays.
    private var dataKeys: SecretBytes
    private var dataKey: SecretBytes
    private var between: SecretBytes
    private var both: SecretBytes
    private var content: SecretBytes

    private static let keyCount = 32
    private static let wrappedCount = keyCount + AES256KeyWrap.overhead

    init() throws(VaultError) {
        func room(_ count: Int) throws(VaultError) -> SecretBytes {
            try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: count) }
        }
        let gcm = try cryptographic { () throws(CryptographyError) in try AES256GCM() }
        let hkdf = try cryptographic { () throws(CryptographyError) in try HKDFSHA256.Context() }
        let hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        let dataKeys = try room(Self.keyCount)
        let dataKey = try room(Self.keyCount)
        let between = try room(32)
        let both = try room(64)
        let content = try room(32)
        self.gcm = gcm
        self.hkdf = hkdf
        self.hasher = hasher
        self.dataKeys = dataKeys
        self.dataKey = dataKey
        self.between = between
        self.both = both
        self.content = content
    }

    /// Compares a row with what the log says of it, where that is still to be done.
    /// - Throws: `.wrongKeyOrAltered`
    mutating func checkLogged(_ row: StoredRow) throws(VaultError) {
        guard let logged = row.logged else { return }
        guard try logged.isThis(row, with: &hasher) else { throw .wrongKeyOrAltered }
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

    /// Opens envelopes that lie under one secret. Their data keys are unwrapped together, which costs a fraction of one by one.
    /// - Returns: for each envelope, in their order, the record or why it does not open
    mutating func open(_ envelopes: consuming [Envelope], under secret: CompartmentSecret) -> [Result<
        OpenedRecord, VaultError
    >] {
        let count = envelopes.count
        var wrapped: [UInt8] = []
        wrapped.reserveCapacity(envelopes.count * Self.wrappedCount)
        for place in envelopes.indices { envelopes[place].addWrappedKey(to: &wrapped) }
        do throws(VaultError) {
            let isUnwrapped = try unwrap(wrapped, under: secret)
            var results: [Result<OpenedRecord, VaultError>] = []
            results.reserveCapacity(envelopes.count)
            for place in envelopes.indices {
                do throws(VaultError) {
                    guard isUnwrapped[place], envelopes[place].lies(under: secret) else { throw .wrongKeyOrAltered }
                    use(key: place)
                    results.append(.success(try envelopes[place].open(&self)))
                } catch { results.append(.failure(error)) }
            }
            return results
        } catch { return Array(repeating: .failure(error), count: count) }
    }

    /// The schedule of the wrapping key used last is kept, and no other: what is listed lies in one compartment after the other.
    private mutating func unwrap(_ wrapped: [UInt8], under secret: CompartmentSecret) throws(VaultError) -> [Bool] {
        let count = wrapped.count / Self.wrappedCount * Self.keyCount
        if dataKeys.count < count {
            dataKeys = try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: count) }
        }
        let wrap: OpenedWrap
        if let last, last.secret === secret { wrap = last } else { wrap = try OpenedWrap(secret) }
        last = wrap
        do throws(CryptographyError) { return try wrap.unwrap(wrapped, into: &dataKeys) } catch {
            throw VaultError(error)
        }
    }

    /// Makes one of the data keys that were unwrapped ready.
    private mutating func use(key place: Int) {
        let range = place * Self.keyCount..<(place + 1) * Self.keyCount
        dataKeys.withUnsafeBytes { keys in
            dataKey.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: keys[range])) }
        }
    }

    /// Makes the two keys of a record ready (`ContentKeys`).
    mutating func deriveKeys(salt: UnsafeRawBufferPointer, header: Digest) throws(VaultError) {
        header.withUnsafeBytes { header in
            info.withUnsafeMutableBytes { info in
                UnsafeMutableRawBufferPointer(rebasing: info.suffix(Digest.count)).copyMemory(from: header)
            }
        }
        do throws(CryptographyError) {
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

    /// Opens under the content key that was made ready, where the ciphertext lies.
    /// - Returns: how many bytes from its front are the plaintext
    mutating func open(_ ciphertext: UnsafeMutableRawBufferPointer, aad: UnsafeRawBufferPointer) throws(VaultError)
        -> Int
    {
        guard ciphertext.count >= AES256GCM.tagCount else { throw .wrongKeyOrAltered }
        let count = ciphertext.count - AES256GCM.tagCount
        do throws(CryptographyError) {
            try gcm.open(
                UnsafeRawBufferPointer(ciphertext), key: content, nonce: ContentKeys.nonce, aad: aad,
                into: UnsafeMutableRawBufferPointer(rebasing: ciphertext[..<count]))
        } catch { throw VaultError(error) }
        return count
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

    func unwrap(_ wrapped: [UInt8], into keys: inout SecretBytes) throws(CryptographyError) -> [Bool] {
        try unwrapper.unwrap(keys: wrapped, into: &keys)
    }
}
