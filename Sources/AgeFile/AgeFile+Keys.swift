import Cryptography

// How the file key goes into a header and comes out of it.
extension AgeFile {
    static func header(
        _ fileKey: borrowing FileKey, passphrase: borrowing SecretBytes, log2N: Int
    ) throws(AgeFileError) -> Header {
        let stanza = try ScryptStanza(wrapping: fileKey, passphrase: passphrase, log2N: log2N)
        return try Header(stanzas: [stanza.stanza], fileKey: fileKey)
    }

    static func header(_ fileKey: borrowing FileKey, recipients: [AgeRecipient]) throws(AgeFileError) -> Header {
        guard !recipients.isEmpty else { throw .noRecipients }
        var stanzas: [Stanza] = []
        for recipient in recipients {
            stanzas.append(try X25519Stanza(wrapping: fileKey, for: recipient).stanza)
        }
        return try Header(stanzas: stanzas, fileKey: fileKey)
    }

    static func fileKey(
        of header: Header, passphrase: borrowing SecretBytes, allowedLog2N: ClosedRange<Int>
    ) throws(AgeFileError) -> FileKey {
        var isForPassphrase = false
        for stanza in header.stanzas {
            guard let stanza = try ScryptStanza(stanza) else { continue }
            isForPassphrase = true
            if let fileKey = try stanza.unwrap(with: passphrase, allowedLog2N: allowedLog2N) { return fileKey }
        }
        throw isForPassphrase ? .wrongKeyOrPassphrase : .notForPassphrase
    }

    static func fileKey(of header: Header, identity: borrowing AgeIdentity) throws(AgeFileError) -> FileKey {
        // All are read before the first is tried: a malformed one is refused wherever it stands.
        var mine: [X25519Stanza] = []
        for stanza in header.stanzas {
            if let stanza = try X25519Stanza(stanza) { mine.append(stanza) }
        }
        for stanza in mine {
            if let fileKey = try stanza.unwrap(with: identity) { return fileKey }
        }
        throw .wrongKeyOrPassphrase
    }

    static func payloadNonce() throws(AgeFileError) -> [UInt8] {
        try library { () throws(CryptographyError) in try RandomBytes.make(ChunkCipher.payloadNonceCount) }
    }
}
