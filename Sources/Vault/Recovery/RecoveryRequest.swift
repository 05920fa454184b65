public import Cryptography

/// Asks the custodians for their shares of one generation of one compartment, for one person's present keys
/// (docs/file-format.md, "Recovery"). It is signed with those keys by whom they belong to: nobody asks in another's name.
public struct RecoveryRequest: KeyRequest {
    static let label = "tacet/1/recovery-request"

    public let practice: OpaqueID
    public let id: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    /// SHA-256 of the generation's statement, so that the public key which the shares must make is part of what is asked.
    public let statement: Digest
    /// Who will hold the key, and signs.
    public let recipient: OpaqueID
    /// The keys of theirs to which shares are sealed.
    public let keyID: OpaqueID
    public let chainHead: ChainHead
    /// SHA-256 of the request: approvals and shares name it.
    public let hash: Digest
    let signed: SignedMessage

    init(for generation: GenerationStatement, id: OpaqueID, chainHead: ChainHead, by identity: Identity)
        throws(VaultError)
    {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(generation.practice)
        writer.id(id)
        writer.id(generation.compartment)
        writer.u32(generation.generation)
        writer.digest(generation.hash)
        writer.id(identity.id)
        writer.id(identity.keyID)
        writer.chainHead(chainHead)
        try self.init(parsing: try SignedMessage(writer.bytes, by: identity).bytes)
    }

    /// Reads a request's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .recovery)
        hash = try digest(of: body)
        var reader = ByteReader(signed.message, of: .recovery)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        id = try reader.id()
        compartment = try reader.id()
        generation = try reader.u32()
        statement = try reader.digest()
        recipient = try reader.id()
        keyID = try reader.id()
        chainHead = try reader.chainHead()
        try reader.end()
    }

    public var row: SealedRow {
        SealedRow(
            .recovery, key: RecoveryKey.request(id), scope: compartment, target: recipient, body: signed.bytes)
    }

    /// Whether the row lies where the request says, and the recipient's keys of that time, which it names, signed it.
    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead),
            let key = chain.signingKey(of: recipient, keyID: keyID, at: chainHead.position),
            chain.stations[recipient] == nil
        else { throw .badSignature(.recovery) }
        try signed.check(key, as: .recovery)
    }
}

/// The keys of rows of class 11: a request, and, for each custodian, an approval and a share; what break-glass adds, and
/// what asks for a hand-over.
public enum RecoveryKey {
    public static func request(_ id: OpaqueID) -> [UInt8] { bytes(id, 1, .none) }
    public static func approval(_ id: OpaqueID, by custodian: OpaqueID) -> [UInt8] { bytes(id, 2, custodian) }
    public static func release(_ id: OpaqueID, by custodian: OpaqueID) -> [UInt8] { bytes(id, 3, custodian) }

    // break-glass
    public static func glassRequest(_ id: OpaqueID) -> [UInt8] { bytes(id, 4, .none) }
    public static func mark(_ step: GlassMark.Step, of id: OpaqueID, by signer: OpaqueID) -> [UInt8] {
        bytes(id, step.rawValue, signer)
    }

    // hand-over without the leaver
    public static func succession(_ id: OpaqueID) -> [UInt8] { bytes(id, 8, .none) }

    /// Whether a row is what follows a break-glass.
    public static func isMark(_ key: [UInt8]) -> Bool {
        kind(key).flatMap { GlassMark.Step(rawValue: $0) } != nil
    }

    /// Which of the eight a row is, by its key; nil where it is none.
    public static func kind(_ key: [UInt8]) -> UInt8? {
        guard key.count == 33, (1...8).contains(key[16]) else { return nil }
        return key[16]
    }

    private static func bytes(_ id: OpaqueID, _ kind: UInt8, _ custodian: OpaqueID) -> [UInt8] {
        var writer = ByteWriter()
        writer.id(id)
        writer.u8(kind)
        writer.id(custodian)
        return writer.bytes
    }
}

extension SealedRow {
    /// Whether a stored row lies where this one would.
    func check(_ row: StoredRow, _ isOfPractice: Bool) throws(VaultError) {
        guard isOfPractice, row.address == address, row.scope == scope, row.target == target else {
            throw .wrongKeyOrAltered
        }
    }
}
