/// What the door looked up about keeping and disposing; false until found so, and that is the refusing side.
public struct RetentionFacts: Hashable, Sendable {
    /// The case is this person's, whose program looked at its assignment.
    public var isOwnCase = false
    /// The period has run out, the notice was given and its time is over, and nothing is open about it.
    public var isDue = false
    /// No legal hold stands. Why one was placed nobody says.
    public var isFree = false
    /// A hold stands that this person placed, or may end by their office.
    public var mayRelease = false
    /// A proposal waits of which exactly these rows would go.
    public var isProposed = false
    /// Another than this person proposed it.
    public var isOthersProposal = false
    /// It was disposed of.
    public var isDisposed = false
    /// Somebody named their private notes about it, and they lie as they said.
    public var isPrivateProposed = false
    /// Another than this person did.
    public var isOthersPrivateProposal = false
    /// The client's file in which the act would be is gone.
    public var isFileDisposed = false

    public init() {}
}

extension Policy {
    /// What is asked of a client after their file is gone: who read it, what was disclosed of it, and of its disposal. A crisis is
    /// raised about anybody.
    static let outlivingFiles: Set<Action> = [
        .writeAccessLetter, .accountDisclosures, .raiseFlag, .noteRetention, .requestDeletion, .placeHold, .releaseHold,
        .proposeDisposal, .approveDisposal, .proposePrivateDisposal, .approvePrivateDisposal,
    ]
}

// Keeping records as long as the law wants, and disposing of them by two people.
extension Asker {
    func retention(_ action: Action) throws(PolicyRule) -> Role? {
        let facts = facts.retention
        switch action {
        case .setRetention, .reviewArchive: return try require(.director, else: .notDirector)
        case .listRetention: return try caseReader(assignmentFirst: false)
        case .noteRetention, .requestDeletion:
            let role = try caseReader(assignmentFirst: true)
            guard !facts.isDisposed else { throw .alreadyDisposed }
            return role
        case .placeHold:
            let role = first(of: [.director, .committeeMember, .custodian, .supervisor]) ?? ownCounseling
            guard let role else { throw .notHoldPlacer }
            guard !facts.isDisposed else { throw .alreadyDisposed }
            return role
        case .releaseHold:
            guard !facts.isFree else { throw .noHold }
            guard facts.mayRelease, let role = anyRole else { throw .notHoldReleaser }
            return role
        case .proposeDisposal:
            let role = try require(.director, else: .notDirector)
            guard !facts.isDisposed else { throw .alreadyDisposed }
            guard facts.isDue else { throw .notDue }
            guard facts.isFree else { throw .underHold }
            return role
        case .approveDisposal:
            guard let role = first(of: [.custodian, .committeeMember]) else { throw .notDisposalApprover }
            guard !facts.isDisposed else { throw .alreadyDisposed }
            guard facts.isProposed else { throw .disposalNotProposed }
            guard facts.isOthersProposal else { throw .ownDisposal }
            guard facts.isFree else { throw .underHold }
            return role
        case .proposePrivateDisposal:
            guard facts.isDisposed else { throw .notDue }
            return anyRole
        case .approvePrivateDisposal:
            guard let role = first(of: [.custodian, .committeeMember, .director]) else { throw .notDisposalApprover }
            guard facts.isPrivateProposed else { throw .disposalNotProposed }
            guard facts.isOthersPrivateProposal else { throw .ownDisposal }
            return role
        default: return anyRole
        }
    }

    private var ownCounseling: Role? { facts.retention.isOwnCase ? first(of: [.counselor, .trainee]) : nil }
}
