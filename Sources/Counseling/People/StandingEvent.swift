/// Why somebody's standing was changed: the only event of a thread of the directors.
public struct StandingEvent: Codable, Hashable, Sendable {
    public enum Step: String, CaseIterable, Codable, Hashable, Sendable {
        case suspended, reinstated, ended

        /// What the person is once it took effect.
        public var standing: Standing {
            switch self {
            case .suspended: .suspended
            case .reinstated: .active
            case .ended: .ended
            }
        }
    }

    public let step: Step
    public let person: Identifier<Person>
    /// Where the statement stands in the membership chain that says it.
    public let position: UInt32
    public let reason: StandingReason

    public init(_ step: Step, of person: Identifier<Person>, position: UInt32, reason: StandingReason) {
        self.step = step
        self.person = person
        self.position = position
        self.reason = reason
    }
}

extension StandingEvent: ConfidentialRecord {}

/// Why somebody is suspended, reinstated or leaves, for the directors alone.
public struct StandingReason: Codable, Hashable, Sendable {
    public let text: String

    public static let limit = 2000

    /// - Throws: `CounselingError.field` for an empty text, a control character, or more than `limit` characters.
    public init(_ text: String) throws(CounselingError) {
        guard let clean = try PlainText.lines(text, at: "reason", limit: Self.limit) else {
            throw .field("reason", .missing)
        }
        self.text = clean
    }

    /// From the form `{"reason"}`.
    public static func read(json: [UInt8]) throws(CounselingError) -> StandingReason {
        let form = try FormReader(json: json, limit: 1 << 16, known: ["reason"])
        return try StandingReason(try form.text("reason") ?? "")
    }

    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension StandingReason: ConfidentialRecord {}

extension Standing {
    /// The standing after a step.
    ///
    /// - Throws: `CounselingError.refusedStep`: nobody who left comes back under the same pseudonym, and only who is
    ///   suspended is reinstated.
    public func advance(_ step: StandingEvent.Step) throws(CounselingError) -> Standing {
        switch (self, step) {
        case (.active, .suspended): return .suspended
        case (.suspended, .reinstated): return .active
        case (.active, .ended), (.suspended, .ended): return .ended
        case (.active, .reinstated), (.suspended, .suspended), (.ended, _), (.unknown, _): throw .refusedStep
        }
    }
}
