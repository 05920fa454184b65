import AuditTrail
import Counseling
import RecordStore
import Vault

// Lots of filings that nobody took up: who may, who hands on, and what is told where neither is possible. The only lots of a
// filing may lie with people who left the committee, came into a conflict of interest, or acted until a first member was named.
extension ComplaintDesk {
    /// Whom a filing is taken up for.
    struct Way {
        /// Those who may handle it now; nobody where it cannot be taken up.
        let people: [OpaqueID]
        /// Whether this identity only hands it on to them.
        let staysOut: Bool
    }

    /// How a filing of which this identity has a lot is taken up. Whoever has a lot can open the filing anyway, so that making
    /// its thread for those who may handle it now shows them nothing more; they step back with the same act.
    func way(of filed: Filed) throws -> Way {
        let (against, me) = (filed.filing.against, Identifier<Person>(session.me))
        // No rightful program draws whom it is about; and who has no duty makes no thread.
        guard against != .person(me), session.chain.members[session.me]?.duties?.isEmpty == false else {
            return Way(people: [], staysOut: true)
        }
        let people = try takers(of: filed.id, filed.filing)
        guard people.isEmpty else { return Way(people: people, staysOut: !people.contains(session.me)) }
        let mayAct = session.chain.members[session.me]?.holds(.director) == true
        return try Way(
            people: mayAct && isFreeActing(me, against: against) ? [session.me] : [], staysOut: false)
    }

    /// Those who may handle a filing now. Where it is about a director, or the service that one answers for, only those who were
    /// there when it was handed in: else whom it is about could appoint its readers. Others come in by the panel.
    func takers(of id: Identifier<Complaint>, _ filing: ComplaintFiling) throws -> [OpaqueID] {
        let people = try eligible(against: filing.against).map(\.id)
        switch filing.against {
        case .unknown: return people
        case .person(let person) where !session.chain.everHeld(.director, by: OpaqueID(person)): return people
        case .person, .service: break
        }
        let then = try position(of: id).map { session.chain.belonged(to: .committee, at: $0) } ?? []
        return people.filter { then.contains($0) || $0 == session.me }
    }

    /// Where the chain stood when something was handed in, as the entry of the workstation says it.
    private func position(of id: Identifier<Complaint>) throws -> UInt32? {
        let address = RowAddress(.deposit, key: id.bytes)
        var position: UInt32?
        try reading.forEachEntry(from: nil) { stored in
            guard position == nil, session.chain.stations[stored.actor] != nil,
                let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges),
                entry.changes.contains(where: { $0.address == address })
            else { return }
            position = entry.chainHead.position
        }
        return position
    }

    /// What this identity drew and nobody took up.
    struct Untaken {
        /// Those that can be taken up, which the clock may hold back.
        var waiting: [Identifier<Complaint>] = []
        /// Those that nobody may handle now, and of which nobody but who drew them knows.
        var stranded: [Identifier<Complaint>] = []
    }

    func untaken() throws -> Untaken {
        var result = Untaken()
        let me = Identifier<Person>(session.me)
        for filed in try filings() where try filed.filing.against != .person(me) && !isTaken(filed.thread) {
            if try way(of: filed).people.isEmpty {
                result.stranded.append(filed.id)
            } else {
                result.waiting.append(filed.id)
            }
        }
        return result
    }

    /// Whether something was handed in, from a place in the log on, while this identity was on the committee or acted for it, or
    /// before: then a lot may be theirs. It is told by the entries and the chain, and opens nothing.
    func mayHaveDrawn(since place: EntryPlace) throws -> Bool {
        let committee = FixedCompartment.committee
        guard session.chain.everBelonged(to: committee).contains(session.me) else { return false }
        let scope = committee.id(in: session.chain.practice)
        var found = false
        try reading.forEachEntry(from: place) { stored in
            guard !found, session.chain.stations[stored.actor] != nil,
                let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges)
            else { return }
            let filed = try entry.changes.contains { change in
                try change.address.rowClass == .deposit && reading.row(change.address)?.scope == scope
            }
            guard filed else { return }
            // A link of the chain may have come between the draw and its entry.
            let drawn = max(entry.chainHead.position, 1) - 1
            found = session.chain.everBelonged(to: committee, since: drawn).contains(session.me)
        }
        return found
    }

    /// Whether a filing is with everyone who may handle it now, of whom this identity is none: then nobody keeps it from them.
    func isLeftToOthers(_ filed: Filed) throws -> Bool {
        let people = try takers(of: filed.id, filed.filing)
        guard !people.isEmpty, !people.contains(session.me) else { return false }
        let admitted = try unlessSpoiled {
            try compartments.history(of: filed.thread, reading: reading).assignments.filter(\.isAssigned).map(\.member)
        }
        return admitted.map { Set($0).isSuperset(of: people.map { .person($0) }) } ?? false
    }
}
