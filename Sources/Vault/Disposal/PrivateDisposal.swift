public import Cryptography

/// What the author of private notes says about a case that was disposed of: that exactly these notes of theirs were about it and
/// are to go after it, or that they keep none. Which case it was, and how many notes, stands in clear; what they say does not.
public struct PrivateDisposalProposal: Sendable {
    static let label = "tacet/1/disposal-of-private-notes"
    /// More private notes nobody wrote about one case.
    static let mostNotes = 10_000

    public let practice: OpaqueID
    public let root: Digest
    public let id: OpaqueID
    /// Where the notes lie; zero where there are none.
    public let compartment: OpaqueID
    public let caseID: OpaqueID
    /// SHA-256 of the body of the row with which two people disposed of the case.
    public let disposal: Digest
    /// Seconds since 1970.
    public let time: UInt64
    /// How many rows go, and what they are.
    public let count: UInt32
    public let rows: Digest
    /// The notes, in the order of their identifiers: none twice.
    public let notes: [OpaqueID]
    public let chainHead: ChainHead
    /// Their author.
    public let signer: OpaqueID
    /// SHA-256 of the row body, which an approval names.
    public let hash: Digest
    let signed: SignedMessage

    init(
        _ id: OpaqueID, after disposal: Disposal, in compartment: OpaqueID, rows: [DisposedRow], time: UInt64,
        chain: MembershipChain, by signer: any Signing
    ) throws(VaultError) {
        let notes = Set(rows.compactMap { OpaqueID($0.address.key.prefix(OpaqueID.count)) }).sorted()
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(chain.practice)
        writer.digest(chain.root)
        writer.id(id)
        writer.id(compartment)
        writer.id(disposal.compartment)
        writer.digest(try digest(of: disposal.body))
        writer.u64(time)
        writer.u32(UInt32(truncatingIfNeeded: rows.count))
        writer.digest(try DisposedRow.digest(of: rows, in: compartment))
        writer.u32(UInt32(truncatingIfNeeded: notes.count))
        for note in notes { writer.id(note) }
        writer.chainHead(chain.head)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .disposal)
        hash = try Vault.digest(of: body)
        var reader = ByteReader(signed.message, of: .disposal)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        root = try reader.digest()
        id = try reader.id()
        compartment = try reader.id()
        caseID = try reader.id()
        disposal = try reader.digest()
        time = try reader.u64()
        count = try reader.u32()
        rows = try reader.digest()
        let number = Int(try reader.u32())
        guard number <= Self.mostNotes else { throw .malformed(.disposal) }
        var notes: [OpaqueID] = []
        for _ in 0..<number { notes.append(try reader.id()) }
        // One order, and none twice: what is signed has one form.
        guard zip(notes, notes.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .malformed(.disposal) }
        self.notes = notes
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
        guard notes.isEmpty == (count == 0), notes.isEmpty == (compartment == .none), caseID != compartment else {
            throw .malformed(.disposal)
        }
    }

    public var bytes: [UInt8] { signed.bytes }

    /// It lies with what else was said of the case's disposal.
    public var row: SealedRow {
        SealedRow(
            .disposal, key: DisposalKey.bytes(.privateProposal, id), scope: caseID, target: signer, body: signed.bytes)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, practice == chain.practice)
        try check(chain: chain)
    }

    /// Whether somebody of this practice signed it, when the chain stood where it says. No fixed compartment holds private notes.
    public func check(chain: MembershipChain) throws(VaultError) {
        guard practice == chain.practice, root == chain.root, chain.contains(chainHead),
            chain.isValid(signed, by: signer, at: chainHead.position)
        else { throw .badSignature(.disposal) }
        guard FixedCompartment.named(compartment, in: chain.practice) == nil,
            chain.duties(of: signer, at: chainHead.position) != []
        else { throw .unauthorized(.disposal, compartment: caseID) }
    }
}

/// The same with a second signature: that the notes lie where nobody but their author was ever let in. The entry that logs it
/// removes exactly their rows.
public struct PrivateDisposal: Sendable {
    /// One of these approves, and is another than the author.
    static let duties: Duties = [.director, .custodian, .committee]

    public let proposal: PrivateDisposalProposal
    private let approval: DisposalApproval

    /// Seconds since 1970.
    public var time: UInt64 { approval.time }
    public var chainHead: ChainHead { approval.chainHead }
    public var approver: OpaqueID { approval.approver }

    init(_ proposal: PrivateDisposalProposal, time: UInt64, chain: MembershipChain, approvedBy identity: any Signing)
        throws(VaultError)
    {
        guard !proposal.notes.isEmpty else { throw .malformed(.disposal) }
        self.proposal = proposal
        approval = try DisposalApproval(
            of: proposal.hash, in: proposal.practice, time: time, chain: chain, by: identity)
    }

