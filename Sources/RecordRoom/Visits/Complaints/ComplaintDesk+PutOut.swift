import Counseling
import RecordStore
import Vault

// Whether somebody who was put out of a thread was so by the rules. They see its statements and who was given which key, and no more:
// what they read before lies under a key now that they have not.
extension ComplaintDesk {
    /// Whether this identity does not belong to a thread, without having left it, or having been put out by somebody who belonged and
    /// left it to those who can handle it: that is how a panel is seated and a member recused. Directors may end assignments from
    /// outside, and one of them may be whom the complaint is about.
    func isShutOut(of thread: OpaqueID, against respondent: ComplaintRespondent) throws -> Bool {
        let history: CompartmentHistory
        do { history = try compartments.history(of: thread, reading: reading) } catch is VaultError { return true }
        return try isShutOut(in: history, against: respondent)
    }

    /// The same, by the statements that there are of a thread.
    /// - Parameter respondent: whom the complaint is about, as far as this identity knows
    func isShutOut(in history: CompartmentHistory, against respondent: ComplaintRespondent = .unknown) throws -> Bool {
        let me = Holder.person(session.me)
        guard !history.assigned.contains(me) else { return false }
        guard let place = history.assignments.lastIndex(where: { $0.member == me }) else { return true }
        let ended = history.assignments[place]
        guard ended.signer != session.me else { return false }
        let before = inside(history, until: place)
        guard before.contains(ended.signer) else { return true }
        // Who left the office is put out by those who stay.
        let committee = FixedCompartment.committee
        guard committee.mayHold(session.me, at: ended.chainHead.position, in: session.chain) else { return false }
        // Whoever puts somebody out makes the next key with the same act.
        guard let next = history.generations.firstIndex(where: { $0.assignments.count > place }) else { return true }
        let first = next > 0 ? Int(history.generations[next - 1].assignments.count) : 0
        let end = Int(history.generations[next].assignments.count)
        let acts = history.assignments[first..<end].filter { !$0.isAssigned && $0.member != .person($0.signer) }
        func able(until place: Int, holding generation: Int) throws -> Set<OpaqueID> {
            try inside(history, until: place).filter {
                try couldHandle($0, against: respondent) && holds(generation, of: history, $0)
            }
        }
        // Where a whole panel has it now, whoever was recused before, or was not named for it, misses nothing.
        let present = try able(until: history.assignments.count, holding: history.generations.count)
        guard present.count < Complaint.smallestPanel else { return false }
        let left = try able(until: end, holding: next + 1)
        // One after another, the same person puts out everybody.
        let later = history.assignments[end...].filter { one in
            guard case .person(let person) = one.member, !one.isAssigned, one.signer == ended.signer else {
                return false
            }
            return !history.assigned.contains(one.member)
                && committee.mayHold(person, at: one.chainHead.position, in: session.chain)
        }.map(\.member.id)
        guard !left.subtracting(later + [ended.signer]).isEmpty else { return true }
        // A panel is seated of three or more, and whoever seats it puts the others out in one go. A member is recused alone, by one of
        // those who stay.
        return acts.count > 1 && left.count < Complaint.smallestPanel
    }

    /// How many threads there are that were those of the committee alone, from which this identity is kept against the rules: somebody put
    /// it out, or made a newest key and gave it none that opens. Of what it drew itself the filing tells; of these nothing does, for all that
    /// was in them lies under keys now that it has not.
    func lost() throws -> Int {
        let drawn = Set(try filings().map(\.thread))
        var seen: Set<OpaqueID> = []
        return try reading.rows(.assignment, target: session.me).map(\.scope)
            .filter { seen.insert($0).inserted && !drawn.contains($0) }
            .count { thread in try unlessSpoiled { try isLost(thread) } ?? false }
    }

    /// What this identity is out of by its own statement: complaints that it drew, and how many threads of the committee's besides.
    func leftByOneself() throws -> (drawn: [Identifier<Complaint>], others: Int) {
        let drawn = try filings()
        var seen: Set<OpaqueID> = []
        let left = try reading.rows(.assignment, target: session.me).map(\.scope)
            .filter { seen.insert($0).inserted }
            .filter { thread in try unlessSpoiled { try isLeftByOneself(thread) } ?? false }
        let known = drawn.filter { left.contains($0.thread) }
        return (known.map(\.id), left.count - Set(known.map(\.thread)).count)
    }

    private func isLeftByOneself(_ thread: OpaqueID) throws -> Bool {
        let history = try compartments.open(thread, reading: reading)
        let me = Holder.person(session.me)
        guard !history.assigned.contains(me), isOfCommittee(history) else { return false }
        return history.assignments.last { $0.member == me }?.signer == session.me
    }

    private func isLost(_ thread: OpaqueID) throws -> Bool {
        let history = try compartments.open(thread, reading: reading)
        guard let current = history.current, !session.ring.holds(thread, generation: current.generation),
            history.generations.contains(where: { session.ring.holds(thread, generation: $0.generation) }),
            isOfCommittee(history), try Records(session: session, reading: reading).home(of: thread) == nil
        else { return false }
        guard history.assigned.contains(.person(session.me)) else { return try isShutOut(in: history) }
        // Whoever makes a key gives it to all who belong and are there. Who was away, or has new keys since, is given it later.
        let made = current.chainHead.position
        return session.chain.duties(of: session.me, at: made)?.isEmpty == false
            && session.chain.members[session.me].map { $0.keysSince <= made } == true
    }

    /// Whether those who were let in first, when the first key was made, were all of the committee, and so many of it then that a panel
    /// could be made of them: then a thread may be a complaint's. That of a review, a supervision or somebody's credentials has other people.
    private func isOfCommittee(_ history: CompartmentHistory) -> Bool {
        guard let first = history.generations.first else { return false }
        let people = inside(history, until: Int(first.assignments.count))
        let then = session.chain.belonged(to: .committee, at: first.chainHead.position)
        return people.intersection(then).count >= Complaint.smallestPanel
            && session.chain.everBelonged(to: .committee).isSuperset(of: people)
    }

    private func inside(_ history: CompartmentHistory, until place: Int) -> Set<OpaqueID> {
        history.assignments[..<place].reduce(into: []) { inside, one in
            guard case .person(let person) = one.member else { return }
            if one.isAssigned { inside.insert(person) } else { inside.remove(person) }
        }
    }

    /// Whether somebody could handle a complaint: anybody can be assigned who knows of nothing. A director can while the committee has
    /// no members.
    private func couldHandle(_ person: OpaqueID, against respondent: ComplaintRespondent) -> Bool {
        guard respondent != .person(Identifier(person)) else { return false }
        if session.chain.everHeld(.committee, by: person) { return true }
        return session.chain.active(with: .committee).isEmpty && session.chain.everHeld(.director, by: person)
    }

    /// Whether somebody was given a key, or a later one, by somebody who held it.
    private func holds(_ generation: Int, of history: CompartmentHistory, _ person: OpaqueID) throws -> Bool {
        let holding = Holding(history, source: StoredCompartments(reading: reading), chain: session.chain)
        return try (generation...history.generations.count).contains { number in
            try unlessSpoiled { try holding.isHeld(number, by: person) } ?? false
        }
    }
}
