import AuditTrail
public import Cryptography
import Vault

/// Somebody outside who signs that the audit trail they are shown only adds to the one that they were shown before. They need
/// nothing of the practice, and learn nothing of it but how many entries there are.
public struct Witness {
    private let key: WitnessKey

    /// A new key.
    /// - Parameter name: what note tools call it
    /// - Throws: `.notAKey` for a name with spaces or a plus sign
    public init(making name: String) throws {
        guard NoteKey.isName(name) else { throw ProofFault.notAKey }
        key = try translating { try WitnessKey.generate(name: name) }
    }

    /// - Throws: `.notAKey`
    public init(opening file: borrowing SecretBytes) throws(ProofFault) {
        guard let key = try? WitnessKey(parsing: file), NoteKey.isName(key.name) else { throw .notAKey }
        self.key = key
    }

    /// The key file's bytes, to be kept readable by its owner alone.
    public func file() throws(RoomError) -> SecretBytes {
        do throws(VaultError) { return try key.file() } catch { throw RoomError(carrying: error) }
    }

    public var name: String { key.name }

    /// The key as note tools take it, to be given to whoever shall trust this witness.
    public func verifierKey() throws(RoomError) -> String {
        try translating { try NoteKey(.witness, name: key.name, key: key.publicKey).text() }
    }

    /// Why a witness did not sign.
    public enum Refusal: Error, Equatable, Sendable {
        /// Nothing was seen of this practice before, and no key of it was given.
        case unknownPractice
        /// Not signed by a key that this witness trusts for this practice.
        case notSigned
        /// The proof does not begin with what was seen last: this many entries.
        case proofNeeded(seen: UInt64)
        /// Fewer entries than were seen before.
        case shorter(seen: UInt64, given: UInt64)
        /// As many, or more, that do not contain those seen before.
        case forked(seen: UInt64)
        /// A later epoch of the log than was seen, and what led there was not accepted yet.
        case notAccepted(WitnessedCrossing)
        /// Somebody whom this witness does not know signed for a later epoch.
        case strangers(WitnessedCrossing)
        /// What should lead into a later epoch does not.
        case crossingFails
        /// Another epoch of the log than was seen.
        case otherEpoch(seen: UInt32, given: UInt32)
        case fault(ProofFault)
    }

    /// What a witness remembers of one practice.
    public struct Memory: Sendable {
        /// The checkpoint cosigned last, with the cosignature; nil before the first.
        public var note: String?
        /// The keys trusted for this practice, as note tools write them.
        public var logKeys: [String]
        /// What led into the epoch of `note`, where that was accepted just now: to be kept, as it was given.
        public var crossing: (text: String, what: WitnessedCrossing)?

        public init(note: String?, logKeys: [String]) {
            self.note = note
            self.logKeys = logKeys
        }
    }

    /// Which practice a checkpoint or a proof speaks of, 32 hexadecimal digits.
    public static func practice(of text: String) throws(ProofFault) -> String {
        guard let checkpoint = try? Checkpoint(reading: try parts(text).note) else { throw .notACheckpoint }
        return checkpoint.practice.hex
    }

    private static func parts(_ text: String) throws -> (note: String, consistency: ConsistencyText?) {
        if CrossingText.isOne(text) { return (try CrossingText(parsing: text).note, nil) }
        guard ConsistencyText.isOne(text) else { return (text, nil) }
        let consistency = try ConsistencyText(parsing: text)
        return (consistency.note, consistency)
    }

    /// Signs a checkpoint if it only adds to what was seen. The memory that is returned must be durable before the
    /// cosignature is handed out.
    /// - Parameters:
    ///   - text: a checkpoint, or a proof with one that the log only grew
    ///   - memory: what this witness remembers of that practice
    ///   - time: seconds since 1970
    ///   - acceptsEpoch: whether whoever holds the witness's key saw what led into a later epoch, and agrees
    public func cosigned(
        _ text: String, memory: Memory, at time: UInt64, acceptsEpoch: Bool = false
    ) throws(Refusal) -> (note: String, memory: Memory) {
        guard let (note, consistency) = try? Self.parts(text), let checkpoint = try? Checkpoint(reading: note),
            checkpoint.size > 0
        else { throw .fault(.notACheckpoint) }
        guard !memory.logKeys.isEmpty else { throw .unknownPractice }
        var memory = memory
        memory.crossing = nil
        if let last = memory.note.flatMap({ try? Checkpoint(reading: $0) }), last.epoch < checkpoint.epoch,
            CrossingText.isOne(text)
        {
            let crossing = try WitnessedCrossing(text, after: last, to: checkpoint, trusting: memory.logKeys)
            guard crossing.strangers.isEmpty else { throw .strangers(crossing) }
            // The practice's keys stay who they are; their names say which epoch.
            memory.logKeys += crossing.renamed.filter { !memory.logKeys.contains($0) }
            guard acceptsEpoch else { throw .notAccepted(crossing) }
            memory.crossing = (text, crossing)
        }
        do {
            _ = try SignedCheckpoint(note, logKeys: memory.logKeys)
        } catch .notSigned { throw .notSigned } catch { throw .fault(error) }
        if memory.crossing == nil, let last = memory.note {
            guard let seen = try? Checkpoint(reading: last) else { throw .fault(.notACheckpoint) }
            try Self.check(checkpoint, consistency, after: seen)
        }
        guard let cosignature = try? Cosignature(of: checkpoint, by: key, at: time) else { throw .fault(.notAKey) }
        let cosigned = cosignature.added(to: note)
        memory.note = cosigned
        return (cosigned, memory)
    }

    private static func check(
        _ checkpoint: Checkpoint, _ consistency: ConsistencyText?, after seen: Checkpoint
    ) throws(Refusal) {
        guard seen.practice == checkpoint.practice else { throw .fault(.notACheckpoint) }
        guard seen.epoch == checkpoint.epoch else {
            throw .otherEpoch(seen: seen.epoch, given: checkpoint.epoch)
        }
        guard checkpoint.size >= seen.size else { throw .shorter(seen: seen.size, given: checkpoint.size) }
        if checkpoint.size == seen.size {
            guard checkpoint.root == seen.root else { throw .forked(seen: seen.size) }
            return
        }
        guard let consistency, consistency.old == seen.size else { throw .proofNeeded(seen: seen.size) }
        guard
            (try? consistency.proof.proves(old: seen.size, seen.root, to: checkpoint.size, checkpoint.root)) == true
        else { throw .forked(seen: seen.size) }
    }
}
