import Cryptography

/// One sealed record revision as its row holds it (docs/file-format.md, "Record").
public struct Envelope: Sendable {
    static let keyLabel = "tacet/1/record"

    public let header: RecordHeader
    /// The generation of the compartment under whose wrapping key the data key lies; re-wrapping changes it and the wrap alone.
    public let generation: UInt32
    /// The row's body; the parts are read where they lie in it, for copying them costs as much as a part of the opening.
    private var bytes: [UInt8]
    private let headerBytes, wrappedKey, salt, commitment, ciphertext: Range<Int>

    /// Reads an envelope's form from its row and checks that it lies where its header says.
    public init(_ row: StoredRow) throws(VaultError) {
        try self.init(body: row.body)
        guard row.address.rowClass == .record, header.isKey(row.address.key),
            row.scope == header.compartment, row.target == .none
        else { throw .wrongKeyOrAltered }
    }

    /// Where a record's row belongs, wherever it lies; nil where it is no record of this key.
    public static func compartment(of row: StoredRow) -> OpaqueID? {
        guard let header = try? Envelope(body: row.body).header, header.isKey(row.address.key) else { return nil }
        return header.compartment
    }

    private init(body: [UInt8]) throws(VaultError) {
        bytes = body
        var reader = ByteReader(body, of: .record)
        let count = Int(try reader.u32())
        // A header has one length: nothing is read as a header of another format that is none at all.
        guard count == 106 else { throw .malformed(.record) }
        let begin = reader.count
        header = try RecordHeader(reading: &reader)
        guard reader.count - begin == count else { throw .malformed(.record) }
        headerBytes = begin..<reader.count
        generation = try reader.u32()
        wrappedKey = try reader.range(40)
        salt = try reader.range(32)
        commitment = try reader.range(32)
        ciphertext = try reader.prefixedRange()
        try reader.end()
    }

    /// SHA-256 of label "tacet/1/record-lasting", header, salt, commitment and ciphertext.
    static func lastingHash(ofBody body: [UInt8]) throws(VaultError) -> Digest {
        var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        return try lastingHash(ofBody: body, with: &hasher)
    }

    static func lastingHash(ofBody body: [UInt8], with hasher: inout SHA256Hasher) throws(VaultError) -> Digest {
        var reader = ByteReader(body, of: .record)
        let header = try reader.prefixedRange()
        let afterWrap = try reader.range(44).upperBound
        do throws(CryptographyError) {
            try hasher.update(lastingLabel)
            try body.lend(0..<header.upperBound) { bytes throws(CryptographyError) in try hasher.update(bytes) }
            try body.lend(afterWrap..<body.count) { bytes throws(CryptographyError) in try hasher.update(bytes) }
            return try hasher.finish()
        } catch { throw VaultError(error) }
    }

    private static let lastingLabel = ByteWriter(label: "tacet/1/record-lasting").bytes

    var row: SealedRow {
        SealedRow(
            .record, key: RecordHeader.key(header.record, header.revision), scope: header.compartment, body: bytes)
    }

    static func seal(
        _ body: [UInt8], kind: String, header: RecordHeader, under secret: CompartmentSecret, by signer: any Signing,
        tools: inout SealingTools
    ) throws(VaultError) -> Envelope {
        let headerBytes = header.bytes
        let headerHash = try digest(of: headerBytes)
        let plain = try SealedContent.padded(kind: kind, body: body, header: headerHash, by: signer)
        let dataKey = try cryptographic { () throws(CryptographyError) in try SecretBytes.random(count: 32) }
        let salt = try tools.salt()
        let keys = try ContentKeys(
            dataKey, salt: salt, info: ContentKeys.info(keyLabel, header: headerHash), hkdf: &tools.hkdf)
        let wrapped: [UInt8]
        let ciphertext: [UInt8]
        do throws(CryptographyError) {
            wrapped = try AES256KeyWrap.wrap(dataKey, under: secret.wrappingKey)
            ciphertext = try tools.gcm.seal(plain, key: keys.content, nonce: ContentKeys.nonce, aad: headerBytes)
        } catch { throw VaultError(error) }
        var writer = ByteWriter(capacity: headerBytes.count + ciphertext.count + 120)
        writer.prefixed(headerBytes)
        writer.u32(secret.generation)
        writer.fixed(wrapped)
        writer.fixed(salt)
        writer.fixed(keys.commitment)
        writer.prefixed(ciphertext)
        return try Envelope(body: writer.bytes)
    }

    /// Opens the envelope; a wrong key, altered bytes and a wrong place are one error, on one path.
    func open(with secret: CompartmentSecret, tools: inout SealingTools) throws(VaultError) -> OpenedRecord {
        try tools.open([self], under: secret)[0].get()
    }

    /// Whether the envelope says of itself that it lies under a secret.
    func lies(under secret: CompartmentSecret) -> Bool {
        secret.compartment == header.compartment && secret.practice == header.practice
            && secret.generation == generation
    }

