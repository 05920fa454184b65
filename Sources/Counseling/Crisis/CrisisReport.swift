/// What is known of a crisis when it is raised, or learned a moment later. Nothing of it is mandatory: that something happened
/// is said by there being a report.
public struct CrisisReport: Codable, Hashable, Sendable {
    public var client: Identifier<Client>?
    public var kind: CrisisKind?
    public var level: CrisisLevel?
    /// A minor, or somebody who depends on others, is or may be harmed.
    public var concernsMinor: Bool?
    /// What was seen or heard.
    public var seen: String?
    /// For a caller who is not registered: what they call themself.
    public var name: String?
    public var place: String?
    public var alone: Bool?
    /// Means at hand.
    public var means: String?
    public var callback: String?

    public init(
        client: Identifier<Client>? = nil, kind: CrisisKind? = nil, level: CrisisLevel? = nil,
        concernsMinor: Bool? = nil, seen: String? = nil
    ) {
        self.client = client
        self.kind = kind
        self.level = level
        self.concernsMinor = concernsMinor
        self.seen = seen
    }

    enum CodingKeys: String, CodingKey {
        case client, kind, level, concernsMinor, seen, name, alone, means, callback
        case place = "where"
    }

    /// Whether it says anything at all.
    public var isEmpty: Bool { self == CrisisReport() }

    /// This report with what another adds. What stands here stays, but texts are put one after the other.
    func adding(_ other: CrisisReport) -> CrisisReport {
        var result = self
        // Said, and not linked: only whoever may link a flag gives its client's counselors a part in it.
        result.client = client ?? other.client
        result.kind = kind ?? other.kind
        result.concernsMinor = concernsMinor == true || other.concernsMinor == true ? true : nil
        result.seen = Self.joined(seen, other.seen)
        result.name = Self.joined(name, other.name)
        result.place = Self.joined(place, other.place)
        result.alone = other.alone ?? alone
        result.means = Self.joined(means, other.means)
        result.callback = Self.joined(callback, other.callback)
        return result
    }

    static func joined(_ first: String?, _ second: String?) -> String? {
        guard let first, let second else { return first ?? second }
        return first + "\n" + second
    }
}

extension CrisisReport: ConfidentialRecord {}

extension CrisisReport {
    /// One spelling, and nothing that steers a terminal; nothing is refused.
    public static func cleaned(_ text: String) -> String? {
        let plain = String(
            String.UnicodeScalarView(
                PlainText.composed(text).unicodeScalars.map { scalar in
                    let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                    return isControl && scalar != "\n" && scalar != "\t" ? " " : scalar
                }))
        let trimmed = plain.trimmed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }
}
