import Cryptography

/// The file key wrapped under a passphrase (C2SP age, "The scrypt recipient type").
struct ScryptStanza {
    static let type = "scrypt"
    private static let saltStart = Array("age-encryption.org/v1/scrypt".utf8)
    private static let saltCount = 16

    private let salt: [UInt8]
    private let log2N: Int
    private let body: [UInt8]

    /// Reads a stanza: nil if it is of another kind.
    ///
    /// - Throws: `malformedHeader(.scryptStanza)`.
    init?(_ stanza: Stanza) throws(AgeFileError) {
        guard stanza.type == ScryptStanza.type else { return nil }
        guard stanza.arguments.count == 2, stanza.body.count == FileKey.wrappedCount,
            let salt = Base64.decode(stanza.arguments[0], padded: false), salt.count == ScryptStanza.saltCount,
            let log2N = ScryptStanza.workFactor(stanza.arguments[1])
        else { throw .malformedHeader(.scryptStanza) }
        self.salt = salt
        self.log2N = log2N
        body = stanza.body
    }

    /// Wraps a file key. Takes the time and memory (128 bytes × 8 × 2^log2N) of scrypt.
    init(
        wrapping fileKey: borrowing FileKey, passphrase: borrowing SecretBytes, log2N: Int
    ) throws(AgeFileError) {
        do throws(CryptographyError) {
            let salt = try RandomBytes.make(ScryptStanza.saltCount)
            let wrapKey = try ScryptStanza.wrapKey(passphrase, salt: salt, log2N: log2N)
            self.salt = salt
            self.log2N = log2N
            body = try fileKey.wrapped(under: wrapKey)
        } catch { throw .cryptography(error) }
    }

    /// The stanza's form in the header.
    var stanza: Stanza {
        let arguments = [Base64.encode(salt, padded: false), String(log2N)]
        return Stanza(type: ScryptStanza.type, arguments: arguments, body: body)
    }

    /// The file key, or nil if this is not the passphrase.
    ///
    /// - Throws: `workFactorRefused` before anything is derived: the file says how long to work, and a hostile one
    ///   would say forever.
    func unwrap(
        with passphrase: borrowing SecretBytes, allowedLog2N: ClosedRange<Int>
    ) throws(AgeFileError) -> FileKey? {
        guard allowedLog2N.contains(log2N) else { throw .workFactorRefused(log2N: log2N) }
        let wrapKey: SecretBytes
        do throws(CryptographyError) {
            wrapKey = try ScryptStanza.wrapKey(passphrase, salt: salt, log2N: log2N)
        } catch { throw .cryptography(error) }
        return try FileKey.unwrap(body, under: wrapKey)
    }

    private static func wrapKey(
        _ passphrase: borrowing SecretBytes, salt: [UInt8], log2N: Int
    ) throws(CryptographyError) -> SecretBytes {
        try Scrypt.derive(passphrase: passphrase, salt: saltStart + salt, log2N: log2N, r: 8, p: 1, count: 32)
    }

    /// A decimal number of digits only, without leading zeros; nil also where it does not fit an `Int`.
    private static func workFactor(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.first != 0x30 else { return nil }
        return Int(text)
    }
}
