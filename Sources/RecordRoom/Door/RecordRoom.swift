import AuditTrail
import Counseling
import Cryptography
public import RecordStore
import Vault

/// The door: nothing confidential is read or written except through it. It authorizes, acts and audits as one transaction.
///
/// A looking visit writes its entry durably first and opens records afterwards; a changing visit commits the change and its
/// entry together; a refusal has an entry too. There is no switch that turns any of this off.
public final class RecordRoom {
    let session: RoomSession

    init(session: RoomSession) {
        self.session = session
    }

    /// Enters a practice's room with an unlocked identity.
    /// - Parameter keepingHouse: false for whoever must leave no entry of their own, such as one who hands in a complaint
    /// - Throws: `.notWelcomed`, `.otherPractice`, `.notAdmitted`, `.rolledBack`, `.altered`
    public static func enter(
        _ store: any RecordStore, as identity: UnlockedIdentity, surroundings: RoomSurroundings,
        keepingHouse: Bool = true
    ) throws(RoomError) -> RecordRoom {
        try translating {
            do {
                return try entered(store, as: identity, surroundings: surroundings, keepingHouse: keepingHouse)
            } catch {
                throw identity.isAgentGone ? RoomError.lockedMeanwhile : error
            }
        }
    }

    private static func entered(
        _ store: any RecordStore, as identity: UnlockedIdentity, surroundings: RoomSurroundings, keepingHouse: Bool
    ) throws -> RecordRoom {
        guard let membership = identity.identity.membership else { throw RoomError.notWelcomed }
        // Of one moment, and without beginning anew for each of the readings.
        store.keepReading()
        defer { store.endReading() }
        let ring = try KeyRing(identity.identity)
        let session: RoomSession
        do {
            session = try Self.admitted(store, ring, membership, surroundings)
        } catch {
            guard let refused = error as? RoomError, refused == .notAdmitted || refused == .identityReplaced,
                !identity.isAgentGone
            else { throw error }
            StationWitness(store: store, surroundings: surroundings).recordRefusal(of: ring.identity.id)
            throw refused == .notAdmitted ? Self.refusal(of: ring.identity.id, in: store) : refused
        }
        try Pins(session: session).check()
        let room = RecordRoom(session: session)
        if keepingHouse { try room.keepHouse() }
        return room
    }

    /// An identity's keys with that of the staff's own records among them, and no other that a grant gives.
    static func staffKeys(
        of identity: UnlockedIdentity, _ store: any RecordStore, _ surroundings: RoomSurroundings
    ) throws -> KeyRing {
        guard let membership = identity.identity.membership else { throw RoomError.notWelcomed }
        return try admitted(store, try KeyRing(identity.identity), membership, surroundings).ring
    }

