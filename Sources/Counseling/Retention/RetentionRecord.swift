/// What was noted of a case's keeping, in its client's file: the notice to collect, and what the client asked for.
public struct RetentionRecord: RecordBody, Hashable {
    public static let mostRequests = 1000

    private var schema = SchemaVersion1()
    public let client: Identifier<Client>
    public let caseID: Identifier<CounselingCase>
    /// The day on which the client was told to collect what they want.
    public private(set) var notice: CalendarDate?
    /// The day on which the client collected it.
    public private(set) var collected: CalendarDate?
    public private(set) var requests: [DeletionRequest]

    public init(client: Identifier<Client>, caseID: Identifier<CounselingCase>) {
        self.client = client
        self.caseID = caseID
        requests = []
    }

    /// With the day of the notice. It can be given again; then the later one counts.
    /// - Throws: `CounselingError.field("on", …)`: `.inTheFuture`, or `.beforeDay` for one before the case was closed
    public func notified(on day: CalendarDate, closed: CalendarDate, today: CalendarDate) throws(CounselingError)
        -> RetentionRecord
    {
        try Self.check(day, from: max(closed, notice ?? closed), to: today)
        var result = self
        result.notice = day
        return result
    }

    /// With the day on which the client took what they want.
    public func collected(on day: CalendarDate, closed: CalendarDate, today: CalendarDate) throws(CounselingError)
        -> RetentionRecord
    {
        try Self.check(day, from: closed, to: today)
        var result = self
        result.collected = day
        return result
    }

    private static func check(
        _ day: CalendarDate, from first: CalendarDate, to last: CalendarDate
    ) throws(CounselingError) {
        guard day <= last else { throw .field("on", .inTheFuture) }
        guard day >= first else { throw .field("on", .beforeDay(first)) }
    }

    /// Without a notice, or a collection, from before a day: of what came later the client was not told.
    public func since(_ day: CalendarDate?) -> RetentionRecord {
        guard let day else { return self }
        var result = self
        if let given = notice, given < day { result.notice = nil }
        if let taken = collected, taken < day { result.collected = nil }
        return result
    }

    /// With one more request to delete, and what it came to.
    public func asked(_ request: DeletionRequest) throws(CounselingError) -> RetentionRecord {
        guard requests.count < Self.mostRequests else { throw .field("requests", .outOfRange(0, Self.mostRequests)) }
        var result = self
        result.requests.append(request)
        return result
    }

    /// Whether this may be the next version of it: what was asked stays, and a notice is not taken back.
    public func mayBeFollowed(by next: RetentionRecord) -> Bool {
        next.client == client && next.caseID == caseID && next.requests.starts(with: requests)
            && (notice == nil || (next.notice.map { $0 >= notice ?? $0 } ?? false))
            && (collected == nil || next.collected != nil)
    }
}

/// That a client asked for their record to be deleted, and what the law said.
public struct DeletionRequest: Codable, Hashable, Sendable {
    public let at: UTCTime
    /// Who took it.
    public let by: Identifier<Person>
    /// How the case stood then: the word of `RetentionStanding`.
    public let standing: String
    /// Until when it has to be kept, as far as that was known.
    public let keepUntil: CalendarDate?

    public init(at: UTCTime, by: Identifier<Person>, _ standing: RetentionStanding) {
        self.at = at
        self.by = by
        self.standing = standing.word
        keepUntil = standing.period?.keepUntil
    }
}

extension RetentionRecord: ConfidentialRecord {}
