import Counseling
import Vault

// What the policy asks about a hand-over without the leaver. Nothing of the case is opened for it.
extension Relationships {
    func add(successionFacts subject: Subject, to facts: inout Relationship, for action: Action) throws {
        switch subject {
        case .succession(let id):
            facts.succession = try Successions(session: session, reading: reading).facts(OpaqueID(id), for: action)
        case .handover(let id, let leaver, let successor) where action == .nameSuccessor:
            let handover = Handover(session: session, reading: reading)
            facts.succession.leaverIsOut =
                session.chain.members[OpaqueID(leaver)].map { $0.effect != .active } ?? false
                && !session.chain.isReturning(OpaqueID(leaver))
            let history = try Compartments(session: session).history(of: OpaqueID(id), reading: reading)
            facts.succession.caseIsLeft =
                try handover.remaining(OpaqueID(id), without: OpaqueID(leaver)).isEmpty
                && history.isLeft(
                    after: history.assignmentHead.count, for: OpaqueID(successor), at: session.chain.head.position,
                    in: session.chain)
        default: return
        }
    }
}
