/// What the identifier of a break-glass names.
public enum BreakGlass {
    /// How long one lasts at most, hours, and how long where nothing is said.
    public static let hours = 1...72
    public static let usualHours = 24
    /// Hours from the asking within which somebody of the committee reviews it. Opening late puts it off by nothing.
    public static let reviewHours = 72
    /// Seconds by which the clock of whoever asks may be ahead.
    public static let clockTolerance: Int64 = 300
}

/// When the glass was asked to be broken, and until when its reader may read.
public struct GlassTimes: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let at: UTCTime
    public let until: UTCTime

    public init(at: UTCTime, hours: Int) throws(CounselingError) {
        guard BreakGlass.hours.contains(hours) else {
            throw .field("hours", .outOfRange(BreakGlass.hours.lowerBound, BreakGlass.hours.upperBound))
        }
        self.at = at
        until = try UTCTime(secondsSince1970: at.secondsSince1970 + Int64(hours) * 3600)
    }

    /// Whether it lasts as long as one may.
    public var isPlausible: Bool {
        let length = until.secondsSince1970 - at.secondsSince1970
        return length > 0 && length <= Int64(BreakGlass.hours.upperBound) * 3600
    }

    /// By when somebody of the committee is to have reviewed it.
    public var reviewDue: UTCTime {
        get throws(CounselingError) {
            try UTCTime(secondsSince1970: at.secondsSince1970 + Int64(BreakGlass.reviewHours) * 3600)
        }
    }
}

/// Why, with random bytes beside it: a short reason cannot be guessed from its hash.
public struct GlassReason: RecordBody {
    private var schema = SchemaVersion1()
    public let reason: GlassText
    private let salt: String

    /// - Parameter salt: 32 random bytes in hex
    public init(_ reason: GlassText, salt: String) {
        self.reason = reason
        self.salt = salt
    }
}

/// What a review found, for the committee.
public struct GlassFinding: RecordBody {
    private var schema = SchemaVersion1()
    public let at: UTCTime
    public let finding: GlassText

    public init(_ finding: GlassText, at: UTCTime) {
        self.at = at
        self.finding = finding
    }
}

/// A reason or a finding.
public struct GlassText: Codable, Hashable, Sendable {
    public let text: String

    public static let limit = 4000

    /// - Parameter field: its name in a form
    /// - Throws: `CounselingError.field` for an empty text, a control character, or more than `limit` characters.
    public init(_ text: String, at field: FieldPath) throws(CounselingError) {
        guard let clean = try PlainText.lines(text, at: field, limit: Self.limit) else { throw .field(field, .missing) }
        self.text = clean
    }

    /// From the form `{"reason"}` or `{"finding"}`.
    public static func read(json: [UInt8], field: String) throws(CounselingError) -> GlassText {
        let form = try FormReader(json: json, limit: 1 << 16, known: [field])
        return try GlassText(try form.text(field) ?? "", at: form.path(of: field))
    }

    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension GlassText: ConfidentialRecord {}
extension GlassReason: ConfidentialRecord {}
extension GlassFinding: ConfidentialRecord {}

/// What the door looked up about a break-glass; false until found so, and that is the refusing side.
public struct GlassFacts: Hashable, Sendable {
    /// Who acts is who asked.
    public var isOwn = false
    /// The case is given to who acts.
    public var isCounselor = false
    /// Who asked may still ask, of a case, for its newest key, with the keys they have now.
    public var isFounded = false
    /// Its time has not come to an end.
    public var isInTime = false
    /// It is dated ahead of the clock by more than clocks may differ.
    public var isAhead = false
    /// Who acts holds a share of the key.
    public var hasShare = false
    /// Who acts has approved it.
    public var isApprover = false
    /// A share was released: the key may be known.
    public var isBroken = false
    /// Who acts belongs to the committee, or acts for it.
    public var isCommittee = false

    public init() {}
}
