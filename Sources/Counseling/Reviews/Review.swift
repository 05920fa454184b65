/// Where a quality review stands.
public enum ReviewState: String, CaseIterable, Codable, Hashable, Sendable {
    /// A committee member is to confirm it.
    case requested
    /// The counselor's program is to lend the keys.
    case confirmed
    /// The reviewer reads and writes.
    case lent
    /// There are findings.
    case written
    case finished
    case declined

    /// The state after a step.
    /// - Throws: `CounselingError.refusedStep` for what does not follow
    public func advance(_ step: ReviewEvent.Step) throws(CounselingError) -> ReviewState {
        switch (self, step) {
        case (.requested, .confirmed): return .confirmed
        case (.requested, .fulfilled), (.confirmed, .fulfilled): return .lent
        case (.requested, .declined), (.confirmed, .declined): return .declined
        case (.lent, .findings), (.written, .findings): return .written
        case (.lent, .finished), (.written, .finished): return .finished
        case (.requested, .nudged), (.confirmed, .nudged), (.lent, .nudged), (.written, .nudged): return self
        // The counselor may answer what was found, also once it is over.
        case (.written, .answered), (.finished, .answered): return self
        default: throw .refusedStep
        }
    }

    /// Whether what was lent may still be read.
    public var isReading: Bool { self == .lent || self == .written }
}

/// A quality review, folded from the events of its thread.
public struct Review: Sendable {
    public let requester: Identifier<Person>
    public let kind: ReviewKind
    public let counselor: Identifier<Person>
    public let reviewer: Identifier<Person>
    /// The notes named; none where they are drawn.
    public let notes: [Identifier<SessionNote>]
    public let draw: ReviewEvent.Draw?
    public private(set) var state: ReviewState
    /// When the last step was made that brought it where it stands.
    public private(set) var since: UTCTime
    public private(set) var confirmedBy: Identifier<Person>?
    public private(set) var lent: ReviewEvent.Lent?
    public private(set) var refusal: ReviewEvent.Refusal?
    public private(set) var nudged: UTCTime?
    public private(set) var scores: [RubricScore] = []
    /// The letters, base64.
    public private(set) var findings: String?
    public private(set) var answer: String?
    /// How many answers were written; the last is shown, and all stay in the thread.
    public private(set) var answers = 0
    /// How many events it was folded from.
    public private(set) var events = 1

    /// - Throws: `CounselingError.refusedStep` where an event does not follow, or was not its signer's to make
    public init(_ events: [ThreadEvent<ReviewEvent>]) throws(CounselingError) {
        guard let first = events.first, first.what.step == .requested, let kind = first.what.kind,
            let counselor = first.what.counselor, let reviewer = first.what.reviewer,
            (first.what.notes?.isEmpty == false) != (first.what.draw != nil)
        else { throw .refusedStep }
        requester = first.by
        self.kind = kind
        self.counselor = counselor
        self.reviewer = reviewer
        notes = first.what.notes ?? []
        draw = first.what.draw
        // Nobody's leave is needed to look at one's own.
        state = kind == .own ? .confirmed : .requested
        since = first.at
        guard kind == .own ? reviewer == counselor : reviewer != counselor && reviewer != requester else {
            throw .refusedStep
        }
        for event in events.dropFirst() { try apply(event) }
    }

    private mutating func apply(_ event: ThreadEvent<ReviewEvent>) throws(CounselingError) {
        let what = event.what
        guard mayMake(what.step, event.by) else { throw .refusedStep }
        let next = try state.advance(what.step)
        switch what.step {
        case .requested: throw .refusedStep
        case .confirmed: confirmedBy = event.by
        case .fulfilled:
            guard let lent = what.lent, !lent.notes.isEmpty, state == .confirmed || lent.byConsent else {
                throw .refusedStep
            }
            self.lent = lent
        case .declined:
            guard let reason = what.reason else { throw .refusedStep }
            refusal = reason
        case .nudged: nudged = event.at
        case .findings:
            guard let text = what.text, let scores = what.scores, Set(scores.map(\.item)).count == scores.count else {
                throw .refusedStep
            }
            self.scores = scores
            findings = text
        case .answered:
            guard let text = what.text else { throw .refusedStep }
            answer = text
            answers += 1
        case .finished: break
        }
        if next != state { since = event.at }
        state = next
        events += 1
    }

    /// Whether the step is this person's to make, as far as the review itself says.
    public func mayMake(_ step: ReviewEvent.Step, _ person: Identifier<Person>) -> Bool {
        switch step {
        case .requested: false
        case .confirmed: ![requester, counselor, reviewer].contains(person)
        case .fulfilled, .declined, .answered: person == counselor
        case .nudged: true
        case .findings: person == reviewer
        case .finished: person == reviewer || person == requester
        }
    }

    /// How many notes there were to draw from, where that were fewer than asked for.
    public var drawnFromTooFew: Int? {
        guard let draw, let there = lent?.drawnFrom, there < draw.count else { return nil }
        return there
    }

    /// After so many days of waiting an alternative is offered.
    public static let patienceDays = 3

    /// Whether it has waited for someone that long.
    public func isOverdue(at now: UTCTime) -> Bool {
        state != .finished && state != .declined
            && now.secondsSince1970 - since.secondsSince1970 >= Int64(Self.patienceDays) * 86_400
    }

    /// At most one reminder a day.
    public func mayBeNudged(at now: UTCTime) -> Bool {
        // One that is dated ahead keeps nobody from reminding.
        nudged.map { !(0..<86_400).contains(now.secondsSince1970 - $0.secondsSince1970) } ?? true
    }
}

/// The group of those who have a part in one quality review.
public enum ReviewThread {}
