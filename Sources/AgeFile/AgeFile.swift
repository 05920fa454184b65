public import Cryptography

/// Files in the age v1 format (age-encryption.org/v1, specified at c2sp.org/age), so that the standard `age` program
/// opens what leaves the database here, and the other way round.
///
/// A file is for X25519 recipients or for one passphrase. Whole files keep their plaintext in ``SecretBytes``; for
/// large ones there are ``encrypt(to:reading:writing:)`` and its kin, which need about 200 KiB whatever the length.
///
/// The format hides neither the number of recipients nor the length of the plaintext, and says nothing about who wrote
/// a file: anyone can seal to a recipient. Sign what must be attributed.
public enum AgeFile {
    /// The longest header that is read or written, in bytes: room for about 2,500 X25519 recipients. The format itself
    /// sets no limit, but a header must be held in memory.
    public static let headerLimit = 256 * 1024

    /// Whether bytes begin as a file of this format does, of whatever version.
    public static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: HeaderSyntax.versionStart) }

    /// Seals a plaintext under a passphrase.
    ///
    /// - Parameters:
    ///   - passphrase: its bytes, UTF-8 by custom; not normalised here.
    ///   - log2N: scrypt's work factor, 1 to 30: 18 takes about a second and 256 MiB.
    /// - Throws: `cryptography`, where the work factor is out of range or memory does not suffice.
    public static func seal(
        _ plaintext: borrowing SecretBytes, passphrase: borrowing SecretBytes, log2N: Int
    ) throws(AgeFileError) -> [UInt8] {
        let fileKey = try FileKey.random()
        return try seal(plaintext, in: header(fileKey, passphrase: passphrase, log2N: log2N), fileKey: fileKey)
    }

    /// Seals a plaintext to recipients, each of whom can open it alone.
    ///
    /// - Throws: `noRecipients`, `tooManyRecipients`, `invalidRecipient` or `cryptography`.
    public static func seal(
        _ plaintext: borrowing SecretBytes, to recipients: [AgeRecipient]
    ) throws(AgeFileError) -> [UInt8] {
        let fileKey = try FileKey.random()
        return try seal(plaintext, in: header(fileKey, recipients: recipients), fileKey: fileKey)
    }

    /// Opens a file that was sealed under a passphrase.
    ///
    /// - Parameters:
    ///   - allowedLog2N: the work factors to accept; others are refused before anything is derived.
    ///   - limit: the most bytes of plaintext to accept, looked at before anything is derived.
    /// - Throws: every case of ``AgeFileError`` that concerns reading. Plaintext is returned whole or not at all.
    public static func open(
        _ file: [UInt8], passphrase: borrowing SecretBytes, allowedLog2N: ClosedRange<Int>, limit: Int
    ) throws(AgeFileError) -> SecretBytes {
        let envelope = try Envelope(file, limit: limit)
        let fileKey = try fileKey(of: envelope.header, passphrase: passphrase, allowedLog2N: allowedLog2N)
        return try open(envelope, fileKey: fileKey)
    }

    /// Opens a file that was sealed to an identity's recipient, among others perhaps.
    ///
    /// - Parameter limit: the most bytes of plaintext to accept.
    /// - Throws: every case of ``AgeFileError`` that concerns reading. Plaintext is returned whole or not at all.
    public static func open(
        _ file: [UInt8], with identity: borrowing AgeIdentity, limit: Int
    ) throws(AgeFileError) -> SecretBytes {
        let envelope = try Envelope(file, limit: limit)
        let fileKey = try fileKey(of: envelope.header, identity: identity)
        return try open(envelope, fileKey: fileKey)
    }

    private static func seal(
        _ plaintext: borrowing SecretBytes, in header: Header, fileKey: borrowing FileKey
    ) throws(AgeFileError) -> [UInt8] {
        let nonce = try payloadNonce()
        var cipher = try ChunkCipher(fileKey: fileKey, payloadNonce: nonce)
        let start = header.bytes + nonce
        let layout = PayloadLayout(plainCount: plaintext.count)
        var file = start + [UInt8](repeating: 0, count: layout.sealedCount)
        var span = file.mutableSpan
        try span.withUnsafeMutableBytes { file throws(AgeFileError) in
            try plaintext.withUnsafeBytes { plain throws(AgeFileError) in
                for chunk in 0..<layout.chunkCount {
                    let sealedRange = layout.sealedRange(of: chunk, after: start.count)
                    try cipher.seal(
                        UnsafeRawBufferPointer(rebasing: plain[layout.plainRange(of: chunk)]),
                        isFinal: chunk == layout.chunkCount - 1,
                        into: UnsafeMutableRawBufferPointer(rebasing: file[sealedRange]))
                }
            }
        }
        return file
    }

    private static func open(
        _ envelope: borrowing Envelope, fileKey: borrowing FileKey
    ) throws(AgeFileError) -> SecretBytes {
        try envelope.header.verify(with: fileKey)
        let layout = envelope.layout
        var cipher = try ChunkCipher(fileKey: fileKey, payloadNonce: envelope.nonce)
        var plaintext = try library { () throws(CryptographyError) in try SecretBytes(zeroed: layout.plainCount) }
        try envelope.file.span.withUnsafeBytes { file throws(AgeFileError) in
            try plaintext.withUnsafeMutableBytes { plain throws(AgeFileError) in
                for chunk in 0..<layout.chunkCount {
                    let sealedRange = layout.sealedRange(of: chunk, after: envelope.payloadStart)
                    let standing = try cipher.open(
                        UnsafeRawBufferPointer(rebasing: file[sealedRange]),
                        bytesFollow: chunk < layout.chunkCount - 1,
                        into: UnsafeMutableRawBufferPointer(rebasing: plain[layout.plainRange(of: chunk)]))
                    if let fault = standing.fault { throw fault }
                }
            }
        }
        return plaintext
    }
}
