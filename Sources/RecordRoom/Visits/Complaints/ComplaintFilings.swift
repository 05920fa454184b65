import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

/// Whom a complaint would reach, in numbers: names would tell who has a conflict of interest.
public struct ComplaintReach: Sendable {
    /// How many members will be drawn by lot.
    public let drawn: Int
    /// Whether the committee has no members, so that a director acts for it.
    public let isActing: Bool
    /// Whether the only one who can be reached is the person who hands it in.
    public let isOnlySelf: Bool
    /// Whether whoever hands it in may come to handle it, and so to read it.
    public let isOfCommittee: Bool
    /// What the person who complains may be told: acknowledged, triaged and decided by.
    public let acknowledgeBy: CalendarDate
    public let triageBy: CalendarDate
    public let decideBy: CalendarDate
}

// Handing in a complaint. It is the workstation's act, signature and entry: nothing in the record names who handed it in, and
// they can read as little of it afterwards as anybody else (docs/decisions/0008-complaints-name-no-filer.md).
extension RecordRoom {
    /// At most so many get a key; a wider circle would only know more.
    static let mostDrawn = 3
    /// There are at least so many lots, so that a small committee does not show how many were drawn.
    static let fewestLots = 3

    /// Everyone on the staff, out of the membership chain, which whoever entered has read. It leaves no entry.
    public func roll() throws(RoomError) -> [StaffEntry] {
        try translating { try StaffRoll(chain: session.chain).everyone() }
    }

    /// Whom a complaint handed in now would reach. It leaves no entry.
    /// - Throws: `.denied(.noEligibleMember)`; nothing of it is kept either
    public func complaintReach(
        against respondent: ComplaintRespondent, urgent: Bool
    ) throws(RoomError) -> ComplaintReach {
        try translating {
            try session.store.read { reading in
                try session.refreshChain(reading)
                let desk = ComplaintDesk(session: session, reading: reading)
                let members = try drawable(against: respondent, desk)
                guard !members.isEmpty else { throw RoomError.denied(rule: .noEligibleMember) }
                let (deadlines, now) = (try desk.deadlines(), session.surroundings.now())
                return ComplaintReach(
                    drawn: min(members.count, Self.mostDrawn),
                    isActing: session.chain.active(with: .committee).isEmpty,
                    isOnlySelf: members.map(\.id) == [session.me],
                    isOfCommittee: desk.candidates.contains { $0.id == session.me },
                    acknowledgeBy: deadlines.acknowledgeBy(received: now, urgent: urgent),
                    triageBy: deadlines.triageBy(received: now, urgent: urgent),
                    decideBy: deadlines.decideBy(received: now))
            }
        }
    }

    /// Hands in a complaint: seals it to the members drawn by lot and leaves it under the workstation's key.
    /// - Returns: the number of the receipt
    /// - Throws: `.denied`, `.noStation`, `.clockWentBack`
    public func fileComplaint(
        _ form: ComplaintForm, against respondent: ComplaintRespondent
    ) throws(RoomError) -> Identifier<Complaint> {
        try translating {
            let now = session.surroundings.now()
            try Pins(session: session).refuseClockBehind(now)
            let witness = StationWitness(store: session.store, surroundings: session.surroundings)
            try authorizeFiling(witness, now)
            let filing = ComplaintFiling(
                form, against: respondent, at: now, secret: Hex.encode(try RandomBytes.make(32)))
            let keys = try session.store.read { reading in
                try lots(for: respondent, ComplaintDesk(session: session, reading: reading))
            }
            let committee = FixedCompartment.committee.id(in: session.chain.practice)
            var id = OpaqueID.none
            try witness.write { desk in
                id = try desk.deposit(
                    try filing.encodedBody(), kind: ComplaintDesk.filingKind,
                    to: .lots(keys, compartment: committee))
                return Self.details(now, .allowed)
            }
            return Identifier(id)
        }
    }

    /// The same policy as for every act; a refusal is the workstation's entry too.
    private func authorizeFiling(_ witness: StationWitness, _ now: UTCTime) throws {
        try session.store.read { try session.refreshChain($0) }
        let me = session.chain.members[session.me]
        let standing: Standing =
            switch me?.effect {
            case .active: .active
            case .suspended: .suspended
            case .ended: .ended
            case nil: .unknown
            }
        let decision = Policy.decide(
            .fileComplaint, roles: me?.duties?.roles ?? [], standing: standing, relationship: Relationship())
        guard case .denied(let rule) = decision else { return }
        try witness.write { _ in Self.details(now, .denied, rule) }
        throw RoomError.denied(rule: rule)
    }

    private static func details(
        _ now: UTCTime, _ outcome: EntryDetails.Outcome, _ rule: PolicyRule? = nil
    ) -> EntryDetails {
        EntryDetails(
            time: now, action: .fileComplaint, role: nil, subject: nil, outcome: outcome, rule: rule?.rawValue,
            scope: nil)
    }

    /// Those who may be drawn: without a conflict, and not the person who hands it in, unless there is nobody else.
    private func drawable(against respondent: ComplaintRespondent, _ desk: ComplaintDesk) throws -> [Member] {
        let eligible = try desk.eligible(against: respondent)
        let others = eligible.filter { $0.id != session.me }
        return others.isEmpty ? eligible : others
    }

    /// One key a lot, in random order: those of the members drawn, and for all the others keys that nobody has.
    private func lots(for respondent: ComplaintRespondent, _ desk: ComplaintDesk) throws -> [X25519.PublicKey] {
        let members = try drawable(against: respondent, desk)
        guard !members.isEmpty else { throw RoomError.denied(rule: .noEligibleMember) }
        var keys = try Self.shuffled(members).prefix(Self.mostDrawn).map(\.keys.agreement)
        while keys.count < max(Self.fewestLots, desk.candidates.count) {
            keys.append(try X25519.PrivateKey.generate().publicKey)
        }
        return try Self.shuffled(keys)
    }

    /// Every order equally likely, from the generator that keys come from.
    static func shuffled<Element>(_ items: [Element]) throws -> [Element] {
        var items = items
        for last in items.indices.dropFirst().reversed() {
            items.swapAt(last, try uniform(below: last + 1))
        }
        return items
    }

    private static func uniform(below bound: Int) throws -> Int {
        let limit = UInt64.max - UInt64.max % UInt64(bound)
        while true {
            let number = try RandomBytes.make(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            if number < limit { return Int(number % UInt64(bound)) }
        }
    }
}
