/// From when on a note counts as a late entry (补录); a setting of the practice.
public struct LateEntryRule: Hashable, Sendable {
    /// The rule of a practice that set none: 24 hours after the session's end.
    public static let standard = LateEntryRule(hours: 24)

    /// Whole hours after the session's end within which a note is in time.
    public let hours: Int

    public init(hours: Int) {
        self.hours = hours
    }

    /// Whether a note first written at `written` is late; a note without session times never is.
    public func isLate(session: SessionTimes?, written: UTCTime) -> Bool {
        guard let session else { return false }
        return written.seconds(since: session.end) > Int64(hours) * 3600
    }
}
