import Cryptography

/// The second signature under a proposal that rows go, of whichever kind: without it nothing does.
struct DisposalApproval: Sendable {
    private static let label = "tacet/1/disposal-approved"

    /// Seconds since 1970.
    let time: UInt64
    let chainHead: ChainHead
    let approver: OpaqueID
    private let signed: SignedMessage

    var bytes: [UInt8] { signed.bytes }

    /// Signs it.
    init(
        of proposal: Digest, in practice: OpaqueID, time: UInt64, chain: MembershipChain, by identity: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(practice)
        writer.digest(proposal)
        writer.u64(time)
        writer.chainHead(chain.head)
        writer.id(identity.id)
        try self.init(try SignedMessage(writer.bytes, by: identity), of: proposal, in: practice)
    }

    /// Reads it.
    /// - Throws: `.malformed` also where it is that of another proposal
    init(_ signed: SignedMessage, of proposal: Digest, in practice: OpaqueID) throws(VaultError) {
        self.signed = signed
        var reader = ByteReader(signed.message, of: .disposal)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        guard try reader.id() == practice, try reader.digest() == proposal else { throw .malformed(.disposal) }
        time = try reader.u64()
        chainHead = try reader.chainHead()
        approver = try reader.id()
        try reader.end()
    }

    /// Whether another than the proposer signed it, not before the proposal, who may.
    /// - Parameters:
    ///   - proposed: who proposed it, and where the chain stood then
    ///   - duties: of which the approver has one, where duties are known
    func check(
        of proposed: (signer: OpaqueID, chainHead: ChainHead), chain: MembershipChain, duties allowed: Duties,
        compartment: OpaqueID
    ) throws(VaultError) {
        guard chain.contains(chainHead), chainHead.position >= proposed.chainHead.position,
            chain.isValid(signed, by: approver, at: chainHead.position)
        else { throw .badSignature(.disposal) }
        guard approver != proposed.signer else { throw .unauthorized(.disposal, compartment: compartment) }
        guard let duties = chain.duties(of: approver, at: chainHead.position) else { return }
        guard !duties.isDisjoint(with: allowed) else { throw .unauthorized(.disposal, compartment: compartment) }
    }
}
