import AuditTrail
public import Counseling
import RecordStore
import Vault

// All three are one act to the audit trail, which does not say on which complaint: auditors may be whom one is about.
public enum TakingUpComplaints: ChangingPurpose { public static let action = Action.complaintAct }
public enum ReadingComplaints: LookingPurpose { public static let action = Action.complaintAct }
public enum ActingOnComplaint: ChangingPurpose { public static let action = Action.complaintAct }

/// A complaint as one of its members sees it.
public struct ComplaintEntry: Sendable {
    public var id: Identifier<Complaint> { complaint.id }
    public let complaint: Complaint
    /// Those who can read it now.
    public let people: [Identifier<Person>]
    /// Those of the committee who could sit on it: without a conflict of interest, and not recused.
    public let eligible: [Identifier<Person>]
    /// nil once it is closed.
    public let next: ComplaintNext?
    /// By when a decision is due.
    public let decideBy: CalendarDate
    /// Those on its panel who could not be seated now: they have a conflict of interest, or are not on the committee any more.
    public let conflicted: [Identifier<Person>]
    /// Whether nobody who belongs to it may go on with it, and nobody to whom it could be handed on.
    public let isStranded: Bool
    /// Those of its panel who could handle it and do not belong to it: somebody put them out without recusing them.
    public let missing: [Identifier<Person>]
    /// Those on its panel who are out of the committee or of the practice.
    public let out: Set<Identifier<Person>>

    /// Those of them whose vote is waited for in vain; any member of the panel recuses them.
    public var gone: [Identifier<Person>] { complaint.unvoted.filter(out.contains) }

    /// The chair, or the next of the panel where the chair is out.
    public var chair: Identifier<Person>? { complaint.panel.first { !out.contains($0) } ?? complaint.chair }

    /// By when the next step is due: a step without a day of its own with the decision; nil after that, and once it is closed.
    public var due: CalendarDate? { next.flatMap { $0.due ?? (complaint.decision == nil ? decideBy : nil) } }

    /// Whether that day has gone by.
    public func isOverdue(on today: CalendarDate) -> Bool { due.map { $0 < today } ?? false }
}

/// The complaints that one's keys open.
public struct ComplaintOverview: Sendable {
    public let entries: [ComplaintEntry]
    /// How many threads are there that cannot be read.
    public let unreadable: Int
    /// How many threads of this person's there are of which nobody can tell whether they are complaints.
    public let unknown: Int
    /// Complaints that this person drew or read and from which somebody keeps them.
    public let withheld: [Identifier<Complaint>]
    /// How many threads of the committee's there are from which somebody keeps this person, and of which nothing tells what they are.
    public let lost: Int
    /// Those that this person drew and that nobody took up yet, though somebody could.
    public let waiting: [Identifier<Complaint>]
    /// Those that this person drew and that nobody may take up now. They are handed on once somebody can; where whoever drew them
    /// leaves before, they must be handed in again.
    public let stranded: [Identifier<Complaint>]
    /// Whether this person has the office by which complaints are handled. Who left it sees what they belong to still.
    public let holdsOffice: Bool

    /// Those that this person belongs to and that nobody may go on with.
    public var left: [Identifier<Complaint>] { entries.filter(\.isStranded).map(\.id) }

    /// Whether the next step of one may be this person's.
    public func mayTakeStep(in entry: ComplaintEntry) -> Bool {
        !entry.isStranded && (holdsOffice || entry.complaint.decision != nil)
    }

    /// Whether nothing of what there is of complaints is kept from this person, as far as that can be told.
    public var isWhole: Bool { unreadable == 0 && unknown == 0 && withheld.isEmpty && lost == 0 }

    /// Whether something waits for a first answer.
    public var hasNew: Bool { !waiting.isEmpty || entries.contains { $0.complaint.stage == .received } }
}

extension Visit where P == TakingUpComplaints {
    /// Takes up the filings of which this person drew a lot and which nobody took up before.
    /// - Returns: how many
    @discardableResult
    public func takeUp() throws -> Int {
        let transaction = try writing()
        let taken = try ComplaintDesk(session: session, reading: reading).takeUp(at: now, in: transaction)
        // Bound first: assigned in one expression the optimizer of Swift 6.3.1 ends with an ownership error.
        let log = try reading.logSize()
        if let log { session.complaintsSeen = EntryPlace(epoch: log.epoch, position: log.size) }
        return taken
    }
}

