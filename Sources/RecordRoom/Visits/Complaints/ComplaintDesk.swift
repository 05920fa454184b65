import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

/// Complaints as the session's keys open them: filings left for the committee, and the threads that were made of them.
struct ComplaintDesk {
    static let filingKind = "complaint-filing"

    let session: RoomSession
    let reading: any StoreReading

    var threads: Threads { Threads(session: session, reading: reading) }
    var compartments: Compartments { Compartments(session: session) }

    /// One complaint with the thread it lies in.
    struct Found {
        let thread: OpaqueID
        let complaint: Complaint
        let people: [OpaqueID]
    }

    // MARK: who handles complaints

    /// The committee's members, or the directors who act for it while it has none.
    var candidates: [Member] { FixedCompartment.committee.members(in: session.chain) }

    /// Those of them who have no conflict of interest.
    func eligible(against respondent: ComplaintRespondent) throws -> [Member] {
        let isActing = session.chain.active(with: .committee).isEmpty
        let found = ConflictOfInterest.eligible(
            candidates.map {
                ConflictOfInterest.Candidate(
                    id: Identifier($0.id), isDirector: $0.holds(.director), isActing: isActing)
            },
            against: respondent, supervisions: try Supervisions(session: session, reading: reading).ties())
        let ids = Set(found.map { OpaqueID($0.id) })
        return candidates.filter { ids.contains($0.id) }
    }

    /// Whether somebody who acted for a committee without members, and is no candidate any more, has no conflict.
    func isFreeActing(_ person: Identifier<Person>, against respondent: ComplaintRespondent) throws -> Bool {
        guard !candidates.contains(where: { $0.id == OpaqueID(person) }) else { return false }
        let acted = ConflictOfInterest.Candidate(id: person, isDirector: true, isActing: true)
        return try !ConflictOfInterest.eligible(
            [acted], against: respondent, supervisions: Supervisions(session: session, reading: reading).ties()
        ).isEmpty
    }

    /// Whether somebody was out of the committee, or of the practice, at a link of the chain, and not before the link at which they
    /// were seated.
    func wasPutOut(_ person: Identifier<Person>, at link: ChainLink, seated seat: ChainLink?) -> Bool {
        guard let place = position(of: link) else { return false }
        if let seat, let first = position(of: seat), place < first { return false }
        return session.chain.hadLost([.committee, .director], by: OpaqueID(person), at: place)
    }

    /// nil for a link that the chain does not have.
    private func position(of link: ChainLink) -> UInt32? {
        guard let hash = Hex.decode(link.hash).flatMap({ Digest($0) }),
            session.chain.contains(ChainHead(position: link.position, hash: hash))
        else { return nil }
        return link.position
    }

    /// Where the chain stands.
    var head: ChainLink {
        ChainLink(position: session.chain.head.position, hash: Hex.encode(session.chain.head.hash.bytes))
    }

    /// Those of a complaint's panel who are out of the committee now.
    func out(of complaint: Complaint) -> Set<Identifier<Person>> {
        Set(complaint.panel.filter { wasPutOut($0, at: head, seated: complaint.seats[$0]) })
    }

    /// The working days of the practice.
    func calendar() throws -> WorkingDays {
        WorkingDays(zone: try Directors(session: session, reading: reading).settings().timeZone)
    }

    func deadlines() throws -> ComplaintDeadlines { ComplaintDeadlines(try calendar()) }

    // MARK: what one's keys open

    /// What the threads of complaints are to this identity.
    struct Threadwork {
        /// Those to which it belongs.
        var found: [Found] = []
        /// How many there are that cannot be read, or do not hold the filing that they claim.
        var unreadable = 0
        /// Threads whose statements are not in order, and of which it was given a key.
        var stopped: [Threads.Stopped] = []
        /// Those whose key it has still, and out of which somebody outside of them put it.
        var shutOut: [Identifier<Complaint>] = []
    }

