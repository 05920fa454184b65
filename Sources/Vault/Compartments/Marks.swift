/// A signed mark that a generation is stale: someone who holds it belongs no longer. Nothing is written under it again;
/// the next member who writes makes a new one.
public struct StaleMark: Sendable {
    static let label = "tacet/1/stale"

    public let compartment: OpaqueID
    public let generation: UInt32
    /// Who belongs no longer.
    public let removed: OpaqueID
    /// The membership chain as its signer saw it.
    public let chainHead: ChainHead
    public let signer: OpaqueID
    let practice: OpaqueID
    let signed: SignedMessage

    init(
        _ compartment: OpaqueID, generation: UInt32, removed: OpaqueID, chain: MembershipChain, by signer: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(chain.practice)
        writer.id(compartment)
        writer.u32(generation)
        writer.id(removed)
        writer.chainHead(chain.head)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a mark's form. A mark counts as soon as it stands: a false one costs a rotation, a missed one a secret.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .staleMark)
        var reader = ByteReader(signed.message, of: .staleMark)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        compartment = try reader.id()
        generation = try reader.u32()
        removed = try reader.id()
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
    }

    public var row: SealedRow {
        SealedRow(
            .staleMark, key: CompartmentKey.bytes(compartment, generation), scope: compartment, target: removed,
            body: signed.bytes)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        let own = self.row
        guard row.address == own.address, row.scope == own.scope, row.target == own.target, practice == chain.practice
        else { throw .wrongKeyOrAltered }
        guard chain.isValid(signed, by: signer, at: chainHead.position) else { throw .badSignature(.staleMark) }
    }
}

/// A note that someone who belongs to a compartment has no grant yet. It is only a reminder of where to look: whoever makes
/// the grant checks the chain and the assignments first.
public struct OwedMark: Sendable {
    public let compartment: OpaqueID
    public let member: OpaqueID

    public init(compartment: OpaqueID, member: OpaqueID) {
        self.compartment = compartment
        self.member = member
    }

    /// Reads a mark from its row.
    public init(_ row: StoredRow) throws(VaultError) {
        var reader = ByteReader(row.address.key, of: .row)
        compartment = try reader.id()
        member = try reader.id()
        try reader.end()
        guard row.address.rowClass == .owed, row.scope == compartment, row.target == member, row.body.isEmpty else {
            throw .malformed(.row)
        }
    }

    public var row: SealedRow {
        var key = ByteWriter()
        key.id(compartment)
        key.id(member)
        return SealedRow(.owed, key: key.bytes, scope: compartment, target: member, body: [])
    }
}
