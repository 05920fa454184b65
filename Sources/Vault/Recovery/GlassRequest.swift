public import Cryptography

/// Asks the custodians to break the glass: for their shares of one case's key, for somebody who never held it, for a reason
/// and a time (docs/file-format.md, "Break-glass"). Whoever asks signs. They never become a holder by it: nothing that they
/// sign with the secret counts.
public struct GlassRequest: KeyRequest {
    static let label = "tacet/1/glass-request"

    public let practice: OpaqueID
    public let id: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    public let statement: Digest
    /// SHA-256 of the share set that is asked for: approvals name the same.
    public let shareSet: Digest
    /// How many shares of it make the key.
    public let threshold: UInt8
    public let recipient: OpaqueID
    public let keyID: OpaqueID
    public let chainHead: ChainHead
    /// When it was asked, and until when reading is allowed: for everyone active, sealed to `practice`.
    let times: CompartmentBox
    /// SHA-256 over the reason's text, which has a salt: everybody who reads a reason reads the same.
    let reasonDigest: Digest
    /// The reason, for the custodians, the case's counselors and whoever asks.
    let letter: Letter
    public let hash: Digest
    let signed: SignedMessage

    init(
        for generation: GenerationStatement, id: OpaqueID, shareSet: ShareSet, times: CompartmentBox,
        reason: (digest: Digest, letter: Letter), chainHead: ChainHead, by identity: Identity
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(generation.practice)
        writer.id(id)
        writer.id(generation.compartment)
        writer.u32(generation.generation)
        writer.digest(generation.hash)
        writer.digest(shareSet.hash)
        writer.u8(shareSet.threshold)
        writer.id(identity.id)
        writer.id(identity.keyID)
        writer.chainHead(chainHead)
        writer.prefixed(times.bytes)
        writer.digest(reason.digest)
        writer.prefixed(reason.letter.bytes)
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
        shareSet = try reader.digest()
        threshold = try reader.u8()
        recipient = try reader.id()
        keyID = try reader.id()
        chainHead = try reader.chainHead()
        times = try CompartmentBox(parsing: try reader.prefixed(), of: .recovery)
        reasonDigest = try reader.digest()
        letter = try Letter(parsing: try reader.prefixed())
        try reader.end()
        // One share that opens by itself would make its holder a master key.
        guard threshold >= 2, times.method == .psk else { throw .malformed(.recovery) }
    }

    public var row: SealedRow {
        SealedRow(
            .recovery, key: RecoveryKey.glassRequest(id), scope: compartment, target: recipient, body: signed.bytes)
    }

    /// Whether the row lies where the request says, the recipient's keys of that time, which it names, signed it, and, where
    /// duties can be read, they were director or supervisor then.
    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead),
            let key = chain.signingKey(of: recipient, keyID: keyID, at: chainHead.position),
            chain.stations[recipient] == nil
        else { throw .badSignature(.recovery) }
        try signed.check(key, as: .recovery)
        let duties: Duties = [.director, .supervisor]
        guard chain.duties(of: recipient, at: chainHead.position).map({ !$0.isDisjoint(with: duties) }) ?? true else {
            throw .unauthorized(.recovery, compartment: compartment)
        }
    }

    static func timesContext(_ practice: OpaqueID, _ request: OpaqueID) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/glass-times")
        writer.id(practice)
        writer.id(request)
        return writer.bytes
    }

    static func reasonHash(of text: [UInt8]) throws(VaultError) -> Digest {
        var writer = ByteWriter(label: "tacet/1/glass-reason")
        writer.prefixed(text)
        return try digest(of: writer.bytes)
    }
}
