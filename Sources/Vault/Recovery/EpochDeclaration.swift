public import Cryptography

/// A state of the log: so many leaves of an epoch, and the root of their tree.
public struct LogState: Sendable, Hashable {
    public let epoch: UInt32
    public let size: UInt64
    public let root: Digest

    public init(epoch: UInt32, size: UInt64, root: Digest) {
        self.epoch = epoch
        self.size = size
        self.root = root
    }

    func write(to writer: inout ByteWriter) {
        writer.u32(epoch)
        writer.u64(size)
        writer.digest(root)
    }

    init(_ reader: inout ByteReader) throws(VaultError) {
        epoch = try reader.u32()
        size = try reader.u64()
        root = try reader.digest()
    }

    /// Whether this state has more than another, by epoch and number of leaves.
    public func isBeyond(_ other: LogState) -> Bool { (epoch, size) > (other.epoch, other.size) }
}

/// What a director says of a restored practice file before it is worked in: which state it has, and which is the highest that
/// anybody is known to have seen (docs/file-format.md, "Epoch"). Alone it is a proposal; it lies beside the practice file.
public struct EpochDeclaration: Sendable {
    static let label = "tacet/1/epoch"
    /// Places are numbers of 63 bits, of which 40 are positions.
    static let lastEpoch: UInt32 = 1 << 22
    /// The reason by which nobody goes on.
    static let rehearsal: UInt8 = 5

    public let practice: OpaqueID
    public let root: Digest
    /// The epoch that begins.
    public let epoch: UInt32
    public let restored: LogState
    public let known: LogState
    /// Seconds since 1970.
    public let time: UInt64
    /// A fixed word, by its number; 0 for none.
    public let reason: UInt8
    public let chainHead: ChainHead
    public let director: OpaqueID
    public let keyID: OpaqueID
    /// SHA-256 of the signed declaration, which the confirmation names.
    public let hash: Digest
    let signed: SignedMessage

    public init(
        restored: LogState, known: LogState, time: UInt64, reason: UInt8, chain: MembershipChain,
        by director: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(chain.practice)
        writer.digest(chain.root)
        writer.u32(max(restored.epoch, known.epoch) &+ 1)
        restored.write(to: &writer)
        known.write(to: &writer)
        writer.u64(time)
        writer.u8(reason)
        writer.chainHead(chain.head)
        writer.id(director.id)
        writer.id(director.keyID)
        try self.init(parsing: try SignedMessage(writer.bytes, by: director).bytes)
    }

    /// Reads a declaration's form, and that its numbers can follow each other.
    public init(parsing bytes: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: bytes, as: .epoch)
        hash = try digest(of: bytes)
        var reader = ByteReader(signed.message, of: .epoch)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        root = try reader.digest()
        epoch = try reader.u32()
        restored = try LogState(&reader)
        known = try LogState(&reader)
        time = try reader.u64()
        reason = try reader.u8()
        chainHead = try reader.chainHead()
        director = try reader.id()
        keyID = try reader.id()
        try reader.end()
        guard restored.epoch >= 1, restored.size >= 1, known == restored || known.isBeyond(restored),
            known.epoch < Self.lastEpoch, epoch == known.epoch + 1
        else { throw .malformed(.epoch) }
    }

    public var bytes: [UInt8] { signed.bytes }

    /// Whether it was only to be seen that two people could go on: no epoch begins with it, whoever confirms it.
    public var isRehearsal: Bool { reason == Self.rehearsal }

    /// Whether a director of this practice signed it, when the chain stood where it says.
    public func check(chain: MembershipChain) throws(VaultError) {
        guard practice == chain.practice, root == chain.root, chain.contains(chainHead),
            chain.stations[director] == nil,
            let key = chain.signingKey(of: director, keyID: keyID, at: chainHead.position)
        else { throw .badSignature(.epoch) }
        try signed.check(key, as: .epoch)
        // Duties are sealed; who holds no key takes the signature.
        guard let duties = chain.duties(of: director, at: chainHead.position) else { return }
        guard duties.contains(.director) else { throw .badSignature(.epoch) }
    }
}

