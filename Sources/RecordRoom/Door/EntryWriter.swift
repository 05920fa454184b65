import AuditTrail
import RecordStore
import Vault

/// Signs one entry for a transaction and appends it with the Merkle nodes that it closes.
struct EntryWriter {
    let chain: MembershipChain
    let version: String
    /// A person, or a station where nobody whom the chain knows can sign.
    let signer: any Signing

    /// - Parameter known: the log's frontier as this session last saw it, to save reading it
    /// - Returns: the frontier once the transaction is durable
    func append(
        _ details: EntryDetails, session: AuditSession, known: (epoch: UInt32, tree: MerkleFrontier)? = nil,
        to transaction: RoomTransaction
    ) throws -> (epoch: UInt32, tree: MerkleFrontier) {
        let reading = transaction.reading
        let (epoch, size) = try reading.logSize() ?? (1, 0)
        var tree: MerkleFrontier
        if let known, known.epoch == epoch, known.tree.size == size {
            tree = known.tree
        } else {
            tree = try RoomSession.tree(reading, epoch: epoch, size: size)
        }
        let entry = try SignedEntry(
            at: EntryPlace(epoch: epoch, position: size), practice: chain.practice,
            after: try Self.ownHead(of: signer.id, reading), chainHead: chain.head, version: version,
            changes: transaction.listedChanges, details: try details.encoded(), session: session, by: signer)
        try transaction.append(entry, nodes: try tree.append(entry.hash))
        return (epoch, tree)
    }

    /// The last entry that someone made.
    static func ownHead(of actor: OpaqueID, _ reading: any StoreReading) throws -> OwnHead {
        guard let last = try reading.lastEntry(of: actor) else { return .none }
        let entry = try Entry(parsing: last.leaf, side: last.sideChanges)
        return OwnHead(counter: entry.counter, hash: entry.hash)
    }
}
