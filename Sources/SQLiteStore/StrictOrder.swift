import RecordStore
import Vault

/// Holds what a scan gives against its order. SQLite follows the pages of a table as the file has them: where they are damaged, or
/// made so, they lead back to what was there before, and a scan goes on for ever. Keys that only ascend end.
struct StrictOrder<Key: Comparable> {
    private var last: Key?

    /// - Throws: `StoreError.damaged` for what does not come after everything before it
    mutating func take(_ next: Key) throws {
        if let last, last >= next { throw StoreError.damaged(code: 0) }
        last = next
    }
}

/// Where a node of the tree lies in its table.
struct NodePlace: Comparable {
    let level: Int
    /// Epoch and index in one.
    let number: Int64

    static func < (a: Self, b: Self) -> Bool { (a.level, a.number) < (b.level, b.number) }
}

/// Where a checkpoint lies in its table: there is one of each signer in each epoch.
struct CheckpointPlace: Comparable {
    let epoch: UInt32
    let signer: OpaqueID

    static func < (a: Self, b: Self) -> Bool { (a.epoch, a.signer) < (b.epoch, b.signer) }
}
