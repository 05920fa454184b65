import Cryptography

/// A generation's secret, sealed to one holder and signed by who gave it (docs/file-format.md, "Grant").
public struct Grant: Sendable {
    static let label = "tacet/1/grant"

    /// How the secret is sealed.
    enum Sealing: Sendable {
        /// To a person's X25519 key with HPKE in mode_psk.
        case person(keyID: OpaqueID, HPKE.SealedMessage)
        /// To a compartment with AES-256 Key Wrap under the wrapping key of that generation of it, by one of its members.
        case compartment(generation: UInt32, wrapped: [UInt8])
        /// To a compartment's public key with HPKE in mode_psk, by someone who is not a member: a counselor who renews a
        /// client's file gives it back to the desk.
        case boxed(generation: UInt32, HPKE.SealedMessage)
    }

    public let practice: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    public let holder: Holder
    /// For a grant to a compartment: the generation it is wrapped under; 0 for a person.
    public let holderGeneration: UInt32
    public let grantor: OpaqueID
    let sealing: Sealing
    let signed: SignedMessage

    /// Grants a secret to a person, whose keys the caller took from the membership chain.
    static func make(_ secret: CompartmentSecret, to member: Member, membership: Membership, by signer: any Signing)
        throws(VaultError) -> Grant
    {
        let keyID = try member.keys.id()
        let sealed = try HPKEMethod.psk.seal(
            secret.secret, to: member.keys.agreement, info: info(secret, holder: .person(member.id)),
            membership: membership)
        return try Grant(secret, to: .person(member.id), sealing: .person(keyID: keyID, sealed), by: signer)
    }

    /// Grants a secret to everyone who holds another compartment's generation.
    static func make(_ secret: CompartmentSecret, to parent: CompartmentSecret, by signer: any Signing)
        throws(VaultError) -> Grant
    {
        let wrapped = try cryptographic { () throws(CryptographyError) in
            try AES256KeyWrap.wrap(secret.secret, under: parent.wrappingKey)
        }
        return try Grant(
            secret, to: .compartment(parent.compartment),
            sealing: .compartment(generation: parent.generation, wrapped: wrapped), by: signer)
    }

    /// Grants a secret to a compartment that the grantor does not belong to.
    static func make(
        _ secret: CompartmentSecret, to parent: GenerationStatement, membership: Membership, by signer: any Signing
    ) throws(VaultError) -> Grant {
        let holder = Holder.compartment(parent.compartment)
        let sealed = try HPKEMethod.psk.seal(
            secret.secret, to: parent.publicKey, info: info(secret, holder: holder), membership: membership)
        return try Grant(secret, to: holder, sealing: .boxed(generation: parent.generation, sealed), by: signer)
    }

    private init(_ secret: CompartmentSecret, to holder: Holder, sealing: Sealing, by signer: any Signing)
        throws(VaultError)
    {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(secret.practice)
        writer.id(secret.compartment)
        writer.u32(secret.generation)
        holder.write(to: &writer)
        switch sealing {
        case .person(let keyID, let message):
            writer.id(keyID)
            writer.u32(0)
            writer.u8(HPKEMethod.psk.rawValue)
            writer.prefixed(message.encapsulatedKey)
            writer.prefixed(message.ciphertext)
        case .compartment(let generation, let wrapped):
            writer.id(.none)
            writer.u32(generation)
            writer.u8(3)
            writer.prefixed([])
            writer.prefixed(wrapped)
        case .boxed(let generation, let message):
            writer.id(.none)
            writer.u32(generation)
            writer.u8(HPKEMethod.psk.rawValue)
            writer.prefixed(message.encapsulatedKey)
            writer.prefixed(message.ciphertext)
        }
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a grant's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .grant)
        var reader = ByteReader(signed.message, of: .grant)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        compartment = try reader.id()
        generation = try reader.u32()
        holder = try Holder(reading: &reader, of: .grant)
        let keyID = try reader.id()
        holderGeneration = try reader.u32()
        let method = try reader.u8()
        let encapsulatedKey = try reader.prefixed()
        let ciphertext = try reader.prefixed()
        grantor = try reader.id()
        try reader.end()
        // What a way of sealing has no use for is empty, so that one grant has one form.
        switch holder {
        case .person: guard holderGeneration == 0 else { throw .malformed(.grant) }
        case .compartment: guard keyID == .none, holderGeneration > 0 else { throw .malformed(.grant) }
        }
        guard encapsulatedKey.count == (method == 3 ? 0 : 32) else { throw .malformed(.grant) }
        switch (holder, method) {
        case (.person, HPKEMethod.psk.rawValue):
            sealing = .person(
                keyID: keyID, HPKE.SealedMessage(encapsulatedKey: encapsulatedKey, ciphertext: ciphertext))
        case (.compartment, 3):
            sealing = .compartment(generation: holderGeneration, wrapped: ciphertext)
        case (.compartment, HPKEMethod.psk.rawValue):
            sealing = .boxed(
                generation: holderGeneration,
                HPKE.SealedMessage(encapsulatedKey: encapsulatedKey, ciphertext: ciphertext))
        default:
            throw .malformed(.grant)
        }
    }

