import AuditTrail
public import Counseling
import Cryptography
public import RecordStore
import Vault

public enum AcceptingEpoch: LookingPurpose { public static let action = Action.acceptEpoch }

/// How a restored practice file stands to what is known of the practice, and to whoever looks at it.
public struct RestoreStanding: Sendable, Equatable {
    public let file: RestoredFile
    /// What the person themself saw and loses; nil where this computer remembers nothing of theirs.
    public let own: EpochLoss?
    /// Who may confirm: the active custodians but the person.
    public let custodians: [Identifier<Person>]
}

/// Where a restored practice file is looked at, and an epoch begun or gone over to, before anybody enters it. Nothing is written
/// here but the first entry of an epoch: whoever pins saw more than the file has could otherwise be made to fork the practice.
public final class RestoreDesk {
    let session: RoomSession
    /// Pins of others on this computer.
    private let others: [[UInt8]]
    /// Checkpoints in the file that are not of its log: whoever restores is shown whose, and is asked. One person's false one must not
    /// keep everybody from their practice after a loss.
    public let contradicting: [ContradictingCheckpoint]

    /// - Parameter others: pins of this practice on this computer, whosever they are
    /// - Throws: `.notAdmitted`, `.otherPractice`, `.altered` where the file is not what its people signed
    public init(
        _ store: any RecordStore, as identity: UnlockedIdentity, surroundings: RoomSurroundings, others: [[UInt8]]
    ) throws(RoomError) {
        self.others = others
        (session, contradicting) = try translating {
            guard let membership = identity.identity.membership else { throw RoomError.notWelcomed }
            let session = try RecordRoom.admitted(store, try KeyRing(identity.identity), membership, surroundings)
            // By every leaf: what the stored nodes say of a pin, somebody could have written there.
            let pin = try surroundings.pins.load(practice: session.chain.practice.hex, person: session.me.hex)
                .map { file in try Pins(session: session).remembered { try Pin(parsing: file, key: nil) } }
            return try store.read { reading in
                session.isPinMissing = try session.ownHead(reading).counter > 0
                let contradicting = try Pins(session: session).contradicting(reading)
                let checked = try LogCheck(session: session).checkedTree(
                    reading, from: nil, wanting: pin.map { EntryPlace(epoch: $0.epoch, position: $0.size) })
                try Pins(session: session).take(checked)
                let finder = try LossFinder(reading, chain: session.chain)
                guard let pin, try finder.contains(LogState(epoch: pin.epoch, size: pin.size, root: pin.tree)) else {
                    return (session, contradicting)
                }
                guard checked.roots[EntryPlace(epoch: pin.epoch, position: pin.size)] == pin.tree else {
                    throw AuditError.rolledBack(.forked(at: pin.size))
                }
                return (session, contradicting)
            }
        }
    }

    /// Somebody's short name, as the restored chain has it.
    public func name(of person: Identifier<Person>) -> ShortName? { try? session.staff(person)?.shortName }

    /// The practice's time zone, as the restored file has it; nil where its settings do not open.
    public var timeZone: String? {
        try? session.store.read { try Directors(session: session, reading: $0).settings() }.timeZone
    }

    // MARK: what is lost

    /// - Parameter notes: checkpoints that somebody kept outside of the practice
    /// - Throws: `.unusableFile(.notOurs)` for what is no checkpoint of a member's; `.rolledBack` where something that was seen
    ///   contradicts the file
    public func standing(notes: [String] = []) throws(RoomError) -> RestoreStanding {
        try translating { try session.store.read { try standing($0, notes: notes) } }
    }

    private func standing(_ reading: any StoreReading, notes: [String]) throws -> RestoreStanding {
        let finder = try LossFinder(reading, chain: session.chain)
        let file = try RestoredFile(finder, pins: others, notes: notes)
        if let contradicted = file.contradicted.first {
            throw AuditError.rolledBack(.forked(at: contradicted.entries))
        }
        let mine = try ownPin()
        return RestoreStanding(
            file: file, own: try mine.map { try finder.loss(of: $0.pin, hasLostKeys: $0.hasLostKeys) },
            custodians: session.chain.otherCustodians(than: session.me, at: session.chain.head.position)
                .map { Identifier($0) })
    }

