import Cryptography

/// A small message sealed to a generation's public key with HPKE: the sealed parts of statements and public identities.
struct CompartmentBox: Sendable {
    let generation: UInt32
    let method: HPKEMethod
    private let sealed: HPKE.SealedMessage

    /// - Parameters:
    ///   - context: binds the message to its place; the same bytes are needed to open it
    ///   - secret: the practice's, for mode_psk; nil for mode_base, which whoever lacks it must use
    static func seal(
        _ plain: [UInt8], toKey key: X25519.PublicKey, practice: OpaqueID, compartment: OpaqueID, generation: UInt32,
        context: [UInt8], secret: Membership?
    ) throws(VaultError) -> CompartmentBox {
        let info = Self.info(practice, compartment, generation)
        let method: HPKEMethod = secret == nil ? .base : .psk
        let plain = try cryptographic { () throws(CryptographyError) in try SecretBytes(copying: plain) }
        return CompartmentBox(
            generation: generation, method: method,
            sealed: try method.seal(plain, to: key, info: info, aad: context, membership: secret))
    }

    static func seal(_ plain: [UInt8], to statement: GenerationStatement, context: [UInt8], secret: Membership?)
        throws(VaultError) -> CompartmentBox
    {
        try seal(
            plain, toKey: statement.publicKey, practice: statement.practice, compartment: statement.compartment,
            generation: statement.generation, context: context, secret: secret)
    }

    func open(with key: CompartmentSecret, context: [UInt8], secret: Membership?) throws(VaultError) -> [UInt8] {
        let plain = try method.open(
            sealed, with: key.agreement, info: Self.info(key.practice, key.compartment, key.generation), aad: context,
            membership: secret)
        return plain.revealed()
    }

    private static func info(_ practice: OpaqueID, _ compartment: OpaqueID, _ generation: UInt32) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/box")
        writer.id(practice)
        writer.id(compartment)
        writer.u32(generation)
        return writer.bytes
    }

    private init(generation: UInt32, method: HPKEMethod, sealed: HPKE.SealedMessage) {
        self.generation = generation
        self.method = method
        self.sealed = sealed
    }

    init(parsing bytes: [UInt8], of what: FormatName) throws(VaultError) {
        var reader = ByteReader(bytes, of: what)
        generation = try reader.u32()
        method = try HPKEMethod(reading: &reader, of: what)
        sealed = HPKE.SealedMessage(encapsulatedKey: try reader.fixed(32), ciphertext: try reader.prefixed())
        try reader.end()
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.u32(generation)
        writer.u8(method.rawValue)
        writer.fixed(sealed.encapsulatedKey)
        writer.prefixed(sealed.ciphertext)
        return writer.bytes
    }
}

/// The two HPKE modes in use (RFC 9180, section 5).
enum HPKEMethod: UInt8, Sendable {
    /// `mode_psk` with the practice secret.
    case psk = 1
    /// `mode_base`, without that hedge: by stations and newcomers, who lack the practice secret.
    case base = 2

    init(reading reader: inout ByteReader, of what: FormatName) throws(VaultError) {
        guard let method = HPKEMethod(rawValue: try reader.u8()) else { throw .malformed(what) }
        self = method
    }

    private func pskID(_ membership: Membership) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/practice-secret")
        writer.id(membership.practice)
        return writer.bytes
    }

    func seal(
        _ plain: borrowing SecretBytes, to key: X25519.PublicKey, info: [UInt8], aad: [UInt8] = [],
        membership: Membership?
    ) throws(VaultError) -> HPKE.SealedMessage {
        do throws(CryptographyError) {
            guard self == .psk else { return try HPKE.seal(plain, to: key, info: info, aad: aad) }
        } catch { throw VaultError(error) }
        guard let membership else { throw .wrongKeyOrAltered }
        let made: HPKE.SharedWithRecipient
        do throws(CryptographyError) { made = try HPKE.encapsulate(to: key) } catch { throw VaultError(error) }
        let secret = try membership.blended(made.shared)
        do throws(CryptographyError) {
            return HPKE.SealedMessage(
                encapsulatedKey: made.encapsulatedKey,
                ciphertext: try HPKE.seal(
                    plain, underBlended: secret, info: info, aad: aad, pskID: pskID(membership)))
        } catch { throw VaultError(error) }
    }

    /// Opens with a key that this process holds: a compartment's.
    func open(
        _ message: HPKE.SealedMessage, with key: borrowing X25519.PrivateKey, info: [UInt8], aad: [UInt8] = [],
        membership: Membership?
    ) throws(VaultError) -> SecretBytes {
        let shared: SecretBytes
        do throws(CryptographyError) {
            shared = try HPKE.decapsulate(message.encapsulatedKey, with: key)
        } catch { throw VaultError(error) }
        return try open(message, shared: shared, info: info, aad: aad, membership: membership)
    }

    /// Opens with a person's own key, which may lie in their agent.
    func open(
        _ message: HPKE.SealedMessage, with keys: any IdentityKeys, info: [UInt8], aad: [UInt8] = [],
        membership: Membership?
    ) throws(VaultError) -> SecretBytes {
        try open(
            message, shared: try keys.decapsulated(message.encapsulatedKey), info: info, aad: aad,
            membership: membership)
    }

    private func open(
        _ message: HPKE.SealedMessage, shared: borrowing SecretBytes, info: [UInt8], aad: [UInt8],
        membership: Membership?
    ) throws(VaultError) -> SecretBytes {
        do throws(CryptographyError) {
            guard self == .psk else {
                return try HPKE.open(message.ciphertext, underShared: shared, info: info, aad: aad)
            }
        } catch { throw VaultError(error) }
        guard let membership else { throw .wrongKeyOrAltered }
        let secret = try membership.blended(shared)
        do throws(CryptographyError) {
            return try HPKE.open(
                message.ciphertext, underBlended: secret, info: info, aad: aad, pskID: pskID(membership))
        } catch { throw VaultError(error) }
    }
}

extension VaultError {
    /// A failed authentication keeps its one name; a key that cannot be used is the same to whoever asks.
    init(_ error: CryptographyError) {
        switch error {
        case .wrongKeyOrAltered, .invalidKey: self = .wrongKeyOrAltered
        default: self = .cryptography(error)
        }
    }
}
