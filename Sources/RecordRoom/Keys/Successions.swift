import AuditTrail
import Counseling
import RecordStore
import Vault

/// Hand-overs without the leaver as they stand, each row checked by whoever reads it.
struct Successions {
    let session: RoomSession
    let reading: any StoreReading

    private var chain: MembershipChain { session.chain }
    private var compartments: Compartments { Compartments(session: session) }

    /// A request with what custodians did about it.
    struct Standing {
        let request: SuccessionRequest
        let history: CompartmentHistory
        /// nil where the set that was asked for does not stand as it was.
        let shareSet: ShareSet?
        /// By those who are custodians still, of that set.
        var approvals: [OpaqueID: RecoveryApproval] = [:]
        var releases: [OpaqueID: RecoveryRelease] = [:]
        /// Whether everything is as it was when it was asked for: only then it may be granted and finished.
        let isFounded: Bool

        /// Whether nothing was written to the case's people and keys since.
        var isOpen: Bool {
            history.current?.hash == request.statement && history.assignmentHead.count == request.assignments.count
                && history.assignmentHead.last == request.assignments.last
        }

        /// Whether the successor made the next key.
        var isDone: Bool {
            let next = Int(request.generation)
            guard history.generations.indices.contains(next), history.generations[next - 1].hash == request.statement
            else { return false }
            return history.generations[next].signer == request.recipient
        }
    }

    /// Every request that can be read and that is not past. One that breaks a rule is passed over: verification names it.
    func all() throws -> [Standing] { try rows().compactMap { row in try unlessSpoiled { try standing(row) } } }

    /// Those of one case, past ones too.
    func all(of compartment: OpaqueID) throws -> [Standing] {
        try reading.rows(.recovery, scope: compartment).compactMap { row in
            guard RecoveryKey.kind(row.address.key) == 8 else { return nil }
            return try unlessSpoiled { try standing(row) }
        }
    }

    /// - Throws: `RoomError.notFound`; `.altered` where it is not what it should be
    func one(_ id: OpaqueID) throws -> Standing {
        guard let row = try reading.row(RowAddress(.recovery, key: RecoveryKey.succession(id))) else {
            throw RoomError.notFound(.succession)
        }
        return try standing(row)
    }

    /// Requests for what is the newest key as far as rows tell: those that are done cost no signature.
    private func rows() throws -> [StoredRow] {
        try reading.rows(.recovery, prefix: [], limit: .max).filter { row in
            guard RecoveryKey.kind(row.address.key) == 8, let request = try? SuccessionRequest(parsing: row.body),
                request.generation < .max
            else { return false }
            let next = CompartmentKey.bytes(request.compartment, request.generation + 1)
            return try reading.row(RowAddress(.generation, key: next)) == nil
        }
    }

    private func standing(_ row: StoredRow) throws -> Standing {
        let request = try SuccessionRequest(parsing: row.body)
        try request.check(row: row, chain: chain)
        let history = try compartments.history(of: request.compartment, reading: reading)
        let recoveries = Recoveries(session: session, reading: reading)
        let shares = try recoveries.shareSet(of: history, generation: request.generation).flatMap { shares in
            shares.hash == request.shareSet && shares.threshold == request.threshold ? shares : nil
        }
        var standing = Standing(
            request: request, history: history, shareSet: shares, isFounded: try isFounded(request, history))
        guard let shares else { return standing }
        let answers = try recoveries.answers(to: request, of: shares)
        standing.approvals = answers.approvals.filter { request.holds(until: $0.value.chainHead.position, in: chain) }
        standing.releases = answers.releases.filter { standing.approvals[$0.key] != nil }
        return standing
    }

    private func isFounded(_ request: SuccessionRequest, _ history: CompartmentHistory) throws -> Bool {
        guard let successor = chain.members[request.recipient], try successor.keys.id() == request.keyID,
            let current = history.current, current.hash == request.statement,
            history.assignmentHead.count == request.assignments.count, history.isGiven(request),
            request.holds(until: chain.head.position, in: chain), !chain.isReturning(request.leaver),
            try isFirst(request)
        else { return false }
        return history.isLeft(
            after: request.assignments.count, for: request.recipient, at: chain.head.position, in: chain)
    }

