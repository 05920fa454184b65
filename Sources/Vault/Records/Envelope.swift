import Cryptography

/// One sealed record revision as its row holds it (docs/file-format.md, "Record").
public struct Envelope: Sendable {
    static let keyLabel = "tacet/1/record"

    public let header: RecordHeader
    /// The generation of the compartment under whose wrapping key the data key lies; re-wrapping changes it and the wrap alone.
    public let generation: UInt32
    let headerBytes: [UInt8]
    let wrappedKey: [UInt8]
    let salt: [UInt8]
    let commitment: [UInt8]
    let ciphertext: [UInt8]

    /// Reads an envelope's form from its row and checks that it lies where its header says.
    public init(_ row: StoredRow) throws(VaultError) {
        var reader = ByteReader(row.body, of: .record)
        headerBytes = try reader.prefixed()
        generation = try reader.u32()
        wrappedKey = try reader.fixed(40)
        salt = try reader.fixed(32)
        commitment = try reader.fixed(32)
        ciphertext = try reader.prefixed()
        try reader.end()
        header = try RecordHeader(parsing: headerBytes)
        guard row.address == RowAddress(.record, key: RecordHeader.key(header.record, header.revision)),
            row.scope == header.compartment, row.target == .none
        else { throw .wrongKeyOrAltered }
    }

    private init(
        header: RecordHeader, headerBytes: [UInt8], generation: UInt32, wrappedKey: [UInt8], salt: [UInt8],
        commitment: [UInt8], ciphertext: [UInt8]
    ) {
        self.header = header
        self.headerBytes = headerBytes
        self.generation = generation
        self.wrappedKey = wrappedKey
        self.salt = salt
        self.commitment = commitment
        self.ciphertext = ciphertext
    }

    /// SHA-256 of label "tacet/1/record-lasting", header, salt, commitment and ciphertext.
    static func lastingHash(ofBody body: [UInt8]) throws(VaultError) -> Digest {
        var reader = ByteReader(body, of: .record)
        var writer = ByteWriter(label: "tacet/1/record-lasting", capacity: body.count + 32)
        writer.prefixed(try reader.prefixed())
        _ = try reader.u32()
        _ = try reader.fixed(40)
        writer.fixed(Array(reader.rest))
        return try digest(of: writer.bytes)
    }

    var row: SealedRow {
        var writer = ByteWriter(capacity: headerBytes.count + ciphertext.count + 120)
        writer.prefixed(headerBytes)
        writer.u32(generation)
        writer.fixed(wrappedKey)
        writer.fixed(salt)
        writer.fixed(commitment)
        writer.prefixed(ciphertext)
        return SealedRow(
            .record, key: RecordHeader.key(header.record, header.revision), scope: header.compartment,
            body: writer.bytes)
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
        return Envelope(
            header: header, headerBytes: headerBytes, generation: secret.generation, wrappedKey: wrapped, salt: salt,
            commitment: keys.commitment, ciphertext: ciphertext)
    }

    /// Opens the envelope; a wrong key, altered bytes and a wrong place are one error, on one path.
    func open(with secret: CompartmentSecret, tools: inout SealingTools) throws(VaultError) -> OpenedRecord {
        guard secret.compartment == header.compartment, secret.practice == header.practice,
            secret.generation == generation
        else { throw .wrongKeyOrAltered }
        let headerHash = try digest(of: headerBytes)
        try tools.deriveKeys(
            unwrapping: wrappedKey, under: secret, salt: salt,
            info: ContentKeys.info(Self.keyLabel, header: headerHash))
        guard constantTimeEqual(tools.commitment, commitment) else { throw .wrongKeyOrAltered }
        let plain = try tools.open(ciphertext, aad: headerBytes)
        return OpenedRecord(header: header, headerHash: headerHash, content: try SealedContent(parsing: plain))
    }

    /// The same envelope with its data key under another generation; content and signature stay as they are.
    func rewrapped(from old: CompartmentSecret, to new: CompartmentSecret) throws(VaultError) -> Envelope {
        guard old.generation == generation else { throw .wrongKeyOrAltered }
        let wrapped = wrappedKey
        let dataKey = try cryptographic { () throws(CryptographyError) in
            try AES256KeyWrap.unwrap(wrapped, under: old.wrappingKey)
        }
        return Envelope(
            header: header, headerBytes: headerBytes, generation: new.generation,
            wrappedKey: try cryptographic { () throws(CryptographyError) in
                try AES256KeyWrap.wrap(dataKey, under: new.wrappingKey)
            }, salt: salt, commitment: commitment, ciphertext: ciphertext)
    }
}

/// A record revision, opened.
public struct OpenedRecord: Sendable {
    public let header: RecordHeader
    /// What kind of record it is: a word of the layer above.
    public let kind: String
    /// Whose signature it bears.
    public let author: OpaqueID
    /// UTF-8 JSON with a schema version.
    public let body: [UInt8]
    private let signature: [UInt8]
    private let headerHash: Digest

    init(header: RecordHeader, headerHash: Digest, content: SealedContent) {
        self.header = header
        self.headerHash = headerHash
        kind = content.kind
        author = content.author
        body = content.body
        signature = content.signature
    }

    /// Checks the author's signature, as is done whenever a record is shown alone and in deep verification.
    /// - Throws: `.badSignature(.record)`
    public func checkSignature(in chain: MembershipChain) throws(VaultError) {
        let message = try SealedContent.message(header: headerHash, kind: kind, author: author, body: body)
        guard chain.isValid(message: message, signature: signature, by: author) else { throw .badSignature(.record) }
    }
}
