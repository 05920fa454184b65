import AuditTrail
import RecordStore
import Vault

/// Who reads the log and holds rows against it: an unlocked identity's session, or a workstation where nobody is unlocked.
protocol LogReader: AnyObject {
    var me: OpaqueID { get }
    var chain: MembershipChain { get }
    /// New records that others logged.
    var news: [RowAddress] { get set }
    /// Deposits of its own.
    var ownDeposits: [RowAddress] { get set }
    /// Cases whose key it had, and that were disposed of.
    var disposedSince: [OpaqueID] { get set }
    /// Reads the chain's new links.
    func refreshChain(_ reading: any StoreReading) throws
}

extension RoomSession: LogReader {}

extension Pins {
    typealias CheckedLog = LogCheck.CheckedLog

    func checkedTree(
        _ reading: any StoreReading, from seen: LogState?, trusting pinned: LogState? = nil,
        wanting wanted: EntryPlace? = nil, isNews: ((EntryPlace) -> Bool)? = nil,
        visiting visit: (Entry, _ chainPosition: UInt32) -> Void = { _, _ in }
    ) throws -> CheckedLog {
        try LogCheck(session: session).checkedTree(
            reading, from: seen, trusting: pinned, wanting: wanted, isNews: isNews, visiting: visit)
    }
}