    /// Adds the wrapped data key, 40 bytes, to others.
    func addWrappedKey(to keys: inout [UInt8]) { keys += bytes[wrappedKey] }

    /// Opens the envelope under the data key that was made ready in the tools. It is opened where it lies, and nothing is left of it;
    /// whoever holds the row's body too keeps it, at the price of a copy.
    mutating func open(_ tools: inout SealingTools) throws(VaultError) -> OpenedRecord {
        var bytes: [UInt8] = []
        swap(&bytes, &self.bytes)
        // The pointers stay within the closure, while `bytes` is held.
        let (headerHash, count) = try bytes.lendMutably { raw throws(VaultError) in
            func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(raw)[range])
            }
            let headerHash = try tools.hash(part(headerBytes))
            try tools.deriveKeys(salt: part(salt), header: headerHash)
            guard tools.isCommitted(to: part(commitment)) else { throw .wrongKeyOrAltered }
            let count = try tools.open(
                UnsafeMutableRawBufferPointer(rebasing: raw[ciphertext]), aad: part(headerBytes))
            return (headerHash, count)
        }
        let plain = ciphertext.lowerBound..<ciphertext.lowerBound + count
        return OpenedRecord(
            header: header, headerHash: headerHash, content: try SealedContent(parsing: bytes, in: plain))
    }

    /// The data key, for whoever holds the generation that it lies under.
    func dataKey(under secret: CompartmentSecret) throws(VaultError) -> SecretBytes {
        guard secret.compartment == header.compartment, secret.generation == generation else {
            throw .wrongKeyOrAltered
        }
        let wrapped = Array(bytes[wrappedKey])
        return try cryptographic { () throws(CryptographyError) in
            try AES256KeyWrap.unwrap(wrapped, under: secret.wrappingKey)
        }
    }

    /// Opens the envelope under its data key, which was lent.
    func open(withDataKey dataKey: borrowing SecretBytes) throws(VaultError) -> OpenedRecord {
        let aad = Array(bytes[headerBytes])
        let headerHash = try digest(of: aad)
        let keys = try ContentKeys(
            dataKey, salt: Array(bytes[salt]), info: ContentKeys.info(Self.keyLabel, header: headerHash))
        guard constantTimeEqual(keys.commitment, Array(bytes[commitment])) else { throw .wrongKeyOrAltered }
        let plain: [UInt8]
        do throws(CryptographyError) {
            var gcm = try AES256GCM()
            plain = try gcm.open(Array(bytes[ciphertext]), key: keys.content, nonce: ContentKeys.nonce, aad: aad)
        } catch { throw VaultError(error) }
        return OpenedRecord(
            header: header, headerHash: headerHash, content: try SealedContent(parsing: plain, in: 0..<plain.count))
    }

    /// The same envelope with its data key under another generation; content and signature stay as they are.
    func rewrapped(from old: CompartmentSecret, to new: CompartmentSecret) throws(VaultError) -> Envelope {
        guard old.generation == generation else { throw .wrongKeyOrAltered }
        let wrapped: [UInt8]
        do throws(CryptographyError) {
            let dataKey = try AES256KeyWrap.unwrap(Array(bytes[wrappedKey]), under: old.wrappingKey)
            wrapped = try AES256KeyWrap.wrap(dataKey, under: new.wrappingKey)
        } catch { throw VaultError(error) }
        var writer = ByteWriter(capacity: bytes.count)
        writer.fixed(Array(bytes[..<headerBytes.upperBound]))
        writer.u32(new.generation)
        writer.fixed(wrapped)
        writer.fixed(Array(bytes[salt.lowerBound...]))
        return try Envelope(body: writer.bytes)
    }
}

/// A record revision, opened.
public final class OpenedRecord: Sendable {
    public let header: RecordHeader
    private let content: SealedContent
    private let headerHash: Digest

    /// What kind of record it is: a word of the layer above.
    public var kind: String { content.kind }
    /// Whose signature it bears.
    public var author: OpaqueID { content.author }
    /// UTF-8 JSON with a schema version.
    public var body: [UInt8] { content.body }

    init(header: RecordHeader, headerHash: Digest, content: SealedContent) {
        self.header = header
        self.headerHash = headerHash
        self.content = content
    }

    /// Checks the author's signature, as is done whenever a record is shown alone and in deep verification.
    /// - Parameter isLasting: for what every command of this person reads, and does not check again
    /// - Throws: `.badSignature(.record)`
    public func checkSignature(in chain: MembershipChain, isLasting: Bool = false) throws(VaultError) {
        let message = try SealedContent.message(header: headerHash, kind: kind, author: author, body: body)
        guard chain.isValid(message: message, signature: content.signature, by: author, isLasting: isLasting) else {
            throw .badSignature(.record)
        }
    }
}
