import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Who reads the log and holds rows against it: an unlocked identity's session, or a workstation where nobody is unlocked.
protocol LogReader: AnyObject {
    var me: OpaqueID { get }
    var chain: MembershipChain { get }
    /// What it can open; nil where nobody is unlocked.
    var keys: KeyRing? { get }
    /// New records that others logged.
    var news: [RowAddress] { get set }
    /// Deposits of its own.
    var ownDeposits: [RowAddress] { get set }
    /// Cases whose key it had, and that were disposed of.
    var disposedSince: [OpaqueID] { get set }
    /// The leaf hashes of entries that it made itself.
    var made: Set<Digest> { get }
    /// Reads the chain's new links.
    func refreshChain(_ reading: any StoreReading) throws
}

extension RoomSession: LogReader {
    var keys: KeyRing? { ring }
}
