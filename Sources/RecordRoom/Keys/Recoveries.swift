import Counseling
import Cryptography
import RecordStore
import Vault

/// Requests for custodians' shares as they stand, each checked by whoever reads it: what a request says is worth nothing until
/// the chain and the compartment's own history say the same.
struct Recoveries {
    let session: RoomSession
    let reading: any StoreReading

    private var chain: MembershipChain { session.chain }
    private var compartments: Compartments { Compartments(session: session) }

    /// A request with what custodians did about it.
    struct Standing {
        let request: RecoveryRequest
        let history: CompartmentHistory
        /// nil where the generation has none.
        let shareSet: ShareSet?
        /// By those who are custodians still, of the share set that stands.
        var approvals: [OpaqueID: RecoveryApproval] = [:]
        var releases: [OpaqueID: RecoveryRelease] = [:]
        /// Whether the request may be granted: who asks held the key, belongs, and has the keys that it names.
        let isFounded: Bool

        var threshold: Int { Int(shareSet?.threshold ?? 2) }
        /// Whether the key asked for is no more the newest: it was renewed, and with that who belongs has the next.
        var isOver: Bool { history.current.map { $0.hash != request.statement } ?? true }
    }

    /// Every request that can be read. One that breaks a rule is passed over: verification names it.
    func all() throws -> [Standing] {
        try reading.rows(.recovery, prefix: [], limit: .max).compactMap { row in
            guard RecoveryKey.kind(row.address.key) == 1 else { return nil }
            return try unlessSpoiled { try standing(row) }
        }
    }

    /// - Throws: `RoomError.notFound`; `.altered` where it is not what it should be
    func one(_ id: OpaqueID) throws -> Standing {
        guard let row = try reading.row(RowAddress(.recovery, key: RecoveryKey.request(id))) else {
            throw RoomError.notFound(.recovery)
        }
        return try standing(row)
    }

    private func standing(_ row: StoredRow) throws -> Standing {
        let request = try RecoveryRequest(parsing: row.body)
        try request.check(row: row, chain: chain)
        let history = try compartments.history(of: request.compartment, reading: reading)
        let shares = try shareSet(of: history, generation: request.generation)
        var standing = Standing(
            request: request, history: history, shareSet: shares, isFounded: try isFounded(request, history))
        guard let shares else { return standing }
        let answers = try self.answers(to: request, of: shares)
        (standing.approvals, standing.releases) = (answers.approvals, answers.releases)
        return standing
    }

    /// What those who are custodians still did about a request, of the share set that stands.
    func answers(to request: some KeyRequest, of shares: ShareSet) throws -> (
        approvals: [OpaqueID: RecoveryApproval], releases: [OpaqueID: RecoveryRelease]
    ) {
        let rows = try reading.rows(.recovery, prefix: request.id.bytes, limit: .max)
        let answers = CustodianAnswers(to: request, shareSet: shares.hash, in: rows, chain: chain)
        func counts(_ custodian: OpaqueID) -> Bool {
            shares.index(of: custodian) != nil && chain.members[custodian]?.holds(.custodian) == true
        }
        return (
            answers.approvals.filter { counts($0.key) },
            answers.releases.filter { counts($0.key) && $0.value.index == shares.index(of: $0.key) }
        )
    }

    /// The share set of a generation, if one stands that a holder made.
    func shareSet(of history: CompartmentHistory, generation: UInt32) throws -> ShareSet? {
        let key = CompartmentKey.bytes(history.compartment, generation)
        guard let row = try reading.row(RowAddress(.shares, key: key)), let shares = try? ShareSet(parsing: row.body),
            (try? shares.check(row: row, chain: chain)) != nil, shares.compartment == history.compartment,
            shares.generation == generation,
            try holding(history).isHeld(Int(generation), by: shares.maker)
        else { return nil }
        return shares
    }

    private func isFounded(_ request: RecoveryRequest, _ history: CompartmentHistory) throws -> Bool {
        guard let member = chain.members[request.recipient], member.effect == .active,
            try member.keys.id() == request.keyID, let current = history.current,
            current.hash == request.statement, current.generation == request.generation,
            belongs(request.recipient, to: history)
        else { return false }
        // Nobody is given what they never had: not a director a case, and nobody another's private notes.
        return try holding(history).isHeld(Int(request.generation), by: request.recipient)
    }

    private func holding(_ history: CompartmentHistory) -> Holding {
        Holding(history, source: StoredCompartments(reading: reading), chain: chain)
    }

    private func belongs(_ person: OpaqueID, to history: CompartmentHistory) -> Bool {
        compartments.holders(of: history).contains(.person(person))
    }

    func facts(_ id: OpaqueID) throws -> RecoveryFacts {
        var facts = RecoveryFacts()
        let standing = try one(id)
        facts.isFounded = standing.isFounded
        facts.isOwn = standing.request.recipient == session.me
        facts.hasShare = standing.shareSet?.hasShare(of: session.me, keyID: session.ring.identity.keyID) ?? false
        facts.isApproved = standing.approvals[session.me] != nil
        return facts
    }

    // MARK: what one is missing

    /// The compartments to which this identity belongs, whose newest generation it held with earlier keys, cannot open now, and
    /// which nobody else can give it.
    func missing() throws -> [CompartmentHistory] {
        try held { history, current in
            guard !session.ring.holds(history.compartment, generation: current.generation) else { return false }
            return !compartments.holders(of: history).contains { holder in
                guard case .person(let person) = holder, let member = chain.members[person] else { return true }
                return person != session.me && member.keysSince <= current.chainHead.position
            }
        }
    }

    /// Compartments that this identity opens and of which custodians hold shares: what a rehearsal may put together.
    func rehearsable() throws -> [CompartmentHistory] {
        try held { history, current in
            try session.ring.holds(history.compartment, generation: current.generation)
                && shareSet(of: history, generation: current.generation) != nil
        }
    }

    private func held(_ isWanted: (CompartmentHistory, GenerationStatement) throws -> Bool) throws
        -> [CompartmentHistory]
    {
        var seen: Set<OpaqueID> = []
        var result: [CompartmentHistory] = []
        for scope in try reading.rows(.grant, target: session.me).map(\.scope).sorted()
        where seen.insert(scope).inserted {
            let history = try unlessSpoiled { () -> CompartmentHistory? in
                let history = try compartments.open(scope, reading: reading)
                guard let current = history.current, belongs(session.me, to: history),
                    try holding(history).isHeld(Int(current.generation), by: session.me),
                    try isWanted(history, current)
                else { return nil }
                return history
            }
            if let found = history ?? nil { result.append(found) }
        }
        return result
    }

    /// What a compartment is, as far as rows tell it that anybody may look at.
    func content(of compartment: OpaqueID) throws -> RecoveryContent {
        if let fixed = FixedCompartment.named(compartment, in: chain.practice) { return .fixed(fixed.rawValue) }
        let file = try Records(session: session, reading: reading).compartment(of: compartment)
        guard let file else { return .personal }
        return file == compartment ? .client(Identifier(compartment)) : .counselingCase(Identifier(compartment))
    }
}
