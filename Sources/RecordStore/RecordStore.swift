public import AuditTrail
public import Cryptography
public import Vault

/// The port to whatever keeps the sealed rows. A store learns opaque identifiers, blind tags and padded sizes, nothing else.
///
/// What it accepts for writing only `Vault` and `AuditTrail` can make; what it gives back only they can open.
public protocol RecordStore: AnyObject {
    /// Runs `body` in a read transaction: everything it sees is of one moment.
    func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result
    /// Runs `body` in a write transaction that begins at once and is durable when this returns; an error undoes all of it.
    /// - Throws: `StoreError.busy` when another writer does not finish in time
    func write<Result>(_ body: (any StoreWriting) throws -> Result) throws -> Result
    /// Lets the readings that follow be one read transaction, until something is written or `endReading`: for who reads many times at
    /// once, since beginning and ending takes longer than most questions. Others cannot write meanwhile, so nobody is asked for anything.
    func keepReading()
    /// Ends that transaction, but not while something is read; the next reading begins another one, which is kept again.
    func pauseReading()
    func endReading()
    /// Frees what space the store can spare, so that a refusal can still be recorded on a full disk.
    func releaseReserve()
    /// Takes the reserve again.
    func restoreReserve()
}

extension RecordStore {
    public func keepReading() {}
    public func pauseReading() {}
    public func endReading() {}
}

/// Reading within a transaction.
public protocol StoreReading: AnyObject {
    func row(_ address: RowAddress) throws -> StoredRow?
    /// All rows of a class in a compartment, in the order of their keys.
    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [StoredRow]
    /// These rows one after the other, those that were put there last first where nobody changed the file, for who works on
    /// them while the next are read: sorting carries every body about. `body` gets each row's key, asks for the row if it wants
    /// it, and asks the store nothing else.
    func forEachRow(
        _ rowClass: RowClass, scope: OpaqueID, _ body: (_ key: [UInt8], _ row: () throws -> StoredRow) throws -> Void
    ) throws
    /// All rows of a class for a person or compartment, in the order of their keys.
    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [StoredRow]
    /// All rows of a class whose key begins with these bytes, in the order of their keys, at most `limit`.
    func rows(_ rowClass: RowClass, prefix: [UInt8], limit: Int) throws -> [StoredRow]
    /// Every row of every class, one after the other; nil for one that no program of ours wrote.
    func forEachRow(_ body: (StoredRow?) throws -> Void) throws
    /// Whether the store's own structures agree: a row that is there for a scan but missing from an index would be hidden
    /// from whoever looks it up.
    /// - Returns: waits for the answer. The store looks while the caller reads on where it can; who asked must wait for it
    ///   within the transaction.
    func checkIntact() throws -> () throws -> Bool
    func contains(slot tag: OpaqueID) throws -> Bool
    /// Those of these tags that are taken, each with its owner.
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID]
    /// Every tag that the uniqueness of slots is enforced on, with its owner.
    func forEachSlot(_ body: (OpaqueID, OpaqueID) throws -> Void) throws

    func entry(_ place: EntryPlace) throws -> StoredEntry?
    /// The entries from a place on, in order; all of them for nil, also where no entry should stand.
    func forEachEntry(from place: EntryPlace?, _ body: (StoredEntry) throws -> Void) throws
    func lastEntry(of actor: OpaqueID) throws -> StoredEntry?
    /// The newest epoch and the number of leaves in it; nil for a store without a log.
    func logSize() throws -> (epoch: UInt32, size: UInt64)?
    /// Every epoch that has entries, the oldest first, with the number of leaves that its last entry makes.
    func logSizes() throws -> [(epoch: UInt32, size: UInt64)]
    func node(epoch: UInt32, level: Int, index: UInt64) throws -> Digest?
    func forEachNode(_ body: (UInt32, MerkleNode) throws -> Void) throws
    func checkpoints() throws -> [StoredCheckpoint]
}

/// Writing within a transaction.
public protocol StoreWriting: StoreReading {
    /// Writes a row, replacing the one at its address. Slots rows carry their tags into the unique index.
    /// - Throws: `StoreError.slotTaken` where a tag has another owner
    func put(_ row: SealedRow, version: UInt32) throws
    func remove(_ address: RowAddress) throws
    func append(_ entry: SignedEntry, nodes: [MerkleNode]) throws
    func put(_ checkpoint: StoredCheckpoint) throws
}

/// An entry as the store gave it back.
public struct StoredEntry: Sendable {
    public let place: EntryPlace
    public let actor: OpaqueID
    public let leaf: [UInt8]
    public let sideChanges: [UInt8]?

    public init(place: EntryPlace, actor: OpaqueID, leaf: [UInt8], sideChanges: [UInt8]?) {
        self.place = place
        self.actor = actor
        self.leaf = leaf
        self.sideChanges = sideChanges
    }
}

/// A signed checkpoint as the store keeps it: the newest of each signer in each epoch.
public struct StoredCheckpoint: Sendable, Equatable {
    public let epoch: UInt32
    public let size: UInt64
    public let signer: OpaqueID
    public let note: String

    public init(epoch: UInt32, size: UInt64, signer: OpaqueID, note: String) {
        self.epoch = epoch
        self.size = size
        self.signer = signer
        self.note = note
    }
}

/// What can go wrong in a store; it carries identifiers and fixed words.
public enum StoreError: Error, Equatable, Sendable {
    /// There is no practice file there.
    case missing
    /// A practice file is there already.
    case exists
    /// Another writer holds the file, or two people changed the same thing at once: try again.
    case busy
    /// No space left on the disk.
    case full
    /// The file may not be read or written by this user.
    case forbidden
    /// Reading or writing failed. The connection is closed; nothing is retried on it.
    case inputOutput(code: Int32)
    /// The file is not a practice file, or not one of this version.
    case notAPractice
    /// The file's tables, indexes or triggers are not the ones this program made.
    case alteredSchema
    /// SQLite reports damage.
    case damaged(code: Int32)
    /// The practice lies on a network drive, where locks do not hold.
    case networkDrive
    /// A setting that durability rests on did not take effect.
    case unsafeSettings(setting: String)
    /// The slot has another owner.
    case slotTaken
}
