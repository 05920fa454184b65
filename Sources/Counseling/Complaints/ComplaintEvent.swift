/// A link of the membership chain, by which an event says how things stood when it was written. Nobody knows its hash before the
/// link is there, so that no event lies in wait for what happens to a colleague later.
public struct ChainLink: Codable, Hashable, Sendable {
    public let position: UInt32
    /// In hexadecimal.
    public let hash: String

    public init(position: UInt32, hash: String) {
        self.position = position
        self.hash = hash
    }
}

/// What one event of a complaint's thread says.
public enum ComplaintEvent: Hashable, Sendable {
    /// The filing, moved in by the first drawn member whose program opened it, with the identifier of its deposit, and the
    /// deposit's data key in Base64: so that everybody in the thread opens what was handed in, and need not believe the copy.
    case received(Identifier<Complaint>, ComplaintFiling, key: String)
    case acknowledged
    case triaged(ComplaintTriage)
    /// In the order in which they were named: the first is the chair.
    case seated([Identifier<Person>], at: ChainLink? = nil)
    /// The link is there where somebody recuses another: by it who is out of the committee can be told from who is not.
    case recused(Identifier<Person>, at: ChainLink? = nil)
    /// The panel told the respondent, outside of the program, what is alleged.
    case shared(on: CalendarDate)
    case finding(String)
    /// The author's own verdict.
    case vote(ComplaintVerdict)
    case decided(ComplaintDecision)
    case communicated(on: CalendarDate)
    case closed

    /// The step that it records; nil for the first event.
    public var act: ComplaintAct? {
        switch self {
        case .received: nil
        case .acknowledged: .acknowledge
        case .triaged: .triage
        case .seated: .seat
        case .recused: .recuse
        case .shared: .share
        case .finding: .find
        case .vote: .vote
        case .decided(let decision): decision.outcome.verdict == nil ? .settle : .decide
        case .communicated: .communicate
        case .closed: .close
        }
    }

    /// The word for it in sealed JSON and in the program's own: never change one.
    public var word: String {
        switch self {
        case .received: "received"
        case .acknowledged: "acknowledged"
        case .triaged: "triaged"
        case .seated: "panel-seated"
        case .recused: "recused"
        case .shared: "allegations-shared"
        case .finding: "finding"
        case .vote: "vote"
        case .decided: "decided"
        case .communicated: "communicated"
        case .closed: "closed"
        }
    }
}

extension ComplaintEvent: ConfidentialRecord {}

// One flat object: `event` says which, the other members are its own.
extension ComplaintEvent: Codable {
    private enum Key: String, CodingKey {
        case event, complaint, filing, key, track, summary, allegations, members, member, on, text, verdict, outcome
        case reasons, remedies, lessons, withdrawnBy, withdrawnOn, link
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        switch try values.decode(String.self, forKey: .event) {
        case "received":
            self = .received(
                try values.decode(Identifier<Complaint>.self, forKey: .complaint),
                try values.decode(ComplaintFiling.self, forKey: .filing),
                key: try values.decode(String.self, forKey: .key))
        case "acknowledged": self = .acknowledged
        case "triaged": self = .triaged(try ComplaintTriage(from: decoder))
        case "panel-seated":
            self = .seated(
                try values.decode([Identifier<Person>].self, forKey: .members),
                at: try values.decodeIfPresent(ChainLink.self, forKey: .link))
        case "recused":
            self = .recused(
                try values.decode(Identifier<Person>.self, forKey: .member),
                at: try values.decodeIfPresent(ChainLink.self, forKey: .link))
        case "allegations-shared": self = .shared(on: try values.decode(CalendarDate.self, forKey: .on))
        case "finding": self = .finding(try values.decode(String.self, forKey: .text))
        case "vote": self = .vote(try values.decode(ComplaintVerdict.self, forKey: .verdict))
        case "decided": self = .decided(try ComplaintDecision(from: decoder))
        case "communicated": self = .communicated(on: try values.decode(CalendarDate.self, forKey: .on))
        case "closed": self = .closed
        default: throw CounselingError.malformedBody
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(word, forKey: .event)
        switch self {
        case .received(let id, let filing, let key):
            try values.encode(id, forKey: .complaint)
            try values.encode(filing, forKey: .filing)
            try values.encode(key, forKey: .key)
        case .triaged(let triage):
            try values.encode(triage.track, forKey: .track)
            try values.encode(triage.summary, forKey: .summary)
            try values.encode(triage.allegations, forKey: .allegations)
        case .seated(let members, let link):
            try values.encode(members, forKey: .members)
            try values.encodeIfPresent(link, forKey: .link)
        case .recused(let member, let link):
            try values.encode(member, forKey: .member)
            try values.encodeIfPresent(link, forKey: .link)
        case .shared(let day), .communicated(let day): try values.encode(day, forKey: .on)
        case .finding(let text): try values.encode(text, forKey: .text)
        case .vote(let verdict): try values.encode(verdict, forKey: .verdict)
        case .decided(let decision):
            try values.encode(decision.outcome, forKey: .outcome)
            try values.encode(decision.reasons, forKey: .reasons)
            try values.encode(decision.remedies, forKey: .remedies)
            try values.encode(decision.lessons, forKey: .lessons)
            try values.encodeIfPresent(decision.withdrawnBy, forKey: .withdrawnBy)
            try values.encodeIfPresent(decision.withdrawnOn, forKey: .withdrawnOn)
        case .acknowledged, .closed: break
        }
    }
}
