import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

public enum ReadingAudit: LookingPurpose { public static let action = Action.readAudit }
public enum VerifyingAudit: LookingPurpose { public static let action = Action.verifyAudit }
public enum WritingCheckpoint: LookingPurpose { public static let action = Action.writeCheckpoint }
public enum ReadingStatus: LookingPurpose { public static let action = Action.readStatus }

/// One entry of the audit trail, as an auditor sees it.
public struct AuditLogEntry: Sendable {
    /// The epoch of the log that it stands in: one more after each restore that lost something.
    public let epoch: UInt32
    public let position: UInt64
    /// How lists name it.
    public var number: String { EntryPlace(epoch: epoch, position: position).name }
    public let actor: Identifier<Person>
    /// nil for a station, or for someone whose profile cannot be read.
    public let member: StaffMember?
    /// How many rows it changed.
    public let changes: Int
    /// False where the entry or its details are not what this identity's key should open: `audit verify --deep` tells more.
    public let isReadable: Bool
    /// nil where this identity cannot open the entry's session.
    public let details: Details?

    /// The sealed part.
    public struct Details: Sendable {
        public let time: UTCTime
        public let action: Action
        public let role: Role?
        /// 32 hexadecimal digits.
        public let subject: String?
        /// "allowed", "denied" or "failed".
        public let outcome: String
        public let rule: String?
        /// The cases that a search or a list over several opened, 32 hexadecimal digits each.
        public let scope: [String]
        /// What the clock had shown, where the entry says that it is right now.
        public internal(set) var clockWas: UTCTime?
    }
}

extension Visit where P == ReadingAudit {
    /// The entries, oldest first.
    /// - Parameters:
    ///   - subject: only those that concern this identifier, 32 hexadecimal digits
    ///   - actor: only this person's
    ///   - since: only those of this time or later
    /// - Throws: `.altered` where an entry of the log, be it one that is not asked for, is not the one that was logged
    public func entries(
        subject wanted: String? = nil, actor: Identifier<Person>? = nil, since: UTCTime? = nil
    ) throws -> [AuditLogEntry] {
        try compartments.open(FixedCompartment.audit.id(in: session.chain.practice), reading: reading)
        var sessions: [OpaqueID: AuditSession?] = [:]
        var result: [AuditLogEntry] = []
        try reading.forEachEntry(from: nil) { stored in
            // One entry that cannot be read must not take the others away from the auditor.
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges), entry.place == stored.place
            else {
                if actor.map({ OpaqueID($0) == stored.actor }) ?? true {
                    result.append(
                        AuditLogEntry(
                            epoch: stored.place.epoch,
                            position: stored.place.position, actor: Identifier(stored.actor), member: nil, changes: 0,
                            isReadable: false, details: nil))
                }
                return
            }
            if let actor, OpaqueID(actor) != entry.actor { return }
            let key: AuditSession?
            if let known = sessions[entry.session] {
                key = known
            } else {
                key = try opened(entry)
                sessions[entry.session] = key
            }
            let details = key.flatMap { try? EntryBody(body: try entry.details(with: $0)).details }
            // What cannot be read may be about whatever is asked for. A search is about every case that it opened.
            let isReadable = key == nil || details != nil
            if let wanted, isReadable, details?.subject != wanted, details?.scope?.contains(wanted) != true { return }
            if let since, let time = details?.time, time < since { return }
            result.append(
                AuditLogEntry(
                    epoch: entry.place.epoch,
                    position: entry.place.position, actor: Identifier(entry.actor),
                    member: try session.staff(Identifier(entry.actor)), changes: entry.changes.count,
                    isReadable: isReadable,
                    details: details.map {
                        AuditLogEntry.Details(
                            time: $0.time, action: $0.action, role: $0.role, subject: $0.subject,
                            outcome: $0.outcome.rawValue, rule: $0.rule, scope: $0.scope ?? [], clockWas: $0.clockWas)
                    }))
        }
        return result
    }

    private func opened(_ entry: Entry) throws -> AuditSession? {
        let key = try DetailsKey(entry.session, reading: reading, chain: session.chain, ring: session.ring)
        return key.depositor == entry.actor ? key.key : nil
    }
}

extension Visit where P == VerifyingAudit {
    /// Verifies with this identity's keys: duties and rights too, and every record they open.
    public func verify(
        _ depth: Verification.Depth, notes: [String] = [], progress: ((VerificationProgress) -> Void)? = nil
    ) throws -> VerificationReport {
        try Verification.run(session, reading: reading, depth: depth, notes: notes, progress: progress)
    }
}

/// A checkpoint as it is handed to an outsider.
public struct ExportedCheckpoint: Sendable {
    /// A C2SP signed note.
    public let note: String
    /// The signer's key as note tools take it.
    public let verifierKey: String
}

extension Visit where P == WritingCheckpoint {
    /// Signs the log as it stands now.
    public func checkpoint() throws -> ExportedCheckpoint {
        let identity = session.ring.identity
        let checkpoint = try Pins(session: session).checkedState(reading)
        return ExportedCheckpoint(
            note: try checkpoint.signed(by: identity, key: identity.publicKeys.signing),
            verifierKey: try checkpoint.verifierKey(identity.publicKeys.signing))
    }
}

/// What waits, and what is fragile.
public struct PracticeStanding: Sendable {
    public let own: StaffEntry
    public let root: String
    public let entries: UInt64
    public let people: Int
    public let custodians: Int
    public let auditors: Int
    /// Changes of the staff that wait for a custodian.
    public let pending: [PendingStaffChange]
    /// Positions of statements that wait and do not say whom they are about.
    public let unreadablePending: [UInt32]
    /// Keys that belong to someone who has not got them yet.
    public let owedGrants: Int
    /// Those of them that are for whoever asks.
    public let ownOwed: OwnOwedKeys
}

extension Visit where P == ReadingStatus {
    /// How the practice stands.
    public func standing() throws -> PracticeStanding {
        let roll = StaffRoll(chain: session.chain)
        guard let own = try roll.everyone().first(where: { OpaqueID($0.id) == session.me }) else {
            throw RoomError.notAdmitted
        }
        return PracticeStanding(
            own: own, root: session.chain.root.hex, entries: try reading.logSizes().reduce(0) { $0 + $1.size },
            people: session.chain.activeMembers.count, custodians: session.chain.active(with: .custodian).count,
            auditors: session.chain.active(with: .auditor).count, pending: try roll.pending(),
            unreadablePending: roll.unreadable.map(\.head.position),
            owedGrants: try reading.rows(.owed, prefix: [], limit: 100_000).count, ownOwed: try ownOwedKeys())
    }
}
