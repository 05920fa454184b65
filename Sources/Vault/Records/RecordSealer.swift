public import Cryptography

/// Seals and opens records with one cipher context and one pool of random bytes, kept for the session: a new context for
/// each call costs seven times the encryption itself.
public final class RecordSealer {
    private let ring: KeyRing
    private var tools: SealingTools
    private let workers = OpeningWorkers()

    public init(_ ring: KeyRing) throws(VaultError) {
        self.ring = ring
        tools = try SealingTools()
    }

    /// Seals a record revision under the newest generation of its compartment that the ring holds.
    /// - Parameters:
    ///   - body: UTF-8 JSON, at most 64 MiB
    ///   - kind: a word of the layer above; it is sealed too
    /// - Throws: `.noKey`, `.tooLarge`
    public func seal(_ body: [UInt8], kind: String, header: RecordHeader) throws(VaultError) -> SealedRow {
        try Envelope.seal(
            body, kind: kind, header: header, under: try ring.current(of: header.compartment), by: ring.identity,
            tools: &tools
        ).row
    }

    /// Opens a record row.
    /// - Throws: `.noKey` where the ring lacks the compartment, `.wrongKeyOrAltered` for everything else that is wrong
    public func open(_ row: StoredRow) throws(VaultError) -> OpenedRecord {
        try tools.checkLogged(row)
        let envelope = try Envelope(row)
        let secret = try ring.secret(of: envelope.header.compartment, generation: envelope.generation)
        return try envelope.open(with: secret, tools: &tools)
    }

    /// For opening many records on several threads, with the keys that the ring holds now.
    public var opening: RecordOpening { RecordOpening(holdings: ring.holdings, workers: workers) }

    /// Puts a record's data key under the newest generation of its compartment; nil where it lies there already.
    public func rewrap(_ row: StoredRow) throws(VaultError) -> SealedRow? {
        let envelope = try Envelope(row)
        let current = try ring.current(of: envelope.header.compartment)
        guard envelope.generation != current.generation else { return nil }
        let old = try ring.secret(of: envelope.header.compartment, generation: envelope.generation)
        return try envelope.rewrapped(from: old, to: current).row
    }

    /// A record row with its data key under a generation, as a first version: wrapping is deterministic (RFC 3394), so that whoever holds
    /// the compartment can tell whether it was logged so.
    public func first(_ row: StoredRow, under generation: UInt32) throws(VaultError) -> StoredRow {
        let envelope = try Envelope(row)
        let compartment = envelope.header.compartment
        let rewrapped = try envelope.rewrapped(
            from: try ring.secret(of: compartment, generation: envelope.generation),
            to: try ring.secret(of: compartment, generation: generation)
        ).row
        return StoredRow(
            address: row.address, scope: row.scope, target: row.target, version: 1, body: rewrapped.body)
    }

    /// Opens a deposit to a compartment that the ring holds, or to the identity itself.
    public func open(_ deposit: Deposit) throws(VaultError) -> (kind: String, author: OpaqueID, body: [UInt8]) {
        try deposit.open(with: ring, gcm: &tools.gcm)
    }

    /// Opens a deposit whose data key was handed on.
    public func open(_ deposit: Deposit, under dataKey: borrowing SecretBytes) throws(VaultError) -> (
        kind: String, author: OpaqueID, body: [UInt8]
    ) {
        try deposit.open(under: dataKey, gcm: &tools.gcm)
    }

    /// Opens a deposit of lots, one of which may be the identity's own.
    /// - Throws: `.noKey` where none is
    public func openLot(_ deposit: Deposit) throws(VaultError) -> (kind: String, author: OpaqueID, body: [UInt8]) {
        try deposit.openLot(with: ring, gcm: &tools.gcm)
    }
}
