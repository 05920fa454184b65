/// A complaint (投诉) as its events make it. An event that the rules do not allow where it stands counts for nothing and is
/// named: a member with a changed program can add one, but not bring the complaint to a standstill.
public struct Complaint: Sendable {
    public static let smallestPanel = 3

    /// The identifier of the filing's deposit, which is the number on the receipt.
    public let id: Identifier<Complaint>
    public let filing: ComplaintFiling
    /// The data key of that deposit, Base64, by which the filing is held against it.
    public let depositKey: String
    /// Everyone who ever was on the committee or acted for it: nobody else handles a complaint, whatever program they run.
    private let committee: Set<Identifier<Person>>
    public private(set) var stage = ComplaintStage.received
    public private(set) var triage: ComplaintTriage?
    /// Whether triage ever put it on the track of what must not wait.
    public private(set) var wasSameDay = false
    /// Those seated and not recused, the chair first.
    public private(set) var panel: [Identifier<Person>] = []
    /// Where the membership chain stood when they were seated, as far as it was said.
    public private(set) var seats: [Identifier<Person>: ChainLink] = [:]
    public private(set) var recused: Set<Identifier<Person>> = []
    /// The day on which the respondent was told, and who said it last.
    public private(set) var sharedOn: CalendarDate?
    public private(set) var sharedBy: Identifier<Person>?
    /// Who has voted since that day was said.
    private var votedByDay: Set<Identifier<Person>> = []
    public private(set) var votes: [Identifier<Person>: ComplaintVerdict] = [:]
    /// How many may sit at most, from the first vote on; nil before it.
    private var mostSeats: Int?
    public private(set) var decision: ComplaintDecision?
    public private(set) var communicatedOn: CalendarDate?
    /// When the panel was seated first.
    public private(set) var seatedAt: UTCTime?
    /// All events that count.
    public private(set) var events: [ThreadEvent<ComplaintEvent>] = []
    /// The numbers of those that do not.
    public private(set) var irregular: [UInt32] = []

    /// - Returns: nil where the first event is no filing
    /// - Parameters:
    ///   - spoiled: the numbers of what lies in the thread and is no event
    ///   - committee: everyone who ever was on the committee or acted for it. It only grows, so that no event which counted
    ///     ceases to count
    ///   - wasPutOut: whether somebody was out of the committee by the first link, and not before the second, by which they were
    ///     seated. What a link says never changes
    public init?(
        _ all: [ThreadEvent<ComplaintEvent>], spoiled: [UInt32] = [], committee: Set<Identifier<Person>>,
        wasPutOut: (Identifier<Person>, ChainLink, ChainLink?) -> Bool = { _, _, _ in false }
    ) {
        guard let first = all.first, case .received(let id, let filing, let key) = first.what else { return nil }
        self.id = id
        self.filing = filing
        depositKey = key
        self.committee = committee
        events = [first]
        irregular = spoiled
        for event in all.dropFirst() {
            if take(event, wasPutOut) { events.append(event) } else { irregular.append(event.number) }
        }
    }

    public var track: ComplaintTrack? { triage?.track }

    /// Whether what is due within days is due at once: said by whoever handed it in, which no triage takes back, or by triage.
    public var isUrgent: Bool { filing.sexualMisconduct || track == .sameDay }

    /// Whether somebody could handle it at all: of the committee at some time, and not whom it is about. Every reader judges so;
    /// what changes with time, such as who supervises whom, the program of whoever seats a panel judges.
    public func mayBeHandled(by person: Identifier<Person>) -> Bool {
        committee.contains(person) && filing.against != .person(person)
    }

    /// The first of the panel. Before one sits there is none: anybody can triage anew, and whoever put the others out by that would
    /// leave too few for any panel.
    public var chair: Identifier<Person>? { panel.first }

    /// The verdict that the votes of the present panel carry; nil while one is missing, or too few sit to decide.
    public var carried: ComplaintVerdict? {
        guard panel.count >= Self.smallestPanel else { return nil }
        let cast = panel.compactMap { votes[$0] }
        return cast.count == panel.count ? ComplaintVerdict.carried(by: cast) : nil
    }