extension Visit where P == ReadingComplaints {
    /// Every complaint to which this person belongs, oldest first.
    public func complaints() throws -> ComplaintOverview {
        let desk = ComplaintDesk(session: session, reading: reading)
        let deadlines = try desk.deadlines()
        let threads = try desk.all()
        let untaken = try desk.untaken()
        let unknown = try desk.unknown(beside: threads)
        return ComplaintOverview(
            entries: try threads.found.map { found in
                let against = found.complaint.filing.against
                let eligible = try desk.eligible(against: against).map { Identifier<Person>($0.id) }
                let out = desk.out(of: found.complaint)
                return ComplaintEntry(
                    complaint: found.complaint, people: found.people.map { Identifier($0) },
                    eligible: eligible.filter { !found.complaint.recused.contains($0) },
                    next: deadlines.next(
                        found.complaint, out: out, isWithoutPanel: try desk.isWithoutPanel(found.complaint)),
                    decideBy: deadlines.decideBy(received: found.complaint.filing.at),
                    conflicted: try found.complaint.panel.filter {
                        try !eligible.contains($0) && !desk.isFreeActing($0, against: against)
                    }, isStranded: try desk.isStranded(found),
                    missing: try desk.able(found.complaint.panel, in: found.complaint).filter {
                        !found.people.contains(OpaqueID($0))
                    }, out: out)
            }, unreadable: threads.unreadable + unknown.drawn, unknown: unknown.others,
            withheld: try desk.withheld(beside: threads), lost: try desk.lost(),
            waiting: untaken.waiting, stranded: untaken.stranded, holdsOffice: desk.holdsOffice(session.me))
    }
}

extension Visit where P == ReadingComplaints {
    /// What this person is out of by their own act, stepping back or seating others: complaints of which they drew a lot, and how many
    /// threads there are besides that may be one. Nothing else tells them which those are.
    public func leftByOneself() throws -> (drawn: [Identifier<Complaint>], others: Int) {
        try ComplaintDesk(session: session, reading: reading).leftByOneself()
    }
}

extension Visit where P == ActingOnComplaint {
    /// Records the step that the visit is for.
    /// - Throws: `CounselingError.field("on", _)` for a day before the step it follows or after today, and for a track or a
    ///   withdrawal that `Complaint.check` refuses
    public func record(_ event: ComplaintEvent) throws {
        let desk = ComplaintDesk(session: session, reading: reading)
        guard case .complaint(let id, let act, let named, let outcome) = subject, event.act == act,
            event.named == named, event.outcome == outcome
        else { throw RoomError.internalFault("another step than the visit's") }
        guard let found = try desk.one(id) else { throw RoomError.notFound(.complaint) }
        try check(event, of: found.complaint, desk)
        try desk.record(event, in: found, at: now, in: try writing())
    }

    private func check(_ event: ComplaintEvent, of complaint: Complaint, _ desk: ComplaintDesk) throws {
        try complaint.check(event)
        let (day, name): (CalendarDate, FieldPath)
        let step: (said: UTCTime, atLatest: UTCTime)?
        switch event {
        case .decided(let decision) where decision.withdrawnOn != nil:
            guard let on = decision.withdrawnOn else { return }
            (day, name) = (on, "withdrawnOn")
            step = complaint.time(at: now) { $0.act == nil }
        case .shared(let on):
            (day, name) = (on, "on")
            step = complaint.time(at: now) { $0.act == .seat }
        case .communicated(let on):
            (day, name) = (on, "on")
            step = complaint.time(at: now) { $0.act == .decide || $0.act == .settle }
        default: return
        }
        let calendar = try desk.calendar()
        guard day <= calendar.day(of: now) else { throw CounselingError.field(name, .inTheFuture) }
        guard let step else { return }
        // Around midnight it was the day before, where the clock of whoever took the step was ahead.
        let first = calendar.day(of: step.atLatest).dayBefore
        guard day >= first else {
            throw CounselingError.field(name, .beforeStep(calendar.day(of: step.said), earliest: first))
        }
        // What readers would not count is not written.
        let counted = complaint.firstDay(by: Identifier(session.me))
        if case .shared = event, day < counted {
            throw CounselingError.field(name, .beforeStep(calendar.day(of: complaint.filing.at), earliest: counted))
        }
    }
}

extension ComplaintEvent {
    /// Whom the step names, as the policy must know it.
    public var named: [Identifier<Person>] {
        switch self {
        case .seated(let members, _): members
        case .recused(let member, _): [member]
        default: []
        }
    }

    /// How the complaint ends by it.
    public var outcome: ComplaintOutcome? {
        if case .decided(let decision) = self { decision.outcome } else { nil }
    }
}

extension Subject {
    /// The subject of a visit for this step.
    public static func step(_ event: ComplaintEvent, in id: Identifier<Complaint>) -> Subject? {
        event.act.map { .complaint(id, $0, naming: event.named, outcome: event.outcome) }
    }
}
