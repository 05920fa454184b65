import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

/// What one unlocked identity works with from entering the room to leaving it.
final class RoomSession {
    /// The practice file; once it was compared with what this identity has seen, as the log says it is.
    private(set) var store: any RecordStore
    /// Which rows there are, once the log was checked.
    var logged: LoggedRows? {
        didSet { if let logged, oldValue == nil { store = LoggedStore(store, logged) } }
    }
    /// What this person remembers of the practice on this computer; nil where nothing can be remembered.
    var memory: SealedRowMemory?
    let ring: KeyRing
    let sealer: RecordSealer
    let surroundings: RoomSurroundings
    var chain: MembershipChain
    private var audit: AuditSession?
    private var isAuditStored = false
    private var frontier: (epoch: UInt32, tree: MerkleFrontier)?
    /// What this identity had seen when it entered.
    var pin: Pin?
    /// The pin's file as it was read on entering, and what it says, its signature checked.
    var readPin: (file: [UInt8], pin: Pin)?
    /// Whether it has been here before and yet has no pin on this computer.
    var isPinMissing = false
    /// A colleague's checkpoint that is not of this log while others' are, where this identity entered without a pin.
    var contradicted: ContradictingCheckpoint?
    /// The log up to which every entry's signature was checked in this session.
    var seen: (epoch: UInt32, tree: MerkleFrontier)?
    /// The epoch of the log that this session entered, and writes in.
    var epoch: UInt32 = 1
    /// New records that others logged since this identity's pin, by what the entries say: where something may wait for it.
    var news: [RowAddress] = []
    /// Deposits that this identity logged since its pin: on another computer, or in this session.
    var ownDeposits: [RowAddress] = []
    // disposal of private notes
    /// Cases that were disposed of since this identity's pin, and of which it had a key.
    var disposedSince: [OpaqueID] = []
    /// What was done about reviews on leaving: others may have asked while the command ran.
    var fulfilledLate: [FulfilledReview] = []
    /// Whether a review waits for this identity's program that is no news: the clock was behind when it was.
    var isReviewLeft = false
    /// Up to where in the log this session looked for what was handed in to the committee.
    var complaintsSeen = EntryPlace(epoch: 1, position: 0)
    /// Whether a complaint was handed in while the command ran.
    var complaintCameLate = false
    /// An entry of this identity's whose signature was checked in this session: the last one before it, or on leaving its own.
    var provenOwn: OwnHead?
    /// The last entry of this session that is durable.
    var lastOwn: OwnHead?
    /// Entries that this session made, and that are durable: their signatures hold.
    private(set) var made: Set<Digest> = []
    /// Compartments whose keys custodians never get a share of: those of complaints.
    var unshared: Set<OpaqueID> = []
    /// The chain's head when this identity last kept house; nil before.
    var keptAt: ChainHead?
    /// The time of the latest change that this session made; nil before. Looking and being refused move no pin's time.
    var changedAt: Int64?
    /// The time that this person said is right, after their clock had been ahead.
    var clockSetRight: Int64?
    /// Looks that are still to come, and whose entries are durable already.
    var announced: [AnnouncedLook] = []
    /// Whether the command looks and leaves: then the state is signed with the looks' entries.
    var isLeavingSoon = false
    /// The state that this session signed and put into the file last, durable.
    private(set) var signedState: Checkpoint?
    // break-glass
    /// What this person is to know of broken glass, once it was looked up.
    var glassNotices: GlassNotices?
    /// What deposits about crisis flags were found to say. Deposits are written once, so that none is opened twice.
    var openedCrisis: [OpaqueID: CrisisContent] = [:]
    /// When the log took deposits, as far as somebody asked.
    let depositLog = DepositLog()
    /// What people who are directors no longer logged while they were, with the lasting hashes: the whole log tells.
    var writtenAsDirector: [OpaqueID: [RowAddress: Digest]] = [:]
    /// The practice's settings as they were read last, and how far log and chain were then.
    var settings: (place: EntryPlace, chain: ChainHead, settings: PracticeSettings)?
    /// How records came into the log, as far as somebody asked.
    var origins: [RowAddress: RowOrigin] = [:]

    init(store: any RecordStore, ring: KeyRing, chain: MembershipChain, surroundings: RoomSurroundings) throws {
        self.store = store
        self.ring = ring
        self.chain = chain
        self.surroundings = surroundings
        sealer = try RecordSealer(ring)
    }

    var me: OpaqueID { ring.identity.id }