    /// What this person's pin says; one with keys that the file does not know is believed only for being shown.
    private func ownPin() throws -> (pin: Pin, hasLostKeys: Bool)? {
        guard
            let file = try session.surroundings.pins.load(
                practice: session.chain.practice.hex, person: session.me.hex)
        else { return nil }
        let pins = Pins(session: session)
        let signed = try? pins.ownPin(file)
        let pin = try signed ?? pins.remembered { try Pin(parsing: file, key: nil) }
        guard pin.practice == session.chain.practice, pin.root == session.chain.root, pin.person == session.me else {
            throw AuditError.rolledBack(.otherPractice)
        }
        return (pin, signed == nil)
    }

    // MARK: two people declare it

    /// A director's declaration, to be kept beside the practice file until it is confirmed. Nothing is written into the log.
    public func declaration(notes: [String], reason: RestoreReason?) throws(RoomError) -> [UInt8] {
        try translating {
            guard session.chain.members[session.me]?.holds(.director) == true else {
                throw RoomError.denied(rule: .notDirector)
            }
            let finder = try session.store.read { try LossFinder($0, chain: session.chain) }
            let known = try standing(notes: notes).file.known
            guard let restored = finder.states.last, let root = Hex.decode(known.treeRoot).flatMap({ Digest($0) })
            else {
                throw RoomError.altered
            }
            let highest = LogState(epoch: known.epoch, size: known.entries, root: root)
            return try EpochDeclaration(
                restored: restored, known: highest, time: UInt64(max(session.surroundings.now().secondsSince1970, 0)),
                reason: reason?.number ?? 0, chain: session.chain, by: session.ring.identity
            ).bytes
        }
    }

    /// What a declaration says, once it is seen that a director of this practice signed it for this very file.
    /// - Throws: `.proposalOutdated` where the file has another state by now, or the declaration is old or dated ahead; `.moreIsKnown`
    public func reviewed(_ file: [UInt8]) throws(RoomError) -> EpochCrossing {
        try translating { EpochCrossing(try checked(file)) }
    }

    private func checked(_ file: [UInt8]) throws -> EpochDeclaration {
        let declaration = try EpochDeclaration(parsing: file)
        try declaration.check(chain: session.chain)
        try session.store.read { reading in
            guard try !hasOpened(declaration, reading) else { return }
            try requireCurrent(declaration, reading)
            // One that was left lying would let a custodian go back to this state at any time, with a signature that was meant for a day.
            let age = session.surroundings.now().secondsSince1970 - Int64(clamping: declaration.time)
            // One that is dated ahead would be good for as much longer.
            guard (-Self.clockTolerance...Self.longestWait).contains(age) else { throw RoomError.proposalOutdated }
        }
        if let (pin, hasLostKeys) = try ownPin(), !hasLostKeys {
            let seen = LogState(epoch: pin.epoch, size: pin.size, root: pin.tree)
            let known = declaration.known
            if seen.isBeyond(known) { throw RoomError.moreIsKnown(LogPoint(seen)) }
            if !known.isBeyond(seen), known != seen { throw AuditError.rolledBack(.forked(at: seen.size)) }
        }
        return declaration
    }

    /// For how long a declaration can be confirmed: seven days, in seconds.
    static let longestWait: Int64 = 7 * 86_400
    /// By how much the clock of whoever declared may be ahead: an hour, in seconds.
    static let clockTolerance: Int64 = 3600

    private func requireCurrent(_ declaration: EpochDeclaration, _ reading: any StoreReading) throws {
        guard try Crossings(reading: reading, chain: session.chain).states().last == declaration.restored,
            session.chain.head == declaration.chainHead
        else { throw RoomError.proposalOutdated }
    }

    private func hasOpened(_ declaration: EpochDeclaration, _ reading: any StoreReading) throws -> Bool {
        try Crossings(reading: reading, chain: session.chain).all().last?.declaration.hash == declaration.hash
    }

