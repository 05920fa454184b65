import Cryptography

/// The textual part of an age file, which carries the file key.
struct Header: Sendable {
    let stanzas: [Stanza]
    /// The bytes that the MAC covers: from the version line up to and including the three dashes.
    let authenticated: [UInt8]
    /// HMAC-SHA-256 of those bytes under a key derived from the file key.
    let mac: [UInt8]

    /// Reads a header.
    ///
    /// - Parameter bytes: exactly the header, as ``HeaderSyntax/end(in:)`` finds it.
    /// - Throws: `malformedHeader`, `notAnAgeFile`, `armored` or `unsupportedVersion`. The MAC is not checked yet.
    init(parsing bytes: ArraySlice<UInt8>) throws(AgeFileError) {
        var parser = HeaderParser(bytes)
        let parsed = try parser.parse()
        // Whoever knows a passphrase may trust that the file came from someone who knows it too; a further
        // recipient would break that, so the format forbids it.
        if parsed.stanzas.count > 1, parsed.stanzas.contains(where: { $0.type == ScryptStanza.type }) {
            throw .malformedHeader(.scryptNotAlone)
        }
        stanzas = parsed.stanzas
        authenticated = Array(parsed.authenticated)
        mac = parsed.mac
    }

    /// Writes a header around stanzas that wrap `fileKey`.
    init(stanzas: [Stanza], fileKey: borrowing FileKey) throws(AgeFileError) {
        self.stanzas = stanzas
        authenticated = Header.authenticatedText(of: stanzas)
        mac = try fileKey.headerMAC(of: authenticated)
        guard bytes.count <= AgeFile.headerLimit else { throw .tooManyRecipients }
    }

    /// The header as it stands in the file.
    var bytes: [UInt8] {
        authenticated + [HeaderSyntax.space] + Array(Base64.encode(mac, padded: false).utf8) + [HeaderSyntax.lineFeed]
    }

    /// Throws `headerAltered` unless the MAC is that of these bytes under `fileKey`.
    func verify(with fileKey: borrowing FileKey) throws(AgeFileError) {
        guard constantTimeEqual(try fileKey.headerMAC(of: authenticated), mac) else { throw .headerAltered }
    }

    /// The bytes of a header of these stanzas that its MAC covers.
    static func authenticatedText(of stanzas: [Stanza]) -> [UInt8] {
        HeaderSyntax.versionStart + HeaderSyntax.version + [HeaderSyntax.lineFeed]
            + stanzas.flatMap(\.text) + HeaderSyntax.macStart
    }
}
