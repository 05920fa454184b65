import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

/// What was asked of custodians in an emergency, and what came of it, each row checked by whoever reads it. Whom it concerns is
/// told from these rows alone: without them there is no key, so that nobody can leave the telling out, nor by spoiling the
/// statements of the case.
struct Glasses {
    let session: RoomSession
    let reading: any StoreReading

    private var chain: MembershipChain { session.chain }
    private var compartments: Compartments { Compartments(session: session) }

    /// A request with what came of it.
    struct Standing {
        let request: GlassRequest
        /// nil where the statements of the case are not what they should be: then nobody reads by it with this program.
        let history: CompartmentHistory?
        /// Whether the case was given to this identity when the key that was asked for was made, or since. Who was put out of it in
        /// the meantime is told all the same; where the statements are not in order, whomever they still name.
        let isCounselor: Bool
        /// By custodians, of the share set that was asked for; those who are none any more included: what they gave is known.
        var approvals: [OpaqueID: RecoveryApproval] = [:]
        var releases: [OpaqueID: RecoveryRelease] = [:]
        var marks: [GlassMark] = []
        /// Whose reviews are none, as far as this identity can tell: the finding opens for nobody who holds the committee's key, or it
        /// was logged when its signer did not belong to the committee any more.
        var voidReviewers: Set<OpaqueID> = []

        /// Whether the key may be known to who asked. Their program wants enough shares of others; a changed one takes its own
        /// where they are a custodian, or one that a custodian gave them unseen: so from the first share on.
        var isBroken: Bool { !releases.isEmpty }
        /// Whether the key asked for is no more the newest.
        var isRenewed: Bool { history?.current?.hash != request.statement }

        private func isReview(by signer: OpaqueID) -> Bool {
            approvals[signer] == nil && !voidReviewers.contains(signer)
        }

        /// What stands of a step. Who approved does not review.
        func marks(_ step: GlassMark.Step) -> [GlassMark] {
            marks.filter { $0.step == step && (step != .reviewed || isReview(by: $0.signer)) }
        }
    }

    /// Every request that can be read, whatever the state of the case. One that breaks a rule is passed over: verification names it.
    /// - Throws: `RoomError.altered` where it cannot be told whom one concerns: nobody is told then that there is none
    func all() throws -> [Standing] {
        try reading.rows(.recovery, prefix: [], limit: .max).compactMap { row in
            guard RecoveryKey.kind(row.address.key) == 4 else { return nil }
            return try unlessSpoiled { try request(row) }.map(standing)
        }
    }

    /// - Throws: `RoomError.notFound`; `.altered` where it is not what it should be
    func one(_ id: OpaqueID) throws -> Standing {
        guard let row = try reading.row(RowAddress(.recovery, key: RecoveryKey.glassRequest(id))) else {
            throw RoomError.notFound(.glass)
        }
        return try standing(try request(row))
    }

    private func request(_ row: StoredRow) throws -> GlassRequest {
        let request = try GlassRequest(parsing: row.body)
        try request.check(row: row, chain: chain)
        return request
    }

    private func standing(_ request: GlassRequest) throws -> Standing {
        let history = try unlessSpoiled { try compartments.history(of: request.compartment, reading: reading) }
        var standing = Standing(
            request: request, history: history, isCounselor: try isCounselor(of: request, history))
        let rows = try reading.rows(.recovery, prefix: request.id.bytes, limit: .max)
        let answers = CustodianAnswers(to: request, shareSet: request.shareSet, in: rows, chain: chain)
        (standing.approvals, standing.releases) = (answers.approvals, answers.releases)
        for row in rows where RecoveryKey.isMark(row.address.key) {
            guard let mark = try? GlassMark(parsing: row.body),
                (try? mark.check(row: row, of: request, chain: chain)) != nil
            else { continue }
            standing.marks.append(mark)
            if mark.step == .reviewed, try !isReview(mark, of: request, in: row) {
                standing.voidReviewers.insert(mark.signer)
            }
        }
        return standing
    }