    /// The threads of complaints that this identity's keys open. One that a colleague spoiled must not take the others away.
    func all() throws -> Threadwork {
        var result = Threadwork()
        let committee = Set(session.chain.everBelonged(to: .committee).map { Identifier<Person>($0) })
        for thread in try threads.mine().sorted() {
            do {
                guard try threads.kind(of: thread) == .complaint else { continue }
                let people = try threads.people(in: thread)
                let belongs = people.contains(session.me)
                guard try belongs || isShutOut(of: thread, against: .unknown) else { continue }
                let (events, spoiled) = try threads.walk(thread, .complaint, ComplaintEvent.self)
                // A thread lies where its filing's secret says, and its filing is what a workstation handed in: one made up
                // for another's number, with a secret of its own, is neither.
                guard
                    let complaint = Complaint(
                        events, spoiled: spoiled, committee: committee, wasPutOut: wasPutOut),
                    try Self.thread(of: complaint.id, complaint.filing) == thread,
                    try filing(of: complaint.id, under: complaint.depositKey) == complaint.filing
                else {
                    result.unreadable += 1
                    continue
                }
                if belongs {
                    result.found.append(Found(thread: thread, complaint: complaint, people: people))
                } else {
                    result.shutOut.append(complaint.id)
                }
            } catch  where Self.isOfOneThread(error) { result.unreadable += 1 }
        }
        result.stopped = try threads.stopped()
        result.unreadable += result.stopped.count { $0.kind == .complaint }
        result.found.sort { ($0.complaint.filing.at, $0.thread) < ($1.complaint.filing.at, $1.thread) }
        return result
    }

    /// Whether an error says that one thread is not what it should be, and nothing about the practice.
    static func isOfOneThread(_ error: any Error) -> Bool {
        switch error {
        case is VaultError, is CounselingError: true
        case RoomError.altered, RoomError.noKey, RoomError.unreadableRecord: true
        default: false
        }
    }

    func one(_ id: Identifier<Complaint>) throws -> Found? { try all().found.first { $0.complaint.id == id } }

    // MARK: facts

    func facts() throws -> ComplaintFacts {
        var facts = ComplaintFacts()
        let me = session.chain.members[session.me]
        let isMember = candidates.contains { $0.id == session.me }
        // A director who took a complaint up while the committee had no members keeps it.
        facts.isOnCommittee = try isMember || (me?.holds(.director) == true && hasThreads())
        // On the committee it makes no difference, and the log need not be looked through.
        facts.mayHoldLot = try !isMember && mayHaveDrawn(since: EntryPlace(epoch: 1, position: 0))
        return facts
    }

    func hasThreads() throws -> Bool { try !threads.mine().isEmpty || !threads.stopped().isEmpty }

    /// - Throws: `RoomError.notFound` for whatever this identity cannot open, as for what does not exist
    func facts(
        _ id: Identifier<Complaint>, _ act: ComplaintAct, naming named: [Identifier<Person>],
        outcome: ComplaintOutcome?
    ) throws -> ComplaintFacts {
        var facts = try self.facts()
        facts.act = act
        // Whoever left the office is told no more than that, but of what they belong to still.
        guard try facts.isOnCommittee || facts.mayHoldLot && hasThreads() else { return facts }
        guard let found = try one(id) else {
            guard facts.isOnCommittee else { return facts }
            throw RoomError.notFound(.complaint)
        }
        let complaint = found.complaint
        let me = Identifier<Person>(session.me)
        let eligible = Set(try eligible(against: complaint.filing.against).map { Identifier<Person>($0.id) })
        let committee = Set(candidates.map { Identifier<Person>($0.id) })
        facts.belongs = true
        facts.isDecided = complaint.decision != nil
        facts.isWithoutConflict = try eligible.contains(me) || isFreeActing(me, against: complaint.filing.against)
        facts.isOnPanel = complaint.panel.contains(me)
        facts.stepIsDue = complaint.allows(act, by: me)
        let belonging = Set(found.people.map { Identifier<Person>($0) })
        // Someone of the panel who left the staff belongs no more, and must not hold up its votes.
        let recusable = belonging.union(complaint.panel)
        let out = self.out(of: complaint)
        facts.mayRecuse = named.allSatisfy {
            recusable.contains($0) && complaint.mayRecuse($0, by: me, isOut: out.contains)
        }
        facts.someoneStays = !belonging.subtracting(named).isEmpty
        facts.panelIsOfCommittee =
            Set(named).count == named.count && committee.subtracting(complaint.recused).isSuperset(of: named)
        facts.panelIsWithoutConflict = eligible.isSuperset(of: named)
        facts.panelIsLargeEnough = Set(complaint.panel + named).count >= Complaint.smallestPanel
        // Who sits and was put out of the thread can be let in again.
        facts.panelChanges = !Set(named).isSubset(of: belonging.intersection(complaint.panel))
        facts.panelHasRoom = complaint.hasRoom(for: named)
        facts.dayIsOpen = !complaint.dayStands
        facts.hasNotVoted = complaint.votes[me] == nil
        facts.answerTimeIsOver = try deadlines().answerTimeIsOver(complaint, at: session.surroundings.now())
        facts.votesAreComplete = complaint.carried != nil
        facts.outcomeFits = outcome.map { complaint.allows($0) } ?? false
        return facts
    }
}
