public import Cryptography

/// A custodian's word that their share may go to whoever a request names: it stands, with an entry of its own, before the share
/// is opened.
public struct RecoveryApproval: Sendable {
    static let label = "tacet/1/recovery-approval"

    public let practice: OpaqueID
    public let request: OpaqueID
    public let compartment: OpaqueID
    /// The hash of the request approved: another one under the same number is not.
    public let requestHash: Digest
    /// SHA-256 of the share set: shares of two sets do not fit together.
    public let shareSet: Digest
    public let chainHead: ChainHead
    public let custodian: OpaqueID
    let signed: SignedMessage

    init(of request: some KeyRequest, shareSet: ShareSet, chainHead: ChainHead, by signer: any Signing)
        throws(VaultError)
    {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(request.practice)
        writer.id(request.id)
        writer.id(request.compartment)
        writer.digest(request.hash)
        writer.digest(shareSet.hash)
        writer.chainHead(chainHead)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads an approval's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .recovery)
        var reader = ByteReader(signed.message, of: .recovery)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        request = try reader.id()
        compartment = try reader.id()
        requestHash = try reader.digest()
        shareSet = try reader.digest()
        chainHead = try reader.chainHead()
        custodian = try reader.id()
        try reader.end()
    }

    public var row: SealedRow {
        SealedRow(
            .recovery, key: RecoveryKey.approval(request, by: custodian), scope: compartment, target: custodian,
            body: signed.bytes)
    }

    /// Whether the row lies where it says, a custodian's keys of that time signed it, and it is of this request.
    public func check(row: StoredRow, of request: some KeyRequest, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead), chain.isValid(signed, by: custodian, at: chainHead.position) else {
            throw .badSignature(.recovery)
        }
        guard self.request == request.id, requestHash == request.hash, compartment == request.compartment,
            request.mayApprove(custodian), chainHead.position >= request.chainHead.position,
            chain.duties(of: custodian, at: chainHead.position).map({ $0.contains(.custodian) })
                ?? (chain.members[custodian] != nil)
        else { throw .unauthorized(.recovery, compartment: compartment) }
    }
}

/// A custodian's share, sealed to the keys that the request names and bound to that request.
public struct RecoveryRelease: Sendable {
    static let label = "tacet/1/recovery-share"

    public let practice: OpaqueID
    public let request: OpaqueID
    public let compartment: OpaqueID
    public let requestHash: Digest
    public let shareSet: Digest
    public let index: UInt8
    public let custodian: OpaqueID
    private let message: HPKE.SealedMessage
    let signed: SignedMessage

    init(
        _ share: ShamirSecretSharing.Share, of shareSet: ShareSet, to recipient: Member, for request: some KeyRequest,
        membership: Membership, by signer: any Signing
    ) throws(VaultError) {
        let sealed = try HPKEMethod.psk.seal(
            share.bytes, to: recipient.keys.agreement,
            info: Self.info(request, shareSet: shareSet.hash, custodian: signer.id, index: share.index),
            membership: membership)
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(request.practice)
        writer.id(request.id)
        writer.id(request.compartment)
        writer.digest(request.hash)
        writer.digest(shareSet.hash)
        writer.u8(share.index)
        writer.fixed(sealed.encapsulatedKey)
        writer.prefixed(sealed.ciphertext)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a released share's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .recovery)
        var reader = ByteReader(signed.message, of: .recovery)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        request = try reader.id()
        compartment = try reader.id()
        requestHash = try reader.digest()
        shareSet = try reader.digest()
        index = try reader.u8()
        let encapsulatedKey = try reader.fixed(32)
        message = HPKE.SealedMessage(encapsulatedKey: encapsulatedKey, ciphertext: try reader.prefixed())
        custodian = try reader.id()
        try reader.end()
        guard index != 0 else { throw .malformed(.recovery) }
    }

    public var row: SealedRow {
        SealedRow(
            .recovery, key: RecoveryKey.release(request, by: custodian), scope: compartment, target: custodian,
            body: signed.bytes)
    }

    /// Whether the row lies where it says, its custodian signed it, and it is what the same custodian approved.
    public func check(
        row: StoredRow, of request: some KeyRequest, approved approval: RecoveryApproval, chain: MembershipChain
    ) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.isValid(signed, by: custodian) else { throw .badSignature(.recovery) }
        guard self.request == request.id, requestHash == request.hash, compartment == request.compartment,
            custodian == approval.custodian, shareSet == approval.shareSet
        else { throw .unauthorized(.recovery, compartment: compartment) }
    }

    /// The share, for whoever asked.
    func open(_ request: some KeyRequest, with identity: Identity, membership: Membership) throws(VaultError)
        -> ShamirSecretSharing.Share
    {
        guard request.recipient == identity.id, request.keyID == identity.keyID, request.hash == requestHash else {
            throw .noKey(compartment: compartment)
        }
        return ShamirSecretSharing.Share(
            index: index,
            bytes: try HPKEMethod.psk.open(
                message, with: identity.agreement,
                info: Self.info(request, shareSet: shareSet, custodian: custodian, index: index),
                membership: membership))
    }

    private static func info(_ request: some KeyRequest, shareSet: Digest, custodian: OpaqueID, index: UInt8) -> [UInt8]
    {
        var writer = ByteWriter(label: "tacet/1/recovery-info")
        writer.id(request.practice)
        writer.id(request.id)
        writer.digest(request.hash)
        writer.digest(shareSet)
        writer.id(custodian)
        writer.u8(index)
        return writer.bytes
    }
}
