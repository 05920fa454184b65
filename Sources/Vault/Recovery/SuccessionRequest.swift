public import Cryptography

/// Asks the custodians for their shares of one case's key, for who takes it over from somebody who is suspended or gone
/// (docs/file-format.md, "Hand-over without the leaver"). A director signs and names the successor, to whom shares are sealed.
///
/// With enough shares released the successor holds the generation and may assign themself to the case, once, as the very next
/// assignment: so that whatever is written to the case's assignments meanwhile, or the next generation of it, ends the request.
public struct SuccessionRequest: KeyRequest {
    static let label = "tacet/1/succession-request"

    public let practice: OpaqueID
    public let id: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    public let statement: Digest
    /// SHA-256 of the share set that is asked for: approvals name the same.
    public let shareSet: Digest
    /// How many shares of it make the key.
    public let threshold: UInt8
    /// To whom the case is given, and who is suspended or gone.
    public let leaver: OpaqueID
    /// The successor.
    public let recipient: OpaqueID
    public let keyID: OpaqueID
    /// How many assignments the case has, and the hash of the last.
    public let assignments: (count: UInt32, last: Digest)
    public let chainHead: ChainHead
    /// A director.
    public let signer: OpaqueID
    public let hash: Digest
    let signed: SignedMessage

    /// - Parameter history: the case as it stands; the request is for its newest generation
    init(
        of history: CompartmentHistory, generation: GenerationStatement, id: OpaqueID, shareSet: ShareSet,
        from leaver: OpaqueID, to successor: Member, chainHead: ChainHead, by signer: any Signing
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
        writer.id(leaver)
        writer.id(successor.id)
        writer.id(try successor.keys.id())
        writer.u32(history.assignmentHead.count)
        writer.digest(history.assignmentHead.last)
        writer.chainHead(chainHead)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
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
        leaver = try reader.id()
        recipient = try reader.id()
        keyID = try reader.id()
        assignments = (try reader.u32(), try reader.digest())
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
        // One share that opens by itself would make its holder a master key.
        guard threshold >= 2, leaver != recipient, leaver != signer, assignments.count >= 1 else {
            throw .malformed(.recovery)
        }
    }

    public var row: SealedRow {
        SealedRow(
            .recovery, key: RecoveryKey.succession(id), scope: compartment, target: recipient, body: signed.bytes)
    }

    /// Neither who is given the case nor who is to leave it.
    public func mayApprove(_ custodian: OpaqueID) -> Bool { custodian != recipient && custodian != leaver }

    /// Whether the row lies where the request says, its signer's keys of that time signed it, and, where duties can be read, they
    /// were a director, the leaver was out and the successor a counselor or trainee with these keys.
    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead), chain.isValid(signed, by: signer, at: chainHead.position),
            chain.stations[signer] == nil
        else { throw .badSignature(.recovery) }
        guard chain.duties(of: signer, at: chainHead.position)?.contains(.director) ?? true,
            holds(until: chainHead.position, in: chain)
        else { throw .unauthorized(.recovery, compartment: compartment) }
    }

    /// Whether, from the request on and up to a position of the chain, the leaver was out all the while, and at that position the
    /// successor was a counselor or trainee with the keys that shares are sealed to.
    public func holds(until position: UInt32, in chain: MembershipChain) -> Bool {
        position >= chainHead.position && chain.members[leaver] != nil && chain.stations[recipient] == nil
            && chain.signingKey(of: recipient, keyID: keyID, at: position) != nil
            && chain.wasOut(leaver, from: chainHead.position, through: position)
            && chain.mayCounsel(recipient, at: position)
    }
}

extension MembershipChain {
    /// Whether somebody was an active counselor or trainee; true where duties cannot be read.
    func mayCounsel(_ person: OpaqueID, at position: UInt32) -> Bool {
        let wanted: Duties = [.counselor, .trainee]
        return duties(of: person, at: position).map { !$0.isDisjoint(with: wanted) } ?? (members[person] != nil)
    }
}