    static func admitted(
        _ store: any RecordStore, _ ring: KeyRing, _ membership: Membership, _ surroundings: RoomSurroundings
    ) throws -> RoomSession {
        let memory = surroundings.memory(membership.practice.hex, ring.identity.id.hex).map {
            SealedRowMemory($0, practice: membership.practice, signer: ring.identity)
        }
        return try store.read { reading -> RoomSession in
            let statements = try reading.links(knowing: try memory?.links(reading)).map {
                try MembershipStatement(parsing: $0.body)
            }
            // First without keys: links and signatures. What opens the compartment `practice` is signed by people
            // whom these links reach; with it, duties and confirmations are judged too.
            let outline = try MembershipChain(statements, keys: nil, known: memory?.proven ?? ProvenNames())
            guard outline.practice == membership.practice, outline.root == membership.root else {
                throw RoomError.otherPractice
            }
            let practice = FixedCompartment.practice.id(in: outline.practice)
            guard outline.mayBelong(ring.identity.publicKeys, to: ring.identity.id) else {
                if try isAdmissionGone(of: ring.identity.id, to: practice, reading) { throw RoomError.altered }
                throw RoomError.notAdmitted
            }
            // Other keys were asked for in this one's place. Whether they count already only a key to the practice tells.
            let isOlder = outline.members[ring.identity.id]?.keys != ring.identity.publicKeys
            let outside = try RoomSession(store: store, ring: ring, chain: outline, surroundings: surroundings)
            let history = try Compartments(session: outside).open(practice, reading: reading)
            guard let current = history.current, ring.holds(practice, generation: current.generation) else {
                if isOlder { throw RoomError.identityReplaced }
                if try isAdmissionGone(of: ring.identity.id, to: practice, reading) { throw RoomError.altered }
                throw KeyWithheld.find(history, ring: ring, chain: outline, statements: statements)
                    ?? RoomError.notAdmitted
            }
            let chain: MembershipChain
            do { chain = try MembershipChain(statements, keys: ring, outline: outline) } catch {
                guard case VaultError.brokenChain(let position, _) = error else { throw error }
                throw RoomError.brokenStatement(position: position, statements)
            }
            guard chain.members[ring.identity.id] != nil else { throw RoomError.notAdmitted }
            guard chain.mayBelong(ring.identity.publicKeys, to: ring.identity.id) else {
                throw RoomError.identityReplaced
            }
            let session = try RoomSession(store: store, ring: ring, chain: chain, surroundings: surroundings)
            session.memory = memory
            return session
        }
    }

    /// Whether the log has links of the membership chain, generations of `practice` or grants of one to somebody that the file has not,
    /// or others in their place: then they were let in, and somebody or a failing disk took out what says so. Asked of whoever is
    /// not let in, which is rare: it reads the log.
    ///
    /// Whoever belongs can log a row that never was. Statements and generations are numbered without gaps, and a grant is of a
    /// generation: what could not have followed there is passed over. The very next number, and a grant of a generation that there is,
    /// are not told from what was taken out.
    /// - Throws: `StoreError.damaged` where SQLite's own structures may hide it
    private static func isAdmissionGone(
        of person: OpaqueID, to practice: OpaqueID, _ reading: any StoreReading
    ) throws -> Bool {
        guard try reading.checkIntact()() else { throw StoreError.damaged(code: 0) }
        // These rows are written once: what a later entry says of one, that it went or is another, takes nothing back.
        var logged: [RowAddress: Digest] = [:]
        var (statements, generations): (UInt32, UInt32) = (0, 0)
        func follows(_ key: some Collection<UInt8>, _ highest: inout UInt32) -> Bool {
            let number = key.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard key.count == 4, number <= highest &+ 1 else { return false }
            highest = max(highest, number)
            return true
        }
        try reading.forEachEntry(from: nil) { stored in
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            for change in entry.changes {
                let key = change.address.key
                switch change.address.rowClass {
                case .statement where follows(key, &statements): break
                case .generation where key.starts(with: practice.bytes):
                    guard follows(key.dropFirst(OpaqueID.count), &generations) else { continue }
                case .grant where key.starts(with: practice.bytes) && key.suffix(OpaqueID.count) == person.bytes[...]:
                    var newest = generations
                    let number = key.dropFirst(OpaqueID.count).dropLast(OpaqueID.count)
                    guard follows(number, &newest) else { continue }
                default: continue
                }
                if logged[change.address] == nil, change.after != .zero { logged[change.address] = change.after }
            }
        }
        return try logged.contains { address, hash in try reading.row(address)?.hash() != hash }
    }

    /// Why somebody is not let in: whoever was suspended or has left is told so. The links alone say it, without a key.
    private static func refusal(of person: OpaqueID, in store: any RecordStore) -> RoomError {
        let outline = try? store.read { reading in
            try MembershipChain(
                reading.links().map { try MembershipStatement(parsing: $0.body) },
                keys: nil)
        }
        switch outline?.members[person]?.effect {
        case .suspended: return .denied(rule: .standingSuspended)
        case .ended: return .denied(rule: .standingEnded)
        case .active, nil: return .notAdmitted
        }
    }

