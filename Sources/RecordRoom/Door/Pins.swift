import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

/// Compares the practice file with what this identity has seen, and remembers what it sees now.
struct Pins {
    let session: RoomSession

    /// The clock may stand this much earlier than the latest time seen, seconds.
    static let tolerance: Int64 = 300

    private var practice: String { session.chain.practice.hex }
    private var person: String { session.me.hex }

    /// - Throws: `AuditError.rolledBack`
    func check() throws {
        guard let file = try session.surroundings.pins.load(practice: practice, person: person) else { return }
        let pin = try Pin(parsing: file, key: session.ring.identity.publicKeys.signing)
        try session.store.read { try compare(pin, with: $0) }
        session.pin = pin
    }

    private func compare(_ pin: Pin, with reading: any StoreReading) throws {
        guard pin.practice == session.chain.practice, pin.root == session.chain.root, pin.person == session.me else {
            throw AuditError.rolledBack(.otherPractice)
        }
        let log = try reading.logSize() ?? (0, 0)
        guard log.epoch >= pin.epoch else { throw AuditError.rolledBack(.epoch(seen: pin.epoch, found: log.epoch)) }
        if log.epoch == pin.epoch {
            guard log.size >= pin.size else { throw AuditError.rolledBack(.shorter(seen: pin.size, found: log.size)) }
            let tree = try RoomSession.tree(reading, epoch: pin.epoch, size: pin.size)
            guard try tree.root() == pin.tree else { throw AuditError.rolledBack(.forked(at: pin.size)) }
            let own = try session.ownHead(reading)
            guard own.counter > pin.own.counter || own == pin.own else {
                throw AuditError.rolledBack(.ownEntries(seen: pin.own.counter, found: own.counter))
            }
        }
        guard session.chain.contains(pin.chainHead) else {
            throw AuditError.rolledBack(.chain(position: pin.chainHead.position))
        }
    }

    /// A clock behind what was seen would date new entries before old ones.
    func refuseClockBehind(_ now: UTCTime) throws {
        guard let latest = session.pin?.latest else { return }
        let behind = latest - now.secondsSince1970
        guard behind <= Self.tolerance else { throw RoomError.clockWentBack(seconds: behind) }
    }

    /// Re-reads the entries since the last pin from disk, signs the state as a checkpoint and moves the pin on.
    func leave() throws {
        let identity = session.ring.identity
        let now = session.surroundings.now().secondsSince1970
        let (checkpoint, own) = try session.store.read { reading -> (Checkpoint, OwnHead) in
            let (epoch, size) = try reading.logSize() ?? (1, 0)
            var tree = MerkleFrontier()
            if let pin = session.pin, pin.epoch == epoch, pin.size <= size {
                tree = try RoomSession.tree(reading, epoch: epoch, size: pin.size)
                guard try tree.root() == pin.tree else { throw AuditError.rolledBack(.forked(at: pin.size)) }
            }
            try reading.forEachEntry(from: EntryPlace(epoch: epoch, position: tree.size)) { entry in
                _ = try tree.append(try MerkleHash.leaf(entry.leaf))
            }
            // The nodes that later comparisons rest on must say the same as the leaves.
            guard tree.size == size, try RoomSession.tree(reading, epoch: epoch, size: size).root() == tree.root()
            else {
                throw AuditError.rolledBack(.forked(at: size))
            }
            return (
                Checkpoint(practice: session.chain.practice, epoch: epoch, size: size, root: try tree.root()),
                try session.ownHead(reading)
            )
        }
        let note = try checkpoint.signed(by: identity, key: identity.publicKeys.signing)
        try session.store.write { writer in
            try writer.put(
                StoredCheckpoint(
                    epoch: checkpoint.epoch, size: checkpoint.size, signer: identity.id, note: note))
        }
        let pin = Pin(
            practice: session.chain.practice, root: session.chain.root, person: identity.id, epoch: checkpoint.epoch,
            size: checkpoint.size, tree: checkpoint.root, chainHead: session.chain.head, own: own,
            latest: max(now, session.pin?.latest ?? now))
        try session.surroundings.pins.update(practice: practice, person: person) { standing in
            // Another command of the same person may have seen more meanwhile; a pin only grows.
            if let standing, let other = try? Pin(parsing: standing, key: identity.publicKeys.signing),
                (other.epoch, other.size) > (pin.epoch, pin.size)
            {
                return nil
            }
            return try pin.file(signedBy: identity)
        }
        session.pin = pin
    }
}
