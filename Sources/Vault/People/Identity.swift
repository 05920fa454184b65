import AgeFile
public import Cryptography

/// What a member of a practice keeps besides their keys: which practice it is and the secret that its grants need.
public final class Membership {
    /// The practice's identifier.
    public let practice: OpaqueID
    /// The hash of the genesis statement: the one root of trust.
    public let root: Digest
    /// 32 bytes, HPKE's pre-shared key. It is never in the database, so that someone who stores today's database and
    /// has a quantum computer later still lacks half of what opens a grant. nil where the agent keeps it.
    private let held: SecretBytes?
    private let agent: (any IdentityKeys)?

    init(practice: OpaqueID, root: Digest, secret: consuming SecretBytes) {
        self.practice = practice
        self.root = root
        held = .some(secret)
        agent = nil
    }

    /// A membership whose secret an agent keeps.
    init(practice: OpaqueID, root: Digest, keptBy agent: any IdentityKeys) {
        self.practice = practice
        self.root = root
        held = nil
        self.agent = agent
    }

    /// The practice's secret extracted into what two sides share, as HPKE's mode_psk needs it.
    func blended(_ shared: borrowing SecretBytes) throws(VaultError) -> SecretBytes {
        if let agent { return try agent.blended(shared) }
        guard held != nil else { throw .keysStayInAgent }
        do throws(CryptographyError) { return try blendedHere(shared) } catch { throw .cryptography(error) }
    }

    private func blendedHere(_ shared: borrowing SecretBytes) throws(CryptographyError) -> SecretBytes {
        switch held {
        case .some(let secret): try HPKE.blend(shared, psk: secret)
        case nil: throw .invalidKey
        }
    }

    /// A copy of the practice's secret, for an identity or welcome file.
    /// - Throws: `.keysStayInAgent`
    func exportedSecret() throws(VaultError) -> SecretBytes {
        do throws(CryptographyError) {
            if let copy = try duplicated() { return copy }
        } catch { throw .cryptography(error) }
        throw .keysStayInAgent
    }

    private func duplicated() throws(CryptographyError) -> SecretBytes? {
        switch held {
        case .some(let secret): .some(try secret.duplicate())
        case nil: nil
        }
    }
}

/// A person's unlocked identity: one X25519 pair that receives grants and one Ed25519 pair that signs.
///
/// It lives in an age file with a scrypt recipient, which the standard `age` program opens too; its payload is described
/// in docs/file-format.md, section "Identity file". Once unlocked its private keys lie in this process or in the person's
/// agent, which uses them and never gives them out.
public final class Identity: Signing {
    /// The payload's first line.
    static let opening = "tacet-identity 1"
    /// What an identity file may ask of scrypt: cheaper is guessable, dearer is an attack on the reader's memory.
    public static let allowedLog2N = 17...20

    public let shortName: String
    public let id: OpaqueID
    public let keyID: OpaqueID
    public let publicKeys: PublicKeys
    /// nil until `welcome` has brought the practice's root and secret.
    public let membership: Membership?
    /// Opens what is sealed to the person.
    let agreement: any IdentityKeys

    private init(
        shortName: String, id: OpaqueID, agreement: consuming X25519.PrivateKey, signing: consuming Ed25519.PrivateKey,
        membership: Membership?
    ) throws(VaultError) {
        self.shortName = shortName
        self.id = id
        publicKeys = PublicKeys(agreement: agreement.publicKey, signing: signing.publicKey)
        keyID = try publicKeys.id()
        self.agreement = OwnKeys(agreement: agreement, signing: signing)
        self.membership = membership
    }

    /// An identity whose keys an agent keeps.
    init(keptBy keys: AgentKeys) throws(VaultError) {
        let described = keys.described
        shortName = described.shortName
        id = described.person
        publicKeys = described.publicKeys
        keyID = try publicKeys.id()
        agreement = keys
        membership = described.practice.map { Membership(practice: $0.id, root: $0.root, keptBy: keys) }
    }