    /// How many can be added to the panel; nil while nobody has voted. Otherwise whoever lost a vote could name more members until
    /// they win it: from the first vote on somebody is seated only in the place of one who was recused.
    public var placesLeft: Int? { mostSeats.map { max(0, $0 - panel.count) } }

    /// Whether the panel has room for these.
    public func hasRoom(for named: [Identifier<Person>]) -> Bool {
        placesLeft.map { Set(named).subtracting(panel).count <= $0 } ?? true
    }

    /// Whether the day on which the respondent was told can be corrected no more: somebody else has voted by it. A vote of whoever
    /// said it shows nobody's consent, nor does one that was given by another day.
    public var dayStands: Bool { sharedBy.map { by in votedByDay.contains { $0 != by } } ?? false }

    /// Whether somebody can have told the respondent on that day, wherever it was: not before there was a complaint, and not after it
    /// was said.
    private func isPossible(_ day: CalendarDate, by person: Identifier<Person>, saidAt time: UTCTime) -> Bool {
        day >= firstDay(by: person) && day.daysSince1970 <= WorkingDays(zone: "UTC").day(of: time).daysSince1970 + 1
    }

    /// The first day on which somebody can have told the respondent: the day before there was a complaint. Where the clock of the
    /// workstation was ahead there was one when others did something about it; nobody's own word makes it older.
    public func firstDay(by person: Identifier<Person>) -> CalendarDate {
        let began = events.filter { $0.by != person }.map(\.at).min().map { min($0, filing.at) } ?? filing.at
        return WorkingDays(zone: "UTC").day(of: began).dayBefore
    }

    /// When a step was taken that counts, as it says and at the latest: what came behind it, and now, was later, whatever the clocks
    /// showed.
    /// - Returns: nil where none was
    public func time(
        at now: UTCTime, of isStep: (ComplaintEvent) -> Bool
    ) -> (said: UTCTime, atLatest: UTCTime)? {
        guard let place = events.firstIndex(where: { isStep($0.what) }) else { return nil }
        let said = place == 0 ? filing.at : events[place].at
        return (said, events[place...].reduce(min(said, now)) { min($0, $1.at) })
    }

    /// Those of the panel who have not voted.
    public var unvoted: [Identifier<Person>] { panel.filter { votes[$0] == nil } }

    /// Whether the step may follow where the complaint stands, whoever takes it.
    public func allows(_ act: ComplaintAct) -> Bool {
        // Once somebody has voted the votes decide: else whoever lost them could end it on their own word that it was withdrawn.
        guard act != .settle || votes.isEmpty else { return false }
        return (try? stage.advance(act, track: track)) != nil
    }

    /// Whether the step may be taken by that person where the complaint stands: nothing by whoever was recused, and nothing but
    /// stepping back by whoever cannot handle it; and once a panel sits, what it finds, decides and tells is its members' alone.
    public func allows(_ act: ComplaintAct, by person: Identifier<Person>) -> Bool {
        guard allows(act), !recused.contains(person), act == .recuse || mayBeHandled(by: person) else { return false }
        switch act {
        case .share, .find, .vote, .decide: return panel.contains(person)
        case .settle, .communicate, .close: return seatedAt == nil || panel.contains(person)
        case .acknowledge, .triage, .seat, .recuse: return true
        }
    }

    /// Whether somebody may take a member off the complaint: themself, or one who has not voted; otherwise who saw the votes could
    /// put them out and decide alone. The chair may, and for a chair who is out of the committee the next of the panel; and whoever is
    /// out every member of the panel: else nobody could, and the votes would wait for ever for one that nobody can cast.
    public func mayRecuse(
        _ member: Identifier<Person>, by person: Identifier<Person>, isOut: (Identifier<Person>) -> Bool
    ) -> Bool {
        guard person != member else { return true }
        guard votes[member] == nil else { return false }
        guard person != chair else { return true }
        guard let place = panel.firstIndex(of: person), panel.contains(member) else { return false }
        return isOut(member) || panel[..<place].allSatisfy(isOut)
    }

    /// Whether it may be handled so: mediation goes without a panel and without votes, so that nobody can bring anything but a
    /// dispute about fees to an end by it. What it is about, whoever handed it in said, and no member can change.
    public func allows(_ track: ComplaintTrack) -> Bool {
        track != .mediation || filing.feeDispute && !filing.sexualMisconduct && !wasSameDay
    }