    /// Whether what somebody signed as a review is one, as far as this identity can tell: whoever has not the committee's key knows
    /// only that a member signed. The finding is opened and forgotten; who is shown it has an entry of that.
    private func isReview(_ mark: GlassMark, of request: GlassRequest, in row: StoredRow) throws -> Bool {
        guard isCommittee, let generation = mark.findingGeneration else { return true }
        let committee = FixedCompartment.committee.id(in: chain.practice)
        let history = try unlessSpoiled { try compartments.open(committee, reading: reading) }
        guard let current = history?.current, session.ring.holds(committee, generation: current.generation) else {
            return true
        }
        if !(1...current.generation).contains(generation) || session.ring.holds(committee, generation: generation),
            (try? GlassFinding(body: session.ring.finding(of: mark, in: request))) == nil
        {
            return false
        }
        // The link that a mark names is its signer's word. The log is asked only of somebody who left the committee since that.
        guard !chain.belonged(mark.signer, to: .committee, since: mark.chainHead.position) else { return true }
        guard let origin = try LostRecords(session: session, reading: reading).origin(of: row) else { return false }
        return chain.belonged(to: .committee, at: origin.position).contains(mark.signer)
    }

    private func isCounselor(of request: GlassRequest, _ history: CompartmentHistory?) throws -> Bool {
        let me = Holder.person(session.me)
        if let history { return history.assigned(since: request.generation).contains(me) }
        let source = StoredCompartments(reading: reading)
        let beginning = try unlessSpoiled {
            try CompartmentHistory(soundBeginningOf: request.compartment, from: source, chain: chain)
        }
        if beginning?.assigned(since: request.generation).contains(me) == true { return true }
        return try reading.rows(.assignment, target: session.me).contains { row in
            guard row.scope == request.compartment else { return false }
            // What the log has and the file has not named this identity there too.
            guard !row.body.isEmpty else { return true }
            guard let assignment = try? Assignment(parsing: row.body) else { return false }
            return assignment.compartment == request.compartment && assignment.member == me && assignment.isAssigned
                && assignment.isSigned(in: chain)
        }
    }

    // MARK: times

    /// The clock as far as it can be believed: never before what this identity has seen.
    var now: UTCTime {
        let clock = session.surroundings.now()
        guard let seen = session.pin.flatMap({ try? UTCTime(secondsSince1970: $0.latest) }) else { return clock }
        return max(clock, seen)
    }

    /// When it was asked and until when it lasts; nil where that cannot be read.
    func times(of request: GlassRequest) -> GlassTimes? {
        _ = try? compartments.open(FixedCompartment.practice.id(in: chain.practice), reading: reading)
        guard let body = try? session.ring.times(of: request), let times = try? GlassTimes(body: body),
            times.isPlausible
        else { return nil }
        return times
    }

    /// Whether its time runs. What cannot be read has none, nor does what is dated ahead: it would last longer than it may.
    func isInTime(_ request: GlassRequest) -> Bool {
        guard let times = times(of: request) else { return false }
        return !isAhead(times) && now <= times.until
    }

    /// Whether one asked for lasts as long as another would, but for what clocks may differ.
    func lasts(_ request: GlassRequest, as other: GlassTimes) -> Bool {
        times(of: request).map { other.until.seconds(since: $0.until) <= BreakGlass.clockTolerance } ?? false
    }

    /// Whether it is dated ahead of the clock by more than clocks may differ.
    func isAhead(_ times: GlassTimes) -> Bool {
        times.at.secondsSince1970 > now.secondsSince1970 + BreakGlass.clockTolerance
    }

    // MARK: what follows from it

    /// Whether a generation was put together, or could have been, for a reader whose time has passed.
    func isSpent(_ compartment: OpaqueID, _ generation: UInt32) throws -> Bool {
        try reading.rows(.recovery, scope: compartment).contains { row in
            guard RecoveryKey.kind(row.address.key) == 4,
                let standing = try unlessSpoiled({ try standing(try request(row)) }), standing.isBroken,
                standing.request.generation == generation
            else { return false }
            return isDone(standing.request)
        }
    }

