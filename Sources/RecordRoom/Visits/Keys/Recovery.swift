public import Counseling
import RecordStore
import Vault

public enum RequestingRecovery: ChangingPurpose { public static let action = Action.requestRecovery }
public enum ListingRecovery: LookingPurpose { public static let action = Action.listRecovery }
public enum ApprovingRecovery: ChangingPurpose { public static let action = Action.approveRecovery }
public enum ReleasingShare: ChangingPurpose { public static let action = Action.releaseShare }
public enum FinishingRecovery: ChangingPurpose { public static let action = Action.finishRecovery }
public enum RehearsingRecovery: ChangingPurpose { public static let action = Action.rehearseRecovery }

/// What the key asked for opens.
public enum RecoveryContent: Sendable, Equatable {
    case counselingCase(Identifier<CounselingCase>)
    case client(Identifier<Client>)
    /// One of the compartments that every practice has, by name.
    case fixed(String)
    /// What nobody but its people can tell apart: private notes, a thread of theirs.
    case personal
}

/// A request for custodians' shares.
public struct RecoveryEntry: Sendable {
    public let id: Identifier<Recovery>
    public let content: RecoveryContent
    public let recipient: Identifier<Person>
    public let recipientMember: StaffMember?
    /// Of the keys to which shares are sealed: six places in the word list.
    public let fingerprint: [Int]
    public let approved: Set<Identifier<Person>>
    public let released: Set<Identifier<Person>>
    /// How many shares make the key.
    public let needed: Int
    /// Who holds a share and is a custodian still.
    public let custodians: Set<Identifier<Person>>
    /// Whether it may be granted.
    public let isFounded: Bool
    /// Whether the key was renewed since, so that nothing is left to do.
    public let isOver: Bool
    /// Whether who looks asked.
    public let isOwn: Bool
    /// Whether who looks opens the key already: a rehearsal, where they asked.
    public let isHeld: Bool
    /// Whether it was a rehearsal whose shares made the key: it is done.
    public var isRehearsed = false
}

/// What a request could be made for, and what not.
public struct RequestedRecovery: Sendable {
    /// Those that stand now, made before included.
    public let requests: [RecoveryEntry]
    /// Keys that nobody can give back: too few custodians hold a share of them.
    public let lost: [RecoveryContent]
}

extension Recoveries {
    private func isHeld(_ standing: Standing) throws -> Bool {
        guard standing.request.recipient == session.me else { return false }
        let compartments = Compartments(session: session)
        try compartments.open(standing.request.compartment, reading: reading)
        return session.ring.holds(standing.request.compartment, generation: standing.request.generation)
    }

    func entry(_ standing: Standing) throws -> RecoveryEntry {
        let people = { (ids: [OpaqueID]) in Set(ids.map { Identifier<Person>($0) }) }
        let member = session.chain.members[standing.request.recipient]
        return RecoveryEntry(
            id: Identifier(standing.request.id), content: try content(of: standing.request.compartment),
            recipient: Identifier(standing.request.recipient),
            recipientMember: try session.staff(Identifier(standing.request.recipient)),
            fingerprint: try member?.keys.fingerprint() ?? [], approved: people(Array(standing.approvals.keys)),
            released: people(Array(standing.releases.keys)), needed: standing.threshold,
            custodians: people(
                (standing.shareSet?.custodians ?? []).filter { custodian in
                    guard let member = session.chain.members[custodian], member.holds(.custodian),
                        custodian != standing.request.recipient, let keyID = try? member.keys.id()
                    else { return false }
                    return standing.shareSet?.hasShare(of: custodian, keyID: keyID) == true
                }),
            isFounded: standing.isFounded, isOver: standing.isOver, isOwn: standing.request.recipient == session.me,
            isHeld: try isHeld(standing))
    }
}

extension Recoveries {
    /// The requests that are neither over nor a rehearsal that is done: a custodian sees all, everyone else their own.
    func requests() throws -> [RecoveryEntry] { try withRehearsed().filter { !$0.isRehearsed } }

    /// The same with the rehearsals that are done.
    func withRehearsed() throws -> [RecoveryEntry] {
        let isCustodian = session.chain.members[session.me]?.holds(.custodian) == true
        var entries = try all().filter { !$0.isOver && (isCustodian || $0.request.recipient == session.me) }
            .map { try entry($0) }
        guard entries.contains(where: { $0.released.count >= $0.needed }) else { return entries }
        // Whoever cannot open what the practice's people are told sees them as they were asked for.
        let done = try unlessSpoiled { try Rehearsals(session: session, reading: reading).done() } ?? []
        for place in entries.indices { entries[place].isRehearsed = done.contains(entries[place].id) }
        return entries
    }
}

extension Visit where P == ListingRecovery {
    /// The requests that are not over: a custodian sees all, everyone else their own. Rehearsals that are done are among them, as
    /// such.
    public func requests() throws -> [RecoveryEntry] {
        try Recoveries(session: session, reading: reading).withRehearsed()
    }
}

extension Visit where P == ReadingStatus {
    /// The same, for what waits.
    public func recoveryRequests() throws -> [RecoveryEntry] {
        try Recoveries(session: session, reading: reading).requests()
    }
}

extension Visit where P == RequestingRecovery {
    private var recoveries: Recoveries { Recoveries(session: session, reading: reading) }

