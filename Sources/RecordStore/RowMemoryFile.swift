public import Cryptography
public import Vault

/// What a row memory's file says of itself, up to one of the times when it was written, before anything in it is used.
public struct KeptMemory: Sendable {
    /// The state of the log up to which it remembers, as it says.
    public let state: LogState
    /// A hash that holds for no other rows.
    public let content: Digest
    /// Over both, by whoever remembers; whether it holds is for them to tell.
    public let signature: [UInt8]

    public init(state: LogState, content: Digest, signature: [UInt8]) {
        self.state = state
        self.content = content
        self.signature = signature
    }
}

/// Where a row memory is kept: a file that somebody else may have written. Nothing is taken from it that its signature did not stand for
/// when that was looked at, whatever is written there meanwhile: such a question throws, as one about a torn file does.
public protocol RowMemoryFile: AnyObject {
    /// What could be a memory, the newest first: what was written last, and each time before that is still told apart. None where
    /// nothing was found.
    var found: [KeptMemory] { get }

    /// Goes on from one of those found, by its place among them: of what was written later nothing counts. Asked for once, and before
    /// any question, for one whose signature holds.
    func take(_ index: Int) throws

    // What was taken, or written since.
    func row(_ address: RowAddress) throws -> RememberedRow?
    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow]
    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow]
    func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow]
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID]
    func proven() throws -> ProvenNames
    /// Where in the log house was looked through and in order, with nothing of what that rests on changed up to where it remembers; 0 for
    /// nowhere.
    func orderedAt() throws -> UInt64

    /// Writes what changed, or the whole anew: in one piece, so that who is killed meanwhile leaves what was there.
    /// - Parameters:
    ///   - changes: what each row is at `state`; nil for one that is there no more
    ///   - proven: the names of signatures that held; others that were found may stay
    ///   - orderedAt: what `orderedAt()` says from then on
    ///   - isNew: whether these are all rows, and nothing of what was found stays
    ///   - sign: gets a hash that will hold for no other rows, and gives the 64 bytes of a signature
    func write(
        _ state: LogState, _ changes: [RowAddress: RememberedRow?], proven: ProvenNames, orderedAt: UInt64, isNew: Bool,
        sign: (Digest) throws -> [UInt8]
    ) throws
}