    /// Whether its time is over for whoever renews the key. What is dated ahead begins still, by a clock that may be the wrong one: the
    /// custodians approved it by theirs. Further ahead than one may last, none of them did.
    private func isDone(_ request: GlassRequest) -> Bool {
        guard let times = times(of: request) else { return true }
        return now > times.until || times.at.seconds(since: now) > Int64(BreakGlass.hours.upperBound) * 3600
    }

    /// The compartments whose newest generation is so, and which this identity renews.
    func spent() throws -> [CompartmentHistory] {
        var seen: Set<OpaqueID> = []
        return try reading.rows(.recovery, prefix: [], limit: .max).compactMap { row in
            guard RecoveryKey.kind(row.address.key) == 4, seen.insert(row.scope).inserted else { return nil }
            let found = try unlessSpoiled { () -> CompartmentHistory? in
                let history = try compartments.open(row.scope, reading: reading)
                guard let current = history.current, compartments.belongs(to: history),
                    session.ring.holds(row.scope, generation: current.generation),
                    try isSpent(row.scope, current.generation)
                else { return nil }
                return history
            }
            return found ?? nil
        }
    }

    // MARK: what the policy asks

    /// Whether who asked may still be given the key: of a case, the newest, with the keys they have, and no counselor of it.
    func isFounded(_ standing: Standing) throws -> Bool {
        let request = standing.request
        guard let member = chain.members[request.recipient], member.effect == .active,
            member.holds([.director, .supervisor]), try member.keys.id() == request.keyID, !standing.isRenewed,
            let history = standing.history, !history.assigned.contains(.person(request.recipient))
        else { return false }
        return true
    }

    /// Whether a compartment is a case: its record lies in a client's file, and was made in the entry that assigned its first
    /// counselor. A record that somebody put there later names what was made as something else, such as private notes. The first
    /// entry that names the one or the other decides: a later one that says that it made both says what never was.
    func isCase(_ compartment: OpaqueID) throws -> Bool {
        guard try Handover(session: session, reading: reading).isCase(compartment) else { return false }
        let record = RowAddress.record(compartment, 1)
        let assignment = RowAddress(.assignment, key: CompartmentKey.bytes(compartment, 0))
        var isOne: Bool?
        try reading.forEachEntry(from: nil) { stored in
            guard isOne == nil, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            let named = entry.changes.filter { $0.address == record || $0.address == assignment }
            guard !named.isEmpty else { return }
            let made = named.filter(\.isFirst)
            isOne = named.count == 2 && Set(made.map(\.address)).count == 2
        }
        return isOne ?? false
    }

    /// The set that a request asks for, where it stands as it was.
    func shareSet(of standing: Standing) throws -> ShareSet? {
        guard let history = standing.history,
            let shares = try Recoveries(session: session, reading: reading)
                .shareSet(of: history, generation: standing.request.generation),
            shares.hash == standing.request.shareSet, shares.threshold == standing.request.threshold
        else { return nil }
        return shares
    }

    /// Whether this identity is in the committee, or acts for it while it has nobody.
    var isCommittee: Bool { FixedCompartment.committee.members(in: chain).contains { $0.id == session.me } }

    func facts(_ id: OpaqueID, for action: Action) throws -> GlassFacts {
        var facts = GlassFacts()
        let standing = try one(id)
        // Who is to know says so whatever the state of the case; with its key nothing is done then.
        guard standing.history != nil || action == .acknowledgeGlass || action == .reviewGlass else {
            throw RoomError.altered
        }
        facts.isOwn = standing.request.recipient == session.me
        facts.isCounselor = standing.isCounselor
        facts.isFounded = try isFounded(standing)
        facts.isInTime = isInTime(standing.request)
        facts.isAhead = times(of: standing.request).map(isAhead) ?? false
        facts.isApprover = standing.approvals[session.me] != nil
        facts.isBroken = standing.isBroken
        facts.isCommittee = isCommittee
        guard action == .approveGlass || action == .releaseGlassShare, facts.isFounded, facts.isInTime else {
            return facts
        }
        let reason = try? session.ring.reason(of: standing.request)
        facts.isFounded = try isCase(standing.request.compartment) && reason != nil
        facts.hasShare =
            try shareSet(of: standing)?.hasShare(of: session.me, keyID: session.ring.identity.keyID) ?? false
        return facts
    }
}
