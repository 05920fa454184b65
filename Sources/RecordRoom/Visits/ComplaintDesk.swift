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
            against: respondent, supervisions: try Supervisions(session: session, reading: reading).inForce())
        let ids = Set(found.map { OpaqueID($0.id) })
        return candidates.filter { ids.contains($0.id) }
    }

    /// Whether somebody who acted for a committee without members, and is no candidate any more, has no conflict.
    private func isFreeActing(_ person: Identifier<Person>, against respondent: ComplaintRespondent) throws -> Bool {
        guard !candidates.contains(where: { $0.id == OpaqueID(person) }) else { return false }
        let acted = ConflictOfInterest.Candidate(id: person, isDirector: true, isActing: true)
        return try !ConflictOfInterest.eligible(
            [acted], against: respondent, supervisions: Supervisions(session: session, reading: reading).inForce()
        ).isEmpty
    }

    /// The working days of the practice.
    func calendar() throws -> WorkingDays {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let records = Records(session: session, reading: reading)
        guard let newest = try records.checkedHistory(of: practice).last else { throw RoomError.altered }
        return WorkingDays(zone: try PracticeSettings(body: newest.body).timeZone)
    }

    func deadlines() throws -> ComplaintDeadlines { ComplaintDeadlines(try calendar()) }

    // MARK: what one's keys open

    /// The threads of complaints to which this identity belongs, and how many there are that cannot be read. One that a
    /// colleague spoiled must not take the others away.
    func all() throws -> (found: [Found], unreadable: Int) {
        var found: [Identifier<Complaint>: Found] = [:]
        var unreadable = 0
        for thread in try threads.mine().sorted() {
            do {
                guard try threads.kind(of: thread) == .complaint else { continue }
                let people = try threads.people(in: thread)
                guard people.contains(session.me) else { continue }
                let events = try threads.events(of: thread, .complaint, ComplaintEvent.self)
                // A thread lies where its filing's secret says: one made up for another's number does not.
                guard let complaint = Complaint(events), try Self.thread(of: complaint) == thread else {
                    unreadable += 1
                    continue
                }
                // Two threads for one number: the one whose filing this identity can check, else the first.
                if try found[complaint.id] == nil || filing(complaint.id) == complaint.filing {
                    found[complaint.id] = Found(thread: thread, complaint: complaint, people: people)
                }
            } catch let error as RoomError where error == .altered {
                unreadable += 1
            } catch is VaultError { unreadable += 1 } catch is CounselingError { unreadable += 1 }
        }
        let sorted = found.values.sorted {
            ($0.complaint.filing.at, $0.thread) < ($1.complaint.filing.at, $1.thread)
        }
        return (sorted, unreadable)
    }

    func one(_ id: Identifier<Complaint>) throws -> Found? { try all().found.first { $0.complaint.id == id } }

    /// The filings of which this identity has a lot. What does not open, or is no filing by a workstation, is none.
    func filings() throws -> [(id: Identifier<Complaint>, filing: ComplaintFiling)] {
        let committee = FixedCompartment.committee.id(in: session.chain.practice)
        return try reading.rows(.deposit, scope: committee).compactMap { row in
            try opened(row).map { (Identifier(OpaqueID(row.address.key) ?? .none), $0) }
        }
    }

    /// The filings of which this identity has a lot and whose thread somebody made without them. They may have come into a
    /// conflict since the draw; or the one who took it up means to keep it from the others.
    func withheld() throws -> [Identifier<Complaint>] {
        try filings().filter { id, filing in
            let assignments = try reading.rows(.assignment, scope: Self.thread(of: id, filing))
            return !assignments.isEmpty && !assignments.contains { $0.target == session.me }
        }.map(\.id)
    }

    private func filing(_ id: Identifier<Complaint>) throws -> ComplaintFiling? {
        try reading.row(RowAddress(.deposit, key: id.bytes)).flatMap(opened)
    }

    private func opened(_ row: StoredRow) throws -> ComplaintFiling? {
        guard let deposit = try? Deposit(parsing: row.body),
            deposit.compartment == FixedCompartment.committee.id(in: session.chain.practice),
            (try? deposit.check(row: row, chain: session.chain)) != nil,
            session.chain.stations[deposit.depositor] != nil, let content = try? session.sealer.openLot(deposit),
            content.kind == Self.filingKind, content.author == deposit.depositor
        else { return nil }
        return try? ComplaintFiling(body: content.body)
    }

    /// The identifier of the thread of a filing: the first 16 bytes of SHA-256(label, secret, deposit). Two who take it up at
    /// once so meet in one thread, and only those who can open the filing know where that will be.
    static func thread(of id: Identifier<Complaint>, _ filing: ComplaintFiling) throws -> OpaqueID {
        guard let secret = Hex.decode(filing.secret), secret.count == 32 else { throw RoomError.altered }
        var writer = ByteWriter(label: "tacet/1/complaint-thread")
        writer.fixed(secret)
        writer.id(OpaqueID(id))
        return OpaqueID(try SHA256.hash(writer.bytes).bytes.prefix(OpaqueID.count)) ?? .none
    }

    private static func thread(of complaint: Complaint) throws -> OpaqueID {
        try thread(of: complaint.id, complaint.filing)
    }

    // MARK: facts

    func facts() throws -> ComplaintFacts {
        var facts = ComplaintFacts()
        let me = session.chain.members[session.me]
        let isMember = candidates.contains { $0.id == session.me }
        // A director who took a complaint up while the committee had no members keeps it.
        facts.isOnCommittee = try isMember || (me?.holds(.director) == true && !threads.mine().isEmpty)
        return facts
    }

    /// - Throws: `RoomError.notFound` for whatever this identity cannot open, as for what does not exist
    func facts(
        _ id: Identifier<Complaint>, _ act: ComplaintAct, naming named: [Identifier<Person>],
        outcome: ComplaintOutcome?
    ) throws -> ComplaintFacts {
        var facts = try self.facts()
        facts.act = act
        guard facts.isOnCommittee else { return facts }
        guard let found = try one(id) else { throw RoomError.notFound(.complaint) }
        let complaint = found.complaint
        let me = Identifier<Person>(session.me)
        let eligible = Set(try eligible(against: complaint.filing.against).map { Identifier<Person>($0.id) })
        let committee = Set(candidates.map { Identifier<Person>($0.id) })
        facts.belongs = true
        facts.isWithoutConflict = try eligible.contains(me) || isFreeActing(me, against: complaint.filing.against)
        facts.isOnPanel = complaint.panel.contains(me)
        facts.stepIsDue = complaint.allows(act)
        let belonging = Set(found.people.map { Identifier<Person>($0) })
        // Someone of the panel who left the staff belongs no more, and must not hold up its votes.
        let recusable = belonging.union(complaint.panel)
        facts.mayRecuse = named.allSatisfy { recusable.contains($0) && ($0 == me || complaint.chair == me) }
        facts.someoneStays = !belonging.subtracting(named).isEmpty
        facts.panelIsOfCommittee =
            Set(named).count == named.count && committee.subtracting(complaint.recused).isSuperset(of: named)
        facts.panelIsWithoutConflict = eligible.isSuperset(of: named)
        facts.panelIsLargeEnough = Set(complaint.panel + named).count >= Complaint.smallestPanel
        facts.hasNotVoted = complaint.votes[me] == nil
        facts.answerTimeIsOver = try deadlines().answerTimeIsOver(complaint, at: session.surroundings.now())
        facts.votesAreComplete = complaint.carried != nil
        facts.outcomeFits = outcome.map { complaint.allows($0) } ?? false
        return facts
    }
}
