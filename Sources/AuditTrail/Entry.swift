public import Cryptography
public import Vault

/// Where an entry stands: the epoch of the log and the leaf's index in it.
public struct EntryPlace: Hashable, Sendable, Comparable {
    public let epoch: UInt32
    public let position: UInt64

    public init(epoch: UInt32, position: UInt64) {
        self.epoch = epoch
        self.position = position
    }

    /// One number that orders places over epochs; in the first it is the position.
    public var number: UInt64 { (UInt64(epoch) &- 1) << 40 | position }

    /// How faults and lists name a place: the position alone in the first epoch.
    public var name: String { epoch == 1 ? "\(position)" : "\(epoch)/\(position)" }

    public static func < (left: EntryPlace, right: EntryPlace) -> Bool {
        (left.epoch, left.position) < (right.epoch, right.position)
    }
}

/// The last entry that an actor made: what their next one continues.
public struct OwnHead: Sendable, Equatable {
    /// 0 before the first.
    public let counter: UInt64
    /// The leaf hash of that entry; zero before the first.
    public let hash: Digest

    public init(counter: UInt64, hash: Digest) {
        self.counter = counter
        self.hash = hash
    }
    public static let none = OwnHead(counter: 0, hash: .zero)
}

/// A signed entry on its way to the store. Only `AuditTrail` makes one.
public struct SignedEntry: Sendable {
    public let place: EntryPlace
    public let actor: OpaqueID
    public let leaf: [UInt8]
    /// The changes, where there are too many to stand in the entry; stored beside it.
    public let sideChanges: [UInt8]?
    /// RFC 6962 leaf hash.
    public let hash: Digest
    public let counter: UInt64

    /// The most changes that stand in the entry itself.
    static let inlineLimit = 64
    static let label = "tacet/1/entry"

    /// Writes and signs an entry.
    /// - Parameters:
    ///   - own: the actor's previous entry
    ///   - details: UTF-8 JSON, sealed under the session's key; never a name or a text
    ///   - version: the program's version, ASCII
    /// - Throws: `.malformed(.entry)` after the last counter, which only a forged entry can have reached
    public init(
        at place: EntryPlace, practice: OpaqueID, after own: OwnHead, chainHead: ChainHead, version: String,
        changes: [RowChange], details: [UInt8], session: AuditSession, by actor: any Signing
    ) throws(AuditError) {
        guard own.counter < .max else { throw .malformed(.entry) }
        counter = own.counter + 1
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(practice)
        writer.u32(place.epoch)
        writer.u64(place.position)
        writer.id(actor.id)
        writer.id(actor.keyID)
        writer.u64(counter)
        writer.digest(own.hash)
        writer.chainHead(chainHead)
        writer.id(session.deposit.id)
        writer.prefixed(Array(version.utf8))
        writer.u32(UInt32(changes.count))
        let list = RowChange.bytes(changes)
        let isAside = changes.count > Self.inlineLimit
        if isAside {
            writer.digest(try cryptographic { () throws(CryptographyError) in try SHA256.hash(list) })
        } else {
            writer.fixed(list)
        }
        let clear = writer.bytes
        let own = counter
        let sealed = try vaulted { () throws(VaultError) in try session.seal(details, counter: own, clear: clear).bytes
        }
        let message = try Entry.signedMessage(clear: clear, sealed: sealed)
        var whole = ByteWriter()
        whole.prefixed(clear)
        whole.prefixed(sealed)
        whole.fixed(try vaulted { () throws(VaultError) in try actor.signature(for: message) })
        leaf = whole.bytes
        hash = try MerkleHash.leaf(leaf)
        sideChanges = isAside ? list : nil
        self.place = place
        self.actor = actor.id
    }
}

/// An entry as the log holds it (docs/file-format.md, "Entry").
public struct Entry: Sendable {
    public let practice: OpaqueID
    public let place: EntryPlace
    public let actor: OpaqueID
    public let keyID: OpaqueID
    public let counter: UInt64
    public let previousOwn: Digest
    public let chainHead: ChainHead
    public let session: OpaqueID
    public let version: String
    public let changes: [RowChange]
    public let hash: Digest
    private let leaf: [UInt8]
    /// Where in the leaf they lie: only who checks a signature or opens the details needs them apart.
    private let clear, sealed, signature: Range<Int>

    /// Reads an entry's form.
    /// - Parameter side: the stored list, where the entry says that its changes stand aside
    public init(parsing leaf: [UInt8], side: [UInt8]?) throws(AuditError) {
        var hasher = try cryptographic { () throws(CryptographyError) in try SHA256Hasher() }
        try self.init(parsing: leaf, side: side, with: &hasher)
    }