    /// Makes grants that are owed and renews what is stale, if there is anything of that to do.
    func keepHouse() throws {
        guard session.chain.members[session.me]?.effect == .active else { return }
        let housekeeping = Housekeeping(session: session)
        let (chainHead, isNeeded) = try session.store.read { reading in
            // Of the moment of the rows that are looked at.
            try session.refreshChain(reading)
            let head = session.chain.head
            if let logged = session.logged, logged.isInOrder, session.pin?.chainHead == head { return (head, false) }
            guard try !housekeeping.isNeeded(reading) else { return (head, true) }
            if try housekeeping.isInOrder(reading) { session.logged?.foundInOrder() }
            return (head, false)
        }
        guard isNeeded else {
            session.keptAt = chainHead
            return
        }
        let now = session.surroundings.now()
        // With the clock behind nothing is changed that can wait; the next command finds it waiting still.
        guard !Pins(session: session).isBehind(now) else {
            session.keptAt = session.pin?.chainHead
            return
        }
        try write { transaction in
            try housekeeping.settle(in: transaction)
            try session.append(.settling(at: now), to: transaction)
        }
        session.keptAt = chainHead
    }

    func write<Result>(_ body: (RoomTransaction) throws -> Result) throws -> Result {
        // Where the agent has gone the passphrase is asked for now, and nobody else is to wait for that.
        session.store.pauseReading()
        try session.ring.identity.wake()
        let chain = session.chain
        let holdings = session.ring.holdings
        do {
            let result = try session.store.write { writer in
                try session.refreshChain(writer)
                return try body(RoomTransaction(writer))
            }
            session.didCommit()
            return result
        } catch {
            session.didFail()
            session.chain = chain
            session.ring.holdings = holdings
            throw error
        }
    }

    // MARK: visits

    /// Looks at something. The entry is durable before `body` runs and can open anything.
    /// - Parameter coming: looks that follow in this session; their entries become durable with this one's
    public func visit<P: LookingPurpose, Result>(
        for purpose: P.Type, about subject: Subject, before coming: [ComingLook] = [],
        _ body: (borrowing Visit<P>) throws -> Result
    ) throws(RoomError) -> Result {
        try translating {
            let announced = session.takeAnnounced(P.action, subject)
            let look = try announced ?? announce(P.action, subject, before: coming)
            do {
                return try session.store.read { reading in
                    // Between the entry and the look somebody may have taken away what the policy asks for.
                    if announced != nil, case .failure(let rule) = try authorize(P.action, subject, reading) {
                        throw RoomError.denied(rule: rule)
                    }
                    return try body(
                        Visit(
                            session: session, reading: reading, transaction: nil, subject: subject,
                            actingRole: look.role, now: look.now, scope: look.scope))
                }
            } catch {
                // What only the opened records can tell is refused inside, and that has its entry too.
                if case .denied(let rule)? = error as? RoomError {
                    try refuse(P.action, subject, rule: rule)
                    throw error
                }
                // Best effort: the entry that it was allowed stands already. A key that is not there refuses as a rule does.
                let outcome: EntryDetails.Outcome = RoomError(carrying: error) == .noKey ? .denied : .failed
                try? write {
                    try session.append(
                        entry(P.action, session.surroundings.now(), look.role, subject, outcome), to: $0)
                }
                throw error
            }
        }
    }

