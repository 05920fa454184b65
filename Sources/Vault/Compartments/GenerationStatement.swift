public import Cryptography

/// Makes a compartment's public key count (docs/file-format.md, "Generation statement"). Without it, whoever can write the
/// database could swap the key of `audit` and read every deposit from then on.
public struct GenerationStatement: Sendable {
    static let label = "tacet/1/generation"

    public let practice: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    public let publicKey: X25519.PublicKey
    /// SHA-256 of the previous generation's statement; zero for generation 1.
    public let previous: Digest
    /// The previous generation's secret under this one's wrapping key, so that one grant opens the past; empty for 1.
    public let previousSecret: [UInt8]
    /// The membership chain as its signer saw it.
    public let chainHead: ChainHead
    /// How many assignments the compartment had, and the hash of the last; 0 and zero for fixed compartments.
    public let assignments: (count: UInt32, last: Digest)
    public let signer: OpaqueID
    public let hash: Digest
    let signed: SignedMessage

    /// Signs a new generation.
    init(
        of secret: CompartmentSecret, after previous: (statement: GenerationStatement, secret: CompartmentSecret)?,
        chainHead: ChainHead, assignments: (count: UInt32, last: Digest), by signer: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(secret.practice)
        writer.id(secret.compartment)
        writer.u32(secret.generation)
        writer.fixed(secret.publicKey.bytes)
        writer.digest(previous?.statement.hash ?? .zero)
        var wrapped: [UInt8] = []
        if let previous {
            wrapped = try cryptographic { () throws(CryptographyError) in
                try AES256KeyWrap.wrap(previous.secret.secret, under: secret.wrappingKey)
            }
        }
        writer.prefixed(wrapped)
        writer.chainHead(chainHead)
        writer.u32(assignments.count)
        writer.digest(assignments.last)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a statement's form; `CompartmentHistory` checks what it says.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .generation)
        hash = try digest(of: body)
        var reader = ByteReader(signed.message, of: .generation)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        compartment = try reader.id()
        generation = try reader.u32()
        guard let key = X25519.PublicKey(try reader.fixed(32)) else { throw .malformed(.generation) }
        publicKey = key
        previous = try reader.digest()
        previousSecret = try reader.prefixed()
        chainHead = try reader.chainHead()
        assignments = (try reader.u32(), try reader.digest())
        signer = try reader.id()
        try reader.end()
    }

    /// Whether whoever it names as its signer did sign it.
    public func isSigned(in chain: MembershipChain) -> Bool {
        chain.isValid(signed, by: signer, at: chainHead.position)
    }

    public var row: SealedRow {
        SealedRow(
            .generation, key: CompartmentKey.bytes(compartment, generation), scope: compartment, target: signer,
            body: signed.bytes)
    }
}

/// The keys of rows that belong to one generation of a compartment.
public enum CompartmentKey {
    /// Compartment, generation and, for a grant, its recipient.
    public static func bytes(_ compartment: OpaqueID, _ generation: UInt32, _ recipient: OpaqueID? = nil) -> [UInt8] {
        var writer = ByteWriter()
        writer.id(compartment)
        writer.u32(generation)
        if let recipient { writer.id(recipient) }
        return writer.bytes
    }

    /// Whom a grant's key names; nil for a key of another form.
    public static func holder(of key: [UInt8]) -> OpaqueID? { key.count == 36 ? OpaqueID(Array(key.suffix(16))) : nil }
}
