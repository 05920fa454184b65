public import Cryptography

/// A signed statement that a person or another compartment belongs to a compartment: a counselor to a case, the desk to a
/// client's file. The store may know the graph of grants; it is the same graph.
public struct Assignment: Sendable {
    static let label = "tacet/1/assignment"

    public let practice: OpaqueID
    public let compartment: OpaqueID
    /// 0 for the first, then one more at each change.
    public let sequence: UInt32
    public let previous: Digest
    public let member: Holder
    /// false ends an earlier assignment of the same member.
    public let isAssigned: Bool
    public let chainHead: ChainHead
    public let signer: OpaqueID
    public let hash: Digest
    let signed: SignedMessage

    init(
        _ member: Holder, assigned: Bool, to compartment: OpaqueID, practice: OpaqueID,
        after head: (count: UInt32, last: Digest), chainHead: ChainHead, by signer: any Signing
    ) throws(VaultError) {
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(practice)
        writer.id(compartment)
        writer.u32(head.count)
        writer.digest(head.last)
        member.write(to: &writer)
        writer.u8(assigned ? 1 : 3)
        writer.chainHead(chainHead)
        writer.id(signer.id)
        try self.init(parsing: try SignedMessage(writer.bytes, by: signer).bytes)
    }

    /// Reads an assignment's form; `CompartmentHistory` checks what it says.
    public init(parsing body: [UInt8]) throws(VaultError) {
        signed = try SignedMessage(parsing: body, as: .assignment)
        hash = try digest(of: body)
        var reader = ByteReader(signed.message, of: .assignment)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        compartment = try reader.id()
        sequence = try reader.u32()
        previous = try reader.digest()
        member = try Holder(reading: &reader, of: .assignment)
        let effect = try reader.u8()
        guard effect == 1 || effect == 3 else { throw .malformed(.assignment) }
        isAssigned = effect == 1
        chainHead = try reader.chainHead()
        signer = try reader.id()
        try reader.end()
    }

    /// Whether whoever it names as its signer did sign it.
    public func isSigned(in chain: MembershipChain) -> Bool {
        chain.isValid(signed, by: signer, at: chainHead.position)
    }

    public var row: SealedRow {
        SealedRow(
            .assignment, key: CompartmentKey.bytes(compartment, sequence), scope: compartment, target: member.id,
            body: signed.bytes)
    }
}

/// Someone who can hold a compartment's secret: a person, or all members of another compartment.
public enum Holder: Hashable, Sendable {
    case person(OpaqueID)
    case compartment(OpaqueID)

    public var id: OpaqueID {
        switch self {
        case .person(let id), .compartment(let id): id
        }
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .person: writer.u8(1)
        case .compartment: writer.u8(2)
        }
        writer.id(id)
    }

    init(reading reader: inout ByteReader, of what: FormatName) throws(VaultError) {
        switch try reader.u8() {
        case 1: self = .person(try reader.id())
        case 2: self = .compartment(try reader.id())
        default: throw .malformed(what)
        }
    }
}