/// A declaration with the second signature: the row that an epoch begins with.
public struct OpenedEpoch: Sendable {
    static let label = "tacet/1/epoch-confirmed"

    public let declaration: EpochDeclaration
    /// A custodian; the director where there is no other one.
    public let confirmer: OpaqueID
    public let keyID: OpaqueID
    let confirmation: SignedMessage

    /// - Throws: `.malformed(.epoch)` for a rehearsal
    public init(_ declaration: EpochDeclaration, confirmedBy identity: any Signing) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(declaration.practice)
        writer.digest(declaration.hash)
        writer.id(identity.id)
        writer.id(identity.keyID)
        try self.init(declaration, try SignedMessage(writer.bytes, by: identity))
    }

    private init(_ declaration: EpochDeclaration, _ confirmation: SignedMessage) throws(VaultError) {
        self.declaration = declaration
        self.confirmation = confirmation
        var reader = ByteReader(confirmation.message, of: .epoch)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        guard try reader.id() == declaration.practice, try reader.digest() == declaration.hash,
            !declaration.isRehearsal
        else { throw .malformed(.epoch) }
        confirmer = try reader.id()
        keyID = try reader.id()
        try reader.end()
    }

    /// Reads a row's body.
    public init(parsing body: [UInt8]) throws(VaultError) {
        var reader = ByteReader(body, of: .epoch)
        let declaration = try EpochDeclaration(parsing: try reader.prefixed())
        let confirmation = try SignedMessage(parsing: try reader.prefixed(), as: .epoch)
        try reader.end()
        try self.init(declaration, confirmation)
    }

    public var body: [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(declaration.bytes)
        writer.prefixed(confirmation.bytes)
        return writer.bytes
    }

    public static func address(_ epoch: UInt32) -> RowAddress {
        var writer = ByteWriter()
        writer.u32(epoch)
        return RowAddress(.epoch, key: writer.bytes)
    }

    public var row: SealedRow {
        SealedRow(
            .epoch, key: Self.address(declaration.epoch).key, scope: .none, target: declaration.director, body: body)
    }

    /// Whether the director signed it alone, for want of another custodian.
    public var isAlone: Bool { confirmer == declaration.director }

    /// Whether the row lies where it says, and both signed it who may.
    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, declaration.practice == chain.practice)
        try check(chain: chain)
    }

    /// Whether these keys signed it, for somebody outside who knows no chain: which offices they have is then not judged.
    /// - Returns: the director's keys, and the confirmer's
    public func check(signers: [PublicKeys]) throws(VaultError) -> (director: PublicKeys, confirmer: PublicKeys) {
        func keys(_ id: OpaqueID) -> PublicKeys? { signers.first { (try? $0.id()) == id } }
        guard let director = keys(declaration.keyID), let confirmer = keys(keyID),
            (director == confirmer) == isAlone
        else { throw .badSignature(.epoch) }
        try declaration.signed.check(director.signing, as: .epoch)
        try confirmation.check(confirmer.signing, as: .epoch)
        return (director, confirmer)
    }

    public func check(chain: MembershipChain) throws(VaultError) {
        try declaration.check(chain: chain)
        let position = declaration.chainHead.position
        guard chain.stations[confirmer] == nil,
            let key = chain.signingKey(of: confirmer, keyID: keyID, at: position)
        else { throw .badSignature(.epoch) }
        try confirmation.check(key, as: .epoch)
        guard let duties = chain.duties(of: confirmer, at: position) else { return }
        guard isAlone else {
            guard duties.contains(.custodian) else { throw .badSignature(.epoch) }
            return
        }
        guard chain.otherCustodians(than: confirmer, at: position).isEmpty else { throw .badSignature(.epoch) }
    }
}

extension MembershipChain {
    /// The active custodians at a position but one person; none where duties cannot be read.
    public func otherCustodians(than person: OpaqueID, at position: UInt32) -> [OpaqueID] {
        members.keys.filter { $0 != person && duties(of: $0, at: position)?.contains(.custodian) == true }.sorted()
    }
}
