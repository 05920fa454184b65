public import Counseling

/// One thing that verification found wrong. It names places, never content.
public struct AuditFault: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A leaf that cannot be read, or that is not where it says.
        case entryMalformed = "entry-malformed"
        /// A gap in the positions of the log.
        case entryMissing = "entry-missing"
        /// An entry in an epoch that no restore began.
        case epochUnknown = "epoch-unknown"
        /// An entry whose details lie under a key that its actor did not deposit.
        case sessionUnknown = "session-unknown"
        /// Details that the auditors' key should open and does not.
        case detailsUnreadable = "details-unreadable"
        /// An actor's own counter or previous hash does not continue.
        case ownChainBroken = "own-chain-broken"
        /// An entry names a link that the membership chain does not have.
        case chainHeadUnknown = "chain-head-unknown"
        /// An entry names an older link of the membership chain than an entry before it.
        case chainHeadBehind = "chain-head-behind"
        /// An entry's signature does not hold, or its signer is not known to the chain.
        case entrySignature = "entry-signature"
        /// An entry with changes by someone who was not active, or who may only deposit.
        case actorNotActive = "actor-not-active"
        /// A change whose "before" is not what the log had, or whose version does not grow.
        case changeDoesNotFollow = "change-does-not-follow"
        /// An entry says of a row what whoever signed it may not say; the file has it otherwise.
        case entryNotEntitled = "entry-not-entitled"
        /// Two entries each say that they changed a row from one and the same state. Which of them may say so hangs on duties, and they are
        /// not known.
        case entriesContradict = "entries-contradict"
        /// A row that must stay was removed or rewritten, also where its author signed for it.
        case changeForbidden = "change-forbidden"
        case nodeWrong = "node-wrong"
        /// A row that no program of ours wrote.
        case rowMalformed = "row-malformed"
        case rowMissing = "row-missing"
        case rowAdded = "row-added"
        case rowAltered = "row-altered"
        case rowRolledBack = "row-rolled-back"
        /// A record whose revision does not continue the one before.
        case revisionBroken = "revision-broken"
        /// What appointments occupy is not the same in both tables, or not what the appointment says.
        case slotsDiffer = "slots-differ"
        case checkpointWrong = "checkpoint-wrong"
        /// The log does not begin with what a checkpoint kept elsewhere says, or no member signed that.
        case checkpointContradicted = "checkpoint-contradicted"
        case pinContradicted = "pin-contradicted"
        /// A pin of this computer under one person's name that holds what another saw.
        case pinOfAnother = "pin-of-another"
        /// What this computer remembers for one person is no pin. It says nothing of the practice.
        case pinDamaged = "pin-damaged"
        /// The people's files that lie beside the practice file are all of another practice.
        case otherPractice = "other-practice"
        case membershipBroken = "membership-broken"
        /// A statement that does not say whom it is about: its profile is not what a profile is.
        case profileUnreadable = "profile-unreadable"
        /// A generation, assignment, grant, share set, mark or deposit whose signature or right does not hold.
        case statementUnauthorized = "statement-unauthorized"
        /// A statement about keys names another state of the membership chain than the entry that logged it.
        case statementBackdated = "statement-backdated"
        /// A record under a key that was renewed since.
        case keyOutdated = "key-outdated"
        /// A row was logged by someone other than its signer, or by someone who holds no key to where it lies.
        case writerNotEntitled = "writer-not-entitled"
        /// A current key is granted to someone who does not belong.
        case grantExceeds = "grant-exceeds"
        /// Someone who belongs has neither a key nor the mark that one is owed.
        case grantMissing = "grant-missing"
        /// A record's history breaks its rules: a signed note changed, or a note with another author than before.
        case recordRewritten = "record-rewritten"
        /// A record that this identity's key should open and does not.
        case recordUnreadable = "record-unreadable"
        /// A grant, a share, or the secret before a generation's, that this identity's keys should open and do not.
        case keySpoiled = "key-spoiled"
        /// A disposal that two people did not sign, under a legal hold, or of other rows than went; or a row that lies in what was
        /// disposed of.
        case disposalBroken = "disposal-broken"
        case noLog = "no-log"
        case databaseDamaged = "database-damaged"
    }

    public let kind: Kind
    /// The log position, row key or number concerned: hexadecimal or decimal.
    public let place: String

    init(_ kind: Kind, _ place: some CustomStringConvertible) {
        self.kind = kind
        self.place = place.description
    }
}

/// Whose name a wrong checkpoint bears.
public struct WrongCheckpoint: Sendable, Equatable {
    public let person: Identifier<Person>
    public let epoch: UInt32
    public let entries: UInt64
    /// Whether their signature holds for it as it stands: they, or whoever has their keys, signed what this log is not. Else anybody who
    /// can write the file could have left or altered it under their name.
    public let isSigned: Bool
}

/// Who signed the entry that says last what a row is that the practice file has otherwise, or not.
public struct LoggedLast: Sendable, Equatable {
    /// The row, as the fault names it.
    public let row: String
    /// The entry, as faults name entries.
    public let entry: String
    /// A person, or a workstation.
    public let signer: Identifier<Person>
    public let isWorkstation: Bool
}

/// What verification looked at and found.
public struct VerificationReport: Sendable {
    /// 32 hexadecimal digits.
    public internal(set) var practice = ""
    /// The hash of the genesis, 64 hexadecimal digits: what an outsider compares with what they were told.
    public internal(set) var root = ""
    public internal(set) var epoch: UInt32 = 0
    /// Of all epochs.
    public internal(set) var entries: UInt64 = 0
    /// How many of them are of the newest epoch, whose tree has `treeRoot`.
    public internal(set) var size: UInt64 = 0
    /// The restores after which another epoch began, the oldest first.
    public internal(set) var crossings: [EpochCrossing] = []
    /// Whether it could be judged which office whoever signed had: the staff's own records opened.
    public internal(set) var areOfficesJudged = false
    /// Of those who signed for these restores, where they can be read.
    public internal(set) var shortNames: [Identifier<Person>: ShortName] = [:]
    /// How many cases and clients' files were disposed of.
    public internal(set) var disposals = 0
    /// What was seen and is not there, as these say.
    public internal(set) var explained: [ExplainedLoss] = []
    public internal(set) var rows = 0
    public internal(set) var checkpoints = 0
    /// Of the faults `checkpoint-wrong`, whose they are.
    public internal(set) var wrongCheckpoints: [WrongCheckpoint] = []
    /// Of rows that are missing, altered or rolled back, who said last what they are.
    public internal(set) var loggedLast: [LoggedLast] = []
    /// How many pins of this computer it was held against.
    public internal(set) var pins = 0
    /// How many checkpoints kept elsewhere it was held against.
    public internal(set) var notes = 0
    public internal(set) var treeRoot = ""
    /// How many records were opened (deep, with an identity).
    public internal(set) var recordsOpened = 0
    public internal(set) var faults: [AuditFault] = []
    /// What is no fault, and yet an auditor should look at.
    public internal(set) var remarks: [AuditRemark] = []

    public var isSound: Bool { faults.isEmpty }

    /// Adds what entering found and this verification, without that identity's keys, could not.
    public mutating func add(_ kind: AuditFault.Kind, at place: some CustomStringConvertible) {
        faults.append(AuditFault(kind, place))
    }
}
