public import Cryptography

/// Keys of the rows about legal holds and disposal: a step, then an identifier.
public enum DisposalKey {
    /// What a row says; the number stands first in its key.
    public enum Step: UInt8, Sendable, CaseIterable {
        case hold = 1, release, proposal, disposal, privateProposal, privateDisposal
    }

    public static func bytes(_ step: Step, _ id: OpaqueID) -> [UInt8] { [step.rawValue] + id.bytes }

    public static func address(_ step: Step, _ id: OpaqueID) -> RowAddress {
        RowAddress(.disposal, key: bytes(step, id))
    }

    /// Which step a key is of; nil for a key that no program of ours wrote.
    public static func step(_ key: [UInt8]) -> Step? {
        key.count == 1 + OpaqueID.count ? Step(rawValue: key[0]) : nil
    }
}

/// A row that goes, as the log has it: where it lies and the hash of what stands there.
public struct DisposedRow: Sendable, Hashable {
    public let address: RowAddress
    public let hash: Digest

    public init(address: RowAddress, hash: Digest) {
        self.address = address
        self.hash = hash
    }

    /// Classes of which nothing is left in a compartment that was disposed of: everything that holds content or keys, and who
    /// was let in. What was asked of custodians stays, as an account of who was given what, and so do holds and disposals.
    public static let classes: [RowClass] = [
        .generation, .grant, .shares, .assignment, .record, .deposit, .slots, .staleMark, .owed,
    ]

    /// Whether a row whose key begins with a compartment may lie in this one. The key of a record, a deposit or slots is an
    /// identifier of their own, which says nothing.
    public static func mayLie(_ address: RowAddress, in compartment: OpaqueID) -> Bool {
        switch address.rowClass {
        case .generation, .grant, .shares, .assignment, .staleMark, .owed: address.key.starts(with: compartment.bytes)
        case .record, .deposit, .slots: true
        case .statement, .recovery, .epoch, .disposal: false
        }
    }

    /// SHA-256 of label "tacet/1/disposal-rows", compartment, u32 count, and of each row, in the order of class and key: u8
    /// class, bytes(key), hash.
    public static func digest(of rows: [DisposedRow], in compartment: OpaqueID) throws(VaultError) -> Digest {
        var writer = ByteWriter(label: "tacet/1/disposal-rows")
        writer.id(compartment)
        writer.u32(UInt32(truncatingIfNeeded: rows.count))
        for row in rows.sorted(by: { $0.address < $1.address }) {
            writer.u8(row.address.rowClass.rawValue)
            writer.prefixed(row.address.key)
            writer.digest(row.hash)
        }
        return try Vault.digest(of: writer.bytes)
    }
}