    /// Reads the chain's new links, which a colleague may have added since.
    func refreshChain(_ reading: any StoreReading) throws {
        var reach = ChainReach(reading, knowing: try knownLinks(reading))
        while let row = try reading.row(RowAddress(.statement, key: Self.statementKey(chain.head.position + 1))),
            try reach.includes(row)
        {
            let statement = try MembershipStatement(parsing: row.body)
            let appended = Result { () throws(VaultError) in try chain.append(statement, keys: ring) }
            switch appended {
            case .success: continue
            case .failure(.noKey), .failure(.brokenChain(_, .generation)):
                // Somebody was suspended meanwhile and `practice` renewed: what was said since is sealed to its new key.
                try Compartments(session: self).open(
                    FixedCompartment.practice.id(in: chain.practice), reading: reading)
            case .failure(let error): throw try named(error, reading)
            }
            let again = Result { () throws(VaultError) in try chain.append(statement, keys: ring) }
            if case .failure(let error) = again { throw try named(error, reading) }
        }
        // A colleague's command may have put other keys in the place of these while this one ran.
        guard chain.mayBelong(ring.identity.publicKeys, to: me) else { throw RoomError.identityReplaced }
    }

    /// What broke the chain, with its signer where the links alone show that it is theirs.
    private func named(_ error: VaultError, _ reading: any StoreReading) throws -> any Error {
        guard case .brokenChain(let position, _) = error else { return error }
        let statements = try reading.links(knowing: try knownLinks(reading)).map {
            try MembershipStatement(parsing: $0.body)
        }
        _ = try MembershipChain(statements, keys: nil)
        return RoomError.brokenStatement(position: position, statements)
    }

    private func knownLinks(_ reading: any StoreReading) throws -> LoggedLinks? {
        try logged?.links(reading) ?? memory?.links(reading)
    }

    static func statementKey(_ position: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.u32(position)
        return writer.bytes
    }

    // MARK: writing entries

    /// Appends the entry that speaks of a transaction's changes, in the same transaction.
    /// - Parameter epoch: the one it belongs to; another than the session's for an entry that begins one
    func append(_ details: EntryDetails, in epoch: UInt32? = nil, to transaction: RoomTransaction) throws {
        let epoch = epoch ?? self.epoch
        let reading = transaction.reading
        let session = try auditSession(reading)
        if !isAuditStored {
            try transaction.put(session.deposit.row)
            isAuditStored = true
        }
        let written = try EntryWriter(chain: chain, version: surroundings.version, signer: ring.identity)
            .append(
                details, after: try ownHead(reading), session: session, in: epoch, known: pendingTree ?? frontier,
                to: transaction)
        pendingTree = written.log
        pendingOwn = written.own
        pendingEntries.append(written.own.hash)
    }

    private var pendingTree: (epoch: UInt32, tree: MerkleFrontier)?
    private var pendingOwn: OwnHead?
    private var pendingEntries: [Digest] = []
    private var pendingState: Checkpoint?

    /// The state that the file will have with this transaction; nil where not every entry before this session's own was checked.
    func stateToCome() throws -> Checkpoint? {
        guard let logged, let pendingTree, pendingTree.epoch == epoch, logged.epoch == epoch else { return nil }
        // By what was checked leaf by leaf, not by the nodes that the file has.
        var tree = logged.tree
        for entry in pendingEntries { _ = try tree.append(entry) }
        guard tree.size == pendingTree.tree.size, try tree.root() == pendingTree.tree.root() else { return nil }
        return Checkpoint(practice: chain.practice, epoch: epoch, size: tree.size, root: try tree.root())
    }

    /// To be called when a state was signed and put into the transaction.
    func didSign(_ state: Checkpoint) { pendingState = state }

    /// The look that was announced, if it was; it is not taken twice.
    func takeAnnounced(_ action: Action, _ subject: Subject) -> AnnouncedLook? {
        let place = announced.firstIndex { $0.action == action && $0.subject == subject.hex }
        return place.map { announced.remove(at: $0) }
    }

    /// To be called once the transaction is durable: only then is the deposit there and the tree grown.
    func didCommit() {
        guard let pendingTree else { return }
        frontier = pendingTree
        lastOwn = pendingOwn
        made.formUnion(pendingEntries)
        if let pendingState { signedState = pendingState }
        forgetPending()
    }

    private func forgetPending() {
        pendingTree = nil
        pendingOwn = nil
        pendingEntries = []
        pendingState = nil
    }

