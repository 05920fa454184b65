/// Who brings a complaint forward (投诉人).
public enum ComplaintFiler: String, CaseIterable, Codable, Hashable, Sendable {
    case client, guardian, thirdParty = "third-party", staff, anonymous
}

/// Whom a complaint is against (被投诉方).
public enum ComplaintRespondent: Hashable, Sendable {
    case person(Identifier<Person>)
    /// The institution as a whole.
    case service
    case unknown

    public var person: Identifier<Person>? {
        if case .person(let id) = self { id } else { nil }
    }
}

extension ComplaintRespondent: Codable {
    public init(from decoder: any Decoder) throws {
        switch try decoder.singleValueContainer().decode(String.self) {
        case "service": self = .service
        case "unknown": self = .unknown
        case let hex: self = .person(try Identifier(hex: hex))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .person(let id): try container.encode(id.hex)
        case .service: try container.encode("service")
        case .unknown: try container.encode("unknown")
        }
    }
}

/// How a complaint is handled.
public enum ComplaintTrack: String, CaseIterable, Codable, Hashable, Sendable {
    case ordinary
    /// Without a respondent and without a panel, such as a dispute about fees.
    case mediation
    /// Sexual misconduct: what is due within days is due today.
    case sameDay = "same-day"
}

/// What one member of the panel holds of a complaint.
public enum ComplaintVerdict: String, CaseIterable, Codable, Hashable, Sendable {
    case upheld, partly, notUpheld = "not-upheld"

    /// What a panel's votes carry: the strictest verdict that more than half of them reach. Where they are evenly divided
    /// the milder one stands; nil without votes.
    public static func carried(by votes: some Collection<ComplaintVerdict>) -> ComplaintVerdict? {
        guard !votes.isEmpty else { return nil }
        let upheld = votes.count { $0 == .upheld }
        let atLeastPartly = votes.count { $0 != .notUpheld }
        if upheld * 2 > votes.count { return .upheld }
        return atLeastPartly * 2 > votes.count ? .partly : .notUpheld
    }
}

/// How a complaint ends.
public enum ComplaintOutcome: String, CaseIterable, Codable, Hashable, Sendable {
    case upheld, partly, notUpheld = "not-upheld", withdrawn, mediated

    /// The verdict that it states; nil where nobody judged.
    public var verdict: ComplaintVerdict? { ComplaintVerdict(rawValue: rawValue) }
}
