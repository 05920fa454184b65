import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

/// Why a practice was restored, as whoever restored it says.
public enum RestoreReason: String, Sendable, CaseIterable {
    case disk, lost, altered, mistake, rehearsal

    var number: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) + 1 }

    init?(number: UInt8) {
        guard (1...Self.allCases.count).contains(Int(number)) else { return nil }
        self = Self.allCases[Int(number) - 1]
    }
}

/// A state of the audit trail, in numbers that can be shown.
public struct LogPoint: Sendable, Equatable {
    public let epoch: UInt32
    public let entries: UInt64
    /// 64 hexadecimal digits.
    public let treeRoot: String

    init(_ state: LogState) {
        epoch = state.epoch
        entries = state.size
        treeRoot = state.root.hex
    }
}

/// A restore after which the practice goes on in another epoch: what its declaration says.
public struct EpochCrossing: Sendable, Equatable {
    public let epoch: UInt32
    public let restored: LogPoint
    /// The highest state that the two who signed knew of.
    public let known: LogPoint
    public let at: UTCTime?
    public let reason: RestoreReason?
    public let director: Identifier<Person>
    /// nil where the director signed alone, for want of another custodian, or where nobody confirmed yet.
    public let custodian: Identifier<Person>?

    /// How many entries of the known state it says are lost, at least.
    public var lost: UInt64 {
        known.epoch == restored.epoch ? known.entries - min(known.entries, restored.entries) : known.entries
    }

    init(_ declaration: EpochDeclaration, confirmer: OpaqueID? = nil) {
        epoch = declaration.epoch
        restored = LogPoint(declaration.restored)
        known = LogPoint(declaration.known)
        at = Int64(exactly: declaration.time).flatMap { try? UTCTime(secondsSince1970: $0) }
        reason = RestoreReason(number: declaration.reason)
        director = Identifier(declaration.director)
        custodian = confirmer.flatMap { $0 == declaration.director ? nil : Identifier($0) }
    }

    init(_ opened: OpenedEpoch) { self.init(opened.declaration, confirmer: opened.confirmer) }
}

/// What somebody has seen that a restored practice file does not have.
public struct EpochLoss: Sendable, Equatable {
    /// The restores since, the oldest first; empty where the file is restored and no epoch has begun.
    public let crossings: [EpochCrossing]
    public let seen: LogPoint
    /// How many entries that were seen are not there, at least; 0 where all of them are.
    public let entries: UInt64
    /// How many of these were the person's own.
    public let own: UInt64
    /// How many statements about people and their keys are not there.
    public let statements: UInt32
    /// The latest time that the pin names.
    public let latest: UTCTime?
    /// Whether more was seen than the two who signed knew of.
    public let isUnknownToSigners: Bool
    /// Whether the pin bears a signature of keys that the file does not know: they were given in what is lost.
    public let hasLostKeys: Bool

    public var isNothing: Bool { entries == 0 && statements == 0 && !hasLostKeys }
}

/// Holds a pin against a file that was restored since.
struct LossFinder {
    let reading: any StoreReading
    let chain: MembershipChain
    /// The ends of the file's epochs.
    let states: [LogState]
    let crossings: [OpenedEpoch]

    init(_ reading: any StoreReading, chain: MembershipChain) throws {
        self.reading = reading
        self.chain = chain
        let all = Crossings(reading: reading, chain: chain)
        crossings = try all.all()
        states = try all.states()
    }

    /// Whether the file has this very state.
    func contains(_ state: LogState) throws -> Bool {
        guard state.size > 0, let whole = states.first(where: { $0.epoch == state.epoch }), state.size <= whole.size
        else { return false }
        return try RoomSession.tree(reading, epoch: state.epoch, size: state.size).root() == state.root
    }

    /// Whether a restore says of a state which is not in the file that it was lost: whoever has a copy of that can put back what somebody
    /// signed there.
    func isLost(_ state: LogState) -> Bool {
        let sizes = Dictionary(states.map { ($0.epoch, $0.size) }) { first, _ in first }
        return crossings.contains { $0.declaration.loses(state, of: sizes) }
    }

    /// What of a pin is not in the file.
    /// - Throws: `AuditError.rolledBack` where the file contradicts the pin and no restore explains it
    func loss(of pin: Pin, hasLostKeys: Bool) throws -> EpochLoss {
        let since = crossings.filter { $0.declaration.epoch > pin.epoch }
        let seen = LogState(epoch: pin.epoch, size: pin.size, root: pin.tree)
        let whole = states.first { $0.epoch == pin.epoch }
        let isThere = try contains(seen)
        let first = since.first?.declaration
        let isNamed = since.contains { $0.declaration.known == seen }
        // In an epoch that the file has, what was seen lies in it or goes beyond it. Whatever else was there, two versions are.
        if let whole, seen.size <= whole.size, !isThere, !isNamed {
            throw AuditError.rolledBack(.forked(at: seen.size))
        }
        let end = first?.chainHead ?? chain.head
        // What was known of people in an epoch before was there when the next began, whatever was logged since.
        if let first, pin.chainHead.position > first.chainHead.position, chain.contains(pin.chainHead) {
            throw AuditError.rolledBack(.epoch(seen: pin.epoch, found: first.epoch))
        }
        guard chain.contains(pin.chainHead) || (!isThere && pin.chainHead.position > end.position) else {
            throw AuditError.rolledBack(.chain(position: pin.chainHead.position))
        }
        let own = try reading.lastEntry(of: pin.person).map {
            try Entry(parsing: $0.leaf, side: $0.sideChanges).counter
        }
        let lost: UInt64 =
            isThere
            ? 0 : seen.size - (whole.map { $0.size < seen.size ? $0.size : 0 } ?? 0)
        return EpochLoss(
            crossings: since.map { EpochCrossing($0) }, seen: LogPoint(seen), entries: lost,
            own: isThere ? 0 : pin.own.counter - min(pin.own.counter, own ?? 0),
            statements: isThere || pin.chainHead.position < end.position ? 0 : pin.chainHead.position - end.position,
            latest: pin.latest > 0 ? try? UTCTime(secondsSince1970: pin.latest) : nil,
            isUnknownToSigners: first.map { !isThere && seen != $0.known && !$0.known.isBeyond(seen) } ?? false,
            hasLostKeys: hasLostKeys)
    }
}
