public import Cryptography

/// What is disposed of. The label of the proposal says it, so that neither is ever taken for the other.
public enum DisposalKind: Sendable, CaseIterable {
    /// What a case holds; its record stays in the client's file.
    case counselingCase
    /// A client's file with its head record, once none of its cases holds anything any more.
    case clientFile

    var label: String {
        switch self {
        case .counselingCase: "tacet/1/disposal"
        case .clientFile: "tacet/1/disposal-of-file"
        }
    }
}

/// That a director wants a case or a client's file disposed of, with exactly the rows that would go. It says nothing confidential in clear: random
/// identifiers, hashes, a number.
public struct DisposalProposal: Sendable {
    /// More emergency cards nobody wrote about one client.
    static let mostCards = 10_000

    public let kind: DisposalKind
    public let practice: OpaqueID
    public let root: Digest
    public let id: OpaqueID
    public let compartment: OpaqueID
    /// Seconds since 1970.
    public let time: UInt64
    /// How many rows go, and what they are.
    public let count: UInt32
    public let rows: Digest
    /// Since when the case is closed and until when it had to be kept, for everybody who works here.
    let terms: CompartmentBox
    /// Deposits in `crisis` that are about nobody but the client and go with their file, in the order of their identifiers.
    public let cards: [OpaqueID]
    public let chainHead: ChainHead
    public let signer: OpaqueID
    /// SHA-256 of the row body, which an approval names.
    public let hash: Digest
    let signed: SignedMessage

    init(
        _ kind: DisposalKind, _ id: OpaqueID, of compartment: OpaqueID, rows: [DisposedRow], time: UInt64,
        terms: CompartmentBox, cards: [OpaqueID], chain: MembershipChain, by signer: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: kind.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(chain.practice)
        writer.digest(chain.root)
        writer.id(id)
        writer.id(compartment)
        writer.u64(time)
        writer.u32(UInt32(truncatingIfNeeded: rows.count))
        writer.digest(try DisposedRow.digest(of: rows, in: compartment))
        writer.prefixed(terms.bytes)
        if kind == .clientFile {
            writer.u32(UInt32(truncatingIfNeeded: cards.count))
            for card in cards.sorted() { writer.id(card) }
        }
        writer.chainHead(chain.head)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .disposal)
        hash = try digest(of: body)
        kind = ByteReader.begins(signed.message, with: DisposalKind.clientFile.label) ? .clientFile : .counselingCase
        var reader = ByteReader(signed.message, of: .disposal)
        try reader.label(kind.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        root = try reader.digest()
        id = try reader.id()
        compartment = try reader.id()
        time = try reader.u64()
        count = try reader.u32()
        rows = try reader.digest()
        terms = try CompartmentBox(parsing: try reader.prefixed(), of: .disposal)
        var cards: [OpaqueID] = []
        if kind == .clientFile {
            let number = Int(try reader.u32())
            guard number <= Self.mostCards else { throw .malformed(.disposal) }
            for _ in 0..<number { cards.append(try reader.id()) }
            // One order, and none twice: what is signed has one form.
            guard zip(cards, cards.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .malformed(.disposal) }
        }
        self.cards = cards
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
        guard count > 0, terms.method == .psk else { throw .malformed(.disposal) }
    }

    public var bytes: [UInt8] { signed.bytes }

    public var row: SealedRow {
        SealedRow(
            .disposal, key: DisposalKey.bytes(.proposal, id), scope: compartment, target: signer, body: signed.bytes)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        try check(chain: chain)
    }

    /// Whether a director of this practice signed it, when the chain stood where it says. No fixed compartment is disposed of.
    public func check(chain: MembershipChain) throws(VaultError) {
        guard practice == chain.practice, root == chain.root, chain.contains(chainHead),
            chain.isValid(signed, by: signer, at: chainHead.position)
        else { throw .badSignature(.disposal) }
        guard FixedCompartment.named(compartment, in: practice) == nil else {
            throw .unauthorized(.disposal, compartment: compartment)
        }
        // Duties are sealed; who holds no key takes the signature.
        guard let duties = chain.duties(of: signer, at: chainHead.position) else { return }
        guard duties.contains(.director) else { throw .unauthorized(.disposal, compartment: compartment) }
    }

    static func termsContext(_ practice: OpaqueID, _ id: OpaqueID) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/disposal-terms")
        writer.id(practice)
        writer.id(id)
        return writer.bytes
    }
}

/// A proposal with the second signature. The entry that logs it removes exactly the rows that it names, and by nothing else does a
/// row that was written once ever go.
public struct Disposal: Sendable {
    /// One of these approves, and is another than who proposed it.
    static let duties: Duties = [.custodian, .committee]

    public let proposal: DisposalProposal
    private let approval: DisposalApproval

    /// Seconds since 1970.
    public var time: UInt64 { approval.time }
    public var chainHead: ChainHead { approval.chainHead }
    public var approver: OpaqueID { approval.approver }

    init(_ proposal: DisposalProposal, time: UInt64, chain: MembershipChain, approvedBy identity: any Signing)
        throws(VaultError)
    {
        self.proposal = proposal
        approval = try DisposalApproval(
            of: proposal.hash, in: proposal.practice, time: time, chain: chain, by: identity)
    }

    public init(parsing body: [UInt8]) throws(VaultError) {
        var reader = ByteReader(body, of: .disposal)
        proposal = try DisposalProposal(parsing: try reader.prefixed())
        let signed = try SignedMessage(parsing: try reader.prefixed(), as: .disposal)
        try reader.end()
        approval = try DisposalApproval(signed, of: proposal.hash, in: proposal.practice)
    }

    public var body: [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(proposal.bytes)
        writer.prefixed(approval.bytes)
        return writer.bytes
    }

    public var compartment: OpaqueID { proposal.compartment }

    public var row: SealedRow {
        SealedRow(
            .disposal, key: DisposalKey.bytes(.disposal, compartment), scope: compartment, target: approver, body: body)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, proposal.practice == chain.practice)
        try check(chain: chain)
    }

    /// Whether two people signed it who may.
    public func check(chain: MembershipChain) throws(VaultError) {
        try proposal.check(chain: chain)
        try approval.check(
            of: (proposal.signer, proposal.chainHead), chain: chain, duties: Self.duties, compartment: compartment)
    }

    /// Whether these are the rows that two people agreed should go, none more and none less, and may lie in that compartment.
    public func covers(_ removed: [DisposedRow]) throws(VaultError) -> Bool {
        guard removed.count == Int(proposal.count),
            removed.allSatisfy({ DisposedRow.mayLie($0.address, in: compartment) })
        else { return false }
        // A file goes with its head record. A case's record lies in the file and goes with that.
        let goesWithHead = removed.contains {
            $0.address == RowAddress(.record, key: RecordHeader.key(compartment, 1))
        }
        guard goesWithHead == (proposal.kind == .clientFile) else { return false }
        // Appointments lie in files, and each takes its time along.
        let isEachAppointments = removed.allSatisfy { slots in
            guard slots.address.rowClass == .slots else { return true }
            let appointment = OpaqueID(slots.address.key).map { RowAddress(.record, key: RecordHeader.key($0, 1)) }
            return proposal.kind == .clientFile && removed.contains { $0.address == appointment }
        }
        guard isEachAppointments else { return false }
        let deposits = Set(removed.map(\.address).filter { $0.rowClass == .deposit }.map(\.key))
        guard proposal.cards.allSatisfy({ deposits.contains($0.bytes) }) else { return false }
        return try DisposedRow.digest(of: removed, in: compartment) == proposal.rows
    }
}
