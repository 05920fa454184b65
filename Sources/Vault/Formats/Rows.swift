public import Cryptography

/// The structural classes of rows. They say how a row is protected, never what it is about.
public enum RowClass: UInt8, Sendable, CaseIterable, Comparable {
    case statement = 1, generation, grant, shares, assignment, record, deposit, slots, staleMark, owed
    // recovery
    case recovery
    // epochs
    case epoch
    // disposal
    case disposal

    /// Whether a row of this class may be written again under the same key, or removed.
    public var life: RowLife {
        switch self {
        case .statement, .generation, .assignment, .grant, .deposit, .staleMark, .recovery, .epoch, .disposal:
            .writtenOnce
        case .shares: .replaced
        case .slots, .owed: .changing
        case .record: .rewrapped
        }
    }

    public static func < (left: RowClass, right: RowClass) -> Bool { left.rawValue < right.rawValue }
}

/// What the log may say happened to a row. What is never removed goes in one way alone: in the entry that logs a disposal which
/// two people signed, and which names it.
public enum RowLife: Sendable {
    /// Written once, never changed, never removed.
    case writtenOnce
    /// Never removed, and changed only in the wrap of its data key.
    case rewrapped
    /// Never removed, but may be replaced: custodians change.
    case replaced
    /// May be replaced and removed.
    case changing
}

/// Where a row lies: its class and its key within the class.
public struct RowAddress: Hashable, Sendable, Comparable {
    public let rowClass: RowClass
    public let key: [UInt8]

    public init(_ rowClass: RowClass, key: [UInt8]) {
        self.rowClass = rowClass
        self.key = key
    }

    /// The key in one piece: an array hashes its bytes one by one, which takes longer than all else about looking a row up.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rowClass.rawValue)
        key.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    public static func < (left: RowAddress, right: RowAddress) -> Bool {
        left.rowClass == right.rowClass ? left.key.lexicographicallyPrecedes(right.key) : left.rowClass < right.rowClass
    }
}

/// A row on its way to the store. Only `Vault` can make one, so a store cannot be handed plaintext (law 2).
public struct SealedRow: Sendable {
    public let address: RowAddress
    /// The compartment the row belongs to; `OpaqueID.none` for the membership chain.
    public let scope: OpaqueID
    /// The person or compartment the row is for; `OpaqueID.none` where there is none.
    public let target: OpaqueID
    public let body: [UInt8]

    init(_ rowClass: RowClass, key: [UInt8], scope: OpaqueID, target: OpaqueID = .none, body: [UInt8]) {
        address = RowAddress(rowClass, key: key)
        self.scope = scope
        self.target = target
        self.body = body
    }

    /// The hash that the audit trail keeps of this row at `version` (1 when it is first written, one more at each change).
    public func hash(version: UInt32) throws(VaultError) -> Digest {
        try rowHash(address, scope: scope, target: target, version: version, body: body)
    }
}

/// What the log says of a row. As small as a hash for all but few: there may be a hundred thousand of them.
public struct LoggedRow: Sendable, Equatable {
    /// What comes after it names.
    public let hash: Digest
    private let past: Past?

    /// What is remembered of a row that is not, or may not be, as the last change says.
    private final class Past: Sendable, Equatable {
        let version: UInt32
        let lasting: Digest
        let formers: [Digest]
        let isFalse: Bool

        init(_ version: UInt32, _ lasting: Digest, _ formers: [Digest], _ isFalse: Bool) {
            (self.version, self.lasting, self.formers, self.isFalse) = (version, lasting, formers, isFalse)
        }

        static func == (left: Past, right: Past) -> Bool {
            (left.version, left.lasting, left.formers, left.isFalse)
                == (right.version, right.lasting, right.formers, right.isFalse)
        }
    }

    /// - Parameters:
    ///   - hash: as the last change says
    ///   - version: the highest that the log let in
    ///   - lasting: zero for other rows than records
    ///   - formers: the hashes that it had before
    ///   - isFalse: whether nothing is a row of that hash, because it says of itself what the log says it is not
    public init(hash: Digest, version: UInt32, lasting: Digest, formers: [Digest], isFalse: Bool) {
        self.hash = hash
        past = formers.isEmpty && !isFalse ? nil : Past(version, lasting, formers, isFalse)
    }

