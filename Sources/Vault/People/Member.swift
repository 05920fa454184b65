import Cryptography

/// A person as the chain knows them at its head.
public struct Member: Sendable {
    public let id: OpaqueID
    public internal(set) var keys: PublicKeys
    public internal(set) var effect: Effect
    /// nil to whoever cannot open the sealed parts.
    public internal(set) var duties: Duties?
    public internal(set) var profile: [UInt8]?
    /// Where the statement stands that took effect last.
    public internal(set) var position: UInt32
    /// From which position on these keys count; 0 for those that the person came with.
    public internal(set) var keysSince: UInt32 = 0

    /// Whether the person is active and has one of these duties.
    public func holds(_ wanted: Duties) -> Bool {
        guard effect == .active, let duties else { return false }
        return !duties.isDisjoint(with: wanted)
    }
}

/// A statement that waits for a custodian's confirmation.
public struct PendingStatement: Sendable {
    public let head: ChainHead
    public let subject: OpaqueID
    public let signer: OpaqueID
    public let duties: Duties
    public let profile: [UInt8]
    public let keys: PublicKeys
    public let effect: Effect
    /// Whether it gives the person other keys, and nothing else.
    public let isNewKeys: Bool
    /// Custodians whose approval counts so far, the signer among them if a custodian.
    public internal(set) var approvals: Set<OpaqueID>
    /// What the rules ask of it, given who was a custodian when it was signed.
    public let rule: ConfirmationRule
    /// What they ask without the word of the one whom it puts out; nil where their word is not needed.
    public let standIn: ConfirmationRule?
    /// Whether it names a director where the only one is the other of two custodians: as long as that is so, the committee stands in
    /// for their word.
    public let isNaming: Bool

    /// Whether custodians alone name a director with it. A director's statement may take its place: else one custodian, who can
    /// bring about nothing alone, could keep what the person has from being changed.
    public var isByCustodians: Bool { !isNewKeys && rule.needsCommittee && rule.approvals > 1 }

    /// Whether a committee member may confirm it.
    public var mayBeConfirmedByCommittee: Bool { rule.needsCommittee || standIn != nil }
}

/// How many custodians must stand under a statement (docs/decisions, "Confirmation").
public struct ConfirmationRule: Sendable, Equatable {
    /// Custodians' approvals in all, the signer's own counted if the signer is a custodian.
    public let approvals: Int
    /// Confirmations by someone other than the signer.
    public let others: Int
    /// Whether one approval must come from a committee member: custodians naming a director without one.
    public let needsCommittee: Bool

    /// - Parameters:
    ///   - custodians: how many were active before the statement
    ///   - changed: the duties gained or lost
    ///   - byDirector: false where custodians name a director alone
    ///   - threshold: k, the practice's setting
    init(custodians: Int, changed: Duties, byDirector: Bool, threshold: Int = 2) {
        guard byDirector else {
            self.init(approvals: max(threshold, 2), others: 1, needsCommittee: true)
            return
        }
        let guarded = !changed.isDisjoint(with: .guarded)
        // Until a second custodian stands beside the first, the director's statements stand alone, as `status` says.
        let others = custodians > 1 ? 1 : 0
        let approvals = guarded ? min(threshold, custodians) : others
        self.init(approvals: approvals, others: others, needsCommittee: false)
    }

    /// New keys for someone give whoever holds them everything that the person has: it takes what naming a custodian takes, and
    /// whose keys they are does not count among those who stand under it. Where that leaves one custodian of several, somebody
    /// of the committee stands beside them, so that nobody makes themself a second custodian alone.
    init(newKeysOfCustodian isCustodian: Bool, custodians: Int, threshold: Int = 2) {
        let able = custodians - (isCustodian ? 1 : 0)
        self.init(
            approvals: min(threshold, able), others: custodians > 1 ? 1 : 0,
            needsCommittee: custodians > 1 && able < threshold)
    }

    /// Of two custodians one may be dead, or not want to go. The committee stands in for the word of the one who is put out, and for
    /// a second custodian until there is one: else the one who is left would be both.
    static let standIn = ConfirmationRule(approvals: 1, others: 1, needsCommittee: true)

    private init(approvals: Int, others: Int, needsCommittee: Bool) {
        self.approvals = approvals
        self.others = others
        self.needsCommittee = needsCommittee
    }
}
