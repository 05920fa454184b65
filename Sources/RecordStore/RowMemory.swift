public import Cryptography
public import Vault

/// What the log says of one row that is there: where it lies, whose it is, and the hash of what it holds.
public struct RememberedRow: Sendable, Equatable {
    public let address: RowAddress
    /// The compartment; `OpaqueID.none` for the membership chain; `somewhere` where nobody saw the row itself; `nowhere` for one that
    /// was seen and is nothing.
    public let scope: OpaqueID
    /// The person or compartment the row is for; `OpaqueID.none` where there is none; `somewhere` where nobody saw it.
    public let target: OpaqueID
    /// As entries have it (`StoredRow.hash()`).
    public let hash: Digest
    /// The highest that the log let in since there is a row: 1 for a new one, one more at each true change.
    public let version: UInt32
    /// For a record, what none of its later versions may change (`StoredRow.lasting()`); for the first assignment of a compartment
    /// that began with a record of the same identifier, that record's; zero otherwise.
    public let lasting: Digest
    /// For a slots row as it is taken in, its tags; they are asked for by `owners(of:)` alone.
    public let tags: [OpaqueID]
    /// For a record or shares of which the file had another row than the log when it was taken in: the hashes that the log had before,
    /// the oldest first. Others are found in the log where they are asked for.
    public let formers: [Digest]

    /// No compartment and nobody: entries do not say where a row lies, and one that was gone before it was seen may lie anywhere.
    public static let somewhere = OpaqueID([UInt8](repeating: 0xff, count: 16)) ?? .none
    /// No compartment and nobody: a record of which the log says what it is not. No list has it; whoever asks for it by its address
    /// finds that something lies there. As a target alone: a row that was one once, and of which the log says since what it is not.
    public static let nowhere = OpaqueID([UInt8](repeating: 0xfe, count: 16)) ?? .none

    public init(
        address: RowAddress, scope: OpaqueID, target: OpaqueID, hash: Digest, version: UInt32,
        lasting: Digest = .zero, tags: [OpaqueID] = [], formers: [Digest] = []
    ) {
        self.address = address
        self.scope = scope
        self.target = target
        self.hash = hash
        self.version = version
        self.lasting = lasting
        self.tags = tags
        self.formers = formers
    }

    /// Whether the log says of it what it is not, so that no bytes are this row.
    public var isFalse: Bool { target == Self.nowhere && scope != Self.nowhere }

    /// Whether it was seen and is nothing: it has its place, and is in no list.
    public var isNothing: Bool { scope == Self.nowhere }

    /// What a row of the file is held against.
    public var logged: LoggedRow {
        LoggedRow(hash: hash, version: version, lasting: lasting, formers: formers, isFalse: isFalse)
    }

    public func lying(in scope: OpaqueID, for target: OpaqueID) -> RememberedRow {
        RememberedRow(
            address: address, scope: scope, target: target, hash: hash, version: version, lasting: lasting, tags: tags,
            formers: formers)
    }

    public func with(tags: [OpaqueID]) -> RememberedRow {
        RememberedRow(
            address: address, scope: scope, target: target, hash: hash, version: version, lasting: lasting, tags: tags,
            formers: formers)
    }

    public func with(lasting: Digest) -> RememberedRow {
        RememberedRow(
            address: address, scope: scope, target: target, hash: hash, version: version, lasting: lasting, tags: tags,
            formers: formers)
    }
}

/// Remembers, away from the practice file, which rows the log says there are, up to a state of the log.
///
/// A practice file can be written by whoever can write to its folder; what one identity has made out of entries that it
/// checked cannot. It is a cache: where it is lost, it is made again from the log. Another process of the same person may replace
/// what is kept meanwhile: what this one read stays as it was.
public protocol RowMemory: AnyObject {
    /// The state of the log up to which it remembers; nil where it is new.
    func state() throws -> LogState?
    func row(_ address: RowAddress) throws -> RememberedRow?
    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow]
    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow]
    /// Those whose key begins with these bytes.
    func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow]
    /// Which slots rows these tags are in; those in none are left out.
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID]
    /// Where in the log there was nothing that whoever remembers had to do for others' keys, nor has to until rows change; 0 for nowhere.
    func orderedAt() throws -> UInt64
    /// Goes on to a later state, in one piece.
    /// - Parameters:
    ///   - before: the state that `changes` begin at; nil to forget everything first
    ///   - changes: what each row is then; nil for one that is there no more
    ///   - proven: signatures that held
    ///   - orderedAt: what `orderedAt()` says from then on
    func goOn(
        from before: LogState?, to after: LogState, with changes: [RowAddress: RememberedRow?], proven: ProvenNames,
        orderedAt: UInt64
    ) throws
}
