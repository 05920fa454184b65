public import Cryptography

/// That a case must not be disposed of. Why is not said: whoever places one may know what others may not.
public struct LegalHold: Sendable {
    static let label = "tacet/1/legal-hold"
    /// One of these places a hold. A false one costs a delay, a missing one a record.
    static let duties: Duties = [.director, .custodian, .committee, .supervisor, .counselor, .trainee]

    public let practice: OpaqueID
    public let id: OpaqueID
    public let compartment: OpaqueID
    public let chainHead: ChainHead
    public let signer: OpaqueID
    /// SHA-256 of the row body, which a release names.
    public let hash: Digest
    let signed: SignedMessage

    init(_ id: OpaqueID, on compartment: OpaqueID, chain: MembershipChain, by signer: any Signing) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(chain.practice)
        writer.id(id)
        writer.id(compartment)
        writer.chainHead(chain.head)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .disposal)
        hash = try digest(of: body)
        var reader = ByteReader(signed.message, of: .disposal)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        id = try reader.id()
        compartment = try reader.id()
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
    }

    public var row: SealedRow {
        SealedRow(
            .disposal, key: DisposalKey.bytes(.hold, id), scope: compartment, target: signer, body: signed.bytes)
    }

    /// Whether the row lies where it says, and somebody who may signed it with keys of that time.
    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try checkSigned(row: row, chain: chain)
        guard isByOffice(in: chain), FixedCompartment.named(compartment, in: practice) == nil else {
            throw .unauthorized(.disposal, compartment: compartment)
        }
    }

    /// Whether the row lies where it says, and its signer signed it with keys of that time, who may have had no office for one.
    public func checkSigned(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead), chain.isValid(signed, by: signer, at: chainHead.position) else {
            throw .badSignature(.disposal)
        }
    }

    /// Whether who signed it could place one. Duties are sealed; who holds no key takes the signature: so that one without the
    /// office stands for them until somebody ends it.
    public func isByOffice(in chain: MembershipChain) -> Bool {
        chain.duties(of: signer, at: chainHead.position).map { !$0.isDisjoint(with: Self.duties) } ?? true
    }
}

/// That a hold has come to an end: by whoever placed it, or by a committee member or custodian who is no director. Directors
/// propose disposals, so that none of them clears the way.
public struct HoldRelease: Sendable {
    static let label = "tacet/1/hold-released"

    public let practice: OpaqueID
    public let hold: OpaqueID
    public let compartment: OpaqueID
    public let holdHash: Digest
    public let chainHead: ChainHead
    public let signer: OpaqueID
    let signed: SignedMessage

    init(of hold: LegalHold, chain: MembershipChain, by signer: any Signing) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(hold.practice)
        writer.id(hold.id)
        writer.id(hold.compartment)
        writer.digest(hold.hash)
        writer.chainHead(chain.head)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .disposal)
        var reader = ByteReader(signed.message, of: .disposal)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        hold = try reader.id()
        compartment = try reader.id()
        holdHash = try reader.digest()
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
    }

    public var row: SealedRow {
        SealedRow(
            .disposal, key: DisposalKey.bytes(.release, hold), scope: compartment, target: signer, body: signed.bytes)
    }

    /// Whether somebody with these duties may end a hold that another placed.
    public static func mayEndOthers(_ duties: Duties) -> Bool {
        !duties.isDisjoint(with: [.committee, .custodian]) && !duties.contains(.director)
    }

    /// Whether somebody with these duties may end a hold of somebody who could place none: whoever has a part in disposing.
    public static func mayEndUnfounded(_ duties: Duties) -> Bool {
        !duties.isDisjoint(with: [.committee, .custodian, .director])
    }

    /// Whether the row lies where it says, ends that hold, and who signed it may.
    public func check(row: StoredRow, of hold: LegalHold, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        guard chain.contains(chainHead), chain.isValid(signed, by: signer, at: chainHead.position) else {
            throw .badSignature(.disposal)
        }
        guard self.hold == hold.id, holdHash == hold.hash, compartment == hold.compartment,
            chainHead.position >= hold.chainHead.position
        else { throw .unauthorized(.disposal, compartment: compartment) }
        guard signer != hold.signer, let duties = chain.duties(of: signer, at: chainHead.position) else { return }
        guard Self.mayEndOthers(duties) || !hold.isByOffice(in: chain) && Self.mayEndUnfounded(duties) else {
            throw .unauthorized(.disposal, compartment: compartment)
        }
    }
}
