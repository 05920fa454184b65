import AuditTrail
import Cryptography
import RecordStore
import Vault

/// What is wrong with a proof, a checkpoint or a key from outside. It carries names of keys and numbers.
public enum ProofFault: Error, Equatable, Sendable {
    /// Not a checkpoint, a proof, or a key as note tools write it.
    case notAProof, notACheckpoint, notAKey
    /// The checkpoint is not signed by a key that was given as the practice's.
    case notSigned
    /// A signature that bears the name of a key that was given does not hold.
    case badCosignature(name: String)
    /// The hashes do not lead from what is to be proved to the checkpoint.
    case proofFails
    /// The earlier checkpoint is missing, or is not the one that the proof begins with.
    case otherBeginning(size: UInt64)
}

extension Visit where P == WritingCheckpoint {
    /// A proof, in the form of c2sp.org/tlog-proof, that an entry is in the log.
    /// - Parameters:
    ///   - position: which
    ///   - note: a checkpoint to prove it in, cosigned perhaps; nil for one signed now
    /// - Throws: `.notFound(.entry)` where that checkpoint does not reach so far; `ProofFault`
    public func inclusionProof(of position: UInt64, in note: String?) throws -> String {
        let (checkpoint, note) = try stated(note)
        let place = EntryPlace(epoch: checkpoint.epoch, position: position)
        guard position < checkpoint.size, let stored = try reading.entry(place) else {
            throw RoomError.notFound(.entry)
        }
        let proof = try MerkleProof(ofLeaf: position, in: checkpoint.size, node: node(checkpoint.epoch))
        // What is handed out was checked as its reader will check it.
        guard
            try proof.proves(
                leaf: try MerkleHash.leaf(stored.leaf), at: position, in: checkpoint.size, root: checkpoint.root)
        else { throw RoomError.altered }
        return InclusionText(leaf: stored.leaf, index: position, proof: proof, note: note).text
    }

    /// A proof that the log as it stands now only adds to an earlier checkpoint, with a new one: what a witness takes
    /// (c2sp.org/tlog-witness).
    /// - Throws: `.rolledBack(.forked)` where the earlier checkpoint does not lie in this log
    public func consistencyProof(since earlier: String) throws -> String {
        if let old = try? Checkpoint(reading: earlier), old.practice == session.chain.practice, old.size > 0,
            let newest = try reading.logSizes().last?.epoch, old.epoch < newest
        {
            return try crossing(after: old)
        }
        let (old, _) = try stated(earlier)
        let now = try checkpoint()
        let state = try Checkpoint(reading: now.note)
        // A tree begins anew with each restore that lost something: no proof leads from one into the next.
        guard old.epoch == state.epoch else {
            throw RoomError.rolledBack(.epoch(seen: old.epoch, found: state.epoch))
        }
        let proof = try MerkleProof(from: old.size, to: state.size, node: node(state.epoch))
        guard try proof.proves(old: old.size, old.root, to: state.size, state.root) else { throw RoomError.altered }
        return ConsistencyText(old: old.size, proof: proof, note: now.note).text
    }

    /// What a checkpoint says, if it lies in this log; for nil one that is signed now.
    private func stated(_ note: String?) throws -> (Checkpoint, String) {
        guard let note else {
            let made = try self.checkpoint().note
            return (try Checkpoint(reading: made), made)
        }
        guard let checkpoint = try? Checkpoint(reading: note), checkpoint.size > 0 else {
            throw RoomError.unusableFile(.notOurs)
        }
        let logs = try reading.logSizes()
        guard checkpoint.practice == session.chain.practice else { throw RoomError.otherPractice }
        guard let log = logs.first(where: { $0.epoch == checkpoint.epoch }) else {
            throw RoomError.rolledBack(.epoch(seen: checkpoint.epoch, found: logs.last?.epoch ?? 0))
        }
        guard checkpoint.size <= log.size else {
            throw RoomError.rolledBack(.shorter(seen: checkpoint.size, found: log.size, epoch: checkpoint.epoch))
        }
        guard
            try RoomSession.tree(reading, epoch: log.epoch, size: checkpoint.size).root() == checkpoint.root
        else { throw RoomError.rolledBack(.forked(at: checkpoint.size)) }
        return (checkpoint, note)
    }

    func node(_ epoch: UInt32) -> (Int, UInt64) throws -> Digest? {
        let reading = reading
        return { level, index in
            guard level == 0 else { return try reading.node(epoch: epoch, level: level, index: index) }
            return try reading.entry(EntryPlace(epoch: epoch, position: index)).map { try MerkleHash.leaf($0.leaf) }
        }
    }
}

/// Who signed a checkpoint beside the practice itself.
public struct Cosigner: Sendable, Equatable {
    public let name: String
    /// Seconds since 1970, by the witness's clock.
    public let time: UInt64
    /// Whether the signature was checked; false where the witness's key was not given.
    public let isChecked: Bool
}

