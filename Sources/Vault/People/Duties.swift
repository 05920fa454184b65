/// The duties that decide about keys, as bits of a statement's sealed part. What they mean to people stands in `Counseling`.
public struct Duties: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let director = Duties(rawValue: 1 << 0)
    public static let custodian = Duties(rawValue: 1 << 1)
    public static let committee = Duties(rawValue: 1 << 2)
    public static let auditor = Duties(rawValue: 1 << 3)
    public static let counselor = Duties(rawValue: 1 << 4)
    public static let trainee = Duties(rawValue: 1 << 5)
    public static let supervisor = Duties(rawValue: 1 << 6)
    public static let intake = Duties(rawValue: 1 << 7)
    public static let frontDesk = Duties(rawValue: 1 << 8)
    public static let bookkeeper = Duties(rawValue: 1 << 9)

    /// Every duty that this version knows; a statement with another bit is refused.
    static let known = Duties(rawValue: 1 << 10 - 1)

    /// The duties whose gain or loss needs k custodians instead of one.
    public static let guarded: Duties = [.custodian, .committee, .auditor]
}

/// What a person may do at a position of the chain.
public enum Effect: UInt8, Sendable, Hashable {
    case active = 1, suspended = 2, ended = 3
}
