public import Counseling
import RecordStore
import Vault

public enum SuspendingStaff: ChangingPurpose { public static let action = Action.suspendStaff }
public enum ReinstatingStaff: ChangingPurpose { public static let action = Action.reinstateStaff }
public enum EndingStaff: ChangingPurpose { public static let action = Action.endStaff }
public enum ReadingStanding: LookingPurpose { public static let action = Action.readStanding }

/// Why somebody's standing was changed, as a director's keys open it.
public struct StandingEntry: Sendable {
    public let at: UTCTime
    public let by: StaffMember?
    public let event: StandingEvent
}

extension Visit where P == SuspendingStaff {
    /// Suspends the visit's person: once it took effect they are let in no more, and whatever they could open gets a new key
    /// before anything else is written there.
    /// - Returns: whether a custodian must still confirm it
    public func suspend(because reason: StandingReason) throws -> Bool {
        try StandingChange(session: session, now: now).change(subject, .suspended, reason, in: try writing())
    }
}

extension Visit where P == ReinstatingStaff {
    /// Takes the visit's person back with the duties that they had. What they were granted opens again where nobody made a
    /// new key meanwhile; the rest is owed to them, and handed over by whoever holds it.
    /// - Returns: whether a custodian must still confirm it
    public func reinstate(because reason: StandingReason) throws -> Bool {
        try StandingChange(session: session, now: now).change(subject, .reinstated, reason, in: try writing())
    }
}

extension Visit where P == EndingStaff {
    /// Ends the visit's person for good.
    /// - Returns: whether a custodian must still confirm it
    /// - Throws: `.casesLeft` where a case would be left without a counselor
    public func end(because reason: StandingReason) throws -> Bool {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        try Handover(session: session, reading: reading).requireNothingLeft(of: OpaqueID(person))
        return try StandingChange(session: session, now: now).change(subject, .ended, reason, in: try writing())
    }
}

extension Visit where P == ReadingStanding {
    /// Why the visit's person was suspended, reinstated or left, as far as this person was a director then; oldest first.
    public func reasons() throws -> [StandingEntry] {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        let threads = Threads(session: session, reading: reading)
        var result: [StandingEntry] = []
        for thread in try threads.mine() {
            // One that somebody spoiled is passed over, and verification names it.
            let read = try unlessSpoiled { () -> ThreadEvent<StandingEvent>? in
                guard try threads.kind(of: thread) == .standingEvent else { return nil }
                return try threads.events(of: thread, .standingEvent, StandingEvent.self).first
            }
            guard case let event?? = read, event.what.person == person,
                session.chain.everHeld(.director, by: OpaqueID(event.by))
            else { continue }
            try result.append(StandingEntry(at: event.at, by: session.staff(event.by), event: event.what))
        }
        return result.sorted { ($0.event.position, $0.at) < ($1.event.position, $1.at) }
    }

    /// How many statements about the visit's person there are whose reason was for this person too, and which somebody spoiled.
    /// - Parameter found: the reasons that can be read
    public func spoiledReasons(beside found: [StandingEntry]) throws -> Int {
        guard case .person(let person) = subject else { throw RoomError.notFound(.person) }
        let id = OpaqueID(person)
        guard id != session.me else { return 0 }
        let threads = Threads(session: session, reading: reading)
        // Whose reason a spoiled thread holds cannot be told: that there is one at all is.
        let spoiled =
            try threads.spoiled(.standingEvent) { try threads.events(of: $0, .standingEvent, StandingEvent.self).first }
            + threads.unknown()
        guard spoiled > 0 else { return 0 }
        let told = Set(found.map(\.event.position))
        return try reading.rows(.statement, target: id).count { row in
            let statement = try MembershipStatement(parsing: row.body)
            let position = statement.position
            guard statement.kind == .person, position > 0, !told.contains(position),
                session.chain.duties(of: session.me, at: position)?.contains(.director) == true
            else { return false }
            return statement.effect != .active || session.chain.wasOut(id, from: position - 1, through: position - 1)
        }
    }
}

/// A statement about somebody's standing, and the reason beside it for the directors.
private struct StandingChange {
    let session: RoomSession
    let now: UTCTime

    func change(
        _ subject: Subject, _ step: StandingEvent.Step, _ reason: StandingReason, in transaction: RoomTransaction
    ) throws -> Bool {
        guard case .person(let person) = subject, let member = session.chain.members[OpaqueID(person)],
            let duties = member.duties, let profile = member.profile
        else { throw RoomError.notFound(.person) }
        let standing = try Standing(member.effect).advance(step)
        let effect = Effect(standing)
        // A change of roles that waits gives way: whoever must be shut out does not wait for it. So does what nobody can read and
        // so nobody can confirm: it would keep somebody out for good.
        let waiting = StaffRoll(chain: session.chain).readable
        guard !waiting.contains(where: { $0.subject == member.id && $0.effect == effect }) else {
            throw RoomError.changeIsWaiting
        }
        let directors = session.chain.active(with: .director).filter { $0.id != member.id }
        guard !directors.isEmpty else { throw RoomError.lastDirector }
        try Statements(session: session).append(
            .person(member.id, keys: member.keys, effect: effect), content: (duties, profile), in: transaction)
        // Whoever comes back hands over themself: what was asked of custodians meanwhile is taken back.
        if step == .reinstated {
            try Successions(session: session, reading: transaction.reading)
                .withdrawAll(from: member.id, in: transaction)
        }
        let threads = Threads(session: session, reading: transaction.reading)
        let thread = try threads.open(to: directors.map(\.id), in: transaction)
        try threads.add(
            StandingEvent(step, of: person, position: session.chain.head.position, reason: reason), .standingEvent,
            to: thread, at: now, in: transaction)
        return session.chain.pending.contains { $0.subject == member.id && $0.effect == effect }
    }
}

extension Standing {
    init(_ effect: Effect) {
        self =
            switch effect {
            case .active: .active
            case .suspended: .suspended
            case .ended: .ended
            }
    }
}

extension Effect {
    fileprivate init(_ standing: Standing) {
        self =
            switch standing {
            case .active: .active
            case .suspended: .suspended
            case .ended, .unknown: .ended
            }
    }
}