    /// A new identity with random keys and a random pseudonym, or new keys for one that is there.
    public static func generate(shortName: String, as person: OpaqueID? = nil) throws(VaultError) -> Identity {
        let agreement = try cryptographic { () throws(CryptographyError) in try X25519.PrivateKey.generate() }
        let signing = try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey.generate() }
        let fresh = try cryptographic { () throws(CryptographyError) in try OpaqueID.random() }
        return try Identity(
            shortName: shortName, id: person ?? fresh, agreement: agreement, signing: signing, membership: nil)
    }

    /// The same identity, belonging to a practice.
    func joining(_ membership: Membership) throws(VaultError) -> Identity {
        let own = try ownKeys()
        let agreementSeed = try cryptographic { () throws(CryptographyError) in try own.agreement.raw() }
        let signingSeed = try cryptographic { () throws(CryptographyError) in try own.signing.raw() }
        return try Identity(
            shortName: shortName, id: id,
            agreement: try cryptographic { () throws(CryptographyError) in try X25519.PrivateKey(raw: agreementSeed) },
            signing: try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey(raw: signingSeed) },
            membership: membership)
    }

    private func ownKeys() throws(VaultError) -> OwnKeys {
        guard let own = agreement as? OwnKeys else { throw .keysStayInAgent }
        return own
    }

    public func signature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try agreement.signature(for: message)
    }

    public func passingSignature(for message: [UInt8]) throws(VaultError) -> [UInt8] {
        try agreement.passingSignature(for: message)
    }

    /// Sees that the keys are at hand before a transaction begins, in which nobody should be asked for a passphrase.
    /// - Throws: `.keysAway`
    public func wake() throws(VaultError) { try agreement.wake() }

    /// The session that the command before left with the agent, if it did and it is one. It is given once.
    public func takeSession() -> KeptSession? {
        guard let kept = agreement.takeSession() else { return nil }
        return try? KeptSession(parsing: kept)
    }

    /// Leaves a session with the agent for the next command, where there is one.
    public func keepSession(_ session: borrowing KeptSession) {
        guard let bytes = try? session.bytes() else { return }
        agreement.keepSession(bytes)
    }

    // MARK: the file

    /// The identity file's bytes.
    /// - Parameters:
    ///   - passphrase: UTF-8
    ///   - log2N: scrypt's work factor, 17 to 20
    public func sealed(passphrase: borrowing SecretBytes, log2N: Int) throws(VaultError) -> [UInt8] {
        guard Self.allowedLog2N.contains(log2N) else { throw .ageFile(.workFactorRefused(log2N: log2N)) }
        let text = try payload(of: try ownKeys())
        do throws(AgeFileError) {
            return try AgeFile.seal(text, passphrase: passphrase, log2N: log2N)
        } catch { throw .ageFile(error) }
    }

    private func payload(of own: OwnKeys) throws(VaultError) -> SecretBytes {
        var lines = try SecretLines()
        try lines.add(Self.opening)
        try add(own, to: &lines)
        return try lines.finished()
    }

    /// Adds the identity to lines that go elsewhere: to another computer of the same person.
    /// - Throws: `.keysStayInAgent`
    func add(to lines: inout SecretLines) throws(VaultError) { try add(try ownKeys(), to: &lines) }

    private func add(_ own: OwnKeys, to lines: inout SecretLines) throws(VaultError) {
        try lines.add("short-name \(shortName)")
        try lines.add("person \(id.hex)")
        try lines.add("x25519", secret: try cryptographic { () throws(CryptographyError) in try own.agreement.raw() })
        try lines.add("ed25519", secret: try cryptographic { () throws(CryptographyError) in try own.signing.raw() })
        if let membership {
            try lines.add("practice \(membership.practice.hex)")
            try lines.add("root \(membership.root.hex)")
            try lines.add("practice-secret", secret: try membership.exportedSecret())
        }
    }

    /// Opens an identity file.
    /// - Throws: `.ageFile(.wrongKeyOrPassphrase)` for a wrong passphrase, `.ageFile(.workFactorRefused)` before anything is
    ///   derived, `.malformed(.identity)` where the payload is not an identity
    public static func open(_ file: [UInt8], passphrase: borrowing SecretBytes) throws(VaultError) -> Identity {
        let text: SecretBytes
        do throws(AgeFileError) {
            text = try AgeFile.open(file, passphrase: passphrase, allowedLog2N: allowedLog2N, limit: 4096)
        } catch { throw .ageFile(error) }
        let values = try SecretLines.values(in: text, of: .identity)
        guard try SecretLines.text(values[""], in: text, of: .identity) == opening else { throw .malformed(.identity) }
        return try Identity(reading: text, values: values, of: .identity)
    }

    /// Reads an identity's lines.
    convenience init(reading text: borrowing SecretBytes, values: [String: Range<Int>], of what: FormatName)
        throws(VaultError)
    {
        guard let id = OpaqueID(hex: try SecretLines.text(values["person"], in: text, of: what)) else {
            throw .malformed(what)
        }
        let agreement = try SecretLines.secret(values["x25519"], count: 32, in: text, of: what)
        let signing = try SecretLines.secret(values["ed25519"], count: 32, in: text, of: what)
        try self.init(
            shortName: try SecretLines.text(values["short-name"], in: text, of: what), id: id,
            agreement: try cryptographic { () throws(CryptographyError) in try X25519.PrivateKey(raw: agreement) },
            signing: try cryptographic { () throws(CryptographyError) in try Ed25519.PrivateKey(raw: signing) },
            membership: values["practice"] == nil ? nil : try Membership(reading: text, values: values, of: what))
    }
}

extension Membership {
    /// Reads the three lines "practice", "root" and "practice-secret", which identity and welcome files share.
    convenience init(reading text: borrowing SecretBytes, values: [String: Range<Int>], of what: FormatName)
        throws(VaultError)
    {
        guard let practice = OpaqueID(hex: try SecretLines.text(values["practice"], in: text, of: what)),
            let bytes = Hex.decode(try SecretLines.text(values["root"], in: text, of: what)), let root = Digest(bytes)
        else { throw .malformed(what) }
        self.init(
            practice: practice, root: root,
            secret: try SecretLines.secret(values["practice-secret"], count: 32, in: text, of: what))
    }
}
