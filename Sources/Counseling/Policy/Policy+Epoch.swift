/// What the door looked up about a restored practice that is to go on; false until found so, and that is the refusing side.
public struct EpochFacts: Hashable, Sendable {
    /// Somebody else than who acts declared what was restored.
    public var isDeclaredByOther = false
    /// No custodian is active but, perhaps, who acts.
    public var isOnlyCustodian = false

    public init() {}
}

extension Asker {
    /// Two people answer for what a restore loses; where there is nobody for the second signature, it is said that one did.
    func epochOpener() throws(PolicyRule) -> Role? {
        if facts.epoch.isDeclaredByOther { return try require(.custodian, else: .notCustodian) }
        let role = try require(.director, else: .notDirector)
        guard facts.epoch.isOnlyCustodian else { throw .ownEpoch }
        return role
    }
}
