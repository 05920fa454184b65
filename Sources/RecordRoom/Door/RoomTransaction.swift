import AuditTrail
import Cryptography
import RecordStore
import Vault

/// One write transaction: what is put or removed through it is what its entry will say.
final class RoomTransaction {
    private let writer: any StoreWriting
    private var changes: [RowAddress: RowChange] = [:]
    private var order: [RowAddress] = []
    /// What the act made, where its entry is about that and nobody could name it before: 32 hexadecimal digits.
    var made: String?

    init(_ writer: any StoreWriting) { self.writer = writer }

    /// Reads within the transaction see what it has written.
    var reading: any StoreReading { writer }

    /// Whether it writes what an epoch begins with.
    func opens(_ epoch: UInt32) -> Bool { changes[OpenedEpoch.address(epoch)] != nil }

    /// What no entry has said yet.
    var listedChanges: [RowChange] { order.compactMap { changes[$0] } }

    func put(_ row: SealedRow) throws {
        let old = try writer.row(row.address)
        // Written twice in one transaction it is one change: from what stood before to what stands at the end.
        let earlier = changes[row.address]
        // What the log calls written once is not written twice, whatever lies in the file.
        guard old == nil || row.address.rowClass.life != .writtenOnce else { throw RoomError.altered }
        let version = try earlier?.version ?? old.map(Self.next) ?? 1
        let before: Digest
        if let earlier { before = earlier.before } else { before = try old?.loggedHash() ?? .zero }
        try writer.put(row, version: version)
        record(
            RowChange(
                address: row.address, version: version, before: before, after: try row.hash(version: version),
                lasting: try row.lasting()))
    }

    func remove(_ address: RowAddress) throws {
        guard let old = try writer.row(address) else { return }
        let earlier = changes[address]
        try writer.remove(address)
        if let earlier, earlier.before == .zero {
            changes[address] = nil
            order.removeAll { $0 == address }
            return
        }
        record(
            RowChange(
                address: address, version: try earlier?.version ?? Self.next(old),
                before: try earlier?.before ?? old.loggedHash(), after: .zero, lasting: .zero))
    }

    /// Behind what the log has of it. A version that cannot be counted on was not written by this program.
    private static func next(_ row: StoredRow) throws -> UInt32 {
        let version = row.logged?.version ?? row.version
        guard version < .max else { throw RoomError.altered }
        return version + 1
    }

    private func record(_ change: RowChange) {
        if changes.updateValue(change, forKey: change.address) == nil { order.append(change.address) }
    }

    func append(_ entry: SignedEntry, nodes: [MerkleNode]) throws {
        try writer.append(entry, nodes: nodes)
        // What an entry has said, the next one of the same transaction does not say again.
        changes = [:]
        order = []
    }

    func put(_ checkpoint: StoredCheckpoint) throws { try writer.put(checkpoint) }
}