    /// Makes a look's entry durable, and those of the looks that will follow: what waits for the disk waits once. A look to come
    /// that is not allowed is left to its own visit, which refuses it.
    private func announce(_ action: Action, _ subject: Subject, before coming: [ComingLook]) throws -> AnnouncedLook {
        let now = session.surroundings.now()
        var following: [AnnouncedLook] = []
        let look = try write { transaction -> Decided<AnnouncedLook> in
            func announce(_ action: Action, _ subject: Subject) throws -> Decided<AnnouncedLook> {
                switch try authorize(action, subject, transaction.reading) {
                case .failure(let rule): return .failure(rule)
                case .success(let role):
                    // What it will open is said before it is: cases are known by their assignments.
                    let scope = try Caseload(session: session, reading: transaction.reading)
                        .scope(of: subject, for: action)
                    try session.append(entry(action, now, role, subject, .allowed, scope: scope), to: transaction)
                    return .success(
                        AnnouncedLook(
                            action: action, subject: subject.hex, role: role, now: now, scope: scope ?? []))
                }
            }
            let look = try announce(action, subject)
            guard case .success = look else { return look }
            for next in coming {
                if case .success(let look) = try announce(next.action, next.subject) { following.append(look) }
            }
            if session.isLeavingSoon { try Pins(session: session).putCheckpoint(in: transaction) }
            return look
        }.get(orRefuse: { try refuse(action, subject, rule: $0) })
        session.announced = following
        return look
    }

    /// Changes something: the change and its entry are one transaction, or neither is.
    public func visit<P: ChangingPurpose, Result>(
        for purpose: P.Type, about subject: Subject, _ body: (borrowing Visit<P>) throws -> Result
    ) throws(RoomError) -> Result {
        try translating {
            let now = session.surroundings.now()
            if !P.isUrgent { try Pins(session: session).refuseClockBehind(now) }
            func change() throws -> Decided<Result> {
                try write { transaction -> Decided<Result> in
                    switch try authorize(P.action, subject, transaction.reading) {
                    case .failure(let rule): return .failure(rule)
                    case .success(let role):
                        let result = try body(
                            Visit(
                                session: session, reading: transaction.reading, transaction: transaction,
                                subject: subject, actingRole: role, now: now))
                        try session.append(
                            entry(P.action, now, role, subject, .allowed, made: transaction.made), to: transaction)
                        return .success(result)
                    }
                }
            }
            let decided: Decided<Result>
            do {
                decided = try P.isUrgent ? session.store.fromReserve(change) : change()
            } catch {
                // What only shows while it is done is refused too, and has its entry.
                switch error as? RoomError {
                case .denied(let rule): try refuse(P.action, subject, rule: rule)
                case .writtenAlready:
                    // What is there was opened to tell: without an entry of it nothing is told, and on a full disk there is room.
                    try session.store.fromReserve {
                        try write {
                            try session.append(
                                entry(P.action, session.surroundings.now(), nil, subject, .failed), to: $0)
                        }
                    }
                case .noKey:
                    try? write {
                        try session.append(entry(P.action, session.surroundings.now(), nil, subject, .denied), to: $0)
                    }
                default: break
                }
                throw error
            }
            let result = try decided.get(orRefuse: { try refuse(P.action, subject, rule: $0) })
            session.changedAt = max(session.changedAt ?? 0, now.secondsSince1970)
            return result
        }
    }

    private func authorize(_ action: Action, _ subject: Subject, _ reading: any StoreReading) throws -> Decided<Role?> {
        try session.refreshChain(reading)
        let me = session.chain.members[session.me]
        let standing = me.map { Standing($0.effect) } ?? .unknown
        let facts = try Relationships(session: session, reading: reading).facts(subject, for: action)
        switch Policy.decide(action, roles: me?.duties?.roles ?? [], standing: standing, relationship: facts) {
        case .allowed(let role): return .success(role)
        case .denied(let rule): return .failure(rule)
        }
    }

    private func refuse(_ action: Action, _ subject: Subject, rule: PolicyRule) throws {
        let now = session.surroundings.now()
        func record() throws {
            try write { transaction in
                try session.append(
                    EntryDetails(
                        time: now, action: action, role: nil, subject: subject.hex, outcome: .denied,
                        rule: rule.recorded.rawValue, scope: nil), to: transaction)
            }
        }
        // A refusal is recorded even on a full disk.
        try session.store.fromReserve(record)
    }

