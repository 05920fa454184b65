import Cryptography

/// What is inside an envelope or a deposit: kind, author, signature and body, padded. They are inside because a signature in
/// clear would let a thief test guesses of a text.
struct SealedContent: Sendable {
    let kind: String
    let author: OpaqueID
    let body: [UInt8]
    /// In the value itself, for of many that are read few are checked again.
    private let signatureWords: InlineArray<8, UInt64>

    var signature: [UInt8] {
        var writer = ByteWriter(capacity: 64)
        for place in signatureWords.indices { writer.u64(signatureWords[place]) }
        return writer.bytes
    }

    /// The most that one record holds, bytes; longer things are attachments.
    static let limit = 64 << 20

    /// The message that the author signs: label, SHA-256 of the header, kind, author, SHA-256 of the body.
    static func message(header: Digest, kind: String, author: OpaqueID, body: [UInt8]) throws(VaultError) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/record-signature")
        writer.digest(header)
        writer.prefixed(Array(kind.utf8))
        writer.id(author)
        writer.digest(try digest(of: body))
        return writer.bytes
    }

    static func padded(kind: String, body: [UInt8], header: Digest, by signer: any Signing) throws(VaultError)
        -> [UInt8]
    {
        guard body.count <= limit else { throw .tooLarge(.record) }
        let signature = try signer.signature(
            for: try message(header: header, kind: kind, author: signer.id, body: body))
        var writer = ByteWriter(capacity: Padding.padded(body.count + kind.utf8.count + 88))
        writer.prefixed(Array(kind.utf8))
        writer.id(signer.id)
        writer.fixed(signature)
        writer.prefixed(body)
        let padding = Padding.padded(writer.bytes.count) - writer.bytes.count
        writer.zeros(padding)
        return writer.bytes
    }

    /// - Parameters:
    ///   - bytes: what the body is left in, without a copy where nobody else holds it
    ///   - place: where in it lies what was sealed
    init(parsing bytes: consuming [UInt8], in place: Range<Int>) throws(VaultError) {
        let parts = try Parts(of: bytes, in: place)
        (kind, author, signatureWords) = (parts.kind, parts.author, parts.signature)
        bytes.removeSubrange(parts.body.upperBound...)
        bytes.removeSubrange(..<parts.body.lowerBound)
        body = bytes
    }

    /// What is read before the body is left alone.
    private struct Parts {
        let kind: String
        let author: OpaqueID
        let signature: InlineArray<8, UInt64>
        let body: Range<Int>

        init(of bytes: borrowing [UInt8], in place: Range<Int>) throws(VaultError) {
            var reader = ByteReader(copy bytes, in: place, of: .record)
            kind = try reader.text(try reader.prefixedRange())
            author = try reader.id()
            var words = InlineArray<8, UInt64>(repeating: 0)
            for place in words.indices { words[place] = try reader.u64() }
            signature = words
            body = try reader.prefixedRange()
            guard reader.restIsZero else { throw .malformed(.record) }
        }
    }
}

/// The two keys of one data key: HKDF-SHA256(data key, salt, info) gives a content key, used once, and a commitment, because
/// GCM alone would let one ciphertext open under two keys.
struct ContentKeys: ~Copyable {
    let content: SecretBytes
    let commitment: [UInt8]

    /// - Parameters:
    ///   - info: label and SHA-256 of the header
    ///   - hkdf: kept by the caller, for a new context costs more than the derivation
    init(_ dataKey: borrowing SecretBytes, salt: [UInt8], info: [UInt8], hkdf: inout HKDFSHA256.Context)
        throws(VaultError)
    {
        do throws(CryptographyError) {
            let both = try hkdf.derive(from: dataKey, salt: salt, info: info, count: 64)
            content = try both.slice(0..<32)
            commitment = both.withUnsafeBytes { Array($0[32..<64]) }
        } catch { throw VaultError(error) }
    }

    /// For one derivation.
    init(_ dataKey: borrowing SecretBytes, salt: [UInt8], info: [UInt8]) throws(VaultError) {
        var hkdf = try cryptographic { () throws(CryptographyError) in try HKDFSHA256.Context() }
        try self.init(dataKey, salt: salt, info: info, hkdf: &hkdf)
    }

    static func info(_ label: String, header: Digest) -> [UInt8] {
        var writer = ByteWriter()
        writer.fixed(Array(label.utf8))
        writer.digest(header)
        return writer.bytes
    }

    /// Each content key is used once, so the nonce is fixed.
    static let nonce = [UInt8](repeating: 0, count: 12)
}