    /// Asks for everything that this person held with earlier keys and that nobody else can give them. What is asked for
    /// already is not asked for twice.
    public func requestMissing() throws -> RequestedRecovery {
        var (requests, lost): ([RecoveryEntry], [RecoveryContent]) = ([], [])
        for history in try recoveries.missing() {
            guard let entry = try request(history) else {
                lost.append(try recoveries.content(of: history.compartment))
                continue
            }
            requests.append(entry)
        }
        return RequestedRecovery(requests: requests, lost: lost)
    }

    /// Asks for one key that this person has anyway, to see whether the custodians' shares make it.
    /// - Throws: `RoomError.noShares`
    public func requestRehearsal() throws -> RecoveryEntry {
        for history in try recoveries.rehearsable() {
            if let entry = try request(history, isRehearsal: true) { return entry }
        }
        throw RoomError.noShares
    }

    /// - Parameter isRehearsal: whether what was put together once tells nothing any more
    /// - Returns: nil where too few custodians hold shares
    private func request(_ history: CompartmentHistory, isRehearsal: Bool = false) throws -> RecoveryEntry? {
        guard let current = history.current else { return nil }
        let mine = try session.ring.identity.publicKeys.id()
        if let standing = try recoveries.all().first(where: {
            $0.request.statement == current.hash && $0.request.recipient == session.me && $0.request.keyID == mine
                && !(isRehearsal && $0.releases.count >= $0.threshold)
        }) {
            return try recoveries.entry(standing)
        }
        guard let shares = try recoveries.shareSet(of: history, generation: current.generation) else { return nil }
        let able = try session.chain.active(with: .custodian).filter {
            try $0.id != session.me && shares.hasShare(of: $0.id, keyID: $0.keys.id())
        }
        guard able.count >= Int(shares.threshold) else { return nil }
        let made = try session.ring.recoveryRequest(try OpaqueID.random(), for: current, chain: session.chain)
        try writing().put(made.row)
        return try recoveries.entry(try recoveries.one(made.id))
    }
}

extension Visit where P == ApprovingRecovery {
    /// This custodian's word, before the share is opened. Given already it stands.
    public func approve() throws {
        guard case .recovery(let id) = subject else { throw RoomError.notFound(.recovery) }
        let standing = try Recoveries(session: session, reading: reading).one(OpaqueID(id))
        guard let shares = standing.shareSet else { throw RoomError.noShares }
        guard standing.releases[session.me] == nil else { throw RoomError.alreadyReleased }
        guard standing.approvals[session.me] == nil else { return }
        try writing().put(try session.ring.approve(standing.request, shareSet: shares, chain: session.chain).row)
    }
}

extension Visit where P == ReleasingShare {
    /// The share, sealed to whoever asked and to nobody else.
    public func release() throws {
        guard case .recovery(let id) = subject else { throw RoomError.notFound(.recovery) }
        let standing = try Recoveries(session: session, reading: reading).one(OpaqueID(id))
        guard let shares = standing.shareSet, let recipient = session.chain.members[standing.request.recipient] else {
            throw RoomError.noShares
        }
        guard standing.releases[session.me] == nil else { throw RoomError.alreadyReleased }
        try writing().put(try session.ring.release(standing.request, shareSet: shares, to: recipient).row)
    }
}

extension Recoveries {
    /// Puts the key together. This identity holds it from then on, until the transaction is undone.
    /// - Returns: whose shares are wrong
    func rebuild(_ standing: Standing) throws -> [OpaqueID] {
        guard !standing.isOver else { throw RoomError.recoveryDone }
        let (has, needs) = (standing.releases.count, standing.threshold)
        guard has >= needs else { throw RoomError.sharesMissing(has: has, needs: needs) }
        let releases = standing.releases.sorted { $0.key < $1.key }.map(\.value)
        let wrong = try session.ring.rebuild(
            standing.request, from: releases, threshold: needs, generations: standing.history.generations)
        // nil where no choice of them makes the key.
        guard let wrong else { throw RoomError.sharesDisagree(has: has) }
        return wrong
    }
}

extension Visit where P == FinishingRecovery {
    /// Puts the key together from the shares, and makes the next one at once: what was in pieces is used no more.
    /// - Returns: whose shares are wrong
    public func finish() throws -> [Identifier<Person>] {
        guard case .recovery(let id) = subject else { throw RoomError.notFound(.recovery) }
        let standing = try Recoveries(session: session, reading: reading).one(OpaqueID(id))
        let wrong = try Recoveries(session: session, reading: reading).rebuild(standing)
        try compartments.makeGeneration(of: standing.history, in: try writing())
        return wrong.map { Identifier($0) }
    }
}

extension Visit where P == RehearsingRecovery {
    /// Puts the key together, compares it and forgets it: nothing changes but that everybody may know of it.
    /// - Returns: whose shares are wrong
    public func rehearse() throws -> [Identifier<Person>] {
        guard case .recovery(let id) = subject else { throw RoomError.notFound(.recovery) }
        let holdings = session.ring.holdings
        defer { session.ring.holdings = holdings }
        let recoveries = Recoveries(session: session, reading: reading)
        let wrong = try recoveries.rebuild(try recoveries.one(OpaqueID(id))).map { Identifier<Person>($0) }
        try tell(of: id)
        return wrong
    }
}