    /// The highest that the log let in; nil where the row's own version tells it.
    public var version: UInt32? { past?.version }

    /// Whether a row is this one, now or as it was before. What it says lasts, so that a change is one of its wrap alone; and who says in
    /// the log that a row was changed must not be able to take away what is there.
    public func isThis(_ row: StoredRow) throws(VaultError) -> Bool {
        var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        return try isThis(row, with: &hasher)
    }

    /// The same with a hasher that is kept, for many rows in a row.
    public func isThis(_ row: StoredRow, with hasher: inout SHA256Hasher) throws(VaultError) -> Bool {
        let found = try row.hash(with: &hasher)
        guard let past else { return found == hash }
        if found == hash { return !past.isFalse }
        guard past.formers.contains(found) else { return false }
        return try row.lasting(with: &hasher) == past.lasting
    }
}

/// A row as a store gave it back: not yet believed. Only `Vault` can open it.
public struct StoredRow: Sendable {
    public let address: RowAddress
    public let scope: OpaqueID
    public let target: OpaqueID
    public let version: UInt32
    public let body: [UInt8]
    /// What the log says of it, where the two were not compared yet, or where it is as the log had it before: whoever opens the row
    /// compares them.
    public var logged: LoggedRow?

    public init(address: RowAddress, scope: OpaqueID, target: OpaqueID, version: UInt32, body: [UInt8]) {
        self.address = address
        self.scope = scope
        self.target = target
        self.version = version
        self.body = body
    }

    /// The hash of the row's canonical bytes, to be compared with the audit trail.
    public func hash() throws(VaultError) -> Digest {
        try rowHash(address, scope: scope, target: target, version: version, body: body)
    }

    /// The hash that the log has for it, which whatever comes after it names.
    public func loggedHash() throws(VaultError) -> Digest {
        if let logged { return logged.hash }
        return try hash()
    }

    /// What no later version of the row may change; see `SealedRow.lasting()`.
    public func lasting() throws(VaultError) -> Digest { try lastingHash(address.rowClass, body: body) }

    /// `hash()` with a hasher that is kept, for many rows in a row.
    public func hash(with hasher: inout SHA256Hasher) throws(VaultError) -> Digest {
        try rowHash(address, scope: scope, target: target, version: version, body: body, with: &hasher)
    }

    /// `lasting()` with a hasher that is kept, for many rows in a row.
    public func lasting(with hasher: inout SHA256Hasher) throws(VaultError) -> Digest {
        guard address.rowClass == .record else { return .zero }
        return try Envelope.lastingHash(ofBody: body, with: &hasher)
    }
}

extension SealedRow {
    /// What no later version of the row may change. For a record: SHA-256 of everything but the wrap of its data key, which
    /// rotation renews; so a log reader without any key sees that a new version is the same record. Zero for other rows.
    public func lasting() throws(VaultError) -> Digest { try lastingHash(address.rowClass, body: body) }
}

private func lastingHash(_ rowClass: RowClass, body: [UInt8]) throws(VaultError) -> Digest {
    guard rowClass == .record else { return .zero }
    return try Envelope.lastingHash(ofBody: body)
}

/// SHA-256 of: label "tacet/1/row", class, key, scope, target, version, body. The columns are in it, so that moving a row
/// to another key or compartment is an alteration like any other.
private func rowHash(_ address: RowAddress, scope: OpaqueID, target: OpaqueID, version: UInt32, body: [UInt8])
    throws(VaultError) -> Digest
{
    var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
    return try rowHash(address, scope: scope, target: target, version: version, body: body, with: &hasher)
}

private func rowHash(
    _ address: RowAddress, scope: OpaqueID, target: OpaqueID, version: UInt32, body: [UInt8],
    with hasher: inout SHA256Hasher
) throws(VaultError) -> Digest {
    var writer = ByteWriter(label: "tacet/1/row")
    writer.u8(address.rowClass.rawValue)
    writer.prefixed(address.key)
    writer.id(scope)
    writer.id(target)
    writer.u32(version)
    writer.u32(UInt32(truncatingIfNeeded: body.count))
    do throws(CryptographyError) {
        try hasher.update(writer.bytes)
        try hasher.update(body)
        return try hasher.finish()
    } catch { throw VaultError(error) }
}
