/// When a session really began and ended.
public struct SessionTimes: Codable, Hashable, Sendable {
    /// The most hours of one session; longer is a slip of the date.
    public static let longestHours = 24

    public let start: UTCTime
    public let end: UTCTime

    /// - Parameter now: what has not happened yet has no actual times.
    /// - Throws: `CounselingError.field` for `start` or `end`: `.inTheFuture`, `.endNotAfterStart`, `.longerThan`.
    public init(start: UTCTime, end: UTCTime, now: UTCTime) throws(CounselingError) {
        guard start <= now else { throw .field("start", .inTheFuture) }
        guard end > start else { throw .field("end", .endNotAfterStart) }
        guard end.seconds(since: start) <= Int64(Self.longestHours) * 3600 else {
            throw .field("end", .longerThan(hours: Self.longestHours))
        }
        guard end <= now else { throw .field("end", .inTheFuture) }
        self.start = start
        self.end = end
    }
}

extension SessionTimes: ConfidentialRecord {}