    /// To be called when a transaction was undone. Its entry may have been sealed, and the next one bears the same counter:
    /// a new session key keeps that number from being used twice under one key.
    func didFail() {
        forgetPending()
        audit = nil
        isAuditStored = false
    }

    private func auditSession(_ reading: any StoreReading) throws -> AuditSession {
        if let audit { return audit }
        let compartments = Compartments(session: self)
        let destination = try compartments.destination(
            of: FixedCompartment.audit.id(in: chain.practice), reading: reading)
        if let kept = ring.identity.takeSession(), let resumed = try resumed(kept, destination, reading) {
            (audit, isAuditStored) = (resumed, true)
            return resumed
        }
        let made = try AuditSession(
            to: destination, practice: chain.practice, membership: ring.membership, by: ring.identity)
        audit = made
        return made
    }

    /// The session of this person's command before, which their agent kept; nil where it cannot go on: its deposit is not what was logged
    /// then, whoever may read the trail changed, or this person's entries do not go on behind those of that command.
    private func resumed(
        _ kept: borrowing KeptSession, _ destination: Deposit.Destination, _ reading: any StoreReading
    ) throws -> AuditSession? {
        guard kept.practice == chain.practice, case .generation(let generation) = destination,
            let row = try reading.row(RowAddress(.deposit, key: kept.id.bytes)), try row.hash() == kept.row,
            let deposit = try? Deposit(parsing: row.body), deposit.depositor == me, deposit.isFor(generation),
            try ownHead(reading).counter >= kept.counter
        else { return nil }
        return try AuditSession(resuming: kept, deposit)
    }

    /// To be called when a command leaves: the session is with this person's agent from then on, and another command may have it. One that
    /// leaves and goes on makes its own.
    func handOnAudit() {
        guard isAuditStored, let audit, let kept = try? audit.kept() else { return }
        self.audit = nil
        isAuditStored = false
        ring.identity.keepSession(kept)
    }

    /// The last entry that this identity made, which its next one continues.
    /// - Throws: `RoomError.brokenEntry` where it is not theirs: whoever can write the file could otherwise make this identity
    ///   continue, and so acknowledge, an entry in its name
    func ownHead(_ reading: any StoreReading) throws -> OwnHead {
        let last = pendingOwn ?? lastOwn
        let own = try EntryWriter.ownHead(of: ring.identity, reading, known: last ?? provenOwn, chain: chain)
        guard own.counter >= last?.counter ?? 0 else {
            throw AuditError.rolledBack(.ownEntries(seen: last?.counter ?? 0, found: own.counter))
        }
        if last == nil { provenOwn = own }
        return own
    }

    /// The frontier of the log's first `size` leaves, from stored nodes and, for a single leaf, from the leaf itself.
    static func tree(_ reading: any StoreReading, epoch: UInt32, size: UInt64) throws -> MerkleFrontier {
        try MerkleFrontier(size: size) { level, index in
            guard level == 0 else { return try reading.node(epoch: epoch, level: level, index: index) }
            return try reading.entry(EntryPlace(epoch: epoch, position: index)).map { try MerkleHash.leaf($0.leaf) }
        }
    }
}

/// What an entry's sealed part says. No content: identifiers and fixed words.
struct EntryDetails: Codable {
    enum Outcome: String, Codable { case allowed, denied, failed }

    var schema = SchemaVersion1()
    let time: UTCTime
    let action: Action
    let role: Role?
    /// The identifier acted on, 32 hexadecimal digits; nil where the act concerns the practice.
    let subject: String?
    let outcome: Outcome
    let rule: String?
    /// The compartments of the cases that a listing or search over several opens.
    var scope: [String]?
    /// Of `set-clock-right`: what the clock had shown.
    var clockWas: UTCTime?

    func encoded() throws(CounselingError) -> [UInt8] { try EntryBody(details: self).encodedBody() }

    /// What a member's program does for others, or looks whether it has to.
    static func settling(at now: UTCTime) -> EntryDetails {
        EntryDetails(
            time: now, action: .settle, role: nil, subject: nil, outcome: .allowed, rule: nil, scope: nil)
    }
}

/// Lets the details be encoded like every other body: sorted keys, so that the same act gives the same bytes.
struct EntryBody: RecordBody {
    let details: EntryDetails

    init(details: EntryDetails) { self.details = details }
    init(from decoder: any Decoder) throws { details = try EntryDetails(from: decoder) }
    func encode(to encoder: any Encoder) throws { try details.encode(to: encoder) }
}
