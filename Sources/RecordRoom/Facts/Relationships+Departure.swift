import Counseling
import Vault

// What the policy asks about handing over and renewing keys. No record is opened for it.
extension Relationships {
    func add(departureFacts subject: Subject, to facts: inout Relationship) throws {
        switch subject {
        case .handover(let id, let leaver, let successor):
            let compartments = Compartments(session: session)
            guard try Handover(session: session, reading: reading).isCase(OpaqueID(id)) else {
                throw RoomError.notFound(.counselingCase)
            }
            let history = try compartments.history(of: OpaqueID(id), reading: reading)
            guard history.assigned.contains(.person(OpaqueID(leaver))) else {
                throw RoomError.notFound(.counselingCase)
            }
            facts.isAssignedCounselor = history.assigned.contains(.person(session.me))
            facts.departure.isOwnCase = OpaqueID(leaver) == session.me
            facts.departure.caseHasNoKey = history.current == nil
            let duties: Duties = [.counselor, .trainee]
            facts.departure.successorMayCounsel =
                successor != leaver && session.chain.members[OpaqueID(successor)]?.holds(duties) == true
            facts.departure.successorIsFit = try mayTakeCase(successor)
        case .compartment(let id):
            let compartments = Compartments(session: session)
            let history = try compartments.open(OpaqueID(id), reading: reading)
            guard let current = history.current else { return }
            facts.departure.belongsToCompartment =
                compartments.belongs(to: history)
                && session.ring.holds(history.compartment, generation: current.generation)
        default: return
        }
    }
}