    /// Whether triage may let it wait its ordinary time: never where sexual misconduct is complained of.
    public var mayWait: Bool { !filing.sexualMisconduct }

    /// Whether the decision says of a withdrawal what it must: that it was by whoever brought the complaint. One by an older
    /// program says nothing of it; it counts, and is shown as such.
    public func allows(_ decision: ComplaintDecision) -> Bool {
        guard decision.outcome == .withdrawn else { return allows(decision.outcome) }
        return decision.withdrawnBy.map { $0 == filing.by } ?? (decision.withdrawnOn == nil)
    }

    /// Refuses what would not count: a track that is not this complaint's, or a withdrawal by another than whoever brought it.
    /// - Throws: `CounselingError.field("track", _)`, `.field("withdrawnBy", _)`
    public func check(_ event: ComplaintEvent) throws(CounselingError) {
        switch event {
        case .triaged(let made) where !allows(made.track): throw .field("track", .notMediable)
        // Of an older program's triage the track stays; the urgency does so in any case.
        case .triaged(let made) where !mayWait && made.track == .ordinary:
            throw .field("track", .notAChoice([ComplaintTrack.sameDay.rawValue]))
        case .decided(let made) where made.outcome == .withdrawn:
            guard let person = made.withdrawnBy else { throw .field("withdrawnBy", .missing) }
            guard made.withdrawnOn != nil else { throw .field("withdrawnOn", .missing) }
            guard person == filing.by else { throw .field("withdrawnBy", .notAChoice([filing.by.rawValue])) }
        default: break
        }
    }

    /// Whether it was closed as withdrawn without a word on who withdrew it.
    public var lacksWithdrawer: Bool { decision.map { $0.outcome == .withdrawn && $0.withdrawnBy == nil } ?? false }

    /// Whether the outcome fits: a verdict is the one that the votes carry, and only a mediation ends mediated.
    public func allows(_ outcome: ComplaintOutcome) -> Bool {
        switch outcome {
        case .withdrawn: true
        case .mediated: track == .mediation
        case .upheld, .partly, .notUpheld: carried != nil && carried == outcome.verdict
        }
    }

    private mutating func take(
        _ event: ThreadEvent<ComplaintEvent>, _ wasPutOut: (Identifier<Person>, ChainLink, ChainLink?) -> Bool
    ) -> Bool {
        guard let act = event.what.act, allows(act, by: event.by),
            let next = try? stage.advance(act, track: track)
        else { return false }
        switch event.what {
        case .received: return false
        case .triaged(let made):
            guard allows(made.track) else { return false }
            triage = made
            wasSameDay = wasSameDay || made.track == .sameDay
        case .seated(let members, let link):
            let added = members.filter { !recused.contains($0) && !panel.contains($0) }
            guard Set(added).count == added.count, panel.count + added.count >= Self.smallestPanel,
                members.allSatisfy(mayBeHandled), hasRoom(for: added)
            else { return false }
            panel += added
            for member in added { seats[member] = link }
            seatedAt = seatedAt ?? event.at
        case .recused(let member, let link):
            let isAllowed = mayRecuse(member, by: event.by) { person in
                link.map { wasPutOut(person, $0, seats[person]) } ?? false
            }
            guard isAllowed else { return false }
            panel.removeAll { $0 == member }
            recused.insert(member)
        case .shared(let day):
            guard !dayStands, isPossible(day, by: event.by, saidAt: event.at) else { return false }
            (sharedOn, sharedBy, votedByDay) = (day, event.by, [])
        case .vote(let verdict):
            guard votes[event.by] == nil else { return false }
            votes[event.by] = verdict
            votedByDay.insert(event.by)
            // A panel that had become too small to decide is made whole all the same.
            mostSeats = mostSeats ?? max(panel.count, Self.smallestPanel)
        case .decided(let made):
            guard allows(made) else { return false }
            decision = made
        case .communicated(let day): communicatedOn = day
        case .acknowledged, .finding, .closed: break
        }
        stage = next
        return true
    }
}

extension Complaint: ConfidentialRecord {}
