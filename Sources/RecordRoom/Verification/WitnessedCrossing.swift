import AuditTrail
import Cryptography
import RecordStore
import Vault

/// What led from the epoch that a witness saw last into a later one, checked as far as somebody outside can: who signed that it
/// begins, that it begins with what they signed, and what becomes of what the witness saw.
public struct WitnessedCrossing: Sendable, Equatable {
    /// The restores, the oldest first.
    public let crossings: [EpochCrossing]
    /// Who signed them, as note tools write keys of the new epoch.
    public let signers: [String]
    /// Those of them whose keys this witness was never given.
    public let strangers: [String]
    public let seen: LogPoint
    /// How many of the entries that were seen are not in what was restored, at least; 0 where it was proved that all are.
    public let lost: UInt64
    /// Whether more was seen than those who signed knew of.
    public let isUnknownToSigners: Bool
    /// The keys that were trusted, under the name that they have in the new epoch.
    let renamed: [String]

    init(_ text: String, after last: Checkpoint, to checkpoint: Checkpoint, trusting logKeys: [String])
        throws(Witness.Refusal)
    {
        guard let text = try? CrossingText(parsing: text), last.practice == checkpoint.practice,
            let trusted = try? SignedCheckpoint.keys(logKeys, .log)
        else { throw .crossingFails }
        do {
            let seen = LogState(epoch: last.epoch, size: last.size, root: last.root)
            try Self.check(text, after: seen, to: checkpoint)
            var keys: [Ed25519.PublicKey] = []
            for opened in text.openings {
                let (director, confirmer) = try opened.check(signers: text.signers)
                for key in [director.signing, confirmer.signing] where !keys.contains(key) { keys.append(key) }
            }
            func named(_ keys: [Ed25519.PublicKey]) throws -> [String] {
                try keys.map { try NoteKey(.log, name: checkpoint.origin, key: $0).text() }
            }
            signers = try named(keys)
            strangers = try named(keys.filter { key in !trusted.contains { $0.key == key } })
            renamed = try named(trusted.map(\.key))
            crossings = text.openings.map { EpochCrossing($0) }
            self.seen = LogPoint(seen)
            guard let first = text.openings.first?.declaration else { throw RoomError.altered }
            let isWhole = text.old == seen.size
            lost =
                isWhole
                ? 0 : first.restored.epoch == seen.epoch ? seen.size - min(first.restored.size, seen.size) : seen.size
            isUnknownToSigners = !isWhole && first.known != seen && !first.known.isBeyond(seen)
        } catch { throw .crossingFails }
    }

    /// Each restore follows the one before, the first what was seen; the new tree begins with the last; and what is said to lie in what
    /// was restored does.
    private static func check(_ text: CrossingText, after seen: LogState, to checkpoint: Checkpoint) throws {
        let openings = text.openings.map(\.declaration)
        guard let first = openings.first, let last = text.openings.last, openings.last?.epoch == checkpoint.epoch,
            openings.allSatisfy({ $0.practice == checkpoint.practice && $0.root == first.root }),
            first.epoch > seen.epoch, first.restored.epoch <= seen.epoch,
            zip(openings, openings.dropFirst()).allSatisfy({ $1.restored.epoch == $0.epoch })
        else { throw RoomError.altered }
        let entry = try Entry(parsing: text.leaf, side: nil)
        guard entry.practice == checkpoint.practice, entry.isOpening(last),
            entry.changes.contains(where: { (try? last.row.hash(version: 1)) == $0.after }),
            try text.inclusion.proves(
                leaf: try MerkleHash.leaf(text.leaf), at: 0, in: checkpoint.size, root: checkpoint.root)
        else { throw RoomError.altered }
        let restored = first.restored
        guard restored.epoch == seen.epoch, seen.size <= restored.size else {
            guard text.old == 0 else { throw RoomError.altered }
            return
        }
        // What was seen and what was restored are the same part of one epoch: one must lie in the other, or there are two histories.
        let lies =
            seen.size == restored.size
            ? seen.root == restored.root
            : try text.consistency.proves(old: seen.size, seen.root, to: restored.size, restored.root)
        guard text.old == seen.size, lies else { throw RoomError.altered }
    }
}

extension Visit where P == WritingCheckpoint {
    /// What leads whoever saw a checkpoint of an earlier epoch into this one.
    /// - Throws: `.rolledBack(.forked)` where what they saw should lie in what was restored, and does not
    func crossing(after old: Checkpoint) throws -> String {
        let openings = try reading.rows(.epoch, prefix: [], limit: .max).map { try OpenedEpoch(parsing: $0.body) }
            .filter { $0.declaration.epoch > old.epoch }
            .sorted { $0.declaration.epoch < $1.declaration.epoch }
        let now = try checkpoint()
        let state = try Checkpoint(reading: now.note)
        guard let first = openings.first?.declaration, openings.last?.declaration.epoch == state.epoch,
            let stored = try reading.entry(EntryPlace(epoch: state.epoch, position: 0))
        else { throw RoomError.altered }
        var signers: [PublicKeys] = []
        for opened in openings {
            for (person, key) in [
                (opened.declaration.director, opened.declaration.keyID), (opened.confirmer, opened.keyID),
            ] {
                guard let keys = session.chain.publicKeys(of: person, keyID: key) else { throw RoomError.altered }
                if !signers.contains(keys) { signers.append(keys) }
            }
        }
        let isWhole = first.restored.epoch == old.epoch && old.size <= first.restored.size
        if isWhole {
            guard try RoomSession.tree(reading, epoch: old.epoch, size: old.size).root() == old.root else {
                throw RoomError.rolledBack(.forked(at: old.size))
            }
        }
        let text = CrossingText(
            signers: signers, openings: openings, leaf: stored.leaf,
            inclusion: try MerkleProof(ofLeaf: 0, in: state.size, node: node(state.epoch)), old: isWhole ? old.size : 0,
            consistency: isWhole
                ? try MerkleProof(from: old.size, to: first.restored.size, node: node(old.epoch))
                : MerkleProof(path: []),
            note: now.note
        ).text
        // What is handed out was checked as its reader will check it.
        _ = try WitnessedCrossing(text, after: old, to: state, trusting: [])
        return text
    }
}