    public init(parsing body: [UInt8]) throws(VaultError) {
        var reader = ByteReader(body, of: .disposal)
        proposal = try PrivateDisposalProposal(parsing: try reader.prefixed())
        let signed = try SignedMessage(parsing: try reader.prefixed(), as: .disposal)
        try reader.end()
        guard !proposal.notes.isEmpty else { throw .malformed(.disposal) }
        approval = try DisposalApproval(signed, of: proposal.hash, in: proposal.practice)
    }

    public var body: [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(proposal.bytes)
        writer.prefixed(approval.bytes)
        return writer.bytes
    }

    public var row: SealedRow {
        SealedRow(
            .disposal, key: DisposalKey.bytes(.privateDisposal, proposal.id), scope: proposal.caseID, target: approver,
            body: body)
    }

    public func check(row: StoredRow, chain: MembershipChain) throws(VaultError) {
        try self.row.check(row, proposal.practice == chain.practice)
        try check(chain: chain)
    }

    /// Whether their author and another person signed it who may.
    public func check(chain: MembershipChain) throws(VaultError) {
        try proposal.check(chain: chain)
        try approval.check(
            of: (proposal.signer, proposal.chainHead), chain: chain, duties: Self.duties, compartment: proposal.caseID)
    }

    /// Whether these are the rows that two people agreed should go: every revision from the first on of each note, and nothing else.
    public func covers(_ removed: [DisposedRow]) throws(VaultError) -> Bool {
        guard removed.count == Int(proposal.count),
            removed.allSatisfy({ $0.address.rowClass == .record && $0.address.key.count == OpaqueID.count + 4 })
        else { return false }
        let keys = Set(removed.map(\.address.key))
        var (expected, left) = (Set<[UInt8]>(), removed.count)
        for note in proposal.notes {
            var revision: UInt32 = 1
            while keys.contains(RecordHeader.key(note, revision)), left > 0 {
                expected.insert(RecordHeader.key(note, revision))
                revision += 1
                left -= 1
            }
            guard revision > 1 else { return false }
        }
        guard keys == expected, keys.count == removed.count else { return false }
        return try DisposedRow.digest(of: removed, in: proposal.compartment) == proposal.rows
    }
}

extension KeyRing {
    /// - Parameter rows: every revision of the notes; none to say that there are none
    public func proposal(
        _ id: OpaqueID, after disposal: Disposal, in compartment: OpaqueID, rows: [DisposedRow], time: UInt64,
        chain: MembershipChain
    ) throws(VaultError) -> PrivateDisposalProposal {
        try PrivateDisposalProposal(
            id, after: disposal, in: compartment, rows: rows, time: time, chain: chain, by: identity)
    }

    public func approve(_ proposal: PrivateDisposalProposal, time: UInt64, chain: MembershipChain) throws(VaultError)
        -> PrivateDisposal
    {
        try PrivateDisposal(proposal, time: time, chain: chain, approvedBy: identity)
    }
}

extension Disposal {
    /// SHA-256 of the row body, which names it for what goes after it.
    public var hash: Digest { get throws(VaultError) { try Vault.digest(of: body) } }
}

/// A compartment that somebody made for themself, as rows that are written once say without any key.
public struct OwnCompartment: Sendable {
    /// Whether they were the first there, and made its first key for nobody else: whom anybody let in since, only they did.
    /// - Parameters:
    ///   - first: the row of assignment 0
    ///   - made: the row of generation 1
    public static func isMade(
        _ compartment: OpaqueID, by author: OpaqueID, _ first: StoredRow?, _ made: StoredRow?, chain: MembershipChain
    ) -> Bool {
        guard compartment != .none, FixedCompartment.named(compartment, in: chain.practice) == nil, let first, let made,
            let assignment = try? Assignment(parsing: first.body), assignment.row.isAt(first),
            let generation = try? GenerationStatement(parsing: made.body), generation.row.isAt(made),
            assignment.compartment == compartment, generation.compartment == compartment,
            assignment.practice == chain.practice, generation.practice == chain.practice,
            assignment.sequence == 0, assignment.isAssigned, assignment.member == .person(author),
            assignment.signer == author, assignment.isSigned(in: chain), generation.generation == 1,
            generation.assignments.count == 1, generation.signer == author, generation.isSigned(in: chain)
        else { return false }
        return true
    }

    /// Whether a row lets somebody else in, by their word.
    public static func letsIn(_ row: StoredRow, by author: OpaqueID, chain: MembershipChain) -> Bool {
        guard let one = try? Assignment(parsing: row.body), one.signer == author, one.isSigned(in: chain) else {
            return false
        }
        return one.member != .person(author)
    }
}

extension SealedRow {
    fileprivate func isAt(_ row: StoredRow) -> Bool {
        address == row.address && scope == row.scope && target == row.target
    }
}