    /// The keys of the person it is sealed to; nil for a compartment.
    public var recipientKeyID: OpaqueID? {
        if case .person(let keyID, _) = sealing { keyID } else { nil }
    }

    public var row: SealedRow {
        SealedRow(
            .grant, key: CompartmentKey.bytes(compartment, generation, holder.id), scope: compartment,
            target: holder.id, body: signed.bytes)
    }

    func liesWhereItSays(_ row: StoredRow) -> Bool {
        let own = self.row
        return row.address == own.address && row.scope == own.scope && row.target == own.target
    }

    /// Whether the row lies where the grant says, and the grantor's key signed it.
    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        guard liesWhereItSays(row), practice == chain.practice else { throw .wrongKeyOrAltered }
        guard chain.isValid(signed, by: grantor) else { throw .badSignature(.grant) }
    }

    /// The secret, for the person it is sealed to.
    func open(with identity: Identity, membership: Membership) throws(VaultError) -> CompartmentSecret {
        guard case .person(let keyID, let message) = sealing, holder == .person(identity.id), keyID == identity.keyID
        else { throw .noKey(compartment: compartment) }
        let secret = try HPKEMethod.psk.open(
            message, with: identity.agreement,
            info: Self.info(practice, compartment, generation, holder: holder), membership: membership)
        return try CompartmentSecret(
            practice: practice, compartment: compartment, generation: generation, secret: secret)
    }

    /// The secret, for a member of the compartment it is sealed to.
    func open(with parent: CompartmentSecret, membership: Membership) throws(VaultError) -> CompartmentSecret {
        guard holder == .compartment(parent.compartment), holderGeneration == parent.generation else {
            throw .noKey(compartment: compartment)
        }
        let secret: SecretBytes
        switch sealing {
        case .person: throw .noKey(compartment: compartment)
        case .compartment(_, let wrapped):
            secret = try cryptographic { () throws(CryptographyError) in
                try AES256KeyWrap.unwrap(wrapped, under: parent.wrappingKey)
            }
        case .boxed(_, let message):
            secret = try HPKEMethod.psk.open(
                message, with: parent.agreement,
                info: Self.info(practice, compartment, generation, holder: holder), membership: membership)
        }
        return try CompartmentSecret(
            practice: practice, compartment: compartment, generation: self.generation, secret: secret)
    }

    private static func info(_ secret: CompartmentSecret, holder: Holder) -> [UInt8] {
        info(secret.practice, secret.compartment, secret.generation, holder: holder)
    }

    private static func info(_ practice: OpaqueID, _ compartment: OpaqueID, _ generation: UInt32, holder: Holder)
        -> [UInt8]
    {
        var writer = ByteWriter(label: "tacet/1/grant-info")
        writer.id(practice)
        writer.id(compartment)
        writer.u32(generation)
        writer.id(holder.id)
        writer.prefixed(Array("member".utf8))
        return writer.bytes
    }
}
