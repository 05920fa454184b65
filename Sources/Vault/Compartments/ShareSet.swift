public import Cryptography

/// A generation's secret split k of n among the custodians, each share sealed to one (docs/file-format.md, "Shares").
/// Putting them together again is recovery, a ceremony of its own.
public struct ShareSet: Sendable {
    static let label = "tacet/1/shares"

    struct SealedShare: Sendable {
        let custodian: OpaqueID
        let keyID: OpaqueID
        let index: UInt8
        let message: HPKE.SealedMessage
    }

    public let practice: OpaqueID
    public let compartment: OpaqueID
    public let generation: UInt32
    public let threshold: UInt8
    public let maker: OpaqueID
    /// SHA-256 of the whole: released shares name the set they are of.
    public let hash: Digest
    let shares: [SealedShare]
    let signed: SignedMessage

    /// Splits a secret.
    /// - Parameters:
    ///   - custodians: n of them, from the membership chain, at least `threshold`
    ///   - threshold: k, at least 2: one share that opens by itself would make its holder a master key
    init(
        _ secret: CompartmentSecret, among custodians: [Member], threshold: Int, membership: Membership,
        by signer: any Signing
    ) throws(VaultError) {
        guard threshold >= 2, custodians.count >= threshold, custodians.count < 256 else { throw .tooLarge(.shares) }
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(secret.practice)
        writer.id(secret.compartment)
        writer.u32(secret.generation)
        writer.u8(UInt8(threshold))
        writer.u8(UInt8(custodians.count))
        let shares = try cryptographic { () throws(CryptographyError) in
            try ShamirSecretSharing.split(secret.secret, threshold: threshold, of: custodians.count)
        }
        for (custodian, share) in zip(custodians, shares) {
            let info = Self.info(
                secret.practice, secret.compartment, secret.generation, custodian: custodian.id, index: share.index,
                threshold: UInt8(threshold))
            let message = try HPKEMethod.psk.seal(
                share.bytes, to: custodian.keys.agreement, info: info, membership: membership)
            writer.id(custodian.id)
            writer.id(try custodian.keys.id())
            writer.u8(share.index)
            writer.fixed(message.encapsulatedKey)
            writer.prefixed(message.ciphertext)
        }
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads a share set's form.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .shares)
        hash = try digest(of: body)
        var reader = ByteReader(signed.message, of: .shares)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        compartment = try reader.id()
        generation = try reader.u32()
        threshold = try reader.u8()
        var shares: [SealedShare] = []
        for _ in 0..<(try reader.u8()) {
            let custodian = try reader.id()
            let keyID = try reader.id()
            let index = try reader.u8()
            let encapsulatedKey = try reader.fixed(32)
            shares.append(
                SealedShare(
                    custodian: custodian, keyID: keyID, index: index,
                    message: HPKE.SealedMessage(
                        encapsulatedKey: encapsulatedKey, ciphertext: try reader.prefixed())))
        }
        self.shares = shares
        maker = try reader.id()
        try reader.end()
        // Fewer than the threshold could never be put together again, and two at one place are one.
        guard threshold >= 2, shares.count >= Int(threshold), !shares.contains(where: { $0.index == 0 }),
            Set(shares.map(\.index)).count == shares.count, Set(shares.map(\.custodian)).count == shares.count
        else { throw .malformed(.shares) }
    }

    public var row: SealedRow {
        SealedRow(
            .shares, key: CompartmentKey.bytes(compartment, generation), scope: compartment, target: maker,
            body: signed.bytes)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        let own = self.row
        guard row.address == own.address, row.scope == own.scope, row.target == own.target, practice == chain.practice
        else { throw .wrongKeyOrAltered }
        guard chain.isValid(signed, by: maker) else { throw .badSignature(.shares) }
    }

    /// Who holds a share.
    public var custodians: Set<OpaqueID> { Set(shares.map(\.custodian)) }

    /// Whether everyone of these holds a share under the keys that the chain names now, and nobody else holds one.
    public func isAmong(_ members: [Member]) throws(VaultError) -> Bool {
        var keys: [OpaqueID: OpaqueID] = [:]
        for member in members { keys[member.id] = try member.keys.id() }
        return keys == Dictionary(shares.map { ($0.custodian, $0.keyID) }) { one, _ in one }
    }

    /// Whether this person holds a share under keys of this id.
    public func hasShare(of custodian: OpaqueID, keyID: OpaqueID) -> Bool {
        shares.contains { $0.custodian == custodian && $0.keyID == keyID }
    }

    /// The place of somebody's share; nil where they have none.
    public func index(of custodian: OpaqueID) -> UInt8? { shares.first { $0.custodian == custodian }?.index }

    /// The share of one custodian, opened by that custodian: what a release will re-seal to whoever recovers.
    func openShare(of identity: Identity, membership: Membership) throws(VaultError) -> ShamirSecretSharing.Share {
        guard let share = shares.first(where: { $0.custodian == identity.id && $0.keyID == identity.keyID }) else {
            throw .noKey(compartment: compartment)
        }
        let info = Self.info(
            practice, compartment, generation, custodian: identity.id, index: share.index, threshold: threshold)
        return ShamirSecretSharing.Share(
            index: share.index,
            bytes: try HPKEMethod.psk.open(
                share.message, with: identity.agreement, info: info, membership: membership))
    }

    private static func info(
        _ practice: OpaqueID, _ compartment: OpaqueID, _ generation: UInt32, custodian: OpaqueID, index: UInt8,
        threshold: UInt8
    ) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/share-info")
        writer.id(practice)
        writer.id(compartment)
        writer.u32(generation)
        writer.id(custodian)
        writer.u8(index)
        writer.u8(threshold)
        return writer.bytes
    }
}