    /// The same with a hasher that is kept, for many entries in a row.
    public init(parsing leaf: [UInt8], side: [UInt8]?, with hasher: inout SHA256Hasher) throws(AuditError) {
        self.leaf = leaf
        do throws(VaultError) {
            var outer = ByteReader(leaf, of: .entry)
            clear = try outer.prefixedRange()
            sealed = try outer.prefixedRange()
            signature = try outer.range(64)
            try outer.end()
            var reader = ByteReader(leaf, in: clear, of: .entry)
            try reader.label(SignedEntry.label)
            try reader.formatAndSuite()
            practice = try reader.id()
            place = EntryPlace(epoch: try reader.u32(), position: try reader.u64())
            actor = try reader.id()
            keyID = try reader.id()
            counter = try reader.u64()
            previousOwn = try reader.digest()
            chainHead = try reader.chainHead()
            session = try reader.id()
            let version = leaf[try reader.prefixedRange()]
            // It is shown to people: no escape codes, no pages of text.
            guard version.count <= 32, version.allSatisfy({ 0x21 <= $0 && $0 <= 0x7e }) else {
                throw VaultError.malformed(.entry)
            }
            self.version = String(decoding: version, as: UTF8.self)
            let count = Int(try reader.u32())
            if count > SignedEntry.inlineLimit {
                let expected = try reader.digest()
                guard let side else { throw .malformed(.entry) }
                guard (try? SHA256.hash(side)) == expected else { throw .malformed(.entry) }
                var list = ByteReader(side, of: .entry)
                changes = try Self.readChanges(count, from: &list)
                try list.end()
            } else {
                // What the entry does not name would stand beside it unsigned.
                guard side == nil else { throw .malformed(.entry) }
                changes = try Self.readChanges(count, from: &reader)
            }
            try reader.end()
        } catch { throw .vault(error) }
        hash = try MerkleHash.leaf(leaf, with: &hasher)
    }

    private static func readChanges(_ count: Int, from reader: inout ByteReader) throws(VaultError) -> [RowChange] {
        var changes: [RowChange] = []
        // A count that was made up is found out soon, and no room is made for it.
        changes.reserveCapacity(min(count, SignedEntry.inlineLimit))
        for _ in 0..<count {
            guard let rowClass = RowClass(rawValue: try reader.u8()) else { throw .malformed(.entry) }
            let key = try reader.prefixed()
            let version = try reader.u32()
            let before = try reader.digest()
            let after = try reader.digest()
            changes.append(
                RowChange(
                    address: RowAddress(rowClass, key: key), version: version, before: before, after: after,
                    lasting: try reader.digest()))
        }
        return changes
    }

    static func signedMessage(clear: [UInt8], sealed: [UInt8]) throws(AuditError) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/entry-signature")
        writer.digest(try cryptographic { () throws(CryptographyError) in try SHA256.hash(clear) })
        writer.digest(try cryptographic { () throws(CryptographyError) in try SHA256.hash(sealed) })
        return writer.bytes
    }

    /// Whether the actor's key signed it.
    public func isSigned(with key: Ed25519.Verifier) throws(AuditError) -> Bool {
        key.isValid(
            signature: Array(leaf[signature]),
            for: try Self.signedMessage(clear: Array(leaf[clear]), sealed: Array(leaf[sealed])))
    }

    /// The details, opened with the key of the entry's session. Throws `.vault(.wrongKeyOrAltered)`.
    public func details(with session: AuditSession) throws(AuditError) -> [UInt8] {
        try vaulted { () throws(VaultError) in
            try session.open(Array(leaf[sealed]), counter: counter, clear: Array(leaf[clear]))
        }
    }
}

/// What a leaf says of itself without the list of its changes, which may stand elsewhere: enough for a proof that it is there.
public struct EntryHead: Sendable {
    public let practice: OpaqueID
    public let place: EntryPlace
    public let actor: OpaqueID
    /// How many rows it changed; nil where they are named by a hash alone.
    public let changes: Int?

    /// - Throws: `.vault(.malformed(.entry))`
    public init(parsing leaf: [UInt8]) throws(AuditError) {
        do throws(VaultError) {
            var outer = ByteReader(leaf, of: .entry)
            let clear = try outer.prefixedRange()
            _ = try outer.prefixedRange()
            _ = try outer.range(64)
            try outer.end()
            var reader = ByteReader(leaf, in: clear, of: .entry)
            try reader.label(SignedEntry.label)
            try reader.formatAndSuite()
            practice = try reader.id()
            place = EntryPlace(epoch: try reader.u32(), position: try reader.u64())
            actor = try reader.id()
            _ = try reader.id()
            _ = try reader.u64()
            _ = try reader.digest()
            _ = try reader.u32()
            _ = try reader.digest()
            _ = try reader.id()
            _ = try reader.prefixed()
            let count = Int(try reader.u32())
            changes = count > SignedEntry.inlineLimit ? nil : count
        } catch { throw .vault(error) }
    }
}
