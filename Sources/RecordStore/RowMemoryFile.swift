public import Cryptography
public import Vault

/// What a row memory's file says of itself, before anything in it is used.
public struct KeptMemory: Sendable {
    /// The state of the log up to which it remembers, as it says.
    public let state: LogState
    /// SHA-256 of the bytes that hold the rows.
    public let content: Digest
    /// Over both, by whoever remembers; whether it holds is for them to tell.
    public let signature: [UInt8]

    public init(state: LogState, content: Digest, signature: [UInt8]) {
        self.state = state
        self.content = content
        self.signature = signature
    }
}

/// Where a row memory is kept: a file that somebody else may have written. What is asked of it was read once, as a whole, so
/// that nobody can put other bytes there after its signature was looked at.
public protocol RowMemoryFile: AnyObject {
    /// nil where nothing was found that could be a memory.
    var found: KeptMemory? { get }

    // What was found, or written since. Nobody asks before they know that the signature holds.
    func row(_ address: RowAddress) throws -> RememberedRow?
    func rows(_ rowClass: RowClass, scope: OpaqueID) throws -> [RememberedRow]
    func rows(_ rowClass: RowClass, target: OpaqueID) throws -> [RememberedRow]
    func rows(_ rowClass: RowClass, prefix: [UInt8]) throws -> [RememberedRow]
    func owners(of tags: [OpaqueID]) throws -> [OpaqueID: OpaqueID]
    func proven() throws -> ProvenNames

    /// Replaces the file, in one piece.
    /// - Parameters:
    ///   - changes: what each row is at `state`; nil for one that is there no more
    ///   - proven: the names of signatures that held, in the place of those that were found
    ///   - isNew: whether these are all rows, and nothing of what was found stays
    ///   - sign: gets the SHA-256 of the bytes that will hold the rows, and gives the 64 bytes of a signature
    func write(
        _ state: LogState, _ changes: [RowAddress: RememberedRow?], proven: ProvenNames, isNew: Bool,
        sign: (Digest) throws -> [UInt8]
    ) throws
}
