/// How far a verification has come.
public struct VerificationProgress: Sendable {
    /// How many entries the log has.
    public let entries: UInt64
    /// 0 ... 1, an estimate.
    public let fraction: Double

    /// Told at every so many entries or rows: often enough to be seen moving.
    static let stride = 256
    /// The log's share of the whole; the rest goes to the rows and, deep, to rights and records.
    static let logShare = 0.7
}
