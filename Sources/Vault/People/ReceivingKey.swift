import AgeFile
public import Cryptography

/// The private half of a request, on the computer that asks: kept under the passphrase that the person chose there, until the keys
/// arrived.
public final class ReceivingKey {
    static let opening = "tacet-receiving 1"
    /// How many words of the code only the two screens know: 25.8 bits, against whoever answers the request in the person's place,
    /// who has one guess for each file that the person opens.
    public static let secretWords = 2

    public let request: DeviceRequest
    /// The code's last words.
    let proof: [Int]
    /// Whether an identity that lies on this computer is to be set aside.
    public let setsAside: Bool
    private let key: X25519.PrivateKey

    private init(request: DeviceRequest, proof: [Int], setsAside: Bool, key: consuming X25519.PrivateKey) {
        self.request = request
        self.proof = proof
        self.setsAside = setsAside
        self.key = key
    }

    /// - Parameters:
    ///   - made: seconds since 1970
    ///   - name: what the person calls this computer, UTF-8; empty where nothing
    public static func generate(
        practice: OpaqueID, root: Digest, shortName: String, made: Int64, name: [UInt8], setsAside: Bool
    ) throws(VaultError) -> ReceivingKey {
        let key = try cryptographic { () throws(CryptographyError) in try X25519.PrivateKey.generate() }
        let request = DeviceRequest(
            practice: practice, root: root,
            id: try cryptographic { () throws(CryptographyError) in try OpaqueID.random() }, shortName: shortName,
            made: made, name: name, key: key.publicKey)
        return ReceivingKey(
            request: request, proof: try WordNumbers.random(count: secretWords), setsAside: setsAside, key: key)
    }

    /// The words that are typed on the computer that has the keys: places in the word list.
    public func code() throws(VaultError) -> [Int] { try request.words() + proof }

    /// The file's bytes, an age file with a scrypt recipient.
    public func sealed(passphrase: borrowing SecretBytes, log2N: Int) throws(VaultError) -> [UInt8] {
        guard Identity.allowedLog2N.contains(log2N) else { throw .ageFile(.workFactorRefused(log2N: log2N)) }
        var lines = try SecretLines()
        try lines.add(Self.opening)
        try lines.add("request \(Base64.encode(request.file, padded: true))")
        try lines.add("proof \(Self.text(proof))")
        if setsAside { try lines.add("sets-aside yes") }
        try lines.add("x25519", secret: try cryptographic { () throws(CryptographyError) in try key.raw() })
        let text = try lines.finished()
        do throws(AgeFileError) {
            return try AgeFile.seal(text, passphrase: passphrase, log2N: log2N)
        } catch { throw .ageFile(error) }
    }

    /// Opens the file.
    /// - Throws: `.ageFile(.wrongKeyOrPassphrase)` for a wrong passphrase, `.malformed(.receivingKey)`
    public static func open(_ file: [UInt8], passphrase: borrowing SecretBytes) throws(VaultError) -> ReceivingKey {
        let text: SecretBytes
        do throws(AgeFileError) {
            text = try AgeFile.open(file, passphrase: passphrase, allowedLog2N: Identity.allowedLog2N, limit: 4096)
        } catch { throw .ageFile(error) }
        let values = try SecretLines.values(in: text, of: .receivingKey)
        guard try SecretLines.text(values[""], in: text, of: .receivingKey) == opening,
            let request = Base64.decode(
                try SecretLines.text(values["request"], in: text, of: .receivingKey), padded: true)
        else { throw .malformed(.receivingKey) }
        let raw = try SecretLines.secret(values["x25519"], count: 32, in: text, of: .receivingKey)
        let key = try cryptographic { () throws(CryptographyError) in try X25519.PrivateKey(raw: raw) }
        let asked = try DeviceRequest(parsing: request)
        guard key.publicKey == asked.key else { throw .malformed(.receivingKey) }
        return ReceivingKey(
            request: asked,
            proof: try numbers(try SecretLines.text(values["proof"], in: text, of: .receivingKey), .receivingKey),
            setsAside: values["sets-aside"] != nil, key: key)
    }

    /// Opens what was sealed to this key.
    /// - Throws: `.wrongKeyOrAltered`
    func open(_ message: HPKE.SealedMessage, info: [UInt8]) throws(VaultError) -> SecretBytes {
        try cryptographic { () throws(CryptographyError) in try HPKE.open(message, with: key, info: info, aad: []) }
    }

    // MARK: words

    /// Places in the word list as the files have them.
    static func text(_ numbers: [Int]) -> String { numbers.map { "\($0)" }.joined(separator: " ") }

    static func numbers(_ text: String, _ what: FormatName) throws(VaultError) -> [Int] {
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == secretWords, self.text(numbers) == text else { throw .malformed(what) }
        return numbers
    }
}