    private func entry(
        _ action: Action, _ now: UTCTime, _ role: Role?, _ subject: Subject, _ outcome: EntryDetails.Outcome,
        scope: [OpaqueID]? = nil, made: String? = nil
    ) -> EntryDetails {
        EntryDetails(
            time: now, action: action, role: role, subject: made ?? subject.hex, outcome: outcome, rule: nil,
            scope: scope?.map(\.hex), clockWas: action == .setClockRight ? Pins(session: session).latest : nil)
    }

    /// To be called by whoever looks at a thing or two and leaves: the state is signed with a look's entry, and not once more on
    /// leaving, unless something was written since. What is read until then is of one moment, and others cannot write: nobody is to
    /// be asked for anything.
    public func leaveSoon() {
        session.isLeavingSoon = true
        session.store.keepReading()
    }

    /// Reads many times in a row, of one moment and without beginning anew for each; others cannot write meanwhile. Nobody is to be asked
    /// for anything.
    public func together<Result>(_ body: () throws -> Result) rethrows -> Result {
        session.store.keepReading()
        defer { session.store.endReading() }
        return try body()
    }

    /// To be called before something is told or asked in the middle of that, for which somebody may have to be waited: others write then,
    /// and what is read afterwards is of another moment.
    public func letOthersWrite() { session.store.pauseReading() }

    /// Whether this command looks at a thing or two and leaves (`leaveSoon`).
    public var isOnlyLooking: Bool { session.isLeavingSoon }

    /// Whether the practice goes on from a backup that was restored.
    public var wasRestored: Bool { session.epoch > 1 }

    /// Whether this person has worked in the practice before and yet nothing on this computer remembers what they saw.
    public var isPinMissing: Bool { session.isPinMissing }

    /// One colleague's checkpoint that is not of this log, where nothing else tells what was seen before and others' checkpoints are.
    public var contradictedCheckpoint: ContradictingCheckpoint? { session.contradicted }

    /// How many things the log says were left for somebody that this command asked for, that are not in the practice file, and that this
    /// identity never saw: whether there were any nobody can tell.
    public var unseenDeposits: Int { session.logged?.unseenDeposits.count ?? 0 }

    /// Checkpoints in the file that somebody active signed and that are not of its log, whatever this computer remembers.
    public func contradictingCheckpoints() throws(RoomError) -> [ContradictingCheckpoint] {
        try translating { try session.store.read { try Pins(session: session).contradicting($0) } }
    }

    /// Signs the log's state and remembers it, to be called when a command ends.
    public func leave() throws(RoomError) {
        try translating {
            defer { session.store.endReading() }
            // What the chain brought meanwhile is settled first: the pin will say that this identity kept house up to here.
            if session.keptAt != session.chain.head { try keepHouse() }
            try Pins(session: session).leave()
            // What others wrote while the command ran is behind the pin now: the next command would not look there any more.
            if !session.news.isEmpty || session.isReviewLeft {
                session.fulfilledLate = (try? fulfillReviews(all: session.isReviewLeft)) ?? []
                // Looking leaves an entry, also where nothing was to be done: the checkpoint covers it.
                if session.lastOwn != nil { try Pins(session: session).leave() }
            }
            // disposal of private notes
            if !session.disposedSince.isEmpty {
                _ = try? proposePrivateDisposals()
                if session.lastOwn != nil { try Pins(session: session).leave() }
            }
            try lookForLateComplaints()
            session.handOnAudit()
        }
    }
}

extension RecordStore {
    /// Does something; on a full disk again, in the space that was kept for it.
    func fromReserve<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch StoreError.full {
            releaseReserve()
            defer { restoreReserve() }
            return try body()
        }
    }
}

/// What the policy said, carried out of a transaction that must still commit or be empty.
private enum Decided<Value> {
    case success(Value)
    case failure(PolicyRule)

    func get(orRefuse record: (PolicyRule) throws -> Void) throws -> Value {
        switch self {
        case .success(let value): return value
        case .failure(let rule):
            try record(rule)
            throw RoomError.denied(rule: rule)
        }
    }
}