/// A checkpoint from outside, and who signed it.
public struct SignedCheckpoint: Sendable, Equatable {
    /// 32 hexadecimal digits.
    public let practice: String
    public let epoch: UInt32
    public let size: UInt64
    /// 64 hexadecimal digits.
    public let root: String
    /// The practice's key that signed it, as note tools write it; nil where none was given.
    public let signer: String?
    public let cosigners: [Cosigner]
    /// The names of the witnesses whose keys were given and who did not cosign, in the order given.
    public let missing: [String]

    /// Refuses what is no key of a witness, before anything is verified that it should have been held against.
    /// - Throws: `notAKey`
    public static func requireWitnessKeys(_ texts: [String]) throws(ProofFault) { _ = try keys(texts, .witness) }

    /// Reads a checkpoint.
    /// - Parameters:
    ///   - logKeys: keys of members who may have signed it; where there are any one of them must have
    ///   - witnessKeys: keys of witnesses; a cosignature that bears the name of one must hold
    public init(_ note: String, logKeys: [String] = [], witnessKeys: [String] = []) throws(ProofFault) {
        guard let checkpoint = try? Checkpoint(reading: note) else { throw .notACheckpoint }
        let members = try Self.keys(logKeys, .log), witnesses = try Self.keys(witnessKeys, .witness)
        let signer = members.first {
            $0.name == checkpoint.origin && (try? Checkpoint(verifying: note, key: $0.key)) != nil
        }
        guard members.isEmpty || signer != nil else { throw .notSigned }
        var cosigners: [Cosigner] = []
        var missing = witnesses
        for cosignature in Cosignature.all(in: note) {
            let key = witnesses.first { (try? cosignature.isNamed(by: $0)) == true }
            if let key, !cosignature.isValid(for: checkpoint, key) { throw .badCosignature(name: cosignature.name) }
            missing.removeAll { (try? cosignature.isNamed(by: $0)) == true }
            cosigners.append(Cosigner(name: cosignature.name, time: cosignature.time, isChecked: key != nil))
        }
        practice = checkpoint.practice.hex
        epoch = checkpoint.epoch
        size = checkpoint.size
        root = checkpoint.root.hex
        self.signer = try? signer?.text()
        self.cosigners = cosigners
        self.missing = missing.map(\.name)
    }

    static func keys(_ texts: [String], _ use: NoteKey.Use) throws(ProofFault) -> [NoteKey] {
        var keys: [NoteKey] = []
        for text in texts {
            guard let key = try? NoteKey(parsing: text), key.use == use else { throw .notAKey }
            keys.append(key)
        }
        return keys
    }
}

/// A proof that held, and what it says.
public struct CheckedProof: Sendable {
    public let checkpoint: SignedCheckpoint
    public let what: What

    public enum What: Sendable, Equatable {
        /// This entry is in the log: its position, its actor's pseudonym (32 hexadecimal digits), how many rows it changed, and the
        /// hash of its leaf (64).
        case entry(position: UInt64, actor: String, changes: Int?, leafHash: String)
        /// The log only grew since a checkpoint of this size.
        case grown(since: UInt64)
    }

    /// Checks a proof without any practice at hand.
    /// - Parameter since: the earlier checkpoint, for a proof that the log only grew
    public init(_ text: String, since: String?, logKeys: [String], witnessKeys: [String]) throws(ProofFault) {
        if ConsistencyText.isOne(text) {
            guard let proof = try? ConsistencyText(parsing: text), let now = try? Checkpoint(reading: proof.note) else {
                throw .notAProof
            }
            checkpoint = try SignedCheckpoint(proof.note, logKeys: logKeys, witnessKeys: witnessKeys)
            guard let since else { throw .otherBeginning(size: proof.old) }
            guard let old = try? Checkpoint(reading: since) else { throw .notACheckpoint }
            guard old.origin == now.origin, old.size == proof.old else { throw .otherBeginning(size: proof.old) }
            guard (try? proof.proof.proves(old: old.size, old.root, to: now.size, now.root)) == true else {
                throw .proofFails
            }
            what = .grown(since: old.size)
            return
        }
        guard let proof = try? InclusionText(parsing: text), let hash = try? MerkleHash.leaf(proof.leaf),
            let now = try? Checkpoint(reading: proof.note)
        else { throw .notAProof }
        checkpoint = try SignedCheckpoint(proof.note, logKeys: logKeys, witnessKeys: witnessKeys)
        guard
            (try? proof.proof.proves(leaf: hash, at: proof.index, in: now.size, root: now.root)) == true,
            let entry = Self.entry(proof.leaf), entry.practice == now.practice,
            entry.place == EntryPlace(epoch: now.epoch, position: proof.index)
        else { throw .proofFails }
        what = .entry(
            position: proof.index, actor: entry.actor.hex, changes: entry.changes, leafHash: hash.hex)
    }

    /// What the leaf itself says. One with many changes names them by a hash alone, so that they are not counted here.
    private static func entry(
        _ leaf: [UInt8]
    ) -> (practice: OpaqueID, place: EntryPlace, actor: OpaqueID, changes: Int?)? {
        guard let head = try? EntryHead(parsing: leaf) else { return nil }
        return (head.practice, head.place, head.actor, head.changes)
    }
}
