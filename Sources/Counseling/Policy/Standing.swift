/// What the membership chain says of the person who acts.
public enum Standing: String, CaseIterable, Codable, Hashable, Sendable {
    case active, suspended, ended
    /// The chain does not reach this identity: a stranger, or a newcomer not yet confirmed.
    case unknown
}
