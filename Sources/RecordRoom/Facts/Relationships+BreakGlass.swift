import Counseling
import Vault

// What the policy asks about break-glass. Nothing of the case is opened for it.
extension Relationships {
    func add(glassFacts subject: Subject, to facts: inout Relationship, for action: Action) throws {
        switch subject {
        case .glass(let id), .glassNote(_, in: let id):
            facts.glass = try Glasses(session: session, reading: reading).facts(OpaqueID(id), for: action)
        case .counselingCase where action == .requestGlass:
            facts.glass.isCounselor = facts.isAssignedCounselor
        default: return
        }
    }
}
