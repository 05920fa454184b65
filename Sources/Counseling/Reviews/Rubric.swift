/// What a quality review looks at, each from 1 to 5; what does not apply is left out.
public enum RubricItem: String, CaseIterable, Codable, Hashable, Sendable {
    case assessment, plan, technique, alliance
    case riskHandling = "risk-handling"
    case recordKeeping = "record-keeping"
    case ethics
}

public struct RubricScore: Codable, Hashable, Sendable {
    public static let range = 1...5

    public let item: RubricItem
    public let score: Int

    /// - Throws: `CounselingError.field` for a score that there is not
    public init(_ item: RubricItem, _ score: Int) throws(CounselingError) {
        guard Self.range.contains(score) else {
            throw .field(
                FieldPath("scores").field(item.rawValue), .outOfRange(Self.range.lowerBound, Self.range.upperBound))
        }
        self.item = item
        self.score = score
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            container.decode(RubricItem.self, forKey: .item), container.decode(Int.self, forKey: .score))
    }
}

/// What the reviewer writes to the counselor: only those two read it.
public struct ReviewFindings: RecordBody, Hashable {
    public struct RequiredAction: Codable, Hashable, Sendable {
        public let text: String
        public let due: CalendarDate?
    }

    private static let longest = 200_000
    private static let longestAction = 2_000

    private var schema = SchemaVersion1()
    public let overall: String
    public let actions: [RequiredAction]

    /// - Throws: `CounselingError.field` naming `findings` or `actions`
    public init(overall: String, actions: [(text: String, due: CalendarDate?)]) throws(CounselingError) {
        guard let overall = try PlainText.lines(overall, at: "findings", limit: Self.longest) else {
            throw .field("findings", .missing)
        }
        self.overall = overall
        guard actions.count <= 50 else { throw .field("actions", .tooMany(limit: 50)) }
        var result: [RequiredAction] = []
        for (index, action) in actions.enumerated() {
            let path = FieldPath("actions").element(index)
            guard let text = try PlainText.lines(action.text, at: path, limit: Self.longestAction) else {
                throw .field(path, .missing)
            }
            result.append(RequiredAction(text: text, due: action.due))
        }
        self.actions = result
    }

    /// Scores and findings from the form `{"scores": {"assessment": 4, …}, "findings": …, "actions": [{"text", "due"}]}`.
    /// - Throws: `CounselingError` naming the field at fault
    public static func read(json: [UInt8]) throws(CounselingError) -> (scores: [RubricScore], findings: ReviewFindings)
    {
        let form = try FormReader(json: json, limit: 4 << 20, known: ["scores", "findings", "actions"])
        var scores: [RubricScore] = []
        if let given = try form.form("scores", known: Set(RubricItem.allCases.map(\.rawValue))) {
            for item in RubricItem.allCases {
                guard let score = try given.whole(item.rawValue, in: RubricScore.range) else { continue }
                scores.append(try RubricScore(item, score))
            }
        }
        var actions: [(text: String, due: CalendarDate?)] = []
        for action in try form.forms("actions", known: ["text", "due"], limit: 50) {
            var due: CalendarDate?
            if let text = try action.text("due") {
                due = CalendarDate(text)
                guard due != nil else { throw .field(action.path(of: "due"), .malformed(.date)) }
            }
            actions.append((try action.text("text") ?? "", due))
        }
        return (scores, try ReviewFindings(overall: form.text("findings") ?? "", actions: actions))
    }

    /// The counselor's answer from plain text or the form `{"answer": …}`.
    /// - Throws: `CounselingError.field` naming `answer`
    public static func readAnswer(_ text: String) throws(CounselingError) -> String {
        guard let answer = try PlainText.lines(text, at: "answer", limit: longest) else {
            throw .field("answer", .missing)
        }
        return answer
    }

    /// - Throws: `CounselingError` naming the field at fault
    public static func readAnswer(json: [UInt8]) throws(CounselingError) -> String {
        try readAnswer(FormReader(json: json, limit: 4 << 20, known: ["answer"]).text("answer") ?? "")
    }
}

extension ReviewFindings: ConfidentialRecord {}
