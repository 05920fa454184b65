import AuditTrail
import Cryptography
import RecordStore
import Vault

/// Signs one entry for a transaction and appends it with the Merkle nodes that it closes.
struct EntryWriter {
    let chain: MembershipChain
    let version: String
    /// A person, or a station where nobody whom the chain knows can sign.
    let signer: any Signing

    /// - Parameters:
    ///   - own: the signer's last entry
    ///   - epoch: the log's newest, or the one that this entry begins
    ///   - known: the log's frontier as this session last saw it, to save reading it
    /// - Returns: the frontier and the signer's last entry, once the transaction is durable
    func append(
        _ details: EntryDetails, after own: OwnHead, session: AuditSession, in epoch: UInt32,
        known: (epoch: UInt32, tree: MerkleFrontier)? = nil, to transaction: RoomTransaction
    ) throws -> (log: (epoch: UInt32, tree: MerkleFrontier), own: OwnHead) {
        let reading = transaction.reading
        let log = try reading.logSize() ?? (epoch, 0)
        // A practice restored under a command is another one than it entered.
        guard log.epoch == epoch || transaction.opens(epoch) else {
            throw AuditError.rolledBack(.epoch(seen: epoch, found: log.epoch))
        }
        let size = log.epoch == epoch ? log.size : 0
        var tree: MerkleFrontier
        if let known, known.epoch == epoch, known.tree.size == size {
            tree = known.tree
        } else {
            tree = try RoomSession.tree(reading, epoch: epoch, size: size)
        }
        let entry = try SignedEntry(
            at: EntryPlace(epoch: epoch, position: size), practice: chain.practice, after: own,
            chainHead: chain.head, version: version, changes: transaction.listedChanges,
            details: try details.encoded(), session: session, by: signer)
        try transaction.append(entry, nodes: try tree.append(entry.hash))
        return ((epoch, tree), OwnHead(counter: entry.counter, hash: entry.hash))
    }

    /// The entry that someone's next one follows, its signature checked: their last, unless its number cannot be. Nobody has more
    /// entries than the log, and who has a signer's key, as everybody at a workstation has that one's, could else leave no number for
    /// the next one. Then it is the last that follows its predecessors.
    /// - Parameters:
    ///   - known: the head that this session wrote itself, which needs no check
    ///   - chain: tells which keys the signer had before
    static func ownHead(
        of signer: any EntrySigning, _ reading: any StoreReading, known: OwnHead? = nil, chain: MembershipChain? = nil
    ) throws -> OwnHead {
        guard var last = try reading.lastEntry(of: signer.id) else { return .none }
        var entry = try Entry(parsing: last.leaf, side: last.sideChanges)
        if entry.counter > (try reading.logSizes().reduce(0) { $0 + $1.size }) {
            guard let following = try lastFollowing(of: signer.id, reading) else { return .none }
            (last, entry) = following
        }
        let head = OwnHead(counter: entry.counter, hash: entry.hash)
        if head == known { return head }
        let key =
            entry.keyID == signer.keyID
            ? signer.verifyingKey
            : chain?.signingKey(of: signer.id, keyID: entry.keyID, at: entry.chainHead.position)
        guard let key, entry.actor == signer.id, entry.place == last.place,
            try entry.isSigned(with: Ed25519.Verifier(key))
        else { throw RoomError.brokenEntry(place: last.place.name) }
        return head
    }
}

extension EntryWriter {
    /// The last entry of someone's that continues their own from the first on.
    private static func lastFollowing(
        of signer: OpaqueID, _ reading: any StoreReading
    ) throws -> (stored: StoredEntry, entry: Entry)? {
        var found: (stored: StoredEntry, entry: Entry)?
        var head = OwnHead.none
        try reading.forEachEntry(from: nil) { stored in
            guard stored.actor == signer, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges),
                entry.follows(head)
            else { return }
            head = OwnHead(counter: entry.counter, hash: entry.hash)
            found = (stored, entry)
        }
        return found
    }
}

extension Entry {
    /// Whether this is the next one of its actor's after another.
    func follows(_ head: OwnHead) -> Bool {
        head.counter < .max && counter == head.counter + 1 && previousOwn == head.hash
    }
}

/// Whoever signs entries, with the key that checks them.
protocol EntrySigning: Signing {
    var verifyingKey: Ed25519.PublicKey { get }
}

extension Identity: EntrySigning {
    var verifyingKey: Ed25519.PublicKey { publicKeys.signing }
}

extension StationKey: EntrySigning {
    var verifyingKey: Ed25519.PublicKey { publicKey }
}