    /// Confirms a declaration: the epoch begins with this entry, or nothing is written. Done before, it goes over to that epoch.
    /// - Throws: `.denied` for whoever may not; nothing is written of that, for nothing is written into a file before it is
    ///   known to go on
    public func confirm(_ file: [UInt8]) throws(RoomError) -> RecordRoom {
        try translating {
            let declaration = try checked(file)
            let room = RecordRoom(session: session)
            if try session.store.read({ try hasOpened(declaration, $0) }) { return try cross() }
            let role = try role(for: declaration)
            let now = session.surroundings.now()
            try room.write { transaction in
                try requireCurrent(declaration, transaction.reading)
                try transaction.put(try OpenedEpoch(declaration, confirmedBy: session.ring.identity).row)
                try session.append(
                    EntryDetails(
                        time: now, action: .openEpoch, role: role, subject: nil, outcome: .allowed, rule: nil,
                        scope: nil), in: declaration.epoch, to: transaction)
            }
            let pin = try ownPin()?.pin
            session.epoch = declaration.epoch
            session.pin = try pin.map { try crossed($0) }
            lookAgain()
            return room
        }
    }

    /// Whether this person could confirm a declaration that was only to be tried. Nothing is written, and nobody goes over.
    /// - Throws: as `confirm`
    public func rehearse(_ file: [UInt8]) throws(RoomError) { try translating { _ = try role(for: try checked(file)) } }

    private func role(for declaration: EpochDeclaration) throws -> Role? {
        let me = session.chain.members[session.me]
        var facts = Relationship()
        facts.epoch.isDeclaredByOther = declaration.director != session.me
        facts.epoch.isOnlyCustodian =
            session.chain.otherCustodians(
                than: session.me, at: session.chain.head.position
            ).isEmpty
        switch Policy.decide(
            .openEpoch, roles: me?.duties?.roles ?? [], standing: me.map { Standing($0.effect) } ?? .unknown,
            relationship: facts)
        {
        case .allowed(let role): return role
        case .denied(let rule): throw RoomError.denied(rule: rule)
        }
    }

    /// What this person's pin saw, signed once more, for whoever declares anew.
    public func seenCheckpoint() throws(RoomError) -> String? {
        try translating {
            guard let pin = try ownPin()?.pin else { return nil }
            let identity = session.ring.identity
            return try Checkpoint(practice: pin.practice, epoch: pin.epoch, size: pin.size, root: pin.tree)
                .signed(by: identity, key: identity.publicKeys.signing)
        }
    }

    // MARK: everybody else

    /// What the person loses by going over to the epoch that waits for them.
    /// - Throws: `.nothingToAccept` where none does; `.rolledBack` where the file contradicts what they saw
    public func waiting() throws(RoomError) -> EpochLoss {
        try translating {
            guard let (pin, hasLostKeys) = try ownPin() else { throw RoomError.nothingToAccept }
            guard pin.epoch <= session.epoch else {
                throw AuditError.rolledBack(.epoch(seen: pin.epoch, found: session.epoch))
            }
            let loss = try session.store.read {
                try LossFinder($0, chain: session.chain).loss(of: pin, hasLostKeys: hasLostKeys)
            }
            guard pin.epoch < session.epoch else {
                // Nobody declared yet what is lost here.
                throw loss.isNothing ? RoomError.nothingToAccept : .restoreWaits
            }
            return loss
        }
    }

    /// Goes over to the file's newest epoch, having been shown what is lost.
    public func accept() throws(RoomError) -> RecordRoom {
        try translating {
            let room = try cross()
            try room.keepHouse()
            try room.visit(for: AcceptingEpoch.self, about: .practice) { _ in }
            session.fulfilledLate = (try? room.fulfillReviews(all: true)) ?? []
            return room
        }
    }

    private func cross() throws -> RecordRoom {
        _ = try waiting()
        session.pin = try ownPin().map { try crossed($0.pin) }
        lookAgain()
        return RecordRoom(session: session)
    }

    /// Whatever was handed in before lies behind the pin that is left: it is looked for once more.
    private func lookAgain() { session.complaintsSeen = EntryPlace(epoch: 1, position: 0) }

    /// What is left of a pin on the other side: its time, and how far house was kept.
    private func crossed(_ pin: Pin) throws -> Pin {
        Pin(
            practice: pin.practice, root: pin.root, person: pin.person, epoch: session.epoch, size: 0, tree: .zero,
            chainHead: session.chain.contains(pin.chainHead)
                ? pin.chainHead : ChainHead(position: 0, hash: session.chain.root),
            own: .none, latest: pin.latest)
    }
}