    /// Whether no other request for the same was there before. Nobody's program writes a second one while one waits; where somebody's
    /// did, the order of the log decides, and the log is read for nothing else.
    private func isFirst(_ request: SuccessionRequest) throws -> Bool {
        let rivals = try reading.rows(.recovery, scope: request.compartment).compactMap { row -> RowAddress? in
            guard RecoveryKey.kind(row.address.key) == 8, let other = try? SuccessionRequest(parsing: row.body),
                other.id != request.id, other.statement == request.statement,
                other.assignments.last == request.assignments.last, (try? other.check(row: row, chain: chain)) != nil
            else { return nil }
            return row.address
        }
        guard !rivals.isEmpty else { return true }
        let wanted = Set(rivals + [request.row.address])
        var first: Set<RowAddress> = []
        try reading.forEachEntry(from: nil) { stored in
            guard first.isEmpty, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            first = wanted.intersection(entry.changes.map(\.address))
        }
        return first.min { $0.key.lexicographicallyPrecedes($1.key) } == request.row.address
    }

    // MARK: what follows from it

    /// Whether a share of a generation was given away for a hand-over: whoever has enough of them knows it, done or not.
    func isReleased(_ compartment: OpaqueID, _ generation: UInt32) throws -> Bool {
        let rows = try reading.rows(.recovery, scope: compartment)
        return rows.contains { row in
            guard RecoveryKey.kind(row.address.key) == 8, let request = try? SuccessionRequest(parsing: row.body),
                request.generation == generation, (try? request.check(row: row, chain: chain)) != nil
            else { return false }
            return !CustodianAnswers(to: request, shareSet: request.shareSet, in: rows, chain: chain).releases.isEmpty
        }
    }

    /// The compartments whose newest generation is so, and which this identity renews: it belongs there still, or again.
    func spent() throws -> [CompartmentHistory] {
        var seen: Set<OpaqueID> = []
        return try rows().compactMap { row in
            guard seen.insert(row.scope).inserted else { return nil }
            let found = try unlessSpoiled { () -> CompartmentHistory? in
                let history = try compartments.open(row.scope, reading: reading)
                guard let current = history.current, compartments.belongs(to: history),
                    session.ring.holds(row.scope, generation: current.generation),
                    try isReleased(row.scope, current.generation)
                else { return nil }
                return history
            }
            return found ?? nil
        }
    }

    /// Takes a request back: what is written to the case's people ends it for every reader. Nobody is let in or put out by it.
    func withdraw(_ standing: Standing, in transaction: RoomTransaction) throws {
        let history = try compartments.history(of: standing.request.compartment, reading: transaction.reading)
        let nobody = ([standing.request.recipient] + chain.members.keys.sorted()).first {
            !history.assigned.contains(.person($0))
        }
        guard standing.isOpen, let nobody else { throw RoomError.successionOver }
        try transaction.put(
            try session.ring.assign(.person(nobody), assigned: false, to: history, chain: chain).row)
    }

    /// Takes back what waits about somebody's cases, where they come back to them.
    func withdrawAll(from leaver: OpaqueID, in transaction: RoomTransaction) throws {
        var seen: Set<OpaqueID> = []
        for standing in try all() where standing.request.leaver == leaver && standing.isOpen {
            guard seen.insert(standing.request.compartment).inserted else { continue }
            try withdraw(standing, in: transaction)
        }
    }

    // MARK: what the policy asks

    /// Custodians who can release a share of a set to somebody.
    func able(_ shares: ShareSet?, from leaver: OpaqueID, to successor: OpaqueID) -> [OpaqueID] {
        chain.active(with: .custodian).filter { member in
            guard member.id != leaver, member.id != successor, let keyID = try? member.keys.id() else { return false }
            return shares?.hasShare(of: member.id, keyID: keyID) == true
        }.map(\.id)
    }

    func facts(_ id: OpaqueID, for action: Action) throws -> SuccessionFacts {
        var facts = SuccessionFacts()
        let standing = try one(id)
        facts.isSuccessor = standing.request.recipient == session.me
        facts.isApproved = standing.approvals[session.me] != nil
        facts.isFounded = standing.isFounded
        guard action != .withdrawSuccession, facts.isFounded else { return facts }
        // A record that somebody put into a client's file later names private notes, or a thread, a case.
        facts.isFounded = try Glasses(session: session, reading: reading).isCase(standing.request.compartment)
        facts.successorIsFit = try Relationships(session: session, reading: reading)
            .mayTakeCase(Identifier(standing.request.recipient))
        facts.hasShare =
            standing.request.mayApprove(session.me)
            && standing.shareSet?.hasShare(of: session.me, keyID: session.ring.identity.keyID) ?? false
        return facts
    }
}

extension MembershipChain {
    /// Whether it waits for confirmation that somebody comes back: whoever has no keys takes them for being back already.
    func isReturning(_ person: OpaqueID) -> Bool {
        pending.contains { $0.subject == person && $0.effect == .active }
    }
}
